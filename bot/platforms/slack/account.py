"""The app's account: who it is in each workspace, and the one way in which requests leave."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import ChatError, Scope, TryLater, Uncertain, Undeliverable
from bot.platforms.addresses import is_on_this_machine
from bot.platforms.slack.answers import meaning

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.platforms.slack.endpoints import Endpoints

_REQUEST_SECONDS = 12.0  # a post must end within the courier's 15 s
_KINDS = {
    "xoxb-": "a bot token",
    "xapp-": "an app token",
    "xoxp-": "a user token",
    "xoxe": "a token that expires",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The app in one workspace."""

    id: str
    name: str
    address: str  # https://example.slack.com/
    bot_user: str  # id
    bot_name: str
    bot_id: str
    enterprise: str = ""
    scopes: frozenset[str] = frozenset()  # none when Slack did not say


class Account:
    """One app in one workspace, asked who it is when that is first needed; posting needs no connection."""

    def __init__(self, token: Callable[[], str], endpoints: Endpoints) -> None:
        self._read_token = token
        self.endpoints = endpoints
        self._token = ""  # the one we are logged in with, or were refused with
        self._client: AsyncWebClient | None = None
        self._team: Team | None = None
        self._refusal: Undeliverable | None = None
        self._was_refused = asyncio.Event()
        self._logging_in = asyncio.Lock()

    @property
    def refusal(self) -> Undeliverable | None:
        """Why Slack does not let this app in, until the token is another."""
        return self._refusal

    @property
    def known(self) -> Team | None:
        """The workspace, if Slack was asked already."""
        return self._team

    @property
    def token(self) -> str:
        """The bot token that Slack has accepted; empty before."""
        return self._token if self._team is not None else ""

    async def client(self) -> AsyncWebClient:
        """Return a client that Slack knows; it never repeats a request by itself.

        Raises:
            TryLater: Slack could not be asked.
            Undeliverable: It does not know the token (scope ACCOUNT).
        """
        async with self._logging_in:
            if self._refusal is not None:
                raise self._refusal
            if self._client is None:
                self._client = await self._log_in()
            return self._client

    async def team(self) -> Team:
        """Return the workspace, asking Slack when it is not known yet; raises as `client` does."""
        await self.client()
        if self._team is None:  # somebody has logged out in this very moment
            raise TryLater("The bot is logging in to Slack anew.")
        return self._team

    async def request(self, method: str, **fields: Any) -> dict[str, Any]:
        """Call a method of the Web API, such as chat.postMessage, and return Slack's answer.

        Raises:
            ChatError: The account could not be logged in, so nothing was asked.
            SlackApiError: Slack said no; `answers.meaning` tells what that means.
            aiohttp.ClientError, TimeoutError: The answer did not arrive.
        """
        return await self._call(await self.client(), method, **fields)

    async def open_socket(
        self, app_token: str, *, heartbeat_seconds: float
    ) -> aiohttp.ClientWebSocketResponse:
        """Open a socket where Slack says.

        Raises:
            ForeignAddress: Slack names a place that is none of its own.
            ChatError: The account could not be logged in, so nothing was asked.
            SlackApiError: Slack said no.
            aiohttp.ClientError, TimeoutError: The answer, or the socket, did not come.
        """
        client = await self.client()
        answer = await client.apps_connections_open(app_token=app_token)
        url = self.endpoints.checked_socket(str(answer["url"]))
        if client.session is None:
            raise TryLater("The bot is logging in to Slack anew.")
        return await client.session.ws_connect(url, heartbeat=heartbeat_seconds, proxy=client.proxy)

    def client_for_bolt(self) -> AsyncWebClient:
        """Make a client without a token: Bolt copies it for each gesture, and is told the token then."""
        return _plain_client(None, self.endpoints.api)

    async def close(self) -> None:
        """Let go of every connection; the next request would log in again."""
        client, self._client = self._client, None
        if client is not None and client.session is not None:
            await client.session.close()

    async def until_refused(self) -> None:
        """Wait until Slack does not let this app in any more, and raise why."""
        await self._was_refused.wait()
        raise self._refusal or Undeliverable("Slack does not let the bot in.", scope=Scope.ACCOUNT)

    async def has_other_token(self) -> bool:
        """Tell whether somebody has put another token in the place of the one that was refused."""
        try:
            return await self._fresh_token() != self._token
        except ChatError:  # there is none, or none that could be right
            return False

    async def forgive(self) -> None:
        """Give the account another chance: with the next token, or with this one after a long while."""
        async with self._logging_in:
            await self.close()
            self._refusal = None
            self._was_refused.clear()

    # ------------------------------------------------------------------------------------- logging in

    async def _log_in(self) -> AsyncWebClient:
        try:
            self._token = await self._fresh_token()
        except ChatError as error:
            raise self._noted(error) from None
        client = _new_client(self._token, self.endpoints.api)
        is_in = False
        try:
            self._team = _team(await client.auth_test())
            is_in = True
        except Exception as error:
            raise self._not_in(error) from error
        finally:
            if not is_in and client.session is not None:
                await client.session.close()
        return client

    async def _call(self, client: AsyncWebClient, method: str, **fields: Any) -> dict[str, Any]:
        call = getattr(client, method.replace(".", "_"))
        try:
            answer = await call(**fields)
        except SlackApiError as error:
            self._noted(meaning(error, place="Slack"))
            raise
        if not isinstance(answer.data, dict):
            raise Uncertain("Slack's answer did not arrive whole.")
        return answer.data

    def _not_in(self, error: Exception) -> ChatError:
        """Say what it means that logging in failed: whatever it was, nothing was posted."""
        meant = self._noted(meaning(error, place="Slack"))
        is_certain = isinstance(meant, TryLater) or self._refusal is not None
        return meant if is_certain else TryLater(f"Logging in failed. {meant}")

    def _noted(self, meant: ChatError) -> ChatError:
        """Keep what it means if it concerns the whole account: nothing more is asked with this token."""
        if isinstance(meant, Undeliverable) and meant.scope is Scope.ACCOUNT:
            self._refusal = meant
            self._was_refused.set()
        return meant

    async def _fresh_token(self) -> str:
        return await read_token(self._read_token, wanted="xoxb-")


