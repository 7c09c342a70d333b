"""The Web API: takes a call, checks who asks and what for, answers in Slack's form."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.doubles.faults import cut_connection
from tests.doubles.slack.faults import Faults
from tests.doubles.slack.problems import Json, Problem, missing_scope
from tests.doubles.slack.ratelimits import RateLimits
from tests.doubles.slack.specs import unknown_arguments

if TYPE_CHECKING:
    from tests.doubles.faults import Fault
    from tests.doubles.slack.world import Team, World

_STRUCTURED = ("blocks", "attachments", "metadata", "view")  # may come as JSON written into a string
_WRITING = ("chat.postMessage", "chat.postEphemeral", "chat.update", "chat.delete")
# A client that knows the limits never draws one of these.
_DEFECTS = frozenset(
    {
        "cannot_reply_to_message",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_cursor",
        "invalid_form_data",
        "invalid_json",
        "invalid_metadata_format",
        "invalid_ts_latest",
        "invalid_ts_oldest",
        "invalid_trigger_id",
        "markdown_text_conflict",
        "metadata_too_large",
        "method_not_supported_for_channel_type",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "not_allowed_token_type",
        "too_many_attachments",
        "unknown_method",
        "view_too_large",
    }
)


@dataclass(slots=True, kw_only=True)
class Call:
    """One request, and what became of it."""

    name: str  # of the method, such as "chat.postMessage"; or "response_url"
    args: Json = field(default_factory=dict)
    token: str = ""
    team: Team | None = None  # whose token it was
    headers: dict[str, str] = field(default_factory=dict)
    at_seconds: float = 0.0  # by the double's clock
    retry_after_seconds: float = 0.0  # of a 429
    status: int = 0  # 0 while it is under way, or when its answer was cut off
    answer: Any = None

    @property
    def workspace(self) -> Team:
        """The workspace of the token, which a method that takes a bot token always has."""
        assert self.team is not None, f"{self.name} was called without a bot token."
        return self.team

    def require(self, *scopes: str) -> None:
        """Demand one of *scopes* of the token.

        Raises:
            Problem: It has none of them; names the first.
        """
        if scopes and not set(scopes) & set(self.workspace.scopes):
            raise missing_scope(scopes[0], self.workspace.scopes)


Handler = Callable[["World", Call], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What is documented about a method."""

    scopes: tuple[str, ...]  # one of them is needed
    tier: int  # 0 for one with a rule of its own
    required: tuple[str, ...]
    bearer: str  # whose token it takes: "bot", "app" or "" for none
    handler: Handler


METHODS: dict[str, Method] = {}


