"""Briefings before their first attempt: what waits to be composed, and what was composed for good."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, insert, select, update

from briefings.model import DeliveryState, Occurrence
from briefings.store.posting import belongs_to, briefings, database_clock, deliveries, delivery_id, key_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from briefings.model import Frozen
    from briefings.store.database import Store
    from briefings.store.posting import Clock


class FrozenBriefings:
    """Each due briefing, composed once: every attempt posts the same words."""

    def __init__(self, store: Store, *, clock: Clock = database_clock) -> None:
        self._store = store
        self._clock = clock

    def waiting(self) -> list[Occurrence]:
        """List what is due and was not composed yet, oldest first."""
        row, briefing = deliveries.c, briefings.c
        statement = (
            select(row.schedule, row.scheduled_for, briefing.digest, row.destination)
            .join_from(deliveries, briefings, and_(*belongs_to(row, briefing)))
            .where(row.state == DeliveryState.DUE, row.payload.is_(None), briefing.frozen.is_(None))
            .order_by(row.scheduled_for, row.schedule, row.destination)
        )
        with self._store.read() as connection:
            rows = connection.execute(statement).all()
        return [
            Occurrence(
                schedule=schedule,
                scheduled_for=moment,
                digest=digest,
                destinations=tuple(row.destination for row in group),
            )
            for (moment, schedule, digest), group in groupby(
                rows, attrgetter("scheduled_for", "schedule", "digest")
            )
        ]

    def freeze(self, *made: Frozen) -> int:
        """Write down what each destination gets, in one transaction; return how many nobody had done before.

        Where somebody else was first, theirs holds.

        Raises:
            StoreError: One of them cannot be stored, or the store cannot be reached; none is.
        """
        briefing, ours = briefings.c, 0
        with self._store.write() as connection:
            now = self._clock(connection)
            for each in made:
                frozen = (
                    update(briefings)
                    .where(*belongs_to(briefing, each.occurrence), briefing.frozen.is_(None))
                    .values(frozen=now, content=each.content, articles=sorted(each.articles))
                )
                if connection.execute(frozen).rowcount:
                    ours += 1
                    for destination, parts in each.parts.items():
                        _freeze_parts(connection, each.occurrence, destination, parts)
        return ours

    def give_up(self, occurrence: Occurrence, *, note: str) -> None:
        """Settle *occurrence* as missed: it can never be composed, and *note* says why."""
        row = deliveries.c
        with self._store.write() as connection:
            connection.execute(
                update(deliveries)
                .where(*belongs_to(row, occurrence), row.state == DeliveryState.DUE, row.payload.is_(None))
                .values(state=DeliveryState.MISSED, settled=self._clock(connection), note=note)
            )

    def last_told(self, digest: str, *, before: datetime, readers: str = "") -> datetime | None:
        """Say which due time the last briefing of *digest* that its *readers*, or anybody, got was for."""
        row, briefing = deliveries.c, briefings.c
        statement = (
            select(func.max(briefing.scheduled_for))
            .join_from(deliveries, briefings, and_(*belongs_to(row, briefing)))
            .where(briefing.digest == digest, briefing.scheduled_for < before)
            .where(row.state == DeliveryState.SENT)
        )
        if readers not in {"", digest}:
            statement = statement.where(briefing.schedule == readers)
        with self._store.read() as connection:
            found: datetime | None = connection.scalar(statement)
        return found


def _freeze_parts(
    connection: Connection, occurrence: Occurrence, destination: str, parts: Sequence[str]
) -> None:
    """Fill the row of the first part and copy it for the others; without parts take it away."""
    row = deliveries.c
    first = (
        *belongs_to(row, occurrence),
        row.destination == destination,
        row.part == 0,
        row.state == DeliveryState.DUE,
    )
    if not parts:
        connection.execute(delete(deliveries).where(*first))
        return
    pattern = connection.execute(select(deliveries).where(*first)).mappings().one_or_none()
    if pattern is None:  # its grace ended while it was composed
        return
    connection.execute(update(deliveries).where(*first).values(payload=parts[0]))
    following = [
        {**pattern, "id": delivery_id(key_of(pattern, part=number)), "part": number, "payload": payload}
        for number, payload in enumerate(parts[1:], start=1)
    ]
    if following:
        connection.execute(insert(deliveries), following)
