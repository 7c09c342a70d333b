"""Events: what an admin should hear of, found in what is written down, and told exactly once.

Nothing reports an event: it is seen in the tables, so a crash loses none, and any number of replicas may
look. Who notes first that it is told puts the notice into the outbox, in the same transaction.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.model import ClosureKind, DeliveryKey, DeliveryState, Event, EventKind
from briefings.store.closures import Closures
from briefings.store.outbox import TOO_LATE
from briefings.store.posting import (
    NOTICE,
    belongs_to,
    briefings,
    database_clock,
    deliveries,
    delivery_id,
    told,
)
from briefings.store.schedules import DOWN, SUPERSEDED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from briefings.model import Closure, Target
    from briefings.store.database import Store
    from briefings.store.posting import Clock

_RECENT = timedelta(days=1)  # what is older was told, or is no news
_REMEMBERED = timedelta(days=30)  # longer than any event lasts in sight
_PERSONAL = "%:@%"  # the direct messages of one person are nobody else's business


class Events:
    """What is to be told to the admin, and what was."""

    def __init__(self, store: Store, *, clock: Clock = database_clock) -> None:
        self._store = store
        self._clock = clock

    def untold(self, *, silence: Mapping[str, timedelta]) -> list[Event]:
        """List what nobody has told yet; a digest of *silence* should not be without a story for so long."""
        with self._store.read() as connection:
            now = self._clock(connection)
            seen = [
                *self._closed(),
                *_unposted(connection, now),
                *_missed(connection, now),
                *_silent(connection, silence, now),
            ]
            names = [event.name for event in seen]
            known = set(connection.scalars(select(told.c.event).where(told.c.event.in_(names))))
        return [event for event in seen if event.name not in known]

    def tell(self, events: Sequence[Event], *, target: Target | None, parts: Sequence[str] = ()) -> bool:
        """Note that *events* are told, by posting *parts* to *target*; False when nothing is left to tell."""
        if not events:
            return False
        names = sorted(event.name for event in events)
        try:
            with self._store.write() as connection:
                now = self._clock(connection)
                for name in names:
                    _note(connection, name, now)
                if target is not None and parts:
                    connection.execute(insert(deliveries), list(_rows(names, target, parts, now)))
        except _ToldMeanwhile:
            return False
        return True

    def prune(self) -> int:
        """Forget what was told so long ago that nothing sees it any more; return how much that was."""
        with self._store.write() as connection:
            old = delete(told).where(told.c.at < self._clock(connection) - _REMEMBERED)
            return connection.execute(old).rowcount

    def _closed(self) -> Iterator[Event]:
        return map(_of_closure, (each for each in Closures(self._store).listing() if not _is_personal(each)))


class _ToldMeanwhile(Exception):
    """Another process told one of these."""


def _note(connection: Connection, name: str, now: datetime) -> None:
    row = insert(told).values(event=name, at=now).on_conflict_do_nothing()
    if connection.execute(row).rowcount == 0:
        raise _ToldMeanwhile


def _is_personal(closure: Closure) -> bool:
    return ":@" in closure.place


def _of_closure(closure: Closure) -> Event:
    kind = EventKind.LEFT if closure.kind is ClosureKind.LEFT else EventKind.CLOSED
    return Event(
        name=f"{kind}:{closure.place}:{closure.since.date()}",  # one a day, however often it opens and closes
        kind=kind if ":" in closure.place else EventKind.ACCOUNT,
        about=closure.place,
        reason=closure.reason,
        at=closure.since,
        retry_at=closure.probe_at,
    )


def _unposted(connection: Connection, now: datetime) -> Iterator[Event]:
    """Find places where posts were lost for a reason of their own, not because the place is closed."""
    row = deliveries.c
    is_lost = or_(
        row.state.in_((DeliveryState.DEAD, DeliveryState.HELD)),
        and_(row.state == DeliveryState.MISSED, row.note == TOO_LATE),
    )
    statement = (
        select(row.destination, row.state, func.max(row.note), func.max(row.settled), func.count())
        .where(is_lost, row.part == 0, row.settled > now - _RECENT, row.stopped_by.is_(None))
        .where(row.destination.not_like(_PERSONAL))
        .group_by(row.destination, row.state)
        .order_by(row.destination, row.state)
    )
    for destination, state, note, settled, count in connection.execute(statement):
        kind = EventKind.HELD if state == DeliveryState.HELD else EventKind.DEAD
        day = settled.date()
        name = f"{state}:{destination}:{day}"
        yield Event(name=name, kind=kind, about=destination, reason=note or "", at=settled, count=count)


def _missed(connection: Connection, now: datetime) -> Iterator[Event]:
    """Find what was due while the bot was down; what is found within an hour is one event."""
    row = deliveries.c
    statement = (
        select(row.settled, func.min(row.scheduled_for), func.count())
        .where(row.state == DeliveryState.MISSED, row.note.in_((DOWN, SUPERSEDED)))
        .where(row.settled > now - _RECENT)
        .group_by(row.settled)
        .order_by(row.settled)
    )
    found: dict[str, list[tuple[datetime, int]]] = {}
    for settled, first, count in connection.execute(statement):
        found.setdefault(f"missed:{settled:%Y-%m-%dT%H}", []).append((first, count))
    for name, each in found.items():
        moments, counts = zip(*each, strict=True)
        yield Event(name=name, kind=EventKind.MISSED, at=min(moments), count=sum(counts))


def _silent(connection: Connection, silence: Mapping[str, timedelta], now: datetime) -> Iterator[Event]:
    """Find digests that have told no story for too long, though they were due."""
    for digest, longest in silence.items():
        last = _last_story(connection, digest)
        if last is not None and now - last > longest:
            days = (now - last).days
            name = f"silent:{digest}:{last.date()}"
            yield Event(name=name, kind=EventKind.SILENT, about=digest, at=last, count=days)


def _last_story(connection: Connection, digest: str) -> datetime | None:
    """Return when *digest* last told a story; if never, when it first could have.

    By the database's clock, not by due times: a run with a moved clock must not raise the alarm.
    """
    row, briefing = deliveries.c, briefings.c
    told_something = (
        select(func.max(row.settled))
        .join_from(deliveries, briefings, and_(*belongs_to(row, briefing)))
        .where(briefing.digest == digest, row.state == DeliveryState.SENT, briefing.articles != [])
    )
    first_composed = select(func.min(briefing.frozen)).where(briefing.digest == digest)
    last: datetime | None = connection.scalar(told_something) or connection.scalar(first_composed)
    return last


def _rows(
    names: Sequence[str], target: Target, parts: Sequence[str], now: datetime
) -> Iterator[dict[str, Any]]:
    number = hashlib.blake2b("\x1f".join(names).encode(), digest_size=10).digest()
    schedule = NOTICE + base64.b32encode(number).decode().lower()
    for part, payload in enumerate(parts):
        key = DeliveryKey(
            schedule=schedule,
            scheduled_for=now.replace(microsecond=0),
            destination=target.destination,
            part=part,
        )
        yield {
            "id": delivery_id(key),
            "schedule": key.schedule,
            "scheduled_for": key.scheduled_for,
            "destination": key.destination,
            "part": key.part,
            "target": target.name,
            "state": DeliveryState.DUE,
            "payload": payload,
            "attempts": 0,
            "give_up": now + _RECENT,
        }
