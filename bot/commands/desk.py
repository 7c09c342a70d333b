"""The desk: takes requests from every platform and answers each with a message, whatever happens."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.chat import Choice, new_reference
from bot.commands import briefs, reference
from bot.commands.book import read_book
from bot.commands.call import Call, Notice, check
from bot.commands.names import closest, complete
from bot.commands.specs import COMMANDS, spec_of
from bot.rendering import Renderer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.chat import Dialect, Message, OptionKind, Request, Trouble
    from bot.commands.book import Book
    from bot.newsroom import Newsroom

log = logging.getLogger(__name__)

HANDLERS: dict[str, Callable[[Call], Awaitable[Message]]] = {
    "ask": reference.ask,
    "now": briefs.now,
    "last": briefs.last,
    "changed": briefs.changed,
    "story": briefs.story,
    "why": briefs.why,
    "source": reference.source,
    "topics": reference.topics,
    "glossary": reference.glossary,
    "help": reference.help_,
}
_STALE_SECONDS = 60


class CommandDesk:
    """Answers requests over one newsroom."""

    commands = COMMANDS

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._book: Book | None = None
        self._read_at = 0.0
        self._reading: asyncio.Task[Book] | None = None

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Answer *request* in *dialect*; a fault of ours becomes a message with a reference the log knows."""
        plan = self._newsroom.plan
        renderer = Renderer(dialect, zone=plan.zone, topics=plan.topics)
        try:
            return await self._answer(request, renderer)
        except Notice as notice:
            return renderer.show(f"notices/{notice.template}", actions=notice.actions, **notice.values)
        except Exception:  # the rim: nobody in a channel may see a traceback, or nothing
            reference_code = new_reference()
            log.exception("request failed", extra={"ref": reference_code, "verb": request.verb})
            return renderer.show("notices/fault", ref=reference_code)

    def explain(self, trouble: Trouble, dialect: Dialect, *, ref: str = "") -> Message:
        """Say what a platform saw go wrong."""
        return Renderer(dialect, zone=self._newsroom.plan.zone).show(f"notices/{trouble}", ref=ref)

    async def complete(self, kind: OptionKind, typed: str, *, limit: int) -> tuple[Choice, ...]:
        """Offer what *typed* may become, from names held in memory and read anew in the background."""
        book = self._book or await self._read()
        self._refresh_later()
        return tuple(
            Choice(label=each.line, value=each.id) for each in complete(typed, book.of(kind), limit=limit)
        )

    async def _answer(self, request: Request, renderer: Renderer) -> Message:
        spec = spec_of(request.verb)
        book = await self._read()
        if spec is None:
            near = [each.label for each in closest(request.verb, book.commands)]
            raise Notice("no_command", asked=request.verb, near=near)
        if spec.is_admin and not request.may_administer:
            raise Notice("admins_only")
        options = check(spec, request, book)
        call = Call(newsroom=self._newsroom, request=request, options=options, book=book, renderer=renderer)
        return await HANDLERS[spec.verb](call)

    async def _read(self) -> Book:
        self._book = await asyncio.to_thread(read_book, self._newsroom)
        self._read_at = asyncio.get_running_loop().time()
        return self._book

    def _refresh_later(self) -> None:
        """Have the names read anew when they are old, without anybody waiting for it."""
        is_old = asyncio.get_running_loop().time() - self._read_at > _STALE_SECONDS
        if is_old and (self._reading is None or self._reading.done()):
            self._reading = asyncio.create_task(self._read())
