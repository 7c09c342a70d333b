"""Score the pieces of an article against a question: what is said there, and what the surroundings say."""

from __future__ import annotations

import heapq
import itertools
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefings.answering.judging import answers
from briefings.answering.matching import surest
from briefings.answering.reading import windows
from briefings.answering.surroundings import Surroundings
from briefings.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefings.answering.concepts import Part
    from briefings.answering.matching import Match, Sought
    from briefings.answering.reading import ReadArticle, ReadParagraph

# What a piece gains beside what it covers of the question (1 is all of it). That it says the words itself is
# what matters; the others decide between passages that fit alike.
_ITSELF = 0.4
_REPEATED = 0.06  # of one word; the more is asked, the less it says that some of it is said twice
_CLOSE = 0.10
_VERBATIM = 0.03  # rather than under another ending: influencers, not influenced
_EARLY = 0.04
_KIND_WANTED = 0.12
_SENTENCE_MORE = -0.03
_SHORT = -0.05
_SHORT_CHARACTERS = 60
_OF_KIND = {Kind.TABLE: -0.06, Kind.LIST: -0.02}  # a row or an item says less by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a paragraph, as an answer to a part of a question."""

    source: ReadArticle
    paragraph: ReadParagraph
    start: int
    end: int
    score: float  # for ranking
    cover: float  # share of the question it speaks to, its surroundings counted for less
    given: tuple[float, ...]  # how surely each concept of the part is said here or around
    gives_wanted: bool  # the kind of answer that is asked for, where one is
    marks: tuple[Match, ...]  # in order

    @property
    def text(self) -> str:
        """The piece as it stands in its paragraph."""
        return self.paragraph.paragraph.text[self.start : self.end]


def best_first(part: Part, sources: Iterable[ReadArticle], sought: Sought) -> Iterator[Piece]:
    """Yield the pieces of *sources* that answer *part*, the best first.

    To cut a paragraph into sentences and to score every run of them is what an answer costs. So paragraphs
    wait in the order of the score that a piece of them can have at best, and one is cut only when no piece
    cut so far is better; of most articles none ever is.
    """
    uncut = sorted(_told(part, sources, sought), key=lambda told: told.at_best.score)
    cut: list[tuple[float, str, int, int, int, Piece]] = []
    numbers = itertools.count()
    while uncut or cut:
        if uncut and (not cut or uncut[-1].at_best.score >= -cut[0][0]):
            for piece in uncut.pop().pieces():
                if answers(part, piece):
                    where = piece.source.article.id, piece.paragraph.index, piece.start
                    heapq.heappush(cut, (-piece.score, *where, next(numbers), piece))
        else:
            yield heapq.heappop(cut)[-1]


def _told(part: Part, sources: Iterable[ReadArticle], sought: Sought) -> Iterator[_Told]:
    """Yield the paragraphs that may hold an answer: they say something, or the heading just above does."""
    scale = _Scale(part)
    for source in sources:
        around = Surroundings(sought, source)
        for paragraph in source.paragraphs:
            if around.is_told(paragraph):
                told = _Told(scale, source, paragraph, around)
                if answers(part, told.at_best):
                    yield told


class _Scale:
    """A part of a question as its concepts weigh in it."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self._weights = [concept.weight for concept in part.concepts]
        self._sum = part.weight

    def share(self, amounts: Iterable[float]) -> float:
        """Add up *amounts*, one for each concept, each by the share of the question that its concept is."""
        amount: float = sum(map(operator.mul, self._weights, amounts))
        return amount / self._sum


class _Told:
    """A paragraph that says something of a part, to be cut into pieces."""

    def __init__(
        self, scale: _Scale, source: ReadArticle, paragraph: ReadParagraph, around: Surroundings
    ) -> None:
        self._scale = scale
        self._source = source
        self._paragraph = paragraph
        self._found = around.said_in(paragraph)
        self._lent = around.lent_to(paragraph)
        self.at_best = self._at_best()

    def _at_best(self) -> Piece:
        """Make what no piece of the paragraph surpasses: it says all at once, side by side, in a sentence."""
        text, wants = self._paragraph.paragraph.text, self._scale.part.wants
        return self._piece(
            (0, len(text)),
            self._found,
            closeness=1.0 if sum(map(bool, self._found)) > 1 else 0.0,
            wanted=1.0 if wants and wants.given.search(text) else 0.0,
        )

    def pieces(self) -> Iterator[Piece]:
        """Score every piece of the paragraph that says something, all where its heading alone does."""
        for start, end, sentences in windows(self._paragraph.paragraph):
            inside = [
                [match for match in said if start <= match.start and match.end <= end] for said in self._found
            ]
            if any(inside) or not any(self._found):
                yield self._piece(
                    (start, end),
                    inside,
                    closeness=_closeness(inside),
                    wanted=self._wanted((start, end), inside),
                    sentences=sentences,
                )

    def _wanted(self, span: tuple[int, int], inside: Sequence[Sequence[Match]]) -> float:
        part = self._scale.part
        if part.wants is None:
            return 0.0
        said = itertools.chain(*inside) if part.counted is None else inside[part.counted]
        return part.wants.found(self._paragraph.paragraph.text, span, said)

    def _piece(
        self,
        span: tuple[int, int],
        inside: Sequence[Sequence[Match]],
        *,
        closeness: float,
        wanted: float,
        sentences: int = 1,
    ) -> Piece:
        share, part, paragraph = self._scale.share, self._scale.part, self._paragraph.paragraph
        sure = [surest(said) for said in inside]
        given = tuple(map(max, sure, self._lent))
        cover = share(given)
        text = paragraph.text[slice(*span)]
        score = (
            cover
            + _ITSELF * share(sure)
            + _REPEATED * share(min(max(0, len(said) - 1), 2) for said in inside) / len(inside)
            + _CLOSE * closeness
            + _EARLY / (1 + self._paragraph.index)
            + _KIND_WANTED * wanted
            + _SENTENCE_MORE * (sentences - 1)
            + _OF_KIND.get(paragraph.kind, 0.0)
            + _VERBATIM * share(concept.asked in text for concept in part.concepts)
            + (_SHORT if len(text) < _SHORT_CHARACTERS else 0.0)
        )
        return Piece(
            source=self._source,
            paragraph=self._paragraph,
            start=span[0],
            end=span[1],
            score=score,
            cover=cover,
            given=given,
            gives_wanted=wanted > 0,
            marks=tuple(sorted(itertools.chain(*inside), key=lambda match: match.start)),
        )


def _closeness(inside: Sequence[Sequence[Match]]) -> float:
    """Say how near to each other the concepts stand: 1 side by side, 0 far apart or alone."""
    places = [[match.number for match in found] for found in inside if found]
    if len(places) < 2:
        return 0.0
    spread = min(
        max(min(abs(number - anchor) for number in other) for other in places) for anchor in places[0]
    )
    return 1.0 / (1.0 + max(0, spread - len(places) + 1) / 4)
