"""Post a message once, and find out whether it was posted."""

from __future__ import annotations

import logging
import re
from datetime import UTC
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from bot.chat import ChatError, Scope, TryLater, Uncertain, Undeliverable
from bot.platforms.slack.answers import MISSING_SCOPE, NO_THREAD, error_name, meaning
from bot.platforms.slack.blocks import body

if TYPE_CHECKING:
    from datetime import datetime

    from bot.chat import Message
    from bot.platforms.slack.account import Account, Team
    from bot.platforms.slack.pacing import Pacer

    Json = dict[str, Any]

EVENT_TYPE = "briefbot_delivery"
log = logging.getLogger(__name__)

_PAGE, _MOST_PAGES = 100, 10  # messages, and pages of them that are looked through for one of ours
_CHANNEL = re.compile(r"(?:(?P<team>[TE][A-Z0-9]{2,20})/)?(?P<id>@[UW][A-Z0-9]{2,20}|[CGD][A-Z0-9]{2,20})")
_NO_ID = (
    "{channel} is not the id of a channel. In Slack: open the channel, click its name, and copy the id "
    "at the end of About (C0123456789). A person is @ and their member id."
)
_NO_SIGHT = (
    "Whether it was posted to {place} is not known: the app lacks the scope {needed}. Add it at "
    "api.slack.com/apps > your app > OAuth & Permissions > Bot Token Scopes, and reinstall the app."
)


