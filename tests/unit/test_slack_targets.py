"""Targets on Slack, as the admin file names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.platforms.slack.posting import _CHANNEL
from bot.settings import SettingsError, load

if TYPE_CHECKING:
    from pathlib import Path

FILE = """schema_version = 1
[bot]
data_dir = "data"
[platforms.slack]
enabled = true
[targets.news]
platform = "slack"
channel = "{}"
"""
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-fake-token-for-tests", "SLACK_APP_TOKEN": "xapp-fake-token-for-tests"}


@pytest.mark.parametrize("channel", ["C0123456789", "G0123456789", "@U0123456789", "T0123456789/C0123456789"])
def test_ids_are_taken(channel: str, tmp_path: Path) -> None:
    """Channels, people and channels of a workspace are what the platform posts to."""
    path = tmp_path / "briefbot.toml"
    path.write_text(FILE.format(channel), "utf-8")
    settings = load(path, environment=TOKENS)

    assert (channel, True) == (settings.targets["news"].channel, bool(_CHANNEL.fullmatch(channel)))


@pytest.mark.parametrize("channel", ["#news", "news", "c0123456789", "@ada", "1234567890", "C012345/T1"])
def test_names_are_refused(channel: str, tmp_path: Path) -> None:
    """A name in the place of an id is told when the file is read, with where the id is found."""
    path = tmp_path / "briefbot.toml"
    path.write_text(FILE.format(channel), "utf-8")
    with pytest.raises(SettingsError, match="is not the id of a Slack channel") as caught:
        load(path, environment=TOKENS)

    assert ["targets.news"] == [problem.section for problem in caught.value.problems]
    assert _CHANNEL.fullmatch(channel) is None
