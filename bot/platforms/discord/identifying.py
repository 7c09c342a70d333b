"""Count the sessions that are started: past 1,000 a day Discord ends them all and resets the bot's token."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.platforms import Memory

_DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How many sessions may be started in how long, kept over restarts; (seconds, sessions a shard)."""

    # Discord wants 5 s between two. A process that a supervisor starts again and again slows down to 60 an
    # hour: 900 last 15 hours then, in which somebody will have noticed.
    windows: tuple[tuple[float, int], ...] = ((5, 1), (600, 10), (3_600, 60))
    daily: int = 900  # of the 1,000, for the whole bot


class IdentifyBudget:
    """Counts IDENTIFYs in the database, so that neither a restart nor a second process forgets them."""

    def __init__(
        self, memory: Memory, *, name: str, allowance: Allowance, clock: Callable[[], float] = time.time
    ) -> None:
        self._memory = memory
        self._name = name
        self._allowance = allowance
        self._clock = clock

    async def wait_seconds(self, *, shards: int) -> float:
        """Tell how long to wait before the next session may be started; 0 when it may be now."""
        now, started = self._clock(), await self._started()
        limits = [(seconds, sessions * shards) for seconds, sessions in self._allowance.windows]
        limits.append((_DAY_SECONDS, self._allowance.daily))
        return max(_wait(started, seconds, sessions, now) for seconds, sessions in limits)

    async def spend(self) -> None:
        """Note that a session is being started; before it is, so that a crash cannot lose the count."""
        now = self._clock()
        kept = [moment for moment in await self._started() if moment > now - _DAY_SECONDS]
        text = json.dumps([*kept, round(now, 1)])
        await asyncio.to_thread(self._memory.put, self._name, text)

    async def _started(self) -> list[float]:
        """List the moments sessions were started; those of a clock that was set back count as of now."""
        now, text = self._clock(), await asyncio.to_thread(self._memory.get, self._name)
        return sorted(min(float(moment), now) for moment in json.loads(text or "[]"))


def _wait(started: Sequence[float], seconds: float, sessions: int, now: float) -> float:
    """Tell when fewer than *sessions* will have been started in the last *seconds*."""
    if len(started) < sessions:
        return 0.0
    return max(0.0, started[-sessions] + seconds - now)
