"""Deliver what stands in the outbox: claim, post, settle. The one table of what a platform's answers mean."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.chat import Message, Scope, TryLater, Uncertain, Undeliverable
from briefings.model import DeliveryState, Refusal, find_target
from briefings.store.outbox import MAX_ATTEMPTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from bot.chat import ChatPlatform
    from briefings.model import Delivery, Target
    from briefings.store.outbox import Outbox

log = logging.getLogger(__name__)

LEASE_SECONDS = 60.0
POST_SECONDS = 15.0  # the longest a platform may take to answer; well inside the lease
_MARGIN_SECONDS = 5.0  # between the last look at the lease and the end of the post
_LONGEST_WAIT_SECONDS = 300.0
_FIRST_LOOK_SECONDS = 3.0  # a message just posted may not be in the channel's history yet
_CLOCKS_APART = timedelta(minutes=2)  # the platform's clock is not the database's
_LONGEST_NOTE = 300  # characters
_PROVEN_SECONDS = 60.0  # a platform that took a post so short ago is trusted with many at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a delivery after an attempt."""

    state: DeliveryState
    receipt: str | None = None
    note: str | None = None
    wait_seconds: float = 0.0
    refused: Scope | None = None  # how much the platform refuses by this


def after_post(error: Exception, *, attempts: int, random: Random) -> Verdict:
    """Say what it means that posting failed with *error*."""
    match error:
        case TryLater():
            return Verdict(
                state=DeliveryState.DUE, note=_note(error), wait_seconds=_wait(error, attempts, random)
            )
        case Undeliverable(scope=Scope.ACCOUNT):
            return Verdict(state=DeliveryState.DUE, note=_note(error), refused=Scope.ACCOUNT)
        case Undeliverable(scope=scope):
            return Verdict(state=DeliveryState.DEAD, note=_note(error), refused=scope)
        case _:  # Uncertain, no answer in time, or a fault of ours: perhaps it was posted
            wait = _FIRST_LOOK_SECONDS + backoff(attempts - 1, random)
            return Verdict(state=DeliveryState.UNKNOWN, note=_note(error), wait_seconds=wait)


def after_look(error: Exception, *, attempts: int, random: Random) -> Verdict:
    """Say what it means that looking for a message failed with *error*."""
    match error:
        case Undeliverable(scope=Scope.ACCOUNT):
            return Verdict(state=DeliveryState.UNKNOWN, note=_note(error), refused=Scope.ACCOUNT)
        case Undeliverable(scope=scope):
            return Verdict(state=DeliveryState.HELD, note=_note(error), refused=scope)
        case Uncertain():  # it cannot be seen from here: only a person can tell
            return Verdict(state=DeliveryState.HELD, note=_note(error))
        case _ if attempts >= MAX_ATTEMPTS and not isinstance(error, (TryLater, TimeoutError)):
            # A fault of ours, unlike an outage, is not over some time; others wait behind this one.
            return Verdict(state=DeliveryState.HELD, note=_note(error))
        case _:
            wait = _wait(error, attempts, random)
            return Verdict(state=DeliveryState.UNKNOWN, note=_note(error), wait_seconds=wait)


def in_doubt(verdict: Verdict) -> Verdict:
    """Say what *verdict* means where an earlier attempt may have been posted after all.

    That nothing was posted now does not tell of then: it is looked for again, and a platform that knows its
    nonces for some minutes only is asked anew whether it still does.
    """
    if verdict.state is DeliveryState.DUE:
        return replace(verdict, state=DeliveryState.UNKNOWN)
    if verdict.state is DeliveryState.DEAD and verdict.refused is Scope.DESTINATION:
        return replace(verdict, state=DeliveryState.HELD)  # until the destination opens
    return verdict


def backoff(attempts: int, random: Random) -> float:
    """Draw the seconds to wait after so many attempts: full jitter, so that nobody marches in step."""
    return random.uniform(0, min(_LONGEST_WAIT_SECONDS, 2.0 * 2 ** min(attempts, 16)))


