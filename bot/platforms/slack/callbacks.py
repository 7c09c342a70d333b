"""HTTP mode: Slack's requests arrive here, signed; whatever is not is turned away unread."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from aiohttp import web
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.chat import Scope, Undeliverable

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncApp

    from bot.platforms.slack.connection import Connection

log = logging.getLogger(__name__)

PATH = "/slack/events"
_LARGEST_BODY = 1_000_000  # bytes; read no further, and hashed only below it


class Callbacks:
    """A server for Slack's requests."""

    def __init__(self, signing_secret: Callable[[], str], *, bind: str) -> None:
        self._read_secret = signing_secret
        self._host, _, port = bind.rpartition(":")
        self._port = int(port)
        self._secret = ""  # the one we have used last
        self._is_up = False

    @property
    def is_up(self) -> bool:
        """Tell whether requests can arrive; whether Slack's do, only Slack knows."""
        return self._is_up

    async def keep(self, app: AsyncApp, connection: Connection) -> None:
        """Serve until cancelled.

        Raises:
            Undeliverable: The signing secret is none.
            OSError: Nothing can listen there, such as when another program does.
        """
        self._secret = await self._fresh_secret()
        runner = web.AppRunner(self._server(app), access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host.strip("[]"), self._port).start()
            self._is_up = True
            connection.stood()
            await asyncio.get_running_loop().create_future()
        finally:
            self._is_up = False
            await runner.cleanup()

    async def has_other_secret(self) -> bool:
        """Tell whether somebody has put another signing secret in place."""
        try:
            return await self._fresh_secret() != self._secret
        except (Undeliverable, OSError):
            return False

    async def _fresh_secret(self) -> str:
        secret = (await asyncio.to_thread(self._read_secret)).strip()
        if not secret:
            raise Undeliverable(
                "The signing secret is empty. Copy it from api.slack.com/apps > your app > "
                "Basic Information.",
                scope=Scope.ACCOUNT,
            )
        return secret

    def _server(self, app: AsyncApp) -> web.Application:
        verifier = SignatureVerifier(self._secret)

        async def take(request: web.Request) -> web.Response:
            body = await _signed_body(request, verifier)
            if body is None:
                return web.Response(status=401)
            return await _answered(app, request, body)

        server = web.Application(client_max_size=_LARGEST_BODY)
        server.router.add_post(PATH, take)
        return server


async def _signed_body(request: web.Request, verifier: SignatureVerifier) -> str | None:
    """Return the body if Slack has signed it in the last five minutes.

    A time that is no number, a signature that is not ASCII, a body that is not UTF-8: slack_sdk's check
    raises something else at each, and all of them mean that Slack did not write it.
    """
    try:
        body = (await request.read()).decode()
        return body if verifier.is_valid_request(body, dict(request.headers)) else None
    except web.HTTPRequestEntityTooLarge:
        raise
    except Exception as error:  # noqa: BLE001  # see above
        log.warning("request not from slack", extra={"reason": type(error).__name__})
        return None


async def _answered(app: AsyncApp, request: web.Request, body: str) -> web.Response:
    response = await app.async_dispatch(
        AsyncBoltRequest(body=body, query=request.query_string, headers=dict(request.headers))
    )
    kind = (response.headers.get("content-type") or ["text/plain"])[0].partition(";")[0]
    return web.Response(status=response.status, text=response.body, content_type=kind)
