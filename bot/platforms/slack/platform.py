"""Slack as a chat platform: posts by the Web API, gestures by Bolt over a socket or over HTTP."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.chat import Condition, Health
from bot.platforms.slack.account import Account
from bot.platforms.slack.callbacks import Callbacks
from bot.platforms.slack.connection import Connection, Patience
from bot.platforms.slack.dialect import SlackDialect
from bot.platforms.slack.gestures import Gestures
from bot.platforms.slack.manifest import SCOPES
from bot.platforms.slack.pacing import Pace, Pacer
from bot.platforms.slack.posting import Posting
from bot.platforms.slack.receiving import Receiving
from bot.platforms.slack.sockets import Sockets
from bot.platforms.slack.splitting import parts

if TYPE_CHECKING:
    from datetime import datetime

    from bot.chat import Desk, Dialect, Message
    from bot.platforms import PlatformSetup
    from bot.platforms.slack.connection import Way
    from bot.platforms.slack.endpoints import Endpoints


_STRANGER = (
    "Briefbot is not set up for this workspace. Whoever runs it has the token of another one: "
    "ask them to install the app here."
)
_LACKING = (
    "The app lacks {}. Add it at api.slack.com/apps > your app > OAuth & Permissions > Bot Token Scopes, "
    "and reinstall the app."
)


class SlackPlatform:
    """Slack, by one app in one workspace."""

    name = "slack"

    def __init__(
        self,
        setup: PlatformSetup,
        endpoints: Endpoints,
        *,
        pace: Pace | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.dialect: Dialect = SlackDialect()
        self.account = Account(setup.secrets["bot_token"], endpoints)
        self._posting = Posting(self.account, Pacer(pace or Pace()))
        patience = patience or Patience()
        self._receiving = Receiving(setup.inbox, patience, is_alone=setup.is_alone)
        self._connection = Connection(self.account, _way(setup, self.account, patience), patience)

    @property
    def health(self) -> Health:
        """How the connection fares now, and what the app lacks for all that it offers."""
        health, team = self._connection.health, self.account.known
        if health.condition is not Condition.READY or team is None or not team.scopes:
            return health
        lacking = "; ".join(f"{scope}, {why}" for scope, why in SCOPES.items() if scope not in team.scopes)
        return Health(condition=Condition.DEGRADED, reason=_LACKING.format(lacking)) if lacking else health

    def parts(self, message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
        """Divide *message* between sections and lines into what fits one post each."""
        return parts(message, in_thread=in_thread)

    async def post(
        self, channel: str, message: Message, *, nonce: str, silent: bool = False, thread: str = ""
    ) -> str:
        """Post *message* once and return its time stamp, which is its id in the channel.

        Slack has no silent posts: who wants none is told by their own notification settings.

        Raises:
            ChatError: It was not posted, or perhaps not; the kind of error tells.
        """
        del silent
        return await self._posting.post(channel, message, nonce=nonce, thread=thread)

    async def find(self, channel: str, *, nonce: str, since: datetime, thread: str = "") -> str | None:
        """Return the time stamp of the message posted with *nonce*, or None when it is certainly not there.

        Raises:
            ChatError: Nobody can tell, or not now.
        """
        return await self._posting.find(channel, nonce=nonce, since=since, thread=thread)

    async def link(self, channel: str, receipt: str) -> str:
        """Return an address that opens the posted message *receipt*; empty when none is known."""
        return await self._posting.link(channel, receipt)

    def workspace_of(self, channel: str) -> str:
        """Tell which workspace *channel* belongs to; empty while Slack has not said, and for people."""
        return self._posting.workspace_of(channel)

    async def serve(self, desk: Desk) -> None:
        """Turn people's gestures into requests to *desk* until cancelled."""
        app = _bolt(self.account)
        self._receiving.listen(app)
        Gestures(self, desk).listen(app)
        taking_up = asyncio.create_task(self._receiving.keep(app))
        try:
            await self._connection.hold(app)
        finally:
            taking_up.cancel()
            await asyncio.gather(taking_up, return_exceptions=True)
            await self._receiving.finish()

    async def close(self) -> None:
        """Let go of every connection."""
        await self.account.close()


def _way(setup: PlatformSetup, account: Account, patience: Patience) -> Way:
    """Make the way in which gestures arrive."""
    if setup.options.get("mode") == "http":
        return Callbacks(setup.secrets["signing_secret"], bind=str(setup.options["bind"]))
    return Sockets(account, setup.secrets["app_token"], patience)


def _bolt(account: Account) -> AsyncApp:
    """Make the Bolt app. It is asked for the bot's token at each request, so it outlives any token."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        team = await account.team()
        is_ours = team_id == team.id or (team_id is None and enterprise_id == team.enterprise)
        if not is_ours:  # another workspace's: nothing crosses
            return cast("AuthorizeResult", None)  # which Bolt takes for a no, whatever its types say
        return AuthorizeResult(
            enterprise_id=team.enterprise or None,
            team_id=team.id,
            bot_user_id=team.bot_user,
            bot_id=team.bot_id or None,
            bot_token=account.token,
        )

    # Signatures are checked in `callbacks`, before a request is read; Bolt's own check breaks at some.
    return AsyncApp(
        client=account.client_for_bolt(),
        authorize=authorize,
        request_verification_enabled=False,
        user_facing_authorize_error_message=_STRANGER,
    )
