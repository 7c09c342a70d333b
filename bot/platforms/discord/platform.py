"""Discord as a chat platform: posts by plain requests, gestures by the gateway."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.chat import Condition, Health
from bot.platforms.discord.account import Account
from bot.platforms.discord.answers import meaning
from bot.platforms.discord.components import custom_id
from bot.platforms.discord.dialect import DiscordDialect
from bot.platforms.discord.embeds import body
from bot.platforms.discord.splitting import parts

if TYPE_CHECKING:
    from datetime import datetime

    from bot.chat import Desk, Dialect, Message
    from bot.platforms import PlatformSetup
    from bot.platforms.discord.endpoints import Endpoints

_SUPPRESS_NOTIFICATIONS = 1 << 12


class DiscordPlatform:
    """Discord, by one bot account."""

    name = "discord"

    def __init__(self, setup: PlatformSetup, endpoints: Endpoints) -> None:
        self.dialect: Dialect = DiscordDialect()
        self._setup = setup
        self._account = Account(setup.secrets["token"], endpoints)

    @property
    def health(self) -> Health:
        """How the connection fares now."""
        return Health(condition=Condition.READY)

    def parts(self, message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
        """Divide *message* between sections and lines into what fits one post each."""
        return parts(message, in_thread=in_thread)

    async def post(
        self, channel: str, message: Message, *, nonce: str, silent: bool = False, thread: str = ""
    ) -> str:
        """Post *message* once and return its id.

        Raises:
            ChatError: It was not posted, or perhaps not; the kind of error tells.
        """
        try:
            answer = await self._account.request(
                "POST",
                "/channels/{channel_id}/messages",
                body=_envelope(message, nonce=nonce, silent=silent),
                channel_id=channel,
            )
        except Exception as error:
            raise meaning(error, place=f"channel {channel}") from error
        return str(answer["id"])

    async def find(self, channel: str, *, nonce: str, since: datetime, thread: str = "") -> str | None:
        """Tell that posting again is safe: the nonce sees to it."""
        del channel, nonce, since, thread
        return None

    async def link(self, channel: str, receipt: str) -> str:
        """Return an address that opens the posted message *receipt*."""
        return f"https://discord.com/channels/@me/{channel}/{receipt}"

    def workspace_of(self, channel: str) -> str:
        """Tell which server *channel* belongs to."""
        del channel
        return ""

    async def serve(self, desk: Desk) -> None:
        """Turn people's gestures into requests to *desk* until cancelled."""
        del desk
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Let go of every connection."""
        await self._account.close()


def _envelope(message: Message, *, nonce: str, silent: bool) -> dict[str, Any]:
    """Make the JSON of a post, once for every attempt, and mentioning nobody whatever stands in it."""
    written = body(message, custom_id=custom_id)
    return written | {
        "allowed_mentions": {"parse": []},
        "nonce": nonce,
        "enforce_nonce": True,
        "flags": int(written.get("flags", 0)) | (_SUPPRESS_NOTIFICATIONS if silent else 0),
    }
