"""Buttons and menus: the actions of a message as Discord's rows of components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.chat import Action, Emphasis
from bot.plain import disarm
from bot.platforms.discord.measuring import cut
from bot.pressing import alike

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# What picking from a menu asks for stands in the value picked: the `id` of an action.
CHOOSE = "choose"

_IN_A_ROW = 5  # buttons; a row holds them or one menu
_IN_A_MENU = 25  # options
_LABEL, _OPTION = 80, 100  # characters
_ROW, _BUTTON, _MENU = 1, 2, 3  # types of components
_STYLES = {Emphasis.PRIMARY: 1, Emphasis.PLAIN: 2, Emphasis.DANGER: 4}


def rows(actions: Sequence[Action], custom_id: Callable[[Action], str]) -> list[dict[str, Any]]:
    """Set *actions* in rows: buttons, and a menu for many choices of one kind."""
    return [_row(number, row, custom_id) for number, row in enumerate(grouped(actions))]


def grouped(actions: Sequence[Action]) -> list[tuple[Action, ...]]:
    """Divide *actions* into one row each, in their order; more than five in a row are a menu."""
    found: list[tuple[Action, ...]] = []
    buttons: list[Action] = []
    for run in alike(actions):
        for choices in _chunks(run, _IN_A_MENU):
            if (
                len(choices) <= _IN_A_ROW or choices[0].opens_form
            ):  # the id of a button says that a form opens
                buttons += choices
            else:
                found += [*_chunks(buttons, _IN_A_ROW), choices]
                buttons = []
    return [*found, *_chunks(buttons, _IN_A_ROW)]


def _chunks(actions: Sequence[Action], size: int) -> Iterator[tuple[Action, ...]]:
    for start in range(0, len(actions), size):
        yield tuple(actions[start : start + size])


def _row(number: int, row: Sequence[Action], custom_id: Callable[[Action], str]) -> dict[str, Any]:
    if len(row) <= _IN_A_ROW:
        components = [_button(action, custom_id(action)) for action in row]
    else:
        which = (("menu", str(number)),)  # an id may not come twice, and a message may have two menus
        choose = Action(label="", verb=CHOOSE, options=which, in_place=row[0].in_place)
        components = [_menu(row, custom_id(choose))]
    return {"type": _ROW, "components": components}


def _button(action: Action, custom_id: str) -> dict[str, Any]:
    style, label = _STYLES[action.emphasis], _label(action, _LABEL)
    return {"type": _BUTTON, "style": style, "label": label, "custom_id": custom_id}


def _menu(actions: Sequence[Action], custom_id: str) -> dict[str, Any]:
    options = [{"label": _label(action, _OPTION), "value": action.id} for action in actions]
    return {"type": _MENU, "custom_id": custom_id, "options": options}


def _label(action: Action, limit: int) -> str:
    """Write the label; it is no Markdown, so there is nothing to escape."""
    return cut(disarm(action.label).strip() or action.verb, limit)
