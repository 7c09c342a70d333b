"""What a question asks for: its concepts, each with every way a text may put it and how much it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefings.answering.everyday import Phrase
    from briefings.answering.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way a text may put a concept: terms in a row, and how surely they mean it (1 is the very word)."""

    phrase: Phrase
    sureness: float
    name: str = ""  # of the glossary, where it is another name of the thing asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing a question asks for."""

    asked: str  # as it stands in the question
    variants: tuple[Variant, ...]  # the surest first
    is_fragment: bool = False  # two characters of a longer run, which need not be said each for itself
    weight: float  # what it adds to the meaning of the question: 0 nothing, 1 as much as a name nobody knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the things a question asks, to be answered by a passage of its own."""

    text: str
    concepts: tuple[Concept, ...]
    is_sentence: bool = False  # rather than a name, or a name and what one wants of it
    wants: Kind | None = None  # the kind of answer
    counted: int | None = None  # the concept whose number is wanted: how many *users*

    @property
    def weight(self) -> float:
        """What all concepts say together."""
        return sum(concept.weight for concept in self.concepts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as it was understood."""

    whole: Part
    parts: tuple[Part, ...]  # more than one where it asks for several things
    corrected: str | None
