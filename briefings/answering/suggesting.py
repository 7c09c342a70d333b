"""Name the topics nearest to a question that nothing answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefings.answering.matching import sureness
from briefings.answering.reading import places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.answering.concepts import Part
    from briefings.model import Topic

_MOST = 3
_NEAR = 60.0  # of 100; how alike a question and a label are that share no word but look the same


def nearest_topics(part: Part, topics: Sequence[Topic]) -> tuple[str, ...]:
    """List the labels of at most three topics that share words with the question, the nearest first."""
    near = [(nearness, topic.label) for topic in topics if (nearness := _nearness(part, topic)) > 0]
    return tuple(label for _, label in sorted(near, key=lambda pair: -pair[0])[:_MOST])


def _nearness(part: Part, topic: Topic) -> float:
    """Add up the weight of what question and topic share; a label that looks alike counts a little."""
    from rapidfuzz import fuzz  # noqa: PLC0415  # 25 ms, only where nothing was found

    told = places(" . ".join([topic.label, *topic.any, *topic.all]))
    shared = sum(concept.weight * sureness(concept, told) for concept in part.concepts)
    alike = fuzz.ratio(part.text.casefold(), topic.label.casefold())
    return shared + (alike / 1000 if alike >= _NEAR else 0.0)
