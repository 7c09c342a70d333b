"""The whole double: REST and gateway behind two doors on loopback, and the hands that change the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.doubles.discord import account, interactions, messages, registry
from tests.doubles.discord.clock import Clock
from tests.doubles.discord.gateway import Gateway
from tests.doubles.discord.gestures import Gestures
from tests.doubles.discord.registry import keep_commands
from tests.doubles.discord.rest import Rest
from tests.doubles.discord.world import DEFAULT_PERMISSIONS, Channel, Guild, Post, User, World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self, TypeVar

    from tests.doubles.discord.problems import Json
    from tests.doubles.discord.rest import Call

    T = TypeVar("T")

ROUTES = (account, interactions, messages, registry)  # importing them registers their routes
TOKEN = "fake-token-for-tests"  # noqa: S105  # says so itself


class LoopbackDiscord(Gestures):
    """A Discord that runs in this process and listens on 127.0.0.1."""

    def __init__(self, *, token: str = TOKEN, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.world = World(token=token, clock=self.clock)
        self.gateway = Gateway(self.world)
        self._rest = Rest(self.world)
        self._runners: list[web.AppRunner] = []
        self.api_base = ""
        super().__init__(self.world, self.gateway)

    async def __aenter__(self) -> Self:
        api = web.Application(client_max_size=30 * 1024 * 1024)
        api.router.add_route("*", "/{path:.*}", self._rest.handle)
        gateway = web.Application()
        gateway.router.add_route("GET", "/{path:.*}", self.gateway.handle)
        self.api_base = f"http://127.0.0.1:{await self._open(api)}/api/v10"
        self.gateway.url = f"ws://127.0.0.1:{await self._open(gateway)}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for line in list(self.gateway.lines):
            line.cut()
        for runner in self._runners:
            await runner.cleanup()
        if error is None:
            assert self.violations == []

    async def _open(self, app: web.Application) -> int:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return int(runner.addresses[0][1])

    @property
    def token(self) -> str:
        """The bot token it accepts."""
        return self.world.token

    @property
    def gateway_url(self) -> str:
        """The address of the gateway."""
        return self.gateway.url

    @property
    def requests(self) -> list[Call]:
        """Every request so far, in the order of arrival."""
        return self._rest.calls

    @property
    def violations(self) -> list[str]:
        """What a client did that no client should; must be empty on exit."""
        return self.world.violations

    def add_guild(
        self,
        name: str = "Harbour",
        *,
        channels: Mapping[str, int | None] | None = None,
        permissions: int = DEFAULT_PERMISSIONS,
        has_bot: bool = True,
        id: str | None = None,  # noqa: A002  # Discord's word
    ) -> Guild:
        """Add a guild with text *channels*: name to the bot's permissions there, None for what its role gives."""
        guild = self.world.add_guild(name, permissions=permissions, has_bot=has_bot, id=id)
        for channel, own in (channels or {"news": None}).items():
            self.world.add_channel(guild, channel, permissions=own)
        return guild

    def add_user(self, name: str = "ada") -> User:
        """Add a person."""
        return self.world.add_user(name)

    def direct_messages(self, user: User) -> Channel:
        """Return the channel of the bot's direct messages with *user*."""
        return self.world.direct_messages(user.id)

    def register(self, commands: list[Json], guild: Guild | None = None) -> None:
        """Register commands without a request."""
        keep_commands(self.world, commands, scope=guild.id if guild else "")

    def messages(self, channel: Channel, *, seen_by: User | None = None) -> list[Post]:
        """List what stands in *channel*, oldest first; with *seen_by* what is ephemeral for them, too."""
        posts = sorted(self.world.posts.get(channel.id, {}).values(), key=lambda post: int(post.id))
        mine = seen_by.id if seen_by else None
        return [post for post in posts if not post.is_ephemeral or post.ephemeral_for == mine]

    async def until(
        self, probe: Callable[[], T], what: str = "a condition", *, timeout_seconds: float = 10
    ) -> T:
        """Wait until *probe* returns something true, looking again after every request and event."""
        return await self.world.until(probe, what, timeout_seconds=timeout_seconds)

    async def connected(self) -> None:
        """Wait until a client has a session."""
        await self.until(lambda: any(one.line for one in self.gateway.sessions.values()), "a gateway session")
