"""Forms open as modals that Discord takes, and what was filled in comes back as options."""

from __future__ import annotations

from typing import Any

import pytest

from bot.chat import Choice, FieldKind, Form, FormField
from bot.platforms.discord.components import read
from bot.platforms.discord.forms import filled_in, modal
from bot.platforms.discord.measuring import units
from tests.doubles.discord.specs import broken_rules

ADA = "1234567890123456789"
DAYS = tuple(Choice(label=day.title(), value=day) for day in ("mon", "tue", "wed"))
FORM = Form(
    title="Your digest",
    verb="me-save",
    options=(("digest", "mine"),),
    fields=(
        FormField(name="time", label="When", hint="Such as 08:30", values=("08:30",), is_required=True),
        FormField(name="days", label="Days", kind=FieldKind.CHOICES, choices=DAYS, values=("mon", "wed")),
        FormField(name="length", label="Length", kind=FieldKind.CHOICE, choices=DAYS[:2], is_required=True),
        FormField(name="notes", label="Notes", max_length=9_000),
    ),
)


def _parts(form: Form) -> list[dict[str, Any]]:
    return [label["component"] for label in modal(form, asker=ADA)["components"]]


def test_a_form_is_a_modal_that_only_the_asker_sends() -> None:
    """The modal's id is the request, with its asker, to be shown in the place of what it came from."""
    sent = read(modal(FORM, asker=ADA)["custom_id"])

    assert sent is not None
    assert (ADA, "me-save", {"digest": "mine"}, True) == (sent.asker, sent.verb, sent.options, sent.in_place)


def test_a_modal_is_what_discord_takes() -> None:
    """The response that opens it breaks no rule of the API's description."""
    body = {"type": 9, "data": modal(FORM, asker=ADA)}
    route = "/interactions/{interaction_id}/{interaction_token}/callback"

    assert [] == broken_rules("POST", route, body)


def test_fields_show_what_is_set() -> None:
    """A text is filled in and choices are chosen as they are now."""
    time, days, *_ = _parts(FORM)

    assert "08:30" == time["value"]
    assert [True, False, True] == [option["default"] for option in days["options"]]


def test_menus_take_as_many_as_they_should() -> None:
    """Of one kind any number may be chosen, also none; of the other one."""
    _, days, length, _ = _parts(FORM)

    assert [(0, 3, False), (1, 1, True)] == [
        (menu["min_values"], menu["max_values"], menu["required"]) for menu in (days, length)
    ]


def test_long_texts_get_a_box_of_lines() -> None:
    """What may be long is written in several lines, and never longer than Discord takes."""
    time, *_, notes = _parts(FORM)

    assert [(1, 300), (2, 4_000)] == [(text["style"], text["max_length"]) for text in (time, notes)]


def test_labels_are_cut_and_disarmed() -> None:
    """Labels of strangers' words hide nothing and fit, an emoji counting as two."""
    field = FormField(name="a", label="😀" * 60, hint="b\u202ec" * 60)
    (label,) = modal(Form(title="\u200b", verb="me", fields=(field,)), asker=ADA)["components"]

    assert units(label["label"]) <= 45
    assert units(label["description"]) <= 100
    assert "\u202e" not in label["description"]


def test_a_field_without_choices_is_left_out() -> None:
    """Discord takes no empty menu; the rest of the form is still worth opening."""
    empty = FormField(name="topics", label="Topics", kind=FieldKind.CHOICES)
    form = Form(title="Your digest", verb="me", fields=(empty, FORM.fields[0]))

    assert ["time"] == [part["custom_id"] for part in _parts(form)]


def test_a_form_without_fields_is_a_fault() -> None:
    """There is nothing to fill in, so opening it can only be a mistake of ours."""
    with pytest.raises(ValueError, match="nothing to fill in"):
        modal(Form(title="Your digest", verb="me"), asker=ADA)


def test_what_was_filled_in_becomes_options() -> None:
    """Texts as they were typed, several choices with commas between, and what was emptied is there, empty."""
    sent = [
        {"type": 18, "id": 1, "component": {"type": 4, "custom_id": "time", "value": "07:00"}},
        {"type": 18, "id": 3, "component": {"type": 3, "custom_id": "days", "values": ["mon", "tue"]}},
        {"type": 18, "id": 5, "component": {"type": 3, "custom_id": "length", "values": []}},
        {"type": 1, "components": [{"type": 4, "custom_id": "notes", "value": ""}]},
        {"type": 10, "content": "not filled in"},
    ]

    assert {"time": "07:00", "days": "mon,tue", "length": "", "notes": ""} == filled_in(sent)


def test_halves_of_characters_are_replaced() -> None:
    """No database takes a lone surrogate."""
    sent = [{"type": 18, "component": {"type": 4, "custom_id": "time", "value": "a\ud800b"}}]

    assert {"time": "a?b"} == filled_in(sent)
