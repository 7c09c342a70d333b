"""The press: each due briefing is composed and rendered once, and a fault in one stops no other."""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

import pytest

from bot.chat import Message
from bot.newsroom import Newsroom, Plan, open_newsroom
from bot.platforms.console import ConsolePlatform
from bot.press import Press, as_json
from briefings.model import DeliveryState, Digest, Source, Target
from tests.posting import FRIDAY, HOUR, TARGETS, Desk, daily

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORUM = Target(name="forum", platform="console", channel="forum", threads=True)
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


class Screens(ConsolePlatform):
    """A console that counts what it divides, and puts all but the title into a thread where it may."""

    def __init__(self, *, is_broken: bool = False) -> None:
        super().__init__(io.StringIO())
        self.divided = 0
        self._is_broken = is_broken

    def parts(self, message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
        """Divide *message*, or fail."""
        self.divided += 1
        if self._is_broken:
            raise KeyError("broken")  # of all faults the one most like a name that is gone
        if not in_thread:
            return (message,)
        return Message(title=message.title), replace(message, title="", in_thread=True)


def press(newsroom: Newsroom, desk: Desk, screens: Screens | None = None) -> int:
    """Run the press once."""
    platforms = {"console": screens or Screens()}
    return asyncio.run(Press(newsroom, desk.frozen, platforms, TARGETS | {"forum": FORUM}).run())


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
    assert (True, ()) == (bool(told(desk)["line"].lead), told(desk)["line"].sections)


def test_a_window_is_a_window(newsroom: Newsroom, desk: Desk) -> None:
    """A digest of the last seven days tells a story again, however often it was told."""
    for name in ("first", "second"):
        desk.owe(daily(name, digest="window"))
        press(newsroom, desk)

    assert [1, 1] == [len(message.sections) for message in told(desk).values()]


def test_a_digest_that_is_gone_is_settled(
    newsroom: Newsroom, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """A digest taken out of the admin file stops no other, is not tried again, and the ledger says why."""
    desk.owe(daily("a", digest="gone"), daily("b"))

    assert [1, 0] == [press(newsroom, desk), press(newsroom, desk)]
    assert (["b"], ["There is no digest called gone any more."]) == (
        list(told(desk)),
        [row.note for row in desk.ledger.listing([DeliveryState.MISSED])],
    )
    assert 1 == caplog.messages.count("not composed")


def test_a_briefing_that_cannot_be_composed_is_tried_again(
    newsroom: Newsroom, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of ours loses nothing: the next tick composes it."""
    desk.owe(daily())
    tries = [press(newsroom, desk, Screens(is_broken=True)), press(newsroom, desk)]

    assert ([0, 1], 1) == (tries, caplog.messages.count("composing failed"))


def test_a_briefing_that_cannot_be_stored_stops_no_other(
    newsroom: Newsroom, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """What the database refuses is logged; the others of the same transaction are frozen all the same."""
    desk.owe(daily("a"), daily("b"))
    with newsroom.store.write() as connection:
        connection.exec_driver_sql(
            "create trigger refuse before update on briefings when new.schedule = 'a' "
            "begin select raise(abort, 'refused'); end"
        )

    assert 1 == press(newsroom, desk)
    assert (["b"], 1) == (list(told(desk)), caplog.messages.count("freezing failed"))


def test_one_digest_is_composed_once_for_all_its_schedules(newsroom: Newsroom, desk: Desk) -> None:
    """A hundred schedules due together with the same digest are rendered once, and all get it."""
    desk.owe(*[daily(f"s{number}", targets=("desk", "news")) for number in range(100)])
    screens = Screens()

    assert (100, 1) == (press(newsroom, desk, screens), screens.divided)
    assert 200 == len([row for row in desk.ledger.listing(limit=500) if row.payload])


def test_schedules_made_in_chat_have_readers_of_their_own(newsroom: Newsroom, desk: Desk) -> None:
    """What one server was told at eight is told another one at nine."""
    for name, hour in (("all.one", 8), ("all.two", 9)):
        desk.clock.now = FRIDAY + (hour - 8) * HOUR
        desk.owe(daily(name, targets=(f"console:{name}",), at=(time(hour, 30),)))
        press(newsroom, desk)
        [claimed] = desk.claim()
        desk.outbox.settle(claimed, DeliveryState.SENT, receipt="m")

    assert {"all.one": 1, "all.two": 1} == {name: len(each.sections) for name, each in told(desk).items()}


def test_a_target_with_threads_gets_a_lead_and_a_thread(newsroom: Newsroom, desk: Desk) -> None:
    """Where the admin wants threads, the parts below the lead are marked to go into one."""
    desk.schedules.owe([daily(targets=("desk", "forum"))], TARGETS | {"forum": FORUM}, now=FRIDAY)
    press(newsroom, desk)
    rows = sorted(desk.ledger.listing(), key=lambda row: row.id)

    assert {("console:", 0, False), ("console:forum", 0, False), ("console:forum", 1, True)} == {
        (row.key.destination, row.key.part, Message.thaw(row.payload).in_thread) for row in rows
    }


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
