"""`briefbot invite` and `sync` on the command line, and the settings they need."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.cli.main import run
from bot.platforms.discord.endpoints import Endpoints
from bot.settings import SettingsError, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ADMIN_FILE = """schema_version = 1
[bot]
data_dir = "data"
[platforms.discord]
enabled = true
[targets.news]
platform = "discord"
channel = "1234567890123456789"
threads = true
"""
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.fake-token.for-tests"  # noqa: S105  # says that it is none


@pytest.fixture
def admin_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Write an admin file for Discord, at an address where nobody listens."""
    path = tmp_path / "briefbot.toml"
    path.write_text(ADMIN_FILE, "utf-8")
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("DISCORD_API_BASE", "http://127.0.0.1:1/api/v10")
    monkeypatch.setenv("BRIEFBOT_DATA_DIR", str(tmp_path / "data"))
    yield path
    Endpoints().point()


def test_invite_says_in_words_what_it_asks_for(admin_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The address comes with each permission and why, and never with the token."""
    code = run(["invite", "--config", str(admin_file)])
    told = capsys.readouterr().out

    assert (0, True, False) == (code, "Create Public Threads  " in told, "fake-token" in told)
    assert "\n  https://discord.com/oauth2/authorize?client_id=123456789012345678&" in told


def test_invite_speaks_json(admin_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A program reads the same from --json."""
    code = run(["invite", "--json", "--config", str(admin_file)])
    told = json.loads(capsys.readouterr().out)

    assert (0, "discord", ["bot", "applications.commands"]) == (code, told["platform"], told["scopes"])


def test_invite_without_discord_says_what_to_switch_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no platform has invitations, the section to write is named."""
    (tmp_path / "briefbot.toml").write_text("schema_version = 1\n", "utf-8")
    code = run(["invite", "--config", str(tmp_path / "briefbot.toml")])

    assert (2, True) == (code, "[platforms.discord]" in capsys.readouterr().err)


def test_sync_says_that_discord_cannot_be_reached(
    admin_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command that could not be done ends with 1 and a sentence."""
    code = run(["sync", "--config", str(admin_file)])

    assert (1, True) == (code, capsys.readouterr().err.startswith("Discord cannot be reached"))


def test_foreign_address_is_wrong_use(
    admin_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token is not sent to another host because a variable names one."""
    monkeypatch.setenv("DISCORD_API_BASE", "https://discord.example/api/v10")
    code = run(["sync", "--config", str(admin_file)])

    assert (2, True) == (code, "BRIEFBOT_ALLOW_FOREIGN_API=1" in capsys.readouterr().err)


def test_channel_by_name_is_found_when_the_file_is_read(admin_file: Path) -> None:
    """A target on Discord that gives a name in the place of an id is told before anything is posted."""
    admin_file.write_text(ADMIN_FILE.replace("1234567890123456789", "#news"), "utf-8")
    with pytest.raises(SettingsError) as caught:
        load(admin_file, environment={"DISCORD_TOKEN": TOKEN})

    assert ["targets.news"] == [problem.section for problem in caught.value.problems]
    assert '"#news" is not the id of a Discord channel' in str(caught.value)
