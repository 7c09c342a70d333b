"""The life of the connection to Discord: refused, cut, frozen, invalid, revoked, and stopped."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

import pytest
import yarl

from bot.chat import Condition
from bot.platforms.discord.identifying import Allowance
from tests.discord_life import HURRY, NEWS, Notebook, Secretary, living, loopback, make
from tests.doubles.discord import POSTING, LoopbackDiscord, Permission
from tests.doubles.discord.shapes import role_json

if TYPE_CHECKING:
    from collections.abc import Sequence

READY, DEGRADED, DOWN = Condition.READY, Condition.DEGRADED, Condition.DOWN


@loopback
async def test_bot_connects_for_servers_alone(discord: LoopbackDiscord) -> None:
    """One IDENTIFY with the intent GUILDS and no other makes the platform ready."""
    async with living(discord) as life:
        await life.until(READY)

        assert [1] == [asked["intents"] for asked in discord.gateway.identifies]


@loopback
async def test_first_connection_may_be_refused(discord: LoopbackDiscord) -> None:
    """A gateway that is not there yet is waited for; posting does not need it."""
    news = discord.add_guild().channels["news"]
    async with AsyncExitStack() as stack:
        async with discord.shut_gateway():
            life = await stack.enter_async_context(living(discord))
            while "cannot be reached" not in life.platform.health.reason:  # noqa: ASYNC110  # health has no event
                await asyncio.sleep(0.005)
            await life.platform.post(news.id, NEWS, nonce="first")
        await life.until(READY)

    assert 1 == len(discord.messages(news))


@loopback
async def test_cut_connection_is_resumed(discord: LoopbackDiscord) -> None:
    """A dropped socket costs a RESUME and no IDENTIFY."""
    async with living(discord) as life:
        await life.until(READY)
        discord.gateway.drop()
        await discord.until(lambda: discord.gateway.resumes, "a resume")
        await life.until(READY)

        assert (1, 1) == (len(discord.gateway.identifies), len(discord.gateway.resumes))


@loopback
async def test_request_to_reconnect_is_obeyed(discord: LoopbackDiscord) -> None:
    """Op 7, which Discord sends every few hours, is a RESUME."""
    async with living(discord) as life:
        await life.until(READY)
        await discord.gateway.reconnect()
        await discord.until(lambda: discord.gateway.resumes, "a resume")
        await life.until(READY)

        assert 1 == len(discord.gateway.identifies)


@loopback
async def test_invalid_session_is_started_anew(discord: LoopbackDiscord) -> None:
    """Op 9 that cannot be resumed leads to a new session."""
    async with living(discord) as life:
        await life.until(READY)
        await discord.gateway.invalidate(resumable=False)
        await discord.until(lambda: len(discord.gateway.identifies) == 2, "a second session")
        await life.until(READY)

        assert [] == discord.gateway.resumes


@loopback
async def test_frozen_socket_is_replaced(discord: LoopbackDiscord) -> None:
    """A socket that stays open and says nothing is given up, and the session taken up on a new one."""
    async with living(discord, patience=replace(HURRY, silence_seconds=0.2)) as life:
        await life.until(READY)
        discord.gateway.freeze()
        await life.until(DEGRADED)
        discord.gateway.thaw()
        await life.until(READY)


@loopback
async def test_unanswered_heartbeat_is_noticed(discord: LoopbackDiscord) -> None:
    """A heartbeat nobody answers ends the socket before the next, long before the silence is noticed."""
    discord.gateway.heartbeat_interval_seconds = 0.1
    async with living(discord, patience=replace(HURRY, silence_seconds=60)) as life:
        await life.until(READY)
        discord.gateway.freeze()
        await life.until(DEGRADED)
        discord.gateway.thaw()
        await life.until(READY)


@loopback
async def test_vain_resumes_end_in_a_new_session(discord: LoopbackDiscord) -> None:
    """A session that could not be taken up three times is given up for a new one."""
    async with living(discord) as life:
        await life.until(READY)
        discord.gateway.refused_sockets = 3
        discord.gateway.drop()
        await discord.until(lambda: len(discord.gateway.identifies) == 2, "a second session")
        await life.until(READY)

        assert [] == discord.gateway.resumes


@loopback
async def test_wrong_token_is_asked_once(discord: LoopbackDiscord) -> None:
    """A token Discord does not know is told with what to do, and not tried again before it is another."""
    async with living(discord, token=lambda: "fake-token-of-another") as life:
        reason = await life.until(DOWN)
        await asyncio.sleep(0.1)  # in which a loop would have asked many times

        assert (True, 1) == ("Developer Portal" in reason, discord.invalid_requests)


@loopback
async def test_new_token_is_noticed(discord: LoopbackDiscord) -> None:
    """Whoever puts the right token in place sees the bot come back without starting it again."""
    tokens = ["fake-token-of-another"]
    async with living(discord, token=lambda: tokens[-1]) as life:
        await life.until(DOWN)
        tokens.append(discord.token)

        assert "" == await life.until(READY)


@loopback
async def test_token_revoked_meanwhile_takes_the_bot_down(discord: LoopbackDiscord) -> None:
    """A post that Discord answers with 401 ends the session, too; the new token brings both back."""
    news = discord.add_guild().channels["news"]
    tokens = [discord.token]
    async with living(discord, token=lambda: tokens[-1]) as life:
        await life.until(READY)
        fresh = discord.reset_token()
        errors = await asyncio.gather(life.platform.post(news.id, NEWS, nonce="one"), return_exceptions=True)
        await life.until(DOWN)
        tokens.append(fresh)
        await life.until(READY)

    assert "account" == getattr(errors[0], "scope", "")


@loopback
async def test_fatal_close_is_told_and_not_repeated(discord: LoopbackDiscord) -> None:
    """A close that only a person can do something about leaves the bot down, with the way out."""
    async with living(discord) as life:
        await life.until(READY)
        await discord.gateway.close(4014)
        reason = await life.until(DOWN)
        await asyncio.sleep(0.1)  # as above

        assert (True, 1) == ("Developer Portal" in reason, len(discord.gateway.identifies))


@loopback
async def test_logging_in_survives_error_pages(discord: LoopbackDiscord) -> None:
    """HTML in the place of an answer, as proxies give it, is waited out."""
    discord.faults.fail("GET /users/@me", 503, times=2)
    discord.faults.add("GET /gateway/bot", status=200, body="<html>Welcome to the hotel</html>")
    async with living(discord) as life:
        assert "" == await life.until(READY)


@loopback
async def test_crash_loop_does_not_burn_sessions(discord: LoopbackDiscord) -> None:
    """A bot that is started again and again waits for its turn, as the database has counted."""
    memory = Notebook()
    patience = replace(HURRY, allowance=Allowance(windows=((600, 2),)))
    for _ in range(2):
        async with living(discord, memory=memory, patience=patience) as life:
            await life.until(READY)
    async with living(discord, memory=memory, patience=patience) as life:
        async with asyncio.timeout(10):
            while "minutes" not in life.platform.health.reason:  # noqa: ASYNC110  # health has no event
                await asyncio.sleep(0.005)

    assert 2 == len(discord.gateway.identifies)


@loopback
async def test_discords_own_count_is_minded(discord: LoopbackDiscord) -> None:
    """When Discord says that few sessions are left, the last of them are not used up."""
    discord.gateway.identifies_left = 90
    async with living(discord) as life:
        async with asyncio.timeout(10):
            while "resets the token" not in life.platform.health.reason:  # noqa: ASYNC110  # as above
                await asyncio.sleep(0.005)

    assert [] == discord.gateway.identifies


@loopback
async def test_large_bots_are_divided(discord: LoopbackDiscord) -> None:
    """From the size at which Discord asks for shards on, each has a session of its own."""
    discord.gateway.shards = 2
    guilds = [discord.add_guild(f"Harbour {number}") for number in range(4)]
    async with living(discord) as life:
        await life.until(READY)
        channels = [guild.channels["news"].id for guild in guilds]
        async with asyncio.timeout(10):
            while "" in map(life.platform.workspace_of, channels):  # noqa: ASYNC110  # a cache has no event
                await asyncio.sleep(0.005)

    assert [[0, 2], [1, 2]] == [asked["shard"] for asked in discord.gateway.identifies]


@loopback
async def test_stop_while_connecting_is_quick(discord: LoopbackDiscord) -> None:
    """A bot that is told to stop while Discord does not answer stops at once."""
    gate = discord.faults.hold("GET /gateway/bot")
    async with living(discord):
        await discord.until(
            lambda: any(call.path == "/gateway/bot" for call in discord.requests), "a request"
        )
        began = monotonic()
    gate.set()

    assert monotonic() - began < 5


@loopback
async def test_nothing_is_left_running(discord: LoopbackDiscord) -> None:
    """After the end no task of the platform's is left."""
    before = asyncio.all_tasks()
    async with living(discord) as life:
        await life.until(READY)
    async with asyncio.timeout(5):
        while left := [each for each in asyncio.all_tasks() - before if _is_ours(each)]:
            await asyncio.wait(left)

    assert [] == left


