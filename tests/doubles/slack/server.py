"""The whole double: Web API, response_url and Socket Mode behind two doors on loopback."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.doubles.clock import Clock
from tests.doubles.doors import HOST, Door
from tests.doubles.slack import history, installing, people, posting, views
from tests.doubles.slack.callbacks import Callbacks
from tests.doubles.slack.gestures import Gestures
from tests.doubles.slack.hands import Hands
from tests.doubles.slack.sockets import SocketMode
from tests.doubles.slack.webapi import WebApi
from tests.doubles.slack.world import APP_TOKEN, World

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from types import TracebackType
    from typing import Self, TypeVar

    from tests.doubles.slack.callbacks import Callback
    from tests.doubles.slack.faults import Faults
    from tests.doubles.slack.ratelimits import RateLimits
    from tests.doubles.slack.webapi import Call

    T = TypeVar("T")

METHODS_OF = (history, installing, people, posting, views)  # importing them registers their methods


class LoopbackSlack(Hands, Gestures):
    """A Slack that runs in this process and listens on 127.0.0.1."""

    def __init__(self, *, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        world = World(self.clock)
        self.sockets = SocketMode(world)
        self.callbacks = Callbacks(world)
        self._api = WebApi(world)
        self._api_door, self._socket_door = Door(), Door()
        Hands.__init__(self, world)
        Gestures.__init__(self, world, self.sockets, self.callbacks)

    async def __aenter__(self) -> Self:
        await self._api_door.open(self._api.handle)
        await self._socket_door.open(self.sockets.handle)
        self.world.response_base = f"http://{HOST}:{self._api_door.port}"
        self.sockets.url = f"ws://{HOST}:{self._socket_door.port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop_gestures()
        await self.sockets.stop()
        await self.callbacks.close()
        await self._api_door.close()
        await self._socket_door.close()
        if error is None:
            assert not self.violations, "No client should do this:\n" + "\n".join(self.violations)

    @property
    def api_base(self) -> str:
        """The address of the Web API, as `base_url` takes it."""
        return f"http://{HOST}:{self._api_door.port}/api/"

    @property
    def app_token(self) -> str:
        """The token that opens Socket Mode connections."""
        return APP_TOKEN

    @property
    def signing_secret(self) -> str:
        """The secret with which HTTP callbacks are signed."""
        return self.world.signing_secret

    @property
    def request_url(self) -> str:
        """Where the app listens for callbacks; setting it turns gestures and events over to HTTP."""
        return self.callbacks.url

    @request_url.setter
    def request_url(self, url: str) -> None:
        self.callbacks.url = url

    @property
    def requests(self) -> list[Call]:
        """Every call so far, in the order of arrival; `name` is the method's, or "response_url"."""
        return self._api.calls

    @property
    def impatient(self) -> list[Call]:
        """The calls that came although a 429 before them said to wait longer."""
        limited = [call for call in self.requests if call.status == 429]
        return [call for call in self.requests if any(_ignores(call, before) for before in limited)]

    @property
    def deliveries(self) -> list[Callback]:
        """Every HTTP callback so far."""
        return self.callbacks.sent

    @property
    def violations(self) -> list[str]:
        """What a client did that no client should; must be empty on exit."""
        return self.world.violations

    @property
    def faults(self) -> Faults:
        """The faults that wait for a call."""
        return self._api.faults

    @property
    def limits(self) -> RateLimits:
        """The rate limits."""
        return self._api.limits

    @asynccontextmanager
    async def shut_sockets(self) -> AsyncIterator[None]:
        """Refuse Socket Mode connections (ECONNREFUSED) while inside."""
        await self._socket_door.shut()
        yield
        await self._socket_door.open()

    @asynccontextmanager
    async def shut_api(self) -> AsyncIterator[None]:
        """Refuse connections to the Web API while inside; those that are open stay."""
        await self._api_door.shut()
        yield
        await self._api_door.open()

    async def until(
        self, probe: Callable[[], T | None], what: str = "a condition", *, timeout_seconds: float = 10
    ) -> T | None:
        """Wait until *probe* returns something true, looking again after every call and event."""
        return await self.world.until(probe, what, timeout_seconds=timeout_seconds)

    async def connected(self) -> None:
        """Wait until there is a Socket Mode connection."""
        await self.until(lambda: self.sockets.is_connected, "a Socket Mode connection")


def _ignores(call: Call, limited: Call) -> bool:
    """Tell whether *call* is of the same kind as one that was *limited*, and comes too early after it."""
    same = (call.name, call.token, call.args.get("channel")) == (
        limited.name,
        limited.token,
        limited.args.get("channel"),
    )
    waited_seconds = call.at_seconds - limited.at_seconds
    return same and call is not limited and 0 <= waited_seconds < limited.retry_after_seconds
