"""Gather what a digest may tell: the newest articles in its window, by their stories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from briefings.model import Candidate, Coverage, Digest, Topic

_WINDOWS = {"24h": timedelta(hours=24), "3d": timedelta(days=3), "7d": timedelta(days=7)}
# After so long a story is worth half as much; a day for a digest that tells what is new since the last one.
_HALF_LIVES = {
    "24h": timedelta(hours=12),
    "3d": timedelta(days=1),
    "7d": timedelta(days=2),
    "all": timedelta(days=7),
}
_HALF_LIFE = timedelta(days=1)
# A page may be dated a day ahead of us by its time zone; beyond that its date is a mistake.
_AHEAD = timedelta(days=1)
_POOL_A_STORY = 12  # articles looked at for each story told, the newest that were not told before


class Shelf(Protocol):
    """Where stored articles are asked for: `briefings.store.Articles`, or a list of them in a test."""

    def candidates(
        self,
        *,
        topics: Sequence[str] = (),
        sources: Sequence[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        digest: str | None = None,
        limit: int = 100,
    ) -> list[Candidate]:
        """List articles to choose from, those the digest has not told first, the newest first in each."""
        ...

    def coverage(self, sources: Sequence[str] | None = None) -> Coverage:
        """Tell what was read of *sources*, or of every source."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A story that may be told: its articles, the one that speaks for it first."""

    id: str
    articles: tuple[Candidate, ...]
    newest: datetime
    topics: tuple[str, ...]  # the surest first
    topic_score: float
    is_new: bool  # the digest has told none of these articles
    is_update: bool  # it has told an older article of the story

    @property
    def lead(self) -> Candidate:
        """The article that gives the story its title."""
        return self.articles[0]

    @property
    def title(self) -> str:
        """The lead's title; without one its first whole sentence, or its path; never invented."""
        if self.lead.title:
            return self.lead.title
        return self.lead.key_sentences[0].text if self.lead.key_sentences else self.lead.path


def gather(
    shelf: Shelf, digest: Digest, *, as_of: datetime, topics: Sequence[Topic], since: datetime | None
) -> list[Gathered]:
    """Find the stories *digest* may tell at *as_of*, in no order yet.

    "since-last" tells only what the digest has not told; with *since*, only what was published or taken in
    from
    then on. The other windows go by when an article was news, told before or not.
    """
    window = _WINDOWS.get(digest.window)
    found = shelf.candidates(
        topics=digest.topics,
        sources=digest.sources,
        since=as_of - window if window else None,
        until=as_of + _AHEAD,
        digest=digest.name,
        limit=max(1, digest.max_stories) * _POOL_A_STORY,
    )
    by_story: dict[str, list[Candidate]] = {}
    for candidate in found:
        by_story.setdefault(candidate.story_id, []).append(candidate)
    weights = {topic.name: topic.weight for topic in topics}
    wanted = frozenset(digest.topics) or frozenset(weights)
    stories: list[Gathered] = []
    for story_id, articles in by_story.items():
        tellable = [one for one in articles if _is_tellable(one, digest, as_of=as_of, since=since)]
        if tellable:
            stories.append(_gathered(story_id, tellable, articles, as_of=as_of, wanted=wanted))
    return stories


def moment(candidate: Candidate, as_of: datetime) -> datetime:
    """Tell when an article was news: when published, or taken in where that is unknown or impossible."""
    return shown_date(candidate, as_of) or candidate.added


def shown_date(candidate: Candidate, as_of: datetime) -> datetime | None:
    """Give the date readers may be shown; None for an article without one or with one that lies ahead."""
    is_possible = candidate.published is not None and candidate.published <= as_of + _AHEAD
    return candidate.published if is_possible else None


def half_life(digest: Digest) -> timedelta:
    """Tell after how long a story of this digest is worth half as much."""
    return _HALF_LIVES.get(digest.window, _HALF_LIFE)


def _is_tellable(candidate: Candidate, digest: Digest, *, as_of: datetime, since: datetime | None) -> bool:
    if digest.window != "since-last":
        return True
    # Taken in late but published before: still new to the readers.
    is_fresh = since is None or max(candidate.added, moment(candidate, as_of)) >= since
    return is_fresh and not candidate.seen


def _gathered(
    story_id: str,
    tellable: Sequence[Candidate],
    known: Sequence[Candidate],
    *,
    as_of: datetime,
    wanted: frozenset[str],
) -> Gathered:
    scores: dict[str, float] = {}
    for candidate in tellable:
        for match in candidate.topics:
            if match.topic in wanted:
                scores[match.topic] = max(scores.get(match.topic, 0.0), match.score)
    return Gathered(
        id=story_id,
        articles=tuple(sorted(tellable, key=lambda one: _standing(one, as_of, wanted), reverse=True)),
        newest=max(moment(one, as_of) for one in tellable),
        topics=tuple(sorted(scores, key=lambda topic: (-scores[topic], topic))),
        topic_score=max(scores.values(), default=0.0),
        is_new=not any(one.seen for one in tellable),
        is_update=any(one.seen for one in known),
    )


def _standing(candidate: Candidate, as_of: datetime, wanted: frozenset[str]) -> tuple[object, ...]:
    """Rank the articles of a story by how well each speaks for it: new, titled, quotable, on topic."""
    on_topic = max((match.score for match in candidate.topics if match.topic in wanted), default=0.0)
    return (
        not candidate.seen,
        candidate.title is not None,
        bool(candidate.key_sentences),
        round(on_topic, 1),
        candidate.copies,
        moment(candidate, as_of),
        candidate.id,
    )
