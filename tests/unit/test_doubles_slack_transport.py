"""How the loopback Slack reaches an app: Socket Mode's ways to end, signatures, deadlines, redeliveries."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.doubles.slack.clients import app_of, client_of, loopback, over_http, over_sockets
from tests.doubles.slack.sockets import TICKET_SECONDS

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from tests.doubles.slack import Channel, Json, LoopbackSlack, Team, User


QUICK = 0.05  # seconds between a client's pings; it calls a connection dead after four


def _place(slack: LoopbackSlack) -> tuple[Team, Channel, User, AsyncApp]:
    team = slack.add_team("Harbour")
    ada = slack.add_user(team, "ada")
    app = app_of(slack, team)

    @app.command("/brief")
    async def brief(ack: Any, respond: Any, command: Any) -> None:
        await ack()
        await respond(text=f"now {command['text']}")

    @app.event("app_mention")
    async def mentioned(event: Any, say: Any) -> None:
        await say(text=event["text"], thread_ts=event["ts"])

    return team, slack.add_channel(team, "news"), ada, app


@loopback
async def test_a_refreshed_connection_is_replaced(slack: LoopbackSlack) -> None:
    """After refresh_requested the client opens a new connection, and gestures go on through it."""
    team, news, ada, app = _place(slack)
    async with over_sockets(slack, app):
        await slack.sockets.disconnect("warning")
        await slack.until(lambda: slack.sockets.connections == 2, "a second connection")
        await slack.sockets.disconnect("refresh_requested")
        await slack.until(lambda: slack.sockets.connections == 3, "a third connection")
        reply = await slack.command(team, news, ada, "/brief", "again")

    assert "now again" == reply.text


@pytest.mark.parametrize("ending", ["drop", "stall"])
def test_a_dead_connection_is_noticed(ending: str) -> None:
    """A cut connection, or one through which nothing passes, makes the client connect anew."""

    @loopback
    async def scenario(slack: LoopbackSlack) -> None:
        team, news, ada, app = _place(slack)
        async with over_sockets(slack, app, ping_seconds=QUICK):
            getattr(slack.sockets, ending)()
            await slack.until(lambda: slack.sockets.connections > 1, "another connection")
            await slack.until(lambda: [one.is_stalled for one in slack.sockets.open_links] == [False])
            reply = await slack.command(team, news, ada, "/brief", "again")

        assert "now again" == reply.text

    scenario()


@loopback
async def test_what_goes_into_a_stalled_connection_is_lost(slack: LoopbackSlack) -> None:
    """A gesture sent into a half-open connection is never acknowledged: the person sees a timeout."""
    team, news, ada, app = _place(slack)
    async with over_sockets(slack, app):
        link = slack.sockets.stall()
        reply = await slack.command(team, news, ada, "/brief", "x", awaits=False)
        slack.clock.advance(4)
        await slack.settled(reply)
        link.is_stalled = False

    assert ("operation_timeout", []) == (reply.failure, reply.messages)


@loopback
async def test_one_connection_too_many_is_sent_away(slack: LoopbackSlack) -> None:
    """Past the most connections allowed, the next one hears too_many_websockets and is closed."""
    team, _, _, app = _place(slack)
    slack.sockets.most_connections = 1
    heard: list[Json] = []
    async with over_sockets(slack, app), aiohttp.ClientSession() as session:
        opened = await client_of(slack, team).apps_connections_open(app_token=slack.app_token)
        async with session.ws_connect(opened["url"]) as second:
            heard += [json.loads(message.data) async for message in second]
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(opened["url"])

    assert ["hello", "disconnect"] == [one["type"] for one in heard]
    assert (2, "too_many_websockets") == (heard[0]["num_connections"], heard[1]["reason"])


@loopback
async def test_an_address_lasts_half_a_minute(slack: LoopbackSlack) -> None:
    """The address of a connection is refused when it comes late; a bot token gets none at all."""
    team, _, _, _ = _place(slack)
    client = client_of(slack, team)
    url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
    slack.clock.advance(TICKET_SECONDS + 1)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await client.apps_connections_open(app_token=team.bot_token)
    slack.violations.clear()


@loopback
async def test_gestures_take_turns_among_connections(slack: LoopbackSlack) -> None:
    """With two connections each payload goes to one of them, and both get some."""
    team, news, ada, app = _place(slack)
    other = app_of(slack, team)

    @other.command("/brief")
    async def brief(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="the other")

    async with over_sockets(slack, app), over_sockets(slack, other):
        texts = [(await slack.command(team, news, ada, "/brief", "x")).text for _ in range(4)]

    assert {"now x": 2, "the other": 2} == {text: texts.count(text) for text in texts}
    assert [2, 2] == [len(link.sent) for link in slack.sockets.links]


@loopback
async def test_refused_connections_can_be_arranged(slack: LoopbackSlack) -> None:
    """While the doors are shut neither the Web API nor Socket Mode takes a connection."""
    team, *_ = _place(slack)
    client = client_of(slack, team)
    async with slack.shut_api():
        with pytest.raises(aiohttp.ClientConnectorError):
            await client.auth_test()
    url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
    async with slack.shut_sockets(), aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.ws_connect(url)
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        assert "hello" == (await socket.receive_json())["type"]


@loopback
async def test_acknowledging_nothing_is_a_violation(slack: LoopbackSlack) -> None:
    """An acknowledgement of an unknown envelope, a second one, or noise is not taken in silence."""
    team, news, ada, _ = _place(slack)
    url = (await client_of(slack, team).apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        await socket.receive_json()
        reply = await slack.command(team, news, ada, "/brief", awaits=False)
        envelope = await socket.receive_json()
        for sent in ({"envelope_id": envelope["envelope_id"]}, {"envelope_id": envelope["envelope_id"]}, {}):
            await socket.send_json(sent)
        await socket.send_str("noise")
        await slack.until(lambda: len(slack.violations) == 3, "three violations")

    assert reply.acknowledged_after_seconds < 3
    assert "twice" in slack.violations[0]
    slack.violations.clear()


@loopback
async def test_an_event_takes_no_payload_back(slack: LoopbackSlack) -> None:
    """An acknowledgement of an event with a payload is a violation; it counts all the same."""
    team, news, ada, _ = _place(slack)
    url = (await client_of(slack, team).apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        await socket.receive_json()
        reply = await slack.mention(news, ada, "hello", awaits=False)
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "t"}})
        await slack.until(lambda: reply.interaction.is_acknowledged)

    assert (False, "events_api", 1) == (
        envelope["accepts_response_payload"],
        envelope["type"],
        len(slack.violations),
    )
    slack.violations.clear()


@loopback
async def test_a_late_acknowledgement_is_none(slack: LoopbackSlack) -> None:
    """After three seconds the person sees a timeout, whatever comes then; response_url still works."""
    team, news, ada, app = _place(slack)
    gate = asyncio.Event()

    @app.command("/slow")
    async def slow(ack: Any, respond: Any) -> None:
        await gate.wait()
        await ack("too late")
        await respond(text="after all")

    async with over_sockets(slack, app):
        reply = await slack.command(team, news, ada, "/slow", awaits=False)
        slack.clock.advance(3.5)
        gate.set()
        await slack.until(lambda: reply.messages)
        await slack.until(lambda: reply.interaction.is_acknowledged)

    assert ("operation_timeout", ["after all"]) == (reply.failure, [one.text for one in reply.messages])
    assert reply.acknowledged_after_seconds > 3


@loopback
async def test_envelopes_and_events_may_come_twice(slack: LoopbackSlack) -> None:
    """Bolt runs its listener for each copy: the same envelope, and an event delivered again."""
    team, news, ada, app = _place(slack)
    async with over_sockets(slack, app):
        twice = await slack.command(team, news, ada, "/brief", "x", copies=2)
        await slack.until(lambda: len(twice.messages) == 2, "both answers")
        event = await slack.mention(news, ada, "hello")
        await slack.redeliver(event, retry=1, reason="timeout")
        await slack.until(lambda: len(slack.messages(news)) == 3, "the second answer")


@loopback
async def test_redelivered_events_say_so_in_their_headers(slack: LoopbackSlack) -> None:
    """Over HTTP an event comes again with its number and reason, and the same event_id."""
    _, news, ada, app = _place(slack)
    async with over_http(slack, app):
        event = await slack.mention(news, ada, "hello")
        await slack.redeliver(event, retry=2, reason="http_error")
        await slack.until(lambda: len(slack.deliveries) == 2, "the second delivery")

    first, again = slack.deliveries
    assert first.body == again.body
    retried = {name: one for name, one in again.headers.items() if name.startswith("X-Slack-Retry")}
    assert {"X-Slack-Retry-Num": "2", "X-Slack-Retry-Reason": "http_error"} == retried


@loopback
async def test_only_fresh_right_signatures_open_the_app(slack: LoopbackSlack) -> None:
    """Bolt takes what is signed right and lately, a replay too; it refuses everything else with 401."""
    team, news, ada, app = _place(slack)
    async with over_http(slack, app):
        await slack.command(team, news, ada, "/brief", "x")
        body = slack.deliveries[0].body
        kind = slack.deliveries[0].headers["Content-Type"]
        stale = str(int(time.time()) - 301)
        sent = [
            await slack.callbacks.replay(slack.deliveries[0]),
            await slack.callbacks.post(body, kind),
            await slack.callbacks.post(body, kind, secret="fake-other"),  # noqa: S106  # says so itself
            await slack.callbacks.post(body, kind, timestamp=stale),
            await slack.callbacks.post(body, kind, headers={"X-Slack-Signature": None}),
            await slack.callbacks.post(body, kind, headers={"X-Slack-Request-Timestamp": None}),
        ]

    assert [200, 200, 401, 401, 401, 401] == [one.status for one in sent]


@loopback
async def test_a_body_of_a_megabyte_arrives(slack: LoopbackSlack) -> None:
    """Any bytes can be sent, however many; aiohttp's server stops a body above its limit."""
    *_, app = _place(slack)
    async with over_http(slack, app):
        answer = await slack.callbacks.post(b"x" * (1024 * 1024 + 1))

    assert 413 == answer.status


