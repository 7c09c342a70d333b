"""Hold one gateway session: open it, follow its events, take it up again where it broke off."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any, Protocol

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.chat import Undeliverable
from bot.platforms import CannotConnect
from bot.platforms.discord.identifying import Allowance

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop as Loop

log = logging.getLogger(__name__)

_PORTAL = "Open the Developer Portal > your app > Bot"
# The closes after which connecting again would only do harm, and what a person can do about each.
_FATAL = {
    4004: f"Discord's gateway does not accept the bot token. {_PORTAL} > Reset Token, and use the new one.",
    4010: "Discord refused how the bot is divided into shards. Start Briefbot again.",
    4011: "The bot is in too many servers for so few shards. Start Briefbot again.",
    4012: "Discord has retired the version of its gateway that this Briefbot speaks. Update Briefbot.",
    4013: "Discord does not know the events this Briefbot asks for. Update Briefbot.",
    4014: f"Discord refused the events this Briefbot asks for. {_PORTAL}, and look for warnings there.",
}
_VAIN_RESUMES = 3  # in a row; a session that could not be taken up by then is gone
_LOST = "The connection broke off."
_RESUMABLE, _FINISHED = 4000, 1000  # how we close: the first keeps the session, the second ends it


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the connection waits for what; tests have less of it."""

    first_seconds: float = 1.0  # the longest first wait; each failure doubles it
    longest_seconds: float = 120.0
    connect_seconds: float = 30.0
    silence_seconds: float = 50.0  # heartbeats are answered every 41 s: by then the socket is dead
    hang_up_seconds: float = 2.0  # for a polite end; a dead socket answers nothing
    refused_seconds: float = 3_600.0  # before what needs a person is tried again nevertheless
    token_look_seconds: float = 30.0  # between two looks whether somebody has put another token in place
    allowance: Allowance = field(default_factory=Allowance)


class Ended(Exception):
    """All sessions end."""


class Refused(Ended):
    """The gateway will not have the bot before a person has changed something; the message says what."""


class Divided(Ended):
    """Discord wants the bot held in another number of shards."""

    def __init__(self, shards: int) -> None:
        super().__init__(f"{shards} shards")
        self.shards = shards


class Starter(Protocol):
    """What a session needs of the connection it is a part of."""

    patience: Patience
    turn: asyncio.Lock  # held while a session is started: Discord wants one at a time

    async def permission(self) -> str:
        """Wait until a new session may be started, and return where."""
        ...

    def checked_gateway(self, url: str) -> str:
        """Return *url* if the token may be sent there."""
        ...

    async def spend(self) -> None:
        """Count a session that is being started."""
        ...

    async def back_off(self, error: Exception | str) -> None:
        """Wait after something went wrong."""
        ...

    def came_up(self) -> None:
        """Take note that a session stands."""
        ...


class Session:
    """The session of one shard, for ever: what breaks is resumed, what cannot be resumed is started anew.

    Not `discord.Client.connect`: that dies when its first connection is refused (Rapptz/discord.py#10520),
    resumes and identifies without a pause, and never gives a session up.
    """

    def __init__(self, starter: Starter, client: discord.Client, shard: int | None) -> None:
        self.is_up = False
        self._starter = starter
        self._client = client
        self._shard = shard
        self._socket: DiscordWebSocket | None = None
        self._resumable: dict[str, Any] = {}  # what `from_client` wants to know of the last session
        self._vain_resumes = 0
        self._silence: asyncio.Timeout | None = None  # that the next event ends
        self._kind = self._socket_class()

    def stands(self) -> None:
        """Take note that Discord said READY or RESUMED."""
        self.is_up, self._vain_resumes = True, 0
        self._starter.came_up()

    async def keep(self) -> None:
        """Hold the session until cancelled.

        Raises:
            Ended: It is no use, or not in this way.
            Undeliverable: Discord does not let the account in.
        """
        while True:
            code = _FINISHED
            try:
                trouble = await self._follow()
                code = _RESUMABLE
            finally:
                self.is_up = False
                await self._hang_up(code)
            await self._starter.back_off(trouble)

    async def _follow(self) -> Exception | str:
        """Open the session and follow its events; return what ended it."""
        try:
            await self._open()
            while True:
                async with asyncio.timeout(self._starter.patience.silence_seconds) as self._silence:
                    await self._standing.poll_event()
        except ReconnectWebSocket as wish:
            self._remember(can_resume=wish.resume)
            return _LOST if wish.resume else "Discord ended the session."
        except discord.ConnectionClosed as closed:
            self._remember(can_resume=False)
            if closed.code in _FATAL:
                raise Refused(_FATAL[closed.code]) from None
            return f"Discord closed the connection ({closed.code})."
        except (Ended, Undeliverable):
            raise
        except TimeoutError:
            self._remember(can_resume=True)
            return "The gateway fell silent."
        except Exception as error:  # noqa: BLE001  # the rim: any fault of a server, or of an event it sent
            self._remember(can_resume=True)
            return error

    @property
    def _standing(self) -> DiscordWebSocket:
        if self._socket is None:
            raise ConnectionError(_LOST)
        return self._socket

    async def _open(self) -> None:
        if self._resumable:
            self._vain_resumes += 1
            await self._connect(resume=True, **self._resumable)
            return
        async with self._starter.turn:
            gateway = await self._starter.permission()
            await self._connect(gateway=yarl.URL(gateway))

    async def _connect(self, **how: Any) -> None:
        async with asyncio.timeout(self._starter.patience.connect_seconds):
            # `initial` keeps discord.py from waiting before each IDENTIFY: we wait before we connect.
            await self._kind.from_client(self._client, initial=True, shard_id=self._shard, **how)

    def _remember(self, *, can_resume: bool) -> None:
        """Keep what takes up the session that just ended, unless it is gone or could not be taken up."""
        socket = self._socket
        if not can_resume or self._vain_resumes >= _VAIN_RESUMES:
            self._resumable, self._vain_resumes = {}, 0
        elif socket is not None and socket.session_id is not None:
            self._resumable = {
                "gateway": socket.gateway,
                "session": socket.session_id,
                "sequence": socket.sequence,
            }
            self._distrust(str(socket.gateway))

    def _distrust(self, gateway: str) -> None:
        """Resume only where the token may be sent; a new session starts where we were told to."""
        try:
            self._starter.checked_gateway(gateway)
        except CannotConnect as error:
            log.warning("session not resumed", extra={"reason": str(error)})
            self._resumable = {}

    async def _hang_up(self, code: int) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            with suppress(TimeoutError, OSError, aiohttp.ClientError):
                async with asyncio.timeout(self._starter.patience.hang_up_seconds):
                    await socket.close(code)

    def _socket_class(self) -> type[DiscordWebSocket]:
        """Make the class of this session's sockets; discord.py makes them of a class and tells nobody."""
        session = self

        class Socket(DiscordWebSocket):
            def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, loop: Loop) -> None:
                super().__init__(socket, loop=loop)
                session._socket = self  # at once: it must be closed if connecting fails, too
                self._last_latency = inf

            async def identify(self) -> None:
                await session._starter.spend()
                await super().identify()

            async def send_heartbeat(self, data: Any) -> None:
                # A heartbeat that is not answered before the next is due means that the socket only looks
                # open; discord.py takes any event for a sign of life.
                if self.latency == self._last_latency and session._silence is not None:
                    session._silence.reschedule(self.loop.time())
                self._last_latency = self.latency
                await super().send_heartbeat(data)

        return Socket
