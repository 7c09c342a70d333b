"""Reply to one gesture: by its response_url while that may be used, else by a message to the asker alone."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat import ChatError, TryLater, Uncertain
from bot.platforms.slack.answers import error_name, meaning

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_sdk.web.async_client import AsyncWebClient
    from slack_sdk.webhook import WebhookResponse

    from bot.platforms.slack.account import Account
    from bot.platforms.slack.reading import Origin

    Json = dict[str, Any]

# Slack: "up to 5 times within 30 minutes". A minute is kept back for what is on its way.
_MOST_USES = 5
_USABLE_SECONDS = 29 * 60.0
_PATIENCE_SECONDS = 12
_PAUSES = (0.5, 1.5)
_LONGEST_WAIT_SECONDS = 30.0
_SPENT = {"used_url", "expired_url"}
_WORD = re.compile(r"[a-z_]{2,50}")
_NOT_EPHEMERAL = {
    "unfurl_links",
    "unfurl_media",
}  # chat.postEphemeral does not know them, and unfolds nothing


class Reply:
    """The reply to one gesture, which was acknowledged already.

    Slack knows no nonce for what one person sees, so an answer whose arrival is unknown is sent again: seeing
    it twice is better than never. What everybody sees goes another way, and is never repeated here.
    """

    def __init__(
        self, origin: Origin, account: Account, *, used: int = 0, since: float | None = None
    ) -> None:
        self.origin = origin
        self._account = account
        self._uses = used
        self.since = time.time() if since is None else since  # when the gesture was made

    @property
    def can_respond(self) -> bool:
        """Whether the response_url may be used once more."""
        is_fresh = time.time() - self.since < _USABLE_SECONDS
        return bool(self.origin.response_url) and self._uses < _MOST_USES and is_fresh

    async def show(self, body: Json) -> None:
        """Show *body* to the asker alone, as a message of its own.

        Raises:
            ChatError: Slack cannot be reached, or does not take it.
        """
        if self.origin.is_at_home or not self.origin.channel:
            await self._insist(lambda: self._send("chat.postMessage", body, channel=self.origin.person))
        elif self.can_respond:
            shown = {**body, "response_type": "ephemeral", "replace_original": False, **self._thread()}
            await self._respond(shown, otherwise=lambda: self._beside(body))
        else:
            await self._insist(lambda: self._beside(body))

    async def change(self, body: Json) -> None:
        """Show *body* in the place of the message whose button was pressed; else beside it.

        Raises:
            ChatError: Slack cannot be reached, or does not take it.
        """
        if self.can_respond:
            changed = {**body, "replace_original": True}
            await self._respond(changed, otherwise=lambda: self._beside(body))
        else:
            await self.show(body)

    async def show_everybody(self, body: Json) -> None:
        """Show *body* to everybody where the gesture was made, also where the bot is no member; not repeated.

        Raises:
            ChatError: It was not shown, or perhaps not; the kind of error tells.
        """
        await self._post({**body, "response_type": "in_channel", "replace_original": False, **self._thread()})

    async def _respond(self, body: Json, *, otherwise: Callable[[], Awaitable[object]]) -> None:
        """Use the response_url until that has arrived; do *otherwise* when it is spent."""

        async def once() -> None:
            if self.can_respond:
                await self._post(body)
            else:
                await otherwise()

        try:
            await self._insist(once)
        except _Spent:
            await self._insist(otherwise)

    async def _beside(self, body: Json) -> None:
        """Show *body* without a response_url; with the bot alone nobody else can see it anyway."""
        origin = self.origin
        if origin.is_direct:
            await self._send("chat.postMessage", body, channel=origin.channel)
        else:
            shown = {name: value for name, value in body.items() if name not in _NOT_EPHEMERAL}
            await self._send("chat.postEphemeral", shown, channel=origin.channel, user=origin.person)

    async def _send(self, method: str, body: Json, **where: str) -> None:
        try:
            await self._account.request(method, **body, **where, **self._thread())
        except Exception as error:
            raise meaning(error, place="this conversation") from error

    async def _post(self, body: Json) -> None:
        """Use the response_url once."""
        self._uses += 1
        url = self._account.endpoints.checked_reply(self.origin.response_url)
        client = await self._account.client()
        webhook = AsyncWebhookClient(
            url, timeout=_PATIENCE_SECONDS, session=client.session, retry_handlers=[]
        )
        webhook.proxy = client.proxy  # it would take one from the environment, for this machine, too
        try:
            _judge(client, await webhook.send_dict(body))
        except Exception as error:
            if error_name(error) in _SPENT:
                raise _Spent("The address to answer at is used up.") from error
            raise meaning(error, place="this conversation") from error

    async def _insist(self, request: Callable[[], Awaitable[object]]) -> None:
        """Make a request again while it is not known to have arrived."""
        for pause in (*_PAUSES, None):
            try:
                await request()
            except (TryLater, Uncertain) as error:
                if pause is None:
                    raise
                await asyncio.sleep(max(pause, _asked_patience(error)))
            else:
                return

    def _thread(self) -> Json:
        return {"thread_ts": self.origin.thread} if self.origin.thread else {}


class _Spent(ChatError):
    """The response_url was used too often, or is too old."""


def _read(told: str) -> Json:
    """Read an answer of a response_url: "ok", a word for what is wrong, or the JSON of the Web API."""
    if _WORD.fullmatch(told.strip()):
        return {"ok": told.strip() == "ok", "error": told.strip()}
    try:
        said = json.loads(told)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _judge(client: AsyncWebClient, response: WebhookResponse) -> None:
    """Raise what an answer says is wrong, as an error of the Web API: one table says what they mean."""
    said = _read(response.body)
    if response.status_code == 200 and said.get("ok") is not False:
        return
    answer = AsyncSlackResponse(
        client=client,
        http_verb="POST",
        api_url="response_url",
        req_args={},
        data=said,
        headers=dict(response.headers),
        status_code=response.status_code,
    )
    raise SlackApiError("response_url", answer)  # type: ignore[no-untyped-call]  # slack_sdk lacks its types


def _asked_patience(error: Exception) -> float:
    seconds = error.retry_after if isinstance(error, TryLater) else None
    return min(seconds or 0.0, _LONGEST_WAIT_SECONDS)
