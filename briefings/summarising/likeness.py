"""How alike two short texts are, by the terms they have in common."""

from __future__ import annotations

import functools
import math

from briefings.text import terms


# A sentence is compared each time a digest is composed, and there are many digests in the same minute.
@functools.lru_cache(maxsize=8_000)
def said(text: str) -> frozenset[str]:
    """Give the terms of *text*, each once."""
    return frozenset(terms(text))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Give the cosine of two sets of terms: 1 when they are equal, 0 when they share none."""
    shared = len(one & other)
    return shared / math.sqrt(len(one) * len(other)) if shared else 0.0
