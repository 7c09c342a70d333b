"""Clients for the loopback Discord's own tests: the real discord.py, and bare requests."""

from __future__ import annotations

import asyncio
import functools
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import discord as library
import yarl

from tests.doubles.discord import LoopbackDiscord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

GUILDS_ONLY = library.Intents(guilds=True)


def loopback(test: Callable[[LoopbackDiscord], Awaitable[None]]) -> Callable[[], None]:
    """Run an asynchronous test against a fresh double."""

    async def scenario() -> None:
        async with LoopbackDiscord() as discord:
            await test(discord)

    @functools.wraps(test)
    def run() -> None:
        asyncio.run(scenario())

    del run.__wrapped__  # pytest would ask for a fixture called discord
    return run


class Client(library.Client):
    """A plain discord.py client that notes its events."""

    def __init__(self, **options: Any) -> None:
        # discord.py is ready when no further guild has arrived for so long; its default is 2 s.
        options = dict[str, Any](intents=GUILDS_ONLY, guild_ready_timeout=0.05) | options
        super().__init__(max_messages=None, **options)
        self.tree = library.app_commands.CommandTree(self)
        self.seen: list[str] = []
        self.interactions: list[library.Interaction] = []

    def dispatch(self, event: str, /, *args: Any, **more: Any) -> None:
        """Note the event and go on."""
        self.seen.append(event)
        super().dispatch(event, *args, **more)

    async def on_interaction(self, interaction: library.Interaction) -> None:
        """Keep every interaction."""
        self.interactions.append(interaction)


@asynccontextmanager
async def connected(
    discord: LoopbackDiscord, client: Any = None, *, waits: bool = True
) -> AsyncIterator[Any]:
    """Connect *client*, a plain one by default, and wait until it is ready."""
    client = Client() if client is None else client
    old_base, old_gateway = library.http.Route.BASE, library.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    library.http.Route.BASE = discord.api_base
    library.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(discord.gateway_url)
    running = asyncio.create_task(client.start(discord.token))
    try:
        if waits:
            await asyncio.wait_for(_ready(client, running), 10)
        yield client
    finally:
        await client.close()
        await asyncio.gather(running, return_exceptions=True)
        library.http.Route.BASE, library.gateway.DiscordWebSocket.DEFAULT_GATEWAY = old_base, old_gateway


async def _ready(client: library.Client, running: asyncio.Task[None]) -> None:
    while not client.is_ready():
        if running.done():
            running.result()
        await asyncio.sleep(0.005)


class Wire:
    """Sends bare requests, with everything as a client could send it."""

    def __init__(self, session: aiohttp.ClientSession, discord: LoopbackDiscord) -> None:
        self._session = session
        self._discord = discord

    async def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        """Send a request and return status and body of the answer."""
        headers = {"Authorization": f"Bot {self._discord.token}", "User-Agent": "DiscordBot (none, 0)"}
        headers |= more.pop("headers", {})
        async with self._session.request(
            method, self._discord.api_base + path, json=body, headers=headers, **more
        ) as answer:
            text = await answer.text()
            is_json = answer.headers.get("Content-Type") == "application/json"
            self.headers = answer.headers
            return answer.status, await answer.json() if is_json and text else text


@asynccontextmanager
async def wired(discord: LoopbackDiscord) -> AsyncIterator[Wire]:
    """Open a session for bare requests."""
    async with aiohttp.ClientSession() as session:
        yield Wire(session, discord)
