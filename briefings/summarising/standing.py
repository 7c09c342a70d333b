"""Tell whether a sentence can stand alone: whether a reader who sees nothing else knows what it speaks of."""

from __future__ import annotations

import re

from briefings.summarising import chinese, english, resolving
from briefings.summarising.foreign import OPENERS
from briefings.summarising.naming import has_name, unnamed
from briefings.summarising.pointing import pointing
from briefings.text.folding import SIMPLIFIED

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_LONGEST, _SHORTEST = 420, 40  # characters; more is a paragraph, less says nothing
_LONGEST_HAN, _SHORTEST_HAN = 160, 12
_FEWEST_WORDS = 6
_BEGINS = re.compile(r"[\"“‘「『《（(¿¡$€£¥]*[^\W_]")
_IN_THE_MIDDLE = re.compile(
    r"[\"“‘(]*[^\W\d_A-Z\u0250-\uffff](?![A-Z])"
)  # but iPhone begins a sentence as it is
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_LISTED = (
    re.compile(r"^(?:(?:\d{1,2}|[A-Za-z]|[ivx]+)[.)]\s|Step\s\d|\(\d+\))"),
    re.compile(r"^(?:[\w’'-]+\s+){0,4}[\w’'-]+\s?:\s(?![\"“‘「])"),  # "Price per night: from 80 euros."
    re.compile(
        rf"(?:\)|\b(?!(?:{_MONTHS})\w*\.?\s)[A-Z][\w.]*)\s\d{{1,2}}\.$"
    ),  # the number of the next entry
)
_ENDS = re.compile(r"[.!。！｡।](?:[\"”’'»」』）)\]]*)$")
_BREAKS_OFF = re.compile(r"(?:\.\.\.|…+)[\"”’'»」』）)\]]*$")
_PAIRS = (
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    ("“", "”"),
    ("「", "」"),
    ("『", "』"),
    ("《", "》"),
    ("（", "）"),
)
_ADDRESS = re.compile(r"https?://|www\.|\S+@\S+\.\w|\[email|#\w+\s+#\w+|\||\n")


def leans_on(sentence: str, *, before: str = "", language: str = "en", is_dated: bool = True) -> str | None:
    """Say in a few words what keeps *sentence* from standing alone; None when it can.

    *before* is what its paragraph says before it: a quotation opened there is still open. *is_dated* tells
    whether
    readers see the article's date beside the sentence, which is what "on Sunday" needs.
    """
    is_han = len(_HAN.findall(sentence)) * 3 > len(sentence)
    return (
        _shape(sentence, is_han=is_han)
        or _quotation(sentence, before)
        or (
            _chinese(sentence, is_dated=is_dated)
            if is_han
            else _spaced(sentence, language, is_dated=is_dated)
        )
    )


def names_something(sentence: str) -> bool:
    """Tell whether *sentence* holds a name; always True where a script does not show it."""
    return has_name(sentence) or len(_HAN.findall(sentence)) * 3 > len(sentence)


def _shape(sentence: str, *, is_han: bool) -> str | None:
    """Say what no whole sentence looks like."""
    shortest, longest = (_SHORTEST_HAN, _LONGEST_HAN) if is_han else (_SHORTEST, _LONGEST)
    faults = {
        "too short": len(sentence) < shortest or (not is_han and len(sentence.split()) < _FEWEST_WORDS),
        "too long": len(sentence) > longest,
        "asks": "?" in sentence or "？" in sentence,
        "begins in the middle": not _BEGINS.match(sentence) or _IN_THE_MIDDLE.match(sentence),
        "is an entry of a list": any(pattern.search(sentence) for pattern in _LISTED),
        "does not end": _BREAKS_OFF.search(sentence) or not _ENDS.search(sentence),
        "holds an address": _ADDRESS.search(sentence),
    }
    return next((fault for fault, is_there in faults.items() if is_there), None)


def _quotation(sentence: str, before: str) -> str | None:
    """Say whether a quotation or bracket is open where the sentence begins or ends."""
    if before.count('"') % 2 or any(before.count(left) > before.count(right) for left, right in _PAIRS):
        return "stands inside a quotation"
    if sentence.count('"') % 2 or any(
        sentence.count(left) != sentence.count(right) for left, right in _PAIRS
    ):
        return "has half a quotation or bracket"
    opened = len(re.findall(r"(?<!\w)[‘'](?=\w)", sentence))
    closed = len(re.findall(r"(?<=[\w.,!])[’'](?!\w)", sentence))  # with the plural's: players' wages
    is_half = opened > closed or (closed > opened and sentence[-1] in "’'")
    return "has half a quotation or bracket" if is_half else None


def _chinese(sentence: str, *, is_dated: bool) -> str | None:
    folded = sentence.translate(SIMPLIFIED)
    if reason := chinese.leaning(folded):
        return reason
    is_adrift = chinese.RELATIVE_DAY.search(folded) and not resolving.EXPLICIT_DATE.search(folded)
    return "names a day and no date" if is_adrift and not is_dated else None


def _spaced(sentence: str, language: str, *, is_dated: bool) -> str | None:
    opener = OPENERS.get(language.partition("-")[0])
    if opener and opener.match(sentence):
        return "opens with a pronoun or connective"
    return (
        english.opening(sentence)
        or pointing(sentence)
        or unnamed(sentence)
        or resolving.unresolved(sentence)
        or ("names a day and no date" if not is_dated and resolving.undated(sentence) else None)
    )
