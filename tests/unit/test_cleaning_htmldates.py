"""Dates as pages write them."""

from __future__ import annotations

import pytest

from briefings.cleaning.htmldates import from_line, read_date


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-01-20", "2025-01-20T00:00:00+00:00"),
        ("2025-01-20T10:11:12.345Z", "2025-01-20T10:11:12+00:00"),
        ("2025/1/20 9:05 -0530", "2025-01-20T09:05:00-05:30"),
        ("20250120T101112Z", "2025-01-20T10:11:12+00:00"),
        ("1737331200000", "2025-01-20T00:00:00+00:00"),
        ("Monday, January 20th, 2025", "2025-01-20T00:00:00+00:00"),
        ("20. Januar 2025, 14:30", "2025-01-20T14:30:00+00:00"),
        ("le 20 février 2025 à 14.30", "2025-02-20T14:30:00+00:00"),
        ("20 de enero de 2025", "2025-01-20T00:00:00+00:00"),
        ("Jan 20, 2025 12:05 a.m.", "2025-01-20T00:05:00+00:00"),
        ("Jan 20, 2025 at 9:05 PM GMT", "2025-01-20T21:05:00+00:00"),
        ("Jan 20, 2025 25:99", "2025-01-20T00:00:00+00:00"),
        ("2025年1月20日 10:20", "2025-01-20T10:20:00+00:00"),
        ("2025년 1월 20일", "2025-01-20T00:00:00+00:00"),
        ("le 20 février 2025 à midi", "2025-02-20T00:00:00+00:00"),
        ("31 Florin 2025, then 20 January 2025", "2025-01-20T00:00:00+00:00"),
    ],
)
def test_dates_are_read(written: str, read: str) -> None:
    """A full date is read in any of the ways pages write one, with its own offset from UTC."""
    found = read_date(written)

    assert read == (found and found.isoformat())


@pytest.mark.parametrize(
    "written",
    [
        "",
        "03/04/2025",
        "January 2025",
        "2025-02-31",
        "20 January 1887",
        "31 February 2025",
        "5 apples",
        "12345",
    ],
)
def test_no_date_is_made_up(written: str) -> None:
    """Half a date, a day that cannot be, or one whose month nobody can tell is no date."""
    assert None is read_date(written)


def test_a_sentence_with_a_date_is_no_dateline() -> None:
    """Under a title only a line about little else than the date says when the page was published."""
    sentence = (
        "The bridge, which was opened on 20 January 2015 by the mayor of that time, a baker, is now closed."
    )

    assert None is from_line(sentence)
