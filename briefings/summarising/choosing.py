"""Choose what to tell of a story from what its articles offer: central, early, and not twice the same."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from briefings.text import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefings.model import KeySentence

_NEW = 0.5  # how much it matters that a sentence says something new, against how central it is
_WORTHWHILE = 0.15  # of the best: a story is better told in one sentence than in one and a weak one
_REPEATS = 0.6  # as alike as this, a second sentence tells the first again


class Choice(NamedTuple):
    """A sentence to tell, and the number of the article it comes from."""

    article: int
    sentence: KeySentence


def choose(
    articles: Sequence[Sequence[KeySentence]], *, limit: int, fits: Callable[[Choice, Sequence[Choice]], bool]
) -> list[Choice]:
    """Pick at most *limit* sentences, the best first; *fits* says whether one may join those picked.

    Of one article the earliest are the best. Of several, those near the centroid of all, weighed by how early
    they come, and by maximal marginal relevance each new one must differ from those before.
    """
    offered = [Choice(number, sentence) for number, told in enumerate(articles) for sentence in told]
    vectors = [_vector(choice.sentence.text) for choice in offered]
    worth = _worth(offered, vectors, is_single=sum(map(bool, articles)) == 1)
    picked: list[int] = []
    while len(picked) < limit:
        left = [
            (_NEW * worth[at] - (1 - _NEW) * _nearest(vectors, at, picked), -at)
            for at in range(len(offered))
            if at not in picked
            and (not picked or worth[at] >= _WORTHWHILE * max(worth))
            and _nearest(vectors, at, picked) < _REPEATS
            and fits(offered[at], [offered[before] for before in picked])
        ]
        if not left:
            break
        picked.append(-max(left)[1])
    return [offered[at] for at in picked]


def _worth(offered: Sequence[Choice], vectors: Sequence[dict[str, float]], *, is_single: bool) -> list[float]:
    """Weigh each sentence on its own, the best of them 1."""
    if is_single:
        return [choice.sentence.score for choice in offered]
    centroid: Counter[str] = Counter()
    for vector in vectors:
        centroid.update(vector)
    length = math.hypot(*centroid.values()) or 1
    found = [
        choice.sentence.score * sum(weight * centroid[term] for term, weight in vector.items()) / length
        for choice, vector in zip(offered, vectors, strict=True)
    ]
    best = max(found, default=1) or 1
    return [one / best for one in found]


def _nearest(vectors: Sequence[dict[str, float]], at: int, picked: Sequence[int]) -> float:
    return max((_alike(vectors[at], vectors[before]) for before in picked), default=0.0)


def _alike(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(weight * other.get(term, 0.0) for term, weight in one.items())


def _vector(text: str) -> dict[str, float]:
    said = {*terms(text)}
    return dict.fromkeys(said, 1 / math.sqrt(len(said)) if said else 0.0)
