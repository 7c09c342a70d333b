"""How much of a line is furniture of the web: words of menus, buttons, footers and forms."""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefings.cleaning import wording
from briefings.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SPACELESS_RANGES = (
    "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
_SPACELESS = re.compile(f"[{_SPACELESS_RANGES}]")
# The signs that Indic, Arabic and accented letters carry are no letters to Python, but parts of a word.
_LETTER = rf"(?![{_SPACELESS_RANGES}])(?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff])"
# A letter of a script without spaces is a token of its own; everything else is words.
_TOKEN = re.compile(rf"[{_SPACELESS_RANGES}]|(?:{_LETTER})+(?:['’.&-](?:{_LETTER})+)*")
_SCANNED = 40  # words; a longer line is never furniture as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What of a line is furniture, and what kind most of it is."""

    share: float = 0.0  # of the line's words
    reason: Reason | None = None
    closes: bool = False  # from here on other people speak: the comments


NONE = Furniture()


def tokens(text: str) -> list[str]:
    """Split into words; each letter of a script without spaces stands alone."""
    return _TOKEN.findall(text)


def is_spaceless(token: str) -> bool:
    """Tell whether a token is a letter of a script that puts no spaces between words."""
    return _SPACELESS.match(token) is not None


def furniture(text: str, words: Sequence[str], subjects: frozenset[str] = frozenset()) -> Furniture:
    """Measure the furniture in a line of these *words*, the longest phrases first.

    The name of a network is a button, unless it is among the *subjects* of the page.
    """
    if not words or len(words) > _SCANNED:
        return NONE
    spaceless = sum(map(is_spaceless, words))
    if spaceless * 2 > len(words):
        return _inside(text, spaceless)
    return _between_spaces([word.casefold().replace("’", "'") for word in words], wording.NETWORKS - subjects)


def _between_spaces(words: Sequence[str], networks: frozenset[str]) -> Furniture:
    phrases, lengths = _phrases()
    found, closes, at = Counter[Reason](), False, 0
    while at < len(words):
        for length in lengths.get(words[at], ()):
            entry = phrases.get(" ".join(words[at : at + length]))
            if entry is not None and at + length <= len(words):
                found[entry.reason or Reason.MENU] += length
                closes = closes or entry.closes
                at += length
                break
        else:
            found[Reason.SHARE] += words[at] in networks
            at += 1
    # "3 comments" is all furniture: numbers say nothing either way.
    telling = sum(not word.isdigit() for word in words)
    return _summed(found, telling, closes=closes)


def _inside(text: str, spaceless: int) -> Furniture:
    found, closes = Counter[Reason](), False
    for phrase, entry in _spaceless_phrases().items():
        if phrase in text:
            found[entry.reason or Reason.MENU] += len(phrase)
            closes = closes or entry.closes
    return _summed(found, spaceless, closes=closes)


def _summed(found: Counter[Reason], words: int, *, closes: bool) -> Furniture:
    if not found.total():
        return NONE
    return Furniture(share=min(1.0, found.total() / words), reason=found.most_common(1)[0][0], closes=closes)


@functools.cache
def _phrases() -> tuple[Mapping[str, Furniture], Mapping[str, Sequence[int]]]:
    """Map each phrase to what it is, and each first word to the lengths of its phrases, the longest first."""
    closing = frozenset(_split(wording.CLOSING))
    phrases = {
        phrase: Furniture(reason=reason, closes=phrase in closing)
        for reason, text in wording.WORDS.items()
        for phrase in _split(text)
    }
    lengths: dict[str, set[int]] = {}
    for phrase in phrases:
        words = phrase.split(" ")
        lengths.setdefault(words[0], set()).add(len(words))
    return phrases, {first: sorted(found, reverse=True) for first, found in lengths.items()}


@functools.cache
def _spaceless_phrases() -> Mapping[str, Furniture]:
    closing = frozenset(phrase.strip() for phrase in wording.CLOSING.split(";"))
    return {
        phrase.strip(): Furniture(reason=reason, closes=phrase.strip() in closing)
        for reason, text in wording.SPACELESS.items()
        for phrase in text.split(";")
    }


def _split(phrases: str) -> list[str]:
    return [" ".join(_TOKEN.findall(phrase)) for phrase in phrases.split(";")]
