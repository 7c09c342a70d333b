"""The real Bolt at the loopback Slack: over Socket Mode, and over HTTP."""

from __future__ import annotations

import asyncio
import functools
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.doors import HOST
from tests.doubles.slack.server import LoopbackSlack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from tests.doubles.slack.world import Team


def loopback(test: Callable[[LoopbackSlack], Awaitable[None]]) -> Callable[[], None]:
    """Run an asynchronous test against a fresh double."""

    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            await test(slack)

    @functools.wraps(test)
    def run() -> None:
        asyncio.run(scenario())

    del run.__wrapped__  # pytest would ask for a fixture called slack
    return run


def client_of(slack: LoopbackSlack, team: Team) -> AsyncWebClient:
    """Make a client of the Web API that repeats nothing."""
    return AsyncWebClient(token=team.bot_token, base_url=slack.api_base, retry_handlers=[])


def app_of(slack: LoopbackSlack, team: Team, **options: Any) -> AsyncApp:
    """Make a Bolt app of one workspace."""
    return AsyncApp(client=client_of(slack, team), signing_secret=slack.signing_secret, **options)


@asynccontextmanager
async def over_sockets(
    slack: LoopbackSlack, app: AsyncApp, *, ping_seconds: float = 5
) -> AsyncIterator[AsyncSocketModeHandler]:
    """Connect *app* by Socket Mode."""
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=ping_seconds)
    before = len(slack.sockets.open_links)
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt annotates no return
        await slack.until(lambda: len(slack.sockets.open_links) > before, "a Socket Mode connection")
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # as above


@asynccontextmanager
async def over_http(slack: LoopbackSlack, app: AsyncApp) -> AsyncIterator[str]:
    """Let *app* listen for callbacks."""
    runner = web.AppRunner(app.web_app("/slack/events"), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, 0).start()
        slack.request_url = f"http://{HOST}:{runner.addresses[0][1]}/slack/events"
        yield slack.request_url
    finally:
        await slack.stop_gestures()
        slack.request_url = ""
        await runner.cleanup()
