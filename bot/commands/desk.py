"""The desk: takes requests from every platform and answers each with a message, whatever happens."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.chat import Action, Choice, Form, Message, OptionKind, Trouble, new_reference
from bot.commands.admin_premises import complete_schedules
from bot.commands.call import CONSOLE, THIS_ANSWER, Call, Notice, check
from bot.commands.handlers import FORMS, HANDLERS
from bot.commands.keeping import Keeper, fit, naming_itself, new_id
from bot.commands.memory import Memory
from bot.commands.names import closest, complete
from bot.commands.pace import Pace
from bot.commands.rights import may_share, with_rights
from bot.commands.sharing import share
from bot.commands.specs import COMMANDS, spec_of
from bot.rendering import Audience, Renderer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from typing import TypeVar

    from bot.chat import CommandSpec, Dialect, Place, Request
    from bot.commands.office import Office
    from bot.newsroom import Newsroom

    Told = TypeVar("Told", Message, Form)

log = logging.getLogger(__name__)

_SHARE = Action(label="Share here", verb="share", options=(THIS_ANSWER,))


class CommandDesk:
    """Answers requests over one newsroom; with an office also those about what is posted."""

    commands = COMMANDS

    def __init__(
        self,
        newsroom: Newsroom,
        office: Office | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._newsroom = newsroom
        self._office = office
        self._keeper = Keeper(newsroom.store)
        self._memory = Memory(newsroom)
        limits = office.settings.limits if office else None
        self._pace: Pace | None = None
        if limits is not None:
            per_person, per_workspace = limits.per_user_per_minute, limits.per_guild
            self._pace = Pace(per_person=per_person, per_workspace=per_workspace, monotonic=monotonic)

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Answer *request* in *dialect*; a fault of ours becomes a message with a reference the log knows."""
        return await self._whatever_happens(request, dialect, self._answer)

    def explain(self, trouble: Trouble, dialect: Dialect, *, ref: str = "") -> Message:
        """Say what a platform saw go wrong."""
        return self._renderer(dialect, "").show(f"notices/{trouble}", ref=ref)

    async def form(self, request: Request, dialect: Dialect) -> Form | Message:
        """Return the form that *request* opens; or say why there is none."""
        return await self._whatever_happens(request, dialect, self._form)

    async def share(
        self, request: Request, dialect: Dialect, *, post: Callable[[Message], Awaitable[str]]
    ) -> Message:
        """Show a kept answer to everybody by *post*, once; say where it is to be seen, or why it is not."""
        return await self._whatever_happens(request, dialect, partial(self._share, post=post))

    async def complete(self, kind: OptionKind, typed: str, *, limit: int, where: Place) -> tuple[Choice, ...]:
        """Offer what *typed* may become, from names held in memory and read anew in the background."""
        named = (await self._memory.book_at_once()).of(kind)
        if kind is OptionKind.SCHEDULE and self._office is not None:
            named = await complete_schedules(self._office, self._newsroom.store, where)
        return tuple(Choice(label=each.line, value=each.id) for each in complete(typed, named, limit=limit))

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
        try:
            return await self._told(with_rights(request, self._office), dialect, told)
        except Exception:  # the rim: nobody in a channel may see a traceback, or nothing
            reference = new_reference()
            log.exception("request failed", extra={"ref": reference, "verb": request.verb})
            return self.explain(Trouble.FAULT, dialect, ref=reference)

    async def _told(
        self, request: Request, dialect: Dialect, told: Callable[[Request, Dialect], Awaitable[Told]]
    ) -> Told | Message:
        """Return what *told* says, or what is wrong instead."""
        try:
            return await told(request, dialect)
        except Notice as notice:
            renderer = self._renderer(dialect, request.where.platform)
            message = renderer.show(f"notices/{notice.template}", actions=notice.actions, **notice.values)
        return await self._kept(message, request, dialect, options=request.options)

    async def _answer(self, request: Request, dialect: Dialect) -> Message:
        if request.verb == "again" and "n" not in request.options:
            # Only a page of it is turned; that is cheap, and counts for nothing.
            return fit(await self._keeper.shown(request), dialect.limits)
        self._count(request)
        request = await self._pressed(request)
        spec, call = await self._call(request, dialect)
        message = await HANDLERS[spec.verb](call)
        can_share = may_share(spec, message, request, self._office)
        return await self._kept(
            message, request, dialect, options=call.options, cited=call.cited, can_share=can_share
        )

    async def _form(self, request: Request, dialect: Dialect) -> Form:
        spec, call = await self._call(await self._pressed(request), dialect)
        if spec.verb not in FORMS:
            raise Notice(Trouble.UNREADABLE)  # nobody made this button
        return await FORMS[spec.verb](call)

    async def _share(
        self, request: Request, dialect: Dialect, *, post: Callable[[Message], Awaitable[str]]
    ) -> Message:
        self._count(request)
        renderer = self._renderer(dialect, request.where.platform)
        return await share(request, renderer, self._keeper, self._office, post=post)

    async def _pressed(self, request: Request) -> Request:
        """Return the request that a button makes whose own id was too long for the platform."""
        return await self._keeper.pressed(request) if request.verb == "again" else request

    async def _call(self, request: Request, dialect: Dialect) -> tuple[CommandSpec, Call]:
        spec = spec_of(request.verb)
        book = await self._memory.book()
        if spec is None:
            near = [each.label for each in closest(request.verb, book.commands)]
            raise Notice("no_command", asked=request.verb, near=near)
        if spec.is_admin and not request.may_administer:
            raise Notice("admins_only", platform=request.where.platform)
        return spec, Call(
            newsroom=self._newsroom,
            office=self._office,
            request=request,
            options=check(spec, await self._keeper.named_by_number(spec, request), book),
            book=book,
            renderer=self._renderer(dialect, request.where.platform),
            memory=self._memory,
            keeper=self._keeper,
        )

    async def _kept(  # an answer and all that is kept with it, by name
        self,
        message: Message,
        request: Request,
        dialect: Dialect,
        *,
        options: Mapping[str, str],
        cited: Mapping[str, str] = MappingProxyType({}),
        can_share: bool = False,
    ) -> Message:
        """Keep an answer that has buttons, pages or numbers, and return it with buttons that fit."""
        if not (message.actions or message.sections):
            return message
        if request.where.platform == CONSOLE:
            self._keeper.remember(request, cited)
            return message
        message = naming_itself(replace(message, answer=new_id()), *([_SHARE] if can_share else []))
        await self._keeper.keep(message, request, options=options, cited=cited)
        return fit(message, dialect.limits)

    def _count(self, request: Request) -> None:
        if self._pace is not None:
            self._pace.count(request)

    def _renderer(self, dialect: Dialect, platform: str) -> Renderer:
        plan = self._newsroom.plan
        audience = Audience.CONSOLE if platform == CONSOLE else Audience.CHAT
        return Renderer(dialect, zone=plan.zone, topics=plan.topics, audience=audience)
