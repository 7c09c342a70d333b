"""Place each new article: a copy of a text already told, part of a story, or the first of a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from briefings.stories.copies import Copies
from briefings.stories.events import Events
from briefings.stories.fingerprint import Fingerprint, take, unpack

if TYPE_CHECKING:
    from datetime import datetime

    from briefings.model import Article

REMEMBERED = timedelta(days=30)  # articles read before that are compared with no new one


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an article belongs. A story keeps the id of its first article, whatever joins it later."""

    story_id: str
    copy_of: str | None  # the id of the article whose text this one repeats
    fingerprint: bytes  # to be stored, and given back to `Stories` after a restart


@dataclass(frozen=True, slots=True)
class _Known:
    story_id: str
    copy_of: str | None
    fingerprint: Fingerprint


class Stories:
    """All articles of the last `REMEMBERED` days, by their texts and by their events."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._copies = Copies()
        self._events = Events()
        self._expected: dict[str, Fingerprint] = {}

    def remember(
        self, article_id: str, story_id: str, fingerprint: bytes, *, copy_of: str | None = None
    ) -> None:
        """Take back an article placed before a restart; give them in the order in which they were placed.

        Raises:
            ValueError: The fingerprint is none of ours, or of another version.
        """
        self._add(article_id, _Known(story_id, copy_of, unpack(fingerprint)))

    def expect(self, article: Article, at: datetime) -> None:
        """Read an article that is about to be placed, so that those before it are judged with it in mind.

        What is common can only be seen in many articles: without this, the first few of an empty desk look
        alike. Expect all of a batch, then place them.
        """
        if article.id not in self._known and article.id not in self._expected:
            self._expected[article.id] = take(article, added=at)
            self._events.expect(self._expected[article.id])

    def place(self, article: Article, at: datetime) -> Placement:
        """Place *article*, read at *at*; the second time, where it is already."""
        known = self._known.get(article.id) or self._place(article, at)
        return Placement(story_id=known.story_id, copy_of=known.copy_of, fingerprint=known.fingerprint.pack())

    def _place(self, article: Article, at: datetime) -> _Known:
        self._forget(at - REMEMBERED)
        fingerprint = self._expected.pop(article.id, None)
        if fingerprint:
            self._events.arrived(fingerprint)
        else:
            fingerprint = take(article, added=at)
        copied = self._copies.find(fingerprint)
        story_id = self._known[copied].story_id if copied else self._events.find(fingerprint)
        known = _Known(story_id or article.id, copied, fingerprint)
        self._add(article.id, known)
        return known

    def _add(self, article_id: str, known: _Known) -> None:
        self._known[article_id] = known
        if known.copy_of is None:
            self._copies.add(article_id, known.fingerprint)
            self._events.add(known.story_id, known.fingerprint)

    def _forget(self, before: datetime) -> None:
        """Drop what was read before *before*, all at once and not more often than once a day."""
        oldest = next(iter(self._known.values()), None)
        if oldest is None or oldest.fingerprint.added >= before - timedelta(days=1):
            return
        told, self._known, self._copies, self._events = self._known, {}, Copies(), Events()
        for fingerprint in self._expected.values():
            self._events.expect(fingerprint)
        for article_id, known in told.items():
            if known.fingerprint.added >= before:
                self._add(article_id, known)
