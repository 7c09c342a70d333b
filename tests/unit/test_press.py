"""The press: each due briefing is composed and rendered once, and a fault in one stops no other."""

from __future__ import annotations

import asyncio
import io
import json
from typing import TYPE_CHECKING

import pytest

from bot.chat import Message
from bot.newsroom import Newsroom, Plan, open_newsroom
from bot.platforms.console import ConsolePlatform
from bot.press import Press, as_json
from briefings.model import Digest, Source
from tests.posting import FRIDAY, HOUR, Desk, daily

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STORY = """Ferry fares fall in spring

By Di Anker, Harbour Post, 23 January 2025

Ferry fares across the harbour fall by a tenth on the first of April. The port authority said that the new
boats burn less fuel. Season tickets bought before that day are worth a little more.
"""


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """Open a newsroom in memory over one article, with a talkative digest and a silent one."""
    (tmp_path / "ferry.txt").write_text(STORY, "utf-8")
    plan = Plan(
        sources={"harbour": Source(name="harbour", kind="folder", location=str(tmp_path))},
        digests={
            "all": Digest(name="all"),
            "none": Digest(name="none", sources=("nowhere",)),
            "line": Digest(name="line", sources=("nowhere",), if_empty="line"),
            "window": Digest(name="window", window="7d"),
        },
    )
    with open_newsroom(plan, url="sqlite://", home=None, clock=lambda: FRIDAY) as newsroom:
        newsroom.take_in()
        yield newsroom


@pytest.fixture
def desk(newsroom: Newsroom) -> Desk:
    """Open the rooms of posting beside it."""
    return Desk(newsroom.store)


def press(newsroom: Newsroom, desk: Desk) -> int:
    """Run the press once."""
    return asyncio.run(Press(newsroom, desk.frozen, {"console": ConsolePlatform(io.StringIO())}).run())


def told(desk: Desk) -> dict[str, Message]:
    """List what was frozen, by schedule."""
    return {row.key.schedule: Message.thaw(row.payload) for row in desk.ledger.listing() if row.payload}


def test_a_due_briefing_is_composed_once(newsroom: Newsroom, desk: Desk) -> None:
    """What is due is frozen as a message; a second run finds nothing to do."""
    desk.owe(daily())

    assert [1, 0] == [press(newsroom, desk), press(newsroom, desk)]
    assert ["Ferry fares fall in spring"] == [each.heading for each in told(desk)["morning"].sections]


def test_the_briefing_itself_is_kept(newsroom: Newsroom, desk: Desk) -> None:
    """The trace of its choices is kept with it, as JSON."""
    desk.owe(daily())
    press(newsroom, desk)
    with newsroom.store.read() as connection:
        content = connection.exec_driver_sql("select content from briefings").scalar_one()

    assert ("all", "2025-01-24T08:30:00+00:00") == tuple(
        json.loads(content)[key] for key in ("digest", "as_of")
    )


def test_an_empty_briefing_is_silent_or_a_line(newsroom: Newsroom, desk: Desk) -> None:
    """The admin says whether a channel hears that nothing is new."""
    desk.owe(daily("silent", digest="none"), daily("line", digest="line"))
    press(newsroom, desk)

    assert ["line"] == list(told(desk))
    assert "Nothing new" in told(desk)["line"].text


def test_a_window_is_a_window(newsroom: Newsroom, desk: Desk) -> None:
    """A digest of the last seven days tells a story again, however often it was told."""
    for name in ("first", "second"):
        desk.owe(daily(name, digest="window"))
        press(newsroom, desk)

    assert [1, 1] == [len(message.sections) for message in told(desk).values()]


def test_a_broken_briefing_stops_no_other(
    newsroom: Newsroom, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """A digest that is gone from the admin file is logged, and tried again at the next tick."""
    desk.owe(daily("a", digest="gone"), daily("b"))

    assert [1, 0] == [press(newsroom, desk), press(newsroom, desk)]
    assert ["b"] == list(told(desk))
    assert 2 == caplog.messages.count("composing failed")


def test_a_missing_platform_is_logged(
    newsroom: Newsroom, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """A briefing for two platforms reaches the one that is there."""
    desk.owe(daily(targets=("desk", "talk"), grace=HOUR))
    press(newsroom, desk)

    assert ["console:"] == [row.key.destination for row in desk.ledger.listing() if row.payload]
    assert "platform missing" in caplog.messages


def test_what_has_no_words_in_json_is_refused() -> None:
    """A briefing holds texts, numbers and times; anything else is a fault of ours and said so."""
    with pytest.raises(TypeError, match="a briefing holds a set"):
        json.dumps({"briefing": {1}}, default=as_json)