def _is_ours(task: asyncio.Task[object]) -> bool:
    """Tell tasks of the client from those of the double."""
    return "doubles" not in repr(task.get_coro()) and "aiohttp/web" not in repr(task)


@loopback
async def test_servers_open_and_close_their_channels(discord: LoopbackDiscord) -> None:
    """A server's channels open with it, close when it sends the bot away, and open when it comes back."""
    guild = discord.add_guild(channels={"news": None, "hidden": Permission.VIEW_CHANNEL})
    news, hidden = guild.channels["news"].id, guild.channels["hidden"].id
    async with living(discord) as life:
        await discord.until(lambda: life.desk.news, "the first news")
        discord.kick(guild)
        await discord.until(lambda: len(life.desk.news) == 2, "news of leaving")
        discord.invite(guild)
        await discord.until(lambda: len(life.desk.news) == 3, "news of coming back")

    left = life.desk.news.pop(1)
    assert ("closed", {news, hidden}) == (left[0], set(left[1]))
    assert [("opened", (news,)), ("opened", (news,))] == life.desk.news


@loopback
async def test_granted_permission_opens_the_channel(discord: LoopbackDiscord) -> None:
    """A channel whose settings let the bot post again is opened, and only that one."""
    guild = discord.add_guild(channels={"news": None, "hidden": Permission.VIEW_CHANNEL})
    hidden = guild.channels["hidden"]
    async with living(discord) as life:
        await discord.until(lambda: life.desk.news, "the first news")
        discord.permit(hidden, Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.EMBED_LINKS)
        await discord.until(lambda: len(life.desk.news) == 2, "news of a channel")

    assert ("opened", (hidden.id,)) == life.desk.news[1]


