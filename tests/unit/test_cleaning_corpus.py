"""Pages of the corpus come out as a person would write them down: metadata, lines kept, lists and tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from briefings.cleaning import clean
from briefings.model import Article, RawDocument, Rejection

CORPUS = Path(__file__).parents[1] / "corpus"
PAGES = sorted(CORPUS.glob("*.json"))
PLAIN = [page for page in PAGES if page.with_suffix(".txt").exists()]


def as_a_person_expects(expected: Path) -> dict[str, Any]:
    """Read what a person wrote down for a page."""
    read: dict[str, Any] = json.loads(expected.read_text("utf-8"))
    return read


def as_cleaned(expected: Path) -> dict[str, Any]:
    """Say the same of what cleaning makes of the page that lies beside *expected*."""
    cleaned = _cleaned(expected)
    if isinstance(cleaned, Rejection):
        return {"rejected": cleaned.reason}
    return {
        "title": cleaned.title,
        "authors": list(cleaned.authors),
        "publisher": cleaned.publisher,
        "published": cleaned.published.isoformat() if cleaned.published else None,
        "language": cleaned.language,
        "lines": [paragraph.line for paragraph in cleaned.paragraphs],
        "lists": [len(items) for items in cleaned.lists],
        "tables": [len(table.rows) for table in cleaned.tables],
    }


def _page(expected: Path) -> Path:
    return next(path for path in CORPUS.glob(f"{expected.stem}.*") if path.suffix != ".json")


def _cleaned(expected: Path) -> Article | Rejection:
    page = _page(expected)
    return clean(RawDocument(source="corpus", path=page.name, data=page.read_bytes()))


@pytest.mark.parametrize("expected", PAGES, ids=lambda path: path.stem)
def test_a_page_comes_out_as_a_person_expects(expected: Path) -> None:
    """What is kept of a page, and what is read from its head, is what a person would write down."""
    assert as_a_person_expects(expected) == as_cleaned(expected)


@pytest.mark.parametrize("expected", PLAIN, ids=lambda path: path.stem)
def test_every_line_is_accounted_for(expected: Path) -> None:
    """Each line with words is either in the article or in the ledger, never in both and never lost."""
    cleaned = _cleaned(expected)
    assert isinstance(cleaned, Article)
    source = _page(expected).read_text("utf-8").split("\n")
    told = " ".join(paragraph.text for paragraph in cleaned.paragraphs)
    removed = [entry.line for entry in cleaned.removed]
    unread = {number for number, line in enumerate(source, 1) if not any(map(str.isalnum, line))}
    untold = {number for number, line in enumerate(source, 1) if _last_word(line) not in told}

    assert sorted(removed) == sorted(set(removed))
    assert not set(removed) & {paragraph.line for paragraph in cleaned.paragraphs}
    assert untold - set(removed) - unread == set()


@pytest.mark.parametrize("expected", PAGES, ids=lambda path: path.stem)
def test_the_ledger_shows_the_lines(expected: Path) -> None:
    """The ledger shows each removed line by its words, in the order of the source."""
    cleaned = _cleaned(expected)
    removed = cleaned.removed if isinstance(cleaned, Article) else ()

    assert sorted(entry.line for entry in removed) == [entry.line for entry in removed]
    assert all(entry.text.strip() for entry in removed)


def _last_word(line: str) -> str:
    """Return the last word of a line, which no marker of a list can be."""
    words = [word for word in line.replace("|", " ").split() if any(map(str.isalnum, word))]
    return words[-1].strip("*_[]()") if words else ""
