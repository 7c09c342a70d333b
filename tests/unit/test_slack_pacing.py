"""Posts to Slack take turns."""

from __future__ import annotations

import asyncio

import pytest

from bot.chat import TryLater
from bot.platforms.slack import pacing
from bot.platforms.slack.pacing import Pace, Pacer


class Watch:
    """A clock that goes when it is told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def turns(pacer: Pacer, *where: tuple[str, str]) -> list[float]:
    """Take turns at once, and tell how long each had to wait."""
    return [round(pacer._take(workspace, channel), 2) for workspace, channel in where]


def test_channel_takes_one_at_a_time() -> None:
    """Posts to one channel of one workspace keep a second between them; no other waits."""
    pacer = Pacer(Pace(channel_seconds=1), monotonic=Watch())

    assert [0, 1, 2, 0, 0] == turns(pacer, ("T1", "a"), ("T1", "a"), ("T1", "a"), ("T1", "b"), ("T2", "a"))


def test_workspace_takes_a_burst_and_then_a_few_a_second() -> None:
    """Fifty channels at once are spread out after the first twenty."""
    pacer = Pacer(Pace(), monotonic=Watch())
    waits = turns(pacer, *(("T1", f"C{number}") for number in range(50)))

    assert ([0.0] * 20, [0.2, 0.4, 6.0]) == (waits[:20], [waits[20], waits[21], waits[49]])


def test_burst_comes_back_with_time() -> None:
    """A workspace that was quiet for a while takes the next burst."""
    watch = Watch()
    pacer = Pacer(Pace(), monotonic=watch)
    turns(pacer, *(("T1", f"C{number}") for number in range(20)))
    watch.now += 4

    assert [0.0] * 20 == turns(pacer, *(("T1", f"D{number}") for number in range(20)))


def test_long_wait_is_left_to_the_outbox() -> None:
    """Who would wait longer than a post may take is sent away with the time, and takes no turn."""
    pacer = Pacer(Pace(channel_seconds=5), monotonic=Watch())
    turns(pacer, ("T1", "a"), ("T1", "a"))
    for _ in range(2):
        with pytest.raises(TryLater) as refused:
            asyncio.run(pacer.turn("T1", "a"))

        assert 10 == refused.value.retry_after


def test_refused_channel_waits_as_long_as_told() -> None:
    """After a 429 the channel is left alone until it is over; the rest of the workspace goes on."""
    watch = Watch()
    pacer = Pacer(Pace(), monotonic=watch)
    pacer.refused("T1", "a", seconds=37)
    with pytest.raises(TryLater):
        asyncio.run(pacer.turn("T1", "a"))
    watch.now += 37

    assert [0, 0] == turns(pacer, ("T1", "a"), ("T1", "b"))


def test_channels_long_past_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot in very many channels does not remember them all."""
    monkeypatch.setattr(pacing, "_REMEMBERED", 2)
    pacer = Pacer(Pace(channel_seconds=1, workspace_seconds=0), monotonic=Watch())

    assert [0, 0, 0, 0, 1] == turns(pacer, *(("T1", name) for name in "abcac"))
