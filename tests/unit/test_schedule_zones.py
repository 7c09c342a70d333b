"""Days on which clocks change, in every zone there is, 2026 to 2028."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim

from briefings.schedule import next_due, occurrences
from tests.posting import DAY, MINUTE, daily

START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)


def utc(text: str) -> datetime:
    """Read a moment of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@cache
def changes(name: str) -> tuple[datetime, ...]:
    """Find the instants, to half a day, at which *name* changes its clocks."""
    zone = ZoneInfo(name)
    moments = [START + days * DAY for days in range((END - START).days)]
    offsets = [moment.astimezone(zone).utcoffset() for moment in moments]
    return tuple(
        moment + DAY / 2
        for moment, before, after in zip(moments, offsets, offsets[1:], strict=False)
        if before != after
    )


@cache
def changing_zones() -> tuple[str, ...]:
    """Name one zone of each kind: those that change their clocks at the same instants by the same amounts."""
    kinds: dict[object, str] = {}
    for name in sorted(zoneinfo.available_timezones()):
        zone = ZoneInfo(name)
        kind = tuple((moment, zone.utcoffset(moment.replace(tzinfo=None))) for moment in changes(name))
        if kind:
            kinds.setdefault(kind, name)
    return tuple(kinds.values())


def sample() -> tuple[str, ...]:
    """Name some zones of different kinds, the odd ones among them."""
    some = Random(2026).sample(changing_zones(), 6)  # noqa: S311  # the same in every run
    return ("Australia/LHI", "Antarctica/Troll", *some)


def test_there_are_zones_to_test() -> None:
    """The pinned time zones hold the odd ones: half-hour changes, changes at midnight, two-hour changes."""
    assert {"Australia/LHI", "Africa/Cairo", "Antarctica/Troll"} <= set(changing_zones())
    assert 20 < len(changing_zones())


def days_around(change: datetime, zone: ZoneInfo, minute: int) -> tuple[datetime, datetime]:
    """Bound six local days around *change*, half a day away from *minute* of each."""
    far = timedelta(minutes=(minute + 720) % 1440)
    midnight = change.astimezone(zone).replace(hour=0, minute=0, tzinfo=None)
    first, last = ((midnight + days * DAY + far).replace(tzinfo=zone) for days in (-3, 3))
    return first.astimezone(UTC), last.astimezone(UTC)


def test_a_fixed_hour_comes_once_on_each_day_of_every_zone() -> None:
    """Cases 1 to 4: at any quarter of the day, around every change of clocks, one briefing a local day."""
    chosen = Random(2026)  # noqa: S311  # a sample, the same in every run
    for name in changing_zones():
        for change in changes(name):
            for minute in {0, 30, 60, 90, 120, 150, 180, 1410, 15 * chosen.randrange(96)}:
                schedule = daily(timezone=name, at=(time(minute // 60, minute % 60),))
                times = occurrences(schedule, *days_around(change, ZoneInfo(name), minute))
                gaps = [later - sooner for sooner, later in pairwise(times)]

                assert 6 == len(times), (name, change, minute)
                assert all(timedelta(hours=21) < gap < timedelta(hours=27) for gap in gaps), (name, minute)


def test_a_wildcard_follows_real_time() -> None:
    """A line with a wildcard is due at each instant whose wall clock matches, twice in an overlap."""
    for name in sample():
        zone, change = ZoneInfo(name), changes(name)[-1]
        for line in ("*/30 * * * *", "10 */2 * * *", "*/20 0 * * *"):
            reading = CronSim(line, datetime(2026, 1, 1))  # noqa: DTZ001  # only parsed
            minutes = [change - DAY + number * 10 * MINUTE for number in range(1, 289)]
            local = [(minute, minute.astimezone(zone)) for minute in minutes]
            expected = [
                minute
                for minute, wall in local
                if wall.minute in reading.minutes and wall.hour in reading.hours
            ]
            schedule = daily(timezone=name, at=(), cron=line)

            assert expected == list(occurrences(schedule, change - DAY, change + DAY)), (name, line)


def test_walking_forward_and_back_agrees() -> None:
    """The next time after each occurrence is the next occurrence listed."""
    for name in sample():
        change = changes(name)[0]
        for line in ("30 2 * * *", "15 1,2,23 * * *", "0,45 * * * *"):
            schedule = daily(timezone=name, at=(), cron=line)
            listed = occurrences(schedule, change - 2 * DAY, change + 2 * DAY)

            assert list(listed[1:]) == [next_due(schedule, moment) for moment in listed[:-1]], (name, line)


@pytest.mark.parametrize(
    ("zone", "at", "day", "expected"),
    [
        ("Europe/Berlin", "02:30", "2026-03-29", "2026-03-29T01:00"),  # gap: the first instant after it
        ("Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T00:30"),  # overlap: the first of two
        ("Africa/Cairo", "00:30", "2026-04-24", "2026-04-23T22:00"),  # gap at midnight
        ("America/Santiago", "00:00", "2026-09-06", "2026-09-06T04:00"),  # gap at midnight
        ("Asia/Beirut", "00:15", "2026-03-29", "2026-03-28T22:00"),  # gap at midnight
        ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:30"),  # half an hour's gap
        ("Australia/Lord_Howe", "01:45", "2026-04-05", "2026-04-04T14:45"),  # half an hour twice
        ("America/Nuuk", "23:30", "2026-03-28", "2026-03-29T01:00"),  # a gap that reaches into the next day
        ("Antarctica/Troll", "02:00", "2026-03-29", "2026-03-29T01:00"),  # two hours at once
    ],
)
def test_known_days(zone: str, at: str, day: str, expected: str) -> None:
    """Cases 1 to 4, at their instants."""
    midnight = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone))
    schedule = daily(timezone=zone, at=(time.fromisoformat(at),))

    assert utc(expected) == next_due(schedule, midnight.astimezone(UTC) - MINUTE)


def test_two_times_in_one_gap_are_one_briefing() -> None:
    """02:15 and 02:45 both mean the end of the gap on that day."""
    schedule = daily(timezone="Europe/Berlin", at=(time(2, 15), time(2, 45)))
    times = occurrences(schedule, utc("2026-03-28T12:00"), utc("2026-03-29T12:00"))

    assert (utc("2026-03-29T01:00"),) == times


def test_a_day_that_is_meant_may_be_skipped() -> None:
    """A gap moves Saturday's 23:30 into Sunday; skipping Saturday skips it, skipping Sunday does not."""
    moved = utc("2026-03-29T01:00")
    saturday, sunday = (
        daily(timezone="America/Nuuk", at=(time(23, 30),), skip_dates=(moved.date() - days * DAY,))
        for days in (1, 0)
    )
    before = moved - 12 * timedelta(hours=1)

    assert (True, moved) == (next_due(saturday, before) != moved, next_due(sunday, before))


def test_every_half_hour_is_fifty_times_on_the_long_day() -> None:
    """Case 2: in Berlin the day has 25 hours."""
    schedule = daily(timezone="Europe/Berlin", at=(), cron="*/30 * * * *")
    start = datetime(2026, 10, 25, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)

    assert 50 == len(occurrences(schedule, start - MINUTE, start + timedelta(hours=25) - MINUTE))
