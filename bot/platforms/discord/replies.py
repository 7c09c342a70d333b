"""Reply to one interaction: acknowledged once in three seconds, then shown and followed up for 15 minutes."""

from __future__ import annotations

import asyncio
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.http import Route

from bot.chat import TryLater, Uncertain
from bot.platforms.discord.answers import ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION, meaning

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    Json = dict[str, Any]

EPHEMERAL = 1 << 6
_INVALID_TOKEN, _UNKNOWN_WEBHOOK = 50027, 10015
_OVER = {ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION, _INVALID_TOKEN, _UNKNOWN_WEBHOOK}
_PLACE = "this conversation"
# An acknowledgement is worth nothing after three seconds; a second try only learns whether the first arrived.
_ACKNOWLEDGE_SECONDS = 2.5
_ACKNOWLEDGE_PAUSES = (0.1, 0.4)
_SHOW_SECONDS = 15.0
_SHOW_PAUSES = (0.5, 1.0, 2.0, 4.0)
_LONGEST_WAIT_SECONDS = 60.0


class Over(Exception):
    """The interaction was answered by another copy of it or another process, or its time is up."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Discord answered {code}.")
        self.code = code


class _Kind(IntEnum):
    """What Discord calls the types of an interaction's response."""

    MESSAGE_LATER = 5
    CHANGE_LATER = 6
    CHOICES = 8
    FORM = 9


class Reply:
    """The reply to one interaction.

    Not discord.py's own: that repeats a request answered by 5xx without telling, so that "already
    acknowledged" may mean ourselves. Taking it for somebody else would leave the asker waiting for ever;
    taking somebody else for ourselves would do twice what was asked once.
    """

    def __init__(self, interaction: discord.Interaction) -> None:
        self._interaction = interaction
        self.is_acknowledged = False
        self.changes_message = False  # what is shown takes the place of the message whose button was pressed

    async def defer(self, *, in_place: bool = False) -> None:
        """Promise an answer that only the asker sees, or a change of the message whose button was pressed.

        Raises:
            Over: Somebody else replies, or nobody waits any more.
            ChatError: Discord cannot be reached, or does not take it.
        """
        if in_place:
            await self._acknowledge(_Kind.CHANGE_LATER)
            self.changes_message = True
        else:
            await self._acknowledge(_Kind.MESSAGE_LATER, {"flags": EPHEMERAL})

    async def offer(self, choices: Sequence[Json]) -> None:
        """Offer the *choices* of an autocomplete list; raises what `defer` raises."""
        await self._acknowledge(_Kind.CHOICES, {"choices": list(choices)})

    async def open(self, modal: Json) -> None:
        """Open a form; raises what `defer` raises."""
        await self._acknowledge(_Kind.FORM, modal)

    async def show(self, body: Json) -> None:
        """Show *body* in the place of what was promised; it is there once however often it is sent.

        Raises:
            Over: The token is not valid any more.
            ChatError: Discord cannot be reached, or does not take it.
        """
        await self._insist(lambda: self._webhook("PATCH", "/messages/@original", body), _SHOW_PAUSES)

    async def follow(self, body: Json, *, ephemeral: bool) -> Json:
        """Send *body* as a message of its own, and return what Discord says of it.

        Raises:
            Over: The token is not valid any more.
            Uncertain: It may have been sent. Discord knows no nonce here, so it is not sent again.
            ChatError: It was not sent.
        """
        flags = int(body.get("flags", 0)) | (EPHEMERAL if ephemeral else 0)
        sent: Json = await self._webhook("POST", "?wait=true", {**body, "flags": flags})
        return sent

    async def _acknowledge(self, kind: _Kind, data: Json | None = None) -> None:
        body: Json = {"type": kind.value} if data is None else {"type": kind.value, "data": data}
        its = self._interaction
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        route = Route("POST", path, webhook_id=its.id, webhook_token=its.token)
        await self._insist(lambda: self._ask(route, body, _ACKNOWLEDGE_SECONDS), _ACKNOWLEDGE_PAUSES)
        self.is_acknowledged = True

    async def _webhook(self, method: str, path: str, body: Json) -> Any:
        its = self._interaction
        path = "/webhooks/{webhook_id}/{webhook_token}" + path
        route = Route(method, path, webhook_id=its.application_id, webhook_token=its.token)
        return await self._ask(route, body, _SHOW_SECONDS)

    async def _insist(self, request: Callable[[], Awaitable[Any]], pauses: Sequence[float]) -> None:
        """Make a request again while it is not known to have arrived."""
        was_lost = False
        for pause in (*pauses, None):
            try:
                await request()
            except Over as over:
                if was_lost and over.code == ALREADY_ACKNOWLEDGED:
                    return  # by ourselves: the request had arrived, and its answer had not
                raise
            except (TryLater, Uncertain) as error:
                was_lost |= isinstance(error, Uncertain)
                if pause is None:
                    raise
                await asyncio.sleep(max(pause, _asked_patience(error)))
            else:
                return

    async def _ask(self, route: Route, body: Json, seconds: float) -> Any:
        """Make one request, once."""
        session = self._interaction.followup.session
        headers = {"User-Agent": self._interaction.client.http.user_agent}
        try:
            async with (
                asyncio.timeout(seconds),
                session.request(route.method, route.url, json=body, headers=headers) as response,
            ):
                return await _read(response)
        except (discord.HTTPException, aiohttp.ClientError, OSError, ValueError) as error:
            if isinstance(error, discord.HTTPException) and error.code in _OVER:
                raise Over(error.code) from error
            raise meaning(error, place=_PLACE) from error


async def _read(response: aiohttp.ClientResponse) -> Any:
    is_json = response.content_type == "application/json"
    answer = await response.json() if is_json else await response.text()
    if response.status >= 400:
        raise discord.HTTPException(response, answer)
    return answer


def _asked_patience(error: Exception) -> float:
    seconds = error.retry_after if isinstance(error, TryLater) else None
    return min(seconds or 0.0, _LONGEST_WAIT_SECONDS)