@loopback
async def test_deleted_channel_closes(discord: LoopbackDiscord) -> None:
    """A channel that is deleted is closed."""
    news = discord.add_guild().channels["news"]
    async with living(discord) as life:
        await discord.until(lambda: life.desk.news, "the first news")
        discord.delete_channel(news)
        await discord.until(lambda: len(life.desk.news) == 2, "news of a channel")

    assert ("closed", (news.id,)) == life.desk.news[1]


@loopback
async def test_outage_of_a_server_closes_it_for_a_while(discord: LoopbackDiscord) -> None:
    """A server that Discord cannot reach is closed until it can."""
    guild = discord.add_guild()
    async with living(discord) as life:
        await discord.until(lambda: life.desk.news, "the first news")
        discord.begin_outage(guild)
        await discord.until(lambda: len(life.desk.news) == 2, "news of the outage")
        discord.end_outage(guild)
        await discord.until(lambda: len(life.desk.news) == 3, "news of its end")

    assert ["opened", "closed", "opened"] == [what for what, _ in life.desk.news]


@loopback
async def test_token_is_in_no_log(discord: LoopbackDiscord) -> None:
    """Not even discord.py's own log, at its most talkative, is let out with the token by ours."""
    from io import StringIO  # noqa: PLC0415  # only here

    from bot.logbook import EventFormatter  # noqa: PLC0415

    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(EventFormatter(as_json=True, secrets=[discord.token]))
    logger = logging.getLogger("discord")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        async with living(discord) as life:
            await life.until(READY)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)

    assert (True, False) == ("gateway" in stream.getvalue(), discord.token in stream.getvalue())


@loopback
async def test_posting_needs_no_gateway(discord: LoopbackDiscord) -> None:
    """A process that only posts logs in once and never asks for the gateway."""
    news = discord.add_guild().channels["news"]
    life = make(discord)
    for nonce in ("one", "two"):
        await life.platform.post(news.id, NEWS, nonce=nonce)
    await life.platform.close()

    assert ["/users/@me", "/oauth2/applications/@me", *[f"/channels/{news.id}/messages"] * 2] == [
        call.path for call in discord.requests
    ]


@loopback
async def test_invalid_sessions_in_a_row_are_paced(discord: LoopbackDiscord) -> None:
    """A gateway that calls every new session invalid gets no more of them than the count allows."""
    patience = replace(HURRY, allowance=Allowance(windows=((600, 3),)))
    async with living(discord, patience=patience) as life:
        for number in (1, 2, 3):
            await discord.until(lambda: len(discord.gateway.identifies) == number, "a session")  # noqa: B023  # at once
            await life.until(READY)
            await discord.gateway.invalidate(resumable=False)
            await life.until(DEGRADED)
        async with asyncio.timeout(10):
            while "minutes" not in life.platform.health.reason:  # noqa: ASYNC110  # health has no event
                await asyncio.sleep(0.005)

    assert 3 == len(discord.gateway.identifies)


@loopback
async def test_session_is_not_resumed_elsewhere(discord: LoopbackDiscord) -> None:
    """A server that asks to resume at a foreign address gets a new session where we were told to go."""
    async with living(discord) as life:
        await life.until(READY)
        socket = life.platform._connection._sessions[0]._socket
        assert socket is not None
        socket.gateway = yarl.URL("wss://gateway.example.org")
        discord.gateway.drop()
        await discord.until(lambda: len(discord.gateway.identifies) == 2, "a second session")

    assert [] == discord.gateway.resumes


