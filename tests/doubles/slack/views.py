"""views.*: modals and App Homes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.doubles.slack.checking import check_view
from tests.doubles.slack.interactions import answered, spend_trigger
from tests.doubles.slack.problems import Json, Problem
from tests.doubles.slack.screens import change_view, make_view, stack_view
from tests.doubles.slack.shapes import view_json
from tests.doubles.slack.webapi import Call, method

if TYPE_CHECKING:
    from tests.doubles.slack.world import View, World


@method("views.open", tier=4, required=("view", "trigger_id"))
def open_view(world: World, call: Call) -> Json:
    """Open a modal for the person who made the gesture."""
    check_view(world, call.args["view"], kinds=("modal",))
    asked = spend_trigger(world, call.workspace, str(call.args["trigger_id"]))
    view = stack_view(world, asked.team_id, asked.user_id, call.args["view"])
    asked.opened.append(view)
    answered(world, asked)
    return {"view": view_json(world, view)}


@method("views.push", tier=4, required=("view", "trigger_id"))
def push_view(world: World, call: Call) -> Json:
    """Put a modal above the one that was used."""
    check_view(world, call.args["view"], kinds=("modal",))
    asked = spend_trigger(world, call.workspace, str(call.args["trigger_id"]))
    if asked.view is None:
        raise Problem("not_found")
    view = stack_view(world, asked.team_id, asked.user_id, call.args["view"], below=asked.view)
    asked.opened.append(view)
    answered(world, asked)
    return {"view": view_json(world, view)}


@method("views.update", tier=4, required=("view",))
def update_view(world: World, call: Call) -> Json:
    """Change a modal or a home that is there."""
    wanted = str(call.args.get("view_id") or "")
    view = _standing(world, call, wanted)
    check_view(world, call.args["view"], kinds=(view.body["type"],))
    _check_hash(view, call.args)
    change_view(world, view, call.args["view"])
    for asked in reversed(world.interactions):
        if view in (asked.view, *asked.opened):
            asked.opened.append(view)
            answered(world, asked)
            break
    return {"view": view_json(world, view)}


def _standing(world: World, call: Call, wanted: str) -> View:
    external = call.args.get("external_id")
    for view in [*world.views.values(), *world.homes.values()]:
        is_meant = view.id == wanted or (external and view.body.get("external_id") == external)
        if is_meant and view.team_id == call.workspace.id and view.is_open:
            return view
    raise Problem("not_found")


def _check_hash(view: View | None, args: Json) -> None:
    if view is not None and args.get("hash") not in (None, "", view.hash):
        raise Problem("hash_conflict")


@method("views.publish", tier=4, required=("user_id", "view"))
def publish(world: World, call: Call) -> Json:
    """Show a person their App Home."""
    team = call.workspace
    if not team.home_enabled:
        raise Problem("not_enabled")
    user = world.find_user(team, str(call.args["user_id"]))
    check_view(world, call.args["view"], kinds=("home",))
    before = world.homes.get((team.id, user.id))
    _check_hash(before, call.args)
    view = make_view(world, team.id, user.id, call.args["view"])
    view.id = view.root_id = before.id if before else view.id
    world.homes[team.id, user.id] = view
    for asked in reversed(world.interactions):
        if (asked.team_id, asked.user_id) == (team.id, user.id):
            asked.opened.append(view)
            answered(world, asked)
            break
    return {"view": view_json(world, view)}
