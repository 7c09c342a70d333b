"""Faults in Slack's own words: refusals by name, and its 429."""

from __future__ import annotations

from tests.doubles import faults


class Faults(faults.Faults):
    """The faults that wait for a call; *where* is a method's name, or "response_url", * stands for any."""

    def refuse(self, where: str, error: str, *, times: int = 1, has_effect: bool = False) -> faults.Fault:
        """Answer `ok` false with *error*; "fatal_error" may have had its effect, so say which."""
        body = {"ok": False, "error": error}
        return self.add(where, times=times, status=200, body=body, has_effect=has_effect)

    def limit(self, where: str = "*", *, retry_after_seconds: int = 1, times: int = 1) -> faults.Fault:
        """Answer 429 as Slack does."""
        headers = {"Retry-After": str(retry_after_seconds)}
        body = {"ok": False, "error": "ratelimited"}
        return self.add(where, times=times, status=429, body=body, headers=headers)
