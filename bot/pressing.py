"""Buttons that remember nothing: all that one asks for is written on it, so it outlives every restart.

What is written is the asker, a sign for what to do with the answer, and the request as `Action.id` has it:
`U012AB3CD:now?topic=harbour`. What comes back is not trusted: it only names a request, which the desk checks
as if it had been typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from bot.chat import Action

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANYONE = "-"  # the asker of what was posted for everybody

_NEW, _IN_PLACE, _FORM = ":", "=", "!"
_WRITTEN = re.compile(r"(-|[0-9A-Za-z]+)([:=!])(.+)", re.DOTALL)
_VERB = re.compile(r"[a-z][a-z_-]{0,31}")


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


def write(action: Action, asker: str) -> str:
    """Write down who may press *action*, and what it asks for."""
    sign = _FORM if action.opens_form else _IN_PLACE if action.in_place else _NEW
    return f"{asker}{sign}{action.id}"


def read(text: str) -> Pressed | None:
    """Tell what was written down, with the asker as it was; None when nobody can tell."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    verb, options = Action.read_id(match[3])
    if not _VERB.fullmatch(verb):
        return None
    is_form, is_in_place = match[2] == _FORM, match[2] == _IN_PLACE
    return Pressed(asker=match[1], verb=verb, options=options, opens_form=is_form, in_place=is_in_place)


def alike(actions: Sequence[Action]) -> list[tuple[Action, ...]]:
    """Divide *actions*, in their order, into runs of one kind: choices among which people pick.

    One that comes twice is there once: platforms refuse a second button of the same id.
    """
    single = {action.id: action for action in actions}.values()
    return [tuple(run) for _, run in groupby(single, key=_kind)]


def _kind(action: Action) -> tuple[object, ...]:
    return action.verb, tuple(name for name, _ in action.options), action.opens_form, action.in_place
