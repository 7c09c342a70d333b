"""Find the stretches of a page that are the article, from the weights of its lines.

The likeliest way through two states, body and furniture (Viterbi): a heading between two paragraphs is kept
although it weighs little, a sentence between two menus goes. Then stretches far from the main one must be
worth the distance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ENTER = 1.5  # what it costs to begin a stretch of the body ...
_LEAVE = 2.5  # ... and to end it; together below the weight of one line that is surely furniture
_ISLAND = 8.0  # what a stretch beside the main one must weigh ...
_ISLAND_SHARE = 0.3  # ... or, on a short page, this share of the main one ...
_PER_LINE_AWAY = 0.1  # ... and for each line of furniture between them


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int
    weight: float


def body_of(weights: Sequence[float]) -> list[bool]:
    """Tell for each line whether it belongs to the body."""
    stretches = _stretches(weights, _likeliest(weights))
    keep = [False] * len(weights)
    for stretch in _near(stretches):
        keep[stretch.start : stretch.end] = [True] * (stretch.end - stretch.start)
    return keep


def _likeliest(weights: Sequence[float]) -> list[bool]:
    body, outside = -_ENTER, 0.0
    came_from: list[tuple[bool, bool]] = []  # (body from body, outside from body)
    for weight in weights:
        stays, leaves = body >= outside - _ENTER, body - _LEAVE > outside
        came_from.append((stays, leaves))
        body, outside = max(body, outside - _ENTER) + weight, max(outside, body - _LEAVE)
    # A stretch that reaches the end of the page ends there, at the same cost.
    path, is_body = [], body - _LEAVE >= outside
    for stays, leaves in reversed(came_from):
        path.append(is_body)
        is_body = stays if is_body else leaves
    return path[::-1]


def _stretches(weights: Sequence[float], keep: Sequence[bool]) -> list[_Stretch]:
    found, start = [], 0
    for at in range(1, len(keep) + 1):
        if at == len(keep) or keep[at] != keep[start]:
            if keep[start]:
                found.append(_Stretch(start, at, sum(weights[start:at])))
            start = at
    return found


def _near(stretches: Sequence[_Stretch]) -> Iterable[_Stretch]:
    """Start at the weightiest stretch and go outwards, both ways; a stretch must be worth its distance."""
    if not stretches:
        return []
    main = max(range(len(stretches)), key=lambda at: stretches[at].weight)
    kept = [stretches[main]]
    least = min(_ISLAND, _ISLAND_SHARE * stretches[main].weight)
    for others in (reversed(stretches[:main]), stretches[main + 1 :]):
        here = stretches[main]
        for stretch in others:
            away = max(stretch.start - here.end, here.start - stretch.end)
            if stretch.weight >= least + _PER_LINE_AWAY * away:
                kept.append(stretch)
                here = stretch
    return kept