@loopback
async def test_foreign_gateway_is_refused(discord: LoopbackDiscord) -> None:
    """An API that names a gateway elsewhere does not get the token sent there."""
    discord.gateway.url = "wss://gateway.example.org"
    async with living(discord) as life:
        reason = await life.until(DOWN)

    assert ("gateway.example.org" in reason, []) == (True, discord.gateway.identifies)


@loopback
async def test_named_gateway_needs_no_advice(discord: LoopbackDiscord) -> None:
    """Where the environment names the gateway, a server need not know the page that does."""
    discord.faults.fail("GET /gateway/bot", 404, times=9)
    async with living(discord, gateway=discord.gateway_url) as life:
        assert "" == await life.until(READY)


@loopback
async def test_deleted_thread_closes(discord: LoopbackDiscord) -> None:
    """A thread that is deleted is closed, though no cache may know it."""
    news = discord.add_guild().channels["news"]
    async with living(discord) as life:
        await discord.until(lambda: life.desk.news, "the first news")
        thread = {"id": "77", "guild_id": news.guild_id, "parent_id": news.id, "type": 11}
        discord.gateway.emit("THREAD_DELETE", thread, news.guild_id)
        await discord.until(lambda: len(life.desk.news) == 2, "news of a thread")

    assert ("closed", ("77",)) == life.desk.news[1]


@loopback
async def test_new_channel_and_changed_role_open(discord: LoopbackDiscord) -> None:
    """A channel that is made, and one that a role of the bot's opens, can be posted to."""
    guild = discord.add_guild(permissions=0)
    news = guild.channels["news"]
    async with living(discord) as life:
        await life.until(READY)
        await discord.until(lambda: life.platform.workspace_of(news.id), "the servers")
        role = next(role for role in guild.roles.values() if role.name == discord.world.bot.name)
        role.permissions = POSTING
        changed = {"guild_id": guild.id, "role": role_json(role, 1)}
        discord.gateway.emit("GUILD_ROLE_UPDATE", changed, guild.id)
        await discord.until(lambda: life.desk.news, "news of a role")
        made = discord.add_channel(guild, "sport")
        await discord.until(lambda: len(life.desk.news) == 2, "news of a channel")

    assert [("opened", (news.id,)), ("opened", (made.id,))] == life.desk.news


@loopback
async def test_server_that_is_back_at_once_ends_up_open(discord: LoopbackDiscord) -> None:
    """News is told one after the other, however long the store takes to write it down."""
    told: list[str] = []

    class Slow(Secretary):
        """A desk that takes longer to close than to open."""

        async def opened(self, platform: str, channels: Sequence[str]) -> None:
            await super().opened(platform, channels)
            told.append("opened")

        async def closed(self, platform: str, channels: Sequence[str], *, reason: str) -> None:
            await super().closed(platform, channels, reason=reason)
            await asyncio.sleep(0.2)
            told.append("closed")

    guild = discord.add_guild()
    async with living(discord, desk=Slow()):
        await discord.until(lambda: told, "the first news")
        discord.begin_outage(guild)
        discord.end_outage(guild)
        await discord.until(lambda: len(told) == 3, "the other news")

    assert ["opened", "closed", "opened"] == told


@loopback
async def test_news_that_could_not_be_written_down_is_told_again(discord: LoopbackDiscord) -> None:
    """A store that is away for a moment does not leave a channel closed for good."""

    class Forgetful(Secretary):
        """A desk whose store is away at first."""

        async def opened(self, platform: str, channels: Sequence[str]) -> None:
            await super().opened(platform, channels)
            if len(self.news) == 1:
                raise ConnectionError("The store is away.")

    news = discord.add_guild(channels={"news": POSTING}).channels["news"]
    async with living(discord, desk=(desk := Forgetful())):
        await discord.until(lambda: desk.news, "the first news")
        discord.permit(news, POSTING | Permission.READ_MESSAGE_HISTORY)
        await discord.until(lambda: len(desk.news) == 2, "the same news")

    assert desk.news[0] == desk.news[1]


@loopback
async def test_answers_under_way_are_waited_for(discord: LoopbackDiscord) -> None:
    """What the desk is told when the bot stops still gets there; what never ends is given up."""
    ended: list[str] = []

    class Slow(Secretary):
        """A desk that takes a moment, or for ever."""

        async def opened(self, platform: str, channels: Sequence[str]) -> None:
            await super().opened(platform, channels)
            await asyncio.sleep(0.2 if len(self.news) == 1 else 60)
            ended.append(platform)

    discord.add_guild()
    discord.add_guild()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.platforms.discord.platform._LAST_WORDS_SECONDS", 0.5)
        async with living(discord, desk=(desk := Slow())):
            await discord.until(lambda: len(desk.news) == 2, "the first news")

    assert ["discord"] == ended
