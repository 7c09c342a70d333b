"""The whole double: REST and gateway behind two doors on loopback."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.doubles.clock import Clock
from tests.doubles.discord import account, interactions, messages, registry
from tests.doubles.discord.gateway import Gateway
from tests.doubles.discord.gestures import Gestures
from tests.doubles.discord.hands import Hands
from tests.doubles.discord.rest import Rest
from tests.doubles.discord.world import World
from tests.doubles.doors import HOST, Door

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from types import TracebackType
    from typing import Self, TypeVar

    from tests.doubles.discord.faults import Faults
    from tests.doubles.discord.ratelimits import RateLimits
    from tests.doubles.discord.rest import Call

    T = TypeVar("T")

ROUTES = (account, interactions, messages, registry)  # importing them registers their routes
TOKEN = "fake-token-for-tests"  # noqa: S105  # says so itself


class LoopbackDiscord(Hands, Gestures):
    """A Discord that runs in this process and listens on 127.0.0.1."""

    def __init__(self, *, token: str = TOKEN, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        world = World(token=token, clock=self.clock)
        self.gateway = Gateway(world)
        self._rest = Rest(world)
        self._api_door, self._gateway_door = Door(), Door()
        Hands.__init__(self, world)
        Gestures.__init__(self, world, self.gateway)

    async def __aenter__(self) -> Self:
        await self._api_door.open(self._rest.handle)
        await self._gateway_door.open(self.gateway.handle)
        self.gateway.url = f"ws://{HOST}:{self._gateway_door.port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.gateway.stop()
        await self._api_door.close()
        await self._gateway_door.close()
        if error is None:
            assert not self.violations, "No client should do this:\n" + "\n".join(self.violations)

    @property
    def api_base(self) -> str:
        """The address of the API."""
        return f"http://{HOST}:{self._api_door.port}/api/v10"

    @property
    def gateway_url(self) -> str:
        """The address of the gateway."""
        return self.gateway.url

    @property
    def token(self) -> str:
        """The bot token it accepts."""
        return self.world.token

    @property
    def requests(self) -> list[Call]:
        """Every request so far, in the order of arrival."""
        return self._rest.calls

    @property
    def invalid_requests(self) -> int:
        """How many answers were 401, 403 or 429: Discord bans an address after 10,000 in ten minutes."""
        return sum(call.status in (401, 403, 429) for call in self.requests)

    @property
    def violations(self) -> list[str]:
        """What a client did that no client should; must be empty on exit."""
        return self.world.violations

    @property
    def faults(self) -> Faults:
        """The faults that wait for a request."""
        return self._rest.faults

    @property
    def limits(self) -> RateLimits:
        """The rate limits."""
        return self._rest.limits

    @asynccontextmanager
    async def shut_gateway(self) -> AsyncIterator[None]:
        """Refuse connections to the gateway (ECONNREFUSED) while inside."""
        await self._gateway_door.shut()
        yield
        await self._gateway_door.open()

    @asynccontextmanager
    async def shut_api(self) -> AsyncIterator[None]:
        """Refuse connections to the API while inside; those that are open stay."""
        await self._api_door.shut()
        yield
        await self._api_door.open()

    async def until(
        self, probe: Callable[[], T | None], what: str = "a condition", *, timeout_seconds: float = 10
    ) -> T | None:
        """Wait until *probe* returns something true, looking again after every request and event."""
        return await self.world.until(probe, what, timeout_seconds=timeout_seconds)

    async def connected(self) -> None:
        """Wait until a client has a session."""
        await self.until(lambda: self.gateway.is_connected, "a gateway session")
