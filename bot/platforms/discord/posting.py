"""Post a message once, and find out whether it was posted."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import discord

from bot.chat import ChatError, Scope, TryLater, Uncertain, Undeliverable
from bot.platforms.discord.answers import (
    THREAD_EXISTS,
    THREAD_IS_SHUT,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    meaning,
)
from bot.platforms.discord.components import custom_id
from bot.platforms.discord.dialect import plain
from bot.platforms.discord.embeds import body
from bot.platforms.discord.measuring import cut, units

if TYPE_CHECKING:
    from bot.chat import Message
    from bot.platforms.discord.account import Account
    from bot.platforms.discord.guilds import Guilds

    Json = dict[str, Any]

log = logging.getLogger(__name__)

_SUPPRESS_NOTIFICATIONS = 1 << 12
# Discord remembers a nonce for "the past few minutes" and does not say how many; two are certain. A post that
# relies on that may take 15 s to get there.
_NONCE_SECONDS = 100.0
_REMEMBERED = 10_000  # nonces, and threads
_PAGE, _MOST_PAGES = 100, 10  # messages, and pages of them that are looked through for one of ours
_EPOCH_SECONDS = 1_420_070_400  # of Discord's ids
_DAY_MINUTES = 1_440  # until Discord hides a quiet thread
_LONGEST_NAME = 100  # of a thread
_MESSAGES = "/channels/{channel_id}/messages"
_NO_ID = (
    "{channel} is not the id of a channel. In Discord: User settings > Advanced > Developer Mode, "
    "then right-click the channel > Copy Channel ID."
)


class _Moment(NamedTuple):
    """A moment on both clocks: the monotonic one stands still while a laptop sleeps, the other may be set."""

    monotonic: float
    wall: float

    @classmethod
    def now(cls) -> Self:
        return cls(time.monotonic(), time.time())

    def seconds_ago(self) -> float:
        now = self.now()
        return max(now.monotonic - self.monotonic, now.wall - self.wall)


class Posting:
    """Posts to channels, threads and people."""

    def __init__(self, account: Account, guilds: Guilds) -> None:
        self._account = account
        self._guilds = guilds
        self._first_tries: dict[str, _Moment] = {}  # by nonce; the oldest first
        self._direct: dict[str, str] = {}  # the channels of direct messages, by person
        self._threads: set[str] = set()  # that are there for certain
        self._workspaces: dict[str, str] = {}  # that Discord was asked for, by channel

    async def post(self, channel: str, message: Message, *, nonce: str, silent: bool, thread: str) -> str:
        """Post *message* once; see `DiscordPlatform.post`."""
        spot = await self._spot(channel, message, thread)
        envelope = _envelope(message, nonce, silent=silent)
        self._note_try(nonce)
        try:
            if spot == thread:
                spot, answer = await self._post_in_thread(channel, thread, envelope)
            else:
                answer = await self._account.request("POST", _MESSAGES, body=envelope, channel_id=spot)
            posted = str(answer["id"])
        except Exception as error:
            if isinstance(error, discord.HTTPException) and error.code == UNKNOWN_MESSAGE:
                return ""  # an earlier attempt did post it, and somebody has deleted it since
            raise self._meaning(error, channel) from error
        return f"{spot}/{posted}" if spot == thread else posted

    async def find(self, channel: str, *, nonce: str, since: datetime, thread: str) -> str | None:
        """Find the message posted with *nonce*; see `DiscordPlatform.find`."""
        first_try = self._first_tries.get(nonce)
        if first_try is not None and first_try.seconds_ago() < _NONCE_SECONDS:
            return None  # post it again: if it is there, Discord returns that one and makes no other
        try:
            if thread and not channel.startswith("@"):
                found = await self._search_thread(thread, nonce, since)
                if found is not None:
                    return f"{thread}/{found}"
            return await self._search(await self._channel_id(channel), nonce, since, channel)
        except Uncertain:
            raise
        except Exception as error:
            raise self._nothing_posted(error, channel) from error

    async def link(self, channel: str, receipt: str) -> str:
        """Return an address that opens *receipt*; empty when Discord did not say which."""
        try:
            if not receipt:
                return ""
            spot = await self._channel_id(channel)
            workspace = "@me" if channel.startswith("@") else await self._workspace(channel)
        except Exception as error:  # noqa: BLE001  # the rim: a post without a link is a post nevertheless
            log.warning("no link", extra={"channel": channel, "reason": str(self._meaning(error, channel))})
            return ""
        path = receipt if "/" in receipt else f"{spot}/{receipt}"
        return f"https://discord.com/channels/{workspace}/{path}"

    async def _post_in_thread(self, channel: str, thread: str, envelope: Json) -> tuple[str, Json]:
        """Post in *thread*; in the channel, if somebody has deleted or locked the thread meanwhile."""
        try:
            answer = await self._account.request("POST", _MESSAGES, body=envelope, channel_id=thread)
        except discord.HTTPException as error:
            if error.code not in THREAD_IS_SHUT:
                raise
            log.warning("thread shut", extra={"channel": channel, "below": thread, "reason": error.text})
            self._threads.discard(thread)
            answer = await self._account.request("POST", _MESSAGES, body=envelope, channel_id=channel)
            return channel, answer
        return thread, answer

    # ------------------------------------------------------------------------------------- where

    async def _spot(self, channel: str, message: Message, thread: str) -> str:
        """Return the id of the channel or thread to post in, made ready; nothing is posted yet."""
        try:
            if thread and not channel.startswith("@"):
                return await self._thread(channel, thread, plain(message.title))
            return await self._channel_id(channel)
        except Exception as error:
            raise self._nothing_posted(error, channel) from error

    async def _channel_id(self, channel: str) -> str:
        if not re.fullmatch(r"@?[0-9]{1,20}", channel, re.ASCII):
            raise Undeliverable(_NO_ID.format(channel=channel or "An empty text"), scope=Scope.DESTINATION)
        if not channel.startswith("@"):
            return channel
        if channel not in self._direct:
            opened = await self._account.request(
                "POST", "/users/@me/channels", body={"recipient_id": channel[1:]}
            )
            self._direct[channel] = str(opened["id"])
        return self._direct[channel]

    async def _thread(self, channel: str, first: str, title: str) -> str:
        """Open the thread below the message *first*, which then has the same id; or stay in the channel."""
        if first in self._threads:
            return first
        name = cut(title.strip(), _LONGEST_NAME) or "Briefing"
        try:
            await self._account.request(
                "POST",
                "/channels/{channel_id}/messages/{message_id}/threads",
                body={"name": name, "auto_archive_duration": _DAY_MINUTES},
                channel_id=await self._channel_id(channel),
                message_id=first,
            )
        except discord.HTTPException as error:
            if error.code != THREAD_EXISTS:
                return self._without_thread(error, channel)
        while len(self._threads) >= _REMEMBERED:
            self._threads.pop()  # whichever: it costs a request to hear that it is there
        self._threads.add(first)
        return first

    def _without_thread(self, error: discord.HTTPException, channel: str) -> str:
        """Post in the channel itself where no thread can be opened: the briefing is whole, if less tidy."""
        meant = self._meaning(error, channel)
        is_over = isinstance(meant, Undeliverable) and meant.scope is not Scope.ACCOUNT
        if not is_over or error.code == UNKNOWN_CHANNEL:
            raise meant
        place = self._guilds.name_of(channel)
        log.warning("no thread", extra={"channel": channel, "place": place, "reason": error.text})
        return channel

    async def _workspace(self, channel: str) -> str:
        known = self._guilds.workspace_of(channel) or self._workspaces.get(channel)
        if known is None:
            told = await self._account.request("GET", "/channels/{channel_id}", channel_id=channel)
            known = self._workspaces[channel] = str(told["guild_id"])
        return known

    # ------------------------------------------------------------------------------------- whether

    def _note_try(self, nonce: str) -> None:
        self._first_tries.setdefault(nonce, _Moment.now())
        while len(self._first_tries) > _REMEMBERED:
            del self._first_tries[next(iter(self._first_tries))]

    async def _search_thread(self, thread: str, nonce: str, since: datetime) -> str | None:
        try:
            return await self._search(thread, nonce, since, thread)
        except discord.HTTPException as error:
            if error.code == UNKNOWN_CHANNEL:  # it was never opened: the part may stand in the channel
                return None
            raise

    async def _search(self, spot: str, nonce: str, since: datetime, channel: str) -> str | None:
        """Look for our mark among what was posted since.

        Raises:
            Uncertain: There is more than can be looked through, or it may be hidden from us.
        """
        me = (await self._account.client()).user
        after = str(max(int(since.astimezone(UTC).timestamp()) - _EPOCH_SECONDS, 0) * 1_000 << 22)
        for _ in range(_MOST_PAGES):
            page = await self._page(spot, after=after)
            for post in page:
                if me is not None and post["author"]["id"] == str(me.id) and _has(post, nonce):
                    return str(post["id"])
            if len(page) < _PAGE:
                await self._check_sight(spot, channel, has_seen=bool(page))
                return None
            after = str(max(int(post["id"]) for post in page))
        raise Uncertain(
            f"Too much was posted to {self._guilds.name_of(channel)} since to look through it all."
        )

    async def _check_sight(self, spot: str, channel: str, *, has_seen: bool) -> None:
        """Make sure that nothing was found because nothing is there.

        Without Read Message History Discord does not refuse: it shows an empty channel.
        """
        sees = has_seen or channel.startswith("@") or self._guilds.may_read(spot) or await self._page(spot)
        if not sees:
            raise Uncertain(
                f"Whether it was posted to {self._guilds.name_of(channel)} is not known: I may not see what "
                "was posted before. Channel settings > Permissions > Briefbot > Read Message History."
            )

    async def _page(self, spot: str, *, after: str = "") -> list[Json]:
        query = {"limit": str(_PAGE), "after": after} if after else {"limit": "1"}
        found = await self._account.request("GET", _MESSAGES, query=query, channel_id=spot)
        if not isinstance(found, list):
            raise TryLater("Discord's answer was no list of messages.")
        return found

    def _nothing_posted(self, error: Exception, channel: str) -> ChatError:
        """Say what it means that something failed which posts nothing, and can be done again."""
        meant = self._meaning(error, channel)
        return TryLater(str(meant)) if isinstance(meant, Uncertain) else meant

    def _meaning(self, error: Exception, channel: str) -> ChatError:
        missing = self._guilds.missing_in(channel) or "View Channel or Send Messages"
        return meaning(error, place=self._guilds.name_of(channel), missing=missing)


def _envelope(message: Message, nonce: str, *, silent: bool) -> Json:
    """Make the JSON of a post, the same at every attempt, and mentioning nobody whatever stands in it."""
    written = _marked(body(message, custom_id=custom_id), _mark(nonce))
    return written | {
        "allowed_mentions": {"parse": []},
        "nonce": nonce,
        "enforce_nonce": True,
        "flags": int(written.get("flags", 0)) | (_SUPPRESS_NOTIFICATIONS if silent else 0),
    }


def _mark(nonce: str) -> str:
    """Make the six signs by which a post is found again: Discord's history has forgotten its nonce."""
    return base64.b32encode(hashlib.sha256(nonce.encode()).digest())[:6].decode().lower()


