"""The doubles' clock: real time that a test can push forward."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


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
