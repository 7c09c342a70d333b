"""Score the pieces of an article against a question: what is said there, and what the surroundings say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefings.answering.reading import windows
from briefings.answering.surroundings import Surroundings
from briefings.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefings.answering.concepts import Part
    from briefings.answering.matching import Match
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


def pieces(part: Part, source: ReadArticle) -> list[Piece]:
    """Score every piece of *source* that says something of *part*, itself or by the heading just above it."""
    around = Surroundings(part, source)
    return [
        piece
        for paragraph in source.paragraphs
        if around.is_told(paragraph)
        for piece in _pieces(part, source, paragraph, around)
    ]


def _pieces(
    part: Part, source: ReadArticle, paragraph: ReadParagraph, around: Surroundings
) -> Iterable[Piece]:
    found = around.said_in(paragraph)
    lent = around.lent_to(paragraph)
    for start, end, sentences in windows(paragraph.paragraph):
        inside = [[match for match in said if start <= match.start and match.end <= end] for said in found]
        if not any(inside) and any(found):
            continue  # another piece of the paragraph says it
        sure = [max((match.variant.sureness for match in said), default=0.0) for said in inside]
        given = tuple(max(itself, borrowed) for itself, borrowed in zip(sure, lent, strict=True))
        marks = tuple(sorted((match for said in inside for match in said), key=lambda match: match.start))
        cover = _share(part, given)
        text = paragraph.paragraph.text
        said_there = marks if part.counted is None else inside[part.counted]
        wanted = part.wants.found(text, (start, end), said_there) if part.wants else 0.0
        score = (
            cover
            + _ITSELF * _share(part, sure)
            + _REPEATED * _share(part, [min(max(0, len(said) - 1), 2) for said in inside]) / len(inside)
            + _CLOSE * _closeness(inside)
            + _EARLY / (1 + paragraph.index)
            + _KIND_WANTED * wanted
            + _SENTENCE_MORE * (sentences - 1)
            + _OF_KIND.get(paragraph.paragraph.kind, 0.0)
            + _VERBATIM * _share(part, [concept.asked in text[start:end] for concept in part.concepts])
            + (_SHORT if end - start < _SHORT_CHARACTERS else 0.0)
        )
        yield Piece(
            source=source,
            paragraph=paragraph,
            start=start,
            end=end,
            score=score,
            cover=cover,
            given=given,
            gives_wanted=wanted > 0,
            marks=marks,
        )


def _share(part: Part, amounts: Sequence[float]) -> float:
    """Add up *amounts*, one for each concept, each by the share of the question that its concept is."""
    amount = sum(concept.weight * each for concept, each in zip(part.concepts, amounts, strict=True))
    return amount / part.weight


def _closeness(inside: Sequence[Sequence[Match]]) -> float:
    """Say how near to each other the concepts stand: 1 side by side, 0 far apart or alone."""
    places = [[match.number for match in found] for found in inside if found]
    if len(places) < 2:
        return 0.0
    spread = min(
        max(min(abs(number - anchor) for number in other) for other in places) for anchor in places[0]
    )
    return 1.0 / (1.0 + max(0, spread - len(places) + 1) / 4)
