"""Understand the parts of a question that are written without spaces between words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefings.answering.concepts import Concept, Variant
from briefings.answering.weighing import weigh
from briefings.text import words

if TYPE_CHECKING:
    from briefings.index import Index

UNSPACED = re.compile("[々぀-ヿ㐀-䶿一-鿿豈-﫿\U00020000-\U0002fa1f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")


def unspaced_concepts(run: str, index: Index) -> list[Concept]:
    """Make a concept of each pair of characters; a pair that only spans two known words says little."""
    pairs = list(words(run))
    known = {at for at, pair in enumerate(pairs) if index.frequency(pair.term)}
    covered = {char for at in known for char in range(pairs[at].start, pairs[at].end)}
    concepts = []
    for at, pair in enumerate(pairs):
        variants = (Variant(phrase=(pair.term,), sureness=1.0),)
        news = sum(char not in covered for char in range(pair.start, pair.end)) / (pair.end - pair.start)
        share = 1.0 if at in known else max(news, 0.1)
        weight = share * weigh(pair.term, variants, index)
        asked = run[pair.start : pair.end]
        concepts.append(Concept(asked=asked, variants=variants, weight=weight, is_fragment=len(pairs) > 1))
    return concepts
