"""Pauses: a schedule that stays silent in some of its places until somebody resumes it.

A pause belongs to a schedule *and* a destination: one schedule may post to places of several owners, and each
may silence only its own. It outlives restarts and new admin files. What comes due meanwhile is not recorded
as missed: silence was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column, Table, Text, and_, delete, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.model import DeliveryState
from briefings.store.posting import belongs_to, database_clock, deliveries, schedules
from briefings.store.schema import Moment, metadata

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from briefings.store.database import Store
    from briefings.store.posting import Clock

pauses = Table(
    "pauses",
    metadata,
    Column("schedule", Text, primary_key=True),
    Column("destination", Text, primary_key=True),
    Column("since", Moment),
    Column("paused_by", Text),  # what the person who did it is called
)
_NOTE = "It was paused before it was posted."
_IN_DOUBT = (DeliveryState.SENDING, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A schedule that is silent in one place."""

    schedule: str
    destination: str
    since: datetime
    paused_by: str


class Pauses:
    """Which schedules are silent where."""

    def __init__(self, store: Store, *, clock: Clock = database_clock) -> None:
        self._store = store
        self._clock = clock

    def of(self, schedules: Collection[str]) -> list[Pause]:
        """List the pauses of *schedules*."""
        statement = select(pauses).where(pauses.c.schedule.in_(schedules))
        with self._store.read() as connection:
            found = [Pause(**row) for row in connection.execute(statement).mappings()]
        return sorted(found, key=lambda pause: (pause.schedule, pause.destination))

    def pause(self, schedule: str, destinations: Collection[str], *, by: str) -> int:
        """Silence *schedule* in *destinations* and return in how many it was not silent before.

        What waits in the outbox for them is not posted any more; a briefing that was begun is finished.
        """
        with self._store.write() as connection:
            # Whoever puts its briefings into the outbox holds this row: what they put is seen below.
            connection.execute(select(schedules.c.name).where(schedules.c.name == schedule).with_for_update())
            now = self._clock(connection)
            row = insert(pauses).on_conflict_do_nothing()
            count = 0
            for destination in sorted(destinations):
                fields = {"schedule": schedule, "destination": destination, "since": now, "paused_by": by}
                count += connection.execute(row.values(fields)).rowcount
            take_back(connection, schedule, destinations, now)
            return count

    def resume(self, schedule: str, destinations: Collection[str]) -> int:
        """End the silence of *schedule* in *destinations* and return in how many it was silent.

        The next occurrence is posted; none that came due meanwhile is.
        """
        row = pauses.c
        statement = delete(pauses).where(row.schedule == schedule, row.destination.in_(destinations))
        with self._store.write() as connection:
            return connection.execute(statement).rowcount


def silent_places(connection: Connection, schedules: Collection[str]) -> set[tuple[str, str]]:
    """Return the pairs of schedule and destination, among *schedules*, that nothing is put out for."""
    row = pauses.c
    statement = select(row.schedule, row.destination).where(row.schedule.in_(schedules))
    return {(schedule, destination) for schedule, destination in connection.execute(statement)}


def take_back(connection: Connection, schedule: str, destinations: Collection[str], now: datetime) -> None:
    """Settle what waits, but for the rest of a briefing of which a part may stand in the channel already.

    Of what is on its way nobody knows that yet: it is looked for, and not posted anew.
    """
    row = deliveries.c
    waiting = update(deliveries).where(row.schedule == schedule, row.destination.in_(destinations))
    unposted = waiting.where(~_has_a_part_in((DeliveryState.SENT,)))
    # What a closed place has stopped would go on when that opens.
    is_stopped = row.stopped_by.is_not(None)
    is_in_doubt = or_(row.state.in_(_IN_DOUBT), and_(row.state == DeliveryState.HELD, is_stopped))
    is_waiting = or_(
        and_(row.state == DeliveryState.DUE, ~_has_a_part_in((DeliveryState.SENT, *_IN_DOUBT))),
        and_(row.state == DeliveryState.DEAD, is_stopped),
    )
    missed = {"state": DeliveryState.MISSED, "settled": now, "note": _NOTE, "stopped_by": None}
    connection.execute(unposted.where(is_waiting).values(missed))
    connection.execute(unposted.where(is_in_doubt, row.give_up > now).values(give_up=now))


def _has_a_part_in(states: Collection[DeliveryState]) -> ColumnElement[bool]:
    """Ask whether a part of the same briefing in the same place is in one of *states*."""
    row, other = deliveries.c, deliveries.alias("other").c
    is_of_it = (*belongs_to(other, row), other.destination == row.destination)
    return exists().where(*is_of_it, other.state.in_(states))
