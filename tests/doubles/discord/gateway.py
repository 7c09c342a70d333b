"""The gateway: sessions over WebSockets that bring events, survive a cut and can be resumed."""

from __future__ import annotations

import asyncio
import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.doubles.discord.account import application_json
from tests.doubles.discord.shapes import guild_json, user_json
from tests.doubles.discord.world import fresh_token

if TYPE_CHECKING:
    from tests.doubles.discord.problems import Json
    from tests.doubles.discord.world import Guild, World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT = 0, 1, 2, 3, 6, 7
REQUEST_MEMBERS, INVALID, HELLO, HEARTBEAT_ACK = 8, 9, 10, 11
ZLIB_END = b"\x00\x00\xff\xff"
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content
KNOWN_INTENTS = (1 << 22 | 3 << 20) - 1 | 3 << 24


@dataclass(eq=False, slots=True)
class Line:
    """One open socket."""

    socket: web.WebSocketResponse
    request: web.Request
    compress: str
    deflate: Any = None
    session: Session | None = None

    async def send(self, payload: Json) -> None:
        """Send one payload in the form the client asked for."""
        text = json.dumps(payload)
        if self.compress == "zlib-stream":
            await self.socket.send_bytes(
                self.deflate.compress(text.encode()) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
            )
        else:
            await self.socket.send_str(text)

    def cut(self) -> None:
        """Drop the TCP connection without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass(eq=False, slots=True)
class Session:
    """What outlives a socket: who identified, for which shard and events, and what was sent."""

    id: str
    shard: tuple[int, int]
    intents: int
    sent: list[Json] = field(default_factory=list)
    line: Line | None = None
    outgoing: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)

    def serves(self, guild_id: str) -> bool:
        """Tell whether events of a guild, or without one (""), go to this shard."""
        number, count = self.shard
        return (int(guild_id or 0) >> 22) % count == number

    def dispatch(self, event: str, data: Json) -> None:
        """Number an event, keep it for a replay, and queue it."""
        payload = {"op": DISPATCH, "s": len(self.sent) + 1, "t": event, "d": data}
        self.sent.append(payload)
        self.outgoing.put_nowait(payload)


class Gateway:
    """Accepts connections and gives the events of the world to those that asked for them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.url = ""
        self.heartbeat_interval_seconds = 41.25
        self.sessions: dict[str, Session] = {}
        self.lines: list[Line] = []
        self.identifies: list[Json] = []
        self.resumes: list[Json] = []
        world.emit = self.emit

    def emit(self, event: str, data: Json, guild_id: str) -> None:
        """Send an event to the sessions it concerns."""
        for session in self.sessions.values():
            if session.serves(guild_id) and session.intents & _intents_of(event, guild_id):
                session.dispatch(event, data)
        self._world.touch()

    def session_for(self, guild_id: str) -> Session | None:
        """Return the connected session that gets the interactions of a guild."""
        for session in self.sessions.values():
            if session.line is not None and session.serves(guild_id):
                return session
        return None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it ends."""
        socket = web.WebSocketResponse(autoclose=True)
        await socket.prepare(request)
        line = Line(socket, request, request.query.get("compress", ""))
        if line.compress:
            line.deflate = zlib.compressobj()
        self.lines.append(line)
        await line.send(
            {"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat_interval_seconds * 1000)}}
        )
        try:
            async for received in socket:
                if received.type is WSMsgType.TEXT:
                    await self._received(line, json.loads(received.data))
        finally:
            self._left(line)
        return socket

    def _left(self, line: Line) -> None:
        self.lines.remove(line)
        session = line.session
        if session is not None and session.line is line:
            session.line = None
            if line.socket.close_code in (WSCloseCode.OK, WSCloseCode.GOING_AWAY):
                self.sessions.pop(session.id, None)
        self._world.touch()

    async def _received(self, line: Line, payload: Json) -> None:
        if payload["op"] == HEARTBEAT:
            await line.send({"op": HEARTBEAT_ACK})
        elif payload["op"] == IDENTIFY:
            await self._identify(line, payload["d"])
        elif payload["op"] == RESUME:
            await self._resume(line, payload["d"])

    async def _identify(self, line: Line, asked: Json) -> None:
        self.identifies.append(asked)
        if asked.get("token") != self._world.token:
            await line.socket.close(code=4004)
            return
        number, count = asked.get("shard") or (0, 1)
        session = Session(fresh_token(), (number, count), asked.get("intents", 0))
        self.sessions[session.id] = session
        guilds = [one for one in self._world.guilds.values() if one.has_bot and session.serves(one.id)]
        session.dispatch("READY", self._ready_json(session, guilds))
        for guild in guilds:
            if not guild.is_unavailable:
                session.dispatch("GUILD_CREATE", guild_json(self._world, guild))
        self._attach(line, session)

    def _ready_json(self, session: Session, guilds: list[Guild]) -> Json:
        return {
            "v": 10,
            "user": user_json(self._world.bot),
            "guilds": [{"id": one.id, "unavailable": True} for one in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": list(session.shard),
            "application": {
                "id": self._world.application_id,
                "flags": application_json(self._world)["flags"],
            },
            "private_channels": [],
        }

    def _attach(self, line: Line, session: Session) -> None:
        line.session, session.line = session, line
        asyncio.get_running_loop().create_task(self._pump(line, session))
        self._world.touch()

    async def _pump(self, line: Line, session: Session) -> None:
        while session.line is line:
            payload = await session.outgoing.get()
            await line.send(payload)

    async def _resume(self, line: Line, asked: Json) -> None:
        self.resumes.append(asked)
        session = self.sessions.get(asked.get("session_id", ""))
        if session is None:
            await line.send({"op": INVALID, "d": False})
            return
        session.outgoing = asyncio.Queue()
        for payload in session.sent[asked.get("seq") or 0 :]:
            session.outgoing.put_nowait(payload)
        session.dispatch("RESUMED", {})
        self._attach(line, session)


def _intents_of(event: str, guild_id: str) -> int:
    if event == "INTERACTION_CREATE":
        return -1
    if event.startswith("MESSAGE_"):
        return 1 << 9 if guild_id else 1 << 12
    return 1 << 0
