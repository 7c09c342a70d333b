"""Posts as an admin asks for them: the last in a place, what went wrong there, and one made by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.model import DeliveryKey, DeliveryState
from briefings.store.posting import (
    NOTICE,
    belongs_to,
    briefings,
    database_clock,
    deliveries,
    delivery_id,
    delivery_of,
)
from briefings.store.turns import take_turn

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

    from briefings.model import Delivery, Target
    from briefings.store.database import Store
    from briefings.store.posting import Clock

BY_HAND = "send:"  # no schedule's name holds a colon
_GRACE = timedelta(hours=1)  # whoever asks for a post now does not want it tomorrow
_UNPOSTED = (DeliveryState.DEAD, DeliveryState.HELD, DeliveryState.MISSED)
# Perhaps it stands in the channel already, or soon will.
_STANDING = (
    DeliveryState.DUE,
    DeliveryState.SENDING,
    DeliveryState.UNKNOWN,
    DeliveryState.SENT,
    DeliveryState.HELD,
)


class Posts:
    """What was and is to be posted, place by place."""

    def __init__(self, store: Store, *, clock: Clock = database_clock) -> None:
        self._store = store
        self._clock = clock

    def last(self, destinations: Collection[str]) -> list[Delivery]:
        """Return the first part of the briefing posted last in each of *destinations*, the latest first."""
        row = deliveries.c
        found: list[RowMapping] = []
        with self._store.read() as connection:
            for destination in destinations:
                statement = (
                    select(deliveries)
                    .where(row.destination == destination, row.part == 0)
                    .where(row.state == DeliveryState.SENT, ~row.schedule.startswith(NOTICE))
                    .order_by(row.scheduled_for.desc(), row.settled.desc())
                )
                found += connection.execute(statement.limit(1)).mappings().all()
        return sorted(map(delivery_of, found), key=lambda each: each.key.scheduled_for, reverse=True)

    def unposted(self, destinations: Collection[str], *, since: datetime, limit: int) -> list[Delivery]:
        """List the briefings due in *destinations* after *since* that will not be posted, latest first."""
        row = deliveries.c
        statement = (
            select(deliveries)
            .where(row.destination.in_(destinations), row.part == 0, row.state.in_(_UNPOSTED))
            .where(row.scheduled_for > since, ~row.schedule.startswith(NOTICE))
            .order_by(row.scheduled_for.desc(), row.schedule, row.destination)
        )
        with self._store.read() as connection:
            return [delivery_of(found) for found in connection.execute(statement.limit(limit)).mappings()]

    def digest_of(self, key: DeliveryKey) -> str | None:
        """Tell which digest was, or is to be, posted under *key*."""
        statement = select(briefings.c.digest).where(*belongs_to(briefings.c, key))
        with self._store.read() as connection:
            return connection.scalar(statement)

    def send(
        self, digest: str, target: Target, *, since: datetime, again: bool = False
    ) -> tuple[Delivery, bool]:
        """Put *digest* into the outbox for *target*, to be posted now; return the delivery, and if it is new.

        What was due there since *since*, was not refused and tells the same digest stands in the way, unless
        it is to be posted *again*: then that is returned. Two who ask at the same moment get one post.
        """
        destination = f"{target.platform}:{target.channel}"
        with self._store.write() as connection:
            take_turn(self._store, connection, f"send {digest} to {destination}")
            now = _free_second(connection, f"{BY_HAND}{digest}", self._clock(connection))
            key = DeliveryKey(schedule=f"{BY_HAND}{digest}", scheduled_for=now, destination=destination)
            # Asked for twice within a second, it is one post whatever was said.
            in_the_way = self._standing(digest, destination, now if again else since)
            if in_the_way is not None:
                return in_the_way, False
            briefing = {"schedule": key.schedule, "scheduled_for": now, "digest": digest}
            connection.execute(insert(briefings).on_conflict_do_nothing(), briefing)
            row = {
                "id": delivery_id(key),
                "schedule": key.schedule,
                "scheduled_for": now,
                "destination": destination,
                "part": key.part,
                "target": target.name,
                "state": DeliveryState.DUE,
                "attempts": 0,
                "give_up": now + _GRACE,
            }
            connection.execute(insert(deliveries).on_conflict_do_nothing(), row)
            return self.parts(key)[0], True

    def parts(self, key: DeliveryKey) -> list[Delivery]:
        """List the parts of what goes, or went, to one place under *key*; none: there was nothing to tell."""
        row = deliveries.c
        statement = (
            select(deliveries)
            .where(*belongs_to(row, key), row.destination == key.destination)
            .order_by(row.part)
        )
        with self._store.read() as connection:
            return [delivery_of(found) for found in connection.execute(statement).mappings()]

    def _standing(self, digest: str, destination: str, since: datetime) -> Delivery | None:
        row, briefing = deliveries.c, briefings.c
        statement = (
            select(deliveries)
            .join_from(deliveries, briefings, and_(*belongs_to(row, briefing)))
            .where(briefing.digest == digest, row.destination == destination, row.part == 0)
            .where(row.state.in_(_STANDING), row.scheduled_for >= since)
            .order_by(row.scheduled_for.desc())
        )
        with self._store.read() as connection:
            found = connection.execute(statement.limit(1)).mappings().one_or_none()
        return delivery_of(found) if found else None


def _free_second(connection: Connection, schedule: str, now: datetime) -> datetime:
    """Return this second; when what was sent in it is composed already, the next: no place joins that."""
    row = briefings.c
    composed = select(row.scheduled_for).where(row.schedule == schedule, row.frozen.is_not(None))
    second = now.replace(microsecond=0)
    taken = set(connection.scalars(composed.where(row.scheduled_for >= second)))
    while second in taken:
        second += timedelta(seconds=1)
    return second
