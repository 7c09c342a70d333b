"""Menus that offer names while somebody types: what autocomplete is elsewhere."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bot.chat import OptionKind
from bot.plain import disarm
from bot.platforms.slack.dialect import RULER
from bot.pressing import ANYONE, Pressed

if TYPE_CHECKING:
    from bot.chat import Choice, Desk, Dialect, Request
    from bot.platforms.slack.reading import Origin

    Json = dict[str, Any]

log = logging.getLogger(__name__)

_OFFERED = 100  # as many as Slack takes
_TYPED_LENGTH = 100  # characters looked up while somebody types
_LABEL, _VALUE, _PLACEHOLDER = 75, 150, 150
# What the desk completes; a channel has a picker of Slack's own, and the rest is typed.
_NAMED = frozenset(OptionKind) - {OptionKind.TEXT, OptionKind.FLAG, OptionKind.CHOICE, OptionKind.CHANNEL}
_FIND = "find"  # an action id is find:VERB:OPTION


class Offering:
    """Makes such menus, says what they offer, and reads what was chosen."""

    def __init__(self, desk: Desk, dialect: Dialect) -> None:
        self._desk = desk
        self._dialect = dialect

    def menu(self, verb: str, option: str, placeholder: str) -> Json:
        """Make a menu; choosing from it asks for *verb* with the *option* chosen."""
        return {
            "type": "external_select",
            "action_id": f"{_FIND}:{verb}:{option}",
            "placeholder": {"type": "plain_text", "text": placeholder[:_PLACEHOLDER], "emoji": False},
            "min_query_length": 0,
        }

    def missing(self, request: Request) -> list[Json]:
        """Offer to choose what *request* needs and does not name; nothing when nothing is missing."""
        spec = next((each for each in self._desk.commands if each.verb == request.verb), None)
        if spec is None or (spec.is_admin and not request.may_administer):
            return []
        menus = [
            self.menu(spec.verb, option.name, option.summary)
            for option in spec.options
            if option.is_required and option.kind in _NAMED and not request.options.get(option.name)
        ]
        return [{"type": "actions", "block_id": _FIND, "elements": menus}] if menus else []

    async def options(self, action_id: str, typed: str, origin: Origin) -> Json:
        """Offer what *typed* may become; when that fails, nothing."""
        try:
            kind = self._kind(action_id)
            words = disarm(typed)[:_TYPED_LENGTH]
            found = await self._desk.complete(kind, words, limit=_OFFERED, where=origin.place) if kind else ()
        except Exception:  # the rim: no list may stay away
            log.exception("completion failed", extra={"action": action_id})
            found = ()
        return {"options": [self._option(each, kind) for each in found if 0 < len(each.value) <= _VALUE]}

    def chosen(self, action: Json) -> Pressed | None:
        """Tell what was chosen from such a menu; None when it is none."""
        action_id = str(action.get("action_id", ""))
        chosen = action.get("selected_option") or {}
        if self._kind(action_id) is None or not chosen.get("value"):
            return None
        _, verb, option = action_id.split(":")
        return Pressed(asker=ANYONE, verb=verb, options={option: str(chosen["value"])})

    def _kind(self, action_id: str) -> OptionKind | None:
        sign, *named = action_id.split(":")
        if sign != _FIND or len(named) != 2:
            return None
        verb, name = named
        options = (option for spec in self._desk.commands if spec.verb == verb for option in spec.options)
        return next((option.kind for option in options if option.name == name), None)

    def _option(self, choice: Choice, kind: OptionKind | None) -> Json:
        label = self._dialect.command(choice.label) if kind is OptionKind.COMMAND else choice.label
        words = RULER.cut(disarm(label).strip() or choice.value, _LABEL)
        return {"text": {"type": "plain_text", "text": words, "emoji": False}, "value": choice.value}
