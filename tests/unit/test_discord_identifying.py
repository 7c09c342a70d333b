"""The count of sessions that were started."""

from __future__ import annotations

import asyncio
import json

from bot.platforms.discord.identifying import Allowance, IdentifyBudget
from tests.discord_life import Notebook

NOW = 1_000_000.0


def budget(memory: Notebook) -> IdentifyBudget:
    """Make the count of one process."""
    return IdentifyBudget(memory, name="started", allowance=Allowance(), clock=lambda: NOW)


def started(*ago_seconds: float) -> Notebook:
    """Have started sessions so long ago."""
    return Notebook({"started": json.dumps([NOW - ago for ago in ago_seconds])})


def wait(memory: Notebook, *, shards: int = 1) -> float:
    """Ask how long to wait."""
    return asyncio.run(budget(memory).wait_seconds(shards=shards))


def test_first_session_is_started_at_once() -> None:
    """Nothing was started, so nothing is waited for."""
    assert 0 == wait(Notebook())


def test_five_seconds_lie_between_two() -> None:
    """Discord wants 5 s between two sessions, whichever process starts them."""
    assert (3, 0) == (wait(started(2)), wait(started(6)))


def test_crash_loop_is_slowed_down() -> None:
    """A bot that crashes again and again starts ten sessions in ten minutes, and sixty in an hour."""
    in_minutes, in_the_hour = started(*range(100, 110)), started(*range(700, 1_300, 10))

    assert (600 - 109, 3_600 - 1_290) == (wait(in_minutes), wait(in_the_hour))


def test_day_has_a_safe_margin() -> None:
    """Of the thousand a day that cost the token, nine hundred are used."""
    moments = [30_000.0 + number for number in range(900)]

    assert 86_400 - 30_899 == wait(started(*moments))


def test_shards_have_sessions_each() -> None:
    """A bot in many shards may start as many sessions for each, but no more a day."""
    moments = [100.0] * 10

    assert (500, 0) == (wait(started(*moments)), wait(started(*moments), shards=2))


def test_count_is_kept_a_day() -> None:
    """What is spent is noted in the database, and what is older than a day forgotten."""
    memory = started(90_000, 50)
    asyncio.run(budget(memory).spend())

    assert [NOW - 50, NOW] == json.loads(memory.notes["started"])


def test_clock_set_back_does_not_wait_for_ever() -> None:
    """Sessions that seem to lie in the future count as of now."""
    assert 5 == wait(started(-1_000_000))
