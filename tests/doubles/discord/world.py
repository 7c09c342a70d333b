"""What there is on the server: guilds, channels, people, messages, interactions, commands."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from tests.doubles.discord.clock import Snowflakes
from tests.doubles.discord.permissions import ALL, POSTING, Permission, permissions_in
from tests.doubles.discord.problems import Json, problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.doubles.clock import Clock
    from tests.doubles.discord.interactions import Interaction

TEXT, DM, NEWS, NEWS_THREAD, THREAD, PRIVATE_THREAD = 0, 1, 5, 10, 11, 12
THREADS = (NEWS_THREAD, THREAD, PRIVATE_THREAD)
EPHEMERAL, IS_LOADING, IS_V2 = 1 << 6, 1 << 7, 1 << 15

LOOK_AGAIN_SECONDS = 0.02

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class User:
    """An account."""

    id: str
    name: str
    is_bot: bool = False
    refuses_direct_messages: bool = False


@dataclass(slots=True, kw_only=True)
class Role:
    """A role; the first of a guild is @everyone and has the guild's id."""

    id: str
    name: str
    permissions: int
    is_mentionable: bool = False


@dataclass(slots=True, kw_only=True)
class Overwrite:
    """What a channel allows or denies one role or one member."""

    id: str
    is_member: bool
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel, a thread or the direct messages with somebody."""

    id: str
    name: str = ""
    type: int = TEXT
    guild_id: str = ""
    parent_id: str = ""
    owner_id: str = ""
    recipient_id: str = ""
    is_archived: bool = False
    is_locked: bool = False
    overwrites: dict[str, Overwrite] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Guild:
    """A server."""

    id: str
    name: str
    owner_id: str
    locale: str = "en-US"
    has_bot: bool = True
    is_unavailable: bool = False
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)  # user id: the ids of further roles
    channels: dict[str, Channel] = field(default_factory=dict)  # by name

    def roles_of(self, user_id: str) -> list[Role]:
        """Return the roles of a member, @everyone first."""
        return [self.roles[self.id], *(self.roles[role] for role in self.members.get(user_id, ()))]


@dataclass(slots=True, kw_only=True)
class Post:
    """A message as it is stored."""

    id: str
    channel_id: str
    author_id: str
    at: datetime
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    flags: int = 0
    nonce: str | None = None
    edited_at: datetime | None = None
    is_from_interaction: bool = False
    interaction: Json | None = None  # interaction_metadata
    reference: Json | None = None
    ephemeral_for: str = ""  # the only user who sees it
    pinged: frozenset[str] = frozenset()  # ids of users and roles, "@everyone", "@here"

    @property
    def is_ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def buttons(self) -> list[Json]:
        """Every button and select it has, in order, at whatever depth."""
        return [part for part in walk(self.components) if part["type"] in (2, 3, 5, 6, 7, 8)]

    @property
    def text(self) -> str:
        """Everything it says, line by line: content, embeds, text of components; no labels of buttons."""
        lines = [self.content]
        for embed in self.embeds:
            fields = [part for one in embed.get("fields", ()) for part in (one["name"], one["value"])]
            author, footer = embed.get("author") or {}, embed.get("footer") or {}
            lines += [author.get("name", ""), embed.get("title", ""), embed.get("description", "")]
            lines += [*fields, footer.get("text", "")]
        lines += [part["content"] for part in walk(self.components) if part["type"] == 10]
        return "\n".join(line for line in lines if line)


def walk(components: list[Json]) -> list[Json]:
    """List *components* and everything inside them, outermost first."""
    found: list[Json] = []
    for part in components:
        inner = [*part.get("components", ()), *([part["accessory"]] if part.get("accessory") else ())]
        inner += [part["component"]] if part.get("component") else []
        found += [part, *walk(inner)]
    return found


class World:
    """The server's whole state. Requests and gestures change it; the gateway tells of it."""

    def __init__(self, *, token: str, clock: Clock) -> None:
        self.token = token
        self.clock = clock
        self.ids = Snowflakes(clock)
        self.users: dict[str, User] = {}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.posts: dict[str, dict[str, Post]] = {}  # by channel
        self.interactions: dict[str, Interaction] = {}  # by token
        self.commands: dict[str, dict[str, Json]] = {"": {}}  # by guild, "" for the global ones; by id
        self.commands_created: dict[str, int] = {}  # by guild, today
        self.violations: list[str] = []
        self.nonce_window_seconds = 300.0  # "the past few minutes"
        self.bot = self.add_user("Briefbot", is_bot=True)
        self.application_id = self.bot.id  # equal for every application made since 2017
        self.emit: Callable[[str, Json, str], None] = lambda _event, _data, _guild_id: None
        self.describe_gateway: Callable[[], Json] = dict
        self._changed = asyncio.Event()

    def add_user(self, name: str, *, is_bot: bool = False) -> User:
        """Add an account."""
        user = User(id=self.ids.next(), name=name, is_bot=is_bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, *, permissions: int, has_bot: bool, id: str | None) -> Guild:  # noqa: A002  # Discord's word
        """Add a guild in which the bot has a role of its own with *permissions*."""
        guild = Guild(
            id=id or self.ids.next(), name=name, owner_id=self.add_user("owner").id, has_bot=has_bot
        )
        guild.roles[guild.id] = Role(id=guild.id, name="@everyone", permissions=0)
        role = self.add_role(guild, self.bot.name, permissions=permissions)
        guild.members = {guild.owner_id: []} | ({self.bot.id: [role.id]} if has_bot else {})
        self.guilds[guild.id] = guild
        return guild

    def add_role(self, guild: Guild, name: str, *, permissions: int, is_mentionable: bool = False) -> Role:
        """Add a role to *guild*."""
        role = Role(id=self.ids.next(), name=name, permissions=permissions, is_mentionable=is_mentionable)
        guild.roles[role.id] = role
        return role

    def add_channel(
        self, guild: Guild, name: str, *, kind: int = TEXT, permissions: int | None = None
    ) -> Channel:  # as above
        """Add a channel; *permissions* is all the bot has there, None what its role gives."""
        channel = Channel(id=self.ids.next(), name=name, type=kind, guild_id=guild.id)
        if permissions is not None:
            channel.overwrites[self.bot.id] = Overwrite(
                id=self.bot.id, is_member=True, allow=permissions, deny=ALL & ~permissions
            )
        guild.channels[name] = self.channels[channel.id] = channel
        return channel

    def direct_messages(self, user_id: str) -> Channel:
        """Return the channel of direct messages with *user_id*, opened when there is none."""
        for channel in self.channels.values():
            if channel.type == DM and channel.recipient_id == user_id:
                return channel
        channel = Channel(id=self.ids.next(), type=DM, recipient_id=user_id)
        self.channels[channel.id] = channel
        return channel

    def channel_for_bot(self, channel_id: str) -> tuple[Channel, int]:
        """Find a channel the bot asks for, and what it may do there.

        Raises:
            Problem: There is none (10003), or the bot is not in its guild (50001).
        """
        channel = self.channels.get(channel_id)
        if channel is None:
            raise problem(10003)
        return channel, self.bot_permissions(channel)

    def bot_permissions(self, channel: Channel) -> int:
        """Add up what the bot may do in *channel*."""
        if not channel.guild_id:
            return ALL & ~Permission.MENTION_EVERYONE
        guild = self.guilds[channel.guild_id]
        if not guild.has_bot:
            return 0
        ruling = self.channels.get(channel.parent_id, channel) if channel.type in THREADS else channel
        return permissions_in(guild, ruling, self.bot.id)

    def keep(self, post: Post) -> Post:
        """Store a new message and tell the gateway's listeners, unless one person alone sees it."""
        self.posts.setdefault(post.channel_id, {})[post.id] = post
        self.touch()
        return post

    def find(self, channel_id: str, message_id: str) -> Post:
        """Find a message.

        Raises:
            Problem: There is none (10008).
        """
        post = self.posts.get(channel_id, {}).get(message_id)
        if post is None:
            raise problem(10008)
        return post

    def touch(self) -> None:
        """Wake everybody who waits for a change."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, probe: Callable[[], T | None], what: str, *, timeout_seconds: float = 10) -> T:
        """Wait until *probe* returns something true, and return it.

        Raises:
            AssertionError: It did not in time; names *what* was waited for.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_seconds
        while not (found := probe()):
            if loop.time() > deadline:
                raise AssertionError(f"Waited {timeout_seconds} s in vain for {what}.")
            changed = self._changed
            with contextlib.suppress(TimeoutError):  # what changes on a client's side touches nothing here
                await asyncio.wait_for(changed.wait(), LOOK_AGAIN_SECONDS)
        return found


def fresh_token() -> str:
    """Make a token for an interaction or a session."""
    return f"fake-token-{secrets.token_urlsafe(24)}"


DEFAULT_PERMISSIONS = POSTING