def method(
    name: str,
    *,
    scopes: tuple[str, ...] = (),
    tier: int = 0,
    required: tuple[str, ...] = (),
    bearer: str = "bot",
) -> Callable[[Handler], Handler]:
    """Register a method of the Web API."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = Method(scopes=scopes, tier=tier, required=required, bearer=bearer, handler=handler)
        return handler

    return register


class WebApi:
    """Answers every call and remembers it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.calls: list[Call] = []
        self.faults = Faults()
        self.limits = RateLimits(world.clock)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        is_method = request.path.startswith("/api/")
        name = request.path.removeprefix("/api/") if is_method else "response_url"
        call = Call(name=name, headers=dict(request.headers), at_seconds=self._world.clock.seconds)
        self.calls.append(call)
        response = await self._respond(call, request)
        call.retry_after_seconds = float(response.headers.get("Retry-After", 0))
        self._world.touch()
        return response

    async def _respond(self, call: Call, request: web.Request) -> web.StreamResponse:
        fault = self.faults.take(call.name)
        if fault and fault.gate:
            await fault.gate.wait()
        response = None
        if fault is None or fault.has_effect:
            response = await self._carry_out(call, request)
        else:
            with contextlib.suppress(Problem):
                call.args = await _arguments(request)
                call.token = _token(request, call.args)
        if fault is None:
            assert response is not None
            return response
        self._world.touch()
        await asyncio.sleep(fault.delay_seconds)
        return _spoil(call, request, fault, response)

    async def _carry_out(self, call: Call, request: web.Request) -> web.Response:
        headers: dict[str, str] = {}
        try:
            call.args = await _arguments(request)
            if call.name == "response_url":
                found = METHODS["response_url"]
                call.args["_path"] = request.path
            else:
                found = self._admit(call, request)
            call.status, call.answer = 200, {"ok": True, **found.handler(self._world, call)}
        except Problem as refused:
            call.status, call.answer, headers = refused.status, refused.body, refused.headers
            if refused.error in _DEFECTS:
                self._world.violations.append(f"{call.name}: {json.dumps(refused.body)}")
        call.args.pop("_path", None)
        if call.team is not None:
            headers = headers | {"X-OAuth-Scopes": ",".join(call.team.scopes)}
        return _response(call.status, call.answer, headers)

    def _admit(self, call: Call, request: web.Request) -> Method:
        """Check token, limits, scopes and arguments."""
        found = METHODS.get(call.name)
        if found is None or call.name == "response_url":
            raise Problem("unknown_method", req_method=call.name)
        call.token = _token(request, call.args)
        if "token" in request.query:
            self._world.violations.append(f"{call.name}: a token in an address ends up in logs.")
        if request.method == "GET" and call.name in _WRITING:
            self._world.violations.append(f"{call.name}: what it sends belongs into a POST, not into a URL.")
        self._authorise(call, found)
        self.limits.take(call, found.tier)
        if found.bearer == "bot":
            call.require(*found.scopes)
        missing = [name for name in found.required if call.args.get(name) in (None, "")]
        if missing:
            raise Problem("invalid_arguments", response_metadata={"messages": [f"missing: {missing}"]})
        for name in unknown_arguments(call.name, call.args):
            self._world.violations.append(f"{call.name}: no argument {name!r} is documented.")
        return found

    def _authorise(self, call: Call, found: Method) -> None:
        if not found.bearer:
            return
        if not call.token:
            raise Problem("not_authed")
        if call.token in self._world.revoked:
            raise Problem(self._world.revoked[call.token])
        is_app_token = call.token in self._world.app_tokens
        call.team = self._world.tokens.get(call.token)
        if call.team is None and not is_app_token:
            raise Problem("invalid_auth")
        if is_app_token != (found.bearer == "app"):
            raise Problem("not_allowed_token_type")


def _token(request: web.Request, args: Json) -> str:
    """Take the token from the header; else from the arguments, where Slack still reads it."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    given = str(args.pop("token", "") or "")
    return token if scheme == "Bearer" else given


async def _arguments(request: web.Request) -> Json:
    """Read a call's arguments from its query, form or JSON.

    Raises:
        Problem: They cannot be read.
    """
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            given = json.loads(await request.text() or "{}")
        except ValueError:
            raise Problem("invalid_json") from None
        if not isinstance(given, dict):
            raise Problem("json_not_object")
        args |= given
    elif request.can_read_body:
        args |= {name: str(value) for name, value in (await request.post()).items()}
    return {name: _parsed(name, value) for name, value in args.items() if value is not None}


def _parsed(name: str, value: Any) -> Any:
    if name not in _STRUCTURED or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Problem("invalid_blocks_format" if name == "blocks" else "invalid_arguments") from None


def is_true(value: Any) -> bool:
    """Read a boolean argument, however it was sent."""
    return value is True or str(value).lower() in ("1", "true")


def _spoil(
    call: Call, request: web.Request, fault: Fault, response: web.StreamResponse | None
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


def _response(status: int, answer: Any, headers: dict[str, str]) -> web.Response:
    if isinstance(answer, str):
        kind = {"Content-Type": "text/html"}
        return web.Response(status=status, body=answer.encode(), headers=kind | headers)
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return web.Response(status=status, body=json.dumps(answer).encode(), headers=kind | headers)
