"""Find the words of a text, and the terms they are looked up under.

A term is what a word comes down to when case, width, accents, quotes, possessives and English endings are
taken away. Scripts without spaces give overlapping pairs of characters, which measured as well as a splitter
with a dictionary for Chinese at 1/19 of its cost. A compound gives its parts and also the joined whole, so
that "Red-Note" is found by "RedNote" and by "note".
"""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from array import array
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from briefings.text.english import is_english
from briefings.text.folding import ACCENTLESS, AMERICAN, IRREGULAR, NAMED, SIMPLIFIED, STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "\u200b": None, "\u00ad": None}
)

# Parts of words that Python does not count as letters: vowel signs of Indic scripts, Thai, Arabic ...
_SIGNS = (
    "\u0300-\u036f\u0591-\u05bd\u064b-\u0670\u0900-\u0963\u0966-\u0dff"
    "\u0e00-\u0e4e\u0e50-\u0eff\u0f71-\u0f84\u1000-\u109f\u1780-\u17d3"
)
# Possessive throughout (++): a run of letters is never tried again shorter, whatever follows it.
_LETTERS = rf"(?:[^\W_]++|[{_SIGNS}]++)++"
_PART = rf"(?:[A-Z](?:\.[A-Z])+(?![A-Za-z])\.?|(?:[a-z]\.){{2,}}|\d+(?:[.,]\d+)+|{_LETTERS})"
_WORD = re.compile(rf"{_PART}(?:[-‐‑'’‘ʼ`´&]{_PART})*")
_PARTS = re.compile(_PART)
# Chinese, Japanese, Thai, Lao, Khmer, Burmese are written without spaces between words.
_UNSPACED = re.compile("[々぀-ヿ㐀-䶿一-鿿豈-﫿\U00020000-\U0002fa1f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)", re.IGNORECASE)
_BRITISH = re.compile("([a-z]{3,})is(e|es|ed|er|ers|ing|ation|ations)")
_CONTRACTED = frozenset({"s", "t", "d", "m", "re", "ve", "ll"})
_LONGEST_COMPOUND = 4  # parts; beyond it a chain of hyphens is a phrase or a number, not a name


class Word(NamedTuple):
    """A word as it stands in a text, `text[start:end]`, and the term it is looked up under."""

    start: int
    end: int
    term: str
    is_stop: bool = False  # says nothing about the subject: the, of, is
    is_joined: bool = False  # a whole compound, after its parts and overlapping them


def normalise(text: str) -> str:
    """Fold width, case and quotes, for comparing only: the result may be longer or shorter than *text*."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES)


def words(text: str) -> Iterator[Word]:
    """Yield the words of *text* in order, stop words among them; a compound's whole follows its parts."""
    for match in _WORD.finditer(text):
        surface = match.group()
        if surface.isascii() and surface.isalnum():
            yield Word(match.start(), match.end(), *_term(surface))
        else:
            yield from _several(surface, match.start())


class Telling(NamedTuple):
    """The words of a text that are no stop words, without an object for each: a text has many."""

    terms: tuple[str, ...]
    places: array[int]  # three for each term: start, end and number of its word


def telling(text: str) -> Telling:
    """Find the telling words of *text* in order, numbered as they follow each other.

    A joined compound has the number of its first part.
    """
    found: list[str] = []
    places = array("I")
    number = 0
    for match in _WORD.finditer(text):
        surface = match.group()
        if surface.isascii() and surface.isalnum():
            term, is_stop = _term(surface)
            if not is_stop:
                number += 1
                found.append(term)
                places.extend((*match.span(), number))
            continue
        numbers: dict[int, int] = {}
        for word in _several(surface, match.start()):
            if not word.is_stop:
                number += not word.is_joined
                found.append(word.term)
                places.extend((word.start, word.end, numbers.setdefault(word.start, number)))
    return Telling(tuple(found), places)


def terms(text: str) -> list[str]:
    """List the terms of *text* in order, repeats kept, stop words left out unless there is nothing else."""
    found = list(words(text))
    return [word.term for word in found if not word.is_stop] or [word.term for word in found]


def _several(surface: str, offset: int) -> Iterator[Word]:
    """Part a run of letters, digits and the signs between them that is not one plain word."""
    return _mixed(surface, offset) if _UNSPACED.search(surface) else _compound(surface, offset)


def _mixed(surface: str, offset: int) -> Iterator[Word]:
    """Part a run in which unspaced scripts and spaced ones touch, as in 小红书app."""
    done = 0
    for run in _UNSPACED.finditer(surface):
        yield from _compound(surface[done : run.start()], offset + done)
        yield from _pairs(run.group(), offset + run.start())
        done = run.end()
    yield from _compound(surface[done:], offset + done)


def _pairs(run: str, offset: int) -> Iterator[Word]:
    folded = run.translate(SIMPLIFIED)
    if len(run) == 1:
        yield Word(offset, offset + 1, folded)
    for at in range(len(run) - 1):
        yield Word(offset + at, offset + at + 2, folded[at : at + 2])


def _compound(surface: str, offset: int) -> Iterator[Word]:
    parts = list(_PARTS.finditer(surface))
    if len(parts) > 1 and _is_contracted(surface, parts[-1]):
        parts.pop()
        if surface[parts[-1].end() + 1 :] in {"t", "T"}:  # don't, isn't: nothing but stop words
            yield Word(offset, offset + len(surface), normalise(surface), is_stop=True)
            return
    found = [Word(offset + part.start(), offset + part.end(), *_term(part.group())) for part in parts]
    if 1 < len(parts) <= _LONGEST_COMPOUND:
        joined = "".join(_bare(part.group()) for part in parts)
        found.append(Word(offset, offset + parts[-1].end(), *_term(joined), is_joined=True))
    yield from (word for word in found if word.term)  # accents that stand on no letter are no word


def _is_contracted(surface: str, last: re.Match[str]) -> bool:
    return last.group().lower() in _CONTRACTED and surface[last.start() - 1] not in "-‐‑&"


def _bare(part: str) -> str:
    return part.replace(".", "").replace(",", "")


@functools.lru_cache(maxsize=200_000)
def _term(surface: str) -> tuple[str, bool]:
    """Say what term *surface* is looked up under, and whether it is a stop word."""
    bare = _bare(surface) if not surface[0].isdigit() else surface.replace(",", "")
    if bare in NAMED:  # US is a country, us is a pronoun
        return NAMED[bare], False
    folded = _fold(_ORDINAL.sub(r"\1", bare) if bare[0].isdigit() else bare)
    if folded in STOP_WORDS:
        return folded, True
    return _stem(IRREGULAR.get(folded, folded)), False


def _stem(word: str) -> str:
    if not (word.isascii() and word.isalpha()):
        return word
    if (british := _BRITISH.fullmatch(word)) and is_english(american := f"{british[1]}iz{british[2]}"):
        word = american  # organise, but not promise: promize is no word
    stem = _stemmers.english.stemWord(word)
    return AMERICAN.get(stem, stem)


def _fold(word: str) -> str:
    folded = normalise(word)
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFD", folded.translate(ACCENTLESS))
    return unicodedata.normalize(
        "NFC", "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f")
    )


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802  # the library's name


class _Stemmers(threading.local):
    """A stemmer for each thread: it keeps the word it is at in itself, and two threads would mix theirs."""

    @functools.cached_property
    def english(self) -> _Stemmer:
        import snowballstemmer  # noqa: PLC0415  # 20 ms, only where text is read

        return cast("_Stemmer", snowballstemmer.stemmer("english"))


_stemmers = _Stemmers()
