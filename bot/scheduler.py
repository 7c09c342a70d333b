"""The alarm clock: it wakes the bot for its rounds. The due table says when a briefing is due, not this.

APScheduler sleeps until a wall-clock time, so a step of the clock back by an hour would silence it for an
hour. A watchdog on the monotonic clock winds it up again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

log = logging.getLogger(__name__)

_WATCH_SECONDS = 2.0
_LATE_SECONDS = 5.0  # later than this, an alarm did not merely wait for its turn
_A_LEAP = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something to do every so often. Two rings of one alarm never overlap; missed ones are one."""

    name: str
    every: timedelta
    action: Callable[[], Awaitable[object]]


class AlarmClock:
    """Rings its alarms until stopped, at once for the first time, whatever the wall clock does."""

    def __init__(
        self,
        alarms: Sequence[Alarm],
        *,
        monotonic: Callable[[], float] = time.monotonic,
        watch_seconds: float = _WATCH_SECONDS,
    ) -> None:
        self._alarms = {alarm.name: alarm for alarm in alarms}
        self._monotonic = monotonic
        self._watch_seconds = watch_seconds
        self._ended = dict.fromkeys(self._alarms, monotonic())  # when each last ended, or was wound up
        self._ringing: dict[str, asyncio.Task[None]] = {}
        self._watchdog: asyncio.Task[None] | None = None
        self._is_stopping = False
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            # A late ring is still a ring: with the default grace of one second a busy machine drops them.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Begin; to be called where an event loop runs."""
        for alarm in self._alarms.values():
            self._scheduler.add_job(
                self._ring,
                "interval",
                id=alarm.name,
                args=[alarm],
                seconds=alarm.every.total_seconds(),
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()
        self._watchdog = asyncio.create_task(self._watch())

    async def stop(self, *, patience_seconds: float) -> None:
        """Ring no more, and give what is being done so long to end before it is cancelled."""
        self._is_stopping = True
        if self._watchdog is not None:
            self._watchdog.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        ringing = [task for task in self._ringing.values() if not task.done()]
        if ringing:
            _, unfinished = await asyncio.wait(ringing, timeout=patience_seconds)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    def wind(self) -> list[str]:
        """Ring every alarm that is overdue by the monotonic clock; return their names."""
        overdue = [alarm for alarm in self._alarms.values() if self._is_overdue(alarm)]
        for alarm in overdue:
            self._ended[alarm.name] = self._monotonic()
            self._scheduler.modify_job(alarm.name, next_run_time=datetime.now(UTC))
            log.warning("alarm wound up again", extra={"alarm": alarm.name})
        return [alarm.name for alarm in overdue]

    def _is_overdue(self, alarm: Alarm) -> bool:
        is_ringing = alarm.name in self._ringing and not self._ringing[alarm.name].done()
        silent_for = self._monotonic() - self._ended[alarm.name]
        return not is_ringing and silent_for > alarm.every.total_seconds() + _LATE_SECONDS

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._watch_seconds)
            self.wind()

    async def _ring(self, alarm: Alarm) -> None:
        # A task of our own: APScheduler cancels its own at shutdown, and what is being posted must end.
        task = self._ringing[alarm.name] = asyncio.create_task(self._act(alarm))
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            if not self._is_stopping:
                raise  # at shutdown there is nothing to tell: `stop` waits for the task

    async def _act(self, alarm: Alarm) -> None:
        try:
            await alarm.action()
        except Exception:  # the rim: the next ring tries again
            log.exception("alarm failed", extra={"alarm": alarm.name})
        finally:
            self._ended[alarm.name] = self._monotonic()


class ClockSanity:
    """Notices a wall clock that leaps between two looks at it."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._before: tuple[datetime, float] | None = None

    def look(self, now: datetime) -> timedelta:
        """Return by how much the clock leapt since the last look; a leap of a day or more is logged."""
        moment = self._monotonic()
        before, self._before = self._before, (now, moment)
        if before is None:
            return timedelta()
        leap = now - before[0] - timedelta(seconds=moment - before[1])
        if abs(leap) > _A_LEAP:
            log.error("clock leapt", extra={"hours": round(leap.total_seconds() / 3600, 1)})
        return leap
