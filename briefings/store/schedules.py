"""Keep schedules, and put what they owe into the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.model import DeliveryKey, DeliveryState, Schedule, find_target
from briefings.schedule import last_due, next_due, patience, reckon
from briefings.store.pauses import silent_places
from briefings.store.posting import briefings, database_clock, deliveries, delivery_id, schedules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from briefings.model import Target
    from briefings.store.database import Store
    from briefings.store.posting import Clock

_BATCH = 500  # schedules in one transaction: 10,000 due together take 20 commits, and each is short
_CLOCK_WAS_WRONG = timedelta(days=1)
_SECOND = timedelta(seconds=1)
PERSONAL = "personal"  # the origin of a schedule that a person made for nobody else; there may be 10,000
DOWN = "Briefbot was not running at that time, and it is too late now."
SUPERSEDED = "Briefbot was not running at that time; only the latest briefing is caught up on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """How many briefings were put into the outbox."""

    due: int = 0
    missed: int = 0

    def __add__(self, other: Owed) -> Owed:
        """Add up two counts."""
        return Owed(due=self.due + other.due, missed=self.missed + other.missed)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSchedule:
    """A schedule as the database has it."""

    schedule: Schedule
    origin: str  # "file" | "chat" | "personal"
    next_at: datetime | None


class Schedules:
    """The schedules of the house. `briefings.schedule` says when they are due; here it is written down."""

    def __init__(self, store: Store, *, clock: Clock = database_clock) -> None:
        self._store = store
        self._clock = clock

    def sync(self, wanted: Iterable[Schedule], *, now: datetime) -> None:
        """Make *wanted* the schedules that come from the admin file, and reckon anew when each is next due.

        A new schedule starts at *now*: nothing from before it is owed. A changed one is taken at its new
        times from the moment it was waiting for: a change in the very minute it is due gives one briefing.
        """
        by_name = {schedule.name: schedule for schedule in wanted}
        with self._store.write() as connection:
            of_the_house = select(schedules).where(schedules.c.origin != PERSONAL)
            rows = {row.name: row for row in connection.execute(of_the_house)}
            gone = [name for name, row in rows.items() if row.origin == "file" and name not in by_name]
            connection.execute(delete(schedules).where(schedules.c.name.in_(gone)))
            for name in sorted(by_name):
                _put(connection, by_name[name], "file", _since(by_name[name], rows.get(name), now))

    def put(self, schedule: Schedule, *, origin: str, now: datetime) -> datetime | None:
        """Keep *schedule*, which the admin file does not hold, and return when it is next due.

        As with `sync`, a new one starts at *now*, and a changed one goes on from what it was waiting for.
        """
        with self._store.write() as connection:
            row = connection.execute(
                select(schedules).where(schedules.c.name == schedule.name).with_for_update()
            ).one_or_none()
            return _put(connection, schedule, origin, _since(schedule, row, now))

    def drop(self, name: str) -> bool:
        """Forget the schedule *name*; False when there is none. What it has put into the outbox stays."""
        with self._store.write() as connection:
            return connection.execute(delete(schedules).where(schedules.c.name == name)).rowcount > 0

    def kept(self) -> list[KeptSchedule]:
        """List the schedules of the house by name; a person's own are nobody else's business."""
        statement = select(schedules).where(schedules.c.origin != PERSONAL).order_by(schedules.c.name)
        with self._store.read() as connection:
            return [
                KeptSchedule(
                    schedule=read_definition(row.name, row.definition), origin=row.origin, next_at=row.next_at
                )
                for row in connection.execute(statement)
            ]

    def materialise(self, targets: Mapping[str, Target], *, now: datetime) -> Owed:
        """Put all that is due at *now* into the outbox: the latest of each schedule; the others as missed.

        Any number of processes may do this at once; every occurrence gets its rows once.
        """
        total = Owed()
        while (owed := self._materialise_batch(targets, now)) is not None:
            total += owed
        return total

    def owe(self, wanted: Iterable[Schedule], targets: Mapping[str, Target], *, now: datetime) -> Owed:
        """Put the latest occurrence of each of *wanted* into the outbox as if the time were *now*.

        Schedules keep their own next due time. What stood in the outbox before stays as it is.
        """
        due = [
            (schedule, moment)
            for schedule in wanted
            if (moment := last_due(schedule, now)) is not None and now - moment <= patience(schedule)
        ]
        with self._store.write() as connection:
            silent = silent_places(connection, [schedule.name for schedule, _ in due])
            for schedule, moment in due:
                rows = _due_rows(schedule, targets, moment, self._clock(connection) - now)
                _insert(connection, [_briefing_row(schedule, moment)], _spoken(rows, silent))
        return Owed(due=len(due))

    def _materialise_batch(self, targets: Mapping[str, Target], now: datetime) -> Owed | None:
        """Do one transaction's worth; None when nothing was left to do."""
        is_due = or_(schedules.c.next_at <= now, schedules.c.reckoned > now + _CLOCK_WAS_WRONG)
        # In no order: to give one, SQLite would walk all of 10,000 schedules at each tick. Both halves of
        # the question have an index.
        statement = select(schedules).where(is_due).limit(_BATCH).with_for_update(skip_locked=True)
        with self._store.write() as connection:
            rows = connection.execute(statement).all()
            if not rows:
                return None
            return _reckon_all(connection, rows, targets, now)


