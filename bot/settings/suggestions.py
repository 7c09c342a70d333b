"""Guess what was meant: the nearest right name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 80  # no name is longer, and comparing a 10 KB "name" with 600 zones takes a while
_ALIKE = 68  # per cent; "rednot"/"rednote" is 92, "digest"/"digests" 92, "topic"/"tokens" 73, "foo"/"name" 0


def closest(word: str, names: Iterable[str], *, limit: int = 2) -> tuple[str, ...]:
    """Return the *names* most like *word*, best first; none when nothing is alike."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # 20 ms, only where something is wrong

    if not word.strip() or len(word) > _LONGEST:
        return ()
    found = process.extract(
        word, sorted(set(names)), scorer=fuzz.ratio, processor=str.casefold, limit=limit, score_cutoff=_ALIKE
    )
    return tuple(name for name, *_ in found)
