"""The press: compose and render each due briefing once, before the first attempt to post it."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.chat import Action
from bot.rendering import Renderer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.chat import ChatPlatform
    from bot.newsroom import Newsroom
    from briefings.model import Briefing, Digest, Occurrence
    from briefings.store.freezing import FrozenBriefings

log = logging.getLogger(__name__)

_FOR_ITS_OWNER = (Action(label="Settings", verb="me"),)  # below a personal digest: the way out stands there


class Press:
    """Turns what is due into messages that no later change of the articles can reach."""

    def __init__(
        self, newsroom: Newsroom, frozen: FrozenBriefings, platforms: Mapping[str, ChatPlatform]
    ) -> None:
        self._newsroom = newsroom
        self._frozen = frozen
        self._platforms = platforms

    async def run(self) -> int:
        """Compose all that waits and return how many that were; a fault in one never stops the others."""
        waiting = await asyncio.to_thread(self._frozen.waiting)
        return sum([await asyncio.to_thread(self._try_to_freeze, occurrence) for occurrence in waiting])

    def _try_to_freeze(self, occurrence: Occurrence) -> bool:
        try:
            return self._freeze(occurrence)
        except Exception:  # the rim: it is tried again with the next tick, until its grace ends
            log.exception("composing failed", extra=_fields(occurrence))
            return False

    def _freeze(self, occurrence: Occurrence) -> bool:
        digest = self._newsroom.digest(occurrence.digest)
        since = self._since(digest, occurrence)
        briefing = self._newsroom.brief(digest, as_of=occurrence.scheduled_for, since=since)
        parts = {
            destination: self._parts(platform, briefing, digest, since)
            for destination in occurrence.destinations
            if (platform := self._platform(destination, occurrence)) is not None
        }
        is_ours = self._frozen.freeze(
            occurrence,
            content=json.dumps(asdict(briefing), default=as_json, ensure_ascii=False, separators=(",", ":")),
            articles={article.id for story in briefing.stories for article in story.articles},
            parts=parts,
        )
        event = "composed" if briefing.stories else "nothing new"
        log.info(event, extra={**_fields(occurrence), "stories": len(briefing.stories)})
        return is_ours

    def _since(self, digest: Digest, occurrence: Occurrence) -> datetime | None:
        if digest.window != "since-last":
            return None
        return self._frozen.last_told(digest.name, before=occurrence.scheduled_for)

    def _platform(self, destination: str, occurrence: Occurrence) -> ChatPlatform | None:
        platform = self._platforms.get(destination.partition(":")[0])
        if platform is None:
            log.error("platform missing", extra={**_fields(occurrence), "destination": destination})
        return platform

    def _parts(
        self, platform: ChatPlatform, briefing: Briefing, digest: Digest, since: datetime | None
    ) -> tuple[str, ...]:
        """Render for *platform*; nothing, when nothing is new and nobody wants a line about that."""
        if not briefing.stories and digest.if_empty == "skip":
            return ()
        plan = self._newsroom.plan
        renderer = Renderer(platform.dialect, zone=self._newsroom.zone_of(digest), topics=plan.topics)
        actions = () if digest.name in plan.digests else _FOR_ITS_OWNER
        message = renderer.briefing(briefing, digest, since=since, actions=actions)
        return tuple(part.freeze() for part in platform.parts(message))


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
