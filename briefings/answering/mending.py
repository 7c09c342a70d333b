"""Mend the spelling of a question against the words of the articles and the names of the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefings.text import terms, words
from briefings.text.english import is_english

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefings.index import Index
    from briefings.text import Word

_SHORTEST = 5  # characters; shorter names have too many neighbours
_FAR = 7  # characters; from here on two slips are forgiven


def mend(text: str, index: Index, names: Sequence[str]) -> str:
    """Write *text* again with each unknown word replaced by the known one it is a slip for."""
    mended, done = [], 0
    for start, end, better in _slips(text, index, names):
        if start >= done:
            mended += [text[done:start], better]
            done = end
    return "".join([*mended, text[done:]])


def _slips(text: str, index: Index, names: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    known = {word.casefold(): word for name in names for word in name.split()}
    found = [word for word in words(text) if not word.is_joined]
    for at, word in enumerate(found):
        if whole := _cut_short(text[word.start : word.end].casefold(), word.term, known):
            yield word.start, word.end, whole
            continue
        if word.is_stop or not _is_unknown(text, word, index, known):
            continue
        for start, end in _readings(text, found, at):
            asked = "".join(text[start:end].split())
            better = _known(asked, index, known) or _nearest_name(asked, known) or index.correct(asked)
            if better and better != text[start:end].casefold():
                yield start, end, better
                break


def _cut_short(asked: str, term: str, known: dict[str, str]) -> str | None:
    """Name the name that *asked* lacks the last letter of: its stem finds it, but readers should be told."""
    if len(asked) < _SHORTEST or asked in known or is_english(asked):
        return None
    whole = (name for name in known if name[:-1] == asked and terms(name) == [term])
    return next((known[name] for name in whole), None)


def _readings(text: str, found: list[Word], at: int) -> Iterator[tuple[int, int]]:
    """List what an unknown word may be part of: "tik tok" before "tok", then the word alone."""
    for first, last in ((at, at + 1), (at - 1, at)):
        if first >= 0 and last < len(found) and text[found[first].end : found[last].start] == " ":
            yield found[first].start, found[last].end
    yield found[at].start, found[at].end


def _is_unknown(text: str, word: Word, index: Index, known: dict[str, str]) -> bool:
    surface = text[word.start : word.end]
    return (
        surface.isalpha()
        and surface.casefold() not in known
        and not index.frequency(word.term)
        and not is_english(surface.casefold())
    )


def _known(asked: str, index: Index, known: dict[str, str]) -> str | None:
    """Name *asked* itself where it is a word once its space is gone."""
    if asked.casefold() in known:
        return known[asked.casefold()]
    term = terms(asked)
    return asked if len(asked) >= _SHORTEST and len(term) == 1 and index.frequency(term[0]) else None


def _nearest_name(asked: str, known: dict[str, str]) -> str | None:
    from rapidfuzz import process  # noqa: PLC0415  # 25 ms, only where a word is unknown
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    if len(asked) < _SHORTEST or not known:
        return None
    slips = 2 if len(asked) >= _FAR else 1
    long_enough = [name for name in known if len(name) >= _SHORTEST]
    near = process.extractOne(asked.casefold(), long_enough, scorer=OSA.distance, score_cutoff=slips)
    return known[near[0]] if near else None
