"""The REST side: takes a request, checks who asks, routes it, answers in Discord's form."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.doubles.discord.faults import Faults
from tests.doubles.discord.problems import Json, Problem, plain_problem, problem
from tests.doubles.discord.ratelimits import Limited, RateLimits
from tests.doubles.discord.specs import broken_rules
from tests.doubles.faults import cut_connection

if TYPE_CHECKING:
    from tests.doubles.discord.world import World
    from tests.doubles.faults import Fault

_BASE = "/api/v10"
_DEFECTS = (50006, 50035, 50109)  # a client that knows the limits never draws one of these


@dataclass(slots=True, kw_only=True)
class Call:
    """One request, and what became of it."""

    method: str
    path: str  # without /api/v10
    route: str = ""  # the template, such as /channels/{channel_id}/messages
    params: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    at_seconds: float = 0.0  # by the double's clock
    since_interaction_seconds: float | None = None  # for a request that answers one
    status: int = 0  # 0 while it is under way, or when its answer was cut off
    answer: Any = None


Answer = tuple[int, Any]
Handler = Callable[["World", Call], Answer]


@dataclass(frozen=True, slots=True)
class _Route:
    method: str
    template: str
    pattern: re.Pattern[str]
    is_open: bool
    handler: Handler


_ROUTES: list[_Route] = []


def route(method: str, template: str, *, is_open: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler; an open one needs no bot token because its path holds a token of its own."""
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template) + "$")

    def register(handler: Handler) -> Handler:
        _ROUTES.append(_Route(method, template, pattern, is_open, handler))
        return handler

    return register


class Rest:
    """Answers every request to the API and remembers it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.calls: list[Call] = []
        self.faults = Faults()
        self.limits = RateLimits(world.clock)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        call = Call(
            method=request.method,
            path=request.path.removeprefix(_BASE),
            query=dict(request.query),
            headers=dict(request.headers),
            at_seconds=self._world.clock.seconds,
        )
        self.calls.append(call)
        response = await self._respond(call, request)
        self._world.touch()
        return response

    async def _respond(self, call: Call, request: web.Request) -> web.StreamResponse:
        fault = self.faults.take(f"{call.method} {call.path}")
        if fault and fault.gate:
            await fault.gate.wait()
        response: web.StreamResponse | None = None
        if fault is None or fault.has_effect:
            response = await self._carry_out(call, request)
        else:
            await request.read()
        if fault is None:
            assert response is not None
            return response
        await asyncio.sleep(fault.delay_seconds)
        return self._spoil(call, request, fault, response)

    def _spoil(
        self, call: Call, request: web.Request, fault: Fault, response: web.StreamResponse | None
    ) -> web.StreamResponse:
        if fault.cuts:
            call.status = 0
            cut_connection(request, resets=fault.resets)
            return web.Response()  # goes nowhere
        if fault.status:
            call.status, call.answer = fault.status, fault.body
            return _response(fault.status, fault.body, fault.headers)
        assert response is not None
        return response

    async def _carry_out(self, call: Call, request: web.Request) -> web.Response:
        headers: dict[str, str] = {}
        try:
            found = self._find(call)
            call.body = await _body(request)
            headers = self._admit(call, found)
            call.status, call.answer = found.handler(self._world, call)
        except Limited as limited:
            call.status, call.answer, headers = limited.status, limited.body, limited.headers
        except Problem as refused:
            call.status, call.answer = refused.status, refused.body
            if refused.body.get("code") in _DEFECTS:
                self._world.violations.append(f"{call.method} {call.path}: {json.dumps(refused.body)}")
        return _response(call.status, call.answer, headers)

    def _find(self, call: Call) -> _Route:
        for one in _ROUTES:
            found = one.pattern.match(call.path)
            if found and one.method == call.method:
                call.route, call.params = one.template, found.groupdict()
                return one
        self._world.violations.append(f"{call.method} {call.path}: the double knows no such route.")
        raise plain_problem(404, "Not Found")

    def _admit(self, call: Call, found: _Route) -> dict[str, str]:
        """Check token, manners, limits and form; return the headers of the rate limit."""
        is_callback = call.route.endswith("/callback")
        if not found.is_open:
            self._authorise(call)
        headers = {} if is_callback else self.limits.take(call, counts_globally=not found.is_open)
        for broken in broken_rules(call.method, call.route, call.body):
            self._world.violations.append(f"{call.method} {call.path}: {broken}")
        return headers

    def _authorise(self, call: Call) -> None:
        if call.headers.get("Authorization") != f"Bot {self._world.token}":
            raise plain_problem(401, "Unauthorized")
        if not call.headers.get("User-Agent", "").startswith("DiscordBot ("):
            # Discord's edge may refuse anything else: "DiscordBot ($url, $versionNumber)".
            self._world.violations.append(f"{call.method} {call.path}: the User-Agent is no DiscordBot's.")


async def _body(request: web.Request) -> Any:
    if not request.can_read_body:
        return None
    if request.content_type == "multipart/form-data":
        form = await request.post()
        text = str(form.get("payload_json", "{}"))
    elif request.content_type == "application/json":
        text = await request.text()
    else:
        raise problem(50035)
    try:
        return json.loads(text) if text else None
    except ValueError:
        raise problem(50109) from None


def _response(status: int, answer: Any, headers: dict[str, str]) -> web.Response:
    headers = {"Via": "1.1 loopback"} | headers  # discord.py takes a 429 without it for a ban
    if status == 204:
        return web.Response(status=204, headers=headers)
    if isinstance(answer, str):
        return web.Response(
            status=status, body=answer.encode(), headers={"Content-Type": "text/html"} | headers
        )
    # discord.py takes for JSON only this exact type, without a charset.
    return web.Response(
        status=status,
        body=json.dumps(answer).encode(),
        headers=headers | {"Content-Type": "application/json"},
    )


def body_of(call: Call) -> Json:
    """Return the body of *call*, which must be an object.

    Raises:
        Problem: It is not (50035).
    """
    if not isinstance(call.body, dict):
        raise problem(50035)
    return call.body
