"""The gateway of the loopback Discord: sessions that survive, sessions that end, and what closes a socket."""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import TYPE_CHECKING, Any

import aiohttp
import discord as library
import pytest

from tests.doubles.clients import GUILDS_ONLY, Client, connected, loopback
from tests.doubles.discord import TOKEN, LoopbackDiscord
from tests.doubles.discord.compression import stream_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.doubles.discord import Guild

IDENTIFY = {"token": TOKEN, "intents": 1, "properties": {}}


class Socket:
    """A bare gateway client."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def send(self, op: int, data: Any = None) -> None:
        """Send one payload."""
        await self._socket.send_str(json.dumps({"op": op, "d": data}))

    async def send_text(self, text: str) -> None:
        """Send anything."""
        await self._socket.send_str(text)

    async def read(self) -> dict[str, Any]:
        """Return the next payload."""
        received = await self._socket.receive(timeout=5)
        read: dict[str, Any] = json.loads(received.data)
        return read

    async def code(self) -> int | None:
        """Return the code the server closes with, skipping what it still sends."""
        async for _ in self._socket:
            pass
        return self._socket.close_code


async def _speak(discord: LoopbackDiscord, *payloads: tuple[int, Any], query: str = "?v=10") -> int | None:
    """Send *payloads* and return the code the server closes with."""
    async with aiohttp.ClientSession() as session, session.ws_connect(discord.gateway_url + query) as socket:
        for op, data in payloads:
            await Socket(socket).send(op, data)
        return await asyncio.wait_for(Socket(socket).code(), 5)


@pytest.mark.parametrize(
    ("code", "payloads"),
    [
        (4001, [(99, None)]),
        (4003, [(3, {})]),
        (4004, [(2, IDENTIFY | {"token": "fake-token-of-another"})]),
        (4005, [(2, IDENTIFY), (2, IDENTIFY)]),
        (4010, [(2, IDENTIFY | {"shard": [2, 2]})]),
        (4013, [(2, IDENTIFY | {"intents": 1 << 40})]),
        (4014, [(2, IDENTIFY | {"intents": 1 << 15})]),
        (4002, [(1, "x" * 5000)]),
        (4008, [(1, None)] * 121),
    ],
)
def test_what_breaks_the_protocol_closes_the_socket(code: int, payloads: list[tuple[int, Any]]) -> None:
    """Each breach is closed with the code that Discord documents."""

    @loopback
    async def scenario(discord: LoopbackDiscord) -> None:
        assert code == await _speak(discord, *payloads)

    scenario()


@loopback
async def test_another_version_of_the_api_is_refused(discord: LoopbackDiscord) -> None:
    """Only v10 is spoken."""
    assert 4012 == await _speak(discord, query="?v=6")


@loopback
async def test_too_many_guilds_need_shards(discord: LoopbackDiscord) -> None:
    """One shard may hold at most 2,500 guilds."""
    for _ in range(2501):
        discord.add_guild(channels={})

    assert 4011 == await _speak(discord, (2, IDENTIFY))


@loopback
async def test_the_last_identify_of_the_day_voids_the_token(discord: LoopbackDiscord) -> None:
    """Past session_start_limit every session ends and the token is worth nothing."""
    discord.gateway.identifies_left = 0
    code = await _speak(discord, (2, IDENTIFY))

    assert (4004, True) == (code, discord.token != TOKEN)
    assert 1 == len(discord.violations)
    discord.violations.clear()


@loopback
async def test_identifying_too_fast_is_turned_down(discord: LoopbackDiscord) -> None:
    """A second IDENTIFY within the interval is answered with an invalid session."""
    discord.gateway.identify_every_seconds = 5
    answers = []
    for _ in range(2):
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(discord.gateway_url + "?v=10") as raw,
        ):
            socket = Socket(raw)
            await socket.read()
            await socket.send(2, IDENTIFY)
            answers.append(await socket.read())

    assert [0, 9] == [answer["op"] for answer in answers]


@pytest.mark.parametrize("name", ["zlib-stream", ""])
def test_a_stream_is_one_for_the_life_of_a_socket(name: str) -> None:
    """Each message can be read as soon as its bytes are there, with the context of those before."""
    stream, inflate = stream_for(name), zlib.decompressobj()
    packed = [stream.pack(text) for text in ("hello", "hello again", "ü" * 100_000)]
    read = [inflate.decompress(one).decode() if isinstance(one, bytes) else one for one in packed]

    assert ["hello", "hello again", "ü" * 100_000] == read


def test_a_zstd_stream_holds_stored_blocks() -> None:
    """A frame header, then each message in blocks of at most 128 KiB: a 3-byte header and the bytes."""
    stream = stream_for("zstd-stream")
    first, second = stream.pack("hello"), stream.pack("x" * 200_000)

    assert b"\x28\xb5\x2f\xfd\x00\x70" + (5 << 3).to_bytes(3, "little") + b"hello" == first
    assert 2 * 3 + 200_000 == len(second)


def _has(client: Client, *events: str) -> Callable[[], bool]:
    return lambda: all(event in client.seen for event in events)


@pytest.mark.parametrize("fault", ["drop", "reconnect", "close", "invalidate"])
def test_a_cut_session_is_resumed_and_nothing_is_missed(fault: str) -> None:
    """After a drop, op 7, a close with 4000 or a resumable op 9 the client gets what it missed."""

    @loopback
    async def scenario(discord: LoopbackDiscord) -> None:
        guild = discord.add_guild()
        async with connected(discord) as client:
            await _break(discord, fault)
            await discord.until(lambda: not discord.gateway.is_connected, "the connection to end")
            discord.add_channel(guild, "missed")
            await discord.until(
                _has(client, "resumed", "guild_channel_create"), "the replay", timeout_seconds=20
            )

            assert (1, 1) == (len(discord.gateway.identifies), len(discord.gateway.resumes))

    scenario()


async def _break(discord: LoopbackDiscord, fault: str) -> None:
    if fault == "drop":
        discord.gateway.drop()
    elif fault == "reconnect":
        await discord.gateway.reconnect()
    elif fault == "close":
        await discord.gateway.close(4000)
    else:
        await discord.gateway.invalidate(resumable=True)


class _HastyShards(library.AutoShardedClient):
    """Starts one shard after the other without a pause of 5 s."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait."""


