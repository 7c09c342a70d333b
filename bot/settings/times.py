"""Read what the admin file says of time: times of day, days, zones, cron lines, durations and dates."""

from __future__ import annotations

import functools
import re
import unicodedata
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.settings.problems import BadValue, shown
from bot.settings.suggestions import closest

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINIMUM_INTERVAL = timedelta(minutes=15)

_CRON_CHARACTERS = 100
_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_LONGEST_DURATION = timedelta(days=366)
# What people write for days.
DAYS_MEANT = {
    "weekday": "mon-fri",
    "weekdays": "mon-fri",
    "workday": "mon-fri",
    "workdays": "mon-fri",
    "weekend": "sat-sun",
    "weekends": "sat-sun",
    "daily": "mon-sun",
    "every day": "mon-sun",
    "everyday": "mon-sun",
    "*": "mon-sun",
}
# What people write for a zone: abbreviations, cities and countries that are no IANA names.
_ZONES_MEANT = {
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "san francisco": "America/Los_Angeles",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "edt": "America/New_York",
    "washington": "America/New_York",
    "bst": "Europe/London",
    "uk": "Europe/London",
    "cest": "Europe/Berlin",
    "ist": "Asia/Kolkata",
    "beijing": "Asia/Shanghai",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "aest": "Australia/Sydney",
    "localtime": "Europe/London",
}
_NOT_ZONES = {
    "localtime",
    "posixrules",
    "Factory",
}  # the machine's own clock, or no clock: it differs by machine


def parse_time(value: object) -> time:
    """Read "08:30" (or TOML's own 08:30:00) as a time of day."""
    if isinstance(value, time) and value == value.replace(second=0, microsecond=0):
        return value
    if isinstance(value, str) and re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", value):
        return time(int(value[:2]), int(value[3:]))
    example = f'"{_time_meant(value) or "08:30"}"'
    raise BadValue(f"{shown(value)} is not a time", rule="HH:MM, from 00:00 to 23:59", example=example)


def _time_meant(value: object) -> str | None:
    """Guess the time somebody meant by "8am", "8:30", "20h15" or "24:00"."""
    text = unicodedata.normalize("NFKC", str(value)[:20]).casefold().replace(" ", "").replace(".m.", "m")
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2})(?::00)?)?(am|pm)?h?", text)
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour % 24:02}:{minute:02}" if hour <= 24 and minute < 60 else None


def parse_days(value: object) -> tuple[int, ...]:
    """Read "mon-fri" or "sat" as days of the week, Monday being 0; "fri-mon" runs over the weekend."""
    first, dash, last = value.partition("-") if isinstance(value, str) else ("", "", "")
    if first not in DAYS or (dash and last not in DAYS):
        rule = "mon, tue, wed, thu, fri, sat, sun, or a range of two"
        raise BadValue(f"{shown(value)} is not a day", rule=rule, example=f'"{_day_meant(value)}"')
    start = DAYS.index(first)
    length = (DAYS.index(last) - start) % 7 + 1 if dash else 1
    return tuple(sorted((start + step) % 7 for step in range(length)))


def _day_meant(value: object) -> str:
    folded = str(value)[:40].casefold().strip()
    parts = [part.strip()[:3] for part in re.split(r"-|–|\bto\b|\.\.", folded)]
    if folded not in DAYS_MEANT and len(parts) <= 2 and all(part in DAYS for part in parts):
        return "-".join(parts)
    return DAYS_MEANT.get(folded, "mon-fri")


@functools.cache
def zone_names() -> frozenset[str]:
    """Return every IANA time zone name this system knows, the machine's own "localtime" left out."""
    return frozenset(zoneinfo.available_timezones() - _NOT_ZONES)


def parse_zone(value: str) -> str:
    """Accept an IANA time zone name, as "Europe/London"."""
    # Not ZoneInfo(value): it takes "localtime", and says no with four kinds of errors.
    if value in zone_names():
        return value
    meant = _zones_meant(value)
    raise BadValue(
        f"{shown(value)} is not a time zone",
        rule="a name of the IANA list, Area/City",
        closest=meant,
        example="" if meant else '"Europe/London"',
    )


