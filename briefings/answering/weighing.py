"""Say how much a word of a question says: rare among the articles, or rare in English, is telling."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from briefings.text import normalise, terms
from briefings.text.english import commonness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.answering.concepts import Variant
    from briefings.index import Index

# A question's everyday words say little and its names say most, whatever the articles are about: in a small
# set on one subject every name is common. So rarity among the articles is tempered by rarity in English.
_FLOOR = 0.25
_ASKING_SHARE = 0.12
_NUMBER = 0.7
# Words of asking, or of what kind of thing is asked for, not of the thing itself.
_ASKING = frozenset(
    terms(
        "think say see look seem try put let tell talk explain describe mention state happen mean know"
        " want need give get make go come take use work like last thing way kind sort type lot many part"
        " point aspect option possibility purpose role meaning example concern idea inside whole main"
        " article story news report latest recent update information detail fact exact actually really"
        " currently today please find show list name called question answer according summary overview"
        " background context"
    )
)


def weigh(asked: str, variants: Sequence[Variant], index: Index) -> float:
    """Weigh a concept: near 0 for a word of asking, 1 for a name that no article has."""
    weight = (_FLOOR + (1 - _FLOOR) * _rarity(variants, index)) * _telling(asked)
    return weight * (_ASKING_SHARE if set(variants[0].phrase) <= _ASKING else 1.0)


def _rarity(variants: Sequence[Variant], index: Index) -> float:
    """Scale idf to 0..1: 1 for what no article holds."""
    known = [
        min(index.frequency(term) for term in variant.phrase)
        for variant in variants
        if variant.sureness > 0.9
    ]
    count = max(known) or max(
        (min(index.frequency(term) for term in variant.phrase) for variant in variants), default=0
    )
    total = index.articles
    return math.log(1 + (total - count + 0.5) / (count + 0.5)) / math.log(1 + (total + 0.5) / 0.5)


def _telling(asked: str) -> float:
    """Say how telling the rarest of the words is in English: .2 for the commonest, 1 for a rare one."""
    if asked.isdigit():
        return _NUMBER
    common = min((commonness(word) for word in normalise(asked).replace("-", " ").split()), default=0.0)
    return 0.2 + 0.8 * min(1.0, max(0.0, (0.9 - common) / 0.5))
