"""Discord's snowflakes: ids that tell when they were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.doubles.clock import Clock

DISCORD_EPOCH_MS = 1_420_070_400_000  # the first millisecond of 2015


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