class _Hasty(Client):
    """Identifies again at once, where discord.py would sleep 5 s."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait."""


@loopback
async def test_an_invalid_session_is_begun_anew(discord: LoopbackDiscord) -> None:
    """After an op 9 that cannot be resumed, or a refused RESUME, the client identifies again."""
    async with connected(discord, _Hasty()) as client:
        await discord.gateway.invalidate(resumable=False)
        await discord.until(lambda: client.seen.count("ready") == 2, "the second READY")
        discord.gateway.refused_resumes = 1
        discord.gateway.drop()
        await discord.until(lambda: client.seen.count("ready") == 3, "the third READY", timeout_seconds=20)

        assert (3, 1) == (len(discord.gateway.identifies), len(discord.gateway.resumes))


@loopback
async def test_a_fatal_close_ends_the_client(discord: LoopbackDiscord) -> None:
    """A void token (4004) is nothing to try again after."""
    client = Client()
    async with connected(discord, client):
        await discord.gateway.close(4004)
        await discord.until(client.is_closed, "the client to give up")

        assert (1, []) == (len(discord.gateway.identifies), discord.gateway.resumes)


@loopback
async def test_the_first_refused_connection_kills_the_library(discord: LoopbackDiscord) -> None:
    """discord.py 2.7.1 dies when nobody answers its first connection: why we supervise it."""
    async with discord.shut_gateway():
        with pytest.raises(AttributeError, match="sequence"):
            async with connected(discord):
                pass


@loopback
async def test_a_refused_connection_is_tried_again_later(discord: LoopbackDiscord) -> None:
    """A client that was connected comes back when the gateway listens again."""
    async with connected(discord) as client:
        async with discord.shut_gateway():
            discord.gateway.drop()
            await discord.until(lambda: "disconnect" in client.seen, "the client to notice")
        await discord.until(_has(client, "resumed"), "the resumption", timeout_seconds=20)

        assert 1 == len(discord.gateway.resumes)


