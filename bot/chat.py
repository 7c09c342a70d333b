"""The vocabulary of chat: what every platform can be asked to do, and how it says no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

# Message, Request, Reply, CommandSpec, Dialect: see the owner of this file.
Message = str
Request = str
Handler = "Callable[[Request], Awaitable[Message]]"


class ChatError(Exception):
    """A chat platform did not take a message."""


class TryLater(ChatError):
    """The message was certainly not posted; the same post may be tried again."""

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after  # seconds, when the platform said


class Uncertain(ChatError):
    """The message may have been posted; only a look at the channel can tell."""


class Undeliverable(ChatError):
    """The platform will not take this message; trying again will not help."""


class ChatPlatform(Protocol):
    """One chat platform: it posts, it finds what it posted, it turns gestures into requests."""

    name: str

    async def post(self, channel: str, message: Message, *, nonce: str) -> str:
        """Post *message* once and return the platform's id of it.

        Raises:
            TryLater: It was certainly not posted.
            Uncertain: It may have been posted.
            Undeliverable: It never will be.
        """
        ...

    async def find(self, channel: str, *, nonce: str, since: datetime) -> str | None:
        """Return the id of the message posted with *nonce*, or None when it is certainly not there."""
        ...
