"""What strangers wrote is shown by Slack as it was written, for Slack reads nothing of it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.plain import disarm
from bot.platforms.slack.dialect import (
    BOLD,
    CODE,
    LINK,
    MOMENT,
    Run,
    SlackDialect,
    domain,
    plain,
    runs,
    small,
)

DIALECT = SlackDialect()
NOON = datetime(2025, 1, 20, 12, 0, tzinfo=UTC)
SIGNS = st.text(alphabet="<>&|@!#*_~`:\x02\x03\x04\x05\x06\x07\x0e\x0fab 1", max_size=25)


@settings(deadline=None)  # timings are noisy where others work, too
@given(st.one_of(st.text(), SIGNS), st.one_of(st.text(), SIGNS))
def test_any_text_is_one_run_of_plain_words(one: str, other: str) -> None:
    """No text is a mark, not even beside another, and every sign of it is seen."""
    shown = DIALECT.escape(one) + DIALECT.escape(other)

    assert "".join(map(disarm, (one, other))) == shown == plain(shown) == small(shown)
    assert {""} >= {run.kind for run in runs(shown)}


@settings(deadline=None)  # as above
@given(SIGNS)
def test_any_text_in_bold_is_seen_as_written(text: str) -> None:
    """A mark around a text ends where the text does."""
    words = disarm(text)
    expected = [Run(BOLD, words)] if words.strip() else [Run("", words)] if words else []

    assert expected == list(runs(DIALECT.bold(text)))


LINKS = [
    ("https://a.example/x", "Bridge opens", "Bridge opens (a.example)", "https://a.example/x"),
    ("https://www.a.example/", "Bridge", "Bridge (a.example)", "https://www.a.example/"),
    ("https://a.example/a b>c|d", "B", "B (a.example)", "https://a.example/a%20b%3Ec%7Cd"),
    (
        "https://evil.example/x",
        "bank.example",
        "bank.example https://evil.example/x",
        "https://evil.example/x",
    ),
    ("https://a.example/x", "", "https://a.example/x", "https://a.example/x"),
    ("javascript:alert(1)", "Bridge", "Bridge", ""),
    ("https://bank.example@evil.example/", "Bridge", "Bridge", ""),
    ("https://a.example/" + "p" * 1000, "Bridge", "Bridge", ""),
    ("", "Bridge", "Bridge", ""),
]


@pytest.mark.parametrize(("url", "label", "seen", "target"), LINKS)
def test_a_link_says_where_it_leads(url: str, label: str, seen: str, target: str) -> None:
    """The host stands behind each link; a label that could pass for another host is not one."""
    shown = DIALECT.link(url, label)

    assert seen == small(shown)
    assert ([target] if target else []) == [run.detail for run in runs(shown) if run.kind == LINK]


def test_a_long_label_is_shortened() -> None:
    """A title that is a paragraph is cut with an ellipsis where it is only a label."""
    assert f"{'b' * 199}… (a.example)" == small(DIALECT.link("https://a.example/", "b" * 300))


def test_each_verb_has_its_mark() -> None:
    """Weight, things to type, channels and moments are told apart from words."""
    channel = DIALECT.channel("T0123/C0456789")

    assert [Run(CODE, "/brief now")] == list(runs(DIALECT.code("/brief now")))
    assert ["C0456789"] == [run.detail for run in runs(channel)]
    assert ("channel @U1", " ", "") == (DIALECT.channel("@U1"), DIALECT.code(" "), DIALECT.bold(""))


def test_a_moment_names_its_zone_where_slack_draws_none() -> None:
    """The words behind a moment are in the zone of the schedule, and say so."""
    shown = DIALECT.moment(NOON, ZoneInfo("Asia/Tokyo"))

    assert [Run(MOMENT, "20 Jan 2025, 21:00 Asia/Tokyo", "1737374400")] == list(runs(shown))


def test_plain_text_has_the_words_and_no_marks() -> None:
    """Links have their address, of which one that is shown already is not said twice."""
    link = DIALECT.link("https://a.example/x", "A *b*")
    bare = DIALECT.link("https://a.example/y", "")
    shown = DIALECT.quote(f"{DIALECT.bold('Bold')} {link} {bare} {DIALECT.moment(NOON, UTC)}")

    assert "Bold A *b* <https://a.example/x> <https://a.example/y> 20 Jan 2025, 12:00 UTC" == plain(shown)


def test_a_domain_is_what_people_know_it_by() -> None:
    """Scheme, port, path and a leading www are no part of it."""
    assert ["a.example", ""] == [domain("https://www.a.example:8443/x"), domain("")]
