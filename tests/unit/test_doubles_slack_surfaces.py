"""The corners of the loopback Slack: reading it, fields of every kind, answers no app should give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.doubles.slack.blocks import broken_blocks
from tests.doubles.slack.clients import app_of, client_of, loopback, over_sockets
from tests.doubles.slack.reading import said

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.doubles.slack import Channel, Json, LoopbackSlack, Reply, Team, User

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


def plain(text: str) -> Json:
    """Make a text object that parses nothing."""
    return {"type": "plain_text", "text": text}


def option(label: str, value: str) -> Json:
    """Make an option."""
    return {"text": plain(label), "value": value}


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


FIELDS: dict[str, tuple[Json, Any, Any]] = {
    "Mood": ({"type": "radio_buttons", "options": [option("Good", "g"), option("Bad", "b")]}, "Bad", "b"),
    "Kinds": ({"type": "checkboxes", "options": [option("News", "n"), option("Talk", "t")]}, ["Talk"], ["t"]),
    "Length": (
        {
            "type": "static_select",
            "option_groups": [
                {"label": plain("All"), "options": [option("Short", "s"), option("Full", "f")]}
            ],
        },
        "f",
        "f",
    ),
    "Who": ({"type": "users_select"}, "U1", "U1"),
    "Where": ({"type": "multi_conversations_select"}, ["C1"], ["C1"]),
    "Day": ({"type": "datepicker", "initial_date": "2026-11-22"}, "2026-11-23", "2026-11-23"),
    "Time": ({"type": "timepicker", "initial_time": "07:30", "timezone": "Europe/Berlin"}, "08:00", "08:00"),
    "Count": ({"type": "number_input", "is_decimal_allowed": False}, "5", "5"),
    "Note": ({"type": "plain_text_input", "multiline": True, "max_length": 20}, "hello", "hello"),
}
FORM: Json = {
    "type": "modal",
    "callback_id": "all",
    "title": plain("All"),
    "submit": plain("Save"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": label.lower(),
            "label": plain(label),
            "element": element | {"action_id": "v"},
        }
        for label, (element, _, _) in FIELDS.items()
    ]
    + [
        {
            "type": "actions",
            "block_id": "row",
            "elements": [
                {"type": "button", "text": plain("More"), "action_id": "more"},
                {"type": "overflow", "action_id": "menu", "options": [option("Stop", "stop")]},
                {"type": "static_select", "action_id": "tone", "options": [option("Dry", "d")]},
            ],
        }
    ],
}


async def _form(slack: LoopbackSlack, *acks: Json) -> tuple[Any, Reply, list[Any]]:
    """Open the form in an app that answers what is sent with *acks*, one after the other."""
    team, news, ada, _ = _place(slack)
    app, heard, answers = app_of(slack, team), list[Any](), list(acks)

    @app.command("/form")
    async def form(ack: Any, command: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=command["trigger_id"], view=FORM)

    @app.view("all")
    async def save(ack: Any, view: Any) -> None:
        heard.append(view["state"]["values"])
        await ack(**answers.pop(0))

    @app.view_closed("all")
    async def closed(ack: Any, body: Any) -> None:
        heard.append(body["type"])
        await ack()

    @app.action("more")
    async def more(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=FORM | {"title": plain("More")})

    @app.action("tone")
    async def tone(ack: Any, body: Any, client: Any) -> None:
        await ack()
        heard.append(body["view"]["state"]["values"]["row"]["tone"]["selected_option"]["value"])
        await client.views_update(view_id=body["view"]["id"], view=FORM | {"title": plain("Toned")})

    connected = over_sockets(slack, app)
    await connected.__aenter__()
    return connected, await slack.command(team, news, ada, "/form"), heard


def _chosen(filled: Json) -> Any:
    """Take what was chosen out of a field's state, whatever its kind."""
    value = next(one for name, one in filled["v"].items() if name != "type")
    if isinstance(value, list):
        return [one["value"] if isinstance(one, dict) else one for one in value]
    return value["value"] if isinstance(value, dict) else value


@loopback
async def test_fields_of_every_kind_are_filled_in(slack: LoopbackSlack) -> None:
    """Each kind of field sends what was chosen under the name Slack has for it."""
    connected, opened, heard = await _form(slack, {"response_action": "clear"})
    await slack.submit(opened, {label: value for label, (_, value, _) in FIELDS.items()})
    await connected.__aexit__(None, None, None)

    sent = {label: _chosen(heard[0][label.lower()]) for label in FIELDS}
    assert {label: expected for label, (_, _, expected) in FIELDS.items()} == sent
    assert [] == slack.views


@loopback
async def test_forms_hold_back_what_slack_would(slack: LoopbackSlack) -> None:
    """An empty field, an unknown one, an unknown option or too long a text never reaches the app."""
    connected, opened, heard = await _form(slack)
    filled = {label: value for label, (_, value, _) in FIELDS.items()}
    for wrong, said_ in (
        ({"Mood": "Odd"}, "no option 'Odd'"),
        ({"Colour": "red"}, "no field Colour"),
        ({"Note": "n" * 21}, "takes 0 to 20"),
        ({"Note": ""}, "must be filled in"),
    ):
        with pytest.raises(AssertionError, match=said_):
            await slack.submit(opened, filled | wrong)
    await connected.__aexit__(None, None, None)

    assert [] == heard


