"""Custom ids: all that a button asks for is written in its own, so that it outlives every restart.

One is the asker, a sign for what to do with the answer, and the request as `Action.id` has it:
`1z141z4:now?topic=harbour`. Nothing else is kept of a button, and none is registered in advance; so neither
discord.py's views are needed nor its DynamicItem, which would have to know every verb. What comes back is not
trusted: it only names a request, which the desk checks as if it had been typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.chat import Action
from bot.platforms.discord.buttons import CHOOSE, rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANYONE = "-"  # the asker of what was posted for everybody
CUSTOM_ID_LENGTH = 100

_NEW, _IN_PLACE, _FORM = ":", "=", "!"
# A user id has 64 bits: 13 digits at the most in base 36.
_CUSTOM_ID = re.compile(r"(-|[0-9a-z]{1,13})([:=!])(.+)", re.DOTALL)
_VERB = re.compile(r"[a-z][a-z_-]{0,31}")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What a pressed button asks for, and who may press it."""

    asker: str  # a user id, or ANYONE
    verb: str
    options: Mapping[str, str]
    opens_form: bool = False
    in_place: bool = False

    def is_for(self, user_id: str) -> bool:
        """Tell whether that user may press it."""
        return self.asker in {ANYONE, user_id}


def custom_id(action: Action, *, asker: str = ANYONE) -> str:
    """Write down who may press *action*, and what it asks for.

    Raises:
        ValueError: It does not fit; `Limits.action_id` tells the desk how much does.
    """
    sign = _FORM if action.opens_form else _IN_PLACE if action.in_place else _NEW
    written = f"{asker if asker == ANYONE else _in_base_36(int(asker))}{sign}{action.id}"
    if len(written) > CUSTOM_ID_LENGTH:
        raise ValueError(f"A custom id holds {CUSTOM_ID_LENGTH} characters, not {len(written)}: {written}")
    return written


def read(text: str, picked: Sequence[str] = ()) -> Pressed | None:
    """Tell what the custom id *text* asks for, in a menu by what was *picked*; None when nobody can tell."""
    match = _CUSTOM_ID.fullmatch(text)
    if match is None or len(text) > CUSTOM_ID_LENGTH:
        return None
    verb, options = Action.read_id(match[3])
    if verb == CHOOSE:
        verb, options = Action.read_id(picked[0]) if len(picked) == 1 else ("", {})
    if not _VERB.fullmatch(verb):
        return None
    return Pressed(
        asker=match[1] if match[1] == ANYONE else str(int(match[1], 36)),
        verb=verb,
        options=options,
        opens_form=match[2] == _FORM,
        in_place=match[2] == _IN_PLACE,
    )


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
