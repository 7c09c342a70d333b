"""The alarm clock rings, whatever its alarms and the wall clock do."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.scheduler import Alarm, AlarmClock, ClockSanity
from tests.posting import DAY, FRIDAY, HOUR

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


class Monotonic:
    """A monotonic clock that goes when it is told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.seconds


class Bell:
    """Counts its rings; it can be made to fail, or to last until it is let go."""

    def __init__(self, *, fails: bool = False, lasts: bool = False) -> None:
        self.rings: list[int] = []
        self.let_go = asyncio.Event()
        self.is_done = False
        self._changed = asyncio.Event()
        self._fails = fails
        self._lasts = lasts

    async def ring(self) -> None:
        """Ring once."""
        self.rings.append(len(self.rings))
        self._changed.set()
        if self._fails:
            raise ValueError("broken")
        if self._lasts:
            await self.let_go.wait()
        self.is_done = True

    async def until(self, number: int) -> None:
        """Wait for so many rings."""
        async with asyncio.timeout(10):
            while len(self.rings) < number:
                self._changed.clear()
                await self._changed.wait()

    def alarm(self, name: str, every: timedelta = HOUR) -> Alarm:
        """Make an alarm of this bell."""
        return Alarm(name=name, every=every, action=self.ring)


def run(story: Callable[[], object]) -> None:
    """Run an async story, which must end in ten seconds."""

    async def _run() -> None:
        async with asyncio.timeout(10):
            await story()  # type: ignore[misc]  # the stories below are coroutine functions

    asyncio.run(_run())


def test_alarms_ring_at_once() -> None:
    """What happened while the bot was away is looked at when it starts, not an interval later."""

    async def story() -> None:
        first, second = Bell(), Bell()
        clock = AlarmClock([first.alarm("first"), second.alarm("second")])
        clock.start()
        await first.until(1)
        await second.until(1)
        await clock.stop(patience_seconds=1)

        assert [[0], [0]] == [first.rings, second.rings]

    run(story)


def test_a_failing_alarm_rings_again(caplog: pytest.LogCaptureFixture) -> None:
    """An error is logged and the next ring comes; other alarms do not notice."""

    async def story() -> None:
        broken = Bell(fails=True)
        clock = AlarmClock([broken.alarm("broken", timedelta(milliseconds=10))])
        clock.start()
        await broken.until(3)
        await clock.stop(patience_seconds=1)

    run(story)

    assert "alarm failed" in caplog.messages


def test_a_wall_clock_that_stepped_back_does_not_silence_it(caplog: pytest.LogCaptureFixture) -> None:
    """Case 6: when the wall clock says "not yet" and the monotonic one says "long ago", it rings."""

    async def story() -> None:
        monotonic, bell = Monotonic(), Bell()
        clock = AlarmClock([bell.alarm("tick")], monotonic=monotonic, watch_seconds=0.01)
        clock.start()
        await bell.until(1)
        monotonic.seconds = HOUR.total_seconds() + 6
        await bell.until(2)
        await clock.stop(patience_seconds=1)

        assert [0, 1] == bell.rings

    run(story)

    assert "alarm wound up again" in caplog.messages


def test_an_alarm_on_time_is_left_alone() -> None:
    """A little late is only waiting for its turn."""

    async def story() -> None:
        monotonic, bell = Monotonic(), Bell()
        clock = AlarmClock([bell.alarm("tick")], monotonic=monotonic)
        clock.start()
        await bell.until(1)
        monotonic.seconds = HOUR.total_seconds() + 4

        assert [] == clock.wind()
        await clock.stop(patience_seconds=1)

    run(story)


def test_a_long_ring_is_not_rung_over() -> None:
    """While an alarm is being seen to, it is not overdue, however long that takes."""

    async def story() -> None:
        monotonic, bell = Monotonic(), Bell(lasts=True)
        clock = AlarmClock([bell.alarm("long")], monotonic=monotonic)
        clock.start()
        await bell.until(1)
        monotonic.seconds = 1_000_000

        assert [] == clock.wind()
        bell.let_go.set()
        await clock.stop(patience_seconds=1)

    run(story)


def test_a_stop_lets_work_end(caplog: pytest.LogCaptureFixture) -> None:
    """Case 31: what is being posted is finished before the bot goes, and nothing went wrong by that."""

    async def story() -> None:
        bell = Bell(lasts=True)
        clock = AlarmClock([bell.alarm("post")])
        clock.start()
        await bell.until(1)
        asyncio.get_running_loop().call_later(0.02, bell.let_go.set)
        await clock.stop(patience_seconds=5)

        assert bell.is_done

    run(story)

    assert "" == caplog.text


def test_a_stop_does_not_wait_for_ever() -> None:
    """Case 31: what does not end in time is left; the outbox knows that it is uncertain."""

    async def story() -> None:
        bell = Bell(lasts=True)
        clock = AlarmClock([bell.alarm("post")])
        clock.start()
        await bell.until(1)
        await clock.stop(patience_seconds=0.01)

        assert not bell.is_done

    run(story)


def test_a_clock_that_never_started_can_be_stopped() -> None:
    """A bot that is told to stop while it starts ends as well as any other."""

    async def story() -> None:
        await AlarmClock([Bell().alarm("tick")]).stop(patience_seconds=1)

    run(story)


def test_a_leap_of_the_clock_is_noticed(caplog: pytest.LogCaptureFixture) -> None:
    """Case 7: a year ahead is logged as an error; an hour is only measured."""
    monotonic = Monotonic()
    sanity = ClockSanity(monotonic=monotonic)
    leaps = [sanity.look(FRIDAY)]
    for now, seconds in ((FRIDAY + HOUR, 3600), (FRIDAY + 3 * HOUR, 7200), (FRIDAY + 365 * DAY, 10_800)):
        monotonic.seconds = seconds
        leaps.append(sanity.look(now))

    assert [timedelta(), timedelta(), HOUR, 365 * DAY - 4 * HOUR] == leaps
    assert [("clock leapt", logging.ERROR)] == [(each.getMessage(), each.levelno) for each in caplog.records]
