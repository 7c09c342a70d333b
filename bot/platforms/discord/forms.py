"""Forms: a form as a modal with a label over each field, and what was filled in as options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.chat import Action, FieldKind
from bot.plain import disarm
from bot.platforms.discord.components import custom_id
from bot.platforms.discord.measuring import cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.chat import Form, FormField

    Json = dict[str, Any]

_ROW, _SELECT, _TEXT, _LABEL = 1, 3, 4, 18  # types of components
_SHORT, _PARAGRAPH = 1, 2  # styles of a text input
_TITLE_LENGTH, _LABEL_LENGTH, _HINT_LENGTH, _CHOICE_LENGTH = 45, 45, 100, 100
_TEXT_LENGTH = 4000
_LINE_LENGTH = 300  # characters; what may be longer gets a box of several lines
_MOST_FIELDS, _MOST_CHOICES = 5, 25


def modal(form: Form, *, asker: str) -> Json:
    """Write *form* as the modal that *asker* fills in.

    A field with nothing to choose from is left out: Discord takes no empty menu.

    Raises:
        ValueError: No field is left, or what the form asks for does not fit in a custom id.
    """
    fields = [field for field in form.fields if field.kind is FieldKind.TEXT or field.choices]
    if not fields:
        raise ValueError(f"The form {form.title!r} has nothing to fill in.")
    sending = Action(label=form.button, verb=form.verb, options=form.options, in_place=True)
    return {
        "custom_id": custom_id(sending, asker=asker),
        "title": _words(form.title, _TITLE_LENGTH),
        "components": [_labelled(field) for field in fields[:_MOST_FIELDS]],
    }


def filled_in(components: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Take what was filled in out of a modal that was sent; what was emptied is there, and empty."""
    return {str(each["custom_id"]): _value(each) for each in _inputs(components)}


def _labelled(field: FormField) -> Json:
    hint = {"description": _words(field.hint, _HINT_LENGTH)} if field.hint else {}
    component = _text(field) if field.kind is FieldKind.TEXT else _menu(field)
    return {"type": _LABEL, "label": _words(field.label, _LABEL_LENGTH), **hint, "component": component}


def _text(field: FormField) -> Json:
    longest = min(field.max_length, _TEXT_LENGTH)
    filled = ", ".join(field.values)[:longest]
    return {
        "type": _TEXT,
        "custom_id": field.name,
        "style": _SHORT if longest <= _LINE_LENGTH else _PARAGRAPH,
        "required": field.is_required,
        "max_length": longest,
        **({"value": filled} if filled else {}),
    }


def _menu(field: FormField) -> Json:
    choices = field.choices[:_MOST_CHOICES]
    options = [
        {
            "label": _words(choice.label, _CHOICE_LENGTH),
            "value": choice.value,
            "default": choice.value in field.values,
        }
        for choice in choices
    ]
    return {
        "type": _SELECT,
        "custom_id": field.name,
        "required": field.is_required,
        "min_values": int(field.is_required),
        "max_values": len(choices) if field.kind is FieldKind.CHOICES else 1,
        "options": options,
    }


def _words(text: str, limit: int) -> str:
    """Write a label; it is no Markdown, so there is nothing to escape, and it may not be empty."""
    return cut(disarm(text).strip() or "-", limit)


def _inputs(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Find the inputs: each in a label, or in a row as older clients send them."""
    for component in components:
        if component.get("type") == _LABEL:
            yield component["component"]
        elif component.get("type") == _ROW:
            yield from component["components"]


def _value(component: Mapping[str, Any]) -> str:
    value = component.get("value") if "value" in component else ",".join(component.get("values", ()))
    return str(value or "").encode("utf-8", "replace").decode("utf-8")
