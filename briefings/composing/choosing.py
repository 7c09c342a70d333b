"""Choose the stories of a briefing: the best first, none twice, not all of one kind; refusals have rules."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefings.composing.gathering import Gathered, half_life
from briefings.model import LeftOut
from briefings.summarising.likeness import likeness, said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from briefings.model import Digest, Topic

_UNSEEN = 1.0  # more than all the rest together: what was told before comes last
_TOPIC, _RECENCY, _VOICES, _QUOTABLE = 0.4, 0.35, 0.15, 0.05
_FOREIGN = -0.15  # in another language than most of what there is to tell
_NO_TOPIC = 0.2  # what no topic claims, in a digest of everything
_SAMENESS = 0.3  # taken off for a story like one already chosen
_REPEATS = 0.75  # so alike that it would be the same story again
_COMPARED = 4  # stories looked at for each one told; further down nothing is worth comparing
_LISTED = 20  # refusals kept for the trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A story with what its score is made of."""

    story: Gathered
    parts: tuple[tuple[str, float], ...]

    @property
    def score(self) -> float:
        """The sum of the parts."""
        return round(sum(value for _, value in self.parts), 4)


def choose(
    stories: Sequence[Gathered], digest: Digest, *, as_of: datetime, topics: Sequence[Topic]
) -> tuple[list[Ranked], list[LeftOut]]:
    """Pick the stories to tell, in their order, and say which rule kept each other one out."""
    language = _common_language(stories)
    waiting = sorted((_rank(story, digest, as_of, language) for story in stories), key=_order)
    rules = _Rules(digest, stories, topics)
    chosen: list[Ranked] = []
    refused: list[LeftOut] = []
    while waiting and len(chosen) < digest.max_stories:
        weighed = [rules.weigh(one) for one in waiting[: digest.max_stories * _COMPARED]]
        best = min(range(len(weighed)), key=lambda at: _order(weighed[at]))
        following = weighed[best]
        del waiting[best]
        reason = rules.refuse(following)
        if reason:
            refused.append(_left_out(following.story, reason))
        else:
            chosen.append(following)
            rules.admit(following)
    limit = f"the digest tells {digest.max_stories} stories, and these scored higher"
    refused += [_left_out(one.story, limit) for one in waiting[: max(0, _LISTED - len(refused))]]
    return chosen, refused


def _order(one: Ranked) -> tuple[float, float, str]:
    return -one.score, -one.story.newest.timestamp(), one.story.id


def _left_out(story: Gathered, reason: str) -> LeftOut:
    return LeftOut(story_id=story.id, title=story.title, reason=reason)


def _common_language(stories: Sequence[Gathered]) -> str:
    spoken = Counter(_language(story) for story in stories)
    return max(spoken, key=lambda language: (spoken[language], language), default="")


def _language(story: Gathered) -> str:
    return story.lead.language.partition("-")[0]


def _rank(story: Gathered, digest: Digest, as_of: datetime, language: str) -> Ranked:
    age = max(0.0, (as_of - story.newest) / half_life(digest))
    voices = len(story.articles)  # a text that many repeat is one voice
    on_topic = story.topic_score if story.topics else _NO_TOPIC
    parts = {
        "not told before": _UNSEEN * story.is_new,
        "topic": _TOPIC * on_topic,
        "recency": _RECENCY * 0.5**age,
        "voices": _VOICES * (1 - 1 / voices),
        "quotable": _QUOTABLE * any(article.key_sentences for article in story.articles),
        "in another language": _FOREIGN * (_language(story) != language),
    }
    return Ranked(story=story, parts=tuple((name, round(value, 4)) for name, value in parts.items() if value))


class _Rules:
    """What may still be told beside the stories already chosen."""

    def __init__(self, digest: Digest, stories: Sequence[Gathered], topics: Sequence[Topic]) -> None:
        self._digest = digest
        self._caps = {topic.name: topic.cap for topic in topics if topic.cap is not None}
        self._labels = {topic.name: topic.label for topic in topics}
        # A cap on the only source there is would only make the briefing short.
        self._is_one_source = len({article.source for story in stories for article in story.articles}) == 1
        self._by_source: Counter[str] = Counter()
        self._by_topic: Counter[str] = Counter()
        self._told: list[Gathered] = []

    def weigh(self, one: Ranked) -> Ranked:
        """Take off what a story repeats of those already chosen."""
        sameness = self._closest(one.story)[0]
        if sameness == 0:
            return one
        part = ("like one above", -round(_SAMENESS * sameness, 4))
        return Ranked(story=one.story, parts=(*one.parts, part))

    def refuse(self, one: Ranked) -> str | None:
        """Name the rule that keeps a story out; None when it may be told."""
        sameness, like = self._closest(one.story)
        if sameness >= _REPEATS:
            return f"it would repeat “{like}”"
        source = one.story.lead.source
        most = self._digest.max_stories_per_source
        if self._by_source[source] >= most and not self._is_one_source:
            return f"{source} has its {most} stories already"
        full = [
            topic
            for topic in one.story.topics[:1]
            if self._by_topic[topic] >= self._caps.get(topic, math.inf)
        ]
        return (
            f"the topic {self._labels[full[0]]} has its {self._caps[full[0]]} stories already"
            if full
            else None
        )

    def admit(self, one: Ranked) -> None:
        """Count a story that is told."""
        self._by_source[one.story.lead.source] += 1
        self._by_topic.update(one.story.topics[:1])
        self._told.append(one.story)

    def _closest(self, story: Gathered) -> tuple[float, str]:
        """Find the chosen story most like this one, by title and lede."""
        own = _said(story)
        return max(((likeness(own, _said(told)), told.title) for told in self._told), default=(0.0, ""))


def _said(story: Gathered) -> frozenset[str]:
    lede = story.lead.key_sentences[0].text if story.lead.key_sentences else ""
    return said(f"{story.title}\n{lede}")
