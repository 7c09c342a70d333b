"""Gather articles that tell the same event: near in time, and about the same names, numbers and words.

Cosine of tf-idf alone fails inside one topic, where everything is about the same company and country. What
tells events apart is weighed up instead: names and numbers, the title and the lead; what every article of
these days holds counts little, and each day between two articles makes them less likely to tell the same.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from briefings.stories.fingerprint import Sort

if TYPE_CHECKING:
    from briefings.stories.fingerprint import Feature, Fingerprint

# A story told as two is a lesser fault than two told as one: .19 is best by B3, .21 merges none wrongly.
_SAME_EVENT = 0.21
# One name makes a topic, several make an event: without this bound, all that names one company is one story.
_MOST_OF_ONE = 0.08
_WINDOW = timedelta(days=14)
_HALF_AS_NEAR = timedelta(days=5)
_UNDATED = 0.9  # an article without a date is a little less likely to belong
# Before much was read, features are weighed as if so many articles had been, and this share of them held it.
_IMAGINED = 20
_SHARE = {Sort.NAME: 0.02, Sort.WORD: 0.1, Sort.EVERYDAY: 0.3}
_RARITY = 1.5  # how much more a rare feature says than a common one, as an exponent
_ASKED = 30  # features that look for stories
_WEIGHED = 20  # articles compared in full, and those of a story that are


class _Told(NamedTuple):
    story_id: str
    fingerprint: Fingerprint


class Events:
    """The articles told so far by their stories, found again through what they are about."""

    def __init__(self) -> None:
        self._told: list[_Told] = []
        self._stories: defaultdict[str, list[int]] = defaultdict(list)
        self._holding: defaultdict[int, list[int]] = defaultdict(list)
        self._expected: Counter[int] = Counter()
        self._expecting = 0

    def add(self, story_id: str, fingerprint: Fingerprint) -> None:
        """Remember an article of a story."""
        number = len(self._told)
        self._told.append(_Told(story_id, fingerprint))
        self._stories[story_id].append(number)
        for feature in fingerprint.features:
            self._holding[feature].append(number)

    def expect(self, fingerprint: Fingerprint) -> None:
        """Count the features of an article about to come."""
        self._expected.update(fingerprint.features.keys())
        self._expecting += 1

    def arrived(self, fingerprint: Fingerprint) -> None:
        """Stop expecting an article."""
        self._expected.subtract(fingerprint.features.keys())
        self._expecting -= 1

    def find(self, fingerprint: Fingerprint) -> str | None:
        """Name the story that *fingerprint* tells, None when it is a new one."""
        vector = self._vector(fingerprint)
        near = {self._told[number].story_id for number in self._near(vector)}
        weighed = [(self._belongs(fingerprint, vector, story_id), story_id) for story_id in near]
        best, found = max(weighed, default=(0.0, None))
        return found if best >= _SAME_EVENT else None

    def _near(self, vector: dict[int, float]) -> list[int]:
        """List the articles that share most with a new one, by its strongest features alone."""
        overlap: defaultdict[int, float] = defaultdict(float)
        for feature in heapq.nlargest(_ASKED, vector, key=vector.__getitem__):
            for number in self._holding.get(feature, ()):
                overlap[number] += vector[feature]
        return heapq.nlargest(_WEIGHED, overlap, key=overlap.__getitem__)

    def _belongs(self, fingerprint: Fingerprint, vector: dict[int, float], story_id: str) -> float:
        """Weigh an article against a story: half its nearest article, half all of them."""
        newest = [self._told[number].fingerprint for number in self._stories[story_id][-_WEIGHED:]]
        alike = [_near_in_time(fingerprint, other) * self._alike(vector, other) for other in newest]
        return (max(alike) + sum(alike) / len(alike)) / 2

    def _alike(self, vector: dict[int, float], other: Fingerprint) -> float:
        beside = self._vector(other)
        length = math.hypot(*vector.values()) * math.hypot(*beside.values())
        both = sorted(vector.keys() & beside.keys())  # in one order: sums of floats depend on it
        return sum(min(_MOST_OF_ONE, vector[one] * beside[one] / length) for one in both if length)

    def _vector(self, fingerprint: Fingerprint) -> dict[int, float]:
        return {
            feature: one.weight * self._rarity(feature, one) for feature, one in fingerprint.features.items()
        }

    def _rarity(self, feature: int, one: Feature) -> float:
        articles = len(self._told) + self._expecting + _IMAGINED
        holding = len(self._holding.get(feature, ())) + self._expected[feature] + _IMAGINED * _SHARE[one.sort]
        return math.pow(math.log(max(1.0, articles / holding)), _RARITY)


def _near_in_time(one: Fingerprint, other: Fingerprint) -> float:
    """Say how likely two articles this far apart tell one event: 1 on the same day, 0 after the window."""
    if one.published is None or other.published is None:
        return _UNDATED if abs(one.added - other.added) <= _WINDOW else 0.0
    apart = abs(one.published - other.published)
    return 1 / (1 + (apart / _HALF_AS_NEAR) ** 2) if apart <= _WINDOW else 0.0
