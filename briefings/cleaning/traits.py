"""What a line is like: its length in words, its grammar, how much of it is furniture of the web."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefings.cleaning.furniture import furniture, is_spaceless, tokens
from briefings.cleaning.lines import bullet
from briefings.cleaning.wording import CALLS, NETWORKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.cleaning.furniture import Furniture
    from briefings.cleaning.lines import Line

_ENDS = re.compile(r"[.!?…。！？؟۔।๚][\"'”’»」』)）\]*_]{0,3}$")
_INNER = re.compile(r"[,;:،؛](?=\s)|[.!?](?=\s+\S)|[，、；：。！？]")
_UNPUNCTUATED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff]")  # Thai, Lao and Khmer end a sentence with a space
_UNBROKEN = 60  # of their letters; so long a line is a sentence
_READ = 2_000  # characters of a line that are looked at; a line of 10 MB tells no more
_PROSE = 80  # characters; from here on a line that ends as a sentence is taken for prose
_PROSE_WORDS, _PLAIN_WORDS = 16, 20  # from here on a sentence is prose: with clauses, and without
_SHORT = 40  # words; only in shorter lines does an address or a call make the line
_CALL_WORDS = 12
_ADDRESS = re.compile(
    r"https?://|www\.|@\w|\w@|[»›→>]\s*$|^[«‹←<]|\w\.(?:com|org|net|co)\b|\(\d{3}\)\s?\d{3}|©|\|"
)
_POINTER = re.compile(
    r"\W{0,3}(?:(?:next|previous) (?:story|post|article)|most (?:read|popular|viewed)|trending|up next"
    r"|also read"
    r"|read also|read more|read next|related|see also|more|must read|recommended|sponsored|tags|filed under"
    r"|categories"
    r"|mehr zum thema|lesen sie auch|à lire aussi|lire aussi|lee también|también te puede interesar"
    r"|leia também"
    r"|veja também|leggi anche|lees ook|czytaj także|читайте также|читайте також|اقرأ أيضا|相关阅读"
    r"|推荐阅读|延伸阅读"
    r"|関連記事|관련기사)(?: on| from| about| articles?| posts?| stor(?:y|ies)| today| now"
    r"| this week)?\s?[:：]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """What can be said of a line without knowing its neighbours."""

    words: float  # two letters of a script without spaces count as one
    is_sentence: bool  # ends as a sentence does
    has_clauses: bool  # commas, colons or sentence ends inside
    capitals: float  # share of its words that begin with a capital, the first one aside
    furniture: Furniture
    is_item: bool
    calls: bool  # a short line that tells the reader to do something
    has_address: bool  # links, handles, arrows, bars: parts of a page, seldom of a sentence
    points_elsewhere: bool  # "See also: ..."

    @property
    def is_strong(self) -> bool:
        """Whether it is surely prose of somebody: long, grammatical, no furniture."""
        least = _PROSE_WORDS if self.has_clauses else _PLAIN_WORDS
        return self.words >= least and self.is_sentence and self.furniture.share < 0.2

    @property
    def is_label(self) -> bool:
        """Whether it is nothing but furniture: the name of a section, a button, a field of a form."""
        return self.words <= 8 and self.furniture.share >= 0.6


def traits_of(lines: Sequence[Line]) -> list[Trait]:
    """Describe each line."""
    subjects = _subjects(lines)
    known = {text: _trait(text, subjects) for text in {line.text for line in lines}}
    return [known[line.text] for line in lines]


def _subjects(lines: Sequence[Line]) -> frozenset[str]:
    """Find the networks that the page writes about: their names stand in its longer sentences."""
    prose = (line.text[:_READ] for line in lines if len(line.text) > _PROSE and _ENDS.search(line.text[-8:]))
    named = Counter(name for text in prose for name in NETWORKS.intersection(text.casefold().split()))
    return frozenset(name for name, times in named.items() if times > 1)


def _trait(text: str, subjects: frozenset[str]) -> Trait:
    marker = bullet(text)
    text = text[marker : marker + _READ]
    found = tokens(text)
    spaceless = sum(map(is_spaceless, found))
    words = len(found) - spaceless / 2
    capitals = sum(token[0].isupper() for token in found[1:])
    return Trait(
        words=words,
        is_sentence=_ENDS.search(text[-8:]) is not None or len(_UNPUNCTUATED.findall(text)) >= _UNBROKEN,
        has_clauses=_INNER.search(text) is not None,
        capitals=capitals / max(1, len(found) - 1),
        furniture=furniture(text, found, subjects),
        is_item=marker > 0,
        calls=bool(found) and words <= _CALL_WORDS and found[0].lower() in CALLS and not text.endswith("?"),
        has_address=words < _SHORT and _ADDRESS.search(text[:400]) is not None,
        points_elsewhere=words < _SHORT and _POINTER.match(text) is not None,
    )
