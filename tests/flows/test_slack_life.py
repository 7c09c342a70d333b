"""The life of the connection to Slack: refused, cut, stalled, replaced, repeated, revoked, and stopped."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.chat import Condition
from tests.doubles.slack import SCOPES
from tests.slack_life import HURRY, NEWS, Listener, living, loopback

if TYPE_CHECKING:
    from tests.doubles.slack import LoopbackSlack

READY, DEGRADED, DOWN = Condition.READY, Condition.DEGRADED, Condition.DOWN


def opened(slack: LoopbackSlack) -> int:
    """Count how often a socket was asked for."""
    return sum(call.name == "apps.connections.open" for call in slack.requests)


# ------------------------------------------------------------------------------------- the socket


@loopback
async def test_bot_connects_and_hears_commands(slack: LoopbackSlack) -> None:
    """One socket makes the platform ready, and a command reaches the desk."""
    team = slack.add_team()
    ada = slack.add_user(team)
    news = slack.add_channel(team)
    async with living(slack, team) as life:
        await life.until(READY)
        reply = await slack.command(team, news, ada, "/brief", "now")

        assert ("Noted.", 1, 1) == (reply.text, len(life.desk.asked), len(slack.sockets.open_links))


@loopback
async def test_first_connection_may_be_refused(slack: LoopbackSlack) -> None:
    """A Slack that takes no socket yet is waited for; posting does not need it."""
    team = slack.add_team()
    news = slack.add_channel(team)
    async with AsyncExitStack() as stack:
        async with slack.shut_sockets():
            life = await stack.enter_async_context(living(slack, team))
            await life.until_told("cannot be reached")
            await life.platform.post(news.id, NEWS, nonce="first")
        await life.until(READY)

    assert 1 == len(slack.messages(news))


@loopback
async def test_refresh_leaves_no_gap(slack: LoopbackSlack) -> None:
    """A socket that is asked to go is replaced before it goes: there is always one that listens."""
    team = slack.add_team()
    async with living(slack, team, patience=replace(HURRY, linger_seconds=10)) as life:
        await life.until(READY)
        seen: list[int] = []
        await slack.sockets.disconnect("warning")
        while slack.sockets.connections < 2:
            seen.append(len(slack.sockets.open_links))
            await asyncio.sleep(0.001)
        await life.until(READY)

        assert (1, 2) == (min(seen), len(slack.sockets.open_links))


@loopback
async def test_leaving_socket_still_takes_commands(slack: LoopbackSlack) -> None:
    """What Slack still sends to the socket that is being replaced is answered, too."""
    team = slack.add_team()
    news, ada = slack.add_channel(team), slack.add_user(team)
    async with living(slack, team, patience=replace(HURRY, linger_seconds=10)) as life:
        await life.until(READY)
        await slack.sockets.disconnect("warning")
        await slack.until(lambda: len(slack.sockets.open_links) == 2, "a second socket")
        replies = [await slack.command(team, news, ada, "/brief", "now") for _ in range(2)]
        used = [len(link.sent) for link in slack.sockets.links]

        assert (["Noted."] * 2, [1, 1]) == ([reply.text for reply in replies], used)


@loopback
async def test_replaced_socket_is_closed(slack: LoopbackSlack) -> None:
    """A socket that Slack does not close itself is closed after a while."""
    team = slack.add_team()
    async with living(slack, team) as life:
        await life.until(READY)
        await slack.sockets.disconnect("warning")
        await slack.until(lambda: slack.sockets.connections == 2, "a second socket")
        await slack.until(lambda: len(slack.sockets.open_links) == 1, "the end of the first")

        assert slack.sockets.links[1].is_open


@pytest.mark.parametrize("reason", ["refresh_requested", "something new"])
def test_request_to_reconnect_is_obeyed(reason: str) -> None:
    """Whatever Slack gives as its reason, a new socket takes over."""

    @loopback
    async def scenario(slack: LoopbackSlack) -> None:
        team = slack.add_team()
        async with living(slack, team) as life:
            await life.until(READY)
            await slack.sockets.disconnect(reason)
            await slack.until(lambda: slack.sockets.connections == 2, "a second socket")
            await life.until(READY)

            assert 2 == opened(slack)

    scenario()


@loopback
async def test_cut_connection_is_replaced(slack: LoopbackSlack) -> None:
    """A socket cut without a word is replaced at once."""
    team = slack.add_team()
    async with living(slack, team) as life:
        await life.until(READY)
        slack.sockets.drop()
        await slack.until(lambda: slack.sockets.connections == 2, "a second socket")

        assert "" == await life.until(READY)


@loopback
async def test_half_open_socket_is_noticed(slack: LoopbackSlack) -> None:
    """A socket that looks open and answers no ping is given up."""
    team = slack.add_team()
    async with living(slack, team, patience=replace(HURRY, heartbeat_seconds=0.1)) as life:
        await life.until(READY)
        slack.sockets.stall()
        await slack.until(lambda: slack.sockets.connections == 2, "a second socket")

        assert "" == await life.until(READY)


@loopback
async def test_too_many_sockets_are_backed_off_from(slack: LoopbackSlack) -> None:
    """When other processes hold all the sockets there may be, this one says so and waits its turn."""
    team = slack.add_team()
    slack.sockets.most_connections = 0
    async with living(slack, team) as life:
        await life.until_told("running elsewhere")
        slack.sockets.most_connections = 10

        assert "" == await life.until(READY)


@loopback
async def test_short_lived_sockets_are_not_opened_in_a_rush(slack: LoopbackSlack) -> None:
    """Sockets that end as soon as they stand make the bot wait longer each time."""
    team = slack.add_team()
    patience = replace(HURRY, settled_seconds=60, first_seconds=60, longest_seconds=60)
    async with living(slack, team, patience=patience) as life:
        await life.until(READY)
        await slack.sockets.disconnect("refresh_requested")
        await life.until_told("refresh_requested")

        assert (1, True) == (opened(slack), "Posting goes on." in life.platform.health.reason)


@loopback
async def test_socket_mode_that_is_off_is_told(slack: LoopbackSlack) -> None:
    """Slack's word that Socket Mode was switched off becomes what to do about it, and no loop."""
    team = slack.add_team()
    async with living(slack, team) as life:
        await life.until(READY)
        await slack.sockets.disconnect("link_disabled")
        await life.until_told("Switch it on at api.slack.com/apps")

        assert (1, DEGRADED) == (opened(slack), life.platform.health.condition)


