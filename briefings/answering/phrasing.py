"""Make concepts of the plain words of a question, each with the other ways a text may put it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from briefings.answering.chinese import without_asking
from briefings.answering.concepts import Concept, Variant
from briefings.answering.everyday import kindred
from briefings.answering.relatives import relatives, root
from briefings.answering.unspaced import UNSPACED, unspaced_concepts
from briefings.answering.weighing import weigh
from briefings.text import terms, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefings.answering.everyday import Phrase
    from briefings.index import Index

_RELATIVE = 0.8
_PARTED = 0.9  # a word written apart that was asked as one
_LONGEST_SET_PHRASE = 3


class _Unit(NamedTuple):
    """A word of the question, or a compound with its parts and its whole."""

    start: int
    end: int
    phrase: Phrase
    joined: str = ""


def concepts_of(text: str, index: Index, *, even_stop_words: bool = False) -> list[Concept]:
    """List what the plain words of *text* ask for, in order."""
    concepts: list[Concept] = []
    spaced = text
    for run in UNSPACED.finditer(without_asking(text)):
        concepts += unspaced_concepts(run.group(), index)
        spaced = spaced[: run.start()] + "\0" * len(run.group()) + spaced[run.end() :]
    spaced = UNSPACED.sub(lambda run: "\0" * len(run.group()), spaced)
    units = _units(spaced, even_stop_words=even_stop_words)
    while units:
        size = _set_phrase(spaced, units, index)
        concepts += _concepts(spaced, units[:size], index)
        units = units[size:]
    return concepts


def _units(text: str, *, even_stop_words: bool) -> list[_Unit]:
    units: list[_Unit] = []
    for word in words(text):
        if word.is_stop and not even_stop_words:
            continue
        if word.is_joined:
            inner = [unit for unit in units if unit.start >= word.start]
            del units[len(units) - len(inner) :]
            phrase = tuple(term for unit in inner for term in unit.phrase)
            units.append(_Unit(word.start, word.end, phrase, word.term))
        else:
            units.append(_Unit(word.start, word.end, (word.term,)))
    return units


def _set_phrase(text: str, units: list[_Unit], index: Index) -> int:
    """Say how many of the next words belong together: make money, health care."""
    for size in range(min(_LONGEST_SET_PHRASE, len(units)), 1, -1):
        phrase = tuple(term for unit in units[:size] for term in unit.phrase)
        if phrase in kindred():
            return size
    if len(units) > 1 and text[units[0].end : units[1].start] == " " and _joined(text, units[:2], index):
        return 2
    return 1


def _joined(text: str, units: list[_Unit], index: Index) -> str:
    """Name the term of two words written as one, where an article writes them so."""
    together = terms("".join(text[unit.start : unit.end] for unit in units))
    return together[0] if len(together) == 1 and index.frequency(together[0]) else ""


def _concepts(text: str, units: list[_Unit], index: Index) -> Iterator[Concept]:
    joined = units[0].joined if len(units) == 1 else _joined(text, units, index)
    if len(units) == 1 and len(units[0].phrase) > 1 and not index.frequency(joined):
        for part in units[0].phrase:  # a compound nobody writes is asked for by its parts
            yield concept_of(part, {(part,): 1.0}, index)
        return
    phrase = tuple(term for unit in units for term in unit.phrase)
    sureness = {phrase: 1.0} | ({(joined,): 1.0} if joined else {})
    yield concept_of(text[units[0].start : units[-1].end], sureness, index)


def concept_of(
    asked: str, phrases: Mapping[Phrase, float], index: Index, *, names: Mapping[Phrase, str] | None = None
) -> Concept:
    """Make a concept of what was *asked*: its own *phrases*, the asked one first, then what is akin to it."""
    sureness = dict(phrases)
    phrase = next(iter(sureness))
    for akin, degree in _akin(asked, phrase, index):
        sureness.setdefault(akin, degree)
    for other in names or ():  # 收购 is asked as takeover would be, with its kindred
        for akin, degree in kindred().get(other, ()):
            sureness.setdefault(akin, degree)
    ordered = sorted(sureness.items(), key=lambda item: -item[1])
    variants = tuple(
        Variant(phrase=each, sureness=degree, name=(names or {}).get(each, "")) for each, degree in ordered
    )
    return Concept(asked=asked, variants=variants, weight=weigh(asked, variants, index))


def _akin(asked: str, phrase: Phrase, index: Index) -> Iterator[tuple[Phrase, float]]:
    """List what may stand for *phrase*, the surer reading of a word before the less sure."""
    if len(phrase) == 1:
        for parted in _parted(asked, phrase[0], index):
            yield parted, _PARTED
    # A comparative has the kindred of its plain form: cheaper, cheap, affordable.
    plain = phrase if phrase in kindred() or len(phrase) > 1 else (root(phrase[0]),)
    if plain != phrase and index.frequency(plain[0]):
        yield plain, _RELATIVE
    yield from kindred().get(plain, ())
    if len(phrase) == 1:
        for relative in relatives(phrase[0], index):
            yield (relative,), _RELATIVE


def _parted(asked: str, term: str, index: Index) -> Iterator[Phrase]:
    """Part a word that no article has into two that they have: rednote, red note."""
    if index.frequency(term) or not re.fullmatch("[a-z]{6,24}", asked.lower()):
        return
    for cut in range(3, len(asked) - 2):
        parts = (*terms(asked[:cut]), *terms(asked[cut:]))
        if len(parts) == 2 and all(index.frequency(part) for part in parts):
            yield parts
