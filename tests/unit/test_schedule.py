"""When a schedule is due: the plain cases, down time, and the calendar's corners."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from briefings.schedule import Reckoning, last_due, next_due, occurrences, patience, reckon
from tests.posting import DAY, FRIDAY, HOUR, MINUTE, daily

SECOND = timedelta(seconds=1)


def utc(text: str) -> datetime:
    """Read a moment of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_next_time_is_later_than_now() -> None:
    """At its very minute a schedule is due now, and its next time is another one."""
    times = [next_due(daily(), FRIDAY + offset) for offset in (-SECOND, timedelta(), SECOND)]

    assert [FRIDAY, FRIDAY + DAY, FRIDAY + DAY] == times


def test_the_last_time_may_be_now() -> None:
    """The last due time includes this very moment."""
    times = [last_due(daily(), FRIDAY + offset) for offset in (-SECOND, timedelta(), SECOND)]

    assert [FRIDAY - DAY, FRIDAY, FRIDAY] == times


def test_times_are_aware_utc() -> None:
    """Whatever zone a schedule and a question are in, answers are in UTC."""
    due = next_due(daily(timezone="Asia/Kolkata"), FRIDAY)

    assert (utc("2025-01-25T03:00"), UTC) == (due, due and due.tzinfo)


def test_several_times_a_day_come_in_order() -> None:
    """A schedule may name several times, in any order."""
    schedule = daily(at=(time(18, 0), time(8, 30)))
    times = occurrences(schedule, FRIDAY - SECOND, FRIDAY + DAY)

    assert (FRIDAY, utc("2025-01-24T18:00"), FRIDAY + DAY) == times


def test_days_are_days_of_the_week() -> None:
    """Monday is 0: a schedule for weekdays pauses on Saturday and Sunday."""
    schedule = daily(days=(0, 1, 2, 3, 4))

    assert utc("2025-01-27T08:30") == next_due(schedule, FRIDAY)


def test_a_cron_line_counts_days_from_sunday() -> None:
    """A cron line means what cron means: 0 and 7 are Sunday, the 13th OR a Friday."""
    sundays = [next_due(daily(at=(), cron=f"30 8 * * {day}"), FRIDAY) for day in ("0", "7", "sun")]
    either = occurrences(daily(at=(), cron="30 8 13 * fri"), utc("2025-02-01"), utc("2025-02-15"))

    assert [utc("2025-01-26T08:30")] * 3 == sundays
    assert ["7", "13", "14"] == [f"{moment.day}" for moment in either]


def test_skipped_dates_are_skipped() -> None:
    """A date in skip_dates has no briefing."""
    schedule = daily(skip_dates=(date(2025, 1, 25), date(2025, 1, 26)))

    assert utc("2025-01-27T08:30") == next_due(schedule, FRIDAY)
    assert FRIDAY == last_due(schedule, utc("2025-01-26T23:00"))


def test_a_schedule_without_days_is_never_due() -> None:
    """No day, no briefing, no endless search."""
    never = daily(days=())

    assert (None, None, ()) == (
        next_due(never, FRIDAY),
        last_due(never, FRIDAY),
        occurrences(never, FRIDAY, FRIDAY + DAY),
    )


def test_a_day_that_is_always_skipped_is_never_due() -> None:
    """A search that finds nothing ends after ten years."""
    leap_days = tuple(date(year, 2, 29) for year in range(2028, 2040, 4))
    never = daily(at=(), cron="0 9 29 2 *", skip_dates=leap_days)

    assert (None, None) == (next_due(never, FRIDAY), last_due(never, utc("2039-01-01")))


def test_29_february_comes_every_four_years() -> None:
    """Case 15: the leap day is found from any distance, also over the year 2100."""
    schedule = daily(at=(), cron="0 9 29 2 *")
    times = [next_due(schedule, utc(start)) for start in ("2025-01-01", "2028-02-29T09:00", "2096-03-01")]

    assert [utc("2028-02-29T09:00"), utc("2032-02-29T09:00"), utc("2104-02-29T09:00")] == times


def test_the_year_ends_in_iso_week_53() -> None:
    """Case 15: 31 December 2026 and 1 January 2027 are in one ISO week, and each has its briefing once."""
    times = occurrences(daily(), utc("2026-12-30T12:00"), utc("2027-01-02T12:00"))

    assert [(2026, 53, 4), (2026, 53, 5), (2026, 53, 6)] == [tuple(each.isocalendar()) for each in times]


def test_of_too_many_occurrences_the_latest_are_listed() -> None:
    """A year of down time lists the latest thousand, the newest last."""
    schedule = daily(at=(), cron="*/15 * * * *")
    times = occurrences(schedule, FRIDAY - 365 * DAY, FRIDAY)

    assert (1000, FRIDAY, FRIDAY - 999 * 15 * MINUTE) == (len(times), times[-1], times[0])


def test_on_time_it_owes_one() -> None:
    """A look once a minute finds the briefing that has become due, and when to look again."""
    owed = reckon(daily(), since=FRIDAY - MINUTE, now=FRIDAY)

    assert Reckoning(due=FRIDAY, missed=(), next=FRIDAY + DAY) == owed


def test_between_times_it_owes_nothing() -> None:
    """A look between two due times finds nothing."""
    assert Reckoning(due=None, missed=(), next=FRIDAY + DAY) == reckon(
        daily(), since=FRIDAY, now=FRIDAY + HOUR
    )


@pytest.mark.parametrize(("days_down", "missed"), [(3, 2), (30, 29)])
def test_after_down_time_it_owes_the_latest(days_down: int, missed: int) -> None:
    """Case 5: whatever was missed, one briefing is due; the others are to be recorded."""
    owed = reckon(daily(), since=FRIDAY - days_down * DAY, now=FRIDAY + 2 * HOUR)

    assert (FRIDAY, missed, FRIDAY + DAY) == (owed.due, len(owed.missed), owed.next)


def test_past_its_grace_it_owes_nothing() -> None:
    """What is older than the grace is missed, to the second."""
    times = [
        reckon(daily(), since=FRIDAY - SECOND, now=FRIDAY + 6 * HOUR + late) for late in (0 * SECOND, SECOND)
    ]

    assert [FRIDAY, None] == [owed.due for owed in times]
    assert [(), (FRIDAY,)] == [owed.missed for owed in times]


def test_without_catching_up_only_a_slow_start_is_forgiven() -> None:
    """catch_up = "none" posts five minutes late, and no later; a shorter grace stays shorter."""
    schedule = daily(catch_up="none")
    times = [reckon(schedule, since=FRIDAY - SECOND, now=FRIDAY + late * MINUTE).due for late in (5, 6)]

    assert [FRIDAY, None] == times
    assert MINUTE == patience(daily(catch_up="none", grace=MINUTE))


def test_what_never_comes_again_has_no_next_time() -> None:
    """The last occurrence of all is still owed."""
    leap_days = tuple(date(year, 2, 29) for year in range(2032, 2044, 4))
    last = daily(at=(), cron="0 9 29 2 *", skip_dates=leap_days)
    due = utc("2028-02-29T09:00")

    assert Reckoning(due=due, missed=(), next=None) == reckon(last, since=due - DAY, now=due)
