"""What a page says of itself above its text is read; what it does not say is not invented."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from briefings.cleaning.bylines import Byline, read_byline
from briefings.cleaning.dirt import certain_dirt
from briefings.cleaning.frontmatter import read_front_matter
from briefings.cleaning.heads import Head, read_head
from briefings.cleaning.lines import read_lines
from briefings.cleaning.moments import read_moment
from briefings.cleaning.traits import traits_of
from briefings.model import Reason

NOON = datetime(2025, 1, 12, 12, 0, tzinfo=UTC)
ADA = "Ada Moran"
DAY = datetime(2025, 1, 12, tzinfo=UTC)
PROSE = (
    "The harbour bridge reopened on Monday, three weeks earlier than planned, and the first bus of the "
    "morning was full of people who only wanted to cross it."
)


def _head(text: str) -> Head:
    lines = read_lines(text)
    traits = traits_of(lines)
    return read_head(lines, traits, certain_dirt(lines, traits))


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        (
            "By Ada Moran | Post | Updated: 2025-01-12 12:00",
            Byline(authors=(ADA,), publisher="Post", published=NOON, is_change=True),
        ),
        ("Von Anna Müller, 12. Januar 2025", Byline(authors=("Anna Müller",), published=DAY)),
        (
            "Par Ada Moran — Le Soir — Publié le 12 janvier 2025 à 12h00",
            Byline(authors=(ADA,), publisher="Le Soir", published=NOON),
        ),
        (
            "作者：李明 来源：晚报 2025年1月12日 12:00",
            Byline(authors=("李明",), publisher="晚报", published=NOON),
        ),
        ("发布日期:2025-01-12 12:00:00\xa0\xa0 浏览量 :14", Byline(published=NOON)),
        ("发布时间：2025-01-12 来源：本站 编辑：王五", Byline(published=DAY)),
        ("Автор: Анна Петрова | 12 января 2025", Byline(authors=("Анна Петрова",), published=DAY)),
        ("Updated: Jan 13, 2025 | Published: Jan 12, 2025", Byline(published=DAY)),
        ("Published Jan 12, 2025 | Updated Jan 13, 2025", Byline(published=DAY)),
        ("January 12, 2025 · 5 min read", Byline(published=DAY)),
        ("By Wen Qiaoyi, The Lantern Post", Byline(authors=("Wen Qiaoyi",), publisher="The Lantern Post")),
        ("Ada Moran, Ben Okafor | 12 January 2025", Byline(published=DAY)),
        ("Source: Reuters", Byline(publisher="Reuters")),
        (
            "Original article: https://harbour.example.org/bridge",
            Byline(url="https://harbour.example.org/bridge"),
        ),
    ],
)
def test_a_byline_is_read(line: str, byline: Byline) -> None:
    """Author, outlet and date are told apart, in whatever order and language they stand."""
    assert byline == read_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "By the end of the day the bridge was closed again.",
        "In March 2025 the bridge was closed.",
        "19 January 2025: the day the bridge fell",
        "Home | News | Sport",
        "12 January 2025 | a day like any other | one | two",
        "By a very long name that no person has, and that goes on and on until nobody believes it any more",
        "By Ada Moran " + "and so on " * 40,
    ],
)
def test_a_sentence_is_no_byline(line: str) -> None:
    """A line that says anything besides is left to the text."""
    assert None is read_byline(line)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("12 January 2025 7:00 AM EST", NOON),
        ("2025-01-12T14:00:00+02:00", NOON),
        ("12.01.2025", DAY),
        ("12-Jan-2025", DAY),
        ("2025年1月12日 12:00", NOON),
        ("12 января 2025", DAY),
        ("2025-01-12 12:00 CST", NOON),  # several zones call themselves so
        ("01/02/2025", None),
        ("tomorrow", None),
    ],
)
def test_a_moment_is_aware(text: str, moment: datetime | None) -> None:
    """A date is read with its zone, UTC where none stands; what cannot be told apart is not read."""
    read = read_moment(text)

    assert moment == read
    assert read is None or read.tzinfo is not None


def test_the_day_is_the_day_that_stands_there() -> None:
    """A late evening in New York stays on its day, though it is the next one in UTC."""
    read = read_moment("12 January 2025 11:30 PM EST")

    assert read is not None
    assert "2025-01-12T23:30:00-05:00" == read.isoformat()


def test_a_title_stands_above_its_byline() -> None:
    """Of the lines above the text, the one said twice, about the text and above a byline is the headline."""
    head = _head(
        f"Harbour Post\nThe harbour bridge reopens\nThe harbour bridge reopens\nBy Ada Moran\n\n{PROSE}"
    )

    assert ("The harbour bridge reopens", ("Ada Moran",)) == (head.title, head.authors)
    assert [Reason.METADATA, Reason.DUPLICATE_TITLE, Reason.METADATA] == [head.read[at] for at in (1, 2, 3)]


def test_no_title_is_invented() -> None:
    """A page that begins with its text has no title, whatever stands below."""
    assert None is _head(f"{PROSE}\nA winter of repairs ends early\n{PROSE}").title


def test_a_file_name_is_read_as_a_title() -> None:
    """Underscores are spaces that a file system did not like; a copy with spaces is preferred."""
    only = _head(f"Harbour_bridge_reopens\n\n{PROSE}")
    both = _head(f"Harbour_bridge_reopens\n\n‘Harbour bridge’ reopens\n\n{PROSE}")

    assert ("Harbour bridge reopens", "‘Harbour bridge’ reopens") == (only.title, both.title)
    assert Reason.DUPLICATE_TITLE is both.read[0]


def test_the_site_behind_a_title_is_the_publisher() -> None:
    """A title with the name of its site behind a bar is two things."""
    head = _head(f"The harbour bridge reopens | Harbour Post\n\n{PROSE}")

    assert ("The harbour bridge reopens", "Harbour Post") == (head.title, head.publisher)


def test_a_labelled_title_is_believed() -> None:
    """A line that says it is the title is, without its label."""
    assert "Crossing at last" == _head(f"Title: Crossing at last\n\n{PROSE}").title


@pytest.mark.parametrize(
    "line",
    ["See also: the tunnel under the harbour", "The bridge, the bus, the baker;", "x" * 500, "[The bridge]"],
)
def test_some_lines_are_no_titles(line: str) -> None:
    """Pointers, halves of sentences, endless words and bracketed notes are no headlines."""
    assert None is _head(f"{line}\n\n{PROSE}").title


def test_a_title_may_end_in_an_abbreviation() -> None:
    """A full stop that belongs to a name does not make a sentence of a headline."""
    assert "The harbour bridge and Ferry Inc." == _head(f"The harbour bridge and Ferry Inc.\n\n{PROSE}").title


def test_two_words_are_a_title_only_if_the_text_says_them() -> None:
    """A very short line may be anybody's name."""
    said, unsaid = _head(f"Bridge reopens\n\n{PROSE}"), _head(f"Lantern Courier\n\n{PROSE}")

    assert ("Bridge reopens", None) == (said.title, unsaid.title)


