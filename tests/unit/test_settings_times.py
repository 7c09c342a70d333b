"""Times, days, zones, cron lines, durations and dates as admins write them."""

from __future__ import annotations

import contextlib
import time as clock
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings.problems import BadValue
from bot.settings.times import (
    parse_cron,
    parse_date,
    parse_days,
    parse_duration,
    parse_moment,
    parse_time,
    parse_zone,
    zone_names,
)


@pytest.mark.parametrize(
    ("written", "read"),
    [("00:00", time(0, 0)), ("08:30", time(8, 30)), ("23:59", time(23, 59)), (time(8, 30), time(8, 30))],
)
def test_a_time_is_hours_and_minutes(written: object, read: time) -> None:
    """A time is HH:MM in quotes, or TOML's own with zero seconds."""
    assert read == parse_time(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("8am", "08:00"),
        ("8 a.m.", "08:00"),
        ("12am", "00:00"),
        ("8.30pm", "20:30"),
        ("8:30", "08:30"),
        ("20h15", "20:15"),
        ("08:30:00", "08:30"),
        ("08:30 ", "08:30"),
        ("24:00", "00:00"),
        ("٠٩:١٥", "09:15"),
        ("０９：１５", "09:15"),
        (8, "08:00"),
        ("25:00", "08:30"),
        ("08:60", "08:30"),
        ("noon", "08:30"),
        ("", "08:30"),
        ("08:30\x00", "08:30"),
        (True, "08:30"),
        (time(8, 30, 15), "08:30"),
        ([], "08:30"),
        ("9" * 10_000, "08:30"),
    ],
)
def test_a_bad_time_is_refused_with_the_one_meant(written: object, meant: str) -> None:
    """Whatever is no time is refused, and the time probably meant is the example."""
    with pytest.raises(BadValue, match="is not a time") as raised:
        parse_time(written)

    assert f'"{meant}"' == raised.value.example


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat", (5,)),
        ("fri-mon", (0, 4, 5, 6)),
        ("sun-sun", (6,)),
        ("mon-sun", (*range(7),)),
    ],
)
def test_days_are_names_or_ranges(written: str, read: tuple[int, ...]) -> None:
    """A day is its first three letters; a range may run over the weekend."""
    assert read == parse_days(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("weekday", "mon-fri"),
        ("Weekend", "sat-sun"),
        ("daily", "mon-sun"),
        ("Monday", "mon"),
        ("Mon - Fri", "mon-fri"),
        ("tuesday to thursday", "tue-thu"),
        ("mon-", "mon-fri"),
        ("mo", "mon-fri"),
        ("mon-tue-wed", "mon-fri"),
        ("", "mon-fri"),
        (1, "mon-fri"),
    ],
)
def test_a_bad_day_is_refused_with_the_one_meant(written: object, meant: str) -> None:
    """Whatever is no day is refused, and the days probably meant are the example."""
    with pytest.raises(BadValue, match="is not a day") as raised:
        parse_days(written)

    assert f'"{meant}"' == raised.value.example


def test_every_known_zone_is_a_zone() -> None:
    """Each IANA name is taken as it is; the machine's own clock has no name."""
    assert [] == [name for name in zone_names() if parse_zone(name) != name]
    assert {"localtime", "posixrules", "Factory"}.isdisjoint(zone_names())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("London", ("Europe/London",)),
        ("europe/london", ("Europe/London",)),
        ("Europe/Lundon", ("Europe/London",)),
        ("New York", ("America/New_York",)),
        ("Europe", ("Europe/London", "Europe/Berlin")),
        ("PST", ("America/Los_Angeles",)),
        ("Beijing", ("Asia/Shanghai",)),
        ("localtime", ("Europe/London",)),
        ("CET+1", ("CET",)),
        ("UTC+2", ("Etc/UTC", "UTC")),
        ("../etc/passwd", ()),
        ("/etc/passwd", ()),
        ("/", ()),
        ("+1", ()),
        ("", ()),
        ("\x00", ()),
        ("x" * 10_000, ()),
    ],
)
def test_a_bad_zone_is_refused_with_near_names(written: str, meant: tuple[str, ...]) -> None:
    """Whatever is no zone is refused; near names are offered, or a right example."""
    with pytest.raises(BadValue, match="is not a time zone") as raised:
        parse_zone(written)

    assert meant == raised.value.closest[: len(meant) or None]
    assert bool(meant) != bool(raised.value.example)


@pytest.mark.parametrize(
    "cron",
    [
        "30 8 * * mon-fri",
        "*/15 * * * *",
        "0 8 L * *",
        "0 8 LW * *",
        "0 8 * * 1#2",
        "0 8 * * 5L",
        "59,0 8 * * *",
        "0 0 29 2 *",
        "45 23 * * *",
        "0 8 1-31/2 JAN,JUL *",
    ],
)
def test_a_cron_line_of_five_fields_is_taken(cron: str) -> None:
    """What cron understands is taken as written."""
    assert cron == parse_cron(cron)