def _marked(written: Json, mark: str) -> Json:
    """Put *mark* where it disturbs least: in the footer, or in small print; nowhere in a full post."""
    embeds: list[Json] = written["embeds"]
    if not embeds:
        marked = f"{written['content']}\n-# {mark}".strip()
        return written | {"content": marked} if units(marked) <= 2_000 else written
    if sum(_size(embed) for embed in embeds) + len(mark) + 3 > 6_000:
        return written
    *others, last = embeds
    footer = last.get("footer", {})
    text = f"{footer['text']} · {mark}" if footer.get("text") else mark
    return written | {"embeds": [*others, last | {"footer": footer | {"text": text}}]}


def _size(embed: Json) -> int:
    """Count what Discord counts towards the 6,000 of all embeds."""
    fields = [text for field in embed.get("fields", ()) for text in (field["name"], field["value"])]
    texts = [embed.get("title"), embed.get("description"), *fields]
    texts += [embed.get("footer", {}).get("text"), embed.get("author", {}).get("name")]
    return sum(units(text) for text in texts if text)


def _has(post: Json, nonce: str) -> bool:
    footers = [embed.get("footer", {}).get("text", "") for embed in post.get("embeds", ())]
    mark = _mark(nonce)
    return post.get("nonce") == nonce or any(text.endswith(mark) for text in (post["content"], *footers))