@loopback
async def test_unreadable_frames_are_passed_over(slack: LoopbackSlack) -> None:
    """What is no JSON, no object or of no known kind ends nothing."""
    team = slack.add_team()
    news, ada = slack.add_channel(team), slack.add_user(team)
    async with living(slack, team) as life:
        await life.until(READY)
        for frame in ("{", "[]", "null", '{"type": null}', '{"type": "news"}', '"hello"'):
            await slack.sockets.send_raw(frame)
        reply = await slack.command(team, news, ada, "/brief", "now")

        assert ("Noted.", 1) == (reply.text, slack.sockets.connections)


@loopback
async def test_foreign_socket_is_not_opened(slack: LoopbackSlack) -> None:
    """A server cannot send the app to a socket on another host."""
    team = slack.add_team()
    slack.sockets.url = "wss://slack.com.example.org"
    async with living(slack, team) as life:
        await life.until_told("neither Slack nor this machine")

        assert 1 == opened(slack)


@loopback
async def test_refused_handshake_is_told(slack: LoopbackSlack) -> None:
    """A server that answers a socket with a page is waited out, with its number."""
    team = slack.add_team()
    slack.sockets.url, right = slack.api_base.replace("http", "ws"), slack.sockets.url
    async with living(slack, team) as life:
        await life.until_told("Slack's socket answered ")
        slack.sockets.url = right
        await life.until(READY)
    slack.violations.clear()  # the double wonders at what its Web API was asked


# ------------------------------------------------------------------------------------- tokens


@loopback
async def test_wrong_bot_token_is_asked_once(slack: LoopbackSlack) -> None:
    """A token Slack does not know is told with what to do, and not tried again before it is another."""
    team = slack.add_team()
    async with living(slack, team, bot_token=lambda: "xoxb-fake-token-of-another") as life:
        reason = await life.until(DOWN)
        await asyncio.sleep(0.1)  # in which a loop would have asked many times

        assert (True, 1) == ("Copy it anew" in reason, len(slack.requests))


@loopback
async def test_new_token_is_noticed(slack: LoopbackSlack) -> None:
    """Whoever puts the right token in place sees the bot come back without starting it again."""
    team = slack.add_team()
    tokens = ["xoxb-fake-token-of-another"]
    async with living(slack, team, bot_token=lambda: tokens[-1]) as life:
        await life.until(DOWN)
        tokens.append(team.bot_token)

        assert "" == await life.until(READY)


