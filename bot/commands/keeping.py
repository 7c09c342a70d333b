"""Keep what people were shown, so that they can turn its pages, press its buttons and share it later."""

from __future__ import annotations

import asyncio
import base64
import re
import secrets
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from bot.chat import Action, Emphasis, Message, OptionKind
from bot.commands.call import CONSOLE, THIS_ANSWER, Notice
from bot.plain import disarm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.chat import CommandSpec, Limits, Request
    from briefings.store import Store
    from briefings.store.answers import Answers, KeptAnswer

KEPT_FOR = timedelta(hours=24)
_REFRESH = "Refresh"
_NUMBERED = {OptionKind.ARTICLE, OptionKind.STORY}
_NUMBER = re.compile(r"\[?([1-9][0-9]?)\]?", re.ASCII)  # "2", or as it stands in an answer: "[2]"


class Keeper:
    """Keeps answers in the store, and finds them again for the one who asked."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[Callable[[], KeptAnswer], asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._on_screens: dict[str, Mapping[str, str]] = {}  # what the console shows under numbers
        self._sharing: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    @cached_property
    def answers(self) -> Answers:
        """The room in the store."""
        from briefings.store.answers import Answers  # noqa: PLC0415  # brings SQLAlchemy

        return Answers(self._store)

    async def keep(
        self, message: Message, request: Request, *, options: Mapping[str, str], cited: Mapping[str, str]
    ) -> None:
        """Keep *message* under its id, as the answer to *request* with the checked *options*."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((lambda: _as_kept(message, request, options, cited), written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await written

    async def of(self, request: Request) -> KeptAnswer:
        """Return the kept answer that *request* names, if it was given to this person in this workspace.

        Raises:
            Notice: It is gone (with a button that asks again, while that is known), or somebody else's.
        """
        kept = await asyncio.to_thread(self.answers.get, disarm(request.options.get("answer", "")))
        if kept is None or not _is_theirs(kept, request):
            raise Notice("gone", refresh="")
        now = await asyncio.to_thread(self._store.now)
        if kept.at is not None and now - kept.at > KEPT_FOR:
            refresh = Action(
                label=_REFRESH, verb=kept.verb, options=tuple(kept.options.items()), emphasis=Emphasis.PRIMARY
            )
            raise Notice("gone", actions=[refresh], refresh=_REFRESH)
        return kept

    async def shown(self, request: Request) -> Message:
        """Return the kept answer as it was shown; raises what `of` raises."""
        return thawed(await self.of(request))

    async def pressed(self, request: Request) -> Request:
        """Return the request that the button number `n` of a kept answer makes; raises what `of` raises."""
        actions = (await self.shown(request)).actions
        number = request.options.get("n", "")
        if not number.isdecimal() or not 1 <= int(number) <= len(actions):
            raise Notice("gone", refresh="")
        action = actions[int(number) - 1]
        return replace(request, verb=action.verb, options=dict(action.options))

    def turn_to_share(self, answer: str, channel: str) -> asyncio.Lock:
        """Return what is held while *answer* is posted to *channel*; of other processes the store knows."""
        return self._sharing.setdefault((answer, channel), asyncio.Lock())

    def remember(self, request: Request, cited: Mapping[str, str]) -> None:
        """Remember the numbers on a screen from which nothing is kept."""
        if cited:
            self._on_screens[request.who.id] = cited

    async def named_by_number(self, spec: CommandSpec, request: Request) -> Request:
        """Put an article in the place of a number that this person last saw it under."""
        numbered = [
            option.name
            for option in spec.options
            if option.kind in _NUMBERED and _NUMBER.fullmatch(request.options.get(option.name, "").strip())
        ]
        if not numbered:
            return request
        cited = await self._last_cited(request)
        named = {name: _article(request.options[name], cited) for name in numbered}
        return replace(request, options={**request.options, **named})

    async def _last_cited(self, request: Request) -> Mapping[str, str]:
        where = request.where
        if where.platform == CONSOLE:
            return self._on_screens.get(request.who.id, {})
        return await asyncio.to_thread(
            self.answers.last_cited, where.platform, where.workspace, request.who.id
        )

    async def _write(self) -> None:
        """Write what waits in one transaction, then what came meanwhile: one trip to the disk for many."""
        while self._waiting:
            taken, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(self._keep_all, [make for make, _ in taken])
            except Exception as error:  # noqa: BLE001  # each of those who wait hears of it, and says so
                for _, written in taken:
                    if not written.done():
                        written.set_exception(error)
            else:
                for _, written in taken:
                    if not written.done():
                        written.set_result(None)

    def _keep_all(self, makers: Sequence[Callable[[], KeptAnswer]]) -> None:
        """Write answers down; in a thread, for freezing a message takes a millisecond."""
        self.answers.keep([make() for make in makers])


def _as_kept(
    message: Message, request: Request, options: Mapping[str, str], cited: Mapping[str, str]
) -> KeptAnswer:
    from briefings.store.answers import KeptAnswer  # noqa: PLC0415  # brings SQLAlchemy

    return KeptAnswer(
        id=message.answer,
        platform=request.where.platform,
        workspace=request.where.workspace,
        channel=request.where.channel,
        person=request.who.id,
        verb=request.verb,
        options={name: disarm(value) for name, value in options.items()},
        message=message.freeze(),
        cited=cited,
    )


def thawed(kept: KeptAnswer) -> Message:
    """Return a kept answer as the message that was shown."""
    return replace(Message.thaw(kept.message), answer=kept.id)


def naming_itself(message: Message, *actions: Action) -> Message:
    """Put *actions* before those of *message*, and its id into all that name this answer."""
    this = (THIS_ANSWER[0], message.answer)
    named = (
        replace(action, options=tuple(this if option == THIS_ANSWER else option for option in action.options))
        for action in (*actions, *message.actions)
    )
    return replace(message, actions=tuple(named))


def fit(message: Message, limits: Limits) -> Message:
    """Let the actions whose ids are too long for the platform be looked up in the kept answer."""
    actions = tuple(
        action if len(action.id) <= limits.action_id else _by_number(message, action, number)
        for number, action in enumerate(message.actions, 1)
    )
    return replace(message, actions=actions)


def _by_number(message: Message, action: Action, number: int) -> Action:
    options = (("answer", message.answer), ("n", str(number)))
    return replace(action, verb="again", options=options)


def _article(number: str, cited: Mapping[str, str]) -> str:
    return cited.get(number.strip(" []"), number)


def new_id() -> str:
    """Make an id that cannot be guessed: 50 bits, asked for over a network, once a request, by one person."""
    return base64.b32encode(secrets.token_bytes(7)).decode().lower()[:10]


def _is_theirs(kept: KeptAnswer, request: Request) -> bool:
    here = (request.where.platform, request.where.workspace, request.who.id)
    return here == (kept.platform, kept.workspace, kept.person)