def _reckon_all(
    connection: Connection, rows: Sequence[Row[Any]], targets: Mapping[str, Target], now: datetime
) -> Owed:
    due, outbox, moved, missed = [], [], [], 0
    silent = silent_places(connection, [row.name for row in rows])
    for row in rows:
        schedule = read_definition(row.name, row.definition)
        owed = reckon(schedule, since=min(row.reckoned, now), now=now)
        if owed.due is not None:
            due.append(_briefing_row(schedule, owed.due))
            outbox += _spoken(_due_rows(schedule, targets, owed.due, timedelta()), silent)
        note = DOWN if owed.due is None else SUPERSEDED
        for moment in owed.missed:
            unposted = _missed_rows(schedule, targets, moment, now, note)
            spoken = _spoken(unposted, silent)
            outbox += spoken
            missed += 1 if spoken or not unposted else 0  # paused everywhere, it is not missed
        moved.append({"of": row.name, "was": row.next_at, "reckoned": now, "next_at": owed.next})
    _insert(connection, due, outbox)
    connection.execute(_MOVE, moved)
    return Owed(due=len(due), missed=missed)


# Whoever else moved a schedule on in the meantime was as right as we are.
_MOVE = (
    update(schedules)
    .where(schedules.c.name == bindparam("of"), schedules.c.next_at.is_not_distinct_from(bindparam("was")))
    .values(reckoned=bindparam("reckoned"), next_at=bindparam("next_at"))
)


def _since(schedule: Schedule, row: Row[Any] | None, now: datetime) -> datetime:
    """Say from when on *schedule* is owed."""
    if row is None or row.reckoned > now + _CLOCK_WAS_WRONG:
        return now
    since: datetime = row.reckoned  # and not next_at: a new tzdata may have moved what comes after
    if row.definition != write_definition(schedule):
        since = min(now, row.next_at - _SECOND) if row.next_at else now
    return since


def _put(connection: Connection, schedule: Schedule, origin: str, since: datetime) -> datetime | None:
    next_at = next_due(schedule, since)
    fields = {
        "origin": origin,
        "definition": write_definition(schedule),
        "reckoned": since,
        "next_at": next_at,
    }
    row = insert(schedules).values(name=schedule.name, **fields)
    connection.execute(row.on_conflict_do_update(index_elements=[schedules.c.name], set_=fields))
    return next_at


def _insert(
    connection: Connection, briefing_rows: list[dict[str, Any]], delivery_rows: list[dict[str, Any]]
) -> None:
    if briefing_rows:
        connection.execute(insert(briefings).on_conflict_do_nothing(), briefing_rows)
    if delivery_rows:
        connection.execute(insert(deliveries).on_conflict_do_nothing(), delivery_rows)


def _briefing_row(schedule: Schedule, moment: datetime) -> dict[str, Any]:
    return {"schedule": schedule.name, "scheduled_for": moment, "digest": schedule.digest}


def _due_rows(
    schedule: Schedule, targets: Mapping[str, Target], moment: datetime, moved_by: timedelta
) -> list[dict[str, Any]]:
    """Make the rows of a due briefing; *moved_by* leads from a moved clock back to the database's."""
    fields = {"state": DeliveryState.DUE, "give_up": moment + patience(schedule) + moved_by}
    return _rows(schedule, targets, moment, fields | {"settled": None, "note": None})


def _missed_rows(
    schedule: Schedule, targets: Mapping[str, Target], moment: datetime, now: datetime, note: str
) -> list[dict[str, Any]]:
    fields = {"state": DeliveryState.MISSED, "give_up": moment + patience(schedule)}
    return _rows(schedule, targets, moment, fields | {"settled": now, "note": note})


def _spoken(rows: list[dict[str, Any]], silent: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """Leave out the rows for places in which their schedule is paused: silence was asked for there."""
    return [row for row in rows if (row["schedule"], row["destination"]) not in silent]


def _rows(
    schedule: Schedule, targets: Mapping[str, Target], moment: datetime, fields: dict[str, Any]
) -> list[dict[str, Any]]:
    rows = []
    for target in filter(None, (find_target(name, targets) for name in schedule.targets)):
        key = DeliveryKey(schedule=schedule.name, scheduled_for=moment, destination=target.destination)
        row = {
            "id": delivery_id(key),
            "schedule": key.schedule,
            "scheduled_for": key.scheduled_for,
            "destination": key.destination,
            "part": key.part,
            "target": target.name,
            "attempts": 0,
        }
        rows.append(row | fields)
    return rows


def write_definition(schedule: Schedule) -> dict[str, Any]:
    """Put a schedule into words of JSON; equal schedules have equal words."""
    return {
        "digest": schedule.digest,
        "targets": list(schedule.targets),
        "timezone": schedule.timezone,
        "at": [moment.isoformat("minutes") for moment in schedule.at],
        "cron": schedule.cron,
        "days": list(schedule.days),
        "catch_up": schedule.catch_up,
        "grace_seconds": int(schedule.grace.total_seconds()),
        "skip_dates": [day.isoformat() for day in schedule.skip_dates],
    }


def read_definition(name: str, words: dict[str, Any]) -> Schedule:
    """Read what `write_definition` has written of the schedule *name*."""
    return Schedule(
        name=name,
        digest=words["digest"],
        targets=tuple(words["targets"]),
        timezone=words["timezone"],
        at=tuple(time.fromisoformat(moment) for moment in words["at"]),
        cron=words["cron"],
        days=tuple(words["days"]),
        catch_up=words["catch_up"],
        grace=timedelta(seconds=words["grace_seconds"]),
        skip_dates=tuple(date.fromisoformat(day) for day in words["skip_dates"]),
    )