async def read_token(read: Callable[[], str], *, wanted: str) -> str:
    """Read a token from where it is kept, and tell one kind from another.

    Raises:
        TryLater: It cannot be read.
        Undeliverable: It can be no token of the kind that begins with *wanted* (scope ACCOUNT).
    """
    try:
        token = await asyncio.to_thread(read)
    except Exception as error:  # noqa: BLE001  # whatever keeps a secret in its place
        raise TryLater(str(error)) from None  # it names the place, never the token
    called = _KINDS[wanted]
    other = next((kind for sign, kind in _KINDS.items() if token.startswith(sign) and sign != wanted), "")
    if other:
        reason = f"This is {other}, and {called} is wanted there: it begins with {wanted}."
        raise Undeliverable(f"{reason} Put each token where the admin file says.", scope=Scope.ACCOUNT)
    if not token.isascii() or not token.isprintable() or " " in token or not token:
        reason = f"What should be {called} holds a space, a line break or a letter no token has."
        raise Undeliverable(f"{reason} Copy it again: one word from {wanted} on.", scope=Scope.ACCOUNT)
    return token


def _new_client(token: str, api: str) -> AsyncWebClient:
    """Make a client that keeps its connections and never repeats a request.

    slack_sdk repeats a post by itself when the answer is lost, which makes two of it.
    """
    client = _plain_client(token, api)
    client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_REQUEST_SECONDS))
    return client


def _plain_client(token: str | None, api: str) -> AsyncWebClient:
    client = AsyncWebClient(token=token, base_url=api, timeout=int(_REQUEST_SECONDS), retry_handlers=[])
    if is_on_this_machine(api):
        client.proxy = None  # slack_sdk takes it from the environment, for this machine, too
    return client


def _team(answer: Any) -> Team:
    """Read the answer to auth.test; whatever is not as documented raises."""
    said = answer.data
    return Team(
        id=str(said["team_id"]),
        name=str(said.get("team", "")),
        address=str(said.get("url", "")),
        bot_user=str(said["user_id"]),
        bot_name=str(said.get("user", "")),
        bot_id=str(said.get("bot_id", "")),
        enterprise=str(said.get("enterprise_id") or ""),
        scopes=frozenset(filter(None, answer.headers.get("x-oauth-scopes", "").split(","))),
    )
