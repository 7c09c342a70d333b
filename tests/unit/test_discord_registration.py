"""Commands are registered as Discord takes them, in every language, and wrong files are refused by name."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.chat import CommandSpec, OptionKind, OptionSpec
from bot.commands.specs import COMMANDS
from bot.platforms.discord.languages import BUILT_IN, LanguageError, is_name, read_languages
from bot.platforms.discord.registration import COMMAND_LENGTH, commands_json, fingerprint, size
from tests.doubles.discord.specs import broken_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Json = dict[str, Any]

BULK = "/applications/{application_id}/commands"
ADMIN_OF_ITS_OWN = CommandSpec(verb="purge", summary="Purge", group="", is_admin=True)


def _named(name: str, commands: list[Json] | None = None) -> Json:
    """Find a command, or a subcommand behind a space."""
    first, _, second = name.partition(" ")
    written = commands if commands is not None else commands_json(COMMANDS)
    found = next(each for each in written if each["name"] == first)
    return _named(second, found["options"]) if second else found


def _options(name: str) -> dict[str, Json]:
    return {option["name"]: option for option in _named(name)["options"]}


def _everything(written: list[Json]) -> Iterator[Json]:
    """Walk through commands, subcommands and options."""
    for each in written:
        yield each
        yield from _everything(each.get("options", []))


def test_three_commands_and_a_menu() -> None:
    """A command with subcommands cannot itself run, and permissions hang on the whole: hence three."""
    written = [(each["type"], each["name"]) for each in commands_json(COMMANDS)]

    assert [(1, "ask"), (1, "brief"), (1, "briefadmin"), (3, "Why is this here?")] == written


def test_the_whole_body_is_what_discord_takes() -> None:
    """With all languages it breaks no rule of the API's description."""
    assert [] == broken_rules("PUT", BULK, commands_json(COMMANDS, read_languages()))


def test_names_are_such_as_discord_takes() -> None:
    """Its pattern and the lengths of names and descriptions hold, which the description leaves out."""
    everything = _everything(commands_json(COMMANDS, read_languages()))
    written = [each for each in everything if "description" in each]  # the menu has none, and may have spaces
    translated = [name for each in written for name in each.get("name_localizations", {}).values()]

    assert [] == [each["name"] for each in written if not is_name(each["name"])]
    assert [] == [name for name in translated if not is_name(name)]
    assert [] == [each["name"] for each in written if not 1 <= len(each["description"]) <= 100]


def test_the_limits_of_one_command_hold() -> None:
    """A group counts all its verbs: 25 of them, and 8,000 characters in the longest language."""
    for each in commands_json(COMMANDS, read_languages()):
        assert size(each) <= COMMAND_LENGTH
        assert len(each.get("options", [])) <= 25


def test_required_options_come_first() -> None:
    """Discord refuses one that stands behind an optional one."""
    for each in _everything(commands_json(COMMANDS)):
        required = [option.get("required", False) for option in each.get("options", ())]
        assert sorted(required, reverse=True) == required


def test_hidden_options_are_not_offered() -> None:
    """What only buttons say is no business of people who type."""
    hidden = OptionSpec(name="post", summary="A post", is_hidden=True)
    spec = CommandSpec(verb="why", summary="Why", group="", options=(hidden,))

    assert [] == commands_json([spec])[0]["options"]


def test_every_kind_of_option_has_its_own_shape() -> None:
    """Texts have a length, flags are yes or no, choices are listed, channels picked, names completed."""
    spec = CommandSpec(
        verb="all",
        summary="All kinds",
        group="",
        options=(
            OptionSpec(name="text", summary="Text", max_length=10),
            OptionSpec(name="flag", summary="Flag", kind=OptionKind.FLAG),
            OptionSpec(name="choice", summary="Choice", kind=OptionKind.CHOICE, choices=("a", "b")),
            OptionSpec(name="channel", summary="Channel", kind=OptionKind.CHANNEL),
            OptionSpec(name="topic", summary="Topic", kind=OptionKind.TOPIC, max_length=60),
        ),
    )
    shapes = [
        {key: value for key, value in option.items() if key not in {"name", "description"}}
        for option in commands_json([spec])[0]["options"]
    ]

    assert [
        {"type": 3, "max_length": 10},
        {"type": 5},
        {"type": 3, "choices": [{"name": "a", "value": "a"}, {"name": "b", "value": "b"}]},
        {"type": 7, "channel_types": [0, 5, 10, 11, 12]},
        {"type": 3, "max_length": 60, "autocomplete": True},
    ] == shapes


