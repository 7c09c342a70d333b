"""Rate limits: a tier for each method and workspace, and a slower pace for each channel's posts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.doubles.slack.problems import Problem

if TYPE_CHECKING:
    from tests.doubles.clock import Clock
    from tests.doubles.slack.webapi import Call


@dataclass(slots=True)
class Bucket:
    """What is left of one limit; it fills again steadily."""

    size: float
    per_second: float
    left: float
    at_seconds: float


class Limited(Problem):
    """A call that came too early."""

    def __init__(self, wait_seconds: float) -> None:
        after = {"Retry-After": str(max(1, math.ceil(wait_seconds)))}
        super().__init__("ratelimited", status=429, headers=after)


class RateLimits:
    """Counts calls. A tier allows its number at once and refills over a minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, ...], Bucket] = {}
        self.per_minute = {1: 1, 2: 20, 3: 50, 4: 100}  # by tier
        self.by_method: dict[str, int] = {}  # calls a minute, in the place of the tier's
        self.posts_per_second = 1.0  # in a channel
        self.post_burst = 5  # posts to one channel that may come at once
        self.workspace_per_minute = 300  # posts in all; "several hundred"

    def take(self, call: Call, tier: int) -> None:
        """Count *call*.

        Raises:
            Limited: It came too early.
        """
        team = call.team.id if call.team else ""
        if call.name == "chat.postMessage":
            self._take(("post", team), self.workspace_per_minute, self.workspace_per_minute / 60)
            channel = str(call.args.get("channel"))
            self._take(("post", team, channel), self.post_burst, self.posts_per_second)
            return
        allowed = self.by_method.get(call.name, self.per_minute.get(tier, 0))
        if allowed:
            self._take((call.name, team), allowed, allowed / 60)

    def _take(self, key: tuple[str, ...], size: float, per_second: float) -> None:
        now = self._clock.seconds
        bucket = self._buckets.get(key)
        if bucket is None or (bucket.size, bucket.per_second) != (size, per_second):
            bucket = self._buckets[key] = Bucket(size, per_second, size, now)
        bucket.left = min(size, bucket.left + (now - bucket.at_seconds) * per_second)
        bucket.at_seconds = now
        if bucket.left < 1:
            raise Limited((1 - bucket.left) / per_second)
        bucket.left -= 1
