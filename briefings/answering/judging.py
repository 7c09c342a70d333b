"""Judge whether a piece answers a question at all: the line between a cited answer and an honest refusal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefings.model import Strength

if TYPE_CHECKING:
    from briefings.answering.concepts import Part
    from briefings.answering.scoring import Piece

# A sentence asks in words of its own, and a passage need not hold all of them: the more it asks, the more may
# be missing. A bare name with what one wants of it ("Acme share price") is answered only where all is said.
_ENOUGH_FOR_A_SENTENCE = 0.5  # of the question's weight
_ENOUGH_FOR_WORDS = 0.6
_WORDS_FOR_ONE_MISSING = 4  # telling words of a sentence, of which one may be missing; of seven, two
_WORDS_FOR_EACH_MORE = 3
_IS_SAID = 0.45  # how surely a word must be given; one elsewhere in the article is not
_IS_ELSEWHERE = 0.1  # a word somewhere in the article: enough for a word of a sentence
_IS_TELLING = 0.3  # of the heaviest word's weight; lighter words may be missing
_VERY_WORD = 0.9  # of several bare words one at least stands in the passage itself, or under another name

_SMALL_NUMBER = re.compile(r"\d{1,2}")  # alone it asks for nothing: every other article holds a 1

_STRONG = 0.85
_PARTIAL = 0.6


def answers(part: Part, piece: Piece) -> bool:
    """Tell whether *piece* answers *part*, rather than happening to share some of its words."""
    if all(_SMALL_NUMBER.fullmatch(concept.asked) for concept in part.concepts):
        return False
    if part.wants is not None and part.wants.is_indispensable and not piece.gives_wanted:
        return False
    telling = _telling(part, piece)
    if part.is_sentence:
        allowed = max(0, 1 + (len(telling) - _WORDS_FOR_ONE_MISSING) // _WORDS_FOR_EACH_MORE)
        missing = sum(given < _IS_ELSEWHERE for given in telling)
        return piece.cover >= _ENOUGH_FOR_A_SENTENCE and missing <= allowed
    says_a_very_word = any(match.variant.sureness >= _VERY_WORD for match in piece.marks)
    return (
        piece.cover >= _ENOUGH_FOR_WORDS
        and all(given >= _IS_SAID for given in telling)
        and (len(part.concepts) == 1 or says_a_very_word)
    )


def strength(piece: Piece) -> Strength:
    """Say how well *piece* fits its part of the question."""
    if piece.cover >= _STRONG:
        return Strength.STRONG
    return Strength.PARTIAL if piece.cover >= _PARTIAL else Strength.WEAK


def _telling(part: Part, piece: Piece) -> list[float]:
    """List how surely the words that make the question are given by *piece*."""
    heaviest = max(concept.weight for concept in part.concepts)
    return [
        given
        for concept, given in zip(part.concepts, piece.given, strict=True)
        if concept.weight >= _IS_TELLING * heaviest and not concept.is_fragment
    ]
