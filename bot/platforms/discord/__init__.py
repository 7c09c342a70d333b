"""Discord, on discord.py; nothing outside this folder knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.platforms import CannotConnect
from bot.platforms.discord.endpoints import Endpoints
from bot.platforms.discord.languages import LanguageError, read_languages
from bot.platforms.discord.platform import DiscordPlatform

if TYPE_CHECKING:
    from bot.platforms import PlatformSetup
    from bot.platforms.discord.languages import Language

__all__ = ["connect"]


def connect(setup: PlatformSetup) -> DiscordPlatform:
    """Make the platform; nothing is asked of Discord before it is needed.

    Raises:
        CannotConnect: The environment points to a host that is neither Discord's nor this machine, or a file
            of names in another language is wrong.
    """
    endpoints = Endpoints.read(setup.environment)
    endpoints.point()
    return DiscordPlatform(setup, endpoints, languages=_languages(setup))


def _languages(setup: PlatformSetup) -> tuple[Language, ...]:
    try:
        return read_languages(setup.config_dir / "locales" if setup.config_dir else None)
    except LanguageError as error:
        raise CannotConnect(str(error)) from None
