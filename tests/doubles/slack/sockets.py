"""Socket Mode: connections that the app opens, envelopes that go out, acknowledgements that come back."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.doubles.slack.interactions import COMMAND, EVENT, SUBMISSION, SUGGESTION, Interaction, acknowledge
from tests.doubles.slack.problems import Json, Problem
from tests.doubles.slack.webapi import Call, method

if TYPE_CHECKING:
    from tests.doubles.slack.world import World

MOST_CONNECTIONS = 10
TICKET_SECONDS = 30.0
_WITH_PAYLOAD = (COMMAND, SUBMISSION, SUGGESTION)


@dataclass(slots=True, eq=False)
class Link:
    """One connection."""

    socket: web.WebSocketResponse
    request: web.Request
    is_stalled: bool = False  # half open: nothing that goes in comes out
    sent: list[str] = field(default_factory=list)  # ids of the envelopes that went this way

    @property
    def is_open(self) -> bool:
        """Whether envelopes may go this way."""
        return not self.socket.closed


class SocketMode:
    """The far side of every connection."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.url = ""
        self.links: list[Link] = []
        self.connections = 0  # ever made
        self.most_connections = MOST_CONNECTIONS
        self._tickets: dict[str, float] = {}
        self._waiting: dict[str, Interaction] = {}  # by the id of the envelope
        self._due: Counter[str] = Counter()  # acknowledgements that may still come, by envelope
        self._sends: set[asyncio.Task[None]] = set()
        self._next = 0
        world.new_socket_url = self._new_url

    def _new_url(self) -> str:
        ticket = secrets.token_hex(8)
        self._tickets[ticket] = self._world.clock.seconds
        return f"{self.url}/link/?ticket={ticket}&app_id={self._world.app_id}"

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection."""
        return bool(self.open_links)

    @property
    def open_links(self) -> list[Link]:
        """The connections that are open, oldest first."""
        return [one for one in self.links if one.is_open]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take a connection and stay with it to its end."""
        given = self._tickets.pop(request.query.get("ticket", ""), None)
        if given is None or self._world.clock.seconds - given > TICKET_SECONDS:
            return web.Response(status=404, text="link expired or used")
        link = Link(web.WebSocketResponse(autoping=False, heartbeat=None, timeout=0.5), request)
        await link.socket.prepare(request)
        self.links.append(link)
        self.connections += 1
        await self._greet(link)
        self._world.touch()
        with contextlib.suppress(ConnectionError):
            await self._listen(link)
        self._world.touch()
        return link.socket

    async def _greet(self, link: Link) -> None:
        count = len(self.open_links)
        hello: Json = {"type": "hello", "num_connections": count}
        hello |= {"connection_info": {"app_id": self._world.app_id}}
        hello["debug_info"] = {"host": "loopback", "build_number": 1, "approximate_connection_time": 18_060}
        await link.socket.send_str(json.dumps(hello))
        if count > self.most_connections:
            await self.disconnect("too_many_websockets", link)

    async def _listen(self, link: Link) -> None:
        async for message in link.socket:
            if link.is_stalled:
                continue
            if message.type == WSMsgType.PING:
                await link.socket.pong(message.data)
            elif message.type == WSMsgType.TEXT:
                self._take(message.data)

    def _take(self, text: str) -> None:
        """Take an acknowledgement."""
        try:
            given = json.loads(text)
            envelope_id = given["envelope_id"]
            asked = self._waiting[envelope_id]
            self._due[envelope_id] -= 1
        except (ValueError, KeyError, TypeError):
            self._world.violations.append(f"Socket Mode: {text[:200]!r} acknowledges nothing that was sent.")
            return
        if self._due[envelope_id] < 0:
            self._world.violations.append(f"Socket Mode: {asked.kind} was acknowledged twice.")
        body = given.get("payload")
        if body and asked.kind not in _WITH_PAYLOAD:
            self._world.violations.append(f"Socket Mode: {asked.kind} takes no payload, but got {body}.")
            body = None
        acknowledge(self._world, asked, body)

    async def send(self, asked: Interaction, *, copies: int = 1, retry: int = 0, reason: str = "") -> None:
        """Send *asked* to one of the connections, as often as *copies* says."""
        link = self._choose()
        envelope: Json = {"envelope_id": secrets.token_hex(16), "payload": asked.payload}
        envelope["type"] = {COMMAND: COMMAND, EVENT: "events_api"}.get(asked.kind, "interactive")
        envelope["accepts_response_payload"] = asked.kind in _WITH_PAYLOAD
        if asked.kind == EVENT:
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        self._waiting[envelope["envelope_id"]] = asked
        self._due[envelope["envelope_id"]] = copies
        link.sent.append(envelope["envelope_id"])
        for _ in range(0 if link.is_stalled else copies):
            await self.send_raw(envelope, link)

    def _choose(self) -> Link:
        """Take turns: every payload goes to one connection, whichever."""
        links = self.open_links
        assert links, "Nothing is connected by Socket Mode."
        self._next += 1
        return links[self._next % len(links)]

    async def send_raw(self, message: Any, link: Link | None = None) -> None:
        """Send anything at all: a text goes out as it is."""
        text = message if isinstance(message, str) else json.dumps(message)
        await (link or self._choose()).socket.send_str(text)

    async def disconnect(self, reason: str = "refresh_requested", link: Link | None = None) -> None:
        """Ask a connection to go: a "warning" comes some seconds before "refresh_requested" and its end."""
        link = link or self.open_links[0]
        await self.send_raw(
            {"type": "disconnect", "reason": reason, "debug_info": {"host": "loopback"}}, link
        )
        if reason != "warning":
            self._later(self._end(link))

    async def _end(self, link: Link) -> None:
        with contextlib.suppress(ConnectionError):
            await link.socket.close()
        self._world.touch()

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)

    def stall(self, link: Link | None = None) -> Link:
        """Let a connection look alive while nothing passes: no pong, no envelope."""
        link = link or self.open_links[0]
        link.is_stalled = True
        return link

    def drop(self, link: Link | None = None) -> None:
        """Cut a connection without a word."""
        link = link or self.open_links[0]
        transport = link.request.transport
        if transport is not None:
            transport.abort()

    async def stop(self) -> None:
        """End every connection."""
        for link in self.open_links:
            link.is_stalled = False
            self._later(self._end(link))
        await asyncio.gather(*self._sends, return_exceptions=True)


@method("apps.connections.open", tier=3, bearer="app")
def open_connection(world: World, call: Call) -> Json:
    """Give an address that takes one connection, within half a minute."""
    del call
    if world.manifest and not world.manifest.get("settings", {}).get("socket_mode_enabled"):
        raise Problem("forbidden_team")
    return {"url": world.new_socket_url()}