def test_the_first_date_of_publication_counts() -> None:
    """A date of publication below corrects the date of an update above, not the other way."""
    head = _head(f"The harbour bridge reopens\nUpdated 13 January 2025\nPublished 12 January 2025\n\n{PROSE}")

    assert DAY == head.published


def test_an_address_at_the_end_is_where_it_came_from() -> None:
    """An address that stands alone in the last line is the page's own; other last lines are not read."""
    named = _head(f"{PROSE}\n\nhttps://harbour.example.org/bridge")
    signed = _head(f"{PROSE}\n{PROSE}\n{PROSE}\n{PROSE}\nSource: Reuters")

    assert ("https://harbour.example.org/bridge", None) == (named.url, signed.url)


def test_front_matter_is_read_and_listed() -> None:
    """Keys in their common spellings are read, quotes and brackets go, and each line is in the ledger."""
    pairs = "title: 'Bridge'\nauthors:\n  - Ada Moran\n  - Ben Okafor\nDate: 2025-01-12\n# note\nempty:\n"
    front = read_front_matter(f"---\n{pairs}\n---\nText")

    assert 10 == front.lines
    assert ("Bridge",) == front.values["title"]
    assert ("Ada Moran", "Ben Okafor") == front.values["authors"]
    assert 7 == len(front.removed)


@pytest.mark.parametrize(
    "text",
    [
        "No fence\ntitle: x\n---",
        "---\ntitle: x\nnever closed",
        "---\nA sentence, and no pair.\n---\n",
        "---\n---\nnothing inside",
        "",
    ],
)
def test_what_is_no_front_matter_is_left_to_the_text(text: str) -> None:
    """Dashes at the top do not make front matter."""
    assert 0 == read_front_matter(text).lines
