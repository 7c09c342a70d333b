"""What the bot may do where: Discord's permission bits, and how roles and overwrites add up."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

from tests.doubles.discord.problems import problem

if TYPE_CHECKING:
    from tests.doubles.discord.world import Channel, Guild


class Permission(IntFlag):
    """The bits that matter to a bot that posts and answers."""

    NONE = 0
    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


ALL = (1 << 53) - 1
POSTING = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
MEMBER = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.USE_APPLICATION_COMMANDS


def permissions_in(guild: Guild, channel: Channel, user_id: str) -> int:
    """Add up what *user_id* may do in *channel*: roles first, then overwrites, as Discord documents it."""
    held = guild.roles_of(user_id)
    base = 0
    for role in held:
        base |= role.permissions
    if guild.owner_id == user_id or base & Permission.ADMINISTRATOR:
        return ALL
    everyone = channel.overwrites.get(guild.id)
    if everyone:
        base = base & ~everyone.deny | everyone.allow
    roles = [channel.overwrites[role.id] for role in held[1:] if role.id in channel.overwrites]
    for overwrite in roles:
        base &= ~overwrite.deny
    for overwrite in roles:
        base |= overwrite.allow
    own = channel.overwrites.get(user_id)
    return base & ~own.deny | own.allow if own else base


def need(held: int, *needed: Permission) -> None:
    """Refuse what lacks a permission: 50001 without the sight of the channel, else 50013.

    Raises:
        Problem: One of *needed* is not among *held*.
    """
    if not held & Permission.VIEW_CHANNEL:
        raise problem(50001)
    if any(not held & permission for permission in needed):
        raise problem(50013)
