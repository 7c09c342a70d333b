"""Answer a question: find the articles, choose the passages, or say honestly that nothing was found."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from briefings.answering.choosing import choose
from briefings.answering.judging import strength
from briefings.answering.matching import Sought
from briefings.answering.reading import read
from briefings.answering.scoring import best_first
from briefings.answering.suggesting import nearest_topics
from briefings.answering.understanding import understand
from briefings.model import Answer, ArticleRef, Citation, Passage, Status, Strength

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from briefings.answering.concepts import Part
    from briefings.answering.scoring import Piece
    from briefings.index import Index
    from briefings.model import Article, Coverage, GlossaryEntry, Topic

_ARTICLES = 30  # read for one part of a question: the passage is picked at read time
_ARTICLES_OF_A_TOPIC = 300  # looked through, where only a topic's articles may answer
_FRESHEST = 0.03  # what today's news gains over undated text: enough between passages that fit alike
_FOLLOWED = 0.12  # what an article of a followed topic gains; a word of the question more counts for more
_A_WEEK = timedelta(days=7)


class Shelf(Protocol):
    """What answering asks of the store."""

    def standing(self, article_ids: Collection[str], /) -> Mapping[str, Collection[str]]:
        """Name the topics of each of these articles that there is and that nothing has superseded."""
        ...

    def fetch(self, article_ids: Collection[str], /) -> Mapping[str, Article]:
        """Give back those of these articles that there are, by their ids."""
        ...

    def coverage(self, sources: Sequence[str] = (), /) -> Coverage:
        """Say what was read of *sources*, or of all."""
        ...


def answer(  # noqa: PLR0913  # the question, and all that narrows it, by name
    store: Shelf,
    index: Index,
    question: str,
    *,
    glossary: Sequence[GlossaryEntry],
    topics: Sequence[Topic],
    now: datetime,
    topic: str | None = None,
    source: str | None = None,
    max_passages: int = 3,
) -> Answer:
    """Answer *question* with at most *max_passages* verbatim passages, the best first.

    Any string is a question. Of a long one the first 300 characters are asked, and 16 concepts of each of its
    parts. *topic* and *source* name what alone may answer; of two passages that fit alike, the one published
    nearer to *now* comes first.
    """
    asked = understand(question, index, glossary)
    library = _Library(store=store, index=index, source=source, topic=topic, now=now)
    whole = library.pieces(asked.whole)
    parts = [library.pieces(part) for part in asked.parts] if len(asked.parts) > 1 else []
    chosen = choose(whole, parts, max_passages, lift=library.lift)
    passages = tuple(_passage(piece) for piece in chosen)
    return Answer(
        question=question,
        status=_status(passages),
        passages=passages,
        corrected=asked.corrected,
        matched_as=_matched_as(asked.whole, chosen),
        suggestions=() if passages else nearest_topics(asked.whole, topics),
        coverage=store.coverage([] if source is None else [source]),
    )


class _Library:
    """The articles that may answer: standing ones, of the source and the topic asked for."""

    def __init__(
        self, *, store: Shelf, index: Index, source: str | None, topic: str | None, now: datetime
    ) -> None:
        self._store = store
        self._index = index
        self._source = source
        self._topic = topic
        self._now = now
        self._fetched: dict[str, Article] = {}
        self._followed: set[str] = set()  # ids of articles of any topic

    def pieces(self, part: Part) -> Iterator[Piece]:
        """Yield what answers *part* in the articles that fit it best, the best piece first."""
        sought = Sought(part.concepts)
        sources = (read(article, sought.terms) for article in self._articles(part))
        yield from best_first(part, sources, sought)  # nothing is looked up for a part nobody needs

    def _articles(self, part: Part) -> Sequence[Article]:
        limit = _ARTICLES if self._topic is None else _ARTICLES_OF_A_TOPIC
        hits = self._index.search(_weights(part), limit=limit, source=self._source)
        topics = self._store.standing([hit.id for hit in hits])
        self._followed |= {article_id for article_id, followed in topics.items() if followed}
        wanted = [hit.id for hit in hits if self._is_wanted(topics.get(hit.id))][:_ARTICLES]
        self._fetched |= self._store.fetch(set(wanted) - self._fetched.keys())
        return [self._fetched[article_id] for article_id in wanted if article_id in self._fetched]

    def _is_wanted(self, topics: Collection[str] | None) -> bool:
        return topics is not None and (self._topic is None or self._topic in topics)

    def lift(self, article: Article) -> float:
        """Say what *article* gains over others that fit alike: for being followed, for being fresh."""
        return _FRESHEST * self._freshness(article) + (_FOLLOWED if article.id in self._followed else 0.0)

    def _freshness(self, article: Article) -> float:
        """Say how fresh an article is: 1 today, 1/2 a week ago, 0 undated or dated in the future."""
        if article.published is None or article.published > self._now:
            return 0.0
        return 1 / (1 + (self._now - article.published) / _A_WEEK)


def _weights(part: Part) -> dict[str, float]:
    """Weigh the terms that an article may answer *part* with."""
    weights: dict[str, float] = {}
    for concept in part.concepts:
        for variant in concept.variants:
            for term in variant.phrase:
                weight = concept.weight * variant.sureness / len(variant.phrase)
                weights[term] = max(weights.get(term, 0.0), weight)
    return weights


def _status(passages: Sequence[Passage]) -> Status:
    if not passages:
        return Status.NOTHING_FOUND
    return Status.WEAK if passages[0].strength is Strength.WEAK else Status.ANSWERED


def _passage(piece: Piece) -> Passage:
    article = piece.source.article
    return Passage(
        citation=Citation(
            article_id=article.id,
            paragraph=piece.paragraph.index,
            start=piece.start,
            end=piece.end,
            text=piece.text,
        ),
        article=ArticleRef(
            id=article.id,
            title=article.title,
            source=article.source,
            outlet=article.publisher,
            published=article.published,
            path=article.path,
            url=article.url,
        ),
        line=piece.paragraph.paragraph.line,
        score=round(piece.score, 4),
        strength=strength(piece),
        marks=_marks(piece),
    )


def _marks(piece: Piece) -> tuple[tuple[int, int], ...]:
    """List the matched words as offsets into the passage, overlapping ones merged."""
    merged: list[tuple[int, int]] = []
    for match in piece.marks:
        start, end = match.start - piece.start, match.end - piece.start
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def _matched_as(part: Part, chosen: Sequence[Piece]) -> tuple[tuple[str, str], ...]:
    """Name the words asked that the passages hold only under another name of the glossary."""
    found = {match.variant.phrase: match.variant.name for piece in chosen for match in piece.marks}
    pairs = []
    for concept in part.concepts:
        said = [variant for variant in concept.variants if variant.phrase in found]
        if said and said[0].name and said[0].phrase != concept.variants[0].phrase:
            pairs.append((concept.asked, said[0].name))
    return tuple(pairs)
