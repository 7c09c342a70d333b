"""HTTP mode: Slack's requests arrive here, signed; whatever is not is turned away unread."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING

from aiohttp import web
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.chat import Scope, TryLater, Undeliverable

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncApp

    from bot.platforms.slack.connection import Connection

log = logging.getLogger(__name__)

PATH = "/slack/events"
_UNSIGNED = "The signing secret is empty. Copy it from api.slack.com/apps > your app > Basic Information."
_LARGEST_BODY = 1_000_000  # bytes; read no further, and hashed only below it


class Callbacks:
    """A server for Slack's requests."""

    def __init__(self, signing_secret: Callable[[], str], *, bind: str) -> None:
        self._read_secret = signing_secret
        self._host, _, port = bind.rpartition(":")
        self._port = int(port)
        self._secret: str | None = None  # the one we have used last
        self._is_up = False

    @property
    def is_up(self) -> bool:
        """Tell whether requests can arrive; whether Slack's do, only Slack knows."""
        return self._is_up

    async def keep(self, app: AsyncApp, connection: Connection) -> None:
        """Serve until cancelled.

        Raises:
            Undeliverable: The signing secret is none.
            TryLater: Nothing can listen there, such as when another program does.
        """
        self._secret = await asyncio.to_thread(self._read_secret)
        if not self._secret.strip():
            raise Undeliverable(_UNSIGNED, scope=Scope.ACCOUNT)
        runner = web.AppRunner(_server(app, SignatureVerifier(self._secret)), access_log=None)
        await runner.setup()
        try:
            await self._listen(runner)
            self._is_up = True
            connection.stood()
            await asyncio.get_running_loop().create_future()
        finally:
            self._is_up = False
            await runner.cleanup()

    async def _listen(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, self._host.strip("[]"), self._port).start()
        except OSError as error:
            reason = os.strerror(error.errno or 0).lower()
            raise TryLater(
                f"Slack's requests cannot arrive at {self._host}:{self._port}: {reason}."
            ) from None

    async def has_other_secret(self) -> bool:
        """Tell whether somebody has put another signing secret in the place of the last one."""
        if self._secret is None:  # none was refused
            return False
        try:
            return await asyncio.to_thread(self._read_secret) != self._secret
        except Exception as error:  # noqa: BLE001  # whatever keeps a secret in its place
            log.warning("signing secret not read", extra={"reason": str(error)})
            return False


def _server(app: AsyncApp, verifier: SignatureVerifier) -> web.Application:
    async def take(request: web.Request) -> web.Response:
        signed = await _signed(request, verifier)
        if signed is None:
            return web.Response(status=401)
        response = await app.async_dispatch(signed)
        kind = (response.headers.get("content-type") or ["text/plain"])[0].partition(";")[0]
        return web.Response(status=response.status, text=response.body, content_type=kind)

    server = web.Application(client_max_size=_LARGEST_BODY)
    server.router.add_post(PATH, take)
    return server


async def _signed(request: web.Request, verifier: SignatureVerifier) -> AsyncBoltRequest | None:
    """Read *request* if Slack has signed it in the last five minutes.

    A time that is no number, a signature that is not ASCII, a body that is not UTF-8 or not what Slack sends:
    slack_sdk and Bolt raise something else at each, and all of them mean that Slack did not write it.
    """
    try:
        body = (await request.read()).decode()
        if not verifier.is_valid_request(body, dict(request.headers)):
            return None
        return AsyncBoltRequest(body=body, query=request.query_string, headers=dict(request.headers))
    except web.HTTPRequestEntityTooLarge:
        raise
    except Exception as error:  # noqa: BLE001  # see above
        log.warning("request not from slack", extra={"reason": type(error).__name__})
        return None
