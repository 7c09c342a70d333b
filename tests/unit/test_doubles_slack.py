"""The loopback Slack, proved with the real Bolt: commands, mentions, buttons, modals, homes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.doubles.slack import LoopbackSlack
from tests.doubles.slack.clients import app_of, client_of, loopback, over_http, over_sockets
from tests.doubles.slack.kit import plain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from slack_bolt.async_app import AsyncApp

    from tests.doubles.slack import Channel, Json, Team, User

TRANSPORTS: dict[str, Any] = {"sockets": over_sockets, "http": over_http}


BUTTON = {"type": "button", "text": plain("Share"), "action_id": "share", "value": "a1"}
MENU = {
    "type": "static_select",
    "placeholder": plain("Length"),
    "action_id": "length",
    "options": [{"text": plain("Short"), "value": "s"}, {"text": plain("Full"), "value": "f"}],
}
BLOCKS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Here is <https://example.com/a|a link>"}},
    {"type": "actions", "elements": [BUTTON, MENU]},
]
FORM = {
    "type": "modal",
    "callback_id": "me",
    "title": plain("Your briefing"),
    "submit": plain("Save"),
    "private_metadata": "m1",
    "blocks": [
        {
            "type": "input",
            "block_id": "zone",
            "label": plain("Time zone"),
            "element": {"type": "plain_text_input", "action_id": "v", "initial_value": "Europe/Berlin"},
        },
        {
            "type": "input",
            "block_id": "topic",
            "optional": True,
            "label": plain("Topic"),
            "element": {"type": "external_select", "action_id": "topics", "min_query_length": 1},
        },
    ],
}


def _brief(app: AsyncApp) -> None:
    """Give *app* everything Briefbot has, in the smallest form."""

    @app.command("/brief")
    async def brief(ack: Any, respond: Any, command: Any, client: Any) -> None:
        await ack()
        if command["text"] == "me":
            await client.views_open(trigger_id=command["trigger_id"], view=FORM)
        else:
            await respond(text=f"now: {command['text']}", blocks=BLOCKS)

    @app.action("share")
    async def share(ack: Any, body: Any, action: Any, client: Any) -> None:
        await ack()
        text = f"{body['user']['id']} shares {action['value']}"
        await client.chat_postMessage(channel=body["channel"]["id"], text=text)

    @app.action("length")
    async def choose(ack: Any, respond: Any, action: Any) -> None:
        await ack()
        await respond(text=f"length {action['selected_option']['value']}", replace_original=True)

    @app.event("app_mention")
    async def mentioned(event: Any, say: Any) -> None:
        await say(text=f"heard {event['text']}", thread_ts=event.get("thread_ts") or event["ts"])

    @app.event("message")
    async def written(event: Any, say: Any) -> None:
        await say(text=f"you wrote {event['text']}")

    @app.event("app_home_opened")
    async def opened(event: Any, client: Any) -> None:
        section = {"type": "section", "text": plain("Your topics: none")}
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section]})


def _forms(app: AsyncApp) -> None:
    @app.options("topics")
    async def topics(ack: Any, payload: Any) -> None:
        await ack(options=[{"text": plain(f"{payload['value']}…"), "value": "t1"}])

    @app.view("me")
    async def save(ack: Any, view: Any) -> None:
        values = view["state"]["values"]
        if values["zone"]["v"]["value"] == "Mars":
            await ack(response_action="errors", errors={"zone": "No such zone."})
        elif values["zone"]["v"]["value"] == "more":
            await ack(response_action="push", view=FORM | {"callback_id": "more"})
        else:
            chosen = values["topic"]["topics"]["selected_option"]
            text = f"saved {chosen['value'] if chosen else 'nothing'}"
            done = {"type": "modal", "title": plain("Saved")}
            await ack(
                response_action="update", view=done | {"blocks": [{"type": "section", "text": plain(text)}]}
            )

    @app.view("more")
    async def done(ack: Any) -> None:
        await ack()

    @app.shortcut("why")
    async def why(ack: Any, shortcut: Any, respond: Any) -> None:
        await ack()
        await respond(text=f"because of {shortcut['message']['text']}")

    @app.shortcut("settings")
    async def settings(ack: Any, shortcut: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=FORM)


def _place(slack: LoopbackSlack) -> tuple[Team, Channel, User]:
    team = slack.add_team("Harbour")
    ada = slack.add_user(team, "ada", tz="Europe/Berlin")
    return team, slack.add_channel(team, "news"), ada


@asynccontextmanager
async def _running(slack: LoopbackSlack, transport: str) -> AsyncIterator[tuple[Team, Channel, User]]:
    team, news, ada = _place(slack)
    app = app_of(slack, team)
    _brief(app)
    _forms(app)
    async with TRANSPORTS[transport](slack, app):
        yield team, news, ada


def both_transports(test: Callable[[LoopbackSlack, str], Any]) -> Callable[[str], None]:
    """Run a test once over Socket Mode and once over HTTP."""

    def run(transport: str) -> None:
        async def scenario() -> None:
            async with LoopbackSlack() as slack:
                await test(slack, transport)

        asyncio.run(scenario())

    run.__doc__ = test.__doc__
    return pytest.mark.parametrize("transport", TRANSPORTS)(run)


@both_transports
async def test_a_command_is_acknowledged_and_answered(slack: LoopbackSlack, transport: str) -> None:
    """A command reaches Bolt, is acknowledged in time and answered for the asker alone by response_url."""
    async with _running(slack, transport) as (team, news, ada):
        reply = await slack.command(team, news, ada, "/brief", "now deal")

        assert ("Here is a link", "now: now deal") == (reply.text, reply.message.fallback)
        assert reply.is_ephemeral
        assert reply.acknowledged_after_seconds < 3
        assert ["share", "length"] == [one["action_id"] for one in reply.message.buttons]
        assert ([], 1) == (slack.messages(news), len(slack.messages(news, seen_by=ada)))


@both_transports
async def test_buttons_and_menus_of_an_answer_work(slack: LoopbackSlack, transport: str) -> None:
    """A button posts into the channel; a menu replaces the ephemeral answer, which stays ephemeral."""
    async with _running(slack, transport) as (team, news, ada):
        first = await slack.command(team, news, ada, "/brief", "now")
        shared = await slack.press(first, "Share", ada)
        changed = await slack.select(first, "Length", "Full", ada)

        assert [f"{ada.id} shares a1"] == [post.text for post in slack.messages(news)]
        assert not shared.is_ephemeral
        assert ("length f", True, first.message.ts) == (
            changed.text,
            changed.is_ephemeral,
            changed.message.ts,
        )
        assert "message" not in changed.interaction.payload


@both_transports
async def test_a_mention_is_answered_in_its_thread(slack: LoopbackSlack, transport: str) -> None:
    """A mention arrives with the bot's id in its text; the answer stands in the thread, of whatever depth."""
    async with _running(slack, transport) as (team, news, ada):
        first = await slack.mention(news, ada, "what is new?")
        again = await slack.mention(news, ada, "and?", thread=first.message)

        assert f"heard <@{team.bot.id}> what is new?" == first.text
        assert first.message.thread_ts == again.message.thread_ts