@loopback
async def test_elements_of_a_modal_push_change_and_close(slack: LoopbackSlack) -> None:
    """A button can push, a menu can change the modal, and closing tells the app that asked for it."""
    connected, opened, heard = await _form(slack)
    user = slack.world.teams[opened.view.team_id].users[opened.view.user_id]
    changed = await slack.select(opened.view, "tone", "Dry", user)
    pushed = await slack.press(changed.view, "More", user)
    await slack.close(pushed)
    with pytest.raises(AssertionError, match="closed"):
        await slack.submit(pushed)
    await connected.__aexit__(None, None, None)

    assert ("Toned", "More") == (changed.view.title, pushed.view.title)
    assert ["d", "view_closed"] == heard
    assert [changed.view.id] == [view.id for view in slack.views]


@pytest.mark.parametrize(
    ("ack", "failure"),
    [
        ({"response_action": "errors", "errors": {"nowhere": "x"}}, "invalid_errors"),
        ({"response_action": "update", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
        ({"response_action": "dance"}, "invalid_response_action"),
    ],
)
def test_answers_to_a_form_that_slack_cannot_use(ack: Json, failure: str) -> None:
    """Errors for fields that are not there, a view of another kind, an unknown action: all show an error."""

    @loopback
    async def scenario(slack: LoopbackSlack) -> None:
        connected, opened, _ = await _form(slack, ack)
        reply = await slack.submit(opened, {label: value for label, (_, value, _) in FIELDS.items()})
        await connected.__aexit__(None, None, None)

        assert (failure, 1) == (reply.failure, len(slack.violations))
        slack.violations.clear()

    scenario()


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


SHOWN: list[Json] = [
    {"type": "header", "text": plain("Head")},
    {"type": "markdown", "text": "**bold**"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "a &amp; b"}, plain("c")]},
    {
        "type": "section",
        "fields": [plain("one"), {"type": "mrkdwn", "text": "<https://a.b> <!here> <#C1|x>"}],
    },
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "text", "text": "see "},
                            {"type": "link", "url": "https://a.b", "text": "it"},
                            {"type": "date", "timestamp": 0, "format": "{time}", "fallback": " at 1 UTC"},
                            {"type": "user", "user_id": "U1"},
                            {"type": "emoji", "name": "wave"},
                        ],
                    }
                ],
            }
        ],
    },
    {
        "type": "table",
        "rows": [
            [
                {"type": "raw_text", "text": "1"},
                {
                    "type": "rich_text",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "2"}]}],
                },
            ]
        ],
    },
    {"type": "divider"},
]


def test_blocks_are_read_as_people_read_them() -> None:
    """Everything shown is told line by line: labels stand for links, fallbacks for dates."""
    expected = ["Head", "**bold**", "a & b c", "one", "https://a.b <!here> x"]
    expected += ["see it at 1 UTC<U1>:wave:", "1 | 2"]

    assert [] == broken_blocks(SHOWN)
    assert expected == said(SHOWN, []).split("\n")
    assert "pre\nwords" == said([], [{"pretext": "pre", "text": "words"}])


_CONFIRM = {"title": plain("Sure?"), "text": plain("t"), "confirm": plain("Yes"), "deny": plain("No")}
_FIELD = {"type": "input", "label": plain("l")}


@pytest.mark.parametrize(
    ("block", "broken"),
    [
        ({"type": "actions", "elements": [{"type": "button", "text": plain("b"), "confirm": _CONFIRM}]}, 0),
        ({"type": "actions", "elements": [{"type": "button", "text": plain("b"), "confirm": {}}]}, 4),
        ({"type": "actions", "elements": [{"type": "button", "text": plain("b"), "confirm": "yes"}]}, 1),
        ({"type": "actions", "elements": [{"type": "datepicker", "initial_date": "today"}]}, 1),
        ({"type": "actions", "elements": "all"}, 1),
        ({"type": "section", "text": plain("s"), "accessory": {"type": "image", "alt_text": ""}}, 1),
        ({"type": "context", "elements": [{"type": "button", "text": plain("b")}]}, 1),
        ({"type": "input", "label": plain("l"), "element": {"type": "number_input"}}, 1),
        (_FIELD | {"element": {"type": "plain_text_input", "max_length": 3001}}, 1),
        (_FIELD | {"element": {"type": "plain_text_input"}, "hint": plain("h" * 2001)}, 1),
        ({"type": "image", "image_url": "https://a.b/" + "i" * 3000, "alt_text": "a"}, 1),
        ({"type": "image", "alt_text": "a"}, 1),
        ({"type": "image", "image_url": "https://a.b/", "alt_text": "a", "title": plain("")}, 1),
        ({"type": "table", "rows": [[]]}, 1),
        ({"type": "table", "rows": [[{"type": "text", "text": "x"}]]}, 1),
        ({"type": "rich_text", "elements": [{"type": "rich_text_poem", "elements": []}]}, 1),
        (
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "date"}]}],
            },
            2,
        ),
        ({"type": "section", "text": {"type": "mrkdwn", "text": 5}}, 1),
    ],
)
def test_elements_have_rules_of_their_own(block: Json, broken: int) -> None:
    """Each element is held to its own documented form."""
    assert broken == len(broken_blocks([block]))
