"""A town to simulate deliveries in: a chat that forgets nonces, processes that die, and people in the way.

Only the chat, the clock and the deaths are made up: the couriers, the outbox and the store are the real ones.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any

from bot.chat import Condition, Health, Message, Scope, TryLater, Uncertain, Undeliverable
from bot.delivery import POST_SECONDS, Courier
from bot.plain import PlainDialect
from briefings.store import Store
from briefings.store.outbox import Outbox
from tests.posting import FRIDAY, TARGETS, Clock, Desk, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.chat import Desk as CommandDesk
    from bot.chat import Dialect
    from briefings.model import Delivery

_NONCE_MEMORY = timedelta(seconds=120)  # of the chat: the same nonce posts nothing new for so long
_NONCE_TRUST = timedelta(seconds=100)  # of a process in that memory
_life: ContextVar[Life | None] = ContextVar("life", default=None)  # the process that is at work, if any is


class Killed(BaseException):
    """The process was killed: what it has in memory is lost, what it has in flight goes on alone."""


@dataclass
class Life:
    """A process that dies after so many more steps."""

    steps_left: float = float("inf")

    def step(self) -> None:
        """Do one thing more, or die; nothing is done after death."""
        self.steps_left -= 1
        if self.steps_left < 0:
            raise Killed

    @contextmanager
    def lived(self) -> Iterator[None]:
        """Let this process be the one at work."""
        token = _life.set(self)
        try:
            yield
        finally:
            _life.reset(token)


class MortalStore(Store):
    """A store whose caller may die before and after each transaction that changes something."""

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Run one transaction, if the process lives to do so."""
        is_outermost, life = self._current() is None, _life.get()
        if life is not None and is_outermost:
            life.step()
        with super().write() as connection:
            yield connection
        if life is not None and is_outermost:
            life.step()


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A message that stands in the chat."""

    nonce: str
    place: str
    text: str
    at: datetime


@dataclass
class Town:
    """The chat, as the outside world sees it, with the clock all share."""

    seed: int = 0
    clock: Clock = field(default_factory=Clock)
    effects: list[Effect] = field(default_factory=list)
    refusing: set[str] = field(default_factory=set)  # channels, or the whole town as ""
    is_down: bool = False  # nobody can connect
    fault_share: float = 0.0  # of requests
    in_flight: set[str] = field(default_factory=set)
    forbidden: Callable[[str], bool] = lambda nonce: False  # whether posting it anew breaks a promise
    meanwhile: Callable[[], None] = lambda: None  # what people do while a post is on its way
    broken: list[str] = field(default_factory=list)  # promises
    tries: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    moments: count[int] = field(default_factory=count)  # what came before what, finer than the clock
    claimed: dict[str, int] = field(default_factory=dict)  # when each nonce was claimed last

    @property
    def now(self) -> datetime:
        """The time all processes share."""
        return self.clock.now

    def seconds(self) -> float:
        """Tell the time as a monotonic clock does."""
        return (self.now - FRIDAY).total_seconds()

    def promise(self, holds: bool, words: str) -> None:  # noqa: FBT001  # reads like an assertion
        """Note a promise that does not hold."""
        if not holds:
            self.broken.append(f"{self.now:%d %H:%M:%S} {words}")

    def store(self, nonce: str, place: str, text: str) -> str:
        """Keep a message, or return the one with the same nonce while that is remembered."""
        same = [number for number, each in enumerate(self.effects) if each.nonce == nonce]
        if same and self.now - self.effects[same[0]].at < _NONCE_MEMORY:
            return f"m{same[0]}"
        self.promise(not same, f"{text} was posted twice")
        self.promise(not self.forbidden(nonce), f"{text} was posted though nobody wanted it any more")
        self.effects.append(Effect(nonce=nonce, place=place, text=text, at=self.now))
        return f"m{len(self.effects) - 1}"


class Presence:
    """The chat as one process sees it; as with Discord, it trusts a nonce for a while before it looks."""

    name = "chat"

    def __init__(self, town: Town) -> None:
        self.dialect: Dialect = PlainDialect()
        self._town = town
        self._first_tries: dict[str, datetime] = {}

    @property
    def health(self) -> Health:
        """Be well."""
        return Health(condition=Condition.READY)

    def parts(self, message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
        """Leave *message* whole."""
        del in_thread
        return (message,)

    async def post(
        self, channel: str, message: Message, *, nonce: str, silent: bool = False, thread: str = ""
    ) -> str:
        """Post *message*; the reply, the request or the process may be lost on the way."""
        del silent, thread
        town = self._town
        self._first_tries.setdefault(nonce, town.now)
        town.promise(channel not in town.in_flight, f"two were in flight to {channel}")
        town.in_flight.add(channel)
        try:
            return await self._post(channel, message.text, nonce)
        finally:
            town.in_flight.discard(channel)

    async def find(self, channel: str, *, nonce: str, since: datetime, thread: str = "") -> str | None:
        """Find what was posted with *nonce*, unless the chat is certain to remember that itself."""
        del thread
        self._step()
        first, town = self._first_tries.get(nonce), self._town
        if first is not None and town.now - first < _NONCE_TRUST:
            return None
        self._refuse(channel)
        if self._random(nonce).random() < town.fault_share:
            raise TryLater("The look failed.")
        return next(
            (f"m{n}" for n, each in enumerate(town.effects) if each.nonce == nonce and each.at >= since), None
        )

    async def link(self, channel: str, receipt: str) -> str:
        """Return an address that opens nothing."""
        return f"https://chat.example/{channel}/{receipt}"

    def workspace_of(self, channel: str) -> str:
        """Know one workspace."""
        del channel
        return "house"

    async def serve(self, desk: CommandDesk) -> None:
        """Do nothing: nobody asks here."""

    async def close(self) -> None:
        """Do nothing: nothing is open."""

    async def _post(self, channel: str, text: str, nonce: str) -> str:
        town, random, began = self._town, self._random(nonce), self._town.now
        self._refuse(channel)
        is_faulty, is_lost_before = random.random() < town.fault_share, random.random() < 0.5
        if is_faulty and is_lost_before:
            raise Uncertain("The request was lost, perhaps.")
        self._step()
        receipt = town.store(nonce, f"chat:{channel}", text)
        self._step()
        town.meanwhile()
        await asyncio.sleep(0)
        # Posts go side by side: each takes its time from when it began, not from when the last one ended.
        town.clock.now = max(town.now, began + timedelta(seconds=random.uniform(0, POST_SECONDS)))
        if is_faulty:
            raise Uncertain("The reply was lost.")
        return receipt

    def _refuse(self, channel: str) -> None:
        if self._town.is_down:
            raise TryLater("The chat cannot be reached.")
        if "" in self._town.refusing:
            raise Undeliverable("The token was revoked.", scope=Scope.ACCOUNT)
        if channel in self._town.refusing:
            raise Undeliverable("No right to post.", scope=Scope.DESTINATION)

    def _random(self, nonce: str) -> Random:
        """Draw the same for the same attempt, in whatever order threads come."""
        self._town.tries[nonce] += 1
        return Random(f"{self._town.seed} {nonce} {self._town.tries[nonce]}")  # noqa: S311  # a simulation

    def _step(self) -> None:
        life = _life.get()
        if life is not None:
            life.step()


class NotedOutbox(Outbox):
    """An outbox that notes in the town what was claimed when."""

    town: Town

    def claim(self, **fields: Any) -> list[Delivery]:
        """Claim as always."""
        claimed = super().claim(**fields)
        self.town.claimed |= {delivery.id: next(self.town.moments) for delivery in claimed}
        return claimed


class Replica:
    """One process: a courier with its own memory, on a store that others may share."""

    def __init__(self, town: Town, desk: Desk, name: str) -> None:
        self.life = Life()
        self._town = town
        self._desk = desk
        self._outbox = NotedOutbox(desk.store, owner=name, clock=desk.clock)
        self._outbox.town = town
        self._courier = Courier(
            self._outbox,
            {"chat": Presence(town)},
            TARGETS,
            random=Random(f"{town.seed} {name}"),  # noqa: S311  # a simulation
            monotonic=town.seconds,
        )

    def wake(self) -> bool:
        """Start; False when it died at that."""
        return self._live(self._outbox.recover)

    def tick(self) -> bool:
        """Put out what is due and compose it; False when it died at that."""
        return self._live(self._tick)

    async def deliver(self) -> bool:
        """Post what may be posted; False when it died at that."""
        with self.life.lived():
            try:
                await self._courier.deliver()
            except Killed:
                return False
        return True

    def _tick(self) -> None:
        self._desk.schedules.materialise(TARGETS, now=self._town.now)
        for occurrence in self._desk.frozen.waiting():
            name = f"{occurrence.schedule} of {occurrence.scheduled_for:%d %H:%M}"
            size = 1 + len(occurrence.schedule) % 3
            words = tuple(Message(text=f"{name}, part {part}").freeze() for part in range(size))
            self._desk.frozen.freeze(frozen(occurrence, dict.fromkeys(occurrence.destinations, words)))

    def _live(self, work: Callable[[], object]) -> bool:
        with self.life.lived():
            try:
                work()
            except Killed:
                return False
        return True