def _wait(error: Exception, attempts: int, random: Random) -> float:
    if isinstance(error, TryLater) and error.retry_after is not None:
        return error.retry_after + random.uniform(0, 1)
    return backoff(attempts, random)


def _note(error: Exception) -> str:
    return " ".join(str(error).split())[:_LONGEST_NOTE] or type(error).__name__


class Courier:
    """Carries deliveries from the outbox to the platforms; any number of couriers may work on one outbox."""

    def __init__(
        self,
        outbox: Outbox,
        platforms: Mapping[str, ChatPlatform],
        targets: Mapping[str, Target],
        *,
        random: Random,
        monotonic: Callable[[], float] = time.monotonic,
        post_seconds: float = POST_SECONDS,
    ) -> None:
        self._outbox = outbox
        self._platforms = platforms
        self._targets = targets
        self._random = random
        self._monotonic = monotonic
        self._post_seconds = post_seconds
        self._is_stopping = False
        self._proven: dict[str, float] = {}  # when each platform last took a post
        self._refusing: set[str] = set()  # platforms that have refused everything since the last claim

    def stop(self) -> None:
        """Claim nothing more; what is being posted is finished."""
        self._is_stopping = True

    async def deliver(self) -> Counter[DeliveryState]:
        """Attempt all that may be attempted now, some of it twice, and count what became of it in the end.

        Raises:
            StoreError: The store could not be reached; what was in flight is uncertain until its lease ends.
        """
        outcomes: dict[str, DeliveryState] = {}
        while not self._is_stopping:
            claimed_at = self._monotonic()
            claimed = await asyncio.to_thread(self._outbox.claim, platforms=tuple(self._platforms))
            if not claimed:
                break
            self._refusing.clear()
            pioneers = self._pioneers(claimed)
            others = [delivery for delivery in claimed if delivery not in pioneers]
            for group in (pioneers, others):
                outcomes |= await self._attempt_all(group, claimed_at)
        return Counter(outcomes.values())

    def _pioneers(self, claimed: Sequence[Delivery]) -> list[Delivery]:
        """Choose who goes ahead: one for each platform that has not taken a post lately.

        A token may have been revoked in the meantime. Then one request finds out, and not twenty at once.
        """
        now = self._monotonic()
        first = {_platform_of(delivery): delivery for delivery in reversed(claimed)}
        return [
            delivery
            for name, delivery in first.items()
            if now - self._proven.get(name, -math.inf) > _PROVEN_SECONDS
        ]

    async def _attempt_all(
        self, deliveries: Sequence[Delivery], claimed_at: float
    ) -> dict[str, DeliveryState]:
        attempts = (self._attempt(delivery, claimed_at) for delivery in deliveries)
        # All are finished before an error goes on: a post that is cut off would be uncertain.
        states = await asyncio.gather(*attempts, return_exceptions=True)
        for state in states:
            if isinstance(state, BaseException):
                raise state
        return {
            delivery.id: state
            for delivery, state in zip(deliveries, states, strict=True)
            if not isinstance(state, BaseException)
        }

    async def _attempt(self, delivery: Delivery, claimed_at: float) -> DeliveryState:
        if not self._has_time(claimed_at):
            # This process slept. Another may hold the delivery by now; the fence will tell.
            verdict = Verdict(state=delivery.state, note="The lease was too short to post in.")
        elif delivery.state is DeliveryState.UNKNOWN:
            verdict = await self._look(delivery, claimed_at)
        else:
            verdict = await self._post(delivery)
        self._learn(delivery, verdict)
        await self._settle(delivery, verdict)
        return verdict.state

    def _has_time(self, claimed_at: float) -> bool:
        left = LEASE_SECONDS - (self._monotonic() - claimed_at)
        return left >= self._post_seconds + _MARGIN_SECONDS

    def _learn(self, delivery: Delivery, verdict: Verdict) -> None:
        name = _platform_of(delivery)
        if verdict.state is DeliveryState.SENT:
            self._proven[name] = self._monotonic()
        elif verdict.refused is Scope.ACCOUNT:
            self._proven.pop(name, None)
            self._refusing.add(name)

    async def _post(self, delivery: Delivery) -> Verdict:
        target = find_target(delivery.target, self._targets)
        try:
            platform, channel = self._place(delivery)
            message = Message.thaw(delivery.payload)
            async with asyncio.timeout(self._post_seconds):
                receipt = await platform.post(
                    channel,
                    message,
                    nonce=delivery.id,
                    silent=target is not None and target.silent,
                    thread=_thread(delivery, message),
                )
        except Exception as error:  # noqa: BLE001  # whatever a platform raises, after_post has a line for it
            return after_post(error, attempts=delivery.attempts, random=self._random)
        return Verdict(state=DeliveryState.SENT, receipt=receipt)

    async def _look(self, delivery: Delivery, claimed_at: float) -> Verdict:
        """Find out whether an earlier attempt was posted; if not, post, at once and while its grace lasts.

        At once: a platform may be certain only because it still knows the nonce, which it soon forgets.
        """
        since = (delivery.first_tried or delivery.key.scheduled_for) - _CLOCKS_APART
        try:
            platform, channel = self._place(delivery)
            thread = _thread(delivery, Message.thaw(delivery.payload))
            async with asyncio.timeout(self._post_seconds):
                receipt = await platform.find(channel, nonce=delivery.id, since=since, thread=thread)
        except Exception as error:  # noqa: BLE001  # whatever a platform raises, after_look has a line for it
            return after_look(error, attempts=delivery.attempts, random=self._random)
        if receipt is not None:
            return Verdict(state=DeliveryState.SENT, receipt=receipt)
        if delivery.is_late:
            return Verdict(state=DeliveryState.DEAD, note="It was not posted in its grace.")
        if not self._has_time(claimed_at):
            return Verdict(state=DeliveryState.UNKNOWN, note="The lease was too short to post in.")
        return in_doubt(await self._post(delivery))

    def _place(self, delivery: Delivery) -> tuple[ChatPlatform, str]:
        name, _, channel = delivery.key.destination.partition(":")
        if name in self._refusing:  # found out by another delivery of the same claim
            raise TryLater(f"{name} is closed until its account is put right.")
        return self._platforms[name], channel

    async def _settle(self, delivery: Delivery, verdict: Verdict) -> None:
        is_ours = await asyncio.to_thread(
            self._outbox.settle,
            delivery,
            verdict.state,
            receipt=verdict.receipt,
            note=verdict.note,
            wait=timedelta(seconds=verdict.wait_seconds),
            refusal=self._refusal(delivery, verdict),
        )
        event, level = _EVENTS[verdict.state]
        log.log(
            level if is_ours else logging.WARNING,
            event if is_ours else "lease lost",
            extra={
                "schedule": delivery.key.schedule,
                "due": delivery.key.scheduled_for.isoformat(),
                "destination": delivery.key.destination,
                "part": delivery.key.part,
                "attempt": delivery.attempts,
                "receipt": verdict.receipt,
                "reason": verdict.note,
            },
        )

    def _refusal(self, delivery: Delivery, verdict: Verdict) -> Refusal | None:
        """Name the place that this verdict closes."""
        match verdict.refused:
            case Scope.ACCOUNT:
                place = _platform_of(delivery)
            case Scope.DESTINATION:
                place = delivery.key.destination
            case _:
                return None
        return Refusal(place=place, jitter=self._random.random())


def _platform_of(delivery: Delivery) -> str:
    return delivery.key.destination.partition(":")[0]


def _thread(delivery: Delivery, message: Message) -> str:
    return delivery.thread if message.in_thread else ""


_EVENTS = {
    DeliveryState.SENT: ("delivered", logging.INFO),
    DeliveryState.DUE: ("delivery put off", logging.WARNING),
    DeliveryState.UNKNOWN: ("delivery uncertain", logging.WARNING),
    DeliveryState.DEAD: ("delivery refused", logging.ERROR),
    DeliveryState.HELD: ("delivery held", logging.ERROR),
}
