"""Forms: a form as a modal view with an input for each field, and what was filled in as options."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bot.chat import Action, FieldKind
from bot.plain import disarm
from bot.platforms.slack.reading import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.chat import Form, FormField

    Json = dict[str, Any]

CALLBACK = "form"
_INPUT = "filled"  # action_id of the one element that each input block has
_TITLE_LENGTH, _BUTTON_LENGTH, _OPTION_LENGTH, _PLACEHOLDER_LENGTH = 24, 24, 75, 150
_LABEL_LENGTH, _VALUE_LENGTH, _TEXT_LENGTH = 2000, 150, 3000
_LINE_LENGTH = 300  # characters; what may be longer gets a box of several lines
_MOST_CHOICES = 100
_METADATA_LENGTH = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a form that was sent asks for, beside what was filled in: who opened it, and where."""

    verb: str
    options: Mapping[str, str]
    origin: Origin
    opened: float  # seconds since 1970, when the gesture was made that opened it


def view(form: Form, *, origin: Origin, opened: float, above: Sequence[Json] = ()) -> Json:
    """Write *form* as the modal that whoever made the gesture at *origin* fills in, under the blocks *above*.

    A field with nothing to choose from is left out: Slack takes no empty menu.

    Raises:
        ValueError: No field is left, or what the form asks for does not fit in a view.
    """
    fields = [field for field in form.fields if field.kind is FieldKind.TEXT or field.choices]
    if not fields:
        raise ValueError(f"The form {form.title!r} has nothing to fill in.")
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _plain(form.title, _TITLE_LENGTH),
        "submit": _plain(form.button, _BUTTON_LENGTH),
        "close": _plain("Cancel", _BUTTON_LENGTH),
        "private_metadata": _metadata(form, origin, opened),
        "blocks": [*above, *(_input(field) for field in fields)],
    }


def read(sent: Mapping[str, Any]) -> Sent | None:
    """Tell what a view that was sent asks for; None when another version made it, or nobody."""
    try:
        held = json.loads(sent.get("private_metadata") or "")
        verb, options = Action.read_id(str(held["do"]))
        origin = Origin(**held["from"])
        return Sent(verb=verb, options=options, origin=origin, opened=float(held["at"]))
    except (ValueError, TypeError, KeyError):
        return None


def filled_in(sent: Mapping[str, Any]) -> dict[str, str]:
    """Take what was filled in out of a view that was sent; what was emptied is there, and empty."""
    values = (sent.get("state") or {}).get("values") or {}
    return {name: _value(held[_INPUT]) for name, held in values.items() if _INPUT in held}


def _metadata(form: Form, origin: Origin, opened: float) -> str:
    asked = Action(label=form.button, verb=form.verb, options=form.options).id
    held = json.dumps({"do": asked, "from": asdict(origin), "at": opened}, separators=(",", ":"))
    if len(held) > _METADATA_LENGTH:
        raise ValueError(f"A view remembers {_METADATA_LENGTH} characters, not {len(held)}: {form.title}")
    return held


def _input(field: FormField) -> Json:
    hint = {"hint": _plain(field.hint, _LABEL_LENGTH)} if field.hint else {}
    return {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label, _LABEL_LENGTH),
        "optional": not field.is_required,
        "element": {"action_id": _INPUT, **(_text(field) if field.kind is FieldKind.TEXT else _menu(field))},
        **hint,
    }


def _text(field: FormField) -> Json:
    longest = min(field.max_length, _TEXT_LENGTH)
    filled = ", ".join(field.values)[:longest]
    return {
        "type": "plain_text_input",
        "multiline": longest > _LINE_LENGTH,
        "max_length": longest,
        **({"initial_value": filled} if filled else {}),
    }


def _menu(field: FormField) -> Json:
    fitting = [choice for choice in field.choices if len(choice.value) <= _VALUE_LENGTH][:_MOST_CHOICES]
    options = [{"text": _plain(each.label, _OPTION_LENGTH), "value": each.value} for each in fitting]
    chosen = [option for option in options if option["value"] in field.values]
    if field.kind is FieldKind.CHOICES:
        return {
            "type": "multi_static_select",
            "options": options,
            **({"initial_options": chosen} if chosen else {}),
        }
    return {"type": "static_select", "options": options, **({"initial_option": chosen[0]} if chosen else {})}


def _value(element: Mapping[str, Any]) -> str:
    """Read one element; several choices are joined by commas."""
    if "selected_options" in element:
        value = ",".join(str(option["value"]) for option in element["selected_options"] or ())
    elif "selected_option" in element:
        value = str((element["selected_option"] or {}).get("value", ""))
    else:
        value = str(element.get("value") or "")
    return value.encode("utf-8", "replace").decode("utf-8")


def _plain(text: str, limit: int) -> Json:
    """Write a label, which may not be empty; in plain text there is nothing to escape."""
    words = disarm(text).strip() or "-"
    shown = words if len(words) <= limit else f"{words[: limit - 1].rstrip()}…"
    return {"type": "plain_text", "text": shown, "emoji": False}
