"""How much one may ask: at most so many requests a person and a workspace in any minute."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING

from bot.commands.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.chat import Request

_WINDOW_SECONDS = 60.0


class Pace:
    """Counts requests in a sliding minute, in memory: a restart forgives."""

    def __init__(self, *, per_person: int, per_workspace: int, monotonic: Callable[[], float]) -> None:
        self._per_person = per_person
        self._per_workspace = per_workspace
        self._monotonic = monotonic
        self._asked: dict[tuple[str, ...], deque[float]] = {}
        self._swept_at = monotonic()

    def count(self, request: Request) -> None:
        """Count *request*.

        Raises:
            Notice: It is one too many, of this person or of this workspace; it was not counted.
        """
        now, where = self._monotonic(), request.where
        self._forget_silent(now)
        theirs = self._recent(("person", where.platform, request.who.id), now)
        _refuse_beyond(self._per_person, theirs, now, "too_fast")
        if where.workspace:
            everybodys = self._recent(("workspace", where.platform, where.workspace), now)
            _refuse_beyond(self._per_workspace, everybodys, now, "too_many")
            everybodys.append(now)
        theirs.append(now)

    def _recent(self, who: tuple[str, ...], now: float) -> deque[float]:
        times = self._asked.setdefault(who, deque())
        while times and times[0] + _WINDOW_SECONDS <= now:
            times.popleft()
        return times

    def _forget_silent(self, now: float) -> None:
        """Forget, once a minute, who has asked nothing for a minute."""
        if now - self._swept_at >= _WINDOW_SECONDS:
            self._swept_at, horizon = now, now - _WINDOW_SECONDS
            self._asked = {who: times for who, times in self._asked.items() if times and times[-1] > horizon}


def _refuse_beyond(most: int, times: deque[float], now: float, notice: str) -> None:
    if len(times) >= most:
        wait_seconds = math.ceil(times[0] + _WINDOW_SECONDS - now)
        raise Notice(notice, most=most, wait_seconds=wait_seconds)
