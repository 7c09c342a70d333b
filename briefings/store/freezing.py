"""Briefings before their first attempt: what waits to be composed, and what was composed for good."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, func, insert, select, tuple_, update

from briefings.model import DeliveryKey, DeliveryState, Occurrence
from briefings.store.posting import belongs_to, briefings, database_clock, deliveries, delivery_id, key_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
        with self._store.write() as connection:
            ours = _not_frozen(connection, made)
            now = self._clock(connection)
            if ours:
                connection.execute(_FREEZE, [_briefing_row(each, now) for each in ours])
                _freeze_parts(connection, ours)
        return len(ours)

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


# Thousands may be due together: each of these statements runs once, with all their rows.
_FREEZE = (
    update(briefings)
    .where(briefings.c.schedule == bindparam("of"), briefings.c.scheduled_for == bindparam("due"))
    .values(frozen=bindparam("now"), content=bindparam("words"), articles=bindparam("told"))
)
# Of a part whose grace ended while it was composed nothing is changed.
_IS_WAITING = (deliveries.c.id == bindparam("of"), deliveries.c.state == DeliveryState.DUE)
_FILL = update(deliveries).where(*_IS_WAITING).values(payload=bindparam("words"))
_PASS_OVER = delete(deliveries).where(*_IS_WAITING)


def _not_frozen(connection: Connection, made: Sequence[Frozen]) -> list[Frozen]:
    """Choose from *made* what nobody has frozen yet, and hold it until the transaction ends."""
    row = briefings.c
    by_key = {(each.occurrence.schedule, each.occurrence.scheduled_for): each for each in made}
    statement = (
        select(row.schedule, row.scheduled_for)
        .where(tuple_(row.schedule, row.scheduled_for).in_(list(by_key)), row.frozen.is_(None))
        .order_by(row.scheduled_for, row.schedule)  # two that freeze the same never wait for each other
        .with_for_update()
    )
    return [by_key[schedule, moment] for schedule, moment in connection.execute(statement)]


def _briefing_row(made: Frozen, now: datetime) -> dict[str, Any]:
    return {
        "of": made.occurrence.schedule,
        "due": made.occurrence.scheduled_for,
        "now": now,
        "words": made.content,
        "told": sorted(made.articles),
    }


def _freeze_parts(connection: Connection, made: Sequence[Frozen]) -> None:
    """Fill the rows of the first parts and copy them for the others; without parts take them away."""
    parts = {
        _first_id(each.occurrence, destination): words
        for each in made
        for destination, words in each.parts.items()
    }
    passed_over = [{"of": id_} for id_, words in parts.items() if not words]
    filled = [{"of": id_, "words": words[0]} for id_, words in parts.items() if words]
    longer = [id_ for id_, words in parts.items() if len(words) > 1]
    if passed_over:
        connection.execute(_PASS_OVER, passed_over)
    if filled:
        connection.execute(_FILL, filled)
    if longer:
        _copy_for_others(connection, parts, longer)


def _first_id(occurrence: Occurrence, destination: str) -> str:
    key = DeliveryKey(
        schedule=occurrence.schedule, scheduled_for=occurrence.scheduled_for, destination=destination
    )
    return delivery_id(key)


def _copy_for_others(
    connection: Connection, parts: Mapping[str, Sequence[str]], longer: Sequence[str]
) -> None:
    row = deliveries.c
    patterns = select(deliveries).where(row.id.in_(longer), row.state == DeliveryState.DUE)
    following = [
        {**pattern, "id": delivery_id(key_of(pattern, part=number)), "part": number, "payload": payload}
        for pattern in connection.execute(patterns).mappings().all()
        for number, payload in enumerate(parts[pattern["id"]][1:], start=1)
    ]
    if following:
        connection.execute(insert(deliveries), following)
