"""Understand a question: mend its spelling, see its names, its words and its parts."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from briefings.answering import asking
from briefings.answering.concepts import Concept, Part, Question
from briefings.answering.everyday import as_phrase
from briefings.answering.kinds import wanted
from briefings.answering.matching import find
from briefings.answering.mending import mend
from briefings.answering.phrasing import concept_of, concepts_of
from briefings.answering.reading import Place, places
from briefings.text import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.answering.everyday import Phrase
    from briefings.answering.reading import Places
    from briefings.index import Index
    from briefings.model import GlossaryEntry

_MOST_CHARACTERS = 300
_MOST_CONCEPTS = 16
_MOST_PARTS = 4
_ANOTHER_NAME = 0.97  # how surely another name of the glossary means the thing asked for
_POSSESSIVE = re.compile("['’‘ʼ`´][sS]?\\b")
_LONG = 5  # concepts; from here on a question is more than a name and what one wants of it


def understand(text: str, index: Index, glossary: Sequence[GlossaryEntry]) -> Question:
    """Turn the words of a question into what it asks for, as far as the articles of *index* know them."""
    asked = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())[:_MOST_CHARACTERS]
    names = [name for entry in glossary for name in (entry.term, *entry.aliases)]
    mended = mend(asked, index, names)
    whole = _part(mended, index, glossary)
    pieces = [_part(piece, index, glossary) for piece in asking.parted(mended)]
    parts = [piece for piece in pieces if piece.concepts][:_MOST_PARTS]
    return Question(
        whole=whole,
        parts=tuple(parts) if len(parts) > 1 else (whole,),
        corrected=mended if mended != asked else None,
    )


def _part(text: str, index: Index, glossary: Sequence[GlossaryEntry]) -> Part:
    concepts: list[Concept] = []
    rest = asking.without_asking(text)
    for start, end, concept in sorted(_named(text, index, glossary), key=lambda found: found[0]):
        concepts.append(concept)
        possessive = _POSSESSIVE.match(rest, end)
        rest_at = possessive.end() if possessive else end
        rest = rest[:start] + "\0" * (rest_at - start) + rest[rest_at:]  # nothing else is read there
    for run in re.finditer(r"[^\0]+", rest):
        concepts += concepts_of(run.group(), index)
    concepts = concepts or concepts_of(text, index, even_stop_words=True)
    distinct = {_identity(concept): concept for concept in reversed(concepts)}
    kept = tuple(concept for concept in concepts if distinct[_identity(concept)] is concept)[:_MOST_CONCEPTS]
    counted = asking.counted(text)
    return Part(
        text=text.strip(),
        concepts=kept,
        wants=wanted(text),
        counted=next((at for at, concept in enumerate(kept) if counted.endswith(concept.asked)), None),
        is_sentence=asking.is_sentence(text) or len(kept) >= _LONG,
    )


def _identity(concept: Concept) -> Phrase:
    """Name what is the same however it is asked for: all names of an entry are one thing."""
    return min(variant.phrase for variant in concept.variants if variant.sureness >= _ANOTHER_NAME)


def _named(text: str, index: Index, glossary: Sequence[GlossaryEntry]) -> list[tuple[int, int, Concept]]:
    """Find the names of the glossary in *text*, the longest first; each stands for all names of its entry."""
    written = _with_pairs(text)
    found = [
        (start, end, name, entry)
        for entry in glossary
        for name in (entry.term, *entry.aliases)
        if (phrase := as_phrase(name))
        for start, end, _ in find(phrase, written)
    ]
    taken: list[tuple[int, int, Concept]] = []
    for start, end, name, entry in sorted(found, key=lambda item: (item[0] - item[1], item[0])):
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in taken):
            taken.append((start, end, _name_concept(text[start:end], name, entry, index)))
    return taken


def _with_pairs(text: str) -> Places:
    """Read *text* with every two neighbouring words also written as one: red note as rednote."""
    written = places(text)
    found = [word for word in words(text) if not word.is_joined and not word.is_stop]
    for left, right in itertools.pairwise(found):
        if text[left.end : right.start] == " ":
            joined = places(text[left.start : left.end] + text[right.start : right.end])
            if len(joined) == 1:  # several in scripts without spaces: there a space parts two words for good
                number = written[left.term][0].number
                written.setdefault(next(iter(joined)), []).append(Place(left.start, right.end, number))
    return written


def _name_concept(asked: str, name: str, entry: GlossaryEntry, index: Index) -> Concept:
    names: dict[Phrase, str] = {}
    for other in (name, entry.term, *entry.aliases):
        if phrase := as_phrase(other):
            names.setdefault(phrase, other)
    sureness = {phrase: 1.0 if other == name else _ANOTHER_NAME for phrase, other in names.items()}
    return concept_of(asked, sureness, index, names=names)
