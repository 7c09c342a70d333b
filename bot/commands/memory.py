"""What the desk holds in memory: names, and briefings just composed; made once for all who wait."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from bot.commands.book import read_book

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable
    from datetime import datetime

    from bot.commands.book import Book
    from bot.newsroom import Newsroom
    from briefings.model import Briefing, Digest

_FRESH_SECONDS = 2.0  # what was looked up is good for so long: as long as a delivery takes to be posted
_STALE_SECONDS = 60.0  # counts of what was read change without a new article
_REMEMBERED = 256  # things made, at a time
# Composing and answering are work for the processor, of which Python uses one: with more at once each would
# only take longer, and so would everybody who waits for the event loop.
_AT_ONCE = 2

Made = TypeVar("Made")
Given = ParamSpec("Given")


class Memory:
    """Names and briefings of one newsroom, as they were a moment ago."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._book: Book | None = None
        self._seq = -1
        self._looked_at = 0.0
        self._read_at = 0.0
        self._renewing: asyncio.Task[Book] | None = None
        self._made: dict[Hashable, _Making[Any]] = {}
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def book(self) -> Book:
        """Return the names as they are now, read anew when there are new articles."""
        if self._book is not None and _now() - self._looked_at < _FRESH_SECONDS:
            return self._book
        return await self._renew()

    async def book_at_once(self) -> Book:
        """Return the names as they were last read, and have them renewed for the next who asks."""
        if self._book is None:
            return await self._renew()
        if _now() - self._looked_at >= _FRESH_SECONDS:
            self._renewal()
        return self._book

    async def brief(self, digest: Digest, *, since: datetime | None = None) -> Briefing:
        """Compose *digest*, or return what was just composed of the same articles."""
        return await self.once(
            ("brief", digest, since), lambda: self.work(self._newsroom.brief, digest, since=since)
        )

    async def once(self, asked: Hashable, make: Callable[[], Awaitable[Made]]) -> Made:
        """Make what is *asked*, or return what was just made of the same articles; nobody waits for two."""
        await self.book()
        key = (asked, self._seq)
        making: _Making[Made] | None = self._made.get(key)
        if making is None or making.is_over:
            making = _Making(make)
            self._remember(key, making)
        return await making.made()

    async def work(
        self, function: Callable[Given, Made], *arguments: Given.args, **named: Given.kwargs
    ) -> Made:
        """Run *function*, which takes its time, in a thread, in turn with others of the kind."""
        async with self._turns:
            return await asyncio.to_thread(function, *arguments, **named)

    def _remember(self, key: Hashable, making: _Making[Any]) -> None:
        self._made = {each: kept for each, kept in self._made.items() if not kept.is_over}
        if len(self._made) < _REMEMBERED:
            self._made[key] = making

    async def _renew(self) -> Book:
        # Shielded: the first who asked may go away while others wait for the same reading.
        return await asyncio.shield(self._renewal())

    def _renewal(self) -> asyncio.Task[Book]:
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._look())
        return self._renewing

    async def _look(self) -> Book:
        """Read the names, unless they cannot have changed."""
        seq = await asyncio.to_thread(self._newsroom.articles.highest_seq)
        if self._book is None or seq != self._seq or _now() - self._read_at > _STALE_SECONDS:
            self._book = await asyncio.to_thread(read_book, self._newsroom)
            self._seq, self._read_at = seq, _now()
        self._looked_at = _now()
        return self._book


class _Making(Generic[Made]):
    """Something being made once for all who ask for it within a moment."""

    def __init__(self, make: Callable[[], Awaitable[Made]]) -> None:
        self._task = asyncio.ensure_future(make())
        self._since = _now()

    @property
    def is_over(self) -> bool:
        """Whether the next who asks should have it made anew."""
        is_old = _now() - self._since >= _FRESH_SECONDS
        return self._task.done() and (is_old or self._task.cancelled() or self._task.exception() is not None)

    async def made(self) -> Made:
        """Wait for it; whoever stops waiting does not stop the making."""
        return await asyncio.shield(self._task)


def _now() -> float:
    return asyncio.get_running_loop().time()
