"""What goes wrong on demand on the loopback Discord, and the limits it counts against."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import discord as library
import pytest

from tests.doubles.clients import connected, loopback, wired
from tests.doubles.discord.specs import DESCRIPTION, broken_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.doubles.discord import LoopbackDiscord

POSTS = "POST /channels/*/messages"


def _path(discord: LoopbackDiscord) -> str:
    return f"/channels/{discord.add_guild().channels['news'].id}/messages"


@pytest.mark.parametrize("resets", [True, False])
@pytest.mark.parametrize(("fault", "stored"), [("lose_answer", 1), ("cut", 0)])
def test_a_connection_breaks_before_or_after_the_effect(fault: str, stored: int, *, resets: bool) -> None:
    """A lost answer leaves the message, a cut request does not; the client sees a reset or an end."""

    @loopback
    async def scenario(discord: LoopbackDiscord) -> None:
        path = _path(discord)
        met = getattr(discord.faults, fault)(POSTS, resets=resets)
        async with wired(discord) as wire:
            with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)) as broken:
                await wire("POST", path, {"content": "x"})
            kept = len(discord.world.posts.get(path.split("/")[2], {}))
            again = await wire("POST", path, {"content": "y"})

        assert (stored, 200, 1) == (kept, again[0], met.met)
        assert resets == isinstance(broken.value, ConnectionResetError | aiohttp.ClientOSError)
        assert [0, 200] == [call.status for call in discord.requests]

    scenario()


@loopback
async def test_an_answer_can_be_anything(discord: LoopbackDiscord) -> None:
    """Error pages, documented refusals, 429s and half a JSON text take the real answer's place."""
    path = _path(discord)
    discord.faults.fail(POSTS, 502)
    discord.faults.fail(POSTS, 503, has_effect=True)
    discord.faults.refuse(POSTS, 50013)
    discord.faults.limit(POSTS, retry_after_seconds=1.5, is_global=True)
    async with wired(discord) as wire:
        answers = [await wire("POST", path, {"content": "x"}) for _ in range(4)]
        limited = dict(wire.headers)
        discord.faults.garble(POSTS)
        with pytest.raises(ValueError, match="Unterminated"):
            await wire("POST", path, {"content": "x"})
        discord.faults.fail(POSTS, times=9)
        discord.faults.clear()
        sound = await wire("POST", path, {"content": "x"})

    assert [502, 503, 403, 429] == [status for status, _ in answers]
    assert "<html>" in answers[0][1]
    assert (50013, 1.5, True) == (
        answers[2][1]["code"],
        answers[3][1]["retry_after"],
        answers[3][1]["global"],
    )
    assert ("global", "1.1 loopback", 200) == (limited["X-RateLimit-Scope"], limited["Via"], sound[0])
    assert 3 == len(discord.world.posts[path.split("/")[2]])
    assert 2 == discord.invalid_requests


@loopback
async def test_an_answer_can_be_held_and_late(discord: LoopbackDiscord) -> None:
    """A held request waits for its gate; a slow one is carried out first."""
    path = _path(discord)
    gate = discord.faults.hold(POSTS)
    async with wired(discord) as wire:
        waiting = asyncio.create_task(wire("POST", path, {"content": "x"}))
        await discord.until(lambda: discord.requests)
        before = dict(discord.world.posts)
        gate.set()
        status, _ = await waiting
        discord.faults.slow(POSTS, 0.01)
        slow, _ = await wire("POST", path, {"content": "y"})

    assert ({}, 200, 200) == (before, status, slow)


@loopback
async def test_the_library_repeats_a_502_with_the_same_nonce(discord: LoopbackDiscord) -> None:
    """discord.py posts again after a 502; because the nonce is enforced, one message stands there."""
    news = discord.add_guild().channels["news"]
    discord.faults.fail(POSTS, 502, has_effect=True)
    async with connected(discord) as client:
        await client.get_channel(int(news.id)).send("once")

    assert [502, 200] == [call.status for call in discord.requests if call.method == "POST"]
    assert ["once"] == [post.text for post in discord.messages(news)]


@loopback
async def test_the_library_does_not_repeat_after_a_reset(discord: LoopbackDiscord) -> None:
    """On Linux discord.py knows no ECONNRESET: the post fails although it stands there."""
    news = discord.add_guild().channels["news"]
    discord.faults.lose_answer(POSTS)
    async with connected(discord) as client:
        with pytest.raises(aiohttp.ClientError):
            await client.get_channel(int(news.id)).send("once")

    assert ["once"] == [post.text for post in discord.messages(news)]


@loopback
async def test_a_bucket_runs_out_and_fills_again(discord: LoopbackDiscord) -> None:
    """Each channel has its own bucket; its headers count down, and past zero comes 429."""
    guild = discord.add_guild(channels={"news": None, "other": None})
    discord.limits.by_route["POST /channels/{channel_id}/messages"] = (2, 5.0)
    first, second = (f"/channels/{one.id}/messages" for one in guild.channels.values())
    async with wired(discord) as wire:
        left = []
        for path in (first, first, second):
            await wire("POST", path, {"content": "x"})
            left.append(wire.headers["X-RateLimit-Remaining"])
        status, answer = await wire("POST", first, {"content": "x"})
        scope = wire.headers["X-RateLimit-Scope"]
        discord.clock.advance(5)
        again, _ = await wire("POST", first, {"content": "x"})

    assert ["1", "0", "1"] == left
    assert (429, "user", False, 200) == (status, scope, answer["global"], again)
    assert 0 < answer["retry_after"] <= 5


