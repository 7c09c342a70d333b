"""The bot's account: logged in once, and the one way in which requests leave."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import discord
from discord.http import Route

from bot.chat import ChatError, Scope, TryLater, Undeliverable
from bot.platforms.discord.answers import meaning

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.platforms.discord.endpoints import Endpoints

# Of the 50 a second a bot may make; keeping to them spares the 429s, which count as wrong requests.
_REQUESTS_PER_SECOND = 48
# A longer wait is the outbox's: a post must end within the courier's 15 s.
_LONGEST_WAIT_SECONDS = 10.0
_LOGIN_SECONDS = 12.0
_QUIET_SECONDS = 0.2  # after the last server of a session was told before it is told on; discord.py waits 2 s


class Account:
    """One bot account, logged in when it is first needed; posting needs no gateway."""

    def __init__(self, token: Callable[[], str], endpoints: Endpoints) -> None:
        self._read_token = token
        self._endpoints = endpoints
        self._token = ""  # the one we are logged in with, or were refused with
        self._client: discord.Client | None = None
        self._refusal: Undeliverable | None = None
        self._logging_in = asyncio.Lock()
        self._next_slot = 0.0  # of the monotonic clock
        self._shards = 1

    @property
    def refusal(self) -> Undeliverable | None:
        """Why Discord does not let this account in, until the token is another."""
        return self._refusal

    @property
    def logged_in(self) -> discord.Client | None:
        """The client, if it is logged in; it knows the servers once the gateway has told them."""
        return self._client

    async def client(self) -> discord.Client:
        """Return the client, logged in.

        Raises:
            TryLater: Discord could not be asked.
            Undeliverable: It does not know the token (scope ACCOUNT).
        """
        async with self._logging_in:
            if self._refusal is not None:
                raise self._refusal
            if self._client is None:
                self._client = await self._log_in()
            return self._client

    async def request(self, method: str, path: str, *, body: Any = None, **where: str) -> Any:
        """Make a request, at the pace a bot may keep, and return Discord's answer.

        Raises:
            ChatError: The account could not be logged in, so nothing was asked.
            discord.DiscordException: Discord said no; `answers.meaning` tells what that means.
            aiohttp.ClientError: The answer did not arrive.
        """
        client = await self.client()
        await self._take_slot()
        fields = {} if body is None else {"json": body}
        try:
            return await client.http.request(Route(method, path, **where), **fields)
        except discord.HTTPException as error:
            self._note_refusal(error)
            raise

    async def close(self) -> None:
        """Let go of every connection; the next request would log in again."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def reopen(self, *, shards: int) -> None:
        """Log out, for the next client to hold another number of shards."""
        self._shards = shards
        await self.close()

    async def forgive(self) -> None:
        """Give the account another chance: with the next token, or with this one after a long while."""
        async with self._logging_in:
            await self.close()
            self._refusal = None

    async def has_other_token(self) -> bool:
        """Tell whether the token is another than the one that was refused."""
        return await self._fresh_token() != self._token

    def refuse(self, refusal: Undeliverable) -> None:
        """Take note that Discord does not let this account in."""
        self._refusal = refusal

    async def _log_in(self) -> discord.Client:
        self._token = await self._fresh_token()
        client = _new_client(self._shards)
        is_in = False
        try:
            async with asyncio.timeout(_LOGIN_SECONDS):
                await client.login(self._token)
            is_in = True
        except Exception as error:
            raise self._not_in(error) from error
        finally:
            if not is_in:  # discord.py leaves its session open
                await client.close()
        return client

    def _not_in(self, error: Exception) -> ChatError:
        """Say what it means that logging in failed: whatever it was, nothing was posted."""
        meant = meaning(error, place="Discord")
        if isinstance(meant, Undeliverable) and meant.scope is Scope.ACCOUNT:
            self._refusal = meant
            return meant
        return meant if isinstance(meant, TryLater) else TryLater(f"Logging in failed. {meant}")

    def _note_refusal(self, error: discord.HTTPException) -> None:
        meant = meaning(error, place="Discord")
        if isinstance(meant, Undeliverable) and meant.scope is Scope.ACCOUNT:
            self._refusal = meant

    async def _fresh_token(self) -> str:
        try:
            token = await asyncio.to_thread(self._read_token)
        except Exception as error:  # noqa: BLE001  # whatever keeps a secret in its place
            raise TryLater(str(error)) from None  # it names the place, never the token
        if not token.isascii() or not token.isprintable() or " " in token or not token:
            raise Undeliverable(
                "The bot token holds a space, a line break or a letter no token has. "
                "Copy it again from the Developer Portal: one word, without Bot before it.",
                scope=Scope.ACCOUNT,
            )
        return token

    async def _take_slot(self) -> None:
        now = time.monotonic()
        slot = max(now, self._next_slot)
        self._next_slot = slot + 1 / _REQUESTS_PER_SECOND
        if slot > now:
            await asyncio.sleep(slot - now)


def _new_client(shards: int) -> discord.Client:
    """Make a client that keeps no messages and no members, hears of servers only, and mentions nobody."""
    kind = discord.AutoShardedClient if shards > 1 else discord.Client
    client = kind(
        intents=discord.Intents(guilds=True),
        allowed_mentions=discord.AllowedMentions.none(),
        member_cache_flags=discord.MemberCacheFlags.none(),
        chunk_guilds_at_startup=False,
        max_messages=None,
        guild_ready_timeout=_QUIET_SECONDS,
        shard_count=shards if shards > 1 else None,
    )
    client.http.max_ratelimit_timeout = _LONGEST_WAIT_SECONDS  # its constructor takes 30 s at least
    return client
