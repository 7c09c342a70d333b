"""Read when people want something as they would say it: "8.30pm", "Mon to Fri", "europe/london"."""

from __future__ import annotations

import re
import unicodedata
from datetime import time, timedelta
from typing import TYPE_CHECKING

from bot.commands.call import Notice
from bot.plain import disarm
from bot.settings.problems import BadValue
from bot.settings.times import DAYS, DAYS_MEANT, MINIMUM_INTERVAL, parse_zone, zone_names

if TYPE_CHECKING:
    from collections.abc import Iterable

_TIME = re.compile(
    r"(\d{1,2})(?:\s?[:.h点时時]\s?(\d{2})?(?::00)?)?\s?分?\s?(?:([ap])\.?\s?m\.?)?(?:\s?(?:uhr|o'clock|h))?"
)
_DIGITS = re.compile(r"(\d{2}):?(\d{2})(?::00)?")
_WORDS = {"noon": "12:00", "midday": "12:00", "midnight": "00:00", "中午": "12:00", "午夜": "00:00"}
_BETWEEN = re.compile(r"[,;&+/、，；\n]|\band\b")
_TO = re.compile(r"\s*(?:-|–|—|\.\.|\bto\b|\bthrough\b|\bthru\b|\buntil\b)\s*")
_LONGEST = 100  # characters looked at
_MOST_TIMES = 24
_DAY = timedelta(days=1)


def read_times(text: str) -> tuple[time, ...]:
    """Read times of day, as "08:30", "8:30", "8.30pm", "20h15" or several of them; the earliest first.

    Raises:
        Notice: One of them is none, or two are less than a quarter of an hour apart.
    """
    folded = _fold(text)
    times: set[time] = set()
    for piece in filter(None, map(str.strip, _BETWEEN.split(folded))):
        whole = _time(piece)
        for word in [piece] if whole else piece.split():
            found = whole or _time(word)
            if found is None:
                raise Notice("bad_time", asked=disarm(text))
            times.add(found)
    if not times or len(times) > _MOST_TIMES or not _are_apart(sorted(times)):
        raise Notice("times_too_close" if times else "bad_time", asked=disarm(text))
    return tuple(sorted(times))


def read_days(text: str) -> tuple[int, ...]:
    """Read days of the week, as "mon-fri", "weekdays", "Sat, Sun" or "every day", Monday being 0.

    Raises:
        Notice: One of them is none.
    """
    folded = _fold(text)
    if folded in DAYS_MEANT:
        return _days_between(DAYS_MEANT[folded])
    pieces = [piece.strip() for piece in _BETWEEN.split(folded) if piece.strip()]
    days = {day for piece in pieces for day in _days(piece, asked=text)}
    if not days:
        raise Notice("bad_days", asked=disarm(text))
    return tuple(sorted(days))


def read_zone(text: str) -> str:
    """Read an IANA time zone, in any case and with blanks for underscores.

    Raises:
        Notice: It is none; what was probably meant is proposed.
    """
    wanted = text.strip().replace(" ", "_").casefold()
    for name in zone_names():
        if name.casefold() == wanted:
            return name
    try:
        return parse_zone(text.strip())
    except BadValue as error:
        raise Notice("bad_zone", asked=disarm(text), near=error.closest) from None


def days_in_words(days: Iterable[int]) -> str:
    """Write days of the week as people do: "every day", "Mon-Fri", "Sat, Sun"."""
    numbers = sorted(set(days))
    if len(numbers) == len(DAYS):
        return "every day"
    names = [DAYS[number].capitalize() for number in numbers]
    is_run = len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1
    return f"{names[0]}-{names[-1]}" if is_run else ", ".join(names)


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().split())


def _time(text: str) -> time | None:
    text = _WORDS.get(text, text)
    digits = _DIGITS.fullmatch(text)
    found = _TIME.fullmatch(text)
    if digits:
        hour, minute, half = int(digits[1]), int(digits[2]), None
    elif found:
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    else:
        return None
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _are_apart(times: list[time]) -> bool:
    """Tell whether no two of *times* are closer than a schedule may be due, midnight included."""
    since_midnight = [timedelta(hours=each.hour, minutes=each.minute) for each in times]
    following = [*since_midnight[1:], since_midnight[0] + _DAY]
    return all(
        later - earlier >= MINIMUM_INTERVAL for earlier, later in zip(since_midnight, following, strict=True)
    )


def _days(piece: str, *, asked: str) -> tuple[int, ...]:
    """Read one day, a range of them, several with blanks between, or a word for some."""
    if piece in DAYS_MEANT:
        return _days_between(DAYS_MEANT[piece])
    ends = [_day_name(end) for end in _TO.split(piece)]
    if len(ends) <= 2 and all(ends):
        return _days_between("-".join(filter(None, ends)))
    words = [_day_name(word) for word in piece.split()]
    if not words or not all(words):
        raise Notice("bad_days", asked=disarm(asked))
    return tuple(DAYS.index(word) for word in words if word)


def _day_name(word: str) -> str | None:
    """Return the short name of a day: "tues", "Tuesdays" and "tue." are tue."""
    short = word.strip(" .")
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    matching = [name[:3] for name in full if len(short) >= 2 and name.startswith(short.removesuffix("s"))]
    return matching[0] if len(matching) == 1 else None


def _days_between(span: str) -> tuple[int, ...]:
    """List the days of "mon-fri"; "fri-mon" runs over the weekend."""
    first, dash, last = span.partition("-")
    start = DAYS.index(first)
    length = (DAYS.index(last) - start) % 7 + 1 if dash else 1
    return tuple(sorted((start + step) % 7 for step in range(length)))