@both_transports
async def test_direct_messages_are_answered(slack: LoopbackSlack, transport: str) -> None:
    """What a person writes to the bot directly arrives as a message event of kind im."""
    async with _running(slack, transport) as (team, _, ada):
        reply = await slack.direct_message(ada, "hello")

        assert "you wrote hello" == reply.text
        said = [one.text for one in slack.messages(slack.direct_messages(team, ada))]
        assert ["hello", "you wrote hello"] == said


@both_transports
async def test_a_modal_is_filled_in_searched_and_corrected(slack: LoopbackSlack, transport: str) -> None:
    """A modal keeps what it starts with, asks for options, shows errors, and changes when it is sent."""
    async with _running(slack, transport) as (team, news, ada):
        opened = await slack.command(team, news, ada, "/brief", "me")
        wrong = await slack.submit(opened, {"Time zone": "Mars"})
        offered = await slack.suggest(opened, "topics", "dea", ada)
        saved = await slack.submit(opened, {"Time zone": "UTC", "Topic": offered[0]})

        assert {"zone": "No such zone."} == wrong.errors
        assert ["dea…"] == [one["text"]["text"] for one in offered]
        assert ("Saved", "saved t1") == (saved.view.title, saved.text)
        assert ["Saved"] == [view.title for view in slack.views]


@both_transports
async def test_modals_stack_and_close(slack: LoopbackSlack, transport: str) -> None:
    """A modal can be pushed above another; an empty acknowledgement closes the upper one only."""
    async with _running(slack, transport) as (team, news, ada):
        opened = await slack.command(team, news, ada, "/brief", "me")
        pushed = await slack.submit(opened, {"zone": "more"})
        stacked = len(slack.views)
        await slack.submit(pushed.view)

        assert (2, [opened.view.id]) == (stacked, [view.id for view in slack.views])
        assert opened.view.id == pushed.view.previous_id


