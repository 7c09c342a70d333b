"""How Discord writes things down: the JSON of users, guilds, channels and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.doubles.discord.world import DM, THREADS

if TYPE_CHECKING:
    from datetime import datetime

    from tests.doubles.discord.problems import Json
    from tests.doubles.discord.world import Channel, Guild, Post, Role, User, World


def moment(at: datetime) -> str:
    """Write a moment as Discord does."""
    return at.isoformat(timespec="microseconds")


def user_json(user: User) -> Json:
    """Write an account."""
    return {
        "id": user.id,
        "username": user.name,
        "global_name": None if user.is_bot else user.name.title(),
        "discriminator": "0",
        "avatar": None,
        "bot": user.is_bot,
        "public_flags": 0,
        "flags": 0,
    }


def member_json(world: World, guild: Guild, user_id: str) -> Json:
    """Write a member without the account."""
    return {
        "roles": guild.members.get(user_id, []),
        "nick": None,
        "avatar": None,
        "joined_at": moment(world.clock.now),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }


def role_json(role: Role, position: int) -> Json:
    """Write a role."""
    return {
        "id": role.id,
        "name": role.name,
        "permissions": str(int(role.permissions)),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": role.is_mentionable,
        "flags": 0,
    }


def channel_json(world: World, channel: Channel) -> Json:
    """Write a channel, a thread or direct messages."""
    written: Json = {"id": channel.id, "type": channel.type, "last_message_id": None, "flags": 0}
    if channel.type == DM:
        return written | {"recipients": [user_json(world.users[channel.recipient_id])]}
    written |= {"guild_id": channel.guild_id, "name": channel.name, "rate_limit_per_user": 0}
    if channel.type in THREADS:
        return written | _thread_json(world, channel)
    return written | {
        "position": 0,
        "topic": None,
        "nsfw": False,
        "parent_id": channel.parent_id or None,
        "permission_overwrites": [
            {
                "id": one.id,
                "type": int(one.is_member),
                "allow": str(int(one.allow)),
                "deny": str(int(one.deny)),
            }
            for one in channel.overwrites.values()
        ],
    }


def _thread_json(world: World, channel: Channel) -> Json:
    return {
        "parent_id": channel.parent_id,
        "owner_id": channel.owner_id,
        "message_count": len(world.posts.get(channel.id, ())),
        "total_message_sent": len(world.posts.get(channel.id, ())),
        "member_count": 1,
        "thread_metadata": {
            "archived": channel.is_archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": moment(world.clock.now),
            "locked": channel.is_locked,
            "create_timestamp": moment(world.clock.now),
        },
    }


def guild_json(world: World, guild: Guild) -> Json:
    """Write a guild as GUILD_CREATE brings it to a bot that asked for GUILDS alone: no members but itself."""
    channels = [one for one in world.channels.values() if one.guild_id == guild.id]
    return {
        "id": guild.id,
        "name": guild.name,
        "owner_id": guild.owner_id,
        "preferred_locale": guild.locale,
        "member_count": len(guild.members),
        "large": False,
        "unavailable": False,
        "joined_at": moment(world.clock.now),
        "roles": [role_json(role, at) for at, role in enumerate(guild.roles.values())],
        "channels": [channel_json(world, one) for one in channels if one.type not in THREADS],
        "threads": [channel_json(world, one) for one in channels if one.type in THREADS],
        "members": [member_json(world, guild, world.bot.id) | {"user": user_json(world.bot)}],
        "emojis": [],
        "stickers": [],
        "features": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "afk_timeout": 300,
        "afk_channel_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "icon": None,
        "splash": None,
        "description": None,
        "version": 1,
    }


def post_json(world: World, post: Post) -> Json:
    """Write a message."""
    mentioned = [world.users[one] for one in post.pinged if one in world.users]
    written: Json = {
        "id": post.id,
        "channel_id": post.channel_id,
        "author": user_json(world.users[post.author_id]),
        "content": post.content,
        "timestamp": moment(post.at),
        "edited_timestamp": moment(post.edited_at) if post.edited_at else None,
        "tts": False,
        "mention_everyone": bool(post.pinged & {"@everyone", "@here"}),
        "mentions": [user_json(user) for user in mentioned],
        "mention_roles": sorted(_roles(world, post)),
        "attachments": [],
        "embeds": post.embeds,
        "components": post.components,
        "pinned": False,
        "type": 0 if post.interaction is None else 20,
        "flags": post.flags,
    }
    if post.nonce is not None:
        written["nonce"] = post.nonce
    if post.interaction is not None:
        written["interaction_metadata"] = post.interaction
    if post.is_from_interaction:
        written |= {"application_id": world.application_id, "webhook_id": world.application_id}
    if post.reference is not None:
        written["message_reference"] = post.reference
    if post.id in world.channels:
        written["thread"] = channel_json(world, world.channels[post.id])
    return written


def _roles(world: World, post: Post) -> set[str]:
    guild = world.guilds.get(world.channels[post.channel_id].guild_id)
    return set(guild.roles) & post.pinged if guild else set()
