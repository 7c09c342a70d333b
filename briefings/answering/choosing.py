"""Choose the passages of an answer: the best first, from different places, each part of a question served."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from briefings.model import Strength
from briefings.text import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefings.answering.concepts import Part
    from briefings.answering.scoring import Piece

# A sentence asks in words of its own, and a passage need not hold all of them. A bare name with what one wants
# of it ("Acme share price") is answered only where all its words are said, there or by the heading or title.
_ENOUGH_FOR_A_SENTENCE = 0.5  # of the question's weight
_ENOUGH_FOR_WORDS = 0.6
_IS_SAID = 0.45  # how surely each word must be given; a word elsewhere in the article is not
_COUNTS = 0.3  # of the heaviest word's weight; lighter words may be missing

_STRONG = 0.85
_PARTIAL = 0.6
_WHOLE = 0.9  # a passage that covers so much of several parts together answers them at once
_LOOKED_AT = 60  # best pieces of a part
_COPY = 0.6  # share of the terms that two passages have in common: a near-copy of the same text


def choose(
    whole: tuple[Part, Sequence[Piece]], parts: Sequence[tuple[Part, Sequence[Piece]]], most: int
) -> list[Piece]:
    """Choose at most *most* pieces that answer the question, the best first; none where nothing does.

    A question of several parts gets the best piece of each part before the second best of any.
    """
    best = _ranked(*whole, most)
    if len(parts) < 2 or (best and _answers_at_once(best[0])):
        return best
    queues = [_ranked(part, pieces, most + len(parts)) for part, pieces in parts]
    chosen: list[Piece] = []
    while any(queues) and len(chosen) < most:
        for queue in queues:
            while queue and any(_is_same(queue[0], other) for other in chosen):
                queue.pop(0)
            if queue and len(chosen) < most:
                chosen.append(queue.pop(0))
    return chosen


def strength(piece: Piece) -> Strength:
    """Say how well *piece* fits its part of the question."""
    if piece.cover >= _STRONG:
        return Strength.STRONG
    return Strength.PARTIAL if piece.cover >= _PARTIAL else Strength.WEAK


def _answers_at_once(piece: Piece) -> bool:
    return piece.cover >= _WHOLE and len(piece.said) == len(piece.given)


def _ranked(part: Part, pieces: Iterable[Piece], most: int) -> list[Piece]:
    """List the best piece of each place that answers *part*."""
    chosen: list[Piece] = []
    for piece in sorted(pieces, key=_rank)[:_LOOKED_AT]:
        if _answers(part, piece) and not any(_is_same(piece, other) for other in chosen):
            chosen.append(piece)
            if len(chosen) == most:
                break
    return chosen


def _rank(piece: Piece) -> tuple[float, str, int, int]:
    return -piece.score, piece.source.article.id, piece.paragraph.index, piece.start


def _answers(part: Part, piece: Piece) -> bool:
    if part.is_sentence:
        return piece.cover >= _ENOUGH_FOR_A_SENTENCE
    heaviest = max(concept.weight for concept in part.concepts)
    return piece.cover >= _ENOUGH_FOR_WORDS and all(
        given >= _IS_SAID
        for concept, given in zip(part.concepts, piece.given, strict=True)
        if concept.weight >= _COUNTS * heaviest
    )


def _is_same(one: Piece, other: Piece) -> bool:
    """Tell whether two pieces say the same to a reader: of one paragraph, or near-copies of one text."""
    if one.source.article.id == other.source.article.id:
        return one.paragraph.index == other.paragraph.index
    mine, yours = _terms_of(one.text), _terms_of(other.text)
    return len(mine & yours) >= _COPY * min(len(mine), len(yours))


@functools.lru_cache(maxsize=1_000)
def _terms_of(text: str) -> frozenset[str]:
    return frozenset(terms(text))
