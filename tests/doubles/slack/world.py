"""What there is: workspaces, channels, people, messages, views, tokens."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from tests.doubles.slack.problems import Json, Problem
from tests.doubles.slack.reading import said, usable

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.doubles.clock import Clock
    from tests.doubles.slack.interactions import Interaction

APP_TOKEN = "xapp-fake-token-for-tests"  # noqa: S105  # says so itself
SIGNING_SECRET = "fake-signing-secret-for-tests"  # noqa: S105  # as above
CLIENT_SECRET = "fake-client-secret-for-tests"  # noqa: S105  # as above
# The least that Briefbot asks for, and what reading its own posts back takes.
SCOPES = (
    *("chat:write", "commands", "users:read", "im:write", "im:history", "app_mentions:read"),
    "channels:history",
)
PUBLIC, PRIVATE, DIRECT, GROUP = "channel", "group", "im", "mpim"
LOOK_AGAIN_SECONDS = 0.02

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class User:
    """A person in a workspace, or a bot."""

    id: str
    team_id: str
    name: str
    tz: str = "Europe/Amsterdam"
    locale: str = "en-US"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_deleted: bool = False

    @property
    def mention(self) -> str:
        """How mrkdwn names this person."""
        return f"<@{self.id}>"


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel, or the direct messages with somebody."""

    id: str
    team_id: str
    name: str
    kind: str = PUBLIC
    members: set[str] = field(default_factory=set)  # ids of users, the bot's among them
    user_id: str = ""  # of direct messages: with whom
    is_archived: bool = False


@dataclass(slots=True, kw_only=True)
class Team:
    """A workspace in which the app is, or was, installed."""

    id: str
    name: str
    bot: User
    bot_id: str
    token: str
    scopes: tuple[str, ...]
    is_installed: bool = True
    home_enabled: bool = True
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)

    @property
    def bot_token(self) -> str:
        """The token of the bot in this workspace."""
        return self.token


@dataclass(slots=True, kw_only=True)
class Post:
    """A message as it is stored."""

    ts: str
    team_id: str
    channel_id: str
    user_id: str
    is_from_bot: bool = True
    fallback: str = ""  # the argument `text`: notifications and screen readers get it
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str = ""  # of the message it answers
    is_broadcast: bool = False
    metadata: Json | None = None
    ephemeral_for: str = ""  # the only user who sees it
    edited_ts: str = ""
    pinged: frozenset[str] = frozenset()  # ids of users and groups, "channel", "here", "everyone"
    unfurls: tuple[str, ...] = ()  # links for which Slack would show a preview

    @property
    def is_ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return bool(self.ephemeral_for)

    @property
    def text(self) -> str:
        """Everything it shows, line by line: its blocks, or its text when there are none; no buttons."""
        return said(self.blocks, self.attachments) or said([], [], self.fallback)

    @property
    def buttons(self) -> list[Json]:
        """Every button, select and menu it has, in order, each with its block_id."""
        return usable(self.blocks)


@dataclass(slots=True, kw_only=True)
class View:
    """A modal or an App Home as it stands now."""

    id: str
    team_id: str
    user_id: str
    body: Json  # what the app sent
    hash: str
    root_id: str
    previous_id: str = ""
    state: Json = field(default_factory=dict)  # what was filled in so far, by block_id and action_id
    is_open: bool = True

    @property
    def title(self) -> str:
        """What stands above it."""
        return str(self.body.get("title", {}).get("text", ""))

    @property
    def text(self) -> str:
        """Everything it shows, line by line; no buttons."""
        return said(self.body["blocks"], [])

    @property
    def buttons(self) -> list[Json]:
        """Every element that a person can use, in order, each with its block_id."""
        return usable(self.body["blocks"])


