"""Say when a schedule is due: the only place in the house that knows.

A cron line or an `at` time names a moment on the wall clock of the schedule's zone. A line with a fixed hour is due
exactly once on each matching local day: inside a gap (clocks go forward) at the first instant after it, inside an overlap
(clocks go back) the first time. A line with a wildcard hour or minute follows real time, so it fires more often on the long
day and less often on the short one. These are the rules of Debian's cron and of cronsim. We let cronsim walk the plain wall
clock and place its times on the real one ourselves: `days` and `skip_dates` ask for the day that was *meant*, which a gap at
midnight moves the instant out of, and cronsim 2.8 loses wildcard times around Lord Howe's half-hour change.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice, pairwise, starmap, takewhile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefings.model import Schedule

MINIMUM_INTERVAL = timedelta(minutes=15)
LONGEST_CRON = 200  # characters; ten times what a person writes

_HORIZON = timedelta(
    days=366 * 10
)  # 29 February stays away for up to eight years (1896 to 1904, 2096 to 2104)
_ON_TIME = timedelta(minutes=5)  # later than this is catching up
_LONGEST_OVERLAP = timedelta(hours=3)  # one hour everywhere since 2026, two at Troll
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What a schedule owes at one moment: at most one briefing, however long nobody looked."""

    due: datetime | None  # to be posted now
    missed: tuple[datetime, ...]  # to be recorded, oldest first, never posted
    next: datetime | None  # when to look again; None: never


def reckon(schedule: Schedule, *, since: datetime, now: datetime) -> Reckoning:
    """Decide what *schedule* owes for the time in (since, now]: the latest occurrence in its grace, the rest is missed."""
    times = occurrences(schedule, since, now)
    is_owed = bool(times) and now - times[-1] <= patience(schedule)
    return Reckoning(
        due=times[-1] if is_owed else None,
        missed=times[:-1] if is_owed else times,
        next=next_due(schedule, max(since, now)),
    )


def patience(schedule: Schedule) -> timedelta:
    """Say how late a briefing of *schedule* may be posted; without catching up, just late enough for a slow start."""
    return schedule.grace if schedule.catch_up == "latest" else min(schedule.grace, _ON_TIME)


def next_due(schedule: Schedule, after: datetime) -> datetime | None:
    """Return the first due time later than *after*, in UTC; None when there is none in the next ten years."""
    return next(_forward(schedule, after), None)


def last_due(schedule: Schedule, at: datetime) -> datetime | None:
    """Return the last due time not later than *at*, in UTC; None when there is none in the ten years before."""
    return next(_backward(schedule, at), None)


def occurrences(
    schedule: Schedule, after: datetime, until: datetime, cap: int = 1000
) -> tuple[datetime, ...]:
    """List the due times in (after, until], oldest first, in UTC; of more than *cap*, the latest ones."""
    latest_first = takewhile(lambda time: time > after, _backward(schedule, until))
    return tuple(islice(latest_first, cap))[::-1]


def refusal(schedule: Schedule) -> str | None:
    """Say why *schedule* cannot be kept, in a sentence for the admin; None when it can."""
    for line in _cron_lines(schedule):
        if problem := _problem(line):
            return problem
    start = datetime(2026, 1, 1, tzinfo=UTC)
    times = list(islice(_forward(schedule, start), 100))
    if not times:
        return "it names no day that ever comes - check the day of the month, the month and `days`"
    if any(later - earlier < MINIMUM_INTERVAL for earlier, later in pairwise(times)):
        return "two briefings would come less than 15 minutes apart - choose times at least 15 minutes apart"
    return None


def _problem(line: str) -> str | None:
    if len(line) > LONGEST_CRON or not line.isascii():
        return f"a cron line has at most {LONGEST_CRON} plain characters - write for example 30 8 * * mon-fri"
    if len(line.split()) != 5:
        return (
            "a cron line has 5 fields: minute, hour, day, month, weekday - write for example 30 8 * * mon-fri"
        )
    try:
        CronSim(line, datetime(2026, 1, 1))  # noqa: DTZ001  # only parsed
    except CronSimError as error:
        return f"{str(error).lower()} in the cron line {line!r} - write for example 30 8 * * mon-fri"
    return None


def _cron_lines(schedule: Schedule) -> list[str]:
    if schedule.cron is not None:
        return [schedule.cron]
    return [f"{time.minute} {time.hour} * * *" for time in schedule.at]


def _has_fixed_hour(line: str) -> bool:
    minute, hour = line.split()[:2]
    return not minute.startswith("*") and not hour.startswith("*")


def _streams(schedule: Schedule) -> list[tuple[str, int | None]]:
    """Pair each line with how it reads the wall clock: once a day, or along real time, through both halves of an overlap."""
    lines = _cron_lines(schedule)
    return [(line, fold) for line in lines for fold in ((None,) if _has_fixed_hour(line) else (0, 1))]


def _forward(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """Yield the due times of *schedule* later than *after*, earliest first."""
    zone = ZoneInfo(schedule.timezone)
    # After the first 01:45 of an overlap comes the second 01:15: start earlier on the wall clock, drop what is too early.
    start = after.astimezone(zone).replace(tzinfo=None, fold=0) - _LONGEST_OVERLAP

    def stream(line: str, fold: int | None) -> Iterator[datetime]:
        wall_times = takewhile(lambda wall: wall < start + _HORIZON, CronSim(line, start))
        return (time for time in _instants(wall_times, schedule, zone, fold) if time > after)

    return _without_repeats(heapq.merge(*starmap(stream, _streams(schedule))))


def _backward(schedule: Schedule, at: datetime) -> Iterator[datetime]:
    """Yield the due times of *schedule* up to *at*, latest first."""
    zone = ZoneInfo(schedule.timezone)
    start = at.astimezone(zone).replace(tzinfo=None, fold=0) + _LONGEST_OVERLAP

    def stream(line: str, fold: int | None) -> Iterator[datetime]:
        wall_times = takewhile(lambda wall: wall > start - _HORIZON, CronSim(line, start, reverse=True))
        return (time for time in _instants(wall_times, schedule, zone, fold) if time <= at)

    return _without_repeats(heapq.merge(*starmap(stream, _streams(schedule)), reverse=True))


def _instants(
    wall_times: Iterable[datetime], schedule: Schedule, zone: ZoneInfo, fold: int | None
) -> Iterator[datetime]:
    for wall in wall_times:
        if wall.weekday() not in schedule.days or wall.date() in schedule.skip_dates:
            continue
        local = wall.replace(tzinfo=zone, fold=fold or 0)
        if fold is None:
            yield _end_of_gap(local).astimezone(UTC)
        elif _exists(local):
            yield local.astimezone(UTC)


def _exists(local: datetime) -> bool:
    return local == local.astimezone(UTC).astimezone(local.tzinfo)


def _end_of_gap(local: datetime) -> datetime:
    while not _exists(local):
        local += _MINUTE
    return local


def _without_repeats(times: Iterable[datetime]) -> Iterator[datetime]:
    """Drop equal neighbours: 02:15 and 02:45 of one gap are one instant, and one briefing."""
    return (time for time, _ in groupby(times))
