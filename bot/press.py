"""The press: compose and render each due briefing once, before the first attempt to post it."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.chat import Action
from bot.newsroom import DigestGone
from bot.rendering import Renderer
from briefings.model import Frozen, readers_of
from briefings.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.chat import ChatPlatform
    from bot.newsroom import Newsroom
    from briefings.model import Briefing, Digest, Occurrence, Target
    from briefings.store.freezing import FrozenBriefings

log = logging.getLogger(__name__)

_BATCH = 100  # briefings in one transaction: ten thousand due together take a hundred
_FOR_ITS_OWNER = (Action(label="Settings", verb="me"),)  # below a personal digest: the way out stands there


class Press:
    """Turns what is due into messages that no later change of the articles can reach."""

    def __init__(
        self,
        newsroom: Newsroom,
        frozen: FrozenBriefings,
        platforms: Mapping[str, ChatPlatform],
        targets: Mapping[str, Target],
    ) -> None:
        self._newsroom = newsroom
        self._frozen = frozen
        self._platforms = platforms
        self._threaded = {target.destination for target in targets.values() if target.threads}

    async def run(self) -> int:
        """Compose all that waits and return how many that were; a fault in one never stops the others."""
        found = await asyncio.to_thread(self._frozen.waiting)
        # Channels first: of ten thousand people each waits for one, but all of a channel for the same.
        waiting = sorted(found, key=lambda occurrence: self._newsroom.is_personal(occurrence.digest))
        desk = _Desk(self._newsroom, self._frozen)
        batches = [waiting[start : start + _BATCH] for start in range(0, len(waiting), _BATCH)]
        return sum([await asyncio.to_thread(self._freeze_all, batch, desk) for batch in batches])

    def _freeze_all(self, batch: Sequence[Occurrence], desk: _Desk) -> int:
        made = [frozen for each in batch if (frozen := self._try_to_make(each, desk)) is not None]
        try:
            ours = self._frozen.freeze(*made)
        except StoreError:  # one of them cannot be stored, or the store is gone: find out which
            ours = sum(self._try_to_freeze(frozen) for frozen in made)
        return ours

    def _try_to_freeze(self, frozen: Frozen) -> int:
        try:
            return self._frozen.freeze(frozen)
        except StoreError:
            log.exception("freezing failed", extra=_fields(frozen.occurrence))
            return 0

    def _try_to_make(self, occurrence: Occurrence, desk: _Desk) -> Frozen | None:
        try:
            return self._make(occurrence, desk)
        except DigestGone as error:  # nobody will bring the digest back in time
            log.warning("not composed", extra={**_fields(occurrence), "reason": str(error)})
            self._frozen.give_up(occurrence, note=str(error))
        except Exception:  # the rim: it is tried again with the next tick, until its grace ends
            log.exception("composing failed", extra=_fields(occurrence))
        return None

    def _make(self, occurrence: Occurrence, desk: _Desk) -> Frozen:
        copy = desk.compose(occurrence)
        parts = {
            destination: desk.render(copy, platform, in_thread=destination in self._threaded)
            for destination in occurrence.destinations
            if (platform := self._platform(destination, occurrence)) is not None
        }
        event = "composed" if copy.briefing.stories else "nothing new"
        log.info(event, extra={**_fields(occurrence), "stories": len(copy.briefing.stories)})
        return Frozen(occurrence=occurrence, content=copy.content, articles=copy.articles, parts=parts)

    def _platform(self, destination: str, occurrence: Occurrence) -> ChatPlatform | None:
        platform = self._platforms.get(destination.partition(":")[0])
        if platform is None:
            log.error("platform missing", extra={**_fields(occurrence), "destination": destination})
        return platform


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Copy:
    """What was composed, ready to be rendered for one platform after the other."""

    digest: Digest
    since: datetime | None
    briefing: Briefing
    content: str  # the briefing as JSON
    articles: frozenset[str]


class _Desk:
    """Composes and renders in one run, each once for all schedules and places that want the same.

    Ten thousand places with one digest at half past eight cost as much as one.
    """

    def __init__(self, newsroom: Newsroom, frozen: FrozenBriefings) -> None:
        self._newsroom = newsroom
        self._frozen = frozen
        self._copies: dict[tuple[str, str, datetime], _Copy] = {}
        self._rendered: dict[tuple[int, str, bool], tuple[str, ...]] = {}

    def compose(self, occurrence: Occurrence) -> _Copy:
        """Compose the briefing of *occurrence*: what its readers were not told up to its due time."""
        readers = readers_of(occurrence.schedule, occurrence.digest)
        key = (occurrence.digest, readers, occurrence.scheduled_for)
        if self._newsroom.is_personal(occurrence.digest):  # nobody else wants it, and there may be 10,000
            return self._compose(*key)
        if key not in self._copies:
            self._copies[key] = self._compose(*key)
        return self._copies[key]

    def render(self, copy: _Copy, platform: ChatPlatform, *, in_thread: bool) -> tuple[str, ...]:
        """Render for *platform*; nothing, when nothing is new and nobody wants a line about that."""
        if self._newsroom.is_personal(copy.digest.name):
            return self._render(copy, platform, in_thread=in_thread)
        key = (id(copy), platform.name, in_thread)  # copies live as long as this desk
        if key not in self._rendered:
            self._rendered[key] = self._render(copy, platform, in_thread=in_thread)
        return self._rendered[key]

    def _compose(self, name: str, readers: str, due: datetime) -> _Copy:
        digest = self._newsroom.digest(name)
        is_since_last = digest.window == "since-last"
        since = self._frozen.last_told(name, before=due, readers=readers) if is_since_last else None
        composed = self._newsroom.brief(replace(digest, name=readers), as_of=due, since=since)
        briefing = replace(composed, digest=name)
        return _Copy(
            digest=digest,
            since=since,
            briefing=briefing,
            content=json.dumps(asdict(briefing), default=as_json, ensure_ascii=False, separators=(",", ":")),
            articles=frozenset(article.id for story in briefing.stories for article in story.articles),
        )

    def _render(self, copy: _Copy, platform: ChatPlatform, *, in_thread: bool) -> tuple[str, ...]:
        digest, plan = copy.digest, self._newsroom.plan
        if not copy.briefing.stories and digest.if_empty == "skip":
            return ()
        renderer = Renderer(platform.dialect, zone=self._newsroom.zone_of(digest), topics=plan.topics)
        actions = _FOR_ITS_OWNER if self._newsroom.is_personal(digest.name) else ()
        message = renderer.briefing(copy.briefing, digest, since=copy.since, actions=actions)
        return tuple(part.freeze() for part in platform.parts(message, in_thread=in_thread))


def _fields(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "schedule": occurrence.schedule,
        "due": occurrence.scheduled_for.isoformat(),
        "digest": occurrence.digest,
    }


def as_json(value: object) -> str:
    """Write a time, the one thing in a briefing that JSON has no word for."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a briefing holds a {type(value).__name__}, which JSON has no word for")
