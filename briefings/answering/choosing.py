"""Choose the passages of an answer: the best first, from different places, each part of a question served."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from briefings.text import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from briefings.answering.scoring import Piece
    from briefings.model import Article

    Found = Iterable[Piece]  # what answers a question or a part of it, the best first

_SAID_FOR_SURE = 0.75  # each of its concepts: in the passage itself, in its paragraph or heading
_WHOLE = 0.9  # a passage that covers so much of several parts together answers them at once
_CONTENDERS = 8  # beyond those wanted: so far up may what is fresh or followed be lifted
_COPY = 0.6  # share of the terms that two passages have in common: a near-copy of the same text
_SHORT = 10  # terms; of passages with fewer one must hold all of the other


def choose(
    whole: Found, parts: Sequence[Found], most: int, *, lift: Callable[[Article], float]
) -> list[Piece]:
    """Choose at most *most* pieces that answer the question, the best first; none where nothing does.

    Where a question has several *parts*, each gets its best piece before any gets its second. *lift* says
    what a piece gains by the article it is from.
    """
    best = _ranked(whole, most, lift)
    if not parts or (best and _answers_at_once(best[0])):
        return best
    queues = [_ranked(part, most + len(parts), lift) for part in parts]
    chosen: list[Piece] = []
    while any(queues) and len(chosen) < most:
        for queue in queues:
            while queue and any(_is_same(queue[0], other) for other in chosen):
                queue.pop(0)
            if queue and len(chosen) < most:
                chosen.append(queue.pop(0))
    return chosen or best


def _answers_at_once(piece: Piece) -> bool:
    return piece.cover >= _WHOLE and min(piece.given) >= _SAID_FOR_SURE


def _ranked(found: Found, most: int, lift: Callable[[Article], float]) -> list[Piece]:
    """List the best piece of each place."""
    contenders: list[Piece] = []
    for piece in found:
        if not any(_is_same(piece, other) for other in contenders):
            contenders.append(piece)
            if len(contenders) == most + _CONTENDERS:
                break
    contenders.sort(key=lambda piece: -piece.score - lift(piece.source.article))
    return contenders[:most]


def _is_same(one: Piece, other: Piece) -> bool:
    """Tell whether two pieces say the same to a reader: of one paragraph, or near-copies of one text."""
    if one.source.article.id == other.source.article.id:
        return one.paragraph.index == other.paragraph.index
    mine, yours = _terms_of(one.text), _terms_of(other.text)
    shorter = min(len(mine), len(yours))
    return len(mine & yours) >= _COPY * shorter if shorter >= _SHORT else mine <= yours or yours <= mine


@functools.lru_cache(maxsize=1_000)
def _terms_of(text: str) -> frozenset[str]:
    return frozenset(terms(text))
