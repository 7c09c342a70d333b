"""Closed places: what refuses our posts gets no more of them, but for a slow probe, until it opens.

A place is a destination ("discord:123") or a whole platform ("discord", whose token was refused). What a
refusal has stopped is marked with the place, and goes on by itself when the place opens: nothing is lost.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.model import Closure, ClosureKind, DeliveryState
from briefings.store.posting import closed, database_clock, deliveries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping, ScalarSelect

    from briefings.model import Delivery, Refusal
    from briefings.store.database import Store
    from briefings.store.posting import Clock

# Discord bans an address after 10,000 refusals in ten minutes: a thousand closed channels ask a thousand
# times an hour at most, and soon less. A platform is one request for all its channels, so it may come sooner.
_SOONEST = timedelta(minutes=5)
_FIRST = {False: timedelta(hours=1), True: timedelta(minutes=10)}  # by whether it is a whole platform
_LONGEST = {False: timedelta(hours=24), True: timedelta(hours=1)}
_MOST_DOUBLINGS = 10


class Closures:
    """The places that take no posts just now."""

    def __init__(self, store: Store, *, clock: Clock = database_clock) -> None:
        self._store = store
        self._clock = clock

    def listing(self) -> list[Closure]:
        """List them, those closed first first."""
        statement = select(closed).order_by(closed.c.since, closed.c.place)
        with self._store.read() as connection:
            return [_closure(row) for row in connection.execute(statement).mappings()]

    def of(self, place: str) -> Closure | None:
        """Say why *place* itself is closed; None when it is open."""
        with self._store.read() as connection:
            row = connection.execute(select(closed).where(closed.c.place == place)).mappings().one_or_none()
        return _closure(row) if row else None

    def leave(self, destinations: Collection[str], *, reason: str) -> None:
        """Close *destinations*, out of which the bot was sent; only `open` opens them again."""
        with self._store.write() as connection:
            now = self._clock(connection)
            fields = {"kind": ClosureKind.LEFT, "reason": reason, "since": now, "probe_at": None, "probes": 0}
            row = insert(closed)
            for place in sorted(destinations):
                changed = row.values(place=place, **fields).on_conflict_do_update(
                    index_elements=[closed.c.place], set_=fields, where=closed.c.kind != ClosureKind.LEFT
                )
                connection.execute(changed)

    def open(self, places: Collection[str]) -> int:
        """Open those of *places* that are closed; return how many deliveries go on by that.

        What was refused in its grace is due again, what could not be looked for is looked for again.
        """
        shut = {closure.place for closure in self.listing()}.intersection(places)
        if not shut:  # as after most starts, when every server says that it is there
            return 0
        with self._store.write() as connection:
            return _open(connection, closed.c.place.in_(shut), self._clock(connection))

    def hurry(self, places: Collection[str]) -> None:
        """Let those of *places* that had refused be tried at once: somebody says that they are mended."""
        row = closed.c
        with self._store.write() as connection:
            soon = update(closed).where(row.place.in_(places), row.kind == ClosureKind.REFUSED)
            connection.execute(soon.values(probe_at=self._clock(connection)))


# ------------------------------------------------------------------------- inside a claim or its settlement


def is_closed(destination: ColumnElement[str], now: datetime) -> ColumnElement[bool]:
    """Ask whether *destination* itself is closed, and it is not time to probe it.

    One destination has one delivery in flight, so what passes is one probe, whoever claims it.
    """
    row = closed.c
    return exists().where(row.place == destination, or_(row.probe_at.is_(None), row.probe_at > now))


def reason_closed(destination: ColumnElement[str]) -> ScalarSelect[str]:
    """Select why *destination*, or its platform, is closed; null when it is open."""
    return _of_closure(closed.c.reason, destination)


def place_closed(destination: ColumnElement[str]) -> ScalarSelect[str]:
    """Select what is closed, *destination* or its platform; null when it is open."""
    return _of_closure(closed.c.place, destination)


def is_closed_to_all(connection: Connection, platforms: Collection[str]) -> dict[str, Closure]:
    """Return those of *platforms* that are closed as a whole."""
    statement = select(closed).where(closed.c.place.in_(platforms))
    return {row["place"]: _closure(row) for row in connection.execute(statement).mappings()}


def probeable(shut: Mapping[str, Closure], now: datetime) -> list[str]:
    """List the places among *shut* that one delivery may try now."""
    return [place for place, closure in shut.items() if closure.probe_at and closure.probe_at <= now]


def probe(connection: Connection, closure: Closure, now: datetime) -> bool:
    """Take the one right to try a closed platform; False when somebody else has taken it."""
    row = closed.c
    ours = update(closed).where(row.place == closure.place, row.probe_at == closure.probe_at)
    return connection.execute(ours.values(probe_at=now + _SOONEST)).rowcount > 0


def close_after_refusal(
    connection: Connection, refusal: Refusal, claimed: Delivery, *, reason: str, now: datetime
) -> None:
    """Close the place that has refused *claimed*, or put off its next probe."""
    place = refusal.place
    found = connection.execute(select(closed).where(closed.c.place == place)).one_or_none()
    if found is not None and (found.kind == ClosureKind.LEFT or _was_in_flight(claimed, found.since)):
        return  # others that were in flight when it closed say nothing new
    probes = 0 if found is None else found.probes + 1
    wait = max(_SOONEST, refusal.jitter * _limit(place, probes))
    fields = {"reason": reason, "probe_at": now + wait, "probes": probes}
    row = insert(closed).values(place=place, kind=ClosureKind.REFUSED, since=now, **fields)
    connection.execute(row.on_conflict_do_update(index_elements=[closed.c.place], set_=fields))


def open_after_post(connection: Connection, claimed: Delivery, now: datetime) -> None:
    """Open what had refused before *claimed* was claimed, now that it was posted."""
    row = closed.c
    is_proven = and_(
        row.place.in_(places_of(claimed.key.destination)),
        row.kind == ClosureKind.REFUSED,
        row.since < (claimed.claimed or now),
    )
    _open(connection, is_proven, now)


def places_of(destination: str) -> tuple[str, str]:
    """Name the places that must be open for a post to *destination*: itself and its platform."""
    return destination, destination.partition(":")[0]


def _of_closure(column: ColumnElement[str], destination: ColumnElement[str]) -> ScalarSelect[str]:
    row = closed.c
    is_its_platform = destination.startswith(row.place.concat(":"), autoescape=False)
    covers = or_(row.place == destination, is_its_platform)
    return select(column).where(covers).order_by(row.since).limit(1).scalar_subquery()


def _limit(place: str, probes: int) -> timedelta:
    is_platform = ":" not in place
    doubled: timedelta = _FIRST[is_platform] * 2 ** min(probes, _MOST_DOUBLINGS)
    return min(_LONGEST[is_platform], doubled)


def _was_in_flight(claimed: Delivery, moment: datetime) -> bool:
    return claimed.claimed is not None and claimed.claimed <= moment


def _open(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    row = deliveries.c
    places = list(connection.execute(delete(closed).where(which).returning(closed.c.place)).scalars())
    if not places:
        return 0
    going_on = (
        update(deliveries)
        .where(row.stopped_by.in_(places))
        .values(attempts=0, next_try=None, settled=None, note=None, stopped_by=None)
    )
    due = going_on.where(row.state == DeliveryState.DEAD, row.give_up > now).values(state=DeliveryState.DUE)
    # A look harms nobody, even past the grace.
    in_doubt = going_on.where(row.state == DeliveryState.HELD).values(state=DeliveryState.UNKNOWN)
    return sum(connection.execute(statement).rowcount for statement in (due, in_doubt))


def _closure(row: RowMapping) -> Closure:
    return Closure(
        place=row["place"],
        kind=ClosureKind(row["kind"]),
        reason=row["reason"],
        since=row["since"],
        probe_at=row["probe_at"],
    )
