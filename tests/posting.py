"""Make what is posted for tests: a clock that stands still, schedules, and an outbox with something in it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from briefings.model import Delivery, DeliveryState, Frozen, Schedule, Target
from briefings.store.closures import Closures
from briefings.store.events import Events
from briefings.store.freezing import FrozenBriefings
from briefings.store.ledger import Ledger
from briefings.store.outbox import Outbox
from briefings.store.schedules import Schedules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from briefings.model import Occurrence
    from briefings.store import Store

FRIDAY = datetime(2025, 1, 24, 8, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

TARGETS = {
    "desk": Target(name="desk", platform="console"),
    "news": Target(name="news", platform="console", channel="news"),
    "talk": Target(name="talk", platform="chat", channel="talk"),
}


def daily(name: str = "morning", **fields: Any) -> Schedule:
    """Make a schedule for half past eight in London, to the desk."""
    made = Schedule(
        name=name, digest="all", targets=("desk",), timezone="Europe/London", at=(time(hour=8, minute=30),)
    )
    return dataclasses.replace(made, **fields)


def frozen(
    occurrence: Occurrence, parts: Mapping[str, tuple[str, ...]], *, articles: Sequence[str] = ()
) -> Frozen:
    """Make a briefing of *occurrence* that was composed, with its messages by destination."""
    return Frozen(occurrence=occurrence, content="{}", articles=frozenset(articles), parts=parts)


class Clock:
    """A database clock that goes when it is told."""

    def __init__(self, now: datetime = FRIDAY) -> None:
        self.now = now

    def __call__(self, connection: Connection) -> datetime:
        """Tell the time."""
        return self.now


class Desk:
    """All rooms of posting on one store and one clock."""

    def __init__(self, store: Store, clock: Clock | None = None) -> None:
        self.store = store
        self.clock = clock or Clock()
        self.schedules = Schedules(store, clock=self.clock)
        self.frozen = FrozenBriefings(store, clock=self.clock)
        self.outbox = self.worker("first")
        self.ledger = Ledger(store, clock=self.clock)
        self.closures = Closures(store, clock=self.clock)
        self.events = Events(store, clock=self.clock)

    def worker(self, owner: str) -> Outbox:
        """Make another worker's view of the outbox."""
        return Outbox(self.store, owner=owner, clock=self.clock)

    def owe(self, *schedules: Schedule) -> None:
        """Put the briefings of *schedules* that are due now into the outbox."""
        self.schedules.owe(schedules, TARGETS, now=self.clock.now)

    def freeze(self, parts: Sequence[str] = ("hello",), *, articles: Sequence[str] = ()) -> None:
        """Compose all that waits, the same for every destination."""
        for occurrence in self.frozen.waiting():
            by_destination = dict.fromkeys(occurrence.destinations, tuple(parts))
            self.frozen.freeze(frozen(occurrence, by_destination, articles=articles))

    def claim(self, outbox: Outbox | None = None, **fields: Any) -> list[Delivery]:
        """Claim for the console and the chat."""
        return (outbox or self.outbox).claim(platforms=("console", "chat"), **fields)

    def states(self) -> list[DeliveryState]:
        """List the states of all deliveries, oldest first."""
        return [delivery.state for delivery in reversed(self.ledger.listing())]
