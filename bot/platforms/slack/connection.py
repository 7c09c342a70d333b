"""Hold the way in which Slack reaches us for ever: back off, and know when only a person can help."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.chat import ChatError, Condition, Health, TryLater, Undeliverable
from bot.platforms import CannotConnect

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.platforms.slack.account import Account

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the connection waits for what; tests have less of it."""

    first_seconds: float = 1.0  # the longest first wait; each failure doubles it
    longest_seconds: float = 120.0
    connect_seconds: float = 20.0
    # aiohttp wants a pong in half of this: a socket that only looks open is noticed in 12 s.
    heartbeat_seconds: float = 8.0
    settled_seconds: float = 30.0  # a socket that stood so long was no failure
    linger_seconds: float = 10.0  # what was sent to a socket that is being replaced still comes in
    crowded_seconds: float = 30.0  # before another socket is tried when there are too many
    refused_seconds: float = 3_600.0  # before what needs a person is tried again nevertheless
    last_words_seconds: float = 3.0  # for answers under way when the bot stops; a stop may take ten in all
    token_look_seconds: float = 30.0  # between two looks whether somebody has put another token in place


class Way(Protocol):
    """A way in which Slack reaches us: a socket we open, or requests it sends."""

    @property
    def is_up(self) -> bool:
        """Tell whether Slack reaches us now."""
        ...

    async def keep(self, app: AsyncApp, connection: Connection) -> None:
        """Hand *app* what Slack sends, until cancelled.

        Raises:
            Undeliverable: It is no use before a person has changed something.
        """
        ...

    async def has_other_secret(self) -> bool:
        """Tell whether somebody has put another secret in the place of the one that was refused."""
        ...


class Connection:
    """The app's presence in Slack."""

    def __init__(self, account: Account, way: Way, patience: Patience) -> None:
        self.patience = patience
        self._account = account
        self._way = way
        self._refusal = ""
        self._trouble = "The bot is connecting to Slack."
        self._failures = 0

    @property
    def health(self) -> Health:
        """How the connection fares now."""
        if refusal := str(self._account.refusal or ""):
            return Health(condition=Condition.DOWN, reason=refusal)
        if self._way.is_up:
            return Health(condition=Condition.READY)
        return Health(condition=Condition.DEGRADED, reason=self._refusal or self._trouble)

    async def hold(self, app: AsyncApp) -> None:
        """Stay connected until cancelled, and hand *app* what Slack sends."""
        while True:
            try:
                await self._account.client()
                await self._keep(app)
            except (CannotConnect, Undeliverable) as refused:
                await self._wait_for_a_person(str(refused))
            except Exception as error:  # noqa: BLE001  # the rim: whatever it was, it is tried again
                await self.back_off(error)

    async def back_off(self, error: Exception | str) -> None:
        """Wait after something went wrong, longer each time; full jitter keeps bots from marching in step."""
        longest = min(
            self.patience.first_seconds * 2 ** min(self._failures, 16), self.patience.longest_seconds
        )
        wait = random.uniform(0, longest)  # noqa: S311  # no secret
        if isinstance(error, TryLater):
            wait = max(wait, error.retry_after or 0)
        self._failures += 1
        posting = " Posting goes on." if self._account.known else ""
        self._trouble = f"{_told(error)} The next attempt is in {wait:.0f} s.{posting}"
        log.warning("slack lost", extra={"reason": _told(error), "failures": self._failures})
        await asyncio.sleep(wait)

    def stood(self) -> None:
        """Take note that all was well for a while."""
        self._failures = 0

    async def _keep(self, app: AsyncApp) -> None:
        """Keep the way open for as long as Slack lets the account in."""
        work = [
            asyncio.create_task(self._way.keep(app, self)),
            asyncio.create_task(self._account.until_refused()),
        ]
        try:
            await asyncio.gather(*work)
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    async def _wait_for_a_person(self, refusal: str) -> None:
        """Say what only a person can change, and look now and then whether somebody did."""
        self._refusal = refusal
        log.error("slack refused", extra={"reason": refusal})
        left = self.patience.refused_seconds
        while left > 0 and not await self._has_other_secret():
            await asyncio.sleep(self.patience.token_look_seconds)
            left -= self.patience.token_look_seconds
        self._refusal = ""
        await self._account.forgive()

    async def _has_other_secret(self) -> bool:
        return await self._account.has_other_token() or await self._way.has_other_secret()


def _told(error: Exception | str) -> str:
    """Say in a sentence what went wrong."""
    is_told = isinstance(error, str | ChatError)
    return str(error) if is_told else f"The connection failed: {type(error).__name__}."
