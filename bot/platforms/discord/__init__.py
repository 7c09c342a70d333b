"""Discord, on discord.py; nothing outside this folder knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.platforms.discord.endpoints import Endpoints
from bot.platforms.discord.platform import DiscordPlatform

if TYPE_CHECKING:
    from bot.platforms import PlatformSetup

__all__ = ["connect"]


def connect(setup: PlatformSetup) -> DiscordPlatform:
    """Make the platform; nothing is asked of Discord before it is needed.

    Raises:
        ForeignAddress: The environment points to a host that is neither Discord's nor this machine.
    """
    endpoints = Endpoints.read(setup.environment)
    endpoints.point()
    return DiscordPlatform(setup, endpoints)
