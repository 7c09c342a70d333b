"""What /healthz and the log say of the platforms."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

import aiohttp
import pytest

from bot.chat import Condition, Health
from bot.health import CannotListen, report, watched
from bot.platforms.console import ConsolePlatform


class Patient(ConsolePlatform):
    """A console whose health is what the test says."""

    def __init__(self, condition: Condition = Condition.READY, reason: str = "") -> None:
        super().__init__()
        self.fares = Health(condition=condition, reason=reason)

    @property
    def health(self) -> Health:
        """How it was said to fare."""
        return self.fares


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def ask(address: str) -> tuple[int, Any]:
    """Fetch the health page."""
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.json()


async def serve_and_ask(platforms: dict[str, Patient]) -> tuple[int, Any]:
    """Serve the health of *platforms* for one question."""
    bind = f"127.0.0.1:{free_port()}"
    async with watched(platforms, bind=bind):
        return await ask(f"http://{bind}/healthz")


def test_page_tells_each_platform_and_the_whole() -> None:
    """The page names every platform with its reason; one that is degraded still answers 200."""
    platforms = {"a": Patient(), "b": Patient(Condition.DEGRADED, "The gateway is away.")}
    expected = {
        "status": "degraded",
        "platforms": {
            "a": {"status": "ready", "reason": ""},
            "b": {"status": "degraded", "reason": "The gateway is away."},
        },
    }

    assert (200, expected) == asyncio.run(serve_and_ask(platforms))


def test_page_is_an_error_when_a_platform_is_down() -> None:
    """Monitors look at the status code: 503 when a platform waits for a person, however well another is."""
    status, found = asyncio.run(serve_and_ask({"a": Patient(), "b": Patient(Condition.DOWN, "No token.")}))

    assert (503, "down") == (status, found["status"])


def test_no_platforms_are_well() -> None:
    """A bot without platforms has nothing that could be ill."""
    assert {"status": "ready", "platforms": {}} == report({})


def test_taken_port_is_a_sentence() -> None:
    """A port that another program holds is named, with what to do."""

    async def serve_on(bind: str) -> None:
        async with watched({}, bind=bind):
            pass

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        bind = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(CannotListen, match=r"cannot be listened on .*write another port"):
            asyncio.run(serve_on(bind))


def test_each_change_is_logged_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log tells the first health and each change of it, as loud as it is bad."""
    monkeypatch.setattr("bot.health._LOOK_SECONDS", 0)
    platform = Patient()

    async def change() -> None:
        async with watched({"a": platform}, bind=None):
            for number, condition in enumerate((Condition.DOWN, Condition.DEGRADED), start=1):
                await told(caplog, number)
                platform.fares = Health(condition=condition, reason="It rains.")
            await told(caplog, 3)

    with caplog.at_level(logging.INFO):
        asyncio.run(change())

    expected = [("INFO", "ready"), ("ERROR", "down"), ("WARNING", "degraded")]
    assert expected == [(each.levelname, vars(each)["status"]) for each in caplog.records]


async def told(caplog: pytest.LogCaptureFixture, number: int) -> None:
    """Wait until so many lines were logged."""
    async with asyncio.timeout(5):
        while len([each for each in caplog.records if each.name == "bot.health"]) < number:  # noqa: ASYNC110  # a log has no event
            await asyncio.sleep(0)
