"""Answer what people do on Slack: each gesture becomes a request, and what comes back is shown."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.chat import Form, Person, Request, Trouble, new_reference
from bot.platforms.slack import forms, reading
from bot.platforms.slack.blocks import body
from bot.platforms.slack.components import ANYONE, read
from bot.platforms.slack.home import Home
from bot.platforms.slack.members import Members
from bot.platforms.slack.offering import Offering
from bot.platforms.slack.paging import page
from bot.platforms.slack.replies import Reply
from bot.platforms.slack.sharing import TO_ME, Sharing, with_sending

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from slack_bolt.async_app import AsyncApp

    from bot.chat import Action, Desk, Message
    from bot.platforms.slack.platform import SlackPlatform
    from bot.platforms.slack.reading import Asked, Origin
    from bot.pressing import Pressed

    Json = dict[str, Any]
    Ack = Callable[..., Awaitable[Any]]

log = logging.getLogger(__name__)

_ANYTHING = re.compile("")
_MOST_PAGES = 5  # shown one after the other; nobody wants to scroll more
# A form must be closed or given back within three seconds; what takes longer is said beside it.
_FORM_SECONDS = 2.0
_THREADS = "Slack blocks slash commands in threads. Write {typed} here instead."


class Gestures:
    """Turns the gestures on one platform into requests to one desk.

    Nothing is kept of them, so that a button works as long as it is to be seen.
    """

    def __init__(self, platform: SlackPlatform, desk: Desk) -> None:
        self._platform = platform
        self._dialect = platform.dialect
        self._desk = desk
        self._members = Members(platform.account)
        self._sharing = Sharing(platform)
        self._offering = Offering(desk, platform.dialect)
        self._home = Home(platform.account, desk, platform.dialect)

    def listen(self, app: AsyncApp) -> None:
        """Hang a handler for every kind of gesture on *app*."""
        app.command(_ANYTHING)(self._on_command)
        app.event("app_mention")(self._on_mention)
        app.event("message")(self._on_message)
        app.event("app_home_opened")(self._on_home)
        app.shortcut({"type": "message_action", "callback_id": _ANYTHING})(self._on_shortcut)
        app.action(_ANYTHING)(self._on_press)
        app.options(_ANYTHING)(self._on_typing)
        app.view(_ANYTHING)(self._on_form)

    # ------------------------------------------------------------------------------------- what people do

    async def _on_command(self, ack: Ack, body: Json) -> None:
        """Answer `/brief ...`."""
        await ack()  # before everything else: Slack waits for three seconds
        reply = self._reply(reading.of_command(body))
        text = str(body.get("text") or "")
        await self._whatever_happens(reply, self._ask(reply, reading.slash(text, self._desk.commands)))

    async def _on_mention(self, body: Json) -> None:
        """Answer who names the bot in a channel or a thread."""
        event = body["event"]
        if not event.get("bot_id") and event.get("user"):
            await self._on_words(body)

    async def _on_message(self, body: Json) -> None:
        """Answer what is written in direct messages."""
        if reading.is_for_us(body["event"]):
            await self._on_words(body)

    async def _on_words(self, body: Json) -> None:
        reply = self._reply(reading.of_event(body))
        text = str(body["event"].get("text") or "")
        asked = reading.message(text, self._desk.commands, bot_user=self._bot_user)
        await self._whatever_happens(reply, self._ask(reply, asked))

    async def _on_shortcut(self, ack: Ack, body: Json) -> None:
        """Answer "Why is this here?" in the menu of a message."""
        await ack()
        reply = self._reply(reading.of_interaction(body))
        asked = reading.asked_about(body, bot_user=self._bot_user)
        await self._whatever_happens(reply, self._ask(reply, asked))

    async def _on_press(self, ack: Ack, body: Json) -> None:
        """Answer a button or a menu: by a change of the answer it is on, by a form, else by a new answer."""
        await ack()
        reply = self._reply(reading.of_interaction(body))
        await self._whatever_happens(reply, self._press(reply, body["actions"][0]))

    async def _on_typing(self, ack: Ack, body: Json) -> None:
        """Offer what half typed words may become."""
        origin = reading.of_interaction(body)
        await ack(
            await self._offering.options(str(body.get("action_id", "")), str(body.get("value", "")), origin)
        )

    async def _on_form(self, ack: Ack, body: Json) -> None:
        """Answer a form that was sent."""
        sent = forms.read(body["view"])
        origin = reading.of_interaction(body)
        if sent is None or (sent.origin.person, sent.origin.team) != (origin.person, origin.team):
            await ack()
            trouble = Trouble.UNREADABLE if sent is None else Trouble.NOT_YOURS
            await self._refuse(self._reply(origin), trouble)
            return
        reply = self._reply(sent.origin, since=sent.opened)
        await self._whatever_happens(reply, self._submit(reply, ack, sent, forms.filled_in(body["view"])))

    async def _on_home(self, body: Json) -> None:
        """Show the App Home to who opened it."""
        if body["event"].get("tab", "home") == "home":
            origin = replace(reading.of_event(body), channel="")
            try:
                await self._home.opened(await self._request(origin, "me", {}))
            except Exception:  # the rim: nobody asked anything, so there is nobody to tell
                log.exception("home not shown")

    # ------------------------------------------------------------------------------------- what comes back

    async def _ask(self, reply: Reply, asked: Asked) -> None:
        """Answer what was typed, and share the answer if that was asked for, too."""
        request = await self._request(reply.origin, asked.verb, asked.options)
        message = await self._desk.answer(request, self._dialect)
        below = self._offering.missing(request)
        await self._show(reply, self._with_hint(message, request), request, below=below)
        sharing = next((action for action in message.actions if action.verb == "share"), None)
        if sharing is not None and request.options.get("share") == "yes":
            await self._share(reply, replace(request, verb="share", options=dict(sharing.options)))

    async def _press(self, reply: Reply, action: Json) -> None:
        pressed = self._offering.chosen(action) or read(reading.picked(action))
        if pressed is None or not pressed.is_for(reply.origin.person):
            await self._refuse(reply, Trouble.UNREADABLE if pressed is None else Trouble.NOT_YOURS)
            return
        request = await self._request(reply.origin, pressed.verb, pressed.options)
        if pressed.opens_form:
            await self._open(reply, request)
        elif request.verb == "share":
            await self._share(reply, request)
        elif request.verb == TO_ME:
            await self._send(reply, request)
        else:
            message = await self._desk.answer(request, self._dialect)
            await self._show(reply, message, request, in_place=_is_in_place(pressed, reply.origin))

    async def _submit(self, reply: Reply, ack: Ack, sent: forms.Sent, filled: Mapping[str, str]) -> None:
        """Answer a form; what is wrong in it is said in the form itself, with all that was filled in."""
        answering = asyncio.create_task(self._answer_form(sent, filled))
        try:
            done, _ = await asyncio.wait([answering], timeout=_FORM_SECONDS)
            again = answering.result()[2] if done and answering.exception() is None else None
            if again is not None:
                await ack(response_action="update", view=again)
                return
            await ack()
            request, message, _ = await answering
        finally:
            answering.cancel()
        is_in_place = sent.origin.is_private or sent.origin.is_at_home
        await self._show(reply, message, request, in_place=is_in_place)

    async def _answer_form(
        self, sent: forms.Sent, filled: Mapping[str, str]
    ) -> tuple[Request, Message, Json | None]:
        """Return the answer to a form, and the form anew if the answer asks for it to be mended."""
        request = await self._request(sent.origin, sent.verb, {**filled, **sent.options})
        message = await self._desk.answer(request, self._dialect)
        mending = next(
            (each for each in message.actions if each.opens_form and _gives_back(each, filled)), None
        )
        if mending is None:
            return request, message, None
        asked = replace(request, verb=mending.verb, options=dict(mending.options))
        form = await self._desk.form(asked, self._dialect)
        if not isinstance(form, Form):
            return request, message, None
        above = body(replace(message, lead=(), actions=()))["blocks"]  # only what is wrong
        return request, message, forms.view(form, origin=sent.origin, opened=sent.opened, above=above)

    async def _open(self, reply: Reply, request: Request) -> None:
        """Open a form at once: the trigger works for three seconds."""
        told = await self._desk.form(request, self._dialect)
        if isinstance(told, Form):
            view = forms.view(told, origin=reply.origin, opened=reply.since)
            await self._platform.account.request("views.open", trigger_id=reply.origin.trigger, view=view)
        else:
            await self._show(reply, told, request)

    async def _share(self, reply: Reply, request: Request) -> None:
        """Show everybody the answer that *request* names, and tell the asker."""
        post = partial(self._sharing.post, reply, seed=request.options.get("answer", ""))
        told = await self._desk.share(request, self._dialect, post=post)
        await self._show(reply, told, request)

    async def _send(self, reply: Reply, request: Request) -> None:
        """Send the answer that *request* names to the direct messages of the one who asked for it."""
        kept = await self._desk.answer(replace(request, verb="again"), self._dialect)
        if kept.answer == request.options.get("answer"):
            kept = await self._sharing.send(kept, person=request.who.id)
        await self._show(reply, kept, request)

    async def _show(
        self,
        reply: Reply,
        message: Message,
        request: Request,
        *,
        in_place: bool = False,
        below: Sequence[Json] = (),
    ) -> None:
        """Show *message*: its pages in turn when it is kept, else one after the other."""
        if reply.origin.is_at_home and in_place:
            await self._home.show(request, told=message)
            return
        message = with_sending(message)
        parts = self._platform.parts(message)
        written = page(message, parts, request)
        written["blocks"] += below
        # Why a page cannot be turned must not take the place of the page that is shown.
        is_lost = request.verb == "again" and not message.answer
        if in_place and not is_lost:
            await reply.change(written)
        else:
            await reply.show(written)
        if not message.answer:
            for part in parts[1:_MOST_PAGES]:
                await reply.show(body(part, asker=request.who.id))

    def _with_hint(self, message: Message, request: Request) -> Message:
        """Say in a thread, to who asks what there is, how to ask there."""
        if not request.where.thread or request.verb != "help":
            return message
        typed = f"@{self._bot_name} ask ..."
        before, _, after = _THREADS.partition("{typed}")
        hint = "".join([self._dialect.escape(before), self._dialect.code(typed), self._dialect.escape(after)])
        text = f"{_THREADS.format(typed=typed)}\n\n{message.text}"
        return replace(message, lead=(hint, *message.lead), text=text)

    async def _refuse(self, reply: Reply, trouble: Trouble) -> None:
        await reply.show(body(self._desk.explain(trouble, self._dialect), asker=ANYONE))

    # ------------------------------------------------------------------------------------- who and what for

    async def _request(self, origin: Origin, verb: str, options: Mapping[str, str]) -> Request:
        member = await self._members.of(origin.team, origin.person)
        is_among_others = bool(origin.place.workspace)
        return Request(
            verb=verb,
            options=options,
            who=Person(id=origin.person, name=member.name or origin.name, timezone=member.timezone),
            where=origin.place,
            locale=member.locale,
            may_administer=member.may_administer and is_among_others,
        )

    def _reply(self, origin: Origin, *, since: float | None = None) -> Reply:
        return Reply(origin, self._platform.account, since=time.time() if since is None else since)

    async def _whatever_happens(self, reply: Reply, answering: Awaitable[None]) -> None:
        """Wait for an answer; when something of ours breaks, say so as far as that can still be said."""
        try:
            await answering
        except Exception:  # the rim: nobody may be left without an answer
            reference = new_reference()
            log.exception("gesture failed", extra={"ref": reference})
            try:
                told = self._desk.explain(Trouble.FAULT, self._dialect, ref=reference)
                await reply.show(body(told, asker=ANYONE))
            except Exception:  # the rim of the rim: there is no other way to the person
                log.exception("nothing could be said", extra={"ref": reference})

    @property
    def _bot_user(self) -> str:
        known = self._platform.account.known
        return known.bot_user if known else ""

    @property
    def _bot_name(self) -> str:
        known = self._platform.account.known
        return known.bot_name if known and known.bot_name else "briefbot"


def _gives_back(action: Action, filled: Mapping[str, str]) -> bool:
    """Tell whether *action* opens the form with what was filled in, for that to be mended."""
    return any(name in filled for name, _ in action.options)


def _is_in_place(pressed: Pressed, origin: Origin) -> bool:
    """Tell whether the answer changes the message; what was posted, to everybody or one, stays as it was."""
    return pressed.in_place and pressed.asker != ANYONE and (origin.is_private or origin.is_at_home)
