"""Alerts: tell the admin's target what needs a person, once, by a notice through the outbox."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.rendering import Renderer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.chat import ChatPlatform
    from bot.newsroom import Newsroom
    from briefings.model import Event, Target
    from briefings.store.events import Events

log = logging.getLogger(__name__)

_MOST = 10  # events told one by one in a notice; of the others it gives the number


class Alerts:
    """Looks for events, and has each told once: to the admin's target if there is one, to the log always."""

    def __init__(
        self,
        newsroom: Newsroom,
        events: Events,
        platforms: Mapping[str, ChatPlatform],
        *,
        targets: Mapping[str, Target],
        admin_target: str | None,
    ) -> None:
        self._newsroom = newsroom
        self._events = events
        self._platforms = platforms
        self._names = {target.destination: target.name for target in targets.values()}
        self._target = targets.get(admin_target or "")

    async def tell(self) -> int:
        """Tell what nobody has told yet; return how many events those are."""
        return await asyncio.to_thread(self._tell)

    def _tell(self) -> int:
        events = self._events.untold(silence=self._silence())
        # Of trouble with the way to the admin only the log can tell.
        wanted = [event for event in events if not self._is_in_the_way(event)]
        if not self._events.tell(events, target=self._target, parts=self._parts(wanted)):
            return 0  # another replica was faster with one of them; the others come with the next look
        for event in events:
            log.error("needs a person", extra=_fields(event))
        return len(events)

    def _silence(self) -> dict[str, timedelta]:
        """Say how long each scheduled digest may be without a story."""
        plan = self._newsroom.plan
        scheduled = {schedule.digest for schedule in plan.schedules.values()}
        return {
            name: timedelta(days=digest.silence_alert_days)
            for name, digest in plan.digests.items()
            if name in scheduled and digest.silence_alert_days
        }

    def _is_in_the_way(self, event: Event) -> bool:
        return self._target is not None and event.about in {self._target.destination, self._target.platform}

    def _parts(self, events: Sequence[Event]) -> tuple[str, ...]:
        platform = self._platforms.get(self._target.platform) if self._target else None
        if platform is None or not events:
            return ()
        message = Renderer(platform.dialect, zone=self._newsroom.plan.zone).show(
            "alerts",
            events=[self._told(event, platform) for event in events[:_MOST]],
            more=max(0, len(events) - _MOST),
        )
        return tuple(part.freeze() for part in platform.parts(message))

    def _told(self, event: Event, platform: ChatPlatform) -> dict[str, Any]:
        """Put an event as the template wants it: a place by its name, or as a channel of this platform."""
        owner, _, channel = event.about.partition(":")
        is_near = owner == platform.name and event.about not in self._names
        return {
            "kind": str(event.kind),
            "name": self._names.get(event.about, event.about),
            "channel": channel if is_near else None,
            "reason": event.reason,
            "at": event.at,
            "retry_at": event.retry_at,
            "count": event.count,
        }


def _fields(event: Event) -> dict[str, Any]:
    return {"event": str(event.kind), "about": event.about, "reason": event.reason or None}
