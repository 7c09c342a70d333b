"""Rate limits: a bucket for each route and channel, and fifty requests a second for the bot."""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.doubles.discord.problems import Json, Problem

if TYPE_CHECKING:
    from tests.doubles.clock import Clock
    from tests.doubles.discord.rest import Call

GLOBAL_PER_SECOND = 50
MAJOR = ("channel_id", "guild_id", "application_id", "token", "interaction_token")


@dataclass(slots=True)
class Bucket:
    """What is left of one limit."""

    limit: int
    window_seconds: float
    left: int
    resets_at_seconds: float


class Limited(Problem):
    """A request that came too early; carries the headers of the 429."""

    def __init__(self, retry_after_seconds: float, *, is_global: bool, headers: dict[str, str]) -> None:
        body: Json = {
            "message": "You are being rate limited.",
            "retry_after": round(retry_after_seconds, 3),
            "global": is_global,
        }
        super().__init__(429, body)
        self.headers = headers | {"Retry-After": str(int(retry_after_seconds) + 1)}
        self.headers["X-RateLimit-Scope"] = "global" if is_global else "user"
        if is_global:
            self.headers["X-RateLimit-Global"] = "true"


class RateLimits:
    """Counts requests. Buckets are wide unless a test narrows one: Discord documents no numbers either."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}
        self._recent: deque[float] = deque()
        self.by_route: dict[str, tuple[int, float]] = {}  # "METHOD /template": requests, seconds
        self.default = (100, 1.0)
        self.global_per_second = GLOBAL_PER_SECOND

    def take(self, call: Call, *, counts_globally: bool) -> dict[str, str]:
        """Count *call* and return the headers that tell what is left.

        Raises:
            Limited: It came too early.
        """
        now = self._clock.seconds
        bucket, name = self._bucket(call, now)
        if bucket.left == 0:
            wait_seconds = bucket.resets_at_seconds - now
            raise Limited(wait_seconds, is_global=False, headers=self._headers(bucket, name, now))
        if counts_globally:
            self._count_globally(now)
        bucket.left -= 1
        return self._headers(bucket, name, now)

    def _bucket(self, call: Call, now: float) -> tuple[Bucket, str]:
        name = f"{call.method} {call.route}"
        key = "+".join([name, *(call.params[one] for one in MAJOR if one in call.params)])
        limit, window_seconds = self.by_route.get(name, self.default)
        bucket = self._buckets.get(key)
        if bucket is None or bucket.resets_at_seconds <= now or bucket.limit != limit:
            bucket = self._buckets[key] = Bucket(limit, window_seconds, limit, now + window_seconds)
        return bucket, name

    def _count_globally(self, now: float) -> None:
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self.global_per_second:
            raise Limited(self._recent[0] + 1 - now, is_global=True, headers={})
        self._recent.append(now)

    def _headers(self, bucket: Bucket, name: str, now: float) -> dict[str, str]:
        after_seconds = bucket.resets_at_seconds - now
        return {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(bucket.left),
            "X-RateLimit-Reset": f"{self._clock.now.timestamp() + after_seconds:.3f}",
            "X-RateLimit-Reset-After": f"{after_seconds:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(name.encode()).hexdigest()[:32],
        }
