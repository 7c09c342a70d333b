"""The door of the cleaning room: any bytes become an article or a rejection, by their content alone."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from briefings.cleaning import clean
from briefings.model import Article, CleaningRules, Kind, RawDocument, Reason, Rejection, Source

TEXT = (
    "The harbour bridge reopened on Monday, three weeks earlier than planned, and the first bus was full.\n\n"
    "Ferries return to their winter timetable next week, and buses run every ten minutes until eight.\n"
)
HTML = (
    "<!doctype html><html lang='en'><head><title>Harbour bridge reopens</title></head><body>"
    "<nav><a href='/'>Home</a></nav><article><h1>Harbour bridge reopens</h1>"
    "<p>The harbour bridge reopened on Monday, three weeks earlier than planned, and the first bus was full."
    "</p>"
    "<p>Ferries return to their winter timetable next week, and buses run every ten minutes until eight.</p>"
    "<p>online casino | slots | betting tips | poker rooms | bonus</p></article></body></html>"
)
MENU = "Home\nNews\nSport\nPrivacy policy\nTerms of use\nContact us\nSearch"
FARM = "online casino | slots | betting | poker\ncheap viagra pills"
SPAM = (
    "Best casino bonus, claim it today! Our slots and roulette are free now, and betting has a bonus. "
    "Click for poker deals at the casino, and order your free bonus today."
)
ADVERT = (
    "Buy our mattress today and save! Our delivery is free for you, and our offer is limited. "
    "Order now, and get a discount for you and your friends with our guarantee."
)


def _clean(data: bytes | str, path: str = "bridge.txt", source: Source | None = None) -> Article | Rejection:
    raw = RawDocument(source="harbour", path=path, data=data.encode() if isinstance(data, str) else data)
    return clean(raw, source=source)


def _article(data: bytes | str, path: str = "bridge.txt", source: Source | None = None) -> Article:
    cleaned = _clean(data, path, source)
    assert isinstance(cleaned, Article), cleaned
    return cleaned


def _reason(data: bytes | str, path: str = "bridge.txt") -> str:
    cleaned = _clean(data, path)
    assert isinstance(cleaned, Rejection), cleaned
    return cleaned.reason


def test_content_alone_decides_the_id() -> None:
    """Another path, encoding, white space, date or menu gives the same article."""
    same = {
        _article(TEXT).id,
        _article(TEXT.encode("utf-16"), "elsewhere.txt").id,
        _article("Home\nSearch\n\nPublished: 12 January 2025\n\n" + TEXT.replace("\n\n", "\n\n\n")).id,
    }

    assert 1 == len(same)
    assert _article(TEXT.replace("Monday", "Sunday")).id not in same


def test_an_admin_overrides_what_the_page_says() -> None:
    """Title, outlet and date of a source win, and the article says that its title is not its own."""
    noon = datetime(2025, 1, 12, 12, 0, tzinfo=UTC)
    source = Source(
        name="harbour", kind="folder", location="", outlet="Harbour Post", title="Bridge", published=noon
    )
    article = _article(TEXT, source=source)

    assert ("Bridge", False, "Harbour Post", noon, "admin") == (
        article.title,
        article.title_is_own,
        article.publisher,
        article.published,
        article.date_source,
    )


def test_much_removed_is_flagged() -> None:
    """An article of which more went than its source allows carries a sentence for the admin."""
    menu = "\n".join(f"Section number {number}" for number in range(40))
    source = Source(name="harbour", kind="folder", location="", cleaning=CleaningRules(max_removed=0.2))

    assert "more than 20%" in (_article(f"{menu}\n\n{TEXT}", source=source).flagged or "")
    assert None is _article(TEXT, source=source).flagged


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b"\xef\xbb\xbf \n\t", "it is empty"),
        (b"\x89PNG\x00\x01\x02" * 40, "it is binary data, no text"),
        (b"Bridge.", "it has hardly any text"),
        (b"a\n" * 30_000, "it has 30,000 lines, more than any article; split it"),
        (MENU, "no text is left without its menus and boilerplate"),
        (FARM, "it holds nothing but links, spam and adverts"),
        (SPAM, "its text is spam"),
        (ADVERT, "its text only promotes something"),
    ],
)
def test_what_is_no_article_is_rejected_with_a_reason(data: bytes | str, reason: str) -> None:
    """Nothing, binary data, endless lines, menus, link farms, spam and adverts become no articles."""
    assert reason == _reason(data)


@pytest.mark.parametrize("path", ["bridge.html", "bridge.txt", "bridge"])
def test_html_is_known_by_its_content(path: str) -> None:
    """A page with markup is read as one under any name, and injected spam is taken out of it."""
    article = _article(HTML, path)

    assert "Harbour bridge reopens" == article.title
    assert 2 == len([paragraph for paragraph in article.paragraphs if paragraph.kind is Kind.TEXT])
    assert Reason.LINK_FARM in {entry.reason for entry in article.removed}


def test_a_piece_of_a_page_is_html_too() -> None:
    """Text with many tags was cut out of a page."""
    piece = "".join(f"<div><p>{line}</p></div>" for line in [*TEXT.split("\n\n")] * 4)

    assert "<p>" not in "".join(paragraph.text for paragraph in _article(piece).paragraphs)


def test_admin_rules_hold_for_html() -> None:
    """Phrases to drop and to keep work on pages with markup, and what is kept again stands in its place."""
    rules = CleaningRules(drop=("Ferries return",), keep=("Home",))
    source = Source(name="harbour", kind="folder", location="", cleaning=rules)
    page = HTML.replace("<nav>", "\n<nav>").replace("<article>", "\n<article>")
    article = _article(page, "bridge.html", source)

    assert ["Home", "The harbour bridge"] == [
        " ".join(paragraph.text.split()[:3])
        for paragraph in article.paragraphs
        if paragraph.kind is Kind.TEXT
    ]
    assert Reason.ADMIN_RULE in {entry.reason for entry in article.removed}


def test_front_matter_of_a_text_wins() -> None:
    """What stands between the fences is believed before the text; an address is no outlet."""
    front = "---\ntitle: Bridge\nsource: https://harbour.example.org/b\n---\n"
    article = _article(f"{front}Another title above it\n\n{TEXT}")

    assert ("Bridge", None, "https://harbour.example.org/b") == (
        article.title,
        article.publisher,
        article.url,
    )


@pytest.mark.parametrize("bait", ["[" * 60_000, "*a **" * 10_000, "_a__" * 10_000, "`" * 60_000])
def test_markdown_that_would_take_too_long_is_read_as_text(bait: str) -> None:
    """A paragraph on which the parser of Markdown would hang does not reach it."""
    assert isinstance(_clean(f"{TEXT}\n\n{bait}", "bridge.md"), Article)


@pytest.mark.parametrize(
    "bait",
    [
        b"\\" * 300_000,
        b"&amp;" * 60_000,
        b"-" * 300_000 + b"x",
        b"(" * 300_000,
        b" " * 300_000 + b"x",
        b"a | " * 75_000,
        (b"1" * 3_999 + b"x\n") * 60,
        (b"a" + b" " * 3_998 + b"b\n") * 60,
        (b"send " * 75 + b"x\n") * 300,
        b"\xed\xa0\x80" * 30_000,
        "â€™".encode() * 20_000,
    ],
)
def test_bait_is_swallowed(bait: bytes) -> None:
    """Input made to hang a pattern is read like any other, beside a real article."""
    assert isinstance(_clean(TEXT.encode() + b"\n\n" + bait), Article | Rejection)


@settings(deadline=None)  # the first example imports what reading needs
@given(some.binary(max_size=300))
def test_no_bytes_are_an_error(data: bytes) -> None:
    """Whatever the bytes, an article or a rejection comes out."""
    assert isinstance(_clean(data), Article | Rejection)


@settings(deadline=None)
@given(some.text(max_size=300), some.sampled_from(["a.txt", "a.md", "a.html"]))
def test_no_text_is_an_error(text: str, path: str) -> None:
    """Whatever the text and its kind, what is kept can be written down."""
    cleaned = _clean(text.encode("utf-8", "surrogatepass"), path)

    assert isinstance(cleaned, Rejection) or [p.text.encode() for p in cleaned.paragraphs]


def test_noise_around_an_article_is_no_error() -> None:
    """An article between random lines comes out whole."""
    chance = random.Random(7)  # noqa: S311  # noise, no secret
    noise = ["".join(chance.choices("abc |-#*>\t.é中", k=chance.randint(1, 60))) for _ in range(200)]
    article = _article("\n".join(noise[:100]) + f"\n\n{TEXT}\n" + "\n".join(noise[100:]))

    assert {line for line in TEXT.split("\n") if line} <= {paragraph.text for paragraph in article.paragraphs}
