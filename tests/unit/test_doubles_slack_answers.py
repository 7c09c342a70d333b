"""What a gesture allows on the loopback Slack: its response_url, its trigger, its view."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.doubles.slack.clients import app_of, client_of, loopback, over_sockets

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from tests.doubles.slack import Channel, Json, LoopbackSlack, Team, User


def _place(slack: LoopbackSlack) -> tuple[Team, Channel, User, AsyncApp]:
    team = slack.add_team("Harbour")
    ada = slack.add_user(team, "ada")
    app = app_of(slack, team)

    @app.command("/brief")
    async def brief(ack: Any, respond: Any, command: Any) -> None:
        await ack()
        await respond(text=f"now {command['text']}")

    return team, slack.add_channel(team, "news"), ada, app


@loopback
async def test_a_response_url_takes_five_answers_in_half_an_hour(slack: LoopbackSlack) -> None:
    """The sixth answer, or one after thirty minutes, is refused and a violation."""
    team, news, ada, app = _place(slack)
    async with over_sockets(slack, app):
        used = await slack.command(team, news, ada, "/brief")
        old = await slack.command(team, news, ada, "/brief")
    webhook = AsyncWebhookClient(used.interaction.response_url, retry_handlers=[])
    statuses = [(await webhook.send(text="t")).status_code for _ in range(5)]
    slack.clock.advance(1801)
    late = await AsyncWebhookClient(old.interaction.response_url, retry_handlers=[]).send(text="t")

    assert [200, 200, 200, 200, 404] == statuses
    assert (404, "expired_url") == (late.status_code, json.loads(late.body)["error"])
    assert 2 == len(slack.violations)
    slack.violations.clear()


@loopback
async def test_answers_by_response_url_have_a_public(slack: LoopbackSlack) -> None:
    """An answer is ephemeral unless it is sent in_channel; it works where the bot is not a member."""
    team, _, ada, app = _place(slack)
    outside = slack.add_channel(team, "outside", has_bot=False)
    async with over_sockets(slack, app):
        reply = await slack.command(team, outside, ada, "/brief", "x")
    webhook = AsyncWebhookClient(reply.interaction.response_url, retry_handlers=[])
    await webhook.send(text="for all", response_type="in_channel")

    assert ["for all"] == [post.text for post in slack.messages(outside)]
    assert ["now x", "for all"] == [post.text for post in slack.messages(outside, seen_by=ada)]


@loopback
async def test_answers_that_fit_no_gesture_are_refused(slack: LoopbackSlack) -> None:
    """An unknown address, an unknown public, and deleting where nothing stood each draw an error."""
    team, news, ada, app = _place(slack)
    async with over_sockets(slack, app):
        url = (await slack.command(team, news, ada, "/brief")).interaction.response_url
    tried: list[tuple[str, Json]] = [
        (url[:-1] + "_", {"text": "t"}),
        (url, {"text": "t", "response_type": "everywhere"}),
        (url, {"delete_original": True}),
    ]
    errors = []
    async with aiohttp.ClientSession() as session:
        for address, body in tried:
            async with session.post(address, json=body) as answer:
                errors.append((await answer.json())["error"])

    assert ["invalid_url", "invalid_arguments", "message_not_found"] == errors
    slack.violations.clear()


VIEW: Json = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "T"},
    "blocks": [{"type": "divider"}],
}


@loopback
async def test_a_trigger_opens_one_modal_within_three_seconds(slack: LoopbackSlack) -> None:
    """A trigger_id is spent by its first use, dies after three seconds, and belongs to its workspace."""
    team, news, ada, app = _place(slack)
    client, other = client_of(slack, team), client_of(slack, slack.add_team("Mill"))
    async with over_sockets(slack, app):
        first = (await slack.command(team, news, ada, "/brief")).interaction.trigger_id
        second = (await slack.command(team, news, ada, "/brief")).interaction.trigger_id
    await client.views_open(trigger_id=first, view=VIEW)
    drawn = []
    for asking, trigger in ((client, first), (other, second), (client, second)):
        slack.clock.advance(4 if asking is client and trigger == second else 0)
        with pytest.raises(SlackApiError) as refused:
            await asking.views_open(trigger_id=trigger, view=VIEW)
        drawn.append(refused.value.response["error"])

    assert ["exchanged_trigger_id", "invalid_trigger_id", "expired_trigger_id"] == drawn
    slack.violations.clear()


@loopback
async def test_a_view_changes_only_from_the_state_that_was_seen(slack: LoopbackSlack) -> None:
    """views.update keeps the id, changes the hash, and refuses an old hash."""
    team, news, ada, app = _place(slack)
    client = client_of(slack, team)
    async with over_sockets(slack, app):
        asked = await slack.command(team, news, ada, "/brief")
    view = (await client.views_open(trigger_id=asked.interaction.trigger_id, view=VIEW))["view"]
    changed = (await client.views_update(view_id=view["id"], hash=view["hash"], view=VIEW))["view"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view["id"], hash=view["hash"], view=VIEW)
    await slack.close(slack.views[0])
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id=view["id"], view=VIEW)

    assert (view["id"], True) == (changed["id"], view["hash"] != changed["hash"])
