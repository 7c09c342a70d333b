"""Answer what people do on Discord: each gesture becomes a request, and what comes back is shown."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import discord

from bot.chat import Form, Request, Trouble, new_reference
from bot.plain import disarm
from bot.platforms.discord import forms, reading
from bot.platforms.discord.components import ANYONE, custom_id, read, turning
from bot.platforms.discord.embeds import body
from bot.platforms.discord.measuring import cut, units
from bot.platforms.discord.replies import Over, Reply
from bot.platforms.discord.sharing import Sharing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.chat import ChatPlatform, Choice, Desk, Message, OptionKind
    from bot.platforms.discord.components import Pressed

    Json = dict[str, Any]

log = logging.getLogger(__name__)

_REMEMBERED = 1_000  # interactions; Discord repeats one, if at all, within seconds
_OFFERED, _CHOICE_LENGTH = 25, 100
_TYPED_LENGTH = 100  # characters looked up while somebody types
_MOST_ROWS = 5
# A person who is not in a server with the bot gets no more follow-ups than this; nobody wants to scroll more.
_MOST_FOLLOWUPS = 5


class Gestures:
    """Turns the gestures on one platform into requests to one desk.

    All come in by one door and nothing is kept of them, so that a button works as long as it is to be seen.
    """

    def __init__(self, platform: ChatPlatform, desk: Desk) -> None:
        self._platform = platform
        self._desk = desk
        self._sharing = Sharing(platform)
        self._seen: deque[int] = deque(maxlen=_REMEMBERED)

    async def handle(self, interaction: discord.Interaction) -> None:
        """Answer *interaction*, whatever happens; another copy of one is left alone."""
        if interaction.id in self._seen:
            log.info("interaction repeated", extra={"interaction": interaction.id})
            return
        self._seen.append(interaction.id)
        reply = Reply(interaction)
        try:
            await self._answer(interaction, reply)
        except Over as over:
            log.info("interaction over", extra={"interaction": interaction.id, "code": over.code})
        except Exception:  # the rim: nobody may be left without an answer
            reference = new_reference()
            log.exception("gesture failed", extra={"ref": reference, "interaction": interaction.id})
            await self._regret(reply, reference)

    async def _answer(self, interaction: discord.Interaction, reply: Reply) -> None:
        match interaction.type:
            case discord.InteractionType.application_command:
                await self._command(interaction, reply)
            case discord.InteractionType.autocomplete:
                await self._complete(interaction, reply)
            case discord.InteractionType.component:
                await self._press(interaction, reply)
            case discord.InteractionType.modal_submit:
                await self._submit(interaction, reply)
            case _:
                log.warning("interaction of an unknown type", extra={"type": str(interaction.type)})

    async def _command(self, interaction: discord.Interaction, reply: Reply) -> None:
        """Answer a command, or the menu of a message."""
        await reply.defer()  # before everything else: Discord waits for three seconds
        asked = reading.command(interaction)
        request = _request(interaction, asked.verb, asked.options)
        message = await self._desk.answer(request, self._platform.dialect)
        await self._show(reply, message, request)
        sharing = next((action for action in message.actions if action.verb == "share"), None)
        if sharing is not None and request.options.get("share") == "yes":
            shared = await self._share(interaction, reply, replace(request, options=dict(sharing.options)))
            await reply.follow(self._body(shared, request), ephemeral=True)

    async def _complete(self, interaction: discord.Interaction, reply: Reply) -> None:
        """Offer what a half typed option may become; when that fails, nothing."""
        try:
            asked = reading.command(interaction)
            kind = self._kind(asked.verb, asked.focused)
            typed = asked.options.get(asked.focused, "")[:_TYPED_LENGTH]
            where = reading.place(interaction)
            offered = await self._desk.complete(kind, typed, limit=_OFFERED, where=where) if kind else ()
        except Exception:  # the rim: no list may stay away
            log.exception("completion failed", extra={"interaction": interaction.id})
            offered = ()
        await reply.offer([_choice(each) for each in offered if 0 < units(each.value) <= _CHOICE_LENGTH])

    async def _press(self, interaction: discord.Interaction, reply: Reply) -> None:
        """Answer a button or a menu: by a change of the answer it is on, by a form, else by a new answer."""
        pressed = read(*reading.pressed(interaction))
        if pressed is None or not pressed.is_for(str(interaction.user.id)):
            await self._refuse(reply, Trouble.UNREADABLE if pressed is None else Trouble.NOT_YOURS)
            return
        request = _request(interaction, pressed.verb, pressed.options)
        if pressed.opens_form:
            await self._open(request, reply)
            return
        if request.verb == "share":
            # Promising a change leaves the answer as it is; a promised message that only the asker sees would
            # be filled by the first follow-up, which is the one for everybody.
            await reply.defer(in_place=True)
            shared = await self._share(interaction, reply, request)
            await reply.follow(self._body(shared, request), ephemeral=True)
            return
        await reply.defer(in_place=_is_in_place(pressed, interaction))
        await self._show(reply, await self._desk.answer(request, self._platform.dialect), request)

    async def _submit(self, interaction: discord.Interaction, reply: Reply) -> None:
        """Answer a form that was sent."""
        sent = read(*reading.pressed(interaction))
        if sent is None or not sent.is_for(str(interaction.user.id)):
            await self._refuse(reply, Trouble.UNREADABLE if sent is None else Trouble.NOT_YOURS)
            return
        await reply.defer(in_place=_is_in_place(sent, interaction))
        options = {**forms.filled_in(reading.inputs(interaction)), **sent.options}
        request = _request(interaction, sent.verb, options)
        await self._show(reply, await self._desk.answer(request, self._platform.dialect), request)

    async def _open(self, request: Request, reply: Reply) -> None:
        """Open a form at once: Discord takes none after a deferral."""
        told = await self._desk.form(request, self._platform.dialect)
        if isinstance(told, Form):
            await reply.open(forms.modal(told, asker=request.who.id))
        else:
            await reply.defer()
            await self._show(reply, told, request)

    async def _share(self, interaction: discord.Interaction, reply: Reply, request: Request) -> Message:
        """Show everybody the answer that *request* names."""
        post = partial(self._sharing.post, interaction, reply, seed=request.options.get("answer", ""))
        return await self._desk.share(replace(request, verb="share"), self._platform.dialect, post=post)

    async def _show(self, reply: Reply, message: Message, request: Request) -> None:
        """Show *message*: its pages in turn when it is kept, else one after the other."""
        if reply.changes_message and request.verb == "again" and not message.answer:
            # A page cannot be turned: why must not take the place of the page that is shown.
            await reply.follow(self._body(message, request), ephemeral=True)
            return
        await reply.show(self._body(message, request))
        if not message.answer:
            for part in self._platform.parts(message)[1 : _MOST_FOLLOWUPS + 1]:
                await reply.follow(_written(part, request.who.id), ephemeral=True)

    def _body(self, message: Message, request: Request) -> Json:
        """Write one page of *message*, with the buttons of all of it and those that turn the pages."""
        parts = self._platform.parts(message)
        number = _page(request, len(parts))
        if len(parts) == 1 or not message.answer:
            return _written(parts[number - 1], request.who.id)
        written = _written(replace(parts[number - 1], actions=message.actions), request.who.id)
        row = turning(message.answer, number, len(parts), asker=request.who.id)
        return {**written, "components": [row, *written["components"]][:_MOST_ROWS]}

    async def _refuse(self, reply: Reply, trouble: Trouble) -> None:
        await reply.defer()
        await reply.show(_written(self._desk.explain(trouble, self._platform.dialect), ANYONE))

    async def _regret(self, reply: Reply, reference: str) -> None:
        """Say that something of ours broke, as far as that can still be said."""
        try:
            told = _written(self._desk.explain(Trouble.FAULT, self._platform.dialect, ref=reference), ANYONE)
            if not reply.is_acknowledged:
                await reply.defer()
            if reply.changes_message:
                await reply.follow(told, ephemeral=True)
            else:
                await reply.show(told)
        except Exception:  # the rim of the rim: there is no other way to the person
            log.exception("nothing could be said", extra={"ref": reference})

    def _kind(self, verb: str, name: str) -> OptionKind | None:
        options = (option for spec in self._desk.commands if spec.verb == verb for option in spec.options)
        return next((option.kind for option in options if option.name == name), None)


def _request(interaction: discord.Interaction, verb: str, options: Mapping[str, str]) -> Request:
    return Request(
        verb=verb,
        options=options,
        who=reading.asker(interaction),
        where=reading.place(interaction),
        locale=str(interaction.locale),
        may_administer=reading.may_administer(interaction),
    )


def _is_in_place(pressed: Pressed, interaction: discord.Interaction) -> bool:
    """Tell whether the answer changes the message; what everybody sees stays as it was posted."""
    return pressed.in_place and reading.is_private(interaction)


def _written(message: Message, asker: str) -> Json:
    return body(message, custom_id=partial(custom_id, asker=asker))


def _page(request: Request, count: int) -> int:
    """Return the page that is asked for, or the nearest there is."""
    asked = request.options.get("page", "1") if request.verb == "again" else "1"
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else 1
    return min(max(number, 1), count)


def _choice(choice: Choice) -> Json:
    return {"name": cut(disarm(choice.label).strip() or choice.value, _CHOICE_LENGTH), "value": choice.value}
