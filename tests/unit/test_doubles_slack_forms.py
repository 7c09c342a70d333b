"""Modals on the loopback Slack: fields of every kind, stacks, and answers no app should give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.doubles.slack.clients import app_of, client_of, loopback, over_sockets
from tests.doubles.slack.kit import option, plain

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.doubles.slack import Channel, Json, LoopbackSlack, Reply, Team, User


def _place(slack: LoopbackSlack) -> tuple[Team, Channel, User, AsyncWebClient]:
    team = slack.add_team("Harbour")
    ada = slack.add_user(team, "ada")
    return team, slack.add_channel(team, "news"), ada, client_of(slack, team)


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
