"""The gateway: takes sockets, judges what comes in, brings events, and fails on demand."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from tests.doubles.discord.account import application_json
from tests.doubles.discord.compression import stream_for
from tests.doubles.discord.sessions import KNOWN_INTENTS, MESSAGE_CONTENT, PRIVILEGED, Line, Session
from tests.doubles.discord.shapes import guild_json, user_json
from tests.doubles.discord.world import fresh_token

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.doubles.discord.problems import Json
    from tests.doubles.discord.world import Guild, World

HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME, RECONNECT = 1, 2, 3, 4, 6, 7
REQUEST_MEMBERS, INVALID, HELLO, HEARTBEAT_ACK = 8, 9, 10, 11
_ENDINGS = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)
_FINAL = (1000, 1001, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014)  # after these nothing can be resumed
PAYLOAD_BYTES, SENDS_PER_MINUTE = 4096, 120


class Gateway:
    """Accepts connections and gives the events of the world to those that asked for them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pumps: set[asyncio.Task[None]] = set()
        self._thawed = asyncio.Event()
        self._thawed.set()
        self.url = ""
        self.heartbeat_interval_seconds = 41.25
        self.max_concurrency = 1
        self.shards = 1  # what GET /gateway/bot recommends
        self.identifies_left = 1000  # today; past the last one the token is void
        self.identify_every_seconds = 0.0  # 5 on the real one; discord.py sleeps 5 s after a refusal
        self.allowed_privileged_intents = 0
        self.refused_resumes = 0  # how many of the next RESUMEs find their session gone
        self.refused_sockets = 0  # how many of the next connections end before HELLO
        self.sessions: dict[str, Session] = {}
        self.lines: list[Line] = []
        self.identifies: list[Json] = []
        self.resumes: list[Json] = []
        self.closed: list[int | None] = []  # the code with which each socket ended, None for a cut
        self._identified_at: dict[int, float] = {}  # by concurrency key
        world.emit = self.emit
        world.describe_gateway = self._described

    # What a test does to it.

    def drop(self) -> None:
        """Cut every TCP connection; sessions can be resumed."""
        for line in list(self.lines):
            line.cut()

    async def close(self, code: int) -> None:
        """Close every socket with *code*; from 4000 on, but for 4004 and 4010 to 4014, one may resume."""
        for line in list(self.lines):
            await line.close(code)

    async def reconnect(self) -> None:
        """Ask every client to connect again and resume (op 7)."""
        for line in list(self.lines):
            await line.send({"op": RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool) -> None:
        """Tell every client that its session is invalid (op 9); unless *resumable* it is gone."""
        for line in list(self.lines):
            if not resumable and line.session:
                self.sessions.pop(line.session.id, None)
            await line.send({"op": INVALID, "d": resumable})

    async def ask_heartbeat(self) -> None:
        """Ask every client for a heartbeat at once (op 1)."""
        for line in list(self.lines):
            await line.send({"op": HEARTBEAT, "d": None})

    def freeze(self) -> None:
        """Keep every socket open and send nothing more: no event, no heartbeat acknowledged."""
        self._thawed.clear()

    def thaw(self) -> None:
        """Go on where `freeze` stopped."""
        self._thawed.set()

    @property
    def is_connected(self) -> bool:
        """Whether a client has a session on an open socket."""
        return any(session.line for session in self.sessions.values())

    # What the world does with it.

    def emit(self, event: str, data: Json, guild_id: str) -> None:
        """Send an event to the sessions that asked for it."""
        for session in self.sessions.values():
            if session.wants(event, guild_id):
                session.dispatch(event, _for_eyes(session, event, data, self._world.bot.id))
        self._world.touch()

    def _described(self) -> Json:
        """Write what GET /gateway/bot answers."""
        limit = {
            "total": 1000,
            "remaining": max(self.identifies_left, 0),
            "reset_after": 14_400_000,
            "max_concurrency": self.max_concurrency,
        }
        return {"url": self.url, "shards": self.shards, "session_start_limit": limit}

    def session_for(self, guild_id: str) -> Session | None:
        """Return the connected session that gets the interactions of a guild."""
        serving = (one for one in self.sessions.values() if one.line is not None and one.serves(guild_id))
        return next(serving, None)

    async def stop(self) -> None:
        """Cut every socket and end what runs."""
        self.thaw()
        self.drop()
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    # What a client does.

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it ends."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.refused_sockets:
            self.refused_sockets -= 1
            await socket.close(code=1013)  # "try again later", before a word is said
            return socket
        line = Line(socket, request, stream_for(request.query.get("compress", "")))
        line.since_seconds = self._world.clock.seconds
        self.lines.append(line)
        try:
            await self._serve(line)
        except ConnectionError:
            pass  # the client, or the test, cut the connection while something was being sent
        finally:
            self._left(line)
        return socket

    async def _serve(self, line: Line) -> None:
        if line.request.query.get("v") != "10":
            await line.close(4012)
            return
        await line.send(
            {"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat_interval_seconds * 1000)}}
        )
        while (received := await line.socket.receive()).type not in _ENDINGS:
            await self._thawed.wait()
            code = await self._received(line, received.data) if received.type is WSMsgType.TEXT else 4002
            if code:
                await line.close(code)
        if received.type is WSMsgType.CLOSE and line.code is None:
            line.code = received.data

    def _left(self, line: Line) -> None:
        self.lines.remove(line)
        self.closed.append(line.code)
        session = line.session
        if line.pump:
            line.pump.cancel()
        if session is not None and session.line is line:
            session.line = None
            if line.code in _FINAL:
                self.sessions.pop(session.id, None)
        self._world.touch()

    async def _received(self, line: Line, text: str) -> int:
        """Handle one payload; return the code to close with, 0 to go on."""
        if len(text.encode()) > PAYLOAD_BYTES:
            return 4002
        if self._is_flooded(line):
            return 4008
        try:
            payload = json.loads(text)
        except ValueError:
            return 4002
        code = await self._handle(line, payload.get("op"), payload.get("d"))
        self._world.touch()
        return code

    def _is_flooded(self, line: Line) -> bool:
        now = self._world.clock.seconds
        if now - line.since_seconds > 60:
            line.since_seconds, line.received = now, 0
        line.received += 1
        return line.received > SENDS_PER_MINUTE

    async def _handle(self, line: Line, op: object, data: Json) -> int:
        if op == HEARTBEAT:
            await line.send({"op": HEARTBEAT_ACK})
            return 0
        if op == IDENTIFY:
            return 4005 if line.session else await self._identify(line, data)
        if op == RESUME:
            return 4005 if line.session else await self._resume(line, data)
        if op in (PRESENCE, VOICE_STATE, REQUEST_MEMBERS):
            return 0 if line.session else 4003
        return 4001

    async def _identify(self, line: Line, asked: Json) -> int:
        self.identifies.append(asked)
        number, count = asked.get("shard") or (0, 1)
        refused = self._refusal(asked, number, count)
        if refused:
            return refused
        if self._is_too_soon(number):
            await line.send({"op": INVALID, "d": False})
            return 0
        session = Session(fresh_token(), (number, count), asked["intents"])
        self.sessions[session.id] = session
        guilds = [one for one in self._world.guilds.values() if one.has_bot and session.serves(one.id)]
        session.dispatch("READY", self._ready_json(session, guilds))
        for guild in guilds:
            if not guild.is_unavailable:
                session.dispatch("GUILD_CREATE", guild_json(self._world, guild))
        self._attach(line, session)
        return 0

    def _refusal(self, asked: Json, number: int, count: int) -> int:
        """Return the code with which this IDENTIFY is closed, 0 when it is in order."""
        if asked.get("token") != self._world.token:
            return 4004
        if self.identifies_left <= 0:
            # Past the limit Discord ends all sessions and voids the token.
            self._world.token = fresh_token()
            self._world.violations.append("More IDENTIFYs than session_start_limit allows.")
            return 4004
        self.identifies_left -= 1
        intents = asked.get("intents")
        wrong = {
            4010: not 0 <= number < count,
            4011: count * 2500 < sum(one.has_bot for one in self._world.guilds.values()),
            4013: not isinstance(intents, int) or bool(intents & ~KNOWN_INTENTS),
            4014: isinstance(intents, int) and bool(intents & PRIVILEGED & ~self.allowed_privileged_intents),
        }
        return next((code for code, is_wrong in wrong.items() if is_wrong), 0)

    def _is_too_soon(self, number: int) -> bool:
        key, now = number % self.max_concurrency, self._world.clock.seconds
        last = self._identified_at.get(key)
        self._identified_at[key] = now
        return last is not None and now - last < self.identify_every_seconds

    def _ready_json(self, session: Session, guilds: Iterable[Guild]) -> Json:
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
        line.pump = asyncio.get_running_loop().create_task(self._pump(line, session))
        self._pumps.add(line.pump)
        line.pump.add_done_callback(self._pumps.discard)
        self._world.touch()

    async def _pump(self, line: Line, session: Session) -> None:
        outgoing = session.outgoing
        while session.line is line:
            payload = await outgoing.get()
            await self._thawed.wait()
            try:
                await line.send(payload)
            except ConnectionError:
                return  # it stays among what was sent, for a replay

    async def _resume(self, line: Line, asked: Json) -> int:
        self.resumes.append(asked)
        if asked.get("token") != self._world.token:
            return 4004
        session = self.sessions.get(asked.get("session_id", ""))
        if self.refused_resumes > 0 and session is not None:
            self.refused_resumes -= 1
            del self.sessions[session.id]
            session = None
        if session is None:
            await line.send({"op": INVALID, "d": False})
            return 0
        seq = asked.get("seq") or 0
        if seq > len(session.sent):
            return 4007
        session.replay(seq)
        session.dispatch("RESUMED", {})
        self._attach(line, session)
        return 0


def _for_eyes(session: Session, event: str, data: Json, bot_id: str) -> Json:
    """Take out what a session may not read: without the intent, the text of others' messages in guilds."""
    is_text = event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and data.get("guild_id")
    if not is_text or session.intents & MESSAGE_CONTENT or data["author"]["id"] == bot_id:
        return data
    if any(user["id"] == bot_id for user in data["mentions"]):
        return data
    return data | {"content": "", "embeds": [], "components": [], "attachments": []}
