"""Answer a question: find the articles, choose the passages, or say honestly that nothing was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from briefings.answering.choosing import choose
from briefings.answering.everyday import as_phrase
from briefings.answering.reading import read
from briefings.answering.scoring import pieces
from briefings.answering.understanding import understand
from briefings.model import Answer, ArticleRef, Citation, Passage, Status, Strength
from briefings.topics import match

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from briefings.answering.concepts import Part, Question
    from briefings.answering.scoring import Piece
    from briefings.index import Index
    from briefings.model import Article, Coverage, GlossaryEntry, Topic

_ARTICLES = 30  # read for a question; the passage is picked at read time
_ENOUGH = 0.6  # of the question's weight; below it a passage is about something else
_STRONG = 0.85


class Shelf(Protocol):
    """What answering asks of the store."""

    def article(self, article_id: str, /) -> Article | None:
        """Fetch an article."""
        ...

    def coverage(self, sources: Sequence[str] = (), /) -> Coverage:
        """Say what was read."""
        ...


def answer(
    store: Shelf,
    index: Index,
    question: str,
    *,
    glossary: Sequence[GlossaryEntry] = (),
    topics: Sequence[Topic] = (),
    topic: str | None = None,
    source: str | None = None,
    now: datetime | None = None,
    max_passages: int = 3,
) -> Answer:
    understood = understand(question, index, glossary)
    wanted = next((entry for entry in topics if entry.name == topic), None) if topic else None
    parts = understood.parts
    found: list[tuple[Part, list[Piece]]] = []
    for part in dict.fromkeys((understood.whole, *parts)):
        candidates = _candidates(store, index, part, source)
        found.append((part, [p for a in candidates for p in pieces(part, read(a))]))
    chosen = choose(found, max_passages, _ENOUGH)
    return Answer(question=question, status=Status.ANSWERED if chosen else Status.NOTHING_FOUND,
        passages=tuple(_passage(p) for p in chosen), corrected=understood.corrected, matched_as=(), suggestions=(),
        coverage=store.coverage(()))


def _candidates(store, index, part, source):
    weights: dict[str, float] = {}
    for concept in part.concepts:
        for variant in concept.variants:
            for term in variant.phrase:
                w = concept.weight * variant.sureness / len(variant.phrase)
                weights[term] = max(weights.get(term, 0.0), w)
    hits = index.search(weights, limit=_ARTICLES, source=source)
    return [a for hit in hits if (a := store.article(hit.id))]


def _passage(piece: Piece) -> Passage:
    a = piece.source.article
    text = piece.paragraph.paragraph.text[piece.start : piece.end]
    return Passage(
        citation=Citation(article_id=a.id, paragraph=piece.paragraph.index, start=piece.start, end=piece.end, text=text),
        article=ArticleRef(id=a.id, title=a.title, source=a.source, outlet=a.publisher, published=a.published, path=a.path, url=a.url),
        line=piece.paragraph.paragraph.line, score=round(piece.score, 4),
        strength=Strength.STRONG if piece.cover >= _STRONG else Strength.PARTIAL,
        marks=tuple((m.start - piece.start, m.end - piece.start) for m in piece.marks))
