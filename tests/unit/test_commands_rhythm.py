"""Times, days and zones are read as people say them."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest

from bot.commands.call import Notice
from bot.commands.rhythm import days_in_words, read_days, read_times, read_zone

if TYPE_CHECKING:
    from collections.abc import Callable

WORKDAYS = (0, 1, 2, 3, 4)
HALF_PAST_EIGHT = (time(8, 30),)


@pytest.mark.parametrize(
    "said",
    ["08:30", "8:30", "8.30", "8h30", "0830", "8:30:00", "8.30 a.m.", "８：３０", "8点30分", "8:30 Uhr"],
)
def test_half_past_eight_is_said_in_many_ways(said: str) -> None:
    """Each of them is the same time."""
    assert read_times(said) == HALF_PAST_EIGHT


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("8.30pm", (time(20, 30),)),
        ("20h15", (time(20, 15),)),
        ("7", (time(7, 0),)),
        ("12am", (time(0, 0),)),
        ("12 pm", (time(12, 0),)),
        ("midnight", (time(0, 0),)),
        ("18:00, 8:30", (time(8, 30), time(18, 0))),
        ("8:30 18:00", (time(8, 30), time(18, 0))),
        ("8.30am and 6pm", (time(8, 30), time(18, 0))),
        ("noon & noon", (time(12, 0),)),
    ],
)
def test_times_are_read_as_they_are_said(said: str, meant: tuple[time, ...]) -> None:
    """Halves of the day, words and lists, the earliest first and each once."""
    assert read_times(said) == meant


@pytest.mark.parametrize(
    "said", ["25:00", "24:00", "8:75", "13pm", "0am", "half past", "", ",", "-1", "8:30 x"]
)
def test_what_is_no_time_is_refused(said: str) -> None:
    """Nothing is guessed where a post would come at the wrong hour."""
    with pytest.raises(Notice, match="bad_time"):
        read_times(said)


@pytest.mark.parametrize("said", ["8:30, 8:40", "23:55, 0:05"])
def test_times_too_close_are_refused(said: str) -> None:
    """A quarter of an hour lies between two posts, over midnight too."""
    with pytest.raises(Notice, match="times_too_close"):
        read_times(said)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("mon-fri", WORKDAYS),
        ("weekdays", WORKDAYS),
        ("Monday to Fridays", WORKDAYS),
        ("Mon – Wed, thurs, fri", WORKDAYS),
        ("sat,sun", (5, 6)),
        ("Weekend", (5, 6)),
        ("Sat Sun", (5, 6)),
        ("tues", (1,)),
        ("fri-mon", (0, 4, 5, 6)),
        ("wed, weekend", (2, 5, 6)),
        ("every day", tuple(range(7))),
        ("*", tuple(range(7))),
    ],
)
def test_days_are_read_as_they_are_said(said: str, meant: tuple[int, ...]) -> None:
    """Ranges, lists, words, short and full names."""
    assert meant == read_days(said)


@pytest.mark.parametrize("said", ["", ",", "t", "never", "mon-", "mon-fri-sun", "monkey"])
def test_what_is_no_day_is_refused(said: str) -> None:
    """A day that is not understood is asked for again."""
    with pytest.raises(Notice, match="bad_days"):
        read_days(said)


@pytest.mark.parametrize("said", ["Europe/London", "europe/london", " Europe/London "])
def test_a_zone_is_found_in_any_case(said: str) -> None:
    """Its right name comes back."""
    assert "Europe/London" == read_zone(said)


def test_a_zone_may_be_said_with_blanks() -> None:
    """As people write the name of a city."""
    assert "America/New_York" == read_zone("America/New York")


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("London", ("Europe/London",)),
        ("PST", ("America/Los_Angeles",)),
        ("Mars/Base", ()),
        ("../etc/passwd", ()),
        ("localtime", ("Europe/London",)),
    ],
)
def test_what_is_no_zone_is_met_with_the_nearest(said: str, near: tuple[str, ...]) -> None:
    """A city or an abbreviation is not taken for granted, and nothing is read from the disk."""
    with pytest.raises(Notice, match="bad_zone") as refused:
        read_zone(said)

    assert near == refused.value.values["near"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (range(7), "every day"),
        (WORKDAYS, "Mon-Fri"),
        ((5, 6), "Sat, Sun"),
        ((0, 2), "Mon, Wed"),
        ((3,), "Thu"),
    ],
)
def test_days_are_told_in_words(days: tuple[int, ...], words: str) -> None:
    """Short, and read back to the same days."""
    assert words == days_in_words(days)
    assert tuple(days) == read_days(words)


@pytest.mark.parametrize("read", [read_times, read_days, read_zone])
def test_hostile_text_costs_nothing(read: Callable[[str], object]) -> None:
    """Ten thousand signs are refused, without any of them being shown to the terminal."""
    with pytest.raises(Notice) as refused:
        read("\x1b[31m" + "9,-" * 10_000)

    assert "\x1b" not in refused.value.values["asked"]