class World:
    """Slack's whole state. Requests and gestures change it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.app_id = "A0LOOPBACK"
        self.client_id = "1111.2222"
        self.app_tokens = {APP_TOKEN}
        self.signing_secret = SIGNING_SECRET
        self.client_secret = CLIENT_SECRET
        self.manifest: Json = {}
        self.teams: dict[str, Team] = {}
        self.tokens: dict[str, Team] = {}  # those that were given out, revoked ones too
        self.revoked: dict[str, str] = {}  # token: the error it now draws
        self.codes: dict[str, Json] = {}  # of an installation under way
        self.posts: dict[str, dict[str, Post]] = {}  # by channel, by ts
        self.views: dict[str, View] = {}  # modals, by id
        self.homes: dict[tuple[str, str], View] = {}  # by team and user
        self.interactions: list[Interaction] = []
        self.violations: list[str] = []
        self.pinged: set[str] = set()  # by anything the app ever wrote
        self.unfurled: set[str] = set()
        self.response_base = ""  # address of response_url
        self.new_socket_url: Callable[[], str] = str
        self._numbers = 0
        self._last_us = 0
        self._changed = asyncio.Event()

    def new_id(self, letter: str) -> str:
        """Make an id that nothing has yet, such as "C000000A1"."""
        self._numbers += 1
        return f"{letter}{self._numbers:09X}"

    def new_ts(self) -> str:
        """Make the ts of a message: seconds and microseconds, unique and growing."""
        now = round(self.clock.now.timestamp() * 1_000_000)
        self._last_us = max(now, self._last_us + 1)
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def new_token(self, team_id: str) -> str:
        """Make a bot token."""
        return f"xoxb-fake-token-for-tests-{team_id}-{secrets.token_hex(6)}"

    def find_channel(self, team: Team, channel_id: str) -> Channel:
        """Find a channel of *team* that its bot may know of.

        Raises:
            Problem: There is none, it is another workspace's, or it is private and the bot is not in it.
        """
        channel = team.channels.get(channel_id)
        if channel is None and any(channel_id in one.channels for one in self.teams.values()):
            self.violations.append(f"{channel_id}, of another workspace, was asked for as one of {team.id}.")
        if channel is None or (channel.kind != PUBLIC and team.bot.id not in channel.members):
            raise Problem("channel_not_found")
        return channel

    def find_user(self, team: Team, user_id: str) -> User:
        """Find a person of *team*.

        Raises:
            Problem: There is none.
        """
        user = team.users.get(user_id)
        if user is None and any(user_id in one.users for one in self.teams.values()):
            self.violations.append(f"{user_id}, of another workspace, was asked for as one of {team.id}.")
        if user is None:
            raise Problem("user_not_found")
        return user

    def direct_messages(self, team: Team, user_id: str) -> Channel:
        """Return the direct messages between the bot and a person, opened when there are none."""
        for channel in team.channels.values():
            if channel.kind == DIRECT and channel.user_id == user_id:
                return channel
        channel = Channel(id=self.new_id("D"), team_id=team.id, name="", kind=DIRECT, user_id=user_id)
        channel.members = {team.bot.id, user_id}
        team.channels[channel.id] = channel
        return channel

    def keep(self, post: Post) -> Post:
        """Store a new message."""
        self.posts.setdefault(post.channel_id, {})[post.ts] = post
        self.touch()
        return post

    def note(self, post: Post) -> None:
        """Note which gesture a message written by the Web API most likely answers.

        It is the oldest one in the same channel that waits for an answer this post can be; else the youngest.
        """
        same = [one for one in self.interactions if one.may_lead_to(post)]
        waiting = [one for one in same if not one.posts and not one.opened]
        for asked in (waiting or same[-1:])[:1]:
            asked.note_post(post, at_seconds=self.clock.seconds)
        self.touch()

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
                noticed = f" Violations: {self.violations}" if self.violations else ""
                raise AssertionError(f"Waited {timeout_seconds} s in vain for {what}.{noticed}")
            changed = self._changed
            with contextlib.suppress(TimeoutError):  # what changes on a client's side touches nothing here
                await asyncio.wait_for(changed.wait(), LOOK_AGAIN_SECONDS)
        return found
