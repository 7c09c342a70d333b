"""Choose what to tell of a story from what its articles offer: central, early, and not twice the same."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from briefings.summarising.likeness import likeness, said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefings.model import KeySentence

    Fits = Callable[["Choice", Sequence["Choice"]], bool]

_NEW = 0.5  # how much it matters that a sentence says something new, against how central it is
_WORTHWHILE = 0.15  # of the best: a story is better told in one sentence than in one and a weak one
_REPEATS = 0.6  # as alike as this, a second sentence tells the first again


class Choice(NamedTuple):
    """A sentence to tell, and the number of the article it comes from."""

    article: int
    sentence: KeySentence


def choose(articles: Sequence[Sequence[KeySentence]], *, limit: int, fits: Fits) -> list[Choice]:
    """Pick at most *limit* sentences, the best first; *fits* says whether one may join those picked.

    Of one article the earliest are the best. Of several, those near the centroid of all, weighed by how early
    they come, and by maximal marginal relevance each new one must differ from those before.
    """
    offered = [Choice(number, sentence) for number, told in enumerate(articles) for sentence in told]
    if not offered:
        return []
    is_single = len({choice.article for choice in offered}) == 1
    worth = [choice.sentence.score for choice in offered] if is_single else _central(offered)
    waiting = [at for at in range(len(offered)) if worth[at] >= _WORTHWHILE * max(worth)]
    waiting.sort(key=lambda at: -worth[at])
    picked: list[Choice] = []
    while waiting and len(picked) < limit:
        if not is_single:
            waiting.sort(
                key=lambda at: _NEW * worth[at] - (1 - _NEW) * _nearest(offered[at], picked), reverse=True
            )
        best = offered[waiting.pop(0)]
        if fits(best, picked) and _nearest(best, picked) < _REPEATS:
            picked.append(best)
    return picked


def _central(offered: Sequence[Choice]) -> list[float]:
    """Weigh each sentence by its closeness to the centroid of all and by its place, the best of them 1."""
    centroid = Counter(term for choice in offered for term in said(choice.sentence.text))
    length = math.hypot(*centroid.values()) or 1.0
    found = []
    for choice in offered:
        about = said(choice.sentence.text)
        closeness = sum(centroid[term] for term in about) / (length * math.sqrt(len(about) or 1))
        found.append(choice.sentence.score * closeness)
    best = max(found) or 1.0
    return [one / best for one in found]


def _nearest(choice: Choice, picked: Sequence[Choice]) -> float:
    terms = said(choice.sentence.text)
    return max((likeness(terms, said(other.sentence.text)) for other in picked), default=0.0)
