"""Keep Slack's pace: a post a second and channel, and bursts of a workspace within what it takes."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.chat import TryLater

if TYPE_CHECKING:
    from collections.abc import Callable

# A longer wait is the outbox's: a post must end within the courier's 15 s.
_LONGEST_WAIT_SECONDS = 8.0
_REMEMBERED = 5_000  # channels


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast posts may follow each other; tests have less patience."""

    channel_seconds: float = 1.05  # Slack: "one message per second per channel"
    # Slack: "several hundred messages per minute" a workspace. Twenty at once, then five a second.
    workspace_burst: int = 20
    workspace_seconds: float = 0.2


@dataclass(slots=True)
class _Workspace:
    full_at: float = 0.0  # when its whole burst is there again
    channels: dict[str, float] = field(default_factory=dict)  # when each may be posted to; the oldest first


class Pacer:
    """Gives posts their turn. One process only: other replicas are held apart by the outbox's claims."""

    def __init__(self, pace: Pace, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._monotonic = monotonic
        self._workspaces: dict[str, _Workspace] = {}

    async def turn(self, workspace: str, channel: str) -> None:
        """Wait until *channel* may be posted to.

        Raises:
            TryLater: That is too long to wait for here.
        """
        wait = self._take(workspace, channel)
        if wait > 0:
            await asyncio.sleep(wait)

    def refused(self, workspace: str, channel: str, *, seconds: float) -> None:
        """Take note that Slack wants nothing more in *channel* for so many seconds."""
        self._known(workspace).channels[channel] = self._monotonic() + seconds

    def _take(self, workspace: str, channel: str) -> float:
        now = self._monotonic()
        known = self._known(workspace)
        burst_seconds = (self._pace.workspace_burst - 1) * self._pace.workspace_seconds
        slot = max(now, known.channels.get(channel, 0.0), known.full_at - burst_seconds)
        if slot - now > _LONGEST_WAIT_SECONDS:
            raise TryLater("Slack takes a post a second in each channel.", retry_after=slot - now)
        known.full_at = max(known.full_at, now) + self._pace.workspace_seconds
        known.channels.pop(channel, None)
        known.channels[channel] = slot + self._pace.channel_seconds
        while len(known.channels) > _REMEMBERED:
            del known.channels[next(iter(known.channels))]
        return slot - now

    def _known(self, workspace: str) -> _Workspace:
        return self._workspaces.setdefault(workspace, _Workspace())
