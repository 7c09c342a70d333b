"""Show everybody what one person was told: by a post of the bot where it may post, else by its reply."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

from bot.chat import Uncertain, Undeliverable
from bot.platforms.discord import reading
from bot.platforms.discord.components import custom_id
from bot.platforms.discord.embeds import body
from bot.platforms.discord.replies import EPHEMERAL

if TYPE_CHECKING:
    import discord

    from bot.chat import ChatPlatform, Message
    from bot.platforms.discord.replies import Reply

_PAUSE_SECONDS = 0.5  # Discord remembers a nonce for minutes
_MOST_FOLLOWUPS = 4  # of the five where the bot is not a member; one more tells the asker
_TOO_LONG = (
    "It takes {count} messages, and outside its own servers Briefbot may send {most} at once. "
    "Ask for less: a topic, or a shorter length."
)
_ONLY_EPHEMERAL = (
    "This server lets Briefbot answer you alone. An admin can change that: "
    "Server settings > Roles > Use External Apps, or invite Briefbot to the server."
)


class Sharing:
    """Posts for everybody in the place where somebody asked."""

    def __init__(self, platform: ChatPlatform) -> None:
        self._platform = platform

    async def post(
        self, interaction: discord.Interaction, reply: Reply, message: Message, *, seed: str
    ) -> str:
        """Post *message* and return a link to it; *seed* is the same at every attempt at the same message.

        Raises:
            ChatError: It was not posted, or perhaps not; the kind of error tells.
        """
        parts = self._platform.parts(message)
        if _may_post(interaction):
            return await self._as_post(reading.spot(reading.place(interaction)), parts, seed)
        return await _as_followup(interaction, reply, parts)

    async def _as_post(self, channel: str, parts: tuple[Message, ...], seed: str) -> str:
        receipts: list[str] = []
        for number, part in enumerate(parts, 1):
            try:
                receipts.append(await self._once(channel, part, _nonce(seed, channel, number)))
            except Exception as error:
                raise _in_part(error, receipts) from error
        return await self._platform.link(channel, receipts[0])

    async def _once(self, channel: str, part: Message, nonce: str) -> str:
        """Post *part*; when nobody knows whether it arrived, again by its nonce, which doubles nothing."""
        try:
            return await self._platform.post(channel, part, nonce=nonce)
        except Uncertain:
            await asyncio.sleep(_PAUSE_SECONDS)
            return await self._platform.post(channel, part, nonce=nonce)


async def _as_followup(interaction: discord.Interaction, reply: Reply, parts: tuple[Message, ...]) -> str:
    if len(parts) > _MOST_FOLLOWUPS:
        raise Undeliverable(_TOO_LONG.format(count=len(parts), most=_MOST_FOLLOWUPS))
    links: list[str] = []
    server = interaction.guild_id or "@me"
    for part in parts:
        try:
            sent = await reply.follow(body(part, custom_id=custom_id), ephemeral=False)
        except Exception as error:
            raise _in_part(error, links) from error
        if int(sent.get("flags", 0)) & EPHEMERAL:  # Discord's way to say no to an app that is not a member
            raise Undeliverable(_ONLY_EPHEMERAL)
        links.append(f"https://discord.com/channels/{server}/{sent['channel_id']}/{sent['id']}")
    return links[0]


def _may_post(interaction: discord.Interaction) -> bool:
    """Tell whether the bot is a member here, and may write in this very channel."""
    guild_id = interaction.guild_id
    if guild_id is None or interaction.client.get_guild(guild_id) is None:
        return False
    may = interaction.app_permissions
    may_write = may.send_messages_in_threads if reading.place(interaction).thread else may.send_messages
    return may_write and may.view_channel and may.embed_links


def _in_part(error: Exception, posted: list[str]) -> Exception:
    """Say of a message in several parts, of which some are there, that it cannot be told whether it is."""
    return Uncertain(f"Only a part was posted. {error}") if posted else error


def _nonce(seed: str, channel: str, number: int) -> str:
    """Make what Discord knows a part by when it is posted again; at most 25 characters."""
    return f"{hashlib.sha256(f'{seed} {channel}'.encode()).hexdigest()[:20]}-{number}"