@loopback
async def test_token_revoked_meanwhile_takes_the_bot_down(slack: LoopbackSlack) -> None:
    """A post that Slack refuses for its token ends the connection, too."""
    team = slack.add_team()
    news = slack.add_channel(team)
    async with living(slack, team) as life:
        await life.until(READY)
        slack.revoke(team.bot_token)
        errors = await asyncio.gather(life.platform.post(news.id, NEWS, nonce="one"), return_exceptions=True)
        await life.until(DOWN)
        await slack.until(lambda: not slack.sockets.open_links, "the end of the socket")

    assert "account" == getattr(errors[0], "scope", "")


@loopback
async def test_wrong_app_token_leaves_posting(slack: LoopbackSlack) -> None:
    """Without a right app token nobody is heard, and that is told; the right one is noticed."""
    team = slack.add_team()
    news = slack.add_channel(team)
    tokens = ["xapp-fake-token-of-another"]
    async with living(slack, team, app_token=lambda: tokens[-1]) as life:
        await life.until_told("connections:write")
        await life.platform.post(news.id, NEWS, nonce="one")
        tokens.append(slack.app_token)
        await life.until(READY)

    assert 1 == len(slack.messages(news))


@loopback
async def test_unreadable_token_is_waited_for(slack: LoopbackSlack) -> None:
    """A file that is not there yet is no reason to give up."""
    team = slack.add_team()
    reads: list[int] = []

    def token() -> str:
        reads.append(1)
        if len(reads) < 3:
            raise OSError("The file /run/secrets/slack_bot is not there.")
        return team.bot_token

    async with living(slack, team, bot_token=token) as life:
        assert "" == await life.until(READY)


@loopback
async def test_logging_in_survives_error_pages(slack: LoopbackSlack) -> None:
    """HTML in the place of an answer, as proxies give it, is waited out."""
    team = slack.add_team()
    slack.faults.fail("auth.test", 503, times=2)
    slack.faults.fail("auth.test", 200)
    slack.faults.fail("apps.connections.open", 502)
    async with living(slack, team) as life:
        assert "" == await life.until(READY)


# ------------------------------------------------------------------------------------- once each


@loopback
async def test_repeated_envelope_has_one_effect(slack: LoopbackSlack) -> None:
    """The same envelope twice is answered once, and acknowledged twice."""
    team = slack.add_team()
    news, ada = slack.add_channel(team), slack.add_user(team)
    async with living(slack, team) as life:
        await life.until(READY)
        await slack.command(team, news, ada, "/brief", "now", copies=2)

        assert 1 == len(life.desk.asked)


@loopback
async def test_repeated_event_has_one_effect(slack: LoopbackSlack) -> None:
    """Slack sends an event again when it is in doubt; people get one answer."""
    team = slack.add_team()
    news, ada = slack.add_channel(team), slack.add_user(team)
    async with living(slack, team) as life:
        await life.until(READY)
        reply = await slack.mention(news, ada, "now")
        await slack.redeliver(reply, retry=1)

        assert 1 == len(life.desk.asked)


@loopback
async def test_stop_lets_answers_arrive(slack: LoopbackSlack) -> None:
    """An answer under way when the bot stops is still given."""
    team = slack.add_team()
    news, ada = slack.add_channel(team), slack.add_user(team)
    desk = Listener(gate=asyncio.Event())
    async with living(slack, team, desk=desk) as life:
        await life.until(READY)
        asking = asyncio.create_task(slack.command(team, news, ada, "/brief", "now"))
        await slack.until(lambda: desk.asked, "the question")
        assert life.serving is not None
        life.serving.cancel()
        asyncio.get_running_loop().call_later(0.05, desk.gate.set)  # type: ignore[union-attr]  # set above
        reply = await asking

    assert "Noted." == reply.text


@loopback
async def test_missing_scope_is_told_before_it_is_missed(slack: LoopbackSlack) -> None:
    """An app that was installed without a scope it needs says which, what for and where to add it."""
    team = slack.add_team(scopes=tuple(scope for scope in SCOPES if scope != "im:write"))
    async with living(slack, team) as life:
        await life.until_told("The app lacks im:write, to send personal digests")

        assert (DEGRADED, True) == (
            life.platform.health.condition,
            "OAuth & Permissions" in life.platform.health.reason,
        )
