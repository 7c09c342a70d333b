"""Mend the spelling of a word that no article holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefings.text import normalise
from briefings.text.english import is_english

if TYPE_CHECKING:
    from collections.abc import Iterable

    import tantivy

    from briefings.text import Word

_SHORTEST = 5  # characters; shorter words have too many neighbours
_LONGEST = 40
_FAR = 7  # characters; from here on two slips are forgiven, before it one
_ALL_WORDS = (
    50_000  # up to so many words the whole vocabulary is searched, beyond it likely first letters only
)


def spellings(text: str, telling: Iterable[Word]) -> set[str]:
    """Collect the *telling* words of *text* as people write them, folded but not stemmed, for `nearest`."""
    surfaces = {text[word.start : word.end] for word in telling}
    return {spelling for surface in surfaces if _is_mendable(spelling := _folded(surface))}


def nearest(word: str, searcher: tantivy.Searcher) -> str | None:
    """Name the word of the articles that *word* is most likely a slip for; None when it is none.

    Numbers, short words, English words and words that the articles hold are never mended: a real word that no
    article has is an honest "nothing found", not its neighbour.
    """
    from rapidfuzz import process  # noqa: PLC0415  # 25 ms, only where a word is unknown
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    asked = normalise(word)
    if (
        not _is_mendable(asked)
        or len(asked) < _SHORTEST
        or is_english(asked)
        or searcher.doc_freq("word", asked)
    ):
        return None
    known = _neighbours(asked, searcher)
    slips = 2 if len(asked) >= _FAR else 1
    near = process.extract(asked, known.keys(), scorer=OSA.distance, score_cutoff=slips, limit=20)
    ranked = sorted(
        (int(slip), spelling[0] != asked[0], -known[spelling], spelling) for spelling, slip, _ in near
    )
    # Two slips with another first letter as well is another word.
    return next((spelling for slip, moved, _, spelling in ranked if slip + moved < 3), None)


def _folded(surface: str) -> str:
    folded = normalise(surface)
    return folded if folded.isalpha() else "".join(filter(str.isalnum, folded))


def _is_mendable(spelling: str) -> bool:
    return spelling.isalpha() and len(spelling) <= _LONGEST and max(spelling) < "\u0e00"


def _neighbours(asked: str, searcher: tantivy.Searcher) -> dict[str, int]:
    """Map the words that may be meant to the number of articles that hold them."""
    whole = searcher.terms_with_prefix("word", "", limit=_ALL_WORDS + 1)
    if len(whole) <= _ALL_WORDS:
        return dict(whole)
    # The first letter is seldom wrong, but the first two change places.
    return {
        spelling: count
        for first in sorted({asked[0], asked[1]})
        for spelling, count in searcher.terms_with_prefix("word", first)
    }
