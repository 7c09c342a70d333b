"""The bot's account: logged in once, and the one way in which requests leave."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord.http import Route

from bot.chat import ChatError, Scope, TryLater, Undeliverable
from bot.platforms.discord.answers import meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.platforms.discord.endpoints import Endpoints

log = logging.getLogger(__name__)

# Of the 50 a second a bot may make; keeping to them spares the 429s, which count as wrong requests.
_REQUESTS_PER_SECOND = 48
# A longer wait is the outbox's: a post must end within the courier's 15 s.
_LONGEST_WAIT_SECONDS = 10.0
_UNTOLD_SECONDS = 600.0  # when Discord does not say how long to wait
_LOGIN_SECONDS = 12.0
_OPENING = frozenset({"READY", "RESUMED"})  # a session that these cannot open is none
_QUIET_SECONDS = 0.2  # after the last server of a session was told before it is told on; discord.py waits 2 s


class Account:
    """One bot account, logged in when it is first needed; posting needs no gateway."""

    def __init__(self, token: Callable[[], str], endpoints: Endpoints) -> None:
        self._read_token = token
        self._endpoints = endpoints
        self._token = ""  # the one we are logged in with, or were refused with
        self._client: discord.Client | None = None
        self._refusal: Undeliverable | None = None
        self._was_refused = asyncio.Event()
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

    async def request(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        query: Mapping[str, str] | None = None,
        **where: str,
    ) -> Any:
        """Make a request, at the pace a bot may keep, and return Discord's answer.

        Raises:
            ChatError: The account could not be logged in, so nothing was asked.
            discord.DiscordException: Discord said no; `answers.meaning` tells what that means.
            aiohttp.ClientError: The answer did not arrive.
        """
        client = await self.client()
        await self._take_slot()
        fields: dict[str, Any] = {} if body is None else {"json": body}
        if query:
            fields["params"] = query
        try:
            return await client.http.request(Route(method, path, **where), **fields)
        except discord.HTTPException as error:
            self._noted(meaning(error, place="Discord"))
            raise
        except KeyError as error:  # discord.py reads retry_after of every 429, and not every one has it
            raise discord.RateLimited(_UNTOLD_SECONDS) from error

    async def close(self) -> None:
        """Let go of every connection; the next request would log in again."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def divide(self, shards: int) -> None:
        """Log out, for the next client to hold so many shards."""
        self._shards = shards
        await self.close()

    async def until_refused(self) -> None:
        """Wait until Discord does not let this account in any more, and raise why."""
        await self._was_refused.wait()
        raise self._refusal or Undeliverable("Discord does not let the bot in.", scope=Scope.ACCOUNT)

    async def has_other_token(self) -> bool:
        """Tell whether somebody has put another token in the place of the one that was refused."""
        try:
            return await self._fresh_token() != self._token
        except ChatError:  # there is none, or none that could be right
            return False

    async def forgive(self) -> None:
        """Give the account another chance: with the next token, or with this one after a long while."""
        async with self._logging_in:
            await self.close()
            self._refusal = None
            self._was_refused.clear()

    async def _log_in(self) -> discord.Client:
        try:
            self._token = await self._fresh_token()
        except ChatError as error:
            raise self._noted(error) from None
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
        meant = self._noted(meaning(error, place="Discord"))
        is_certain = isinstance(meant, TryLater) or self._refusal is not None
        return meant if is_certain else TryLater(f"Logging in failed. {meant}")

    def _noted(self, meant: ChatError) -> ChatError:
        """Keep what it means if it concerns the whole account: nothing more is asked with this token."""
        if isinstance(meant, Undeliverable) and meant.scope is Scope.ACCOUNT:
            self._refusal = meant
            self._was_refused.set()
        return meant

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
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we never speak
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
    parsers = client._connection.parsers  # noqa: SLF001  # what it does with each event stands nowhere else
    for event in parsers.keys() - _OPENING:
        parsers[event] = partial(_read, event, parsers[event])
    return client


def _read(event: str, parse: Callable[[Any], None], fields: dict[str, Any]) -> None:
    """Let an event that discord.py cannot read cost nothing but itself: it would end the session."""
    try:
        parse(_with_owner(fields) if event == "INTERACTION_CREATE" else fields)
    except Exception:
        log.exception("event not read", extra={"event": event})


def _with_owner(interaction: dict[str, Any]) -> dict[str, Any]:
    """Name nobody as the owner of a thread that comes without: discord.py cannot read it else."""
    channel = interaction.get("channel") or {}
    if channel.get("thread_metadata") is None or channel.get("owner_id"):
        return interaction
    return {**interaction, "channel": {**channel, "owner_id": "0"}}
