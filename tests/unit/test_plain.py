"""What strangers wrote is disarmed: nothing hidden, nothing that drives a terminal, no faked link."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.plain import PlainDialect, day, disarm, web_address

WRITTEN_AND_SEEN = [
    ("plain words", "plain words"),
    ("\x1b[31mred\x1b[0m", "red"),
    ("\x9b31mred", "red"),
    ("\x1b]8;;http://evil.example\x07click\x1b]8;;\x1b\\", "click"),
    ("a\x1b]0;no end", "a0;no end"),
    ("pay \u202eevil\u202c now", "pay evil now"),
    ("zero\u200bwidth\ufeff\u2060\u00ad", "zerowidth"),
    ("tags\U000e0041\U000e007f", "tags"),
    ("tab\tnew\r\nline\u2028end", "tab new line end"),
    ("half \udc80 a pair", "half \ufffd a pair"),
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ("hid\u200dden", "hidden"),
    ("\u0661\u0600", "\u0661\u0600"),
    ("全角　空 “quotes” – ¶", "全角　空 “quotes” – ¶"),
    ("[bold]markup[/bold] *stays* <b>", "[bold]markup[/bold] *stays* <b>"),
    ("bell\x07 null\x00", "bell null"),
]


@pytest.mark.parametrize(("written", "seen"), WRITTEN_AND_SEEN)
def test_only_what_is_meant_to_be_seen_stays(written: str, seen: str) -> None:
    """Words, signs and joiners of real scripts stay; what hides, reverses or commands goes."""
    assert seen == disarm(written)


@given(st.text())
def test_disarmed_text_is_one_line_without_controls(text: str) -> None:
    """Whatever is written, no control character comes out, and disarming it again changes nothing."""
    shown = disarm(text)

    assert [] == [character for character in shown if ord(character) < 32 or 127 <= ord(character) < 160]
    assert shown == disarm(shown)


ADDRESSES = [
    ("https://a.example/b?c=d#e", "https://a.example/b?c=d#e"),
    ("HTTPS://A.example/B c", "https://a.example/B%20c"),
    ("https://例え.jp:80/道", "https://xn--r8jz45g.jp:80/%E9%81%93"),
    ("http://[::1]:8/x", "http://[::1]:8/x"),
    ("javascript:alert(1)", None),
    ("file:///etc/passwd", None),
    ("http://bank.example@evil.example/", None),
    ("http://[::1", None),
    ("http://a.example:99999/", None),
    ("http://", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("written", "linked"), ADDRESSES)
def test_only_web_addresses_are_linked(written: str | None, linked: str | None) -> None:
    """An address is linked when it is http or https to a host that shows; what could end it is escaped."""
    assert linked == web_address(written)


def test_dates_are_words() -> None:
    """A date shows day, month and year; a missing one says so."""
    assert ("15 Jan 2025", "undated") == (day(datetime(2025, 1, 15, tzinfo=UTC)), day(None))


def test_plain_text_keeps_addresses_and_drops_weight() -> None:
    """In plain text only an address adds anything to the words."""
    plain = PlainDialect()

    assert "bold" == plain.bold("bold")
    assert "/brief now" == plain.code("/brief now")
    assert "said" == plain.quote("said")
    assert "A page <https://a.example>" == plain.link("https://a.example", "A page")
    assert "A page" == plain.link("javascript:x", "A page")


def test_moments_are_shown_in_the_zone_that_is_asked_for() -> None:
    """The same moment reads differently in another zone."""
    at = datetime(2025, 7, 1, 22, 30, tzinfo=UTC)

    assert "2 Jul 2025, 06:30" == PlainDialect().moment(at, ZoneInfo("Asia/Shanghai"))
