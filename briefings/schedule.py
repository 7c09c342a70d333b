"""Say when a schedule is due: the only place in the house that knows.

A cron line or an `at` time names a moment on the wall clock of the schedule's zone. A line with a fixed hour
is due exactly once on each matching local day: inside a gap (clocks go forward) at the first instant after
it, inside an overlap (clocks go back) the first time. A line with a wildcard hour or minute follows real
time: it is due more often on the long day and less often on the short one. So do Debian's cron and
cronsim.

We let cronsim walk the plain wall clock and place its times on the real one ourselves: `skip_dates` asks for
the day that was *meant*, which a gap before midnight moves the instant out of, and cronsim 2.8 loses wildcard
times around Lord Howe's half-hour change.
"""

from __future__ import annotations

import functools
import heapq
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice, starmap, takewhile
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from cronsim import CronSim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from briefings.model import Schedule

_HORIZON = timedelta(days=366 * 10)  # 29 February stays away for up to eight years, as from 2096 to 2104
_LONG = timedelta(days=8)  # a weekly schedule that is on time is no longer
_MOST = 1_000  # occurrences looked at after a long time down
_ON_TIME = timedelta(minutes=5)  # later than this is catching up
_LONGEST_OVERLAP = timedelta(hours=3)  # one hour everywhere since 2026, two at Troll
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)
_NOTHING = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What a schedule owes at one moment: at most one briefing, however long nobody looked."""

    due: datetime | None  # to be posted now
    missed: tuple[datetime, ...]  # to be recorded, oldest first, never posted
    next: datetime | None  # when to look again; None: never


def reckon(schedule: Schedule, *, since: datetime, now: datetime) -> Reckoning:
    """Decide what *schedule* owes for (since, now]: the latest if in grace; the others were missed."""
    times, following = _walk(_rule(schedule), since, now)
    is_owed = bool(times) and now - times[-1] <= patience(schedule)
    return Reckoning(
        due=times[-1] if is_owed else None,
        missed=times[:-1] if is_owed else times,
        next=following,
    )


# Ten thousand schedules may be due in the same second, most of them by the same few rules.
@functools.lru_cache(maxsize=1024)
def _walk(rule: _Rule, since: datetime, now: datetime) -> tuple[tuple[datetime, ...], datetime | None]:
    if now - since > _LONG:
        return _latest(rule, since, now), next(_forward(rule, now), None)
    times: list[datetime] = []
    for time in _forward(rule, since):
        if time > now:
            return tuple(times), time
        times.append(time)
    return tuple(times), None


def patience(schedule: Schedule) -> timedelta:
    """Say how late a briefing may be posted; a schedule that never catches up still may start slowly."""
    return schedule.grace if schedule.catch_up == "latest" else min(schedule.grace, _ON_TIME)


def next_due(schedule: Schedule, after: datetime) -> datetime | None:
    """Return the first due time later than *after*, in UTC; None when there is none in the next ten years."""
    return next(_forward(_rule(schedule), after), None)


def last_due(schedule: Schedule, at: datetime) -> datetime | None:
    """Return the last due time not later than *at*, in UTC; None when the ten years before hold none."""
    return next(_backward(_rule(schedule), at), None)


def occurrences(schedule: Schedule, after: datetime, until: datetime) -> tuple[datetime, ...]:
    """List the due times in (after, until], oldest first, in UTC; of more than a thousand, the latest."""
    return _latest(_rule(schedule), after, until)


class _Rule(NamedTuple):
    """What decides when a schedule is due; many schedules share one."""

    lines: tuple[str, ...]  # of cron
    timezone: str
    skip_dates: tuple[date, ...]


def _rule(schedule: Schedule) -> _Rule:
    return _Rule(_cron_lines(schedule), schedule.timezone, schedule.skip_dates)


def _cron_lines(schedule: Schedule) -> tuple[str, ...]:
    if schedule.cron is not None:
        return (schedule.cron,)
    days = ",".join(str((day + 1) % 7) for day in schedule.days)  # cron counts from Sunday
    return tuple(f"{time.minute} {time.hour} * * {days}" for time in schedule.at if days)


def _latest(rule: _Rule, after: datetime, until: datetime) -> tuple[datetime, ...]:
    latest_first = takewhile(lambda time: time > after, _backward(rule, until))
    return tuple(islice(latest_first, _MOST))[::-1]


def _has_fixed_hour(line: str) -> bool:
    minute, hour = line.split()[:2]
    return not minute.startswith("*") and not hour.startswith("*")


def _streams(rule: _Rule) -> list[tuple[str, int | None]]:
    """Pair each line with the halves of an overlap it is due in; None: once, and never lost in a gap."""
    return [(line, fold) for line in rule.lines for fold in ((None,) if _has_fixed_hour(line) else (0, 1))]


def _forward(rule: _Rule, after: datetime) -> Iterator[datetime]:
    """Yield the due times of *rule* later than *after*, earliest first."""
    zone = ZoneInfo(rule.timezone)
    local = after.astimezone(zone)
    # After the first 01:45 of an overlap comes the second 01:15: start earlier, drop what is too early.
    start = local.replace(tzinfo=None, fold=0) - (_LONGEST_OVERLAP if _is_twofold(local) else _NOTHING)

    def stream(line: str, fold: int | None) -> Iterator[datetime]:
        wall_times = takewhile(lambda wall: wall < start + _HORIZON, CronSim(line, start))
        return (time for time in _instants(wall_times, rule, zone, fold) if time > after)

    return _without_repeats(heapq.merge(*starmap(stream, _streams(rule))))


def _backward(rule: _Rule, at: datetime) -> Iterator[datetime]:
    """Yield the due times of *rule* up to *at*, latest first."""
    zone = ZoneInfo(rule.timezone)
    local = at.astimezone(zone)
    # CronSim starts before its start: one second makes *at* itself count.
    later = _LONGEST_OVERLAP if _is_twofold(local) else _SECOND
    start = local.replace(tzinfo=None, fold=0, microsecond=0) + later

    def stream(line: str, fold: int | None) -> Iterator[datetime]:
        wall_times = takewhile(lambda wall: wall > start - _HORIZON, CronSim(line, start, reverse=True))
        return (time for time in _instants(wall_times, rule, zone, fold) if time <= at)

    return _without_repeats(heapq.merge(*starmap(stream, _streams(rule)), reverse=True))


def _instants(
    wall_times: Iterable[datetime], rule: _Rule, zone: ZoneInfo, fold: int | None
) -> Iterator[datetime]:
    for wall in wall_times:
        if wall.date() in rule.skip_dates:
            continue
        local = wall.replace(tzinfo=zone, fold=fold or 0)
        if fold is None:
            yield _end_of_gap(local).astimezone(UTC)
        elif _exists(local):
            yield local.astimezone(UTC)


def _is_twofold(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _exists(local: datetime) -> bool:
    return local == local.astimezone(UTC).astimezone(local.tzinfo)


def _end_of_gap(local: datetime) -> datetime:
    while not _exists(local):
        local += _MINUTE
    return local


def _without_repeats(times: Iterable[datetime]) -> Iterator[datetime]:
    """Drop equal neighbours: 02:15 and 02:45 of one gap are one instant, and one briefing."""
    return (time for time, _ in groupby(times))
