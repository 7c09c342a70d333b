"""Requests about the application's commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.doubles.discord.problems import Json, problem
from tests.doubles.discord.registry_rules import check_commands
from tests.doubles.discord.rest import Answer, Call, route

if TYPE_CHECKING:
    from tests.doubles.discord.world import World

CREATES_A_DAY = 200  # by guild, and for the global ones; what keeps its name is no creation


@route("GET", "/applications/{application_id}/commands")
@route("GET", "/applications/{application_id}/guilds/{guild_id}/commands")
def listed(world: World, call: Call) -> Answer:
    """List the commands of the application or of one guild."""
    return 200, list(world.commands.get(_scope(world, call), {}).values())


@route("PUT", "/applications/{application_id}/commands")
@route("PUT", "/applications/{application_id}/guilds/{guild_id}/commands")
def replace(world: World, call: Call) -> Answer:
    """Replace all commands of the application or of one guild."""
    if not isinstance(call.body, list):
        raise problem(50035)
    scope = _scope(world, call)
    check_commands(call.body)
    known = {(one["name"], one["type"]) for one in world.commands.get(scope, {}).values()}
    new = sum((one["name"], one.get("type") or 1) not in known for one in call.body)
    created = world.commands_created.get(scope, 0) + new
    if created > CREATES_A_DAY:
        raise problem(30034)
    world.commands_created[scope] = created
    return 200, keep_commands(world, call.body, scope=scope)


def keep_commands(world: World, given: list[Json], *, scope: str) -> list[Json]:
    """Store *given* as all commands of *scope*; what keeps its name and type keeps its id."""
    ids = {(one["name"], one["type"]): one["id"] for one in world.commands.get(scope, {}).values()}
    kept: dict[str, Json] = {}
    for one in given:
        kind = one.get("type") or 1
        command_id = ids.get((one["name"], kind)) or world.ids.next()
        kept[command_id] = one | {
            "id": command_id,
            "type": kind,
            "application_id": world.application_id,
            "version": world.ids.next(),
            "description": one.get("description") or "",
            "default_member_permissions": _as_text(one.get("default_member_permissions")),
            **({"guild_id": scope} if scope else {}),
        }
    world.commands[scope] = kept
    world.touch()
    return list(kept.values())


def _as_text(bits: object) -> str | None:
    return None if bits is None else str(bits)


def _scope(world: World, call: Call) -> str:
    if call.params["application_id"] != world.application_id:
        raise problem(10002)
    guild_id = call.params.get("guild_id", "")
    if guild_id and (guild_id not in world.guilds or not world.guilds[guild_id].has_bot):
        raise problem(50001)
    return guild_id
