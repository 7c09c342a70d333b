"""The same request is answered in the same words on Discord and on Slack."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.chat import Person, Place, Request, Trouble
from bot.commands import CommandDesk
from bot.platforms.discord.dialect import DiscordDialect
from bot.platforms.discord.embeds import body as discord_body
from bot.platforms.discord.splitting import parts as discord_parts
from bot.platforms.slack.blocks import body as slack_body
from bot.platforms.slack.dialect import SlackDialect
from bot.platforms.slack.splitting import parts as slack_parts
from tests.flows.discord_town import town
from tests.unit.adminfile import SMALL, AdminFile
from tests.unit.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.chat import Dialect, Message

REQUESTS: list[tuple[str, dict[str, str]]] = [
    ("ask", {"question": "who was first to cross the bridge?"}),
    ("ask", {"question": "what does the moon weigh?"}),
    ("ask", {"question": "x" * 301}),
    ("ask", {}),
    ("now", {}),
    ("now", {"topic": "ferry", "length": "full"}),
    ("now", {"topic": "zzzz"}),
    ("now", {"window": "yesterday"}),
    ("last", {}),
    ("changed", {"since": "7d"}),
    ("story", {"story": "harbour bridge reopens", "view": "timeline"}),
    ("why", {"item": "ferry sails to Harwich"}),
    ("source", {"source": "new ferry sails"}),
    ("topics", {}),
    ("glossary", {"term": "quay"}),
    ("help", {}),
    ("help", {"command": "ask"}),
    ("help", {"command": "status"}),
    ("help", {"command": "asc"}),
    ("help", {"command": "s"}),
    ("help", {"command": "admin status"}),
    ("me", {}),
    ("me-save", {"topics": "ferry", "days": "sat", "time": "25:99", "zone": "Mars", "length": "short"}),
    ("me-topics", {}),
    ("status", {}),
    ("subscribe", {"digest": "daily", "at": "noon"}),
    ("schedules", {}),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandDesk]:
    """Have a desk with an office, which nobody asks too much."""
    folder: Path = tmp_path_factory.mktemp("town")
    with town(folder) as newsroom:
        office = Visitor(newsroom, AdminFile(tmp_path_factory.mktemp("admin")).load(SMALL)).office
        yield CommandDesk(newsroom, office, monotonic=iter(range(0, 10**9, 100)).__next__)


def _told(desk: CommandDesk, platform: str, dialect: Dialect, verb: str, options: dict[str, str]) -> Message:
    request = Request(
        verb=verb,
        options=options,
        who=Person(id="17", name="ada"),
        where=Place(platform=platform, workspace="1", channel="2"),
        may_administer=True,
    )
    return asyncio.run(desk.answer(request, dialect))


def _as_on_discord(text: str) -> str:
    """Name commands as Discord does: Slack has one for all."""
    return text.replace("/brief ask", "/ask").replace("/brief admin", "/briefadmin")


@pytest.mark.parametrize(("verb", "options"), REQUESTS)
def test_the_same_request_gets_the_same_words(desk: CommandDesk, verb: str, options: dict[str, str]) -> None:
    """All of it, in its order, with the same buttons; only commands are typed in another way."""
    discord = _told(desk, "discord", DiscordDialect(), verb, options)
    slack = _told(desk, "slack", SlackDialect(), verb, options)

    assert discord.text == _as_on_discord(slack.text)
    assert [(each.label, each.verb) for each in discord.actions] == [
        (each.label, each.verb) for each in slack.actions
    ]
    assert len(discord.sections) == len(slack.sections)


@pytest.mark.parametrize("trouble", list(Trouble))
def test_the_same_trouble_gets_the_same_words(desk: CommandDesk, trouble: Trouble) -> None:
    """What only a platform sees go wrong is said by the desk, too."""
    discord = desk.explain(trouble, DiscordDialect(), ref="B7K2").text
    slack = desk.explain(trouble, SlackDialect(), ref="B7K2").text

    assert discord == _as_on_discord(slack)


def test_what_is_shown_holds_every_sentence_on_both(desk: CommandDesk) -> None:
    """Embeds and blocks differ; no sentence of a briefing is missing in either."""
    discord = _told(desk, "discord", DiscordDialect(), "now", {"length": "full"})
    slack = _told(desk, "slack", SlackDialect(), "now", {"length": "full"})
    on_discord = "".join(
        str(discord_body(part, custom_id=lambda _: "x")) for part in discord_parts(discord)
    ).replace("\\", "")
    on_slack = "".join(str(slack_body(part)["blocks"]) for part in slack_parts(slack))

    for sentence in (
        "A new ferry sails to Harwich every morning",
        "The harbour bridge reopens after eleven months",
    ):
        assert sentence in on_discord
        assert sentence in on_slack
