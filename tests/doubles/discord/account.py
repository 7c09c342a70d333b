"""Requests about the bot itself, its application, its guilds and the way to the gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.doubles.discord.problems import Json, problem
from tests.doubles.discord.rest import Answer, Call, body_of, route
from tests.doubles.discord.shapes import channel_json, guild_json, member_json, user_json
from tests.doubles.discord.world import THREADS, Guild

if TYPE_CHECKING:
    from tests.doubles.discord.world import World


@route("GET", "/users/@me")
def me(world: World, _call: Call) -> Answer:
    """Say who the bot is."""
    return 200, user_json(world.bot)


@route("GET", "/users/{user_id}")
def user(world: World, call: Call) -> Answer:
    """Say who somebody is."""
    if call.params["user_id"] not in world.users:
        raise problem(10013)
    return 200, user_json(world.users[call.params["user_id"]])


@route("GET", "/oauth2/applications/@me")
@route("GET", "/applications/@me")
def application(world: World, _call: Call) -> Answer:
    """Describe the application."""
    return 200, application_json(world)


def application_json(world: World) -> Json:
    """Write the application."""
    return {
        "id": world.application_id,
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "00" * 32,
        "owner": user_json(world.bot),
        "team": None,
        "flags": 0,
        "integration_types_config": {"0": {}, "1": {}},
        "approximate_guild_count": sum(guild.has_bot for guild in world.guilds.values()),
    }


@route("GET", "/gateway", is_open=True)
def gateway(world: World, _call: Call) -> Answer:
    """Say where the gateway is."""
    return 200, {"url": world.describe_gateway()["url"]}


@route("GET", "/gateway/bot")
def gateway_bot(world: World, _call: Call) -> Answer:
    """Say where the gateway is, how many shards it wants, and how many sessions may still be started."""
    return 200, world.describe_gateway()


@route("GET", "/users/@me/guilds")
def my_guilds(world: World, _call: Call) -> Answer:
    """List the bot's guilds."""
    mine = [guild for guild in world.guilds.values() if guild.has_bot]
    return 200, [
        {"id": one.id, "name": one.name, "icon": None, "owner": False, "features": []} for one in mine
    ]


@route("GET", "/guilds/{guild_id}")
def guild(world: World, call: Call) -> Answer:
    """Describe a guild."""
    return 200, guild_json(world, _guild(world, call))


@route("GET", "/guilds/{guild_id}/channels")
def guild_channels(world: World, call: Call) -> Answer:
    """List the channels of a guild, without threads."""
    found = _guild(world, call)
    mine = [one for one in world.channels.values() if one.guild_id == found.id and one.type not in THREADS]
    return 200, [channel_json(world, one) for one in mine]


@route("GET", "/guilds/{guild_id}/members/{user_id}")
def member(world: World, call: Call) -> Answer:
    """Describe a member."""
    found, user_id = _guild(world, call), call.params["user_id"]
    if user_id not in found.members:
        raise problem(10013)
    return 200, member_json(world, found, user_id) | {"user": user_json(world.users[user_id])}


def _guild(world: World, call: Call) -> Guild:
    found = world.guilds.get(call.params["guild_id"])
    if found is None or not found.has_bot:
        raise problem(10004)
    return found


@route("POST", "/users/@me/channels")
def open_direct_messages(world: World, call: Call) -> Answer:
    """Open the direct messages with somebody; it succeeds even when they refuse to be written to."""
    recipient = str(body_of(call).get("recipient_id", ""))
    if recipient not in world.users or recipient == world.bot.id:
        raise problem(50033)
    return 200, channel_json(world, world.direct_messages(recipient))
