"""Find phrases among the places of terms."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefings.answering.concepts import Concept, Variant
    from briefings.answering.reading import Place


class Match(NamedTuple):
    """A place that says a concept, and how surely."""

    start: int
    end: int
    number: int
    variant: Variant


def find(phrase: Sequence[str], places: Mapping[str, list[Place]]) -> list[tuple[int, int, int]]:
    """List where the terms of *phrase* stand one after another: start, end and number of the first word."""
    found = []
    for first in places.get(phrase[0], ()):
        end = first.end
        for step, term in enumerate(phrase[1:], start=1):
            following = next(
                (place for place in places.get(term, ()) if place.number == first.number + step), None
            )
            if following is None:
                break
            end = following.end
        else:
            found.append((first.start, end, first.number))
    return found


class Sought:
    """All that may say one of several concepts, by the term it begins with."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._nothing: list[list[Match]] = [[] for _ in concepts]
        self._beginning: dict[str, list[tuple[int, int, Variant]]] = defaultdict(list)
        for number, concept in enumerate(concepts):
            for rank, variant in enumerate(concept.variants):  # the surest come first
                self._beginning[variant.phrase[0]].append((number, rank, variant))
        self.terms = frozenset(
            term for concept in concepts for variant in concept.variants for term in variant.phrase
        )

    def matches(self, places: Mapping[str, list[Place]]) -> list[list[Match]]:
        """List for each concept where it is said, each place once under its surest variant, in order."""
        if not places:
            return self._nothing
        surest: list[dict[int, Match]] = [{} for _ in self._nothing]
        for number, _, variant in sorted(each for term in places for each in self._beginning.get(term, ())):
            for start, end, at in find(variant.phrase, places):
                surest[number].setdefault(start, Match(start, end, at, variant))
        return [sorted(found.values()) for found in surest]


def sureness(concept: Concept, places: Mapping[str, list[Place]]) -> float:
    """Say how surely *concept* is said anywhere among *places*; 0 when it is not."""
    return next((variant.sureness for variant in concept.variants if find(variant.phrase, places)), 0.0)


def surest(found: Sequence[Match]) -> float:
    """Say how surely a concept is said where it was *found*; 0 where nowhere."""
    return max((match.variant.sureness for match in found), default=0.0)
