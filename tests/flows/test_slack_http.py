"""HTTP mode: what Slack has signed is answered, and all else turned away."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.chat import Condition
from tests.slack_life import Life, living, loopback

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.doubles.slack import LoopbackSlack, Team


@asynccontextmanager
async def called(slack: LoopbackSlack, team: Team) -> AsyncIterator[Life]:
    """Have a platform that Slack calls by HTTP."""
    port = free_port()
    async with living(slack, team, mode="http", bind=f"127.0.0.1:{port}") as life:
        await life.until(Condition.READY)
        slack.request_url = f"http://127.0.0.1:{port}/slack/events"
        yield life


def free_port() -> int:
    """Find a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@loopback
async def test_signed_command_is_answered(slack: LoopbackSlack) -> None:
    """A command that Slack sends by HTTP is acknowledged and answered, without any socket."""
    team = slack.add_team()
    news, ada = slack.add_channel(team), slack.add_user(team)
    async with called(slack, team) as life:
        reply = await slack.command(team, news, ada, "/brief", "now")

        assert ("Noted.", 1, 0) == (reply.text, len(life.desk.asked), slack.sockets.connections)


@loopback
async def test_address_is_verified(slack: LoopbackSlack) -> None:
    """Slack's question whether the address is ours is answered with its challenge."""
    team = slack.add_team()
    async with called(slack, team):
        body = json.dumps({"type": "url_verification", "challenge": "fake-challenge", "token": "x"})
        answer = await slack.callbacks.post(body.encode())

        assert (200, True) == (answer.status, "fake-challenge" in answer.text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "fake-secret-of-another"},
        {"timestamp": "abc"},
        {"timestamp": ""},
        {"timestamp": "1"},
        {"timestamp": "-1"},
        {"timestamp": "9" * 400},
        {"timestamp": "soon"},
        {"headers": {"X-Slack-Signature": None}},
        {"headers": {"X-Slack-Request-Timestamp": None}},
        {"headers": {"X-Slack-Signature": "v0=\u00fc"}},
        {"headers": {"X-Slack-Signature": ""}},
        {"body": b"\xff\xfe{"},
    ],
    ids=str,
)
def test_what_slack_has_not_signed_is_turned_away(wrong: dict[str, object]) -> None:
    """A wrong or missing signature, any odd time, and a body that is no text get 401 and reach nobody."""

    @loopback
    async def scenario(slack: LoopbackSlack) -> None:
        team = slack.add_team()
        body = wrong.get("body", b"payload=%7B%7D")
        how = {name: value for name, value in wrong.items() if name != "body"}
        if how.get("timestamp") == "soon":
            how["timestamp"] = str(int(time.time()) + 3_600)
        async with called(slack, team) as life:
            answer = await slack.callbacks.post(body, **how)  # type: ignore[arg-type]  # as the table says

            assert (401, []) == (answer.status, life.desk.asked)

    scenario()


@loopback
async def test_too_much_is_refused_before_it_is_hashed(slack: LoopbackSlack) -> None:
    """More than a megabyte is not read to its end, signed or not."""
    team = slack.add_team()
    async with called(slack, team):
        answer = await slack.callbacks.post(b"x" * 1_000_001)

        assert 413 == answer.status


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"payload=", b"payload=%7B", b"payload=[]", b"a=b"]
)
def test_signed_nonsense_breaks_nothing(body: bytes) -> None:
    """What is signed and makes no sense is not answered with a fault of ours, and the next is served."""

    @loopback
    async def scenario(slack: LoopbackSlack) -> None:
        team = slack.add_team()
        news, ada = slack.add_channel(team), slack.add_user(team)
        async with called(slack, team):
            answers = [
                (await slack.callbacks.post(body, kind)).status
                for kind in ("application/json", "application/x-www-form-urlencoded", "text/plain")
            ]
            reply = await slack.command(team, news, ada, "/brief", "now")

            assert ([], "Noted.") == ([status for status in answers if status >= 500], reply.text)

    scenario()


@loopback
async def test_replay_has_one_effect(slack: LoopbackSlack) -> None:
    """A request that is sent again byte for byte is acknowledged and does nothing."""
    team = slack.add_team()
    news, ada = slack.add_channel(team), slack.add_user(team)
    async with called(slack, team) as life:
        await slack.command(team, news, ada, "/brief", "now")
        again = await slack.callbacks.replay(slack.deliveries[0])

        assert (200, 1) == (again.status, len(life.desk.asked))


@loopback
async def test_other_addresses_are_not_there(slack: LoopbackSlack) -> None:
    """Nothing but Slack's own address is served."""
    team = slack.add_team()
    async with called(slack, team):
        slack.request_url = slack.request_url.replace("/slack/events", "/slack/install")
        answer = await slack.callbacks.post(b"{}")

        assert 404 == answer.status


@loopback
async def test_taken_port_is_told_and_waited_for(slack: LoopbackSlack) -> None:
    """Where another program listens the reason is told, and the bot comes up when it is gone."""
    team = slack.add_team()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        bind = f"127.0.0.1:{other.getsockname()[1]}"
        async with living(slack, team, mode="http", bind=bind) as life:
            await life.until_told("in use")
            other.close()

            assert "" == await life.until(Condition.READY)


@loopback
async def test_empty_secret_is_told_and_a_new_one_noticed(slack: LoopbackSlack) -> None:
    """Without a signing secret nothing is served; whoever puts it in place need not start the bot again."""
    team = slack.add_team()
    secrets: list[str | OSError] = [""]

    def read() -> str:
        secret = secrets[-1]
        if isinstance(secret, OSError):
            secrets.append(slack.signing_secret)  # it is there at the next look
            raise secret
        return secret

    bind = f"127.0.0.1:{free_port()}"
    async with living(slack, team, mode="http", bind=bind, signing_secret=read) as life:
        await life.until_told("Basic Information")
        secrets.append(OSError("The file /run/secrets/slack_signing is not there."))

        assert "" == await life.until(Condition.READY)


@loopback
async def test_other_workspace_reaches_nobody(slack: LoopbackSlack) -> None:
    """A command from a workspace whose token this bot does not have is not answered by the desk."""
    team, rival = slack.add_team("Harbour"), slack.add_team("Rival")
    news, eve = slack.add_channel(rival), slack.add_user(rival, "eve")
    async with called(slack, team) as life:
        reply = await asyncio.wait_for(slack.command(rival, news, eve, "/brief", "now"), 10)

        assert ([], True) == (life.desk.asked, "not set up for this workspace" in reply.text)
