"""The rounds: what the bot does at each ring."""

from __future__ import annotations

import asyncio
import io
import logging
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from bot.alerts import Alerts
from bot.delivery import Courier
from bot.newsroom import Plan, open_newsroom
from bot.platforms.console import ConsolePlatform
from bot.press import Press
from bot.rounds import Rounds
from bot.scheduler import ClockSanity
from briefings.model import DeliveryState, Digest, Source
from briefings.store.events import Events
from briefings.store.schedules import Owed
from tests.posting import DAY, TARGETS, Clock, Desk, daily

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefings.ingesting import IngestReport


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Rounds]:
    """Furnish a bot with a schedule and a folder of articles, on a database whose clock is right."""
    (tmp_path / "ferry.txt").write_text(
        "Ferry fares fall\n\n" + "The fares across the harbour fall. " * 9, "utf-8"
    )
    source = Source(name="harbour", kind="folder", location=str(tmp_path))
    plan = Plan(sources={"harbour": source}, digests={"all": Digest(name="all", if_empty="line")})
    with open_newsroom(plan, url="sqlite://", home=None, clock=lambda: store_now) as newsroom:
        store_now = newsroom.store.now()
        desk = Desk(newsroom.store, Clock(store_now))
        platforms = {"console": ConsolePlatform(io.StringIO())}
        events = Events(newsroom.store, clock=desk.clock)
        yield Rounds(
            newsroom=newsroom,
            schedules=desk.schedules,
            ledger=desk.ledger,
            press=Press(newsroom, desk.frozen, platforms, TARGETS),
            courier=Courier(desk.outbox, platforms, TARGETS, random=Random(1)),  # noqa: S311  # nothing is drawn
            alerts=Alerts(newsroom, events, platforms, targets=TARGETS, admin_target="desk"),
            events=events,
            targets=TARGETS,
            retain=timedelta(days=30),
            sanity=ClockSanity(),
        )


def start(rounds: Rounds, *, days_ago: int) -> None:
    """Let the schedule have been kept since some days ago, and the sources be read."""
    # On each full hour: something is due in every grace, at whatever time of day this test runs.
    hourly = daily(at=(), cron="0 * * * *")
    rounds.schedules.sync([hourly], now=rounds.newsroom.store.now() - days_ago * DAY)
    asyncio.run(rounds.read_sources())


def test_a_tick_makes_what_is_due_ready(rounds: Rounds, caplog: pytest.LogCaptureFixture) -> None:
    """After a day's down time the tick composes the latest briefing and logs the others as missed."""
    start(rounds, days_ago=1)
    with caplog.at_level(logging.INFO):
        owed = asyncio.run(rounds.tick())
        tally = asyncio.run(rounds.deliver())

    assert (Owed(due=1, missed=23), Counter({DeliveryState.SENT: 1})) == (owed, tally)
    assert {"briefings missed", "delivered"} <= set(caplog.messages)


def test_nothing_is_told_before_the_sources_were_read(rounds: Rounds) -> None:
    """At a start with news in the folders, the briefing that is due waits for them, and for nothing else."""
    start(rounds, days_ago=1)
    rounds.has_read = False
    before = asyncio.run(rounds.tick())
    rounds.newsroom = replace(rounds.newsroom, plan=replace(rounds.newsroom.plan, sources={}))
    asyncio.run(rounds.read_sources())

    assert (Owed(), Owed(due=1, missed=23)) == (before, asyncio.run(rounds.tick()))


def test_an_idle_tick_does_nothing(rounds: Rounds) -> None:
    """Between due times nothing is written."""
    start(rounds, days_ago=0)

    assert Owed() == asyncio.run(rounds.tick())
    assert {} == rounds.ledger.counts()


def read_sources(rounds: Rounds) -> IngestReport | None:
    """Make the round of the sources."""
    return asyncio.run(rounds.read_sources())


def test_sources_are_read(rounds: Rounds) -> None:
    """New documents are taken in once."""
    reports = [read_sources(rounds), read_sources(rounds)]

    assert [1, 0] == [report.added for report in reports if report is not None]


def test_what_cannot_be_read_is_named(
    rounds: Rounds, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Each document and each source that could not be read has a line in the log."""
    (tmp_path / "empty.txt").write_text("", "utf-8")
    gone = Source(name="gone", kind="folder", location=str(tmp_path / "gone"))
    sources = {**rounds.newsroom.plan.sources, "gone": gone}
    rounds.newsroom = replace(rounds.newsroom, plan=replace(rounds.newsroom.plan, sources=sources))
    read_sources(rounds)
    named = {(getattr(each, "source", ""), each.getMessage()) for each in caplog.records}

    assert {("harbour", "not read"), ("gone", "not read")} <= named


def test_reading_ends_when_the_bot_stops(rounds: Rounds) -> None:
    """Case 31: a long reading does not hold up a stop; it goes on at the next start."""
    rounds.stop()

    assert read_sources(rounds) is None
    assert Counter() == asyncio.run(rounds.deliver())


def test_old_deliveries_are_forgotten(rounds: Rounds) -> None:
    """What was settled longer ago than the admin keeps it goes."""
    start(rounds, days_ago=1)
    asyncio.run(rounds.tick())
    kept = asyncio.run(rounds.keep_house())
    rounds.retain = timedelta()

    assert (0, 23) == (kept, asyncio.run(rounds.keep_house()))


def test_every_round_has_its_alarm(rounds: Rounds) -> None:
    """The tick and delivery come every few seconds, the sources every few minutes, the house once a day."""
    seconds = {alarm.name: int(alarm.every.total_seconds()) for alarm in rounds.alarms()}

    assert {"tick": 5, "delivery": 2, "alerts": 15, "sources": 300, "housekeeping": 86_400} == seconds
