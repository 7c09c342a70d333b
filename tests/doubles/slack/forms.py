"""What a person fills in: the state of a view's fields, by block_id and action_id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.doubles.slack.problems import Json
    from tests.doubles.slack.world import View

# Kind of an element: the field that tells what was chosen, and the one with which it starts.
_CHOSEN = {
    "channels_select": ("selected_channel", "initial_channel"),
    "checkboxes": ("selected_options", "initial_options"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "datepicker": ("selected_date", "initial_date"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "external_select": ("selected_option", "initial_option"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "number_input": ("value", "initial_value"),
    "overflow": ("selected_option", ""),
    "plain_text_input": ("value", "initial_value"),
    "radio_buttons": ("selected_option", "initial_option"),
    "static_select": ("selected_option", "initial_option"),
    "timepicker": ("selected_time", "initial_time"),
    "users_select": ("selected_user", "initial_user"),
}


def fill_in(view: View, values: Mapping[str, Any]) -> None:
    """Fill *values* into *view*, by label, block_id or action_id; the rest stays as it is."""
    left = dict(values)
    for block, element in _fields(view):
        name = next((name for name in _names(block, element) if name in left), None)
        if name is not None:
            choose(view, block["block_id"], element, left.pop(name))
    assert not left, f"The view has no field {', '.join(left)}; it has {fields_of(view)}."


def choose(view: View, block_id: str, element: Json, value: Any) -> None:
    """Note that *value* was chosen, or typed, in one element of *view*."""
    view.state.setdefault(block_id, {})[element["action_id"]] = chosen_json(element, value)


def start(view: View) -> None:
    """Give every element of *view* that was not touched the value with which it starts."""
    before, view.state = view.state, {}
    for block, element in _fields(view):
        kept = before.get(block["block_id"], {}).get(element["action_id"])
        is_same = kept is not None and kept["type"] == element["type"]
        inner = view.state.setdefault(block["block_id"], {})
        inner[element["action_id"]] = kept if is_same else _untouched(element)


def check_filled(view: View) -> None:
    """Hold back what Slack's own client would not send."""
    for block, element in _fields(view):
        if block["type"] != "input":
            continue
        label = block["label"]["text"]
        value = view.state[block["block_id"]][element["action_id"]][_CHOSEN[element["type"]][0]]
        assert value or block.get("optional"), f"{label!r} must be filled in."
        if element["type"] == "plain_text_input" and value:
            least, most = element.get("min_length", 0), element.get("max_length", 3000)
            assert least <= len(value) <= most, f"{label!r} takes {least} to {most} characters."


def _fields(view: View) -> Iterator[tuple[Json, Json]]:
    """Give every element that holds a value, after its block."""
    for block in view.body["blocks"]:
        single = block.get("element") or block.get("accessory")
        for element in [single] if single else block.get("elements", ()):
            if element.get("type") in _CHOSEN and element["type"] != "overflow":
                yield block, element


def fields_of(view: View) -> list[str]:
    """List the labels of the fields of *view*, in order."""
    return [block["label"]["text"] for block in view.body["blocks"] if block["type"] == "input"]


def _names(block: Json, element: Json) -> tuple[str, ...]:
    label = block.get("label", {}).get("text", "")
    return label, block["block_id"], element["action_id"]


def _untouched(element: Json) -> Json:
    field, start = _CHOSEN[element["type"]]
    nothing: Any = [] if field.endswith("s") else None
    return {"type": element["type"], field: element.get(start, nothing)}


def chosen_json(element: Json, value: Any) -> Json:
    """Write down that *value* was chosen: an option's label or value, an id, a text."""
    field, _ = _CHOSEN[element["type"]]
    if field == "selected_options":
        return {"type": element["type"], field: [pick(element, one) for one in value]}
    if field == "selected_option":
        return {"type": element["type"], field: None if value is None else pick(element, value)}
    if isinstance(value, list | tuple):
        return {"type": element["type"], field: list(value)}
    return {"type": element["type"], field: value}


def pick(element: Json, wanted: Any) -> Json:
    """Find the option with the label or value *wanted*; what a search offered is taken as it is."""
    if isinstance(wanted, dict):
        return wanted
    groups = element.get("option_groups") or [element]
    offered: list[Json] = [one for group in groups for one in group.get("options", ())]
    for one in offered:
        if wanted in (one["text"]["text"], one["value"]):
            return one
    raise AssertionError(
        f"There is no option {wanted!r}; there are {[one['text']['text'] for one in offered]}."
    )
