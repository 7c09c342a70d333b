"""Follow one socket of Slack's from its hello to its end, and acknowledge what it brings."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.chat import TryLater

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.response import BoltResponse

    from bot.platforms.slack.connection import Patience

log = logging.getLogger(__name__)

LINK_DISABLED = "link_disabled"
CROWDED = "too_many_websockets"
_LOST = "connection lost"


class Session:
    """One socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, app: AsyncApp, patience: Patience) -> None:
        self._socket = socket
        self._app = app
        self._patience = patience
        self._tired = asyncio.Event()
        self._reason = ""
        self._reading: asyncio.Task[None] | None = None
        self._answering: set[asyncio.Task[None]] = set()

    @property
    def is_up(self) -> bool:
        """Tell whether Slack reaches us by this socket."""
        return self._reading is not None and not self._reading.done()

    async def start(self) -> None:
        """Wait for Slack's hello, and read from then on.

        Raises:
            TryLater: Slack did not say hello; the socket is closed.
        """
        try:
            async with asyncio.timeout(self._patience.connect_seconds):
                said = await self._socket.receive_json()
            self._hear(said)
        except BaseException:
            await self._socket.close()
            raise
        self._reading = asyncio.create_task(self._read())

    async def until_tired(self) -> str:
        """Wait until the socket has ended or is going to, and return why."""
        await self._tired.wait()
        return self._reason

    async def leave(self) -> None:
        """Go on reading until Slack hangs up or a while has passed, and close the socket."""
        try:
            if self._reading is not None:
                await asyncio.wait({self._reading}, timeout=self._patience.linger_seconds)
        finally:
            await self.close()

    async def close(self) -> None:
        """Let answers under way acknowledge what they answer, and close the socket."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=1.0)
        await self._socket.close()
        tasks = [task for task in (self._reading, *self._answering) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # ------------------------------------------------------------------------------------- what comes in

    def _hear(self, said: Any) -> None:
        if not isinstance(said, dict):
            raise TryLater("Slack did not say hello.")
        if said.get("type") == "disconnect":  # before a hello, too
            self._tire(str(said.get("reason") or "told to"))
        elif said.get("type") != "hello":
            raise TryLater("Slack did not say hello.")

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._take(frame.data)
        finally:
            self._tire(_LOST)

    def _take(self, text: str) -> None:
        try:
            said = json.loads(text)
            kind = said["type"]
        except (ValueError, TypeError, KeyError):
            log.warning("slack sent something unreadable")
            return
        if kind == "disconnect":
            self._tire(str(said.get("reason") or "told to"))
        elif (request := SocketModeRequest.from_dict(said)) is not None:
            task = asyncio.create_task(self._answer(request))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    def _tire(self, reason: str) -> None:
        self._reason = self._reason or reason
        self._tired.set()

    async def _answer(self, request: SocketModeRequest) -> None:
        try:
            response = await run_async_bolt_app(self._app, request)
            if response.status != 200:
                log.warning("slack not answered", extra={"kind": request.type, "status": response.status})
                return
            written = SocketModeResponse(envelope_id=request.envelope_id, payload=_payload(response))
            await self._socket.send_str(json.dumps(written.to_dict()))
        except (ConnectionError, aiohttp.ClientError):
            # Slack sends events again; of a gesture, its answer still goes out by the Web API.
            log.warning("slack not acknowledged", extra={"kind": request.type})
        except Exception:  # the rim: one gesture never stops the others
            log.exception("gesture failed", extra={"kind": request.type})


def _payload(response: BoltResponse) -> Any:
    """Take what goes with an acknowledgement: options of a select, errors of a form."""
    if not response.body:
        return None
    kind = (response.headers.get("content-type") or [""])[0]
    return json.loads(response.body) if kind.startswith("application/json") else {"text": response.body}
