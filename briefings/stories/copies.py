"""Find the article whose text another one repeats, whatever stands around it or was cut away.

Two texts are one when half of the smaller one's four-word runs stand in the other (containment). Measured on
generated variants with other boilerplate, cuts and edits this finds all of them; comparing by the union, as
MinHash does, loses the excerpts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefings.stories.fingerprint import Fingerprint

_SAME = 0.5  # .4 to .6 find the same pairs
_FEWEST = 3  # shared shingles; with fewer, chance decides
_BOILERPLATE = 4  # a shingle in so many different texts is no text of theirs


class Copies:
    """The shingles of all texts told so far, each under the first texts that hold it."""

    def __init__(self) -> None:
        self._told: dict[str, Fingerprint] = {}
        self._first: dict[int, str] = {}  # most shingles have one holder: a string each, not a list
        self._others: defaultdict[int, list[str]] = defaultdict(list)

    def add(self, article_id: str, fingerprint: Fingerprint) -> None:
        """Remember a text that repeats no other."""
        self._told[article_id] = fingerprint
        for shingle in fingerprint.shingles:
            if self._first.setdefault(shingle, article_id) != article_id:
                self._others[shingle].append(article_id)

    def find(self, fingerprint: Fingerprint) -> str | None:
        """Name the text that *fingerprint* repeats or holds, the closest one."""
        shared: Counter[str] = Counter()
        for shingle in fingerprint.shingles & self._first.keys():
            if not self._is_boilerplate(shingle):
                shared[self._first[shingle]] += 1
                shared.update(self._others.get(shingle, ()))
        near = [
            (self._containment(fingerprint, self._told[article_id]), article_id)
            for article_id, count in shared.items()
            if count >= _FEWEST
        ]
        best, found = max(near, default=(0.0, None))
        return found if best >= _SAME else None

    def _containment(self, one: Fingerprint, other: Fingerprint) -> float:
        every = max(one.every, other.every)
        left, right = self._own(one, every), self._own(other, every)
        smaller = min(len(left), len(right))
        return len(left & right) / smaller if smaller >= _FEWEST else 0.0

    def _own(self, fingerprint: Fingerprint, every: int) -> set[int]:
        sampled = (shingle for shingle in fingerprint.shingles if shingle % every == 0)
        return {shingle for shingle in sampled if not self._is_boilerplate(shingle)}

    def _is_boilerplate(self, shingle: int) -> bool:
        return len(self._others.get(shingle, ())) + 1 >= _BOILERPLATE
