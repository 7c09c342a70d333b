"""Make concepts of the plain words of a question, each with the other ways a text may put it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from briefings.answering.concepts import Concept, Variant
from briefings.answering.everyday import kindred
from briefings.answering.relatives import relatives, root
from briefings.answering.unspaced import UNSPACED, unspaced_concepts, without_asking
from briefings.answering.weighing import weigh
from briefings.text import terms, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefings.answering.everyday import Phrase
    from briefings.index import Index

_RELATIVE = 0.7
_PARTED = 0.9  # a word written apart that was asked as one
_LONGEST_SET_PHRASE = 3


class _Unit(NamedTuple):
    """A word of the question, or a compound with its parts and its whole."""

    start: int
    end: int
    phrase: Phrase
    joined: str = ""


def concepts_of(text: str, index: Index) -> list[Concept]:
    """List what the plain words of *text* ask for, in order."""
    concepts: list[Concept] = []
    spaced = text
    for run in UNSPACED.finditer(without_asking(text)):
        concepts += unspaced_concepts(run.group(), index)
        spaced = spaced[: run.start()] + "\0" * len(run.group()) + spaced[run.end() :]
    spaced = UNSPACED.sub(lambda run: "\0" * len(run.group()), spaced)
    units = _units(spaced)
    while units:
        size = _set_phrase(spaced, units, index)
        concepts += _concepts(spaced, units[:size], index)
        units = units[size:]
    return concepts


def _units(text: str) -> list[_Unit]:
    units: list[_Unit] = []
    found = list(words(text))
    telling = [word for word in found if not word.is_stop] or found
    for word in telling:
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
            yield _concept(part, (part,), "", index)
        return
    phrase = tuple(term for unit in units for term in unit.phrase)
    yield _concept(text[units[0].start : units[-1].end], phrase, joined, index)


def _concept(asked: str, phrase: Phrase, joined: str, index: Index) -> Concept:
    sureness: dict[Phrase, float] = {phrase: 1.0}
    if joined:
        sureness[(joined,)] = 1.0
    if len(phrase) == 1:
        for parted in _parted(asked, phrase[0], index):
            sureness.setdefault(parted, _PARTED)
    # A comparative has the kindred of its plain form: cheaper, cheap, affordable.
    plain = (root(phrase[0]),) if phrase not in kindred() else phrase
    if plain != phrase:
        sureness.setdefault(plain, _RELATIVE)
    for other, degree in kindred().get(plain, ()):
        sureness.setdefault(other, degree)
    if len(phrase) == 1:
        for relative in relatives(phrase[0], index):
            sureness.setdefault((relative,), _RELATIVE)
    ordered = sorted(sureness.items(), key=lambda item: -item[1])
    variants = tuple(Variant(phrase=words, sureness=degree) for words, degree in ordered)
    return Concept(asked=asked, variants=variants, weight=weigh(asked, variants, index))


def _parted(asked: str, term: str, index: Index) -> Iterator[Phrase]:
    """Part a word that no article has into two that they have: rednote, red note."""
    if index.frequency(term) or not re.fullmatch("[a-z]{6,24}", asked.lower()):
        return
    for cut in range(3, len(asked) - 2):
        parts = (*terms(asked[:cut]), *terms(asked[cut:]))
        if len(parts) == 2 and all(index.frequency(part) for part in parts):
            yield parts
