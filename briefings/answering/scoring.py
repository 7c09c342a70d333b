"""Score the pieces of an article against a question: what is said there, and what the surroundings say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefings.answering.matching import matches, sureness
from briefings.answering.reading import windows
from briefings.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.answering.concepts import Part
    from briefings.answering.matching import Match
    from briefings.answering.reading import ReadArticle, ReadParagraph

# How much of a concept counts that the piece itself does not say, by where it is said.
_SAME_PARAGRAPH = 0.8
_HEAD = 0.75
_TITLE = 0.6
_BYLINE = 0.9
_NEXT_PARAGRAPH = 0.3
_ELSEWHERE = 0.15

_KINDS = {Kind.TABLE: -0.06, Kind.LIST: -0.02}
_ANSWERS = {
    "number": re.compile(
        r"\d|\b(?:hundred|thousand|million|billion|dozen|half|twice|percent)s?\b|[一二三四五六七八九十百千万亿]"
    ),
    "date": re.compile(
        r"\b(?:19|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
        r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
        r"|\d[年月日]"
    ),
    "person": re.compile(
        r"\b[A-Z][a-z]+ [A-Z][a-z]+|\b(?:professor|president|minister|author|chief|spokes\w+)\b"
    ),
    "reason": re.compile(
        r"\b(?:because|due to|since|reasons?|cause[sd]?|driven by|prompted|sparked|fears?|concerns?|so that|"
        r"in order to|"
        r"for this|thanks to|as a result|therefore|need to|desire)\b|因为|由于|原因|所以",
        re.IGNORECASE,
    ),
}


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
    said: frozenset[int]  # the concepts it says itself, by their number in the part
    marks: tuple[Match, ...]  # in order

    @property
    def text(self) -> str:
        """The piece as it stands in its paragraph."""
        return self.paragraph.paragraph.text[self.start : self.end]


def pieces(part: Part, source: ReadArticle) -> list[Piece]:
    """Score every piece of *source* that says something of *part* itself; *lift* is added to each."""
    found = [
        [matches(concept, paragraph.places) for concept in part.concepts] for paragraph in source.paragraphs
    ]
    around = _Surroundings(part, source, found)
    scored = []
    for paragraph, concepts in zip(source.paragraphs, found, strict=True):
        if any(concepts):
            outside = around.of(paragraph)
            scored += [
                piece
                for window in windows(paragraph.paragraph)
                if (piece := _piece(part, source, paragraph, window, concepts, outside))
            ]
    return scored


class _Surroundings:
    """What stands around each paragraph of an article, concept by concept."""

    def __init__(self, part: Part, source: ReadArticle, found: list[list[list[Match]]]) -> None:
        self._best = [
            [max((m.variant.sureness for m in ms), default=0.0) for ms in concepts] for concepts in found
        ]
        self._title = [_TITLE * sureness(concept, source.title) for concept in part.concepts]
        self._byline = [_BYLINE * sureness(concept, source.byline) for concept in part.concepts]

    def of(self, paragraph: ReadParagraph) -> list[float]:
        """Say for each concept how much of it the surroundings of *paragraph* give."""
        at, under = paragraph.index, paragraph.under
        given = []
        for number in range(len(self._title)):
            best = [row[number] for row in self._best]
            near = max(best[max(0, at - 1) : at + 2])
            head = _HEAD * best[under] if under is not None else 0.0
            given.append(
                max(
                    _SAME_PARAGRAPH * best[at],
                    head,
                    self._title[number],
                    self._byline[number],
                    _NEXT_PARAGRAPH * near,
                    _ELSEWHERE * max(best),
                )
            )
        return given


def _piece(
    part: Part,
    source: ReadArticle,
    paragraph: ReadParagraph,
    window: tuple[int, int, int],
    concepts: list[list[Match]],
    outside: list[float],
) -> Piece | None:
    start, end, sentences = window
    inside = [[match for match in found if start <= match.start and match.end <= end] for found in concepts]
    said = frozenset(number for number, found in enumerate(inside) if found)
    if not said:
        return None
    total = part.weight or 1.0
    sure = [max((match.variant.sureness for match in found), default=0.0) for found in inside]
    given = tuple(max(s, o) for s, o in zip(sure, outside, strict=True))
    cover = sum(c.weight * g for c, g in zip(part.concepts, given, strict=True)) / total
    own = sum(c.weight * s for c, s in zip(part.concepts, sure, strict=True)) / total
    repeated = (
        sum(c.weight * min(len(f) - 1, 2) for c, f in zip(part.concepts, inside, strict=True) if f) / total
    )
    score = (
        cover
        + 0.4 * own
        + 0.06 * repeated
        + 0.10 * _closeness(inside)
        + 0.04 / (1 + paragraph.index)
        + _KINDS.get(paragraph.paragraph.kind, 0.0)
        + (0.10 if part.wants and _ANSWERS[part.wants].search(paragraph.paragraph.text, start, end) else 0.0)
        - 0.03 * (sentences - 1)
        - (0.05 if end - start < 60 else 0.0)
    )
    marks = tuple(sorted((match for found in inside for match in found), key=lambda match: match.start))
    return Piece(
        source=source,
        paragraph=paragraph,
        start=start,
        end=end,
        score=score,
        cover=cover,
        given=given,
        said=said,
        marks=marks,
    )


def _closeness(inside: Sequence[Sequence[Match]]) -> float:
    """Say how near to each other the concepts stand: 1 side by side, 0 far apart or alone."""
    places = [[match.number for match in found] for found in inside if found]
    if len(places) < 2:
        return 0.0
    spread = min(
        max(min((abs(number - anchor) for number in other), default=0) for other in places)
        for anchor in places[0]
    )
    return 1.0 / (1.0 + max(0, spread - len(places) + 1) / 4)
