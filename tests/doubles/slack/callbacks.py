"""The HTTP transport: signed requests to the app's own address."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from tests.doubles.slack.interactions import ACK_SECONDS, COMMAND, EVENT, Interaction, acknowledge, fail

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.doubles.slack.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A request that went to the app, and its answer."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 0  # 0 when nothing answered
    text: str = ""


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Sign a request as Slack does."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Callbacks:
    """Sends gestures and events to `url`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.url = ""
        self.timeout_seconds = ACK_SECONDS  # in real time; a test of slowness may shorten it
        self.sent: list[Callback] = []
        self._session: aiohttp.ClientSession | None = None

    async def send(self, asked: Interaction, *, copies: int = 1, retry: int = 0, reason: str = "") -> None:
        """Send *asked* and take what comes back as its acknowledgement."""
        body, kind = encode(asked)
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        if not retry:
            asked.sent_at_seconds = self._world.clock.seconds
        for _ in range(copies):
            answer = await self.post(body, kind, headers=headers)
            if answer.status == 200:
                acknowledge(self._world, asked, _body(answer))
            else:
                fail(self._world, asked, "dispatch_failed" if answer.status else "operation_timeout")

    async def post(
        self,
        body: bytes,
        kind: str = "application/json",
        *,
        secret: str | None = None,
        timestamp: str | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Callback:
        """Send any bytes, signed with *secret* at *timestamp*; a header given as None is left out.

        By default the signature is right and fresh by this machine's clock, which is the one the app has.
        """
        stamp = str(int(time.time())) if timestamp is None else timestamp
        signature = sign(self._world.signing_secret if secret is None else secret, stamp, body)
        signed = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
        wanted = {**signed, **(headers or {})}
        return await self._post(body, {name: one for name, one in wanted.items() if one is not None})

    async def replay(self, before: Callback) -> Callback:
        """Send a request again, byte for byte, with the signature it had."""
        return await self._post(before.body, before.headers)

    async def _post(self, body: bytes, headers: dict[str, str]) -> Callback:
        assert self.url, "Say where the app listens: slack.request_url = ..."
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        status, text = 0, ""
        limit = aiohttp.ClientTimeout(total=self.timeout_seconds)
        try:
            async with self._session.post(
                self.url, data=io.BytesIO(body), headers=headers, timeout=limit
            ) as answer:
                status, text = answer.status, await answer.text()
        except (aiohttp.ClientError, TimeoutError):
            text = ""  # nobody there, or too slow: Slack makes no difference
        done = Callback(body=body, headers=headers, status=status, text=text)
        self.sent.append(done)
        self._world.touch()
        return done

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


def encode(asked: Interaction) -> tuple[bytes, str]:
    """Write a payload as its kind travels, and name the content type."""
    if asked.kind == EVENT:
        return json.dumps(asked.payload).encode(), "application/json"
    form = asked.payload if asked.kind == COMMAND else {"payload": json.dumps(asked.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _body(answer: Callback) -> Any:
    """Read an acknowledgement: JSON, or a plain text for the asker."""
    try:
        return json.loads(answer.text) if answer.text else None
    except ValueError:
        return answer.text
