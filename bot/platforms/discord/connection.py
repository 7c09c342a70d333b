"""Hold the connection to Discord's gateway for ever: back off, mind the count, and know when it is no use."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.chat import ChatError, Condition, Health, TryLater, Undeliverable
from bot.platforms import CannotConnect
from bot.platforms.discord.answers import meaning
from bot.platforms.discord.identifying import IdentifyBudget
from bot.platforms.discord.sessions import Divided, Patience, Refused, Session

if TYPE_CHECKING:
    from collections.abc import Callable

    import discord

    from bot.platforms import Memory
    from bot.platforms.discord.account import Account
    from bot.platforms.discord.endpoints import Endpoints

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Advice:
    """What Discord says about starting a session."""

    gateway: str
    shards: int | None = None  # None: it said nothing
    wait_seconds: float = 0.0


class Connection:
    """The bot's presence at the gateway, one session a shard."""

    def __init__(self, account: Account, endpoints: Endpoints, memory: Memory, patience: Patience) -> None:
        self.patience = patience
        self.turn = asyncio.Lock()
        self._account = account
        self._endpoints = endpoints
        self._memory = memory
        self._budget = IdentifyBudget(memory, name="", allowance=patience.allowance)
        self._sessions: list[Session] = []
        self._refusal = ""
        self._trouble = "The bot is connecting to Discord."
        self._failures = 0

    @property
    def health(self) -> Health:
        """How the connection fares now."""
        if refusal := str(self._account.refusal or self._refusal):
            return Health(condition=Condition.DOWN, reason=refusal)
        if self._sessions and all(session.is_up for session in self._sessions):
            return Health(condition=Condition.READY)
        return Health(condition=Condition.DEGRADED, reason=self._trouble)

    async def hold(self, listen: Callable[[discord.Client, Connection], None]) -> None:
        """Stay connected until cancelled; *listen* hangs the handlers of events on each new client."""
        while True:
            try:
                await self._hold_sessions(listen)
            except Divided as wanted:
                log.info("gateway divided", extra={"shards": wanted.shards})
                await self._account.divide(wanted.shards)
            except (Refused, Undeliverable) as refused:
                await self._wait_for_a_person(str(refused))
            except Exception as error:  # noqa: BLE001  # the rim: whatever it was, the connection is tried again
                await self.back_off(error)

    def stands(self, shard: int) -> None:
        """Take note that Discord said READY or RESUMED to *shard*."""
        if shard < len(self._sessions):
            self._sessions[shard].stands()

    # ------------------------------------------------------------------------- what a session needs of us

    async def permission(self) -> str:
        """Wait until a new session may be started, by Discord's count and by ours, and return where.

        Raises:
            Ended: It would have to be where the token must not go, or in another number of shards.
        """
        advice = await self._ask_advice()
        shards = len(self._sessions)
        if advice.shards not in {None, shards}:
            raise Divided(advice.shards or 1)
        wait = max(advice.wait_seconds, await self._budget.wait_seconds(shards=shards))
        if wait > self.patience.longest_seconds:
            self._complain(
                "Many sessions were started, and past 1,000 a day Discord resets the token. "
                f"The next attempt is in {wait / 60:.0f} minutes."
            )
        await asyncio.sleep(wait)
        return advice.gateway

    def checked_gateway(self, url: str) -> str:
        """Return *url* if the token may be sent there; raises ForeignAddress."""
        return self._endpoints.checked_gateway(url)

    async def spend(self) -> None:
        """Count a session that is being started."""
        await self._budget.spend()

    async def back_off(self, error: Exception | str) -> None:
        """Wait after something went wrong, longer each time; full jitter keeps bots from marching in step."""
        longest = min(
            self.patience.first_seconds * 2 ** min(self._failures, 16), self.patience.longest_seconds
        )
        wait = random.uniform(0, longest)  # noqa: S311  # no secret
        if isinstance(error, TryLater):
            wait = max(wait, error.retry_after or 0)
        self._failures += 1
        self._complain(f"{_told(error)} The next attempt is in {wait:.0f} s.")
        await asyncio.sleep(wait)

    def came_up(self) -> None:
        """Take note that a session stands."""
        self._failures, self._refusal = 0, ""

    # ------------------------------------------------------------------------- our own

    async def _hold_sessions(self, listen: Callable[[discord.Client, Connection], None]) -> None:
        client = await self._account.client()
        listen(client, self)
        self._budget = IdentifyBudget(
            self._memory,
            name=f"discord.identifies.{client.application_id}",
            allowance=self.patience.allowance,
        )
        count = client.shard_count
        self._sessions = [Session(self, client, shard) for shard in (range(count) if count else [None])]
        work = [asyncio.create_task(session.keep()) for session in self._sessions]
        work.append(asyncio.create_task(self._account.until_refused()))
        try:
            await asyncio.gather(*work)
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    async def _ask_advice(self) -> _Advice:
        named = self._endpoints.gateway
        try:
            return self._read(await self._account.request("GET", "/gateway/bot"))
        except CannotConnect as error:
            raise Refused(str(error)) from None
        except Undeliverable:
            raise
        except Exception as error:
            if named:  # a server that is not Discord's may know no such page
                return _Advice(gateway=named)
            raise meaning(error, place="Discord") from error

    def _read(self, said: Any) -> _Advice:
        """Read Discord's answer; whatever is not as documented raises."""
        limit = said["session_start_limit"]
        is_spent = limit["remaining"] <= limit["total"] // 10
        return _Advice(
            gateway=self._endpoints.gateway or self.checked_gateway(str(said["url"])),
            shards=max(int(said["shards"]), 1),
            wait_seconds=limit["reset_after"] / 1_000 if is_spent else 0.0,
        )

    async def _wait_for_a_person(self, refusal: str) -> None:
        """Say what only a person can change, and look now and then whether somebody did."""
        self._refusal = refusal
        log.error("discord refused", extra={"reason": refusal})
        left = self.patience.refused_seconds
        while left > 0 and not await self._account.has_other_token():
            await asyncio.sleep(self.patience.token_look_seconds)
            left -= self.patience.token_look_seconds
        self._refusal = ""
        await self._account.forgive()

    def _complain(self, trouble: str) -> None:
        posting = " Posting goes on without the gateway." if self._account.logged_in else ""
        self._trouble = f"{trouble}{posting}"
        log.warning("gateway lost", extra={"reason": trouble, "failures": self._failures})


def _told(error: Exception | str) -> str:
    """Say in a sentence what went wrong."""
    match error:
        case str():
            return error
        case ChatError():
            return str(error)
        case aiohttp.WSServerHandshakeError():
            return f"The gateway answered {error.status}."
        case aiohttp.ClientConnectorError():
            return str(meaning(error, place="Discord"))
        case _:
            return f"The connection failed: {type(error).__name__}."