@loopback
async def test_the_bot_may_ask_fifty_times_a_second(discord: LoopbackDiscord) -> None:
    """The global limit counts every request but those that answer interactions."""
    discord.limits.global_per_second = 2
    async with wired(discord) as wire:
        statuses = [
            (await wire("GET", path))[0] for path in ("/users/@me", "/applications/@me", "/users/@me")
        ]
        is_global = wire.headers["X-RateLimit-Global"]
        open_to_all = await wire("GET", "/gateway")
        discord.clock.advance(1)
        later = await wire("GET", "/gateway/bot")

    assert ([200, 200, 429], "true") == (statuses, is_global)
    assert discord.gateway_url == open_to_all[1]["url"] == later[1]["url"]
    assert 1000 == later[1]["session_start_limit"]["remaining"]


@loopback
async def test_the_library_waits_out_a_429(discord: LoopbackDiscord) -> None:
    """A storm of 429s ends with every message posted once."""
    news = discord.add_guild().channels["news"]
    discord.faults.limit(POSTS, retry_after_seconds=0.01, times=3)
    async with connected(discord) as client:
        await client.get_channel(int(news.id)).send("once")

    assert [429, 429, 429, 200] == [call.status for call in discord.requests if call.method == "POST"]


def _strange(wire: Any, path: str) -> list[Callable[[], Any]]:
    return [
        lambda: wire("GET", "/nowhere"),
        lambda: wire("GET", "/users/@me", headers={"User-Agent": "curl"}),
        lambda: wire("POST", path, headers={"Content-Type": "application/json"}),
        lambda: wire("POST", path, [1]),
    ]


@loopback
async def test_what_no_client_should_do_is_held_against_it(discord: LoopbackDiscord) -> None:
    """Unknown routes, a strange User-Agent and bodies that are none become violations; a wrong token 401."""
    path = _path(discord)
    async with wired(discord) as wire:
        answers = [(await send())[0] for send in _strange(wire, path)]
        denied = await wire("GET", "/users/@me", headers={"Authorization": "Bot fake-token-of-another"})

    assert ([404, 200, 400, 400], 401) == (answers, denied[0])
    assert 4 <= len(discord.violations)
    discord.violations.clear()


@loopback
async def test_a_void_token_is_refused_everywhere(discord: LoopbackDiscord) -> None:
    """After a reset of the token the old one is worth nothing."""
    async with connected(discord) as client:
        discord.reset_token()
        with pytest.raises(library.HTTPException) as refused:
            await client.application_info()

    assert 401 == refused.value.status


@loopback
async def test_the_api_can_be_shut(discord: LoopbackDiscord) -> None:
    """While its door is shut, connections to the API are refused; afterwards it listens where it did."""
    async with discord.shut_api(), wired(discord) as wire:
        with pytest.raises(aiohttp.ClientConnectorError):
            await wire("GET", "/users/@me")
    async with wired(discord) as wire:
        assert 200 == (await wire("GET", "/users/@me"))[0]


@loopback
async def test_who_and_where_can_be_asked(discord: LoopbackDiscord) -> None:
    """Guilds, channels, members and people are described; what is not there has its own code."""
    guild, ada = discord.add_guild(), discord.add_user("ada")
    hidden = discord.add_guild(has_bot=False)
    bot, news = discord.world.bot.id, guild.channels["news"].id
    found = ["/users/@me/guilds", f"/guilds/{guild.id}", f"/guilds/{guild.id}/channels"]
    found += [f"/guilds/{guild.id}/members/{bot}", f"/users/{ada.id}", f"/channels/{news}"]
    missing = {f"/guilds/{hidden.id}": 10004, "/users/1": 10013, f"/guilds/{guild.id}/members/1": 10013}
    missing |= {f"/channels/{hidden.channels['news'].id}": 50001, "/channels/1": 10003}
    missing |= {"/applications/1/commands": 10002}
    async with wired(discord) as wire:
        statuses = [(await wire("GET", path))[0] for path in found]
        codes = {path: (await wire("GET", path))[1]["code"] for path in missing}
        nobody = await wire("POST", "/users/@me/channels", {"recipient_id": "1"})

    assert [200] * 6 == statuses
    assert missing == codes
    assert 50033 == nobody[1]["code"]


def test_bodies_are_checked_against_discords_own_description() -> None:
    """With the OpenAPI file a wrong type is named; numbers may be texts, and snowflakes numbers."""
    wrong = broken_rules("POST", "/channels/{channel_id}/messages", {"embeds": [{"title": 5}]})
    fine = broken_rules("POST", "/users/@me/channels", {"recipient_id": 5})
    fine += broken_rules("POST", "/channels/{channel_id}/messages", {"flags": "4"})

    assert DESCRIPTION.exists() == bool(wrong)
    assert [] == fine
