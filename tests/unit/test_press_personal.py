"""The press for one person: told are the topics followed, what this person was not shown, and the way out."""

from __future__ import annotations

import asyncio
import dataclasses
import io
from datetime import time
from typing import TYPE_CHECKING, Any

import pytest

from bot.chat import Message
from bot.newsroom import Newsroom, Plan, open_newsroom
from bot.platforms.console import ConsolePlatform
from bot.press import Press
from briefings.model import DeliveryState, Digest, Source, Topic
from briefings.store.people import EVERY_DAY, Reader
from tests.posting import DAY, FRIDAY, HOUR, Desk, daily

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STORIES = {
    "ferry": """Ferry fares fall in spring

By Di Anker, Harbour Post, 23 January 2025

Ferry fares across the harbour fall by a tenth on the first of April. The port authority said that the new
boats burn less fuel. Season tickets bought before that day are worth a little more.
""",
    "opera": """The opera house opens a second stage

By Lu Bell, Harbour Post, 22 January 2025

The opera house opened a second stage in its cellar on Tuesday. It seats ninety people, and no one sits more
than nine rows from the singers. The first work given there was written for it in the city.
""",
}
TOPICS = {name: Topic(name=name, label=name.title(), any=(name,)) for name in ("ferry", "opera", "tram")}


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """Open a newsroom in memory over two articles, each of a topic of its own."""
    for name, story in STORIES.items():
        (tmp_path / f"{name}.txt").write_text(story, "utf-8")
    plan = Plan(
        sources={"harbour": Source(name="harbour", kind="folder", location=str(tmp_path))},
        topics=TOPICS,
        digests={"all": Digest(name="all")},
    )
    with open_newsroom(plan, url="sqlite://", home=None, clock=lambda: FRIDAY) as newsroom:
        newsroom.take_in()
        yield newsroom


@pytest.fixture
def desk(newsroom: Newsroom) -> Desk:
    """Open the rooms of posting beside it."""
    return Desk(newsroom.store)


def set_up(newsroom: Newsroom, account: str, *topics: str, **wanted: Any) -> Reader:
    """Let somebody ask for a digest at half past eight in London."""
    usual: dict[str, Any] = {
        "at": time(8, 30),
        "timezone": "Europe/London",
        "days": EVERY_DAY,
        "topics": topics,
    }

    def changed(reader: Reader) -> Reader:
        return dataclasses.replace(reader, **usual | wanted)

    return newsroom.people.change("console", account, changed, now=FRIDAY - HOUR)


def go_through(newsroom: Newsroom, desk: Desk) -> dict[str, Message]:
    """Let what is due be composed and sent; return it by where it went."""
    desk.schedules.materialise({}, now=desk.clock.now)
    asyncio.run(Press(newsroom, desk.frozen, {"console": ConsolePlatform(io.StringIO())}, {}).run())
    sent = {}
    while claimed := desk.claim():
        for delivery in claimed:
            desk.outbox.settle(delivery, DeliveryState.SENT, receipt=delivery.id)
            sent[delivery.key.destination] = Message.thaw(delivery.payload)
    return sent


def headings(sent: dict[str, Message], account: str) -> list[str]:
    """List the stories that somebody was sent."""
    return [section.heading for section in sent[f"console:@{account}"].sections]


def test_each_is_told_what_they_follow(newsroom: Newsroom, desk: Desk) -> None:
    """Two people due in the same minute get each their own topics, and nobody else's."""
    set_up(newsroom, "ada", "ferry")
    set_up(newsroom, "eve", "opera")
    sent = go_through(newsroom, desk)

    assert ["Ferry fares fall in spring"] == headings(sent, "ada")
    assert ["The opera house opens a second stage"] == headings(sent, "eve")


def test_two_with_the_same_wishes_are_told_the_same(newsroom: Newsroom, desk: Desk) -> None:
    """What one was told does not make it old news for the other."""
    for account in ("ada", "eve"):
        set_up(newsroom, account, "ferry", "opera")
    sent = go_through(newsroom, desk)

    assert headings(sent, "ada") == headings(sent, "eve")
    assert 2 == len(headings(sent, "ada"))


def test_what_a_channel_was_told_is_news_to_a_person(newsroom: Newsroom, desk: Desk) -> None:
    """Marks are a person's own: a channel's are not theirs, and theirs are not a channel's."""
    newsroom.articles.mark_seen("all", [each.id for each in newsroom.articles.candidates()], at=FRIDAY)
    set_up(newsroom, "ada", "ferry")

    assert ["Ferry fares fall in spring"] == headings(go_through(newsroom, desk), "ada")


def test_nothing_is_told_twice_and_nothing_says_nothing(newsroom: Newsroom, desk: Desk) -> None:
    """The next day there is nothing new, so no message goes out at all."""
    set_up(newsroom, "ada", "ferry")
    set_up(newsroom, "eve", "tram")
    sent = []
    for day in range(2):
        desk.clock.now = FRIDAY + day * DAY
        sent.append(list(go_through(newsroom, desk)))

    assert [["console:@ada"], []] == sent


def test_it_is_shown_in_the_persons_zone(newsroom: Newsroom, desk: Desk) -> None:
    """The heading says whose it is, and the time where they live; the way out stands below."""
    set_up(newsroom, "ada", "ferry", at=time(17, 30), timezone="Asia/Tokyo")
    message = go_through(newsroom, desk)["console:@ada"]

    assert "Your briefing - 24 Jan 2025, 17:30" == message.title
    assert [("Settings", "me")] == [(action.label, action.id) for action in message.actions]


def test_headlines_are_headlines(newsroom: Newsroom, desk: Desk) -> None:
    """The length a person chose is the length they get."""
    set_up(newsroom, "ada", "ferry", length="headlines")

    assert [()] == [section.lines for section in go_through(newsroom, desk)["console:@ada"].sections]


def test_channels_do_not_wait_for_people(
    newsroom: Newsroom, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """What many wait for is composed first; names of people stand in no line of the log."""
    caplog.set_level("INFO", "bot.press")
    readers = [set_up(newsroom, f"person{number}", "ferry") for number in range(3)]
    desk.owe(daily("zebra"))
    go_through(newsroom, desk)
    composed = [record.__dict__["schedule"] for record in caplog.records]

    assert ["zebra", *sorted(reader.digest for reader in readers)] == composed
    assert "person" not in caplog.text


def test_one_asked_for_and_one_due_are_not_the_same_news(newsroom: Newsroom, desk: Desk) -> None:
    """Sent at once just before its time, a digest leaves nothing to tell when the time comes."""
    reader = set_up(newsroom, "ada", "ferry")
    desk.clock.now = FRIDAY - HOUR / 2
    newsroom.people.send(reader, now=desk.clock.now)
    first = list(go_through(newsroom, desk))
    desk.clock.now = FRIDAY

    assert [["console:@ada"], []] == [first, list(go_through(newsroom, desk))]


def test_a_digest_of_nobody_is_no_digest(newsroom: Newsroom) -> None:
    """After its owner was forgotten a name leads nowhere, and the error says so."""
    with pytest.raises(LookupError, match="no digest called me:nobody any more"):
        newsroom.digest("me:nobody")
