"""Deliver what stands in the outbox: claim, post, settle. The one table of what a platform's answers mean."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.chat import Message, Scope, TryLater, Uncertain, Undeliverable
from briefings.model import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a delivery after an attempt."""

    state: DeliveryState
    receipt: str | None = None
    note: str | None = None
    wait_seconds: float = 0.0
    closes_platform: bool = False  # nothing more for it until a person has changed something


def after_post(error: Exception, *, attempts: int, random: Random) -> Verdict:
    """Say what it means that posting failed with *error*."""
    match error:
        case TryLater():
            return Verdict(
                state=DeliveryState.DUE, note=_note(error), wait_seconds=_wait(error, attempts, random)
            )
        case Undeliverable(scope=Scope.ACCOUNT):
            return Verdict(state=DeliveryState.DUE, note=_note(error), closes_platform=True)
        case Undeliverable():
            return Verdict(state=DeliveryState.DEAD, note=_note(error))
        case _:  # Uncertain, no answer in time, or a fault of ours: perhaps it was posted
            wait = _FIRST_LOOK_SECONDS + backoff(attempts - 1, random)
            return Verdict(state=DeliveryState.UNKNOWN, note=_note(error), wait_seconds=wait)


def after_look(error: Exception, *, attempts: int, random: Random) -> Verdict:
    """Say what it means that looking for a message failed with *error*."""
    match error:
        case Uncertain() | Undeliverable():  # it cannot be seen from here: only a person can tell
            return Verdict(state=DeliveryState.HELD, note=_note(error))
        case _:
            wait = _wait(error, attempts, random)
            return Verdict(state=DeliveryState.UNKNOWN, note=_note(error), wait_seconds=wait)


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
        self._platforms = dict(platforms)
        self._targets = targets
        self._random = random
        self._monotonic = monotonic
        self._post_seconds = post_seconds
        self._is_stopping = False

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
            attempts = (self._attempt(delivery, claimed_at) for delivery in claimed)
            # All are finished before an error goes on: a post that is cut off would be uncertain.
            states = await asyncio.gather(*attempts, return_exceptions=True)
            for delivery, state in zip(claimed, states, strict=True):
                if isinstance(state, BaseException):
                    raise state
                outcomes[delivery.id] = state
        return Counter(outcomes.values())

    async def _attempt(self, delivery: Delivery, claimed_at: float) -> DeliveryState:
        left = LEASE_SECONDS - (self._monotonic() - claimed_at)
        if left < self._post_seconds + _MARGIN_SECONDS:
            # This process slept. Another may hold the delivery by now; the fence will tell.
            verdict = Verdict(state=delivery.state, note="The lease was too short to post in.")
        elif delivery.state is DeliveryState.UNKNOWN:
            verdict = await self._look(delivery)
        else:
            verdict = await self._post(delivery)
        if verdict.closes_platform:
            self._close(delivery, verdict)
        await self._settle(delivery, verdict)
        return verdict.state

    async def _post(self, delivery: Delivery) -> Verdict:
        target = self._targets.get(delivery.target)
        try:
            platform, channel = self._place(delivery)
            message = Message.thaw(delivery.payload)
            async with asyncio.timeout(self._post_seconds):
                receipt = await platform.post(
                    channel, message, nonce=delivery.id, silent=target is not None and target.silent
                )
        except Exception as error:  # noqa: BLE001  # whatever a platform raises, after_post has a line for it
            return after_post(error, attempts=delivery.attempts, random=self._random)
        return Verdict(state=DeliveryState.SENT, receipt=receipt)

    async def _look(self, delivery: Delivery) -> Verdict:
        """Find out whether an earlier attempt was posted; if not, it is due again, while its grace lasts."""
        since = (delivery.first_tried or delivery.key.scheduled_for) - _CLOCKS_APART
        try:
            platform, channel = self._place(delivery)
            async with asyncio.timeout(self._post_seconds):
                receipt = await platform.find(channel, nonce=delivery.id, since=since)
        except Exception as error:  # noqa: BLE001  # whatever a platform raises, after_look has a line for it
            return after_look(error, attempts=delivery.attempts, random=self._random)
        if receipt is None:
            return Verdict(state=DeliveryState.DUE, note="An earlier attempt was not posted.")
        return Verdict(state=DeliveryState.SENT, receipt=receipt)

    def _place(self, delivery: Delivery) -> tuple[ChatPlatform, str]:
        name, _, channel = delivery.key.destination.partition(":")
        if name not in self._platforms:  # closed by another delivery of the same claim
            raise TryLater(f"{name} is closed until its account is put right.")
        return self._platforms[name], channel

    def _close(self, delivery: Delivery, verdict: Verdict) -> None:
        name = delivery.key.destination.partition(":")[0]
        if self._platforms.pop(name, None) is not None:
            log.error("platform closed", extra={"platform": name, "reason": verdict.note})

    async def _settle(self, delivery: Delivery, verdict: Verdict) -> None:
        is_ours = await asyncio.to_thread(
            self._outbox.settle,
            delivery,
            verdict.state,
            receipt=verdict.receipt,
            note=verdict.note,
            wait=timedelta(seconds=verdict.wait_seconds),
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


_EVENTS = {
    DeliveryState.SENT: ("delivered", logging.INFO),
    DeliveryState.DUE: ("delivery put off", logging.WARNING),
    DeliveryState.UNKNOWN: ("delivery uncertain", logging.WARNING),
    DeliveryState.DEAD: ("delivery refused", logging.ERROR),
    DeliveryState.HELD: ("delivery held", logging.ERROR),
}
