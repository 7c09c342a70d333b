"""Keep what people were shown, so that they can turn its pages, press its buttons and share it later."""

from __future__ import annotations

import asyncio
import base64
import secrets
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.commands.call import Notice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.chat import Action, Limits, Message, Request
    from briefings.store import Store
    from briefings.store.answers import Answers, KeptAnswer

CONSOLE = "console"  # where nothing needs keeping


class Keeper:
    """Keeps answers in the store, and finds them again for the one who asked."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[KeptAnswer, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    @cached_property
    def answers(self) -> Answers:
        """The room in the store."""
        from briefings.store.answers import Answers  # noqa: PLC0415  # brings SQLAlchemy

        return Answers(self._store)

    async def keep(
        self, message: Message, request: Request, *, options: Mapping[str, str], cited: Mapping[str, str]
    ) -> None:
        """Keep *message* under its id, as the answer to *request* with the checked *options*."""
        from briefings.store.answers import KeptAnswer  # noqa: PLC0415  # brings SQLAlchemy

        written = asyncio.get_running_loop().create_future()
        kept = KeptAnswer(
            id=message.answer,
            platform=request.where.platform,
            workspace=request.where.workspace,
            channel=request.where.channel,
            person=request.who.id,
            verb=request.verb,
            options=options,
            message=message.freeze(),
            cited=cited,
        )
        self._waiting.append((kept, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await written

    async def of(self, request: Request, answer_id: str) -> KeptAnswer:
        """Return the kept answer called so, if it was given to this person in this place.

        Raises:
            Notice: It is gone, or somebody else's.
        """
        kept = await asyncio.to_thread(self.answers.get, answer_id)
        if kept is None or not _is_theirs(kept, request):
            raise Notice("gone", refresh="")
        return kept

    async def _write(self) -> None:
        """Write what waits in one transaction, then what came meanwhile: one trip to the disk for many."""
        while self._waiting:
            taken, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(self.answers.keep, [kept for kept, _ in taken])
            except Exception as error:  # noqa: BLE001  # each of those who wait hears of it, and says so
                for _, written in taken:
                    if not written.done():
                        written.set_exception(error)
            else:
                for _, written in taken:
                    if not written.done():
                        written.set_result(None)


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


def new_id() -> str:
    """Make an id that cannot be guessed: 50 bits, asked for over a network, once a request, by one person."""
    return base64.b32encode(secrets.token_bytes(7)).decode().lower()[:10]


def _is_theirs(kept: KeptAnswer, request: Request) -> bool:
    here = (request.where.platform, request.where.workspace, request.who.id)
    return here == (kept.platform, kept.workspace, kept.person)
