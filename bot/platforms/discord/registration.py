"""Write the commands as Discord registers them, with their names in every language there is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.chat import OptionKind
from bot.platforms.discord.languages import LanguageError
from bot.platforms.discord.reading import WHY_HERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.chat import CommandSpec, OptionSpec
    from bot.platforms.discord.languages import Key, Language

    Json = dict[str, Any]

COMMAND_LENGTH = 8_000  # characters of names, descriptions and choices; of a group all verbs together

_COMMAND, _MESSAGE_MENU = 1, 3  # types of commands
_VERB, _STRING, _BOOLEAN, _CHANNEL = 1, 3, 5, 7  # types of options
_CHANNEL_TYPES = (0, 5, 10, 11, 12)  # text, announcements, and the threads of both
_GUILD, _BOT_DM, _PRIVATE = 0, 1, 2  # where a command is shown
_GUILD_INSTALL, _USER_INSTALL = 0, 1
_MANAGE_SERVER = str(1 << 5)  # a default that server admins can change; so it is checked again at every call
_GROUPS = {
    "brief": "Briefings from the articles that are read here",
    "briefadmin": "Set up what is posted here",
}


def commands_json(commands: Sequence[CommandSpec], languages: Sequence[Language] = ()) -> list[Json]:
    """Write *commands* as the body that registers all of them at once.

    Raises:
        LanguageError: A language names what there is not, gives one name twice, or says too much.
    """
    writer = _Writer(languages)
    groups = dict.fromkeys(command.group for command in commands)
    written = [each for group in groups for each in _group(group, commands, writer)]
    problems = [*_strangers(commands, languages), *_clashes(written, languages), *_too_large(written)]
    if problems:
        raise LanguageError("\n".join(problems))
    has_why = any(command.verb == "why" for command in commands)
    return [*written, _menu(writer)] if has_why else written


def fingerprint(written: Sequence[Json]) -> str:
    """Return what changes whenever a command does: the same need not be registered again."""
    told = json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes names and descriptions in every language."""

    languages: Sequence[Language]

    def words(self, name: str, summary: str, *keys: Key) -> Json:
        """Write a name and a description that stand under the first of *keys* to have them."""
        return {
            **self.named(name, *((*key, "name") for key in keys)),
            "description": summary,
            **self._localised("description", [(*key, "summary") for key in keys]),
        }

    def named(self, name: str, *keys: Key) -> Json:
        """Write a name alone."""
        return {"name": name, **self._localised("name", keys)}

    def _localised(self, field: str, keys: Iterable[Key]) -> Json:
        asked = tuple(keys)
        found = {each.locale: word for each in self.languages if (word := each.word(*asked)) is not None}
        return {f"{field}_localizations": found} if found else {}


def _group(group: str, commands: Sequence[CommandSpec], writer: _Writer) -> Iterator[Json]:
    """Write the commands of a group as one with a subcommand each, and those of none as they are."""
    members = [command for command in commands if command.group == group]
    if not group:
        yield from (
            {"type": _COMMAND, **_command(each, writer), **_shown(is_admin=each.is_admin)} for each in members
        )
        return
    yield {
        "type": _COMMAND,
        **writer.words(group, _GROUPS.get(group, group), ("groups", group)),
        "options": [{"type": _VERB, **_command(each, writer)} for each in members],
        **_shown(is_admin=all(each.is_admin for each in members)),
    }


def _command(command: CommandSpec, writer: _Writer) -> Json:
    options = [option for option in command.options if not option.is_hidden]
    options.sort(key=lambda option: not option.is_required)  # Discord wants the required ones first
    return {
        **writer.words(command.verb, command.summary, ("commands", command.verb)),
        "options": [_option(option, command.verb, writer) for option in options],
    }


def _menu(writer: _Writer) -> Json:
    name = writer.named(WHY_HERE, ("menus", "why", "name"))
    return {"type": _MESSAGE_MENU, **name, **_shown(is_admin=False)}


