"""The ledger: what was posted where and when, what was not and why, and how a person changes that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, func, select, update

from briefings.model import Delivery, DeliveryState
from briefings.store.closures import Closures, places_of
from briefings.store.posting import belongs_to, briefings, database_clock, deliveries, delivery_of
from briefings.store.schema import Moment

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta

    from briefings.store.database import Store
    from briefings.store.posting import Clock

_STUCK = (DeliveryState.DEAD, DeliveryState.MISSED, DeliveryState.HELD)
_SETTLED = (DeliveryState.SENT, *_STUCK)


class Ledger:
    """All deliveries there ever were, until they are pruned."""

    def __init__(self, store: Store, *, clock: Clock = database_clock) -> None:
        self._store = store
        self._clock = clock

    def listing(self, states: Collection[DeliveryState] = (), *, limit: int = 100) -> list[Delivery]:
        """List deliveries in *states* (all when empty), those due last first."""
        row = deliveries.c
        statement = select(deliveries).order_by(
            row.scheduled_for.desc(), row.schedule, row.destination, row.part
        )
        if states:
            statement = statement.where(row.state.in_(states))
        with self._store.read() as connection:
            return [delivery_of(found) for found in connection.execute(statement.limit(limit)).mappings()]

    def counts(self) -> dict[DeliveryState, int]:
        """Count the deliveries in each state."""
        statement = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        with self._store.read() as connection:
            return {DeliveryState(state): number for state, number in connection.execute(statement)}

    def find(self, delivery_id: str) -> Delivery | None:
        """Return the delivery with this id; None when there is none."""
        statement = select(deliveries).where(deliveries.c.id == delivery_id)
        with self._store.read() as connection:
            row = connection.execute(statement).mappings().one_or_none()
        return delivery_of(row) if row else None

    def requeue(self, delivery_id: str, *, grace: timedelta) -> int:
        """Try a dead, missed or held delivery and the parts after it again for as long as *grace*.

        Return how many those are; 0 when there is none, or nothing was ever composed for it. A held one was
        perhaps posted: whoever asks for this has looked, and answers for a second copy. A closed place is
        tried at once.
        """
        row = deliveries.c
        with self._store.write() as connection:
            wanted = connection.execute(select(deliveries).where(row.id == delivery_id)).one_or_none()
            if wanted is None:
                return 0
            statement = (
                update(deliveries)
                .where(*belongs_to(row, wanted), row.destination == wanted.destination)
                .where(row.part >= wanted.part, row.state.in_(_STUCK), row.payload.is_not(None))
                .values(state=DeliveryState.DUE, attempts=0, next_try=None, settled=None, note=None)
                .values(give_up=self._clock(connection) + grace, stopped_by=None)
            )
            Closures(self._store, clock=self._clock).hurry(places_of(wanted.destination))
            return connection.execute(statement).rowcount

    def prune(self, *, before: datetime) -> int:
        """Forget what was settled before *before*; return how many deliveries that were.

        Not by due time: a run with a moved clock settles today what was due long ago, and must remember it.
        """
        row, briefing = deliveries.c, briefings.c
        made = func.coalesce(briefing.frozen, briefing.scheduled_for, type_=Moment())
        with self._store.write() as connection:
            old = delete(deliveries).where(row.settled < before, row.state.in_(_SETTLED))
            forgotten = connection.execute(old).rowcount
            has_deliveries = exists().where(*belongs_to(row, briefing))
            connection.execute(delete(briefings).where(made < before, ~has_deliveries))
            return forgotten
