"""Custom ids: all that a button asks for is written in its own, so that it outlives every restart.

One is what `bot.pressing` writes, with the asker in base 36: `1z141z4:now?topic=harbour`. Nothing else is
kept of a button, and none is registered in advance; so neither discord.py's views are needed nor its
DynamicItem, which would have to know every verb.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.chat import Action
from bot.platforms.discord.buttons import CHOOSE, rows
from bot.pressing import ANYONE, Pressed, write
from bot.pressing import read as read_written

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ANYONE", "CUSTOM_ID_LENGTH", "Pressed", "custom_id", "read", "turning"]

CUSTOM_ID_LENGTH = 100

_ASKER = re.compile(r"[0-9a-z]{1,13}")  # a user id has 64 bits: 13 digits at the most in base 36
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def custom_id(action: Action, *, asker: str = ANYONE) -> str:
    """Write down who may press *action*, and what it asks for.

    Raises:
        ValueError: It does not fit; `Limits.action_id` tells the desk how much does.
    """
    written = write(action, asker if asker == ANYONE else _in_base_36(int(asker)))
    if len(written) > CUSTOM_ID_LENGTH:
        raise ValueError(f"A custom id holds {CUSTOM_ID_LENGTH} characters, not {len(written)}: {written}")
    return written


def read(text: str, picked: Sequence[str] = ()) -> Pressed | None:
    """Tell what the custom id *text* asks for, in a menu by what was *picked*; None when nobody can tell."""
    pressed = read_written(text) if len(text) <= CUSTOM_ID_LENGTH else None
    if pressed is None or not (pressed.asker == ANYONE or _ASKER.fullmatch(pressed.asker)):
        return None
    asker = ANYONE if pressed.asker == ANYONE else str(int(pressed.asker, 36))
    if pressed.verb != CHOOSE:
        return replace(pressed, asker=asker)
    choice = read_written(f"{ANYONE}:{picked[0]}") if len(picked) == 1 else None
    return choice and replace(pressed, asker=asker, verb=choice.verb, options=choice.options)


def turning(answer: str, number: int, count: int, *, asker: str) -> dict[str, Any]:
    """Make the row `< Page 2 of 5 >` for a kept answer; what leads nowhere cannot be pressed."""
    pages = {number - 1: "<", number: f"Page {number} of {count}", number + 1: ">"}
    actions = [
        Action(label=label, verb="again", options=(("answer", answer), ("page", str(page))), in_place=True)
        for page, label in pages.items()
    ]
    (row,) = rows(actions, lambda action: custom_id(action, asker=asker))
    for button, page in zip(row["components"], pages, strict=True):
        button["disabled"] = page == number or not 1 <= page <= count
    return row


def _in_base_36(number: int) -> str:
    """Write a user id short: it leaves more room for the request."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
