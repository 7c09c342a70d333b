"""Faults in Discord's own words: refusals by code, and its 429."""

from __future__ import annotations

from tests.doubles import faults
from tests.doubles.discord.problems import Json, problem


class Faults(faults.Faults):
    """The faults that wait for a request. *where* is "METHOD /path" with * for anything."""

    def refuse(self, where: str, code: int, *, times: int = 1) -> faults.Fault:
        """Answer with the refusal documented for *code*, such as 50013."""
        refused = problem(code)
        return self.add(where, times=times, status=refused.status, body=refused.body)

    def limit(
        self, where: str = "*", *, retry_after_seconds: float = 0.05, times: int = 1, is_global: bool = False
    ) -> faults.Fault:
        """Answer 429 as Discord does."""
        body: Json = {
            "message": "You are being rate limited.",
            "retry_after": retry_after_seconds,
            "global": is_global,
        }
        headers = {"Retry-After": str(max(1, round(retry_after_seconds)))}
        headers |= {"X-RateLimit-Scope": "global" if is_global else "user"}
        headers |= {"X-RateLimit-Global": "true"} if is_global else {}
        return self.add(where, times=times, status=429, body=body, headers=headers)
