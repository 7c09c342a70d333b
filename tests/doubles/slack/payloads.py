"""What Slack sends to the app: commands, interactions and events, as it writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.doubles.slack.interactions import ACTION, EVENT, Interaction
from tests.doubles.slack.shapes import post_json, team_json, view_json
from tests.doubles.slack.world import DIRECT, PRIVATE, View

if TYPE_CHECKING:
    from tests.doubles.slack.problems import Json
    from tests.doubles.slack.world import Channel, Post, Team, User, World

VERIFICATION = "fake-verification-token-for-tests"
_TOLD_BY_NAME = {DIRECT: "directmessage", PRIVATE: "privategroup"}


def command_json(world: World, asked: Interaction, channel: Channel, user: User, line: str) -> Json:
    """Describe a slash command; every value of it is a string."""
    team = world.teams[asked.team_id]
    command, _, text = line.partition(" ")
    return {
        "token": VERIFICATION,
        "team_id": team.id,
        "team_domain": team.name.lower(),
        "channel_id": channel.id,
        "channel_name": _TOLD_BY_NAME.get(channel.kind, channel.name),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": _escaped(team, text) if _escapes(world, command) else text,
        "api_app_id": world.app_id,
        "is_enterprise_install": "false",
        "response_url": asked.response_url,
        "trigger_id": asked.trigger_id,
    }


def _escapes(world: World, command: str) -> bool:
    declared = world.manifest.get("features", {}).get("slash_commands", [])
    return any(one["command"] == command and one.get("should_escape") for one in declared)


def _escaped(team: Team, text: str) -> str:
    """Write people and channels as `should_escape` has them; Slack's three characters are escaped, too."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    people = {user.name: f"<@{user.id}|{user.name}>" for user in team.users.values()}
    channels = {one.name: f"<#{one.id}|{one.name}>" for one in team.channels.values() if one.name}
    text = re.sub(r"(?<!\w)@([\w.-]+)", lambda found: people.get(found[1], found[0]), text)
    return re.sub(r"(?<!\w)#([\w-]+)", lambda found: channels.get(found[1], found[0]), text)


def interaction_json(world: World, asked: Interaction, user: User) -> Json:
    """Describe what every interaction has in common."""
    team = world.teams[asked.team_id]
    who = {"id": user.id, "username": user.name, "name": user.name, "team_id": team.id}
    return {
        "type": asked.kind,
        "user": who,
        "api_app_id": world.app_id,
        "token": VERIFICATION,
        "team": team_json(team),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def place_json(world: World, asked: Interaction, where: Post | View) -> Json:
    """Describe the message or view in which something was pressed."""
    if isinstance(where, View):
        return {"container": {"type": "view", "view_id": where.id}, "view": view_json(world, where)}
    channel = world.teams[asked.team_id].channels[where.channel_id]
    container = {"type": "message", "message_ts": where.ts, "channel_id": where.channel_id}
    container |= {"thread_ts": where.thread_ts} if where.thread_ts else {}
    shown: Json = {"container": container | {"is_ephemeral": where.is_ephemeral}}
    shown["channel"] = {"id": channel.id, "name": _TOLD_BY_NAME.get(channel.kind, channel.name)}
    if not where.is_ephemeral:  # Slack leaves out what one person alone sees
        shown["message"] = post_json(world, where)
    if asked.kind == ACTION:
        shown["state"] = {"values": {}}
        shown["response_url"] = asked.response_url
    return shown


def action_json(world: World, element: Json, chosen: Json) -> Json:
    """Describe the element that was used, with what was chosen."""
    kept = ("action_id", "block_id", "type", "text", "value", "style", "placeholder", "initial_option")
    written = {name: element[name] for name in kept if name in element}
    return written | chosen | {"action_ts": world.new_ts()}


def event_json(world: World, team: Team, event: Json) -> Json:
    """Wrap an event as the Events API does."""
    me = {"enterprise_id": None, "team_id": team.id, "user_id": team.bot.id, "is_bot": True}
    return {
        "token": VERIFICATION,
        "team_id": team.id,
        "api_app_id": world.app_id,
        "event": {"event_ts": world.new_ts()} | event,
        "type": EVENT,
        "event_id": world.new_id("Ev"),
        "event_time": int(world.clock.now.timestamp()),
        "authorizations": [me | {"is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": f"4-{world.new_id('c')}",
    }