def _shown(*, is_admin: bool) -> Json:
    """Say where a command is offered, and to whom."""
    if is_admin:
        return {
            "contexts": [_GUILD],
            "integration_types": [_GUILD_INSTALL],
            "default_member_permissions": _MANAGE_SERVER,
        }
    return {
        "contexts": [_GUILD, _BOT_DM, _PRIVATE],
        "integration_types": [_GUILD_INSTALL, _USER_INSTALL],
    }


def _option(option: OptionSpec, verb: str, writer: _Writer) -> Json:
    keys = [("commands", verb, "options", option.name), ("options", option.name)]
    return {
        **writer.words(option.name, option.summary, *keys),
        **({"required": True} if option.is_required else {}),
        **_value(option, keys, writer),
    }


def _value(option: OptionSpec, keys: Sequence[Key], writer: _Writer) -> Json:
    """Say what an option takes."""
    match option.kind:
        case OptionKind.FLAG:
            return {"type": _BOOLEAN}
        case OptionKind.CHANNEL:
            return {"type": _CHANNEL, "channel_types": list(_CHANNEL_TYPES)}
        case OptionKind.CHOICE:
            choices = [
                {**writer.named(choice, *((*key, "choices", choice) for key in keys)), "value": choice}
                for choice in option.choices
            ]
            return {"type": _STRING, "choices": choices}
        case OptionKind.TEXT:
            return {"type": _STRING, "max_length": option.max_length}
        case _:
            return {"type": _STRING, "max_length": option.max_length, "autocomplete": True}


def _strangers(commands: Sequence[CommandSpec], languages: Sequence[Language]) -> Iterator[str]:
    """Name the words of what there is not."""
    known = _known(commands)
    for language in languages:
        for key in language.words:
            if key not in known:
                yield f"{language.path}: {'.'.join(key)}: nothing is called so. Correct or remove it."


def _known(commands: Sequence[CommandSpec]) -> set[Key]:
    """List every key that a language may have a word under."""
    known: set[Key] = {("menus", "why", "name")}
    for command in commands:
        places: list[Key] = [("groups", command.group), ("commands", command.verb)]
        for option in command.options:
            for place in (("commands", command.verb, "options", option.name), ("options", option.name)):
                places.append(place)
                known |= {(*place, "choices", choice) for choice in option.choices}
        known |= {(*place, word) for place in places for word in ("name", "summary")}
    return known


def _clashes(written: Sequence[Json], languages: Sequence[Language]) -> Iterator[str]:
    """Name what two things beside each other would both be called."""
    for beside in _neighbours(written):
        for language in languages:
            called: dict[str, list[str]] = {}
            for each in beside:
                called.setdefault(_name(each, language.locale), []).append(each["name"])
            for name, things in called.items():
                if len(things) > 1:
                    both = " and ".join(things)
                    yield f'{language.path}: {both} would both be called "{name}". Give them different names.'


def _neighbours(written: Sequence[Json]) -> Iterator[Sequence[Json]]:
    """Walk through what stands beside each other: commands, the verbs of a group, options, choices."""
    yield written
    for each in written:
        for inside in (each.get("options", ()), each.get("choices", ())):
            if inside:
                yield from _neighbours(inside)


def _name(each: Json, locale: str) -> str:
    return str(each.get("name_localizations", {}).get(locale, each["name"]))


def _too_large(written: Sequence[Json]) -> Iterator[str]:
    for each in written:
        if (length := size(each)) > COMMAND_LENGTH:
            yield (
                f"/{each['name']} takes {length:,} characters with the longest of its words; Discord's limit "
                f"is {COMMAND_LENGTH:,}. Shorten summaries in the files of names."
            )


def size(written: Json) -> int:
    """Count the characters of a command as Discord does: of each word the longest translation."""
    longest = sum(
        max(map(len, (written.get(field, ""), *written.get(f"{field}_localizations", {}).values())))
        for field in ("name", "description")
    )
    inside = [*written.get("options", ()), *written.get("choices", ())]
    return longest + len(str(written.get("value", ""))) + sum(map(size, inside))