@pytest.mark.parametrize("name", ["ask", "brief", "Why is this here?"])
def test_readers_may_ask_everywhere(name: str) -> None:
    """In servers, with the bot and among friends; installed by a server or by a person."""
    found = _named_whole(name)

    assert ([0, 1, 2], [0, 1]) == (found["contexts"], found["integration_types"])
    assert "default_member_permissions" not in found


@pytest.mark.parametrize("name", ["briefadmin", "purge"])
def test_admins_need_manage_server(name: str) -> None:
    """Only in servers that installed the bot, and hidden from who may not manage them."""
    found = _named_whole(name)

    assert ([0], [0], "32") == (
        found["contexts"],
        found["integration_types"],
        found["default_member_permissions"],
    )


def _named_whole(name: str) -> Json:
    return next(each for each in commands_json([*COMMANDS, ADMIN_OF_ITS_OWN]) if each["name"] == name)


def test_the_menu_needs_its_verb() -> None:
    """Without "why" there is nothing for the menu to ask."""
    assert ["help"] == [
        each["name"] for each in commands_json([CommandSpec(verb="help", summary="x", group="")])
    ]


def test_a_fingerprint_is_of_what_is_written() -> None:
    """The same commands have the same one in every process; another word changes it."""
    changed = [dataclasses.replace(COMMANDS[0], summary="Another summary"), *COMMANDS[1:]]

    assert fingerprint(commands_json(COMMANDS)) == fingerprint(
        json.loads(json.dumps(commands_json(COMMANDS)))
    )
    assert fingerprint(commands_json(COMMANDS)) != fingerprint(commands_json(changed))


# ------------------------------------------------------------------------------------- languages


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW"])
def test_chinese_is_complete(locale: str) -> None:
    """Every name, description and choice that can be said in words is said in Chinese."""
    written = commands_json(COMMANDS, read_languages())
    unsaid = [
        each["name"]
        for each in _everything(written)
        for field in ("name_localizations", "description_localizations")
        if locale not in each.get(field, {}) and not (each["type"] == 3 and "description" not in each)
    ]
    choices = [choice for each in _everything(written) for choice in each.get("choices", ())]

    assert [] == unsaid
    assert [] == [choice["value"] for choice in choices if locale not in choice.get("name_localizations", {})]


def test_chinese_says_what_it_means() -> None:
    """A command, an option with words of its own and one with those for everywhere."""
    written = commands_json(COMMANDS, read_languages())
    ask = _named("ask", written)
    question, topic = (
        {each["name"]: each for each in ask["options"]}[name] for name in ("question", "topic")
    )

    assert "提问" == ask["name_localizations"]["zh-CN"]
    assert "你的问题" == question["description_localizations"]["zh-CN"]
    assert "主題" == topic["name_localizations"]["zh-TW"]
    assert "为什么会有这条？" == written[-1]["name_localizations"]["zh-CN"]


def test_an_admins_word_goes_before_ours(tmp_path: Path) -> None:
    """A file of the same language changes what it names and leaves the rest."""
    (tmp_path / "zh-CN.toml").write_text('[commands.ask]\nname = "问"\n', "utf-8")
    ask = _named("ask", commands_json(COMMANDS, read_languages(tmp_path)))

    assert "问" == ask["name_localizations"]["zh-CN"]
    assert "用文章里的原句回答问题，每句都注明出处" == ask["description_localizations"]["zh-CN"]


