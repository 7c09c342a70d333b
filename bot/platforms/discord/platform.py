"""Discord as a chat platform: posts by plain requests, gestures by the gateway."""

from __future__ import annotations

import asyncio
import logging
from functools import wraps
from typing import TYPE_CHECKING, Any

from bot.platforms.discord.account import Account
from bot.platforms.discord.connection import Connection
from bot.platforms.discord.dialect import DiscordDialect
from bot.platforms.discord.gestures import Gestures
from bot.platforms.discord.guilds import GuildNews, Guilds
from bot.platforms.discord.languages import LanguageError
from bot.platforms.discord.posting import Posting
from bot.platforms.discord.registering import Registration
from bot.platforms.discord.registration import commands_json
from bot.platforms.discord.sessions import Patience
from bot.platforms.discord.splitting import parts

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from datetime import datetime

    import discord

    from bot.chat import CommandSpec, Desk, Dialect, Health, Message
    from bot.platforms import PlatformSetup
    from bot.platforms.discord.endpoints import Endpoints
    from bot.platforms.discord.languages import Language

    Handler = Callable[..., Coroutine[Any, Any, None]]

log = logging.getLogger(__name__)

_LAST_WORDS_SECONDS = 3.0  # for answers under way when the bot stops; a stop may take ten in all


class DiscordPlatform:
    """Discord, by one bot account."""

    name = "discord"

    def __init__(
        self,
        setup: PlatformSetup,
        endpoints: Endpoints,
        *,
        languages: Sequence[Language] = (),
        patience: Patience | None = None,
    ) -> None:
        self.dialect: Dialect = DiscordDialect()
        self._languages = languages
        self._account = Account(setup.secrets["token"], endpoints)
        self._guilds = Guilds(self._account)
        self._posting = Posting(self._account, self._guilds)
        self._connection = Connection(self._account, endpoints, setup.memory, patience or Patience())
        self._registration = Registration(self._account, setup.memory, guilds=command_guilds(setup))
        self._at_work: set[asyncio.Task[Any]] = set()

    @property
    def health(self) -> Health:
        """How the connection fares now."""
        return self._connection.health

    def parts(self, message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
        """Divide *message* between sections and lines into what fits one post each."""
        return parts(message, in_thread=in_thread)

    async def post(
        self, channel: str, message: Message, *, nonce: str, silent: bool = False, thread: str = ""
    ) -> str:
        """Post *message* once and return its id, behind that of its thread if it is in one.

        Raises:
            ChatError: It was not posted, or perhaps not; the kind of error tells.
        """
        return await self._posting.post(channel, message, nonce=nonce, silent=silent, thread=thread)

    async def find(self, channel: str, *, nonce: str, since: datetime, thread: str = "") -> str | None:
        """Return the id of the message posted with *nonce*, or None when posting it (again) is safe.

        Raises:
            ChatError: Nobody can tell, or not now.
        """
        return await self._posting.find(channel, nonce=nonce, since=since, thread=thread)

    async def link(self, channel: str, receipt: str) -> str:
        """Return an address that opens the posted message *receipt*; empty when Discord did not say which."""
        return await self._posting.link(channel, receipt)

    def workspace_of(self, channel: str) -> str:
        """Tell which server *channel* belongs to; empty while the gateway has not said, and for people."""
        return self._guilds.workspace_of(channel)

    async def serve(self, desk: Desk) -> None:
        """Turn people's gestures into requests to *desk* until cancelled."""
        gestures = Gestures(self, desk)
        news = GuildNews(desk, joined=self._registration.joined)

        async def on_interaction(interaction: discord.Interaction) -> None:
            await gestures.handle(interaction)

        def listen(client: discord.Client, connection: Connection) -> None:
            for handler in (on_interaction, *news.handlers):
                client.event(self._noted(handler))
            for handler in _standing(client, connection):
                client.event(handler)
            self._registration.look_again()

        registering = asyncio.create_task(self._registration.keep(self._written(desk.commands)))
        try:
            await self._connection.hold(listen)
        finally:
            registering.cancel()
            await asyncio.gather(registering, return_exceptions=True)
            await self._finish()

    async def close(self) -> None:
        """Let go of every connection."""
        await self._account.close()

    def _written(self, commands: Sequence[CommandSpec]) -> list[dict[str, Any]]:
        try:
            return commands_json(commands, self._languages)
        except LanguageError as error:
            log.error("names in other languages left out", extra={"reason": str(error)})  # noqa: TRY400  # all said
            return commands_json(commands)

    def _noted(self, handler: Handler) -> Handler:
        """Keep track of what *handler* has under way, so that a stop can wait for it."""

        @wraps(handler)
        async def noted(*details: Any) -> None:
            task = asyncio.current_task()
            if task is not None:
                self._at_work.add(task)
                task.add_done_callback(self._at_work.discard)
            await handler(*details)

        return noted

    async def _finish(self) -> None:
        """Let answers under way arrive; what takes too long is given up."""
        if not self._at_work:
            return
        _, late = await asyncio.wait(self._at_work, timeout=_LAST_WORDS_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def command_guilds(setup: PlatformSetup) -> tuple[str, ...]:
    """Name the servers that commands are registered in; none when they are for everywhere."""
    is_for_guilds = setup.options.get("command_scope") == "guild"
    return tuple(setup.options.get("guilds", ())) if is_for_guilds else ()


def _standing(client: discord.Client, connection: Connection) -> tuple[Any, ...]:
    """Make the handlers that hear when a session stands; with shards the events have other names."""

    async def on_shard_connect(shard: int) -> None:
        connection.stands(shard)

    async def on_shard_resumed(shard: int) -> None:
        connection.stands(shard)

    async def on_connect() -> None:
        connection.stands(0)

    async def on_resumed() -> None:
        connection.stands(0)

    return (on_shard_connect, on_shard_resumed) if client.shard_count else (on_connect, on_resumed)
