"""The REST side: takes a request, checks who asks, routes it, answers in Discord's form."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.doubles.discord.problems import Json, Problem, plain_problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.doubles.discord.world import World

Handler = "Callable[[World, Call], tuple[int, Any]]"
_ROUTES: list[tuple[str, str, re.Pattern[str], bool, Any]] = []
_BASE = "/api/v10"


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


def route(method: str, template: str, *, is_open: bool = False) -> Callable[[Any], Any]:
    """Register a handler; an open one needs no bot token because its path holds a token of its own."""
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template) + "$")

    def register(handler: Any) -> Any:
        _ROUTES.append((method, template, pattern, is_open, handler))
        return handler

    return register


class Rest:
    """Answers every request to the API and remembers it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.calls: list[Call] = []

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
        try:
            call.body = await _body(request)
            status, answer = self._answer(call)
        except Problem as refused:
            status, answer = refused.status, refused.body
        call.status, call.answer = status, answer
        self._world.touch()
        return _response(status, answer)

    def _answer(self, call: Call) -> tuple[int, Any]:
        for method, template, pattern, is_open, handler in _ROUTES:
            found = pattern.match(call.path)
            if found and method == call.method:
                call.route, call.params = template, found.groupdict()
                self._authorise(call, is_open=is_open)
                status, answer = handler(self._world, call)
                return int(status), answer
        self._world.violations.append(f"{call.method} {call.path}: the double knows no such route")
        raise plain_problem(404, "Not Found")

    def _authorise(self, call: Call, *, is_open: bool) -> None:
        if not is_open and call.headers.get("Authorization") != f"Bot {self._world.token}":
            raise plain_problem(401, "Unauthorized")


async def _body(request: web.Request) -> Any:
    if not request.can_read_body:
        return None
    if request.content_type == "multipart/form-data":
        form = await request.post()
        text = str(form.get("payload_json", "{}"))
    else:
        text = await request.text()
    try:
        return json.loads(text) if text else None
    except ValueError:
        raise problem(50109) from None


def _response(status: int, answer: Any) -> web.Response:
    if status == 204:
        return web.Response(status=204, headers={"Via": "1.1 loopback"})
    # discord.py takes for JSON only this exact type, without a charset, and a 429 without Via for a ban.
    headers = {"Content-Type": "application/json", "Via": "1.1 loopback"}
    return web.Response(status=status, body=json.dumps(answer).encode(), headers=headers)


def body_of(call: Call) -> Json:
    """Return the body of *call*, which must be an object.

    Raises:
        Problem: It is not (50035).
    """
    if not isinstance(call.body, dict):
        raise problem(50035)
    return call.body