@pytest.mark.parametrize(
    ("cron", "wrong"),
    [
        ("* * * * *", "due more often"),
        ("*/10 0 1 1 *", "due more often"),
        ("50 23,0 * * *\t", "is not a cron line"),
        ("0,50 * * * *", "due more often"),
        ("0 0 30 2 *", "ever comes due"),
        ("0 0 31 4,6,9,11 *", "ever comes due"),
        ("99 8 * * *", "ever comes due"),
        ("0 8 * * 1#2/3", "ever comes due"),
        ("0 8 * * ٣L", "is not a cron line"),
        ("٠ 8 * * *", "is not a cron line"),
        ("0 0 * * * *", "is not a cron line"),
        ("@reboot", "is not a cron line"),
        ("", "is not a cron line"),
        ("0 8 * * " + "1," * 5_000 + "1", "is not a cron line"),
        ("0 " * 5_000, "is not a cron line"),
        ("9" * 40 + " 8 * * *", "ever comes due"),
    ],
)
def test_a_bad_cron_line_is_refused(cron: str, wrong: str) -> None:
    """Cron lines that cannot be read, never come due or come due too often are refused."""
    with pytest.raises(BadValue, match=wrong):
        parse_cron(cron)


@settings(deadline=None, max_examples=150)
@given(
    st.text(alphabet="0123456789*,/-#LWJANMONSUT ", max_size=110)
    | st.from_regex(r"[0-9*/,-]{1,6}( [0-9*/,L#-]{1,4}){4}", fullmatch=True)
)
def test_no_cron_line_takes_long_or_breaks(cron: str) -> None:
    """Any text is taken or refused within a second."""
    started = clock.process_time()
    with contextlib.suppress(BadValue):
        parse_cron(cron)

    assert 1 > clock.process_time() - started


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("6h", timedelta(hours=6)),
        ("90m", timedelta(minutes=90)),
        ("2d", timedelta(days=2)),
        ("10s", timedelta(seconds=10)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(written: str, read: timedelta) -> None:
    """A duration is a whole number of seconds, minutes, hours or days."""
    assert read == parse_duration(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("90 minutes", '"90m"'),
        ("2 Days", '"2d"'),
        ("0h", ""),
        ("-1h", ""),
        ("1h30m", ""),
        ("1.5h", ""),
        ("367d", '"367d"'),
        ("99999999d", ""),
        ("٦h", ""),
        ("", ""),
        (6, ""),
        (None, ""),
    ],
)
def test_a_bad_duration_is_refused(written: object, meant: str) -> None:
    """Whatever is no duration is refused, and the one probably meant is the example."""
    with pytest.raises(BadValue, match="is not a duration") as raised:
        parse_duration(written)

    assert meant == raised.value.example


@pytest.mark.parametrize("written", [date(2025, 12, 25), "2025-12-25"])
def test_a_date_may_have_quotes(written: object) -> None:
    """A date is taken with quotes and without."""
    assert date(2025, 12, 25) == parse_date(written)


@pytest.mark.parametrize(
    "written", ["2025-02-30", "25.12.2025", "20251225", 5, datetime(2025, 1, 1, tzinfo=UTC), "٢٠٢٥-١٢-٢٥"]
)
def test_a_bad_date_is_refused(written: object) -> None:
    """Whatever is no day of the calendar is refused with an example."""
    with pytest.raises(BadValue, match=r"is not (a date|in the calendar)") as raised:
        parse_date(written)

    assert '"2025-12-25"' == raised.value.example


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (date(2025, 1, 24), datetime(2025, 1, 24, tzinfo=UTC)),
        ("2025-01-24", datetime(2025, 1, 24, tzinfo=UTC)),
        ("2025-01-24T09:30:00+01:00", datetime(2025, 1, 24, 8, 30, tzinfo=UTC)),
        (datetime(2025, 1, 24, 8, 30, tzinfo=UTC), datetime(2025, 1, 24, 8, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_aware_and_in_utc(written: object, read: datetime) -> None:
    """A moment is a date or a time with its offset, and becomes UTC."""
    assert read == parse_moment(written)


@pytest.mark.parametrize(
    "written",
    ["2025-01-24T25:00:00Z", "9999-12-31T23:59:59-10:00", "2025-01-24T08:30:00", "24 January", 5, True],
)
def test_a_bad_moment_is_refused(written: object) -> None:
    """A moment without its offset, or none at all, is refused with an example."""
    with pytest.raises(BadValue) as raised:
        parse_moment(written)

    assert raised.value.example
