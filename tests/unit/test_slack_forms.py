"""A form becomes a view that Slack takes, and what was filled in becomes options."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.models.views import View

from bot.chat import Choice, FieldKind, Form, FormField
from bot.platforms.slack import forms
from bot.platforms.slack.reading import Origin

ORIGIN = Origin(team="T1", person="U1", channel="C1", response_url="https://hooks.slack.com/actions/1")
TOPICS = tuple(Choice(label=f"Topic {number}", value=f"t{number}") for number in range(3))
FORM = Form(
    title="Your digest",
    verb="me-save",
    options=(("from", "panel"),),
    fields=(
        FormField(name="topics", label="Topics", kind=FieldKind.CHOICES, choices=TOPICS, values=("t0", "t2")),
        FormField(name="length", label="Length", kind=FieldKind.CHOICE, choices=TOPICS, values=("t1",)),
        FormField(
            name="time", label="Time", hint="08:30", values=("07:15",), is_required=True, max_length=10
        ),
        FormField(name="note", label="Note", max_length=5000),
    ),
)


def made(form: Form = FORM, **more: Any) -> dict[str, Any]:
    """Make the view of a form."""
    return forms.view(form, origin=ORIGIN, opened=1000.0, **more)


def element(view: dict[str, Any], name: str) -> dict[str, Any]:
    """Find the element of a field."""
    (found,) = [block["element"] for block in view["blocks"] if block.get("block_id") == name]
    return dict(found)


def test_a_view_is_one_that_slack_takes() -> None:
    """The SDK's own model finds nothing wrong with it."""
    View(**made()).validate_json()


def test_fields_come_filled_in() -> None:
    """A text by its value, menus by the options that are chosen already."""
    view = made()

    assert "07:15" == element(view, "time")["initial_value"]
    assert ["t0", "t2"] == [each["value"] for each in element(view, "topics")["initial_options"]]
    assert "t1" == element(view, "length")["initial_option"]["value"]
    assert "initial_value" not in element(view, "note")


def test_long_texts_get_a_box_of_several_lines() -> None:
    """And no more room than Slack has."""
    view = made()

    assert (False, 10) == (element(view, "time")["multiline"], element(view, "time")["max_length"])
    assert (True, 3000) == (element(view, "note")["multiline"], element(view, "note")["max_length"])


def test_labels_are_cut_to_fit_and_never_empty() -> None:
    """Whatever a stranger called a topic, the form opens."""
    long = Choice(label="x" * 500, value="long")
    nothing = Choice(label="\u200b", value="nothing")
    field = replace(FORM.fields[0], choices=(long, nothing), values=())
    view = made(replace(FORM, title="A title that is much too long", fields=(field,)))
    labels = [each["text"]["text"] for each in element(view, "topics")["options"]]

    assert (24, 75, "-") == (len(view["title"]["text"]), len(labels[0]), labels[1])
    View(**view).validate_json()


def test_a_form_with_nothing_to_fill_in_is_an_error() -> None:
    """A menu without choices is left out, for Slack takes none; then nothing is left."""
    with pytest.raises(ValueError, match="nothing to fill in"):
        made(replace(FORM, fields=(replace(FORM.fields[0], choices=()),)))


def test_a_form_that_asks_for_too_much_is_an_error() -> None:
    """What a view remembers has a limit; nothing is cut off silently."""
    with pytest.raises(ValueError, match="remembers 3000 characters"):
        made(replace(FORM, options=(("question", "x" * 3000),)))


def test_a_view_remembers_what_it_was_opened_for() -> None:
    """Who opened it, where, and what sending it asks for; so it outlives a restart."""
    sent = forms.read(made())

    assert sent == forms.Sent(verb="me-save", options={"from": "panel"}, origin=ORIGIN, opened=1000.0)


METADATA = [
    "",
    "nonsense",
    "[]",
    "{}",
    "null",
    '{"do":"me-save"}',
    '{"do":"x","from":{"channel":1},"at":"y"}',
]


@pytest.mark.parametrize("held", [*METADATA, json.dumps({"do": "x", "from": {"rank": 1}, "at": 1})])
def test_a_view_that_another_version_made_is_unreadable(held: str) -> None:
    """It is told from one of ours, and breaks nothing."""
    assert forms.read({"private_metadata": held}) is None


def test_what_was_filled_in_is_read() -> None:
    """Several choices are joined by commas; what was emptied is there, and empty."""
    values = {
        "topics": {
            "filled": {"type": "multi_static_select", "selected_options": [{"value": "a"}, {"value": "b"}]}
        },
        "days": {"filled": {"type": "multi_static_select", "selected_options": []}},
        "length": {"filled": {"type": "static_select", "selected_option": {"value": "short"}}},
        "none": {"filled": {"type": "static_select", "selected_option": None}},
        "time": {"filled": {"type": "plain_text_input", "value": "07:15\ud83d"}},
        "zone": {"filled": {"type": "plain_text_input", "value": None}},
        "other": {"element of somebody else": {"type": "plain_text_input", "value": "x"}},
    }

    assert {
        "topics": "a,b",
        "days": "",
        "length": "short",
        "none": "",
        "time": "07:15?",
        "zone": "",
    } == forms.filled_in({"state": {"values": values}})


def test_a_form_is_opened_again_under_what_is_wrong() -> None:
    """The sentences stand above the fields."""
    above = [{"type": "divider"}]

    assert above == made(above=above)["blocks"][:1]
