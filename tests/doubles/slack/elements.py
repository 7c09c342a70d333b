"""Elements of blocks: buttons, menus, fields; where each may stand and what it may hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.doubles.slack.rules import EITHER, PLAIN, count_rule, key_rule, string_rule, text_rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.doubles.slack.problems import Json

_MENUS = ("static", "external", "users", "conversations", "channels")
_SELECTS = frozenset(f"{kind}_select" for kind in _MENUS)
_MULTI = frozenset(f"multi_{kind}_select" for kind in _MENUS)
_PICKERS = frozenset({"checkboxes", "datepicker", "datetimepicker", "radio_buttons", "timepicker"})
_ALLOWED: Mapping[str, frozenset[str]] = {
    "actions": frozenset({"button", "overflow"}) | _SELECTS | _MULTI | _PICKERS,
    "context": frozenset({"image"}),
    "input": frozenset({"plain_text_input", "number_input"}) | _SELECTS | _MULTI | _PICKERS,
    "section": frozenset({"button", "image", "overflow"}) | _SELECTS | _MULTI | _PICKERS,
}
_COMMON = ("type", "action_id", "confirm", "focus_on_load", "placeholder")
_CONVERSATIONS = ("initial_conversation", "default_to_current_conversation", "filter", "response_url_enabled")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "button": ("text", "url", "value", "style", "accessibility_label"),
    "checkboxes": ("options", "initial_options"),
    "channels_select": ("initial_channel", "response_url_enabled"),
    "conversations_select": _CONVERSATIONS,
    "datepicker": ("initial_date",),
    "datetimepicker": ("initial_date_time",),
    "external_select": ("initial_option", "min_query_length"),
    "multi_channels_select": ("initial_channels", "max_selected_items"),
    "multi_conversations_select": (
        "initial_conversations",
        "default_to_current_conversation",
        "filter",
        "max_selected_items",
    ),
    "multi_external_select": ("initial_options", "min_query_length", "max_selected_items"),
    "multi_static_select": ("options", "option_groups", "initial_options", "max_selected_items"),
    "multi_users_select": ("initial_users", "max_selected_items"),
    "number_input": (
        "is_decimal_allowed",
        "initial_value",
        "min_value",
        "max_value",
        "dispatch_action_config",
    ),
    "overflow": ("options",),
    "plain_text_input": ("initial_value", "multiline", "min_length", "max_length", "dispatch_action_config"),
    "radio_buttons": ("options", "initial_option"),
    "static_select": ("options", "option_groups", "initial_option"),
    "timepicker": ("initial_time", "timezone"),
    "users_select": ("initial_user",),
}
_OPTIONS_MOST = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}
_PATTERNS = {"initial_date": r"\d{4}-\d\d-\d\d", "initial_time": r"(?:[01]\d|2[0-3]):[0-5]\d"}
INPUT_CHARACTERS = 3000


def broken_element(where: str, element: Any, *, inside: str) -> list[str]:
    """Name everything that is wrong with an element that stands in a block of type *inside*."""
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in _ALLOWED[inside]:
        return [f"{where}: {kind!r} may not stand in {inside}"]
    if kind == "image":
        return _image(where, element)
    broken = key_rule(where, element, ("type",), (*_COMMON, *_KEYS[kind]))
    if "action_id" in element:
        broken += string_rule(f"{where}.action_id", element["action_id"], most=255)
    if "placeholder" in element:
        broken += text_rule(f"{where}.placeholder", element["placeholder"], most=150, kinds=(PLAIN,))
    for name, pattern in _PATTERNS.items():
        if name in element and not re.fullmatch(pattern, str(element[name])):
            broken.append(f"{where}.{name}: {element[name]!r} is not of its form")
    broken += _confirm(where, element["confirm"]) if "confirm" in element else []
    return broken or _own_rules(where, kind, element)


def _own_rules(where: str, kind: str, element: Json) -> list[str]:
    if kind == "button":
        return _button(where, element)
    if "options" in _KEYS[kind]:
        return _choosable(where, kind, element)
    if kind == "plain_text_input":
        return _text_input(where, element)
    if kind == "number_input" and not isinstance(element.get("is_decimal_allowed"), bool):
        return [f"{where}: must have is_decimal_allowed"]
    return []


def _image(where: str, element: Json) -> list[str]:
    broken = key_rule(where, element, ("type", "alt_text"), ("image_url", "slack_file"))
    return broken or string_rule(f"{where}.alt_text", element["alt_text"], most=2000)


def _button(where: str, element: Json) -> list[str]:
    broken = text_rule(f"{where}.text", element.get("text"), most=75, kinds=(PLAIN,))
    limits = {"url": 3000, "value": 2000, "accessibility_label": 75}
    for name, most in limits.items():
        if name in element:
            broken += string_rule(f"{where}.{name}", element[name], most=most)
    if "style" in element and element["style"] not in ("primary", "danger"):
        broken.append(f"{where}.style: must be primary or danger, or be left out")
    return broken


def _text_input(where: str, element: Json) -> list[str]:
    least, most = element.get("min_length", 0), element.get("max_length", INPUT_CHARACTERS)
    if not 0 <= least <= INPUT_CHARACTERS or not 1 <= most <= INPUT_CHARACTERS or least > most:
        return [f"{where}: min_length and max_length must lie between 0 and {INPUT_CHARACTERS}"]
    return string_rule(f"{where}.initial_value", element.get("initial_value", ""), most=most, least=0)


def _confirm(where: str, confirm: Any) -> list[str]:
    if not isinstance(confirm, dict):
        return [f"{where}.confirm: must be an object"]
    broken = key_rule(f"{where}.confirm", confirm, ("title", "text", "confirm", "deny"), ("style",))
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        if name in confirm:
            broken += text_rule(f"{where}.confirm.{name}", confirm[name], most=most, kinds=(PLAIN,))
    return broken


def _choosable(where: str, kind: str, element: Json) -> list[str]:
    if ("options" in element) == ("option_groups" in element):
        return [f"{where}: must have either options or option_groups"]
    broken = broken_options(where, element, kind=kind)
    offered = [one for group in element.get("option_groups") or [element] for one in group.get("options", ())]
    chosen = (
        [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    )
    if any(one not in offered for one in chosen):
        broken.append(f"{where}: an initial option must be one of the options, word for word")
    return broken


def broken_options(where: str, holder: Json, *, kind: str = "", is_answer: bool = False) -> list[str]:
    """Name everything that is wrong with the options, or their groups, that *holder* offers.

    As the *answer* to a search there may be none.
    """
    least = 0 if is_answer else 1
    if "option_groups" not in holder:
        return _options(where, holder.get("options"), kind, least)
    groups = holder["option_groups"]
    broken = count_rule(f"{where}.option_groups", groups, most=100, least=least)
    for group in groups if not broken else ():
        broken += key_rule(where, group, ("label", "options"), ())
        broken += text_rule(f"{where}.label", group.get("label"), most=75, kinds=(PLAIN,))
        broken += _options(where, group.get("options"), kind, 1)
    return broken


def _options(where: str, options: Any, kind: str, least: int) -> list[str]:
    broken = count_rule(f"{where}.options", options, most=_OPTIONS_MOST.get(kind, 100), least=least)
    if broken:
        return broken
    kinds = EITHER if kind in ("checkboxes", "radio_buttons") else (PLAIN,)
    for place, option in enumerate(options):
        at = f"{where}.options/{place}"
        broken += key_rule(
            at, option, ("text", "value"), ("description", "url") if kind == "overflow" else ("description",)
        )
        broken += text_rule(f"{at}.text", option.get("text"), most=75, kinds=kinds)
        broken += string_rule(f"{at}.value", option.get("value"), most=150)
        if "description" in option:
            broken += text_rule(f"{at}.description", option["description"], most=75, kinds=kinds)
    return broken
