"""Find phrases among the places of terms."""

from __future__ import annotations

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


def matches(concept: Concept, places: Mapping[str, list[Place]]) -> list[Match]:
    """List where *concept* is said, each place once under its surest variant, in order."""
    surest: dict[int, Match] = {}
    for variant in concept.variants:  # the surest come first
        for start, end, number in find(variant.phrase, places):
            surest.setdefault(start, Match(start, end, number, variant))
    return [surest[start] for start in sorted(surest)]


def sureness(concept: Concept, places: Mapping[str, list[Place]]) -> float:
    """Say how surely *concept* is said anywhere among *places*; 0 when it is not."""
    return next((variant.sureness for variant in concept.variants if find(variant.phrase, places)), 0.0)