@both_transports
async def test_shortcuts_open_forms_and_answer_on_messages(slack: LoopbackSlack, transport: str) -> None:
    """A global shortcut carries a trigger only; one on a message carries the message and a response_url."""
    async with _running(slack, transport) as (_, news, ada):
        asked = await slack.shortcut(ada, "why", message=slack.write(news, ada, "a story"))
        opened = await slack.shortcut(ada, "settings")

        assert ("because of a story", True) == (asked.text, asked.is_ephemeral)
        assert ("Your briefing", "") == (opened.view.title, opened.interaction.response_url)


@both_transports
async def test_the_home_is_published_when_it_is_opened(slack: LoopbackSlack, transport: str) -> None:
    """Opening the App Home tells the app, and what it publishes is what that person sees."""
    async with _running(slack, transport) as (_, _, ada):
        first = await slack.open_home(ada)
        again = await slack.open_home(ada)

        assert "Your topics: none" == first.text
        assert slack.home(ada) is again.view
        assert first.view.id == again.interaction.payload["event"]["view"]["id"]


@loopback
async def test_people_have_zones_and_roles(slack: LoopbackSlack) -> None:
    """users.info tells zone, offset and whether somebody runs the workspace."""
    team, _, ada = _place(slack)
    root = slack.add_user(team, "root", is_admin=True)
    client = client_of(slack, team)
    found = (await client.users_info(user=ada.id, include_locale=True))["user"]
    admin = (await client.users_info(user=root.id))["user"]

    assert ("Europe/Berlin", "en-US", False) == (found["tz"], found["locale"], found["is_admin"])
    assert found["tz_offset"] in (3600, 7200)
    assert (True, False) == (admin["is_admin"], "locale" in admin)


MANIFEST: Json = {
    "display_information": {"name": "Brief"},
    "features": {
        "bot_user": {"display_name": "brief"},
        "slash_commands": [{"command": "/brief", "description": "Briefings", "should_escape": True}],
        "shortcuts": [{"name": "Why", "type": "message", "callback_id": "why", "description": "Why"}],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["app_mention"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


@loopback
async def test_what_the_manifest_does_not_declare_is_not_there(slack: LoopbackSlack) -> None:
    """Commands, shortcuts, events, scopes and the home tab come from the manifest once there is one."""
    slack.install_manifest(MANIFEST)
    team, news, ada = _place(slack)
    with pytest.raises(AssertionError, match="/news is not a valid command"):
        await slack.command(team, news, ada, "/news")
    with pytest.raises(AssertionError, match="No global shortcut 'why'"):
        await slack.shortcut(ada, "why")
    with pytest.raises(AssertionError, match=r"subscribes to no message\.im"):
        await slack.direct_message(ada, "hello")

    assert (("chat:write", "commands"), False) == (team.scopes, team.home_enabled)


@loopback
async def test_searches_over_http_need_an_address_of_their_own(slack: LoopbackSlack) -> None:
    """Over HTTP Slack asks for options at message_menu_options_url; interactivity must be on at all."""
    team, news, ada = _place(slack)
    app = app_of(slack, team)
    _brief(app)
    _forms(app)
    async with over_http(slack, app):
        opened = await slack.command(team, news, ada, "/brief", "me")
        slack.install_manifest(MANIFEST)
        with pytest.raises(AssertionError, match="message_menu_options_url"):
            await slack.suggest(opened, "topics", "dea", ada)
        slack.install_manifest(MANIFEST | {"settings": {}})
        with pytest.raises(AssertionError, match="interactivity"):
            await slack.submit(opened)


@loopback
async def test_escaping_commands_name_people_by_id(slack: LoopbackSlack) -> None:
    """With should_escape a command's text has people and channels by id, and no bare markup."""
    slack.install_manifest(MANIFEST)
    team, news, ada = _place(slack)
    app = app_of(slack, team)
    _brief(app)
    async with over_sockets(slack, app):
        reply = await slack.command(team, news, ada, "/brief", "tell @ada in #news <!channel> a@b")

    heard = reply.interaction.payload["text"]
    assert f"tell <@{ada.id}|ada> in <#{news.id}|news> &lt;!channel&gt; a@b" == heard


@loopback
async def test_many_commands_at_once_are_answered_each(slack: LoopbackSlack) -> None:
    """Of many gestures under way, each gets the answer to its own."""
    async with _running(slack, "sockets") as (team, news, ada):
        asking = [slack.command(team, news, ada, "/brief", f"now {number}") for number in range(40)]
        replies = await asyncio.gather(*asking)

        assert [f"now: now {number}" for number in range(40)] == [one.message.fallback for one in replies]