def _zones_meant(value: str) -> tuple[str, ...]:
    folded = re.sub(r"[ +-]*[0-9:]*$", "", value[:60].casefold().strip())
    if folded in _ZONES_MEANT:
        return (_ZONES_MEANT[folded],)
    city = folded.rpartition("/")[2].replace(" ", "_")
    names = sorted(zone_names())
    same_city = [name for name in names if city and city in name.casefold().split("/")[-1:]]
    inside = [
        name
        for name in ("Europe/London", "Europe/Berlin", *names)
        if name.casefold().startswith(folded + "/")
    ]
    return tuple(dict.fromkeys(same_city or inside))[:2] or closest(folded, names)


def parse_cron(value: str) -> str:
    """Accept a cron line of five fields that comes due, and at most every quarter of an hour."""
    rule = "five fields: minute hour day month weekday"
    example = '"30 8 * * mon-fri"'
    if (
        len(value) > _CRON_CHARACTERS
        or not re.fullmatch(r"[0-9A-Za-z*,/#\- ]+", value)
        or len(value.split()) != 5
    ):
        raise BadValue(f"{shown(value)} is not a cron line", rule=rule, example=example)
    previous = None
    for due in _occurrences(value):
        if previous and due - previous < MINIMUM_INTERVAL:
            raise BadValue(
                f"{shown(value)} is due more often than every 15 minutes", example='"0,30 * * * *"'
            )
        previous = due
    if previous is None:
        raise BadValue(f"{shown(value)} is no cron line that ever comes due", rule=rule, example=example)
    return value


def _occurrences(cron: str) -> Iterator[datetime]:
    """Yield when *cron* is due over some days and the leap years around; nothing when it cannot be read."""
    from cronsim import CronSim, CronSimError  # noqa: PLC0415  # only where a cron line is

    start = datetime(2024, 1, 1, tzinfo=UTC)
    try:
        # 200 times are two days at the shortest interval: every distance between two of them is seen.
        for _, due in zip(range(200), CronSim(cron, start), strict=False):
            if due > start + timedelta(days=366 * 9):
                return
            yield due
    except (CronSimError, AssertionError, ValueError):  # it asserts where a step meets "1#2"
        return


def parse_duration(value: object) -> timedelta:
    """Read "6h", "90m", "2d" or "10s" as a duration, at most a year."""
    found = re.fullmatch(r"([0-9]{1,8})([smhd])", value) if isinstance(value, str) else None
    duration = int(found[1]) * _UNITS[found[2]] if found else timedelta()
    if not timedelta() < duration <= _LONGEST_DURATION:
        rule = "a whole number above 0 and s, m, h or d; at most a year"
        raise BadValue(f"{shown(value)} is not a duration", rule=rule, example=_duration_meant(value))
    return duration


def _duration_meant(value: object) -> str:
    """Guess the duration meant by "90 minutes" or "2 Days"; empty when there is none to guess."""
    text = unicodedata.normalize("NFKC", str(value)[:20]).casefold()
    found = re.fullmatch(r"\s*0*([1-9][0-9]{0,2})\s*([smhd])[a-z]*\s*", text)
    return f'"{found[1]}{found[2]}"' if found else ""


def parse_date(value: object) -> date:
    """Read 2025-12-25, with or without quotes, as a date."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise BadValue(f"{shown(value)} is not in the calendar", example='"2025-12-25"') from None
    raise BadValue(f"{shown(value)} is not a date", rule="YYYY-MM-DD", example='"2025-12-25"')


def parse_moment(value: object) -> datetime:
    """Read a date, or a date and time with offset, as an aware moment in UTC; a date alone is midnight."""
    if isinstance(value, str) and "T" in value:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise BadValue(f"{shown(value)} is not a moment", example='"2025-01-24T08:30:00+00:00"') from None
    if not isinstance(value, datetime):
        day = parse_date(value)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    if value.tzinfo is None:
        raise BadValue("a time of day needs its offset from UTC", example='"2025-01-24T08:30:00+00:00"')
    try:
        return value.astimezone(UTC)
    except OverflowError:  # the last hours of the year 9999 in Honolulu
        raise BadValue(f"{shown(value)} is beyond the calendar", example='"2025-01-24"') from None
