"""Socket Mode: always one socket that listens, and a second before the first is let go.

Not `slack_sdk.socket_mode`: it closes the old socket before it opens the new one, opens the same spent
address again and again when that fails, and goes deaf (slackapi/bolt-python#417, python-slack-sdk#1110).
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from bot.chat import ChatError, Scope, TryLater, Undeliverable
from bot.platforms import CannotConnect
from bot.platforms.slack.account import read_token
from bot.platforms.slack.answers import socket_meaning
from bot.platforms.slack.sessions import CROWDED, LINK_DISABLED, Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncApp

    from bot.platforms.slack.account import Account
    from bot.platforms.slack.connection import Connection, Patience

log = logging.getLogger(__name__)

_DISABLED = (
    "Socket Mode is off for the app. Switch it on at api.slack.com/apps > your app > Socket Mode, "
    'or set mode = "http".'
)


_CROWDED = "Slack has as many sockets of this app open as it allows. Is the bot running elsewhere, too?"


class Sockets:
    """The sockets of one app."""

    def __init__(self, account: Account, app_token: Callable[[], str], patience: Patience) -> None:
        self._account = account
        self._read_token = app_token
        self._token: str | None = None  # the one we have used last
        self._patience = patience
        self._session: Session | None = None
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def is_up(self) -> bool:
        """Tell whether a socket listens."""
        return self._session is not None and self._session.is_up

    async def keep(self, app: AsyncApp, connection: Connection) -> None:
        """Listen until cancelled.

        Raises:
            Undeliverable: Slack will have no socket of us before a person has changed something.
            CannotConnect: Slack names a place for it where no token may go.
        """
        try:
            while True:
                await self._follow(app, connection)
        finally:
            await self._hang_up()

    async def has_other_secret(self) -> bool:
        """Tell whether somebody has put another app token in the place of the last one."""
        if self._token is None:  # none was refused
            return False
        try:
            return await read_token(self._read_token, wanted="xapp-") != self._token
        except ChatError:  # there is none, or none that could be right
            return False

    async def _follow(self, app: AsyncApp, connection: Connection) -> None:
        """Open a socket, let the last one go, and follow the new one until it needs relief."""
        try:
            fresh = await self._open(app)
        except (CannotConnect, Undeliverable):
            raise
        except Exception as error:  # noqa: BLE001  # the rim: a socket is tried again, whatever went wrong
            await connection.back_off(error)
            return
        self._relieve(fresh)
        opened = time.monotonic()
        reason = await fresh.until_tired()
        log.info("slack socket ends", extra={"reason": reason})
        if reason == LINK_DISABLED:
            raise Undeliverable(_DISABLED, scope=Scope.ACCOUNT)
        if reason == CROWDED:
            await connection.back_off(TryLater(_CROWDED, retry_after=self._patience.crowded_seconds))
            return
        if time.monotonic() - opened >= self._patience.settled_seconds:
            connection.stood()
        else:
            await connection.back_off(f"Slack ended the connection ({reason}).")

    async def _open(self, app: AsyncApp) -> Session:
        self._token = await read_token(self._read_token, wanted="xapp-")
        try:
            socket = await self._account.open_socket(
                self._token, heartbeat_seconds=self._patience.heartbeat_seconds
            )
        except CannotConnect:
            raise
        except Exception as error:
            raise socket_meaning(error) from error
        session = Session(socket, app, self._patience)
        await session.start()
        return session

    def _relieve(self, fresh: Session) -> None:
        """Put *fresh* in the place of the socket that listened, which takes what is still on its way."""
        old, self._session = self._session, fresh
        if old is not None:
            task = asyncio.create_task(old.leave())
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)

    async def _hang_up(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()
        for task in tuple(self._leaving):
            task.cancel()
        await asyncio.gather(*self._leaving, return_exceptions=True)
