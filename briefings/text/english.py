"""Which words are English, and how common they are."""

from __future__ import annotations

import functools
import gzip
import importlib.resources
import json
import math


def is_english(word: str) -> bool:
    """Tell whether *word*, in small letters, is an English word; names and new words often are not."""
    return word in _counts()


def commonness(word: str) -> float:
    """Say how common *word* is in English: 0 for a word never seen, 1 for the commonest of all.

    The scale is logarithmic: a word at .5 is used a thousand times less often than one at 1.
    """
    counts, most = _counts(), _most()
    return math.log1p(counts.get(word, 0)) / most


@functools.cache
def _counts() -> dict[str, int]:
    # 160,000 words, .1 s and 15 MB, read when the first word has to be told from its neighbours.
    file = importlib.resources.files("spellchecker") / "resources" / "en.json.gz"
    counts: dict[str, int] = json.loads(gzip.decompress(file.read_bytes()))
    return counts


@functools.cache
def _most() -> float:
    return math.log1p(max(_counts().values()))
