"""Who a message pings: what its text names, less what allowed_mentions forbids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.doubles.discord.permissions import Permission
from tests.doubles.discord.world import walk

if TYPE_CHECKING:
    from tests.doubles.discord.problems import Json
    from tests.doubles.discord.world import Post, World

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")


def pinged(world: World, post: Post, allowed: Json | None, *, everything: bool) -> frozenset[str]:
    """Return the ids of users and roles that *post* pings, and "@everyone" or "@here".

    Embeds never ping. A backslash or a code block is no shield here: what a client shows as code is still
    matched on Discord's side, so a text that relies on it is unsafe. Without *allowed* an ordinary message
    pings *everything* it names, an interaction's answer users only.
    """
    text = "\n".join(
        [post.content, *(part["content"] for part in walk(post.components) if part["type"] == 10)]
    )
    parse = (["users", "roles", "everyone"] if everything else ["users"]) if allowed is None else None
    parsed = parse if parse is not None else (allowed or {}).get("parse") or []
    users = _chosen(_USER.findall(text), "users", parsed, allowed)
    roles = _chosen(_ROLE.findall(text), "roles", parsed, allowed)
    may_all = bool(world.bot_permissions(world.channels[post.channel_id]) & Permission.MENTION_EVERYONE)
    crowd = _EVERYONE.findall(text) if "everyone" in parsed and may_all else []
    return frozenset(
        [*users, *(one for one in roles if _may_ping(world, post, one, may_all=may_all)), *crowd]
    )


def _chosen(named: list[str], kind: str, parsed: list[str], allowed: Json | None) -> list[str]:
    if kind in parsed:
        return named
    listed = {str(one) for one in (allowed or {}).get(kind) or ()}
    return [one for one in named if one in listed]


def _may_ping(world: World, post: Post, role_id: str, *, may_all: bool) -> bool:
    guild = world.guilds.get(world.channels[post.channel_id].guild_id)
    role = guild.roles.get(role_id) if guild else None
    return role is not None and (role.is_mentionable or may_all)
