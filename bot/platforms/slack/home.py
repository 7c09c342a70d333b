"""The App Home: a person's own digest, what there is to look up, the last briefing and the next."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.platforms.slack.blocks import blocks
from bot.platforms.slack.offering import Offering

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.chat import Desk, Dialect, Message, Request
    from bot.platforms.slack.account import Account

    Json = dict[str, Any]

_MOST_BLOCKS = 100
# It is opened with every glance at the bot, and each time two questions would count against the asker's rate.
_FRESH_SECONDS = 60.0
_REMEMBERED = 10_000
# What can be looked up from here, and what the menu says before anything is chosen.
_FINDING = (("now", "topic", "A topic"), ("story", "story", "A story"), ("source", "source", "A source"))


class Home:
    """Publishes people's App Home, built from what the desk answers."""

    def __init__(
        self,
        account: Account,
        desk: Desk,
        dialect: Dialect,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account = account
        self._desk = desk
        self._dialect = dialect
        self._offering = Offering(desk, dialect)
        self._monotonic = monotonic
        self._shown: dict[str, float] = {}  # when each person's was last published

    async def opened(self, request: Request) -> None:
        """Show it to who opens it; what was shown a moment ago still stands there."""
        shown = self._shown.get(request.who.id)
        if shown is not None and self._monotonic() - shown < _FRESH_SECONDS:
            return
        self._note(request.who.id)  # before it is made: people open it more than once meanwhile
        try:
            await self.show(request)
        except Exception:
            self._shown.pop(request.who.id, None)
            raise

    async def show(self, request: Request, *, told: Message | None = None) -> None:
        """Show the home of the one who makes *request*; *told* is the answer to something done there."""
        mine = told or await self._answer(request, "me")
        last = await self._answer(request, "last")
        asker = request.who.id
        found = [
            *blocks(mine, asker=asker),
            {"type": "divider"},
            self._finding(),
            {"type": "divider"},
            *blocks(replace(last, actions=()), asker=asker),
        ]
        view = {"type": "home", "blocks": found[:_MOST_BLOCKS]}
        await self._account.request("views.publish", user_id=asker, view=view)
        self._note(asker)

    def _note(self, person: str) -> None:
        self._shown.pop(person, None)
        self._shown[person] = self._monotonic()
        if len(self._shown) > _REMEMBERED:
            del self._shown[next(iter(self._shown))]

    def _finding(self) -> Json:
        menus = [self._offering.menu(verb, option, words) for verb, option, words in _FINDING]
        return {"type": "actions", "block_id": "find", "elements": menus}

    async def _answer(self, request: Request, verb: str) -> Message:
        return await self._desk.answer(replace(request, verb=verb, options={}), self._dialect)
