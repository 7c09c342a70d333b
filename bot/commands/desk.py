"""The desk: takes requests from every platform and answers each with a message, whatever happens."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chat import Action, Choice, Form, Message, new_reference
from bot.commands import admin, briefs, personal, reference
from bot.commands.book import read_book
from bot.commands.call import Call, FormHandler, Handler, Notice, check
from bot.commands.keeping import CONSOLE, Keeper, fit, new_id
from bot.commands.names import closest, complete
from bot.commands.sharing import share
from bot.commands.specs import COMMANDS, spec_of
from bot.rendering import Renderer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from typing import TypeVar

    from bot.chat import CommandSpec, Dialect, OptionKind, Place, Request, Trouble
    from bot.commands.book import Book
    from bot.commands.office import Office
    from bot.newsroom import Newsroom

    Told = TypeVar("Told", Message, Form)

log = logging.getLogger(__name__)

HANDLERS: dict[str, Handler] = {
    **briefs.HANDLERS,
    **reference.HANDLERS,
    **personal.HANDLERS,
    **admin.HANDLERS,
}
FORMS: dict[str, FormHandler] = {**personal.FORMS, **admin.FORMS}
_STALE_SECONDS = 60
_SHARE = "Share here"


class CommandDesk:
    """Answers requests over one newsroom; with an office also those about what is posted."""

    commands = COMMANDS

    def __init__(self, newsroom: Newsroom, office: Office | None = None) -> None:
        self._newsroom = newsroom
        self._office = office
        self._keeper = Keeper(newsroom.store)
        self._book: Book | None = None
        self._read_at = 0.0
        self._reading: asyncio.Task[Book] | None = None

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Answer *request* in *dialect*; a fault of ours becomes a message with a reference the log knows."""
        return await self._whatever_happens(request, dialect, self._answer)

    def explain(self, trouble: Trouble, dialect: Dialect, *, ref: str = "") -> Message:
        """Say what a platform saw go wrong."""
        return self._renderer(dialect).show(f"notices/{trouble}", ref=ref)

    def explain(self, trouble: Trouble, dialect: Dialect, *, ref: str = "") -> Message:
        """Say what a platform saw go wrong."""
        return self._renderer(dialect).show(f"notices/{trouble}", ref=ref)

    async def form(self, request: Request, dialect: Dialect) -> Form | Message:
        """Return the form that *request* opens; or say why there is none."""
        return await self._whatever_happens(request, dialect, self._form)

    async def share(
        self, request: Request, dialect: Dialect, *, post: Callable[[Message], Awaitable[str]]
    ) -> Message:
        """Show a kept answer to everybody by *post*, once; say where it is to be seen, or why it is not."""

        async def shared(request: Request, dialect: Dialect) -> Message:
            return await share(request, self._renderer(dialect), self._keeper, self._office, post=post)

        return await self._whatever_happens(request, dialect, shared)

    async def complete(self, kind: OptionKind, typed: str, *, limit: int, where: Place) -> tuple[Choice, ...]:
        """Offer what *typed* may become, from names held in memory and read anew in the background."""
        del where
        book = self._book or await self._read()
        self._refresh_later()
        return tuple(
            Choice(label=each.line, value=each.id) for each in complete(typed, book.of(kind), limit=limit)
        )

    async def closed(self, platform: str, channels: Sequence[str], *, reason: str) -> None:
        """Take note that *channels* cannot be posted to."""
        if self._office is not None:
            await self._office.gates.closed(platform, channels, reason=reason)

    async def opened(self, platform: str, channels: Sequence[str]) -> None:
        """Take note that *channels* may be posted to (again)."""
        if self._office is not None:
            await self._office.gates.opened(platform, channels)

    async def _whatever_happens(
        self, request: Request, dialect: Dialect, told: Callable[[Request, Dialect], Awaitable[Told]]
    ) -> Told | Message:
        renderer = self._renderer(dialect)
        try:
            return await told(request, dialect)
        except Notice as notice:
            return renderer.show(f"notices/{notice.template}", actions=notice.actions, **notice.values)
        except Exception:  # the rim: nobody in a channel may see a traceback, or nothing
            reference_code = new_reference()
            log.exception("request failed", extra={"ref": reference_code, "verb": request.verb})
            return renderer.show("notices/fault", ref=reference_code)

    async def _answer(self, request: Request, dialect: Dialect) -> Message:
        if request.verb == "again":
            kept = await self._keeper.of(request, request.options.get("answer", ""))
            message = replace(Message.thaw(kept.message), answer=kept.id)
            if "n" not in request.options:
                return fit(message, dialect.limits)
            request = self._pressed(request, message)
        spec, call = await self._call(request, dialect)
        message = await HANDLERS[spec.verb](call)
        if request.where.platform == CONSOLE or not (message.actions or message.sections):
            return message  # a terminal scrolls, and what stands there was printed to one person
        message = replace(message, answer=new_id())
        if _may_be_shared(spec, message, request):
            share_it = Action(label=_SHARE, verb="share", options=(("answer", message.answer),))
            message = replace(message, actions=(share_it, *message.actions))
        await self._keeper.keep(message, request, options=call.options, cited={})
        return fit(message, dialect.limits)

    async def _form(self, request: Request, dialect: Dialect) -> Form:
        spec, call = await self._call(request, dialect)
        return await FORMS[spec.verb](call)

    async def _call(self, request: Request, dialect: Dialect) -> tuple[CommandSpec, Call]:
        spec = spec_of(request.verb)
        book = await self._read()
        if spec is None:
            near = [each.label for each in closest(request.verb, book.commands)]
            raise Notice("no_command", asked=request.verb, near=near)
        if spec.is_admin and not request.may_administer:
            raise Notice("admins_only")
        return spec, Call(
            newsroom=self._newsroom,
            office=self._office,
            request=request,
            options=check(spec, request, book),
            book=book,
            renderer=self._renderer(dialect),
        )

    def _pressed(self, request: Request, message: Message) -> Request:
        """Return the request that the button with the number *n* of *message* makes."""
        number = request.options["n"]
        if not number.isdecimal() or not 1 <= int(number) <= len(message.actions):
            raise Notice("gone", refresh="")
        action = message.actions[int(number) - 1]
        return replace(request, verb=action.verb, options=dict(action.options))

    def _renderer(self, dialect: Dialect) -> Renderer:
        plan = self._newsroom.plan
        return Renderer(dialect, zone=plan.zone, topics=plan.topics)

    async def _read(self) -> Book:
        self._book = await asyncio.to_thread(read_book, self._newsroom)
        self._read_at = asyncio.get_running_loop().time()
        return self._book

    def _refresh_later(self) -> None:
        """Have the names read anew when they are old, without anybody waiting for it."""
        is_old = asyncio.get_running_loop().time() - self._read_at > _STALE_SECONDS
        if is_old and (self._reading is None or self._reading.done()):
            self._reading = asyncio.create_task(self._read())


def _may_be_shared(spec: CommandSpec, message: Message, request: Request) -> bool:
    is_shareable = any(option.name == "share" for option in spec.options)
    return is_shareable and bool(message.sections) and bool(request.where.workspace)
