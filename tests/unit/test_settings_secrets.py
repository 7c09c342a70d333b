"""Secrets: named in the admin file, read when used, shown nowhere."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from bot.settings import Secret, SecretError
from tests.unit.adminfile import SMALL, AdminFile

if TYPE_CHECKING:
    from pathlib import Path

# Made up, in the shapes real ones have.
TOKENS = {
    "discord": "MTA4NzYxMjM0NTY3ODkwMTIzNA.GhTx1Q.abcdefghijklmnopqrstuvwxyz0123456789ab",
    "slack": "xoxb-" + "1234567890" + "-abcdefghijkl",
    "slack app": "xapp-" + "1-A0123" + "-abcdefghijkl",
    "github": "ghp_" + "a1b2c3" * 6,
    "hex": "a8f742231b10e8888abcd99e0f0285a5",
    "base32": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "uuid": "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
    "password": "hunter2",
}
DISCORD = SMALL + "[platforms.discord]\nenabled = true\n"
SLACK = SMALL + "[platforms.slack]\nenabled = true\n"


@pytest.fixture
def admin(tmp_path: Path) -> AdminFile:
    """Give an admin file in a folder of its own."""
    return AdminFile(tmp_path)


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS)
@pytest.mark.parametrize(
    "line",
    [
        '[platforms.discord]\ntoken_env = "{}"',
        '[platforms.discord]\ntoken_file = "{}"\nenabled = true',
        '[platforms.discord]\ntoken = "{}"',
        "[platforms.discord]\ntoken_env = {}",
        "[platforms.discord]\ntoken_env = '{}",
        '[platforms.discord]\ntoken_env = ["{}"]\nmode = {{ secret = "{}" }}',
        '[platforms.slack]\nsigning_secret_env = "{}"',
        '[platforms.slack]\napi_key = "{}"',
        'password = "{}"',
        '[store]\nurl = "postgresql+psycopg://desk:{}@db.example.org/desk"',
        '[store]\nurl = "postgresql+psycopg://db.example.org/desk?user=desk&password={}"',
        '[store]\nurl_env = "{}"',
        '[sources.feed]\ntype = "feed"\nurl = "https://desk:{}@example.org/feed"',
        "{}",
    ],
)
def test_a_secret_in_the_file_is_refused_and_never_shown(admin: AdminFile, line: str, token: str) -> None:
    """Whatever the secret and wherever it stands, it is a fault, and no message holds it."""
    told = "\n".join(admin.told(SMALL + line.replace("{}", token)))

    assert "briefbot.toml:" in told
    assert token not in told


@pytest.mark.parametrize("token", [TOKENS[name] for name in ("discord", "slack", "slack app", "github")])
def test_a_token_anywhere_is_refused(admin: AdminFile, token: str) -> None:
    """A token of a known maker is a fault wherever it stands, told once for its place."""
    text = SMALL.replace('topics = ["ban"]', f'topics = ["ban", "{token}"]')

    assert [
        (
            "briefbot.toml:12: [digests.daily] topics: a secret stands in this file"
            " (name an environment variable instead, and replace the secret: it was seen)"
        )
    ] == admin.told(text)


def test_a_secret_in_the_place_of_a_name_is_told_what_belongs_there(admin: AdminFile) -> None:
    """Somebody who pastes a token where its variable belongs sees the right line."""
    told = admin.told(f'{SMALL}[platforms.discord]\ntoken_env = "{TOKENS["discord"]}"\n')

    assert [
        (
            "briefbot.toml:20: [platforms.discord] token_env: a secret stands in this file"
            " (name an environment variable instead, and replace the secret: it was seen)"
            ' - write token_env = "DISCORD_TOKEN"'
        )
    ] == told


@pytest.mark.parametrize("token", [TOKENS[name] for name in ("slack", "github", "hex", "uuid")])
@pytest.mark.parametrize(
    "line", ["[{}]", "[sources.{}]", "[platforms.{}]", "[store]\n{} = 1", "[store]\n{} = 1 2", "[{}]\nx = ?"]
)
def test_a_secret_as_a_name_is_hidden(admin: AdminFile, line: str, token: str) -> None:
    """Not even a heading or a key is shown when it looks like a secret."""
    told = "\n".join(admin.told(SMALL + line.replace("{}", token)))

    assert "briefbot.toml:" in told
    assert token not in told


def test_a_missing_variable_is_named(admin: AdminFile) -> None:
    """An enabled platform without its tokens is a fault that names the variables."""
    assert [
        (
            "briefbot.toml:19: [platforms.discord] token_env: the variable DISCORD_TOKEN is not set or empty"
            " (set it where the bot runs)"
        )
    ] == admin.told(DISCORD, {"DISCORD_TOKEN": " "})
    assert [
        "the variable SLACK_BOT_TOKEN is not set or empty",
        "the variable SLACK_SIGNING_SECRET is not set or empty",
    ] == [problem.wrong for problem in admin.problems(SLACK + 'mode = "http"\n')]


def test_a_platform_that_is_off_needs_no_variable(admin: AdminFile) -> None:
    """A file may be written before the tokens are there."""
    settings = admin.load(
        DISCORD.replace("[platforms.discord]\nenabled = true", "[platforms.discord]\nenabled = false")
    )

    assert (("console",), {}) == (settings.platforms, dict(settings.secrets))


def test_secrets_are_read_when_used(admin: AdminFile) -> None:
    """Loading reads no secret: a variable changed later is read as it is then."""
    name = "DISCORD_TOKEN"
    environment = {name: "early"}
    secret = admin.load(DISCORD, environment).secrets["discord.token"]
    environment[name] = " late\n"

    assert "late" == secret.read()


def test_a_file_may_hold_a_secret(admin: AdminFile) -> None:
    """A secret may lie in a file beside the admin file, whatever the variable says."""
    (admin.path.parent / "bot.txt").write_text("from the file\n", "utf-8")
    text = SLACK + 'bot_token_file = "bot.txt"\n'
    secrets = admin.load(text, {"SLACK_APP_TOKEN": "x"}).secrets

    assert ["slack.bot_token", "slack.app_token"] == list(secrets)
    assert "from the file" == secrets["slack.bot_token"].read()


def test_a_secret_has_one_place(admin: AdminFile) -> None:
    """A variable and a file for the same secret are one too many; a file must be there."""
    problems = admin.problems(DISCORD + 'token_env = "MY_TOKEN"\ntoken_file = "none.txt"\n')

    assert [
        (22, "token_env and token_file are both given"),
        (22, "there is no such file"),
    ] == [(problem.line, problem.wrong) for problem in problems]


def test_the_store_has_one_address(admin: AdminFile) -> None:
    """An address and a variable for the store are one too many."""
    told = admin.told(SMALL + '[store]\nurl = "sqlite://"\nurl_env = "STORE"\n', {"STORE": "sqlite://"})

    assert ["briefbot.toml:19: [store]: url and url_env are both given (one of them)"] == told


def test_printing_shows_the_place_only(tmp_path: Path) -> None:
    """A secret printed or logged is the name of its variable or file."""
    place = tmp_path / "token"

    assert "Secret(variable BOT)" == repr(Secret("BOT", {"BOT": "hunter2"}))
    assert f"Secret(file {place})" == str(Secret(place, {}))


def test_settings_print_no_secret(admin: AdminFile) -> None:
    """Settings can be logged."""
    settings = admin.load(DISCORD, {"DISCORD_TOKEN": "hunter2"})

    assert "hunter2" not in repr(settings)


def test_a_secret_that_is_gone_is_told_by_its_place(tmp_path: Path) -> None:
    """A variable that is unset, and a file that is empty or unreadable, are told without what they hold."""
    empty, binary = tmp_path / "empty", tmp_path / "binary"
    empty.write_text("\n", "utf-8")
    binary.write_bytes(b"\xff\xfehunter2")
    told = []
    for place in ("BOT", empty, binary, tmp_path / "none"):
        with pytest.raises(SecretError) as raised:
            Secret(place, {}).read()
        told.append(str(raised.value))

    assert [
        "Secret(variable BOT) is not set or empty; set it and start again",
        f"Secret(file {empty}) is not set or empty; set it and start again",
        f"Secret(file {binary}) cannot be read: UnicodeDecodeError",
        f"Secret(file {tmp_path / 'none'}) cannot be read: FileNotFoundError",
    ] == told


@pytest.mark.parametrize(
    "harmless",
    [
        '[topics.supreme-court-ruling-on-2025-01-17]\nany = ["x"]\n',
        '[topics.task-force-on-the-old-harbour-bridge-2]\nany = ["xoxb-and-friends-everywhere"]\n',
        '[topics.x]\nany = ["https://example.org/2025/01/24/a-long-headline-with-many-words", "a:b@c"]\n',
        '[sources.x]\ntype = "page"\nurl = "https://user@example.org:8080/path?page=12&q=a:b@c"\n',
    ],
)
def test_long_names_are_no_secrets(admin: AdminFile, harmless: str) -> None:
    """Names with dates, and addresses with ports, are what they are."""
    assert [] == admin.told(SMALL + harmless)


def test_the_data_of_a_token_file_is_not_opened_at_load(admin: AdminFile) -> None:
    """A secret's file is only looked for; even one nobody may read yet does not stop loading."""
    place = admin.path.parent / "token"
    place.write_text("hunter2", "utf-8")
    place.chmod(0)
    settings = admin.load(DISCORD + 'token_file = "token"\n')

    assert 0 == stat.S_IMODE(place.stat().st_mode)
    assert ["discord.token"] == list(settings.secrets)
