"""Buttons and menus: the actions of a message as Slack's interactive elements, and what comes back of them.

Each carries its whole state in its value, as `bot.pressing` writes it: `U012AB3CD:now?topic=harbour`. The
action ids are always the same few and say nothing but how the value is to be found.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Any

from bot.chat import Emphasis
from bot.plain import disarm
from bot.platforms.slack.dialect import RULER
from bot.pressing import ANYONE, Pressed, alike, read, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.chat import Action

    Json = dict[str, Any]

__all__ = ["ACTION_ID", "ANYONE", "Pressed", "actions_blocks", "read", "value_of"]

# No id may come twice in a block, so they are numbered: press-1, pick-2 ...
ACTION_ID = re.compile(r"(?:press|pick)-\d+")
_PRESS, _PICK = "press", "pick"
_FEW = 5  # like choices beside each other; more are a menu
_IN_A_BLOCK, _IN_A_MENU = 25, 100  # elements, options
_LABEL = 75  # characters, of a button and of an option
_VALUE, _OPTION_VALUE = 2000, 150  # characters
_STYLES = {Emphasis.PRIMARY: "primary", Emphasis.DANGER: "danger"}


def value_of(action: Action, asker: str = ANYONE) -> str:
    """Write down who may press *action*, and what it asks for.

    Raises:
        ValueError: It does not fit; `Limits.action_id` tells the desk how much does.
    """
    value = write(action, asker)
    if len(value) > _VALUE:
        raise ValueError(f"A value holds {_VALUE} characters, not {len(value)}: {value[:80]}…")
    return value


def actions_blocks(actions: Sequence[Action], asker: str = ANYONE) -> list[Json]:
    """Set *actions* in blocks, in their order: buttons, and a menu for many choices of one kind."""
    numbers = count(1)
    elements = [
        _element(group, next(numbers), asker) for run in alike(actions) for group in _groups(run, asker)
    ]
    return [
        {"type": "actions", "elements": elements[start : start + _IN_A_BLOCK]}
        for start in range(0, len(elements), _IN_A_BLOCK)
    ]


def _groups(run: Sequence[Action], asker: str) -> Iterator[Sequence[Action]]:
    """Divide choices of one kind into what one element holds: many in a menu, else each its own button."""
    fits = all(len(value_of(action, asker)) <= _OPTION_VALUE for action in run)
    size = _IN_A_MENU if len(run) > _FEW and fits else 1
    for start in range(0, len(run), size):
        yield run[start : start + size]


def _element(group: Sequence[Action], number: int, asker: str) -> Json:
    return _button(group[0], number, asker) if len(group) == 1 else _menu(group, number, asker)


def _button(action: Action, number: int, asker: str) -> Json:
    style = {"style": _STYLES[action.emphasis]} if action.emphasis in _STYLES else {}
    return {
        "type": "button",
        "action_id": f"{_PRESS}-{number}",
        "text": _label(action),
        "value": value_of(action, asker),
        **style,
    }


def _menu(group: Sequence[Action], number: int, asker: str) -> Json:
    options = [{"text": _label(action), "value": value_of(action, asker)} for action in group]
    return {"type": "static_select", "action_id": f"{_PICK}-{number}", "options": options}


def _label(action: Action) -> Json:
    text = RULER.cut(disarm(action.label).strip() or action.verb, _LABEL)
    return {"type": "plain_text", "text": text, "emoji": False}
