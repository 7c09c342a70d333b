"""The outbox: who may post what now, and what became of it.

`sending` is committed before the first byte leaves. A `sending` whose lease ran out is uncertain and comes
back as `unknown`: it is looked for, never simply sent again. Time is the database's. A destination has one
delivery in flight, and the parts of a briefing follow one another.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, exists, func, literal, or_, select, tuple_, update

from briefings.model import Delivery, DeliveryState, readers_of
from briefings.store.articles import Articles
from briefings.store.closures import (
    close_after_refusal,
    is_closed,
    is_closed_to_all,
    open_after_post,
    place_closed,
    probe,
    probeable,
    reason_closed,
)
from briefings.store.posting import (
    belongs_to,
    briefings,
    database_clock,
    deliveries,
    delivery_id,
    delivery_of,
    key_of,
)
from briefings.store.schema import Moment

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping, Select, Update

    from briefings.model import DeliveryKey, Refusal
    from briefings.store.database import Store
    from briefings.store.posting import Clock

LEASE = timedelta(seconds=60)  # longer than any post may take, shorter than Discord remembers a nonce
MAX_ATTEMPTS = 12  # at what may have been posted, once its grace is over or where the fault is ours

_OPEN = (DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.UNKNOWN)
TOO_LATE = "It could not be posted in its grace."
# A platform that remembers nonces for two minutes may say "not there" for "post it again, that is safe". Past
# its grace nothing is posted again, so it is looked for only when no platform can remember the last attempt.
_FORGOTTEN = timedelta(seconds=150)
_LOST = (DeliveryState.DEAD, DeliveryState.MISSED, DeliveryState.HELD)


class Outbox:
    """The outbox as one worker sees it; *owner* tells its claims from those of others."""

    def __init__(self, store: Store, *, owner: str, clock: Clock = database_clock) -> None:
        self._store = store
        self._owner = owner
        self._clock = clock

    def claim(
        self, *, platforms: Collection[str], limit: int = 20, lease: timedelta = LEASE
    ) -> list[Delivery]:
        """Take the right to attempt up to *limit* deliveries, one a destination, for as long as *lease*.

        A claim returned as UNKNOWN may have been posted before: look for it first. What can no longer be
        posted in its grace, or was looked for in vain, is settled here and not returned.

        Raises:
            StoreError: The store could not be reached; nothing was claimed, and nothing may be posted.
        """
        if not platforms:
            return []
        with self._store.write() as connection:
            now = self._clock(connection)
            for statement in _giving_up(now):
                connection.execute(statement)
            taken = _take(connection, now, platforms, limit)
            if not taken:
                return []
            statement = (
                update(deliveries)
                .where(deliveries.c.id.in_([row["id"] for row in taken]))
                .values(
                    state=DeliveryState.SENDING,
                    lease_owner=self._owner,
                    lease_until=now + lease,
                    attempts=deliveries.c.attempts + 1,
                    first_tried=func.coalesce(deliveries.c.first_tried, literal(now, Moment())),
                )
            )
            connection.execute(statement)
            return [_as_claimed(row, now, thread=_first_receipt(connection, row)) for row in taken]

    def settle(
        self,
        claimed: Delivery,
        state: DeliveryState,
        *,
        receipt: str | None = None,
        note: str | None = None,
        wait: timedelta = timedelta(),
        refusal: Refusal | None = None,
    ) -> bool:
        """Write down what became of a claim; False when it is no longer this worker's, then nothing changes.

        DUE and UNKNOWN are tried again after *wait*. With SENT the digest has told its articles, and a place
        that had refused is open again. A *refusal* closes its place, which is then probed ever more slowly.
        """
        row = deliveries.c
        with self._store.write() as connection:
            now = self._clock(connection)
            statement = (
                update(deliveries)
                .where(row.id == claimed.id, row.state == DeliveryState.SENDING)
                .where(row.lease_owner == self._owner, row.attempts == claimed.attempts)
                .values(
                    state=state,
                    receipt=receipt,
                    note=note,
                    next_try=now + wait,
                    settled=now if state not in _OPEN else None,
                    lease_owner=None,
                    lease_until=None,
                    stopped_by=refusal.place if refusal and state not in _OPEN else None,
                )
            )
            if connection.execute(statement).rowcount == 0:
                return False
            if state is DeliveryState.SENT:
                self._mark_seen(connection, claimed.key, now)
                open_after_post(connection, claimed, now)
            if refusal is not None:
                close_after_refusal(connection, refusal, claimed, reason=note or "", now=now)
            return True

    def _mark_seen(self, connection: Connection, key: DeliveryKey, now: datetime) -> None:
        told = connection.execute(select(briefings).where(*belongs_to(briefings.c, key))).one_or_none()
        if told is not None:  # a notice to the admin tells no articles
            Articles(self._store).mark_seen(readers_of(key.schedule, told.digest), told.articles, at=now)

    def recover(self) -> int:
        """Take up what an earlier process of this database was sending when it died; return how many.

        Only where this process is the only one, as the lock file of SQLite makes sure; elsewhere leases end.
        """
        if not self._store.is_sqlite:
            return 0
        row = deliveries.c
        statement = update(deliveries).where(
            row.state == DeliveryState.SENDING, row.lease_owner != self._owner
        )
        with self._store.write() as connection:
            return connection.execute(
                statement.values(
                    state=DeliveryState.UNKNOWN, lease_owner=None, lease_until=None, next_try=None
                )
            ).rowcount


def _take(connection: Connection, now: datetime, platforms: Collection[str], limit: int) -> list[RowMapping]:
    """Select what may be tried: from open platforms up to *limit*, from one that is closed a single probe."""
    shut = is_closed_to_all(connection, platforms)
    open_platforms = [name for name in platforms if name not in shut]
    taken: list[RowMapping] = []
    if open_platforms:
        taken += connection.execute(_claimable(now, open_platforms).limit(limit)).mappings()
    for name in probeable(shut, now):
        found = connection.execute(_claimable(now, [name]).limit(1)).mappings().all()
        if found and probe(connection, shut[name], now):
            taken += found
    return taken


def _giving_up(now: datetime) -> tuple[Any, ...]:
    """Settle what must not be tried again: past its grace, looked for in vain, or after a lost part."""
    row = deliveries.c
    was_tried = row.attempts > 0
    too_late = (
        update(deliveries)
        .where(row.state == DeliveryState.DUE, row.give_up < now)
        .values(
            state=case((was_tried, DeliveryState.DEAD), else_=DeliveryState.MISSED),
            settled=now,
            note=func.coalesce(
                row.note, reason_closed(row.destination), "It could not be posted in its grace."
            ),
        )
    )
    is_in_doubt = or_(
        row.state == DeliveryState.UNKNOWN,
        and_(row.state == DeliveryState.SENDING, row.lease_until < now),
    )
    out_of_sight = (
        update(deliveries)
        .where(is_in_doubt, row.give_up < now, reason_closed(row.destination).is_not(None))
        .values(state=DeliveryState.HELD, settled=now, lease_owner=None, lease_until=None)
        .values(note=reason_closed(row.destination), stopped_by=place_closed(row.destination))
    )
    # Twelve attempts are over in a quarter of an hour, an outage is not: within its grace none is the last.
    too_often = (
        update(deliveries)
        .where(row.state == DeliveryState.UNKNOWN, row.give_up < now, row.attempts >= MAX_ATTEMPTS)
        .values(state=DeliveryState.HELD, settled=now)
    )
    return (too_late, out_of_sight, too_often, _follows_a_lost_part(now))


def _follows_a_lost_part(now: datetime) -> Update:
    row, earlier = deliveries.c, deliveries.alias("earlier").c
    is_lost = exists().where(
        *belongs_to(earlier, row),
        earlier.destination == row.destination,
        earlier.part < row.part,
        earlier.state.in_(_LOST),
        earlier.stopped_by.is_(None),  # else it goes on when the place opens
    )
    return (
        update(deliveries)
        .where(row.state == DeliveryState.DUE, row.part > 0, is_lost)
        .values(state=DeliveryState.DEAD, settled=now, note="A part before this one was not posted.")
    )


def _claimable(now: datetime, platforms: Collection[str]) -> Select[Any]:
    """Select the first open delivery of each destination, if it may be tried now."""
    row, other = deliveries.c, deliveries.alias("other").c
    may_be_tried = or_(
        and_(
            row.state.in_((DeliveryState.DUE, DeliveryState.UNKNOWN)),
            or_(row.next_try.is_(None), row.next_try <= now),
        ),
        and_(row.state == DeliveryState.SENDING, row.lease_until < now),
    )
    place, its_place = (tuple_(each.scheduled_for, each.schedule, each.part) for each in (row, other))
    is_in_line = exists().where(
        other.destination == row.destination,
        other.state.in_(_OPEN),
        other.payload.is_not(None),
        or_(its_place < place, and_(other.state == DeliveryState.SENDING, other.id != row.id)),
    )
    lacks_a_part = exists().where(
        *belongs_to(other, row),
        other.destination == row.destination,
        other.part < row.part,
        other.state != DeliveryState.SENT,
    )
    is_fresh = or_(row.give_up >= now, row.give_up < now - _FORGOTTEN)
    return (
        select(deliveries)
        .where(may_be_tried, is_fresh, row.payload.is_not(None), ~is_in_line, ~lacks_a_part)
        .where(~is_closed(row.destination, now))
        .where(or_(*(row.destination.startswith(f"{name}:", autoescape=True) for name in platforms)))
        .order_by(row.scheduled_for, row.schedule, row.destination, row.part)
        .with_for_update(skip_locked=True)
    )


def _first_receipt(connection: Connection, later: RowMapping) -> str:
    """Look up the receipt of the first part, if *later* is another one."""
    if later["part"] == 0:
        return ""
    first = delivery_id(key_of(later, part=0))
    return connection.scalar(select(deliveries.c.receipt).where(deliveries.c.id == first)) or ""


def _as_claimed(row: RowMapping, now: datetime, *, thread: str) -> Delivery:
    """Make what the claimer gets of a row as it was before."""
    was = delivery_of(row)
    return replace(
        was,
        state=DeliveryState.DUE if was.state is DeliveryState.DUE else DeliveryState.UNKNOWN,
        attempts=was.attempts + 1,
        first_tried=was.first_tried or now,
        claimed=now,
        is_late=row["give_up"] < now,
        thread=thread,
    )