def test_another_language_is_one_more_file(tmp_path: Path) -> None:
    """What it does not name keeps its English name."""
    (tmp_path / "de.toml").write_text('[commands.now]\nname = "jetzt"\n', "utf-8")
    written = commands_json(COMMANDS, read_languages(tmp_path))

    assert "jetzt" == _named("brief now", written)["name_localizations"]["de"]
    assert "de" not in _named("brief last", written)["name_localizations"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("de", '[commands.now]\nname = "Jetzt"', 'de.toml: commands.now.name: "Jetzt" is no name'),
        ("de", '[commands.now]\nname = "jetzt sofort"', 'commands.now.name: "jetzt sofort" is no name'),
        ("de", f'[commands.now]\nname = "{"j" * 33}"', "at most 32 characters"),
        (
            "de",
            f'[commands.now]\nsummary = "{"j" * 101}"',
            "now.summary: 101 characters are too many",
        ),
        (
            "de",
            f'[menus.why]\nname = "{"j" * 33}"',
            "33 characters are too many; the limit is 32",
        ),
        ("de", "[commands.now]\nname = 5", "commands.now.name: this is no text"),
        ("de", '[commands.now]\nsummary = " "', "commands.now.summary: this is no text"),
        ("de", '[command.now]\nname = "jetzt"', "command.now.name: there is no table of this name"),
        ("de", "[commands.now", "de.toml: this cannot be read as TOML"),
        ("german", '[commands.now]\nname = "jetzt"', "german.toml: german is no language of Discord's"),
        ("EN-us", '[commands.now]\nname = "now"', "EN-us.toml: EN-us is no language of Discord's"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, file: str, text: str, said: str) -> None:
    """The sentence names the file and the key, and says what is right."""
    (tmp_path / f"{file}.toml").write_text(text, "utf-8")
    with pytest.raises(LanguageError) as caught:
        read_languages(tmp_path)

    assert said in str(caught.value)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """A file that is not UTF-8 is named, and nothing is guessed."""
    (tmp_path / "de.toml").write_bytes('[commands.now]\nname = "später"'.encode("latin-1"))
    with pytest.raises(LanguageError, match="this cannot be read as TOML"):
        read_languages(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[commands.nwo]\nname = "jetzt"', "de.toml: commands.nwo.name: nothing is called so"),
        (
            '[commands.now.options.topik]\nname = "thema"',
            "commands.now.options.topik.name: nothing is called so",
        ),
        ('[commands.now.options.window.choices]\n"8d" = "8 Tage"', "choices.8d: nothing is called so"),
        (
            '[commands.now]\ntitle = "jetzt"',
            "commands.now.title: nothing is called so",
        ),
        ('[commands.now]\nname = "x"\n[commands.last]\nname = "x"', 'now and last would both be called "x"'),
        ('[commands.now]\nname = "last"', 'now and last would both be called "last"'),
        (
            '[commands.ask.options]\nquestion = {name = "x"}\ntopic = {name = "x"}',
            'question and topic would both be called "x"',
        ),
    ],
)
def test_words_for_nothing_and_words_for_two_things_are_refused(tmp_path: Path, text: str, said: str) -> None:
    """A misspelt key would do nothing, and Discord would refuse two of one name without saying whose file."""
    (tmp_path / "de.toml").write_text(text, "utf-8")
    with pytest.raises(LanguageError) as caught:
        commands_json(COMMANDS, read_languages(tmp_path))

    assert said in str(caught.value)


def test_too_many_words_are_refused() -> None:
    """All verbs of a group together may hold 8,000 characters."""
    options = tuple(OptionSpec(name=f"option-{number}", summary="x" * 100) for number in range(20))
    commands = [CommandSpec(verb=f"verb-{number}", summary="x" * 100, options=options) for number in range(5)]
    with pytest.raises(LanguageError, match=r"/brief takes 11,\d\d\d characters .* limit is 8,000"):
        commands_json(commands)


def test_only_the_longest_translation_counts() -> None:
    """Discord counts each word once, in its longest language."""
    written = {"name": "now", "name_localizations": {"de": "sofort", "fr": "là"}, "description": "abc"}

    assert 9 == size(written)


def test_our_own_files_are_there() -> None:
    """Both Chinese files are found where the package keeps them."""
    assert {"zh-CN.toml", "zh-TW.toml"} <= {path.name for path in BUILT_IN.iterdir()}
