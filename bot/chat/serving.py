"""What a platform is, how it fares, and how it says no."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.chat.asking import Desk
    from bot.chat.showing import Dialect, Message


class Condition(StrEnum):
    """How well a platform is connected."""

    READY = "ready"  # it takes requests and posts
    DEGRADED = "degraded"  # it posts, but people's requests do not reach it just now
    DOWN = "down"  # neither, until a person has changed something


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a platform fares, and why."""

    condition: Condition
    reason: str = ""  # a sentence; empty when all is well


class ChatPlatform(Protocol):
    """One chat platform: it shows what it posts, finds what it posted, and turns gestures into requests.

    A channel is the platform's own id of one; "@ID" is the direct messages of a person.
    """

    name: str
    dialect: Dialect

    @property
    def health(self) -> Health:
        """How it fares now."""
        ...

    def parts(self, message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
        """Divide *message* between sections and lines into what fits one post each.

        With *in_thread* the first is a short lead and the others, marked so, go into a thread below it.
        """
        ...

    async def post(
        self, channel: str, message: Message, *, nonce: str, silent: bool = False, thread: str = ""
    ) -> str:
        """Post *message*, one of `parts`, once and return the platform's id of it.

        The same *nonce* (at most 25 characters) goes with every attempt at the same delivery. *thread* is the
        id of the first part, for one that goes into its thread.

        Raises:
            TryLater: It was certainly not posted.
            Uncertain: It may have been posted.
            Undeliverable: It never will be.
        """
        ...

    async def find(self, channel: str, *, nonce: str, since: datetime, thread: str = "") -> str | None:
        """Return the id of the message posted with *nonce*, or None when it is certainly not there.

        Raises:
            Uncertain: This platform cannot tell.
        """
        ...

    async def link(self, channel: str, receipt: str) -> str:
        """Return an address that opens the posted message *receipt*; empty when there is none."""
        ...

    def workspace_of(self, channel: str) -> str:
        """Tell which workspace *channel* belongs to, from memory; empty when it is not known or none."""
        ...

    async def serve(self, desk: Desk) -> None:
        """Turn people's gestures into requests to *desk* until cancelled."""
        ...

    async def close(self) -> None:
        """Let go of every connection, once nothing is posted or served any more."""
        ...


class ChatError(Exception):
    """A chat platform did not take a message."""


class TryLater(ChatError):
    """The message was certainly not posted; the same post may be tried again."""

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after  # seconds, when the platform said


class Uncertain(ChatError):
    """The message may have been posted; only a look at the channel can tell."""


class Scope(StrEnum):
    """How much a refusal refuses."""

    MESSAGE = "message"  # this one; the next may go through
    DESTINATION = "destination"  # everything to this channel, until a person changes something there
    ACCOUNT = "account"  # everything, until a person changes the token


class Undeliverable(ChatError):
    """The platform will not take this; trying again will not help before a person has changed something.

    The reason says what to change: "I can't post in #news: missing Send Messages. Channel settings >
    Permissions > add Briefbot."
    """

    def __init__(self, reason: str, *, scope: Scope = Scope.MESSAGE) -> None:
        super().__init__(reason)
        self.scope = scope
