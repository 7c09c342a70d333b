"""Paragraphs that cannot hold a better piece are never cut, and nobody can tell from the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.answering.judging import answers
from briefings.answering.matching import Sought
from briefings.answering.reading import read
from briefings.answering.scoring import _Scale, _Told, best_first
from briefings.answering.surroundings import Surroundings
from briefings.answering.understanding import understand
from briefings.index import Index
from briefings.model import Article, Kind, Paragraph
from briefings.store import Articles, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefings.answering.concepts import Part
    from briefings.answering.reading import ReadArticle
    from briefings.answering.scoring import Piece

_WORDS = (
    "harbour",
    "bridge",
    "Bridges",
    "reopened",
    "Monday",
    "4.5",
    "million",
    "cost",
    "price",
    "the",
    "大桥",
)
_SENTENCES = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=6).map(
    lambda words: f"{' '.join(words)}."
)
_PARAGRAPHS = st.builds(
    Paragraph,
    text=st.lists(_SENTENCES, min_size=1, max_size=5).map(" ".join),
    kind=st.sampled_from(Kind),
    line=st.just(1),
)
_ARTICLES = st.builds(
    Article,
    id=st.text("ab", min_size=1, max_size=6),
    source=st.just("paper"),
    path=st.just("a.txt"),
    title=st.none() | _SENTENCES,
    publisher=st.none() | _SENTENCES,
    paragraphs=st.lists(_PARAGRAPHS, max_size=6).map(tuple),
)
_LIBRARIES = st.lists(_ARTICLES, max_size=4, unique_by=lambda article: article.id)
_QUESTIONS = st.tuples(
    st.sampled_from(["", "how much ", "when did ", "who ", "why is ", "how many bridges "]),
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=6).map(" ".join),
    st.sampled_from(["", "?"]),
).map("".join)


@pytest.fixture(scope="module")
def empty() -> Iterator[Index]:
    """Open an index that knows no article."""
    with Store.open("sqlite://") as store:
        yield Index.open(None, Articles(store))


def _cut(part: Part, source: ReadArticle) -> Iterator[tuple[_Told, Piece]]:
    """Cut every paragraph of *source* that says anything, whether it may answer or not."""
    around = Surroundings(Sought(part.concepts), source)
    for paragraph in filter(around.is_told, source.paragraphs):
        told = _Told(_Scale(part), source, paragraph, around)
        yield from ((told, piece) for piece in told.pieces())


def _rank(piece: Piece) -> tuple[float, str, int, int]:
    return -piece.score, piece.source.article.id, piece.paragraph.index, piece.start


@settings(deadline=None, max_examples=100)
@given(articles=_LIBRARIES, question=_QUESTIONS)
def test_the_best_come_first_as_if_all_were_cut(empty: Index, articles: list[Article], question: str) -> None:
    """Pieces come in the order that scoring every piece of every paragraph would give them."""
    part = understand(question, empty, []).whole
    sought = Sought(part.concepts)
    sources = [read(article, sought.terms) for article in articles]
    every = [piece for source in sources for _, piece in _cut(part, source) if answers(part, piece)]

    assert sorted(every, key=_rank) == list(best_first(part, sources, sought))


@settings(deadline=None, max_examples=100)
@given(article=_ARTICLES, question=_QUESTIONS)
def test_no_piece_surpasses_its_paragraph(empty: Index, article: Article, question: str) -> None:
    """What a paragraph is at best is no less than any piece of it, and answers whatever a piece answers."""
    part = understand(question, empty, []).whole
    cut = list(_cut(part, read(article)))

    assert [] == [piece for told, piece in cut if piece.score > told.at_best.score]
    assert [] == [piece for told, piece in cut if answers(part, piece) and not answers(part, told.at_best)]


@settings(deadline=None, max_examples=60)
@given(article=_ARTICLES, question=_QUESTIONS)
def test_reading_for_what_is_sought_is_enough(empty: Index, article: Article, question: str) -> None:
    """An article read for the terms of a question gives the same pieces as one read whole."""
    part = understand(question, empty, []).whole
    sought = Sought(part.concepts)
    whole, narrow = (
        list(best_first(part, [one], sought)) for one in (read(article), read(article, sought.terms))
    )

    assert [(each.score, each.start, each.marks) for each in whole] == [
        (each.score, each.start, each.marks) for each in narrow
    ]
