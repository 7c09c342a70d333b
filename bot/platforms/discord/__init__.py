"""Discord, on discord.py; nothing outside this folder knows it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.platforms import CannotConnect
from bot.platforms.discord.account import Account
from bot.platforms.discord.endpoints import Endpoints
from bot.platforms.discord.inviting import find_application, invitation
from bot.platforms.discord.languages import LanguageError, read_languages
from bot.platforms.discord.platform import DiscordPlatform, command_guilds
from bot.platforms.discord.registering import EVERYWHERE, Registration
from bot.platforms.discord.registration import commands_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.chat import CommandSpec
    from bot.platforms import Invitation, PlatformSetup
    from bot.platforms.discord.languages import Language

__all__ = ["connect", "invite", "sync"]


def connect(setup: PlatformSetup) -> DiscordPlatform:
    """Make the platform; nothing is asked of Discord before it is needed.

    Raises:
        CannotConnect: The environment points to a host that is neither Discord's nor this machine, or a file
            of names in another language is wrong.
    """
    return DiscordPlatform(setup, _endpoints(setup), languages=_languages(setup))


def invite(setup: PlatformSetup, *, threads: bool) -> Invitation:
    """Write the invitation; Discord is asked only for what the token does not say.

    Raises:
        ChatError: Discord would have to be asked, and cannot be or does not know the token.
    """
    token = setup.secrets["token"]
    application = asyncio.run(find_application(token, Account(token, _endpoints(setup))))
    return invitation(application, threads=threads)


def sync(setup: PlatformSetup, commands: Sequence[CommandSpec]) -> list[str]:
    """Register *commands* now, changed or not, and take them out of where they should not be.

    Raises:
        ChatError: Discord does not take them, or cannot be asked.
        CannotConnect: A file of names in another language is wrong.
    """
    account = Account(setup.secrets["token"], _endpoints(setup))
    registration = Registration(account, setup.memory, guilds=command_guilds(setup))
    try:
        written = commands_json(commands, _languages(setup))
    except LanguageError as error:
        raise CannotConnect(str(error)) from None
    return asyncio.run(_synced(account, registration, written))


async def _synced(account: Account, registration: Registration, written: list[dict[str, Any]]) -> list[str]:
    try:
        changes = await registration.sync(written, force=True)
    finally:
        await account.close()
    return [f"{_called(change.place)}: {change.count} commands." for change in changes]


def _called(place: str) -> str:
    return "Everywhere" if place == EVERYWHERE else f"Server {place}"


def _endpoints(setup: PlatformSetup) -> Endpoints:
    endpoints = Endpoints.read(setup.environment)
    endpoints.point()
    return endpoints


def _languages(setup: PlatformSetup) -> tuple[Language, ...]:
    try:
        return read_languages(setup.config_dir / "locales" if setup.config_dir else None)
    except LanguageError as error:
        raise CannotConnect(str(error)) from None