@loopback
async def test_a_socket_refused_before_hello_is_no_identify(discord: LoopbackDiscord) -> None:
    """A connection that ends before HELLO costs no IDENTIFY."""
    discord.gateway.refused_sockets = 1
    with pytest.raises(AttributeError, match="sequence"):
        async with connected(discord):
            pass

    assert [] == discord.gateway.identifies


@loopback
async def test_a_frozen_socket_is_left_by_the_client(discord: LoopbackDiscord) -> None:
    """When no heartbeat is acknowledged any more, the client closes the socket itself and comes back."""
    discord.gateway.heartbeat_interval_seconds = 0.1
    async with connected(discord, Client(heartbeat_timeout=0.3)) as client:
        discord.gateway.freeze()
        await discord.until(lambda: "disconnect" in client.seen, "the client to give up waiting")
        discord.gateway.thaw()
        await discord.until(_has(client, "resumed"), "the resumption", timeout_seconds=20)

        assert 1 == len(discord.gateway.resumes)


@loopback
async def test_shards_get_their_own_guilds(discord: LoopbackDiscord) -> None:
    """AutoShardedClient takes address and number from GET /gateway/bot; a guild belongs to (id >> 22) % n."""
    guilds: list[Guild] = [discord.add_guild(id=str((1000 + number) << 22)) for number in range(4)]
    discord.gateway.shards = discord.gateway.max_concurrency = 2
    client = _HastyShards(intents=GUILDS_ONLY, guild_ready_timeout=0.05, max_messages=None)
    async with connected(discord, client):
        shards = {one.id: one.shard_id for one in client.guilds}

        assert {int(one.id): (int(one.id) >> 22) % 2 for one in guilds} == shards
        assert [[0, 2], [1, 2]] == sorted(one["shard"] for one in discord.gateway.identifies)
        assert 998 == discord.gateway.identifies_left


@loopback
async def test_only_what_was_asked_for_is_sent(discord: LoopbackDiscord) -> None:
    """With GUILDS alone no message arrives; with the messages' intent it arrives without its text."""
    guild = discord.add_guild()
    ada = discord.add_user("ada")
    texts: list[str] = []
    intents = library.Intents(guilds=True, guild_messages=True)
    async with connected(discord, Client(intents=intents)) as client:
        client.on_message = lambda message: _note(texts, message)
        discord.write(guild.channels["news"], ada, "secret")
        discord.write(guild.channels["news"], ada, f"<@{discord.world.bot.id}> hello")
        await discord.until(lambda: len(texts) == 2, "both messages")
    async with connected(discord) as client:
        discord.write(guild.channels["news"], ada, "nobody listens")
        discord.add_channel(guild, "after")
        await discord.until(_has(client, "guild_channel_create"))

        assert "message" not in client.seen
        assert ["", f"<@{discord.world.bot.id}> hello"] == texts


async def _note(texts: list[str], message: library.Message) -> None:
    texts.append(message.content)


@loopback
async def test_a_heartbeat_can_be_asked_for(discord: LoopbackDiscord) -> None:
    """Op 1 from the server is answered with a heartbeat at once."""
    async with aiohttp.ClientSession() as session, session.ws_connect(discord.gateway_url + "?v=10") as raw:
        socket = Socket(raw)
        hello = await socket.read()
        await discord.gateway.ask_heartbeat()
        asked = await socket.read()
        await socket.send(1)

        assert ([10, 1], 11) == ([hello["op"], asked["op"]], (await socket.read())["op"])


@pytest.mark.parametrize(("code", "op"), [(1000, 9), (4000, 0)])
def test_a_session_ends_with_a_normal_close_only(code: int, op: int) -> None:
    """A client that closes with 1000 cannot resume; with 4000, as discord.py does, it can."""

    @loopback
    async def scenario(discord: LoopbackDiscord) -> None:
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(discord.gateway_url + "?v=10") as first:
                await Socket(first).send(2, IDENTIFY)
                await discord.until(lambda: discord.gateway.is_connected)
                (name,) = discord.gateway.sessions
                await first.close(code=code)
            await discord.until(lambda: not discord.gateway.lines)
            async with session.ws_connect(discord.gateway_url + "?v=10") as second:
                resume = {"token": TOKEN, "session_id": name, "seq": 1}
                await Socket(second).read()
                await Socket(second).send(6, resume)

                assert op == (await Socket(second).read())["op"]

    scenario()
