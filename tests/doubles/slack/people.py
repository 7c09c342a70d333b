"""auth.*, users.*, team.*, conversations.*: who and what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.doubles.slack.problems import Json, Problem
from tests.doubles.slack.shapes import channel_json, user_json
from tests.doubles.slack.webapi import Call, is_true, method
from tests.doubles.slack.world import DIRECT, GROUP, PRIVATE, PUBLIC

if TYPE_CHECKING:
    from tests.doubles.slack.world import World

READ = {PUBLIC: "channels:read", PRIVATE: "groups:read", DIRECT: "im:read", GROUP: "mpim:read"}


@method("api.test", bearer="")
def test_api(world: World, call: Call) -> Json:
    """Say that it works."""
    del world
    return {"args": call.args}


@method("auth.test")
def test_auth(world: World, call: Call) -> Json:
    """Say whose token it is."""
    team = call.workspace
    return {
        "url": f"https://{team.name.lower()}.slack.com/",
        "team": team.name,
        "user": team.bot.name,
        "team_id": team.id,
        "user_id": team.bot.id,
        "bot_id": team.bot_id,
        "app_id": world.app_id,
        "is_enterprise_install": False,
    }


@method("users.info", scopes=("users:read",), tier=4, required=("user",))
def user_info(world: World, call: Call) -> Json:
    """Describe a person, with their time zone."""
    user = world.find_user(call.workspace, str(call.args["user"]))
    with_locale = is_true(call.args.get("include_locale"))
    return {"user": user_json(user, world.clock.now, with_locale=with_locale)}


@method("users.list", scopes=("users:read",), tier=2)
def user_list(world: World, call: Call) -> Json:
    """Describe everybody."""
    with_locale = is_true(call.args.get("include_locale"))
    everybody = call.workspace.users.values()
    written = [user_json(one, world.clock.now, with_locale=with_locale) for one in everybody]
    return {"members": written, "response_metadata": {"next_cursor": ""}}


@method("bots.info", scopes=("users:read",), tier=3)
def bot_info(world: World, call: Call) -> Json:
    """Describe a bot."""
    team = call.workspace
    if call.args.get("bot") != team.bot_id:
        raise Problem("bot_not_found")
    bot = {"id": team.bot_id, "name": team.bot.name, "app_id": world.app_id, "user_id": team.bot.id}
    return {"bot": bot | {"deleted": False}}


@method("team.info", scopes=("team:read",), tier=3)
def team_info(world: World, call: Call) -> Json:
    """Describe the workspace."""
    del world
    team = call.workspace
    return {"team": {"id": team.id, "name": team.name, "domain": team.name.lower()}}


@method("conversations.info", scopes=tuple(READ.values()), tier=3, required=("channel",))
def conversation_info(world: World, call: Call) -> Json:
    """Describe a channel."""
    channel = world.find_channel(call.workspace, str(call.args["channel"]))
    call.require(READ[channel.kind])
    return {"channel": channel_json(channel, call.workspace)}


@method("conversations.list", scopes=tuple(READ.values()), tier=2)
def conversation_list(world: World, call: Call) -> Json:
    """Describe the channels of the kinds asked for."""
    team = call.workspace
    names = {"public_channel": PUBLIC, "private_channel": PRIVATE, "im": DIRECT, "mpim": GROUP}
    kinds = [names[one] for one in str(call.args.get("types") or "public_channel").split(",")]
    for kind in kinds:
        call.require(READ[kind])
    shown = [one for one in team.channels.values() if one.kind in kinds]
    shown = [one for one in shown if one.kind == PUBLIC or team.bot.id in one.members]
    if is_true(call.args.get("exclude_archived")):
        shown = [one for one in shown if not one.is_archived]
    del world
    return {"channels": [channel_json(one, team) for one in shown], "response_metadata": {"next_cursor": ""}}


@method("conversations.members", scopes=tuple(READ.values()), tier=4, required=("channel",))
def conversation_members(world: World, call: Call) -> Json:
    """List who is in a channel."""
    channel = world.find_channel(call.workspace, str(call.args["channel"]))
    call.require(READ[channel.kind])
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


@method("conversations.join", scopes=("channels:join",), tier=3, required=("channel",))
def join(world: World, call: Call) -> Json:
    """Let the bot into a public channel."""
    channel = world.find_channel(call.workspace, str(call.args["channel"]))
    if channel.is_archived:
        raise Problem("is_archived")
    channel.members.add(call.workspace.bot.id)
    return {"channel": channel_json(channel, call.workspace)}


@method("conversations.open", scopes=("im:write", "mpim:write"), tier=3)
def open_direct_messages(world: World, call: Call) -> Json:
    """Open the direct messages with one person."""
    team = call.workspace
    users = [one for one in str(call.args.get("users") or "").split(",") if one]
    if not users:
        raise Problem("users_list_not_supplied")
    if len(users) > 1:
        raise Problem("method_not_supported_for_channel_type")  # groups: nothing here needs them
    call.require("im:write")
    user = world.find_user(team, users[0])
    if user.is_deleted:
        raise Problem("user_disabled")
    channel = world.direct_messages(team, user.id)
    shown = channel_json(channel, team) if is_true(call.args.get("return_im")) else {"id": channel.id}
    return {"channel": shown}
