"""What the double sends: messages, channels, people and views as Slack writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.doubles.slack.world import DIRECT, PRIVATE, PUBLIC

if TYPE_CHECKING:
    from datetime import datetime

    from tests.doubles.slack.problems import Json
    from tests.doubles.slack.world import Channel, Post, Team, User, View, World


def post_json(world: World, post: Post, *, with_metadata: bool = True) -> Json:
    """Describe a message."""
    written: Json = {"type": "message", "user": post.user_id, "ts": post.ts, "text": post.fallback}
    written["team"] = post.team_id
    if post.is_from_bot:
        written |= {"bot_id": world.teams[post.team_id].bot_id, "app_id": world.app_id}
    if post.blocks:
        written["blocks"] = post.blocks
    if post.attachments:
        written["attachments"] = post.attachments
    if post.thread_ts:
        written["thread_ts"] = post.thread_ts
    if post.edited_ts:
        written["edited"] = {"user": post.user_id, "ts": post.edited_ts}
    if post.metadata and with_metadata:
        written["metadata"] = post.metadata
    return written


def channel_json(channel: Channel, team: Team) -> Json:
    """Describe a channel."""
    written: Json = {
        "id": channel.id,
        "is_channel": channel.kind == PUBLIC,
        "is_group": channel.kind == PRIVATE,
        "is_im": channel.kind == DIRECT,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != PUBLIC,
        "is_archived": channel.is_archived,
        "context_team_id": team.id,
        "created": 1_700_000_000,
    }
    if channel.kind == DIRECT:
        return written | {"user": channel.user_id, "is_user_deleted": False}
    return written | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_member": team.bot.id in channel.members,
    }


def user_json(user: User, now: datetime, *, with_locale: bool = False) -> Json:
    """Describe a person."""
    local = now.astimezone(ZoneInfo(user.tz))
    offset = local.utcoffset()
    written: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "real_name": user.name.title(),
        "deleted": user.is_deleted,
        "tz": user.tz,
        "tz_label": local.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "profile": {"real_name": user.name.title(), "display_name": user.name, "team": user.team_id},
        "is_admin": user.is_admin or user.is_owner,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
    }
    return written | ({"locale": user.locale} if with_locale else {})


def team_json(team: Team) -> Json:
    """Describe a workspace as interactions do."""
    return {"id": team.id, "domain": team.name.lower()}


def view_json(world: World, view: View) -> Json:
    """Describe a view with what was filled in."""
    team = world.teams[view.team_id]
    empty: Json = {"private_metadata": "", "callback_id": "", "external_id": "", "close": None}
    empty |= {"clear_on_close": False, "notify_on_close": False, "title": None, "submit": None}
    return (
        empty
        | view.body
        | {
            "id": view.id,
            "team_id": view.team_id,
            "app_id": world.app_id,
            "app_installed_team_id": view.team_id,
            "bot_id": team.bot_id,
            "hash": view.hash,
            "root_view_id": view.root_id,
            "previous_view_id": view.previous_id or None,
            "state": {"values": view.state},
        }
    )
