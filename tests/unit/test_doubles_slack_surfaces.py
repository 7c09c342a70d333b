"""The corners of the loopback Slack: listings, acknowledgements that speak, echoes and impatience."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.doubles.slack.clients import app_of, client_of, loopback, over_sockets
from tests.doubles.slack.kit import option, plain

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.doubles.slack import Channel, Json, LoopbackSlack, Team, User


EVERY = (
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "groups:history",
    "groups:read",
    "im:read",
    "im:write",
    "team:read",
    "users:read",
)


def _place(slack: LoopbackSlack) -> tuple[Team, Channel, User, AsyncWebClient]:
    team = slack.add_team("Harbour", scopes=EVERY)
    ada = slack.add_user(team, "ada")
    return team, slack.add_channel(team, "news"), ada, client_of(slack, team)


async def _error(sent: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await sent
    error: str = refused.value.response["error"]
    return error


@loopback
async def test_channels_are_listed_by_kind(slack: LoopbackSlack) -> None:
    """A list has the kinds asked for, private ones only where the bot is, archived ones unless left out."""
    team, news, ada, client = _place(slack)
    slack.archive(slack.add_channel(team, "old"))
    slack.add_channel(team, "hidden", is_private=True, has_bot=False)
    slack.add_channel(team, "board", is_private=True)
    lists = [
        await client.conversations_list(),
        await client.conversations_list(types="public_channel,private_channel", exclude_archived=True),
    ]
    info = (await client.conversations_info(channel=news.id))["channel"]
    direct = slack.direct_messages(team, ada)
    other = (await client.conversations_info(channel=direct.id))["channel"]

    names = [[one["name"] for one in listed["channels"]] for listed in lists]
    assert [["news", "old"], ["news", "board"]] == names
    assert (True, False, "news") == (info["is_member"], info["is_private"], info["name"])
    assert (True, ada.id) == (other["is_im"], other["user"])


@loopback
async def test_the_bot_joins_public_channels(slack: LoopbackSlack) -> None:
    """conversations.join lets the bot in where it was not, unless the channel is archived."""
    team, _, ada, client = _place(slack)
    outside = slack.add_channel(team, "outside", has_bot=False)
    refused = await _error(client.conversations_history(channel=outside.id))
    await client.conversations_join(channel=outside.id)
    members = (await client.conversations_members(channel=outside.id))["members"]
    slack.archive(outside)

    assert ("not_in_channel", {ada.id, team.bot.id}) == (refused, set(members))
    assert "is_archived" == await _error(client.conversations_join(channel=outside.id))


@loopback
async def test_the_bot_and_its_workspace_are_described(slack: LoopbackSlack) -> None:
    """auth.test, bots.info, team.info and api.test say who is there."""
    team, _, ada, client = _place(slack)
    me = await client.auth_test()
    bot = (await client.bots_info(bot=me["bot_id"]))["bot"]
    everybody = (await client.users_list(include_locale=True))["members"]

    assert ((team.bot.id, "A0LOOPBACK"), "Harbour") == (
        (bot["user_id"], bot["app_id"]),
        (await client.team_info())["team"]["name"],
    )
    assert [team.bot.id, ada.id] == [one["id"] for one in everybody]
    assert "bot_not_found" == await _error(client.bots_info(bot="B404"))
    assert (await client.api_test())["ok"]


@loopback
async def test_direct_messages_open_for_one_person_who_is_there(slack: LoopbackSlack) -> None:
    """Nobody, several people, a stranger or somebody who left: each draws its own error."""
    _, _, ada, client = _place(slack)
    nobody = client.api_call("conversations.open", json={})  # the client's own method sends nothing then
    drawn = [await _error(nobody), await _error(client.conversations_open(users="U404"))]
    ada.is_deleted = True
    drawn.append(await _error(client.conversations_open(users=[ada.id])))
    drawn.append(await _error(client.conversations_open(users=[ada.id, "U404"])))

    assert ["users_list_not_supplied", "user_not_found"] == drawn[:2]
    assert ["user_disabled", "method_not_supported_for_channel_type"] == drawn[2:]
    slack.violations.clear()


@loopback
async def test_history_refuses_what_it_cannot_read(slack: LoopbackSlack) -> None:
    """A moment, a cursor or a thread that is none draws the documented error; bounds may be inclusive."""
    _, news, _, client = _place(slack)
    only = (await client.chat_postMessage(channel=news.id, text="x"))["ts"]
    asked: list[Json] = [{"oldest": "yesterday"}, {"latest": "tomorrow"}, {"cursor": "page two"}]
    drawn = [await _error(client.conversations_history(channel=news.id, **more)) for more in asked]
    bounds = {"oldest": only, "latest": only}
    found = [
        len((await client.conversations_history(channel=news.id, **bounds, inclusive=inclusive))["messages"])
        for inclusive in (True, False)
    ]

    assert ["invalid_ts_oldest", "invalid_ts_latest", "invalid_cursor"] == drawn
    assert [1, 0] == found
    assert "thread_not_found" == await _error(client.conversations_replies(channel=news.id, ts="1.000000"))
    slack.violations.clear()


@loopback
async def test_a_command_may_be_answered_by_its_acknowledgement(slack: LoopbackSlack) -> None:
    """A text or a message in the acknowledgement is shown at once: to the asker, or in the channel."""
    team, news, ada, _ = _place(slack)
    app = app_of(slack, team)

    @app.command("/brief")
    async def brief(ack: Any, command: Any) -> None:
        is_loud = command["text"] == "loud"
        await ack({"text": "loud", "response_type": "in_channel"} if is_loud else "quiet")

    async with over_sockets(slack, app):
        quiet = await slack.command(team, news, ada, "/brief")
        loud = await slack.command(team, news, ada, "/brief", "loud")

    seen = [(reply.text, reply.is_ephemeral) for reply in (quiet, loud)]
    assert [("quiet", True), ("loud", False)] == seen


@loopback
async def test_an_ephemeral_message_is_deleted_by_its_buttons_answer(slack: LoopbackSlack) -> None:
    """delete_original takes away the message the button stands under; nobody can press it again."""
    team, news, ada, client = _place(slack)
    app = app_of(slack, team)
    row = {
        "type": "actions",
        "elements": [
            {"type": "button", "text": plain("Gone"), "action_id": "go"},
            {"type": "static_select", "action_id": "go2", "options": [option("Dry", "d")]},
        ],
    }

    @app.action("go")
    async def go(ack: Any, respond: Any) -> None:
        await ack()
        await respond(delete_original=True)

    @app.action("go2")
    async def choose(ack: Any, body: Any, respond: Any) -> None:
        await ack()
        chosen = next(iter(body["state"]["values"].values()))["go2"]["selected_option"]["value"]
        await respond(text=f"chose {chosen}")

    await client.chat_postEphemeral(channel=news.id, user=ada.id, text="t", blocks=[row])
    post = slack.messages(news, seen_by=ada)[0]
    async with over_sockets(slack, app):
        chosen = await slack.select(post, "go2", "Dry", ada)
        with pytest.raises(AssertionError, match="does not see"):
            await slack.press(post, "Gone", slack.add_user(team, "eve"))
        await slack.press(post, "Gone", ada)
        with pytest.raises(AssertionError, match="no longer there"):
            await slack.press(post, "Gone", ada)

    assert "chose d" == chosen.text
    assert ["chose d"] == [one.text for one in slack.messages(news, seen_by=ada)]


@loopback
async def test_own_and_changed_direct_messages_are_told(slack: LoopbackSlack) -> None:
    """Bolt drops the echo of its own message; a changed one arrives without text of its own."""
    team, _, ada, client = _place(slack)
    app, heard = app_of(slack, team), list[Any]()

    @app.event("message")
    async def written(event: Any) -> None:
        heard.append((event.get("subtype"), event.get("text"), event.get("message", {}).get("text")))

    channel = slack.direct_messages(team, ada)
    await client.chat_postMessage(channel=channel.id, text="mine")
    async with over_sockets(slack, app):
        await slack.echo(slack.messages(channel)[0])
        sent = await slack.direct_message(ada, "first", awaits=False)
        await slack.edit(slack.messages(channel)[1], "second")
        await slack.until(lambda: len(heard) == 2)

    assert [(None, "first", None), ("message_changed", None, "second")] == heard
    assert [] == sent.messages


@loopback
async def test_impatience_is_told(slack: LoopbackSlack) -> None:
    """A call that comes before a 429's Retry-After is over is listed; one that waits is not."""
    _, news, _, client = _place(slack)
    slack.faults.limit("chat.postMessage", retry_after_seconds=5)
    await _error(client.chat_postMessage(channel=news.id, text="x"))
    await client.chat_postMessage(channel=news.id, text="early")
    slack.clock.advance(6)
    await client.chat_postMessage(channel=news.id, text="late")

    assert ["early"] == [call.args["text"] for call in slack.impatient]


@loopback
async def test_a_token_in_an_address_is_a_violation(slack: LoopbackSlack) -> None:
    """Slack reads a token from the query still, but it would stand in every log."""
    team, *_ = _place(slack)
    async with aiohttp.ClientSession() as session:
        url = f"{slack.api_base}auth.test?token={team.bot_token}"
        async with session.get(url) as answer:
            assert (await answer.json())["ok"]

    assert 1 == len(slack.violations)
    slack.violations.clear()
