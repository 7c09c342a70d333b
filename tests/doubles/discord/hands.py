"""What admins, people and outages do to the world while a client is connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.doubles.discord.mentions import pinged
from tests.doubles.discord.permissions import ALL
from tests.doubles.discord.registry import keep_commands
from tests.doubles.discord.shapes import channel_json, guild_json, post_json, role_json
from tests.doubles.discord.world import (
    DEFAULT_PERMISSIONS,
    TEXT,
    THREADS,
    Channel,
    Guild,
    Overwrite,
    Post,
    User,
    fresh_token,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.doubles.discord.problems import Json
    from tests.doubles.discord.world import World


class Hands:
    """Changes the world and lets the gateway tell of it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def add_guild(
        self,
        name: str = "Harbour",
        *,
        channels: Mapping[str, int | None] | None = None,
        permissions: int = DEFAULT_PERMISSIONS,
        has_bot: bool = True,
        id: str | None = None,  # noqa: A002  # Discord's word
    ) -> Guild:
        """Add a guild with text *channels*: name to the bot's permissions, None for what its role gives.

        Without the bot in it (*has_bot*) commands reach it only from people who installed it for themselves.
        """
        guild = self.world.add_guild(name, permissions=permissions, has_bot=has_bot, id=id)
        for channel, own in ({"news": None} if channels is None else channels).items():
            self.world.add_channel(guild, channel, permissions=own)
        if has_bot:
            self._welcome(guild)
        return guild

    def _welcome(self, guild: Guild) -> None:
        """Tell of a guild the bot has joined: "unavailable" comes only with one that is back."""
        written = guild_json(self.world, guild)
        del written["unavailable"]
        self.world.emit("GUILD_CREATE", written, guild.id)

    def add_channel(
        self, guild: Guild, name: str, *, kind: int = TEXT, permissions: int | None = None
    ) -> Channel:
        """Add a channel to *guild*."""
        channel = self.world.add_channel(guild, name, kind=kind, permissions=permissions)
        self.world.emit("CHANNEL_CREATE", channel_json(self.world, channel), guild.id)
        return channel

    def add_user(self, name: str = "ada") -> User:
        """Add a person."""
        return self.world.add_user(name)

    def add_role(self, guild: Guild, name: str, *, permissions: int = 0, is_mentionable: bool = False) -> str:
        """Add a role to *guild* and return its id."""
        role = self.world.add_role(guild, name, permissions=permissions, is_mentionable=is_mentionable)
        written = {"guild_id": guild.id, "role": role_json(role, 1)}
        self.world.emit("GUILD_ROLE_CREATE", written, guild.id)
        return role.id

    def register(self, commands: list[Json], guild: Guild | None = None) -> None:
        """Register commands without a request."""
        keep_commands(self.world, commands, scope=guild.id if guild else "")

    def write(self, channel: Channel, user: User, text: str) -> Post:
        """Let a person write *text* into *channel*."""
        post = Post(
            id=self.world.ids.next(), channel_id=channel.id, author_id=user.id, at=self.world.clock.now
        )
        post.content = text
        post.pinged = pinged(self.world, post, None, everything=True)
        self.world.keep(post)
        guild = {"guild_id": channel.guild_id} if channel.guild_id else {}
        self.world.emit("MESSAGE_CREATE", post_json(self.world, post) | guild, channel.guild_id)
        return post

    def permit(self, channel: Channel, permissions: int) -> None:
        """Give the bot exactly *permissions* in *channel*."""
        bot = self.world.bot.id
        denied = ALL & ~permissions
        channel.overwrites[bot] = Overwrite(id=bot, is_member=True, allow=permissions, deny=denied)
        self.world.emit("CHANNEL_UPDATE", channel_json(self.world, channel), channel.guild_id)

    def rename_channel(self, channel: Channel, name: str) -> None:
        """Call *channel* something else."""
        guild = self.world.guilds[channel.guild_id]
        guild.channels[name] = guild.channels.pop(channel.name)
        channel.name = name
        self.world.emit("CHANNEL_UPDATE", channel_json(self.world, channel), channel.guild_id)

    def delete_channel(self, channel: Channel) -> None:
        """Delete *channel*, or a thread."""
        written = channel_json(self.world, channel)
        del self.world.channels[channel.id]
        self.world.guilds[channel.guild_id].channels.pop(channel.name, None)
        event = "THREAD_DELETE" if channel.type in THREADS else "CHANNEL_DELETE"
        self.world.emit(event, written, channel.guild_id)

    def archive(self, thread: Channel, *, locks: bool = False) -> None:
        """Archive a thread; when it is locked, too, nothing opens it again."""
        thread.is_archived, thread.is_locked = True, locks
        self.world.emit("THREAD_UPDATE", channel_json(self.world, thread), thread.guild_id)

    def kick(self, guild: Guild) -> None:
        """Send the bot away from *guild*."""
        guild.has_bot = False
        guild.members.pop(self.world.bot.id, None)
        self.world.emit("GUILD_DELETE", {"id": guild.id}, guild.id)

    def invite(self, guild: Guild) -> None:
        """Let the bot into *guild* (again), with the role it had."""
        guild.has_bot = True
        guild.members[self.world.bot.id] = list(guild.roles)[1:2]
        self._welcome(guild)

    def begin_outage(self, guild: Guild) -> None:
        """Make *guild* unavailable, as in an outage of Discord's: the bot is still in it."""
        guild.is_unavailable = True
        self.world.emit("GUILD_DELETE", {"id": guild.id, "unavailable": True}, guild.id)

    def end_outage(self, guild: Guild) -> None:
        """Bring *guild* back."""
        guild.is_unavailable = False
        self.world.emit("GUILD_CREATE", guild_json(self.world, guild), guild.id)

    def block(self, user: User) -> None:
        """Let *user* refuse direct messages from the bot."""
        user.refuses_direct_messages = True

    def unblock(self, user: User) -> None:
        """Let *user* take direct messages again."""
        user.refuses_direct_messages = False

    def direct_messages(self, user: User) -> Channel:
        """Return the channel of the bot's direct messages with *user*."""
        return self.world.direct_messages(user.id)

    def reset_token(self) -> str:
        """Void the bot's token and return the new one."""
        self.world.token = fresh_token()
        return self.world.token

    def messages(self, channel: Channel, *, seen_by: User | None = None) -> list[Post]:
        """List what stands in *channel*, oldest first; with *seen_by* what is ephemeral for them, too."""
        posts = sorted(self.world.posts.get(channel.id, {}).values(), key=lambda post: int(post.id))
        mine = seen_by.id if seen_by else None
        return [post for post in posts if not post.is_ephemeral or post.ephemeral_for == mine]

    def thread_of(self, post: Post) -> Channel | None:
        """Return the thread below *post*, if there is one."""
        return self.world.channels.get(post.id)