@loopback
async def test_nobody_there_and_too_slow_look_the_same(slack: LoopbackSlack) -> None:
    """A refused connection and a late answer both end as a timeout; an error status as a failed dispatch."""
    team, news, ada, app = _place(slack)
    gate = asyncio.Event()

    @app.command("/slow")
    async def slow(ack: Any) -> None:
        await gate.wait()
        await ack()

    async with over_http(slack, app) as url:
        unknown = await slack.command(team, news, ada, "/unknown")
        slack.callbacks.timeout_seconds = 0.05
        late = await slack.command(team, news, ada, "/slow")
        slack.request_url = url.replace("/slack/events", ":1/").rsplit(":", 2)[0] + ":1/"
        absent = await slack.command(team, news, ada, "/brief")
        gate.set()

    failures = [unknown.failure, late.failure, absent.failure]
    assert ["dispatch_failed", "operation_timeout", "operation_timeout"] == failures


@loopback
async def test_an_address_proves_itself(slack: LoopbackSlack) -> None:
    """Slack's url_verification is answered with its challenge."""
    *_, app = _place(slack)
    challenge = json.dumps({"type": "url_verification", "token": "x", "challenge": "c1"}).encode()
    async with over_http(slack, app):
        answer = await slack.callbacks.post(challenge)
        form = await slack.callbacks.post(
            urlencode({"ssl_check": "1"}).encode(), "application/x-www-form-urlencoded"
        )

    assert ((200, {"challenge": "c1"}), 200) == ((answer.status, json.loads(answer.text)), form.status)
