"""The rules of components in messages and of forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.doubles.discord.world import walk

if TYPE_CHECKING:
    from tests.doubles.discord.problems import FormErrors, Json

    At = tuple[str | int, ...]

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = (3, 5, 6, 7, 8)
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
PRIMARY, LINK, PREMIUM = 1, 5, 6  # styles of buttons
ROWS, BUTTONS, ALL_V2, TEXT_V2, FORM_PARTS = 5, 5, 40, 4000, 5
V2_TOP = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER)
IN_FORM = (3, 4, 5, 6, 7, 8, 19, 21, 22, 23)  # what a label may hold


def check_components(errors: FormErrors, components: list[Json], *, is_v2: bool) -> None:
    """Note what breaks a rule among the components of a message."""
    _check_unique(errors, components)
    if not is_v2:
        errors.count(("components",), components, most=ROWS)
    else:
        _check_v2_sizes(errors, components)
    for at, part in enumerate(components):
        if part.get("type") not in (V2_TOP if is_v2 else (ROW,)):
            _add_type(errors, ("components", at), part)
        else:
            _check_part(errors, ("components", at), part)


def _check_v2_sizes(errors: FormErrors, components: list[Json]) -> None:
    parts = walk(components)
    if len(parts) > ALL_V2:
        message = f"The total number of components in the layout cannot exceed {ALL_V2}."
        errors.add(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
    if sum(len(part.get("content", "")) for part in parts if part.get("type") == TEXT) > TEXT_V2:
        message = f"The total displayable text size exceeds {TEXT_V2}."
        errors.add(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)


def _check_unique(errors: FormErrors, components: list[Json]) -> None:
    seen: set[str] = set()
    for part in walk(components):
        custom_id = part.get("custom_id")
        if custom_id in seen:
            message = f"Component custom id cannot be duplicated: {custom_id}"
            errors.add(("components",), "COMPONENT_CUSTOM_ID_DUPLICATED", message)
        if custom_id:
            seen.add(custom_id)


def _check_part(errors: FormErrors, at: At, part: Json) -> None:
    kind = part.get("type")
    if kind == ROW:
        _check_row(errors, at, part.get("components") or [])
    elif kind == TEXT:
        errors.length((*at, "content"), part.get("content", ""), least=1, most=TEXT_V2)
    elif kind == SECTION:
        _check_section(errors, at, part)
    elif kind == CONTAINER:
        _check_container(errors, at, part)


def _check_container(errors: FormErrors, at: At, part: Json) -> None:
    errors.count((*at, "components"), part.get("components") or [], least=1, most=ALL_V2)
    for number, inner in enumerate(part.get("components") or []):
        where = (*at, "components", number)
        if inner.get("type") not in V2_TOP or inner.get("type") == CONTAINER:
            _add_type(errors, where, inner)
        else:
            _check_part(errors, where, inner)


def _check_section(errors: FormErrors, at: At, part: Json) -> None:
    texts, accessory = part.get("components") or [], part.get("accessory") or {}
    errors.count((*at, "components"), texts, least=1, most=3)
    for number, inner in enumerate(texts):
        if inner.get("type") != TEXT:
            _add_type(errors, (*at, "components", number), inner)
        else:
            _check_part(errors, (*at, "components", number), inner)
    if accessory.get("type") == BUTTON:
        _check_button(errors, (*at, "accessory"), accessory)
    elif accessory.get("type") != THUMBNAIL:
        _add_type(errors, (*at, "accessory"), accessory)


def _check_row(errors: FormErrors, at: At, parts: list[Json]) -> None:
    errors.count((*at, "components"), parts, least=1, most=BUTTONS)
    if len(parts) > 1 and any(part.get("type") in SELECTS for part in parts):
        message = "The specified component exceeds the maximum width"
        errors.add((*at, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)
    for number, part in enumerate(parts):
        where = (*at, "components", number)
        if part.get("type") == BUTTON:
            _check_button(errors, where, part)
        elif part.get("type") in SELECTS:
            check_select(errors, where, part)
        else:
            _add_type(errors, where, part)


def _check_button(errors: FormErrors, at: At, button: Json) -> None:
    style = button.get("style")
    if style == LINK:
        errors.length((*at, "url"), button.get("url") or "", least=1, most=512)
        if not str(button.get("url") or "").startswith(("http://", "https://", "discord://")):
            errors.add((*at, "url"), "URL_TYPE_INVALID_SCHEME", "Scheme must be http, https or discord.")
    elif style != PREMIUM:
        errors.length((*at, "custom_id"), button.get("custom_id") or "", least=1, most=100)
    if (style == LINK and button.get("custom_id")) or (style != LINK and button.get("url")):
        message = "A custom id and url cannot both be specified"
        errors.add(at, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
    if style not in range(PRIMARY, PREMIUM + 1):
        errors.add((*at, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
    errors.length((*at, "label"), button.get("label") or "", least=0 if button.get("emoji") else 1, most=80)


def check_select(errors: FormErrors, at: At, menu: Json) -> None:
    """Note what breaks a rule of a menu, in a message or in a form."""
    errors.length((*at, "custom_id"), menu.get("custom_id") or "", least=1, most=100)
    errors.length((*at, "placeholder"), menu.get("placeholder") or "", most=150)
    options = menu.get("options") or []
    if menu["type"] == STRING_SELECT:
        errors.count((*at, "options"), options, least=1, most=25)
        _check_options(errors, (*at, "options"), options)
    least, most = _value(menu, "min_values", 1), _value(menu, "max_values", 1)
    if menu["type"] == STRING_SELECT and not (0 <= least <= most <= max(len(options), 1)):
        message = f"min_values {least} and max_values {most} do not fit {len(options)} options"
        errors.add(at, "SELECT_COMPONENT_INVALID_VALUES_RANGE", message)
    if sum(bool(option.get("default")) for option in options) > most:
        errors.add(
            (*at, "options"), "SELECT_COMPONENT_DEFAULT_VALUES", f"More than {most} options are chosen."
        )


def _value(part: Json, name: str, default: int) -> int:
    return default if part.get(name) is None else int(part[name])


def _check_options(errors: FormErrors, at: At, options: list[Json]) -> None:
    seen: set[Any] = set()
    for number, option in enumerate(options):
        errors.length((*at, number, "label"), option.get("label", ""), least=1, most=100)
        errors.length((*at, number, "value"), option.get("value", ""), least=1, most=100)
        errors.length((*at, number, "description"), option.get("description") or "", most=100)
        if option.get("value") in seen:
            message = "The specified option value is already used"
            errors.add((*at, number, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        seen.add(option.get("value"))


def _add_type(errors: FormErrors, at: At, part: Json) -> None:
    message = f"A component of type {part.get('type')} cannot stand here."
    errors.add((*at, "type"), "UNION_TYPE_CHOICES", message)


def check_form(errors: FormErrors, form: Json) -> None:
    """Note what breaks a rule of a form (a modal)."""
    errors.length(("data", "custom_id"), form.get("custom_id") or "", least=1, most=100)
    errors.length(("data", "title"), form.get("title") or "", least=1, most=45)
    parts = form.get("components") or []
    errors.count(("data", "components"), parts, least=1, most=FORM_PARTS)
    _check_unique(errors, parts)
    for number, part in enumerate(parts):
        at = ("data", "components", number)
        if part.get("type") == LABEL:
            _check_label(errors, at, part)
        elif part.get("type") == ROW and [one.get("type") for one in part.get("components") or ()] == [
            TEXT_INPUT
        ]:
            text = part["components"][0]
            errors.length((*at, "components", 0, "label"), text.get("label") or "", least=1, most=45)
            _check_text_input(errors, (*at, "components", 0), text)
        elif part.get("type") != TEXT:
            _add_type(errors, at, part)


def _check_label(errors: FormErrors, at: At, label: Json) -> None:
    errors.length((*at, "label"), label.get("label") or "", least=1, most=45)
    errors.length((*at, "description"), label.get("description") or "", most=100)
    inner = label.get("component") or {}
    if inner.get("type") not in IN_FORM:
        _add_type(errors, (*at, "component"), inner)
    elif inner["type"] == TEXT_INPUT:
        _check_text_input(errors, (*at, "component"), inner)
    elif inner["type"] in SELECTS:
        check_select(errors, (*at, "component"), inner)
        if inner.get("disabled"):
            message = "A menu in a form cannot be disabled."
            errors.add((*at, "component", "disabled"), "COMPONENT_DISABLED_IN_MODAL", message)


def _check_text_input(errors: FormErrors, at: At, text: Json) -> None:
    errors.length((*at, "custom_id"), text.get("custom_id") or "", least=1, most=100)
    errors.length((*at, "placeholder"), text.get("placeholder") or "", most=100)
    least, most = _value(text, "min_length", 0), _value(text, "max_length", 4000)
    if not 0 <= least <= most or not 1 <= most <= 4000:
        errors.add((*at, "max_length"), "NUMBER_TYPE_MAX", f"{least} to {most} is no length of 0 to 4000.")
    if text.get("value"):
        errors.length((*at, "value"), text["value"], least=least, most=most)
    if text.get("style") not in (1, 2):
        errors.add((*at, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
