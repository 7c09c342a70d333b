"""Write the address that invites the bot, with exactly the rights it uses."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import discord

from bot.platforms import Invitation

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.platforms.discord.account import Account

_ADDRESS = "https://discord.com/oauth2/authorize"
_SCOPES = ("bot", "applications.commands")
_FOR_SERVERS, _FOR_PEOPLE = 0, 1  # where an app is installed
_NEEDED = {
    "view_channel": "to find the channels it posts to",
    "send_messages": "to post briefings and shared answers",
    "embed_links": "to set them as cards",
    "send_messages_in_threads": "to answer where somebody asks in a thread",
    "read_message_history": "to find out whether a post arrived when Discord's answer did not",
}
_NEEDED_FOR_THREADS = {"create_public_threads": "to put long briefings into threads, as the admin file says"}


def invitation(application: str, *, threads: bool) -> Invitation:
    """Invite the bot called *application*; opening *threads* takes one permission more."""
    needed = {**_NEEDED, **(_NEEDED_FOR_THREADS if threads else {})}
    rights = discord.Permissions(**dict.fromkeys(needed, True))
    for_servers = {
        "client_id": application,
        "scope": " ".join(_SCOPES),
        "permissions": rights.value,
        "integration_type": _FOR_SERVERS,
    }
    for_people = {"client_id": application, "scope": _SCOPES[1], "integration_type": _FOR_PEOPLE}
    return Invitation(
        address=f"{_ADDRESS}?{urlencode(for_servers)}",
        personal_address=f"{_ADDRESS}?{urlencode(for_people)}",
        scopes=_SCOPES,
        permissions={name.replace("_", " ").title(): why for name, why in needed.items()},
    )


async def find_application(token: Callable[[], str], account: Account) -> str:
    """Return the id of the bot's application: it stands in the token, else Discord is asked.

    Raises:
        ChatError: Discord would have to be asked, and did not answer.
    """
    if written := _application_in(token()):
        return written
    try:
        return str((await account.client()).application_id)
    finally:
        await account.close()


def _application_in(token: str) -> str:
    """Read the id a bot's token begins with, in base64; empty when there is none."""
    first = token.partition(".")[0]
    try:
        written = base64.b64decode(first + "=" * (-len(first) % 4), validate=True)
    except (ValueError, binascii.Error):
        return ""
    return written.decode() if re.fullmatch(rb"[0-9]{15,21}", written) else ""
