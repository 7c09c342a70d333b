"""The double's clock and its snowflakes: real time that a test can push forward."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

DISCORD_EPOCH_MS = 1_420_070_400_000  # the first millisecond of 2015


class Clock:
    """Time as the server sees it; `advance` passes deadlines without waiting for them."""

    def __init__(self, *, starts_at: datetime | None = None) -> None:
        self._start = starts_at or datetime.now(UTC)
        self._started = time.monotonic()
        self._pushed_seconds = 0.0

    def advance(self, seconds: float) -> None:
        """Let *seconds* pass at once."""
        self._pushed_seconds += seconds

    @property
    def seconds(self) -> float:
        """Seconds since the clock was made."""
        return time.monotonic() - self._started + self._pushed_seconds

    @property
    def now(self) -> datetime:
        """The moment it shows, in UTC."""
        return self._start + timedelta(seconds=self.seconds)


class Snowflakes:
    """Gives out ids as Discord does: numbers that grow with time, written as strings."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """Return an id that nothing has yet."""
        made = (int(self._clock.now.timestamp() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last = max(made, self._last + (1 << 22))  # a millisecond on: guilds spread over shards
        return str(self._last)
