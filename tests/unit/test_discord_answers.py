"""What each answer of Discord means for a post."""

from __future__ import annotations

import json
import ssl
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest

from bot.chat import ChatError, Scope, TryLater, Uncertain, Undeliverable
from bot.platforms.discord.answers import _LATER, _REFUSALS, meaning

JSON, HTML = "application/json", "text/html; charset=utf-8"


def answer(status: int, code: int = 0, *, kind: str = JSON, retry_after: str = "") -> discord.HTTPException:
    """Make the exception discord.py raises for an answer."""
    response = SimpleNamespace(
        status=status, reason="", headers={"Content-Type": kind, "Retry-After": retry_after}
    )
    body: Any = {"code": code, "message": "No"} if kind == JSON else "<html>"
    classes = {403: discord.Forbidden, 404: discord.NotFound, 503: discord.DiscordServerError}
    return classes.get(status, discord.HTTPException)(cast("Any", response), body)


def meant(error: Exception) -> ChatError:
    """Say what it means in #news."""
    return meaning(error, place="#news", missing="Embed Links")


@pytest.mark.parametrize("code", sorted(_REFUSALS))
def test_known_refusals_say_what_to_do(code: int) -> None:
    """Each refusal Discord numbers is refused in its scope, in sentences without a gap."""
    error = meant(answer(403, code))

    assert isinstance(error, Undeliverable)
    assert (_REFUSALS[code][0], ".") == (error.scope, str(error)[-1])
    assert "{" not in str(error)


@pytest.mark.parametrize("code", sorted(_LATER))
def test_refusals_for_now_are_tried_later(code: int) -> None:
    """What Discord refuses for the moment is tried later, after as long as it says."""
    error = meant(answer(400, code, retry_after="7"))

    assert isinstance(error, TryLater)
    assert 7 == error.retry_after


@pytest.mark.parametrize(
    ("error", "kind", "scope"),
    [
        (answer(401), Undeliverable, Scope.ACCOUNT),
        (discord.LoginFailure(), Undeliverable, Scope.ACCOUNT),
        (answer(403, 99_999), Undeliverable, Scope.DESTINATION),
        (answer(400, 50_035), Undeliverable, Scope.MESSAGE),
        (answer(404), Undeliverable, Scope.MESSAGE),
        (answer(403, kind=HTML), TryLater, None),
        (answer(401, kind=HTML), TryLater, None),
        (answer(429, kind=HTML), TryLater, None),
        (discord.RateLimited(12.0), TryLater, None),
        (answer(503, kind=HTML), Uncertain, None),
        (answer(200, kind=HTML), Uncertain, None),
        (TimeoutError(), Uncertain, None),
        (aiohttp.ServerDisconnectedError(), Uncertain, None),
        (aiohttp.ClientPayloadError(), Uncertain, None),
        (ConnectionResetError(104, "Connection reset by peer"), Uncertain, None),
        (json.JSONDecodeError("Expecting value", "", 0), Uncertain, None),
        (aiohttp.ConnectionTimeoutError(), TryLater, None),
        (TypeError("string indices must be integers"), Uncertain, None),
        (Uncertain("As it was."), Uncertain, None),
    ],
)
def test_every_answer_has_its_meaning(error: Exception, kind: type[ChatError], scope: Scope | None) -> None:
    """Certainly not posted, perhaps posted, or never: each answer is one of the three."""
    found = meant(error)

    assert (kind, scope) == (type(found), getattr(found, "scope", None))


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        (aiohttp.ClientConnectorError, OSError(111, "Connect call failed")),
        (aiohttp.ClientConnectorDNSError, OSError(-2, "Name or service not known")),
        (aiohttp.ClientConnectorSSLError, ssl.SSLError(1, "wrong version number")),
    ],
)
def test_nothing_was_posted_without_a_connection(
    kind: type[aiohttp.ClientConnectorError], cause: OSError
) -> None:
    """Refused, no such name, no encryption: the request never left, and the sentence ends."""
    key = cast("Any", SimpleNamespace(host="discord.example", port=443, ssl=True, is_ssl=True))
    found = meant(kind(key, cause))

    assert (TryLater, True) == (type(found), str(found).startswith("Discord cannot be reached: "))


def test_guard_asks_for_its_own_patience() -> None:
    """A 429 says how long to wait; one that does not comes from the guard against floods, which lasts."""
    said, silent = meant(answer(429, kind=HTML, retry_after="37")), meant(answer(429, kind=HTML))

    assert (37.0, 600.0) == (getattr(said, "retry_after", 0), getattr(silent, "retry_after", 0))
