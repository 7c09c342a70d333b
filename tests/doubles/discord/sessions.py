"""Gateway sessions and the sockets they use for a while."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import web

    from tests.doubles.discord.compression import Stream
    from tests.doubles.discord.problems import Json

DISPATCH = 0
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = 1 << 1 | 1 << 8 | MESSAGE_CONTENT  # members, presences, message content
KNOWN_INTENTS = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25
_UNASKED = ("INTERACTION_CREATE", "READY", "RESUMED")


def intents_of(event: str, guild_id: str) -> int:
    """Tell which intents bring an event; all of them (-1) when none is needed."""
    if event in _UNASKED:
        return -1
    if event.startswith("MESSAGE_"):
        return GUILD_MESSAGES if guild_id else DIRECT_MESSAGES
    return GUILDS


@dataclass(eq=False, slots=True)
class Line:
    """One open socket."""

    socket: web.WebSocketResponse
    request: web.Request
    stream: Stream
    received: int = 0  # payloads, for the limit of 120 in 60 s
    since_seconds: float = 0.0
    session: Session | None = None
    pump: asyncio.Task[None] | None = None
    code: int | None = None  # of the close, from whichever side it came first

    async def send(self, payload: Json) -> None:
        """Send one payload in the form the client asked for."""
        packed = self.stream.pack(json.dumps(payload))
        if isinstance(packed, bytes):
            await self.socket.send_bytes(packed)
        else:
            await self.socket.send_str(packed)

    async def close(self, code: int) -> None:
        """Close the socket with *code*."""
        self.code = code
        await self.socket.close(code=code)

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

    def wants(self, event: str, guild_id: str) -> bool:
        """Tell whether the session asked for an event."""
        return self.serves(guild_id) and bool(self.intents & intents_of(event, guild_id))

    def dispatch(self, event: str, data: Json) -> None:
        """Give an event its number, keep it for a replay, and queue it."""
        payload = {"op": DISPATCH, "s": len(self.sent) + 1, "t": event, "d": data}
        self.sent.append(payload)
        self.outgoing.put_nowait(payload)

    def replay(self, after: int) -> None:
        """Queue everything again that came after number *after*."""
        self.outgoing = asyncio.Queue()
        for payload in self.sent[after:]:
            self.outgoing.put_nowait(payload)