class Posting:
    """Posts to channels, threads and people."""

    def __init__(self, account: Account, pacer: Pacer) -> None:
        self._account = account
        self._pacer = pacer
        self._direct: dict[str, str] = {}  # the channels of direct messages, by person
        self._names: dict[str, str] = {}  # of channels, as Slack last told them

    async def post(self, channel: str, message: Message, *, nonce: str, thread: str) -> str:
        """Post *message* once; see `SlackPlatform.post`."""
        team, spot = await self._spot(channel)
        await self._pacer.turn(team.id, spot)
        try:
            return await self._say(spot, envelope(message, nonce=nonce), thread)
        except Exception as error:
            raise await self._refused(error, channel, team, spot) from error

    async def find(self, channel: str, *, nonce: str, since: datetime, thread: str) -> str | None:
        """Find the message posted with *nonce*; see `SlackPlatform.find`."""
        try:
            team, spot = await self._spot(channel)
            if thread:
                found = await self._search_thread(team, spot, nonce=nonce, since=since, thread=thread)
                if found is not None:
                    return found
            return await self._search(team, "conversations.history", nonce, channel=spot, **_after(since))
        except ChatError:
            raise
        except Exception as error:
            raise self._unseen(error, channel) from error

    async def link(self, channel: str, receipt: str) -> str:
        """Return an address that opens *receipt*; empty when it is not known which."""
        if not receipt:
            return ""
        try:
            team, spot = await self._spot(channel)
        except ChatError:  # a post without a link is a post nevertheless
            return ""
        return f"{team.address}archives/{spot}/p{receipt.replace('.', '')}" if team.address else ""

    def workspace_of(self, channel: str) -> str:
        """Tell which workspace *channel* belongs to; see `SlackPlatform.workspace_of`."""
        found = _CHANNEL.fullmatch(channel)
        if found is None or found["id"].startswith(("@", "D")):
            return ""
        known = self._account.known
        return found["team"] or ("" if known is None else known.id)

    # ------------------------------------------------------------------------------------- where

    async def _spot(self, channel: str) -> tuple[Team, str]:
        """Return the workspace and the id to post to, made ready; nothing is posted yet."""
        found = _CHANNEL.fullmatch(channel)
        if found is None:
            raise Undeliverable(_NO_ID.format(channel=channel or "An empty text"), scope=Scope.DESTINATION)
        try:
            team = await self._account.team()
            self._check_team(team, found["team"])
            if found["id"].startswith("@"):
                return team, await self._direct_messages(found["id"][1:])
        except Exception as error:
            meant = self._meaning(error, channel)
            raise (TryLater(str(meant)) if isinstance(meant, Uncertain) else meant) from error
        return team, found["id"]

    def _check_team(self, team: Team, wanted: str | None) -> None:
        if wanted and wanted != team.id:
            raise Undeliverable(
                f"The target is in the workspace {wanted}, and the token is of {team.name} ({team.id}). "
                "Name a channel there, or use the other token.",
                scope=Scope.DESTINATION,
            )

    async def _direct_messages(self, person: str) -> str:
        if person not in self._direct:
            opened = await self._account.request("conversations.open", users=person)
            self._direct[person] = str(opened["channel"]["id"])
        return self._direct[person]

    # ------------------------------------------------------------------------------------- whether

    async def _say(self, spot: str, written: Json, thread: str) -> str:
        """Post in *thread*, or in the channel where there is none: the briefing is whole, if less tidy."""
        where = {"channel": spot} | ({"thread_ts": thread} if thread else {})
        try:
            answer = await self._account.request("chat.postMessage", **where, **written)
        except SlackApiError as error:
            if not thread or error_name(error) not in NO_THREAD:
                raise
            log.warning("no thread", extra={"channel": spot, "reason": error_name(error)})
            answer = await self._account.request("chat.postMessage", channel=spot, **written)
        return str(answer["ts"])

    async def _search_thread(
        self, team: Team, spot: str, *, nonce: str, since: datetime, thread: str
    ) -> str | None:
        try:
            where = {"channel": spot, "ts": thread, **_after(since)}
            return await self._search(team, "conversations.replies", nonce, **where)
        except SlackApiError as error:
            if error_name(error) in NO_THREAD:  # the part may stand in the channel
                return None
            raise

    async def _search(self, team: Team, method: str, nonce: str, **where: str) -> str | None:
        """Look through what was posted since.

        Raises:
            Uncertain: There is more than can be looked through.
        """
        cursor: Json = {}
        for _ in range(_MOST_PAGES):
            page = await self._account.request(
                method, **where, **cursor, include_all_metadata=True, limit=_PAGE
            )
            for post in page["messages"]:
                if _is_by(post, team) and _delivery(post) == nonce:
                    return str(post["ts"])
            following = (page.get("response_metadata") or {}).get("next_cursor")
            if not following and not page.get("has_more"):
                return None
            if not following:
                break
            cursor = {"cursor": following}
        raise Uncertain("Too much was posted there since to look through it all.")

    def _unseen(self, error: Exception, channel: str) -> ChatError:
        """Say why nobody could look: for want of a scope for good, else for now, as looking does nothing."""
        if isinstance(error, SlackApiError) and error_name(error) == MISSING_SCOPE:
            needed = error.response.get("needed") or "channels:history"
            return Uncertain(_NO_SIGHT.format(place=self._called(channel), needed=needed))
        meant = self._meaning(error, channel)
        return TryLater(str(meant)) if isinstance(meant, Uncertain) else meant

    def _called(self, channel: str) -> str:
        found = _CHANNEL.fullmatch(channel)
        if found is None:
            return channel
        if found["id"].startswith(("@", "D")):
            return "these direct messages"
        return self._names.get(found["id"]) or f"channel {found['id']}"

    async def _refused(self, error: Exception, channel: str, team: Team, spot: str) -> ChatError:
        """Say why it was not posted, in words that name the channel; let it wait as long as Slack wants."""
        meant = self._meaning(error, channel)
        if isinstance(meant, TryLater) and meant.retry_after:
            self._pacer.refused(team.id, spot, seconds=meant.retry_after)
        if isinstance(meant, Undeliverable) and meant.scope is Scope.DESTINATION:
            await self._learn_name(spot)
            return self._meaning(error, channel)
        return meant

    async def _learn_name(self, spot: str) -> None:
        """Ask what the channel is called, where the app may: people know it by nothing else."""
        if spot in self._names or spot.startswith("D"):
            return
        try:
            told = await self._account.request("conversations.info", channel=spot)
            self._names[spot] = f"#{told['channel']['name']}"
        except Exception as error:  # noqa: BLE001  # the rim: a refusal without a name is a refusal, too
            log.info("channel without a name", extra={"channel": spot, "reason": type(error).__name__})

    def _meaning(self, error: Exception, channel: str) -> ChatError:
        team = self._account.known
        bot = f"@{team.bot_name}" if team is not None and team.bot_name else "@briefbot"
        return meaning(error, place=self._called(channel), bot=bot)


def envelope(message: Message, *, nonce: str) -> Json:
    """Make the JSON of a post, the same at every attempt; nothing in it unfolds, links names or pings."""
    return body(message) | {
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"delivery_id": nonce}},
        "unfurl_links": False,
        "unfurl_media": False,
        "link_names": False,
        "parse": "none",
    }


def _after(since: datetime) -> dict[str, str]:
    return {"oldest": f"{since.astimezone(UTC).timestamp():.6f}"}


def _is_by(post: Json, team: Team) -> bool:
    """Tell whether the bot itself wrote *post*: anybody's app may copy our metadata."""
    return post.get("user") == team.bot_user or bool(team.bot_id and post.get("bot_id") == team.bot_id)


def _delivery(post: Json) -> str:
    metadata = post.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return str(payload.get("delivery_id", "")) if metadata.get("event_type") == EVENT_TYPE else ""
