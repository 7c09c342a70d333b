"""Know the servers the bot is in, and tell the desk which channels open and close."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import discord

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.chat import Desk
    from bot.platforms.discord.account import Account

_LEFT = "The server sent Briefbot away. Invite it again (briefbot invite); its schedules are kept."
_AWAY = "The server cannot be reached just now; Discord says when it can be again."
_DELETED = "The channel was deleted. Name another as the target."

# What a post needs; each is called here as Discord calls it in the settings of a channel.
_NEEDED = ("view_channel", "send_messages", "embed_links")
_NEEDED_IN_THREADS = ("view_channel", "send_messages_in_threads", "embed_links")


class Guilds:
    """What the gateway told about servers, channels and the bot's rights; empty until it has."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def find(self, channel: str) -> discord.abc.GuildChannel | discord.Thread | None:
        """Return the channel or thread with this id in any server the bot is in."""
        client = self._account.logged_in
        found = client.get_channel(int(channel)) if client is not None and channel.isdecimal() else None
        return None if isinstance(found, discord.abc.PrivateChannel) else found

    def workspace_of(self, channel: str) -> str:
        """Return the id of the server *channel* belongs to; empty when it is not known or none."""
        found = self.find(channel)
        return "" if found is None else str(found.guild.id)

    def name_of(self, channel: str) -> str:
        """Return what people call *channel*: #news, or its id while no more is known."""
        if channel.startswith("@"):
            return "direct messages"
        found = self.find(channel)
        return f"channel {channel}" if found is None else f"#{found.name}"

    def missing_in(self, channel: str) -> str:
        """Name the permissions the bot lacks to post in *channel*; empty when it is not known or none."""
        found = self.find(channel)
        rights = None if found is None else _rights(found)
        if found is None or rights is None:
            return ""
        needed = _NEEDED_IN_THREADS if isinstance(found, discord.Thread) else _NEEDED
        return ", ".join(name.replace("_", " ").title() for name in needed if not getattr(rights, name))

    def may_read(self, channel: str) -> bool:
        """Tell whether the bot certainly sees what was posted in *channel* before."""
        found = self.find(channel)
        rights = None if found is None else _rights(found)
        return rights is not None and rights.view_channel and rights.read_message_history


class GuildNews:
    """Hears what changes in servers, and tells the desk which channels can be posted to."""

    def __init__(self, desk: Desk, *, joined: Callable[[str], None]) -> None:
        self._desk = desk
        self._joined = joined
        self._open: dict[int, set[str]] = {}  # channels that could be posted to when we last told, by server
        # What happened first is told first: a server that left and is back must not be closed in the end.
        self._turn = asyncio.Lock()

    @property
    def handlers(self) -> tuple[Callable[..., Coroutine[Any, Any, None]], ...]:
        """The handlers of discord.py's events, each under the event's name."""
        return (
            self.on_guild_available,
            self.on_guild_channel_create,
            self.on_guild_channel_delete,
            self.on_guild_channel_update,
            self.on_guild_join,
            self.on_guild_remove,
            self.on_guild_role_update,
            self.on_guild_unavailable,
            self.on_member_update,
            self.on_raw_thread_delete,
        )

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Open what can be posted to: a server is told once a session, and again when it comes back."""
        self._joined(str(guild.id))
        self._open.pop(guild.id, None)
        await self._look_again(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Open what can be posted to in a server that invited the bot, perhaps again."""
        await self.on_guild_available(guild)

    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        """Close what nothing can be posted to for a while."""
        await self._close(guild, _AWAY)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Close the channels of a server that sent the bot away."""
        await self._close(guild, _LEFT)

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """Take note of a new channel."""
        await self._look_again(channel.guild)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Open the channel if its settings let the bot post again."""
        del before
        await self._look_again(after.guild)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Close a channel that is gone."""
        self._open.get(channel.guild.id, set()).discard(str(channel.id))
        await self._desk.closed("discord", [str(channel.id)], reason=_DELETED)

    async def on_raw_thread_delete(self, thread: discord.RawThreadDeleteEvent) -> None:
        """Close a thread that is gone."""
        await self._desk.closed("discord", [str(thread.thread_id)], reason=_DELETED)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Open what a changed role lets the bot post to."""
        del before
        await self._look_again(after.guild)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Open what a new role lets the bot post to; Discord tells this of the bot itself alone."""
        del before
        await self._look_again(after.guild)

    async def _look_again(self, guild: discord.Guild) -> None:
        """Tell the desk which channels can be posted to now and could not when we last looked."""
        async with self._turn:
            now = {str(channel.id) for channel in (*guild.channels, *guild.threads) if _is_open(channel)}
            if opened := now - self._open.get(guild.id, set()):
                await self._desk.opened("discord", sorted(opened))
            self._open[guild.id] = now  # only now: what could not be told is told at the next look

    async def _close(self, guild: discord.Guild, reason: str) -> None:
        async with self._turn:
            self._open.pop(guild.id, None)
            channels = [str(channel.id) for channel in (*guild.channels, *guild.threads)]
            await self._desk.closed("discord", channels, reason=reason)


def _is_open(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    needed = _NEEDED_IN_THREADS if isinstance(channel, discord.Thread) else _NEEDED
    rights = _rights(channel)
    is_text = isinstance(channel, discord.abc.Messageable)
    return is_text and (rights is None or all(getattr(rights, name) for name in needed))


def _rights(channel: discord.abc.GuildChannel | discord.Thread) -> discord.Permissions | None:
    """Add up what the bot may do in *channel*; None if the gateway did not say who the bot is there."""
    # discord.py promises a member here, and has none when the server's own description lacks the bot.
    me = cast("discord.Member | None", channel.guild.me)
    return None if me is None else channel.permissions_for(me)
