"""One socket of Slack's, opened by a server that says what it likes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import pytest
from aiohttp import web

from bot.chat import TryLater
from bot.platforms.slack.sessions import Session
from tests.slack_life import HURRY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_bolt.async_app import AsyncApp

NOBODY = cast("AsyncApp", None)  # nothing gets as far as an app here


@asynccontextmanager
async def server(*frames: Any) -> AsyncIterator[Session]:
    """Have a session at a server that says *frames*, and nothing more until the end."""

    async def talk(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for frame in frames:
            await socket.send_json(frame)
        await socket.receive()
        return socket

    pages = web.Application()
    pages.router.add_get("/", talk)
    runner = web.AppRunner(pages)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    async with aiohttp.ClientSession() as http:
        socket = await http.ws_connect(f"http://{host}:{port}/")
        session = Session(socket, NOBODY, replace(HURRY, connect_seconds=0.1))
        try:
            yield session
        finally:
            await session.close()
            await runner.cleanup()


@pytest.mark.parametrize("frame", [[], None, "hello", {}, {"type": "news"}], ids=str)
def test_socket_that_says_no_hello_is_tried_again(frame: Any) -> None:
    """Whatever comes in the place of a hello, the socket is closed and another tried later."""

    async def scenario() -> bool:
        async with server(frame) as session:
            with pytest.raises(TryLater, match="hello"):
                await session.start()
            return session.is_up

    assert not asyncio.run(scenario())


def test_silent_socket_is_not_waited_for() -> None:
    """A server that takes the socket and says nothing is given up."""

    async def scenario() -> None:
        async with server() as session:
            with pytest.raises(TimeoutError):
                await session.start()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("said", "reason"), [({"reason": "too_many_websockets"}, "too_many_websockets"), ({}, "told to")]
)
def test_socket_may_be_ended_before_its_hello(said: dict[str, str], reason: str) -> None:
    """A disconnect in the place of a hello is told as the reason."""

    async def scenario() -> str:
        async with server({"type": "disconnect", **said}) as session:
            await session.start()
            return await session.until_tired()

    assert reason == asyncio.run(scenario())
