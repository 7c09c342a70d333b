"""Modals on people's screens: a stack of at most three, each with a state of its own."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tests.doubles.slack.forms import start
from tests.doubles.slack.posting import with_ids
from tests.doubles.slack.problems import Json, Problem
from tests.doubles.slack.world import View

if TYPE_CHECKING:
    from tests.doubles.slack.world import World

VIEWS_IN_STACK = 3


def make_view(world: World, team_id: str, user_id: str, body: Json, *, below: View | None = None) -> View:
    """Make a view out of a body that was checked."""
    made = View(
        id=world.new_id("V"),
        team_id=team_id,
        user_id=user_id,
        body=body | {"blocks": with_ids(world, body["blocks"])},
        hash=new_hash(),
        root_id=below.root_id if below else "",
        previous_id=below.id if below else "",
    )
    made.root_id = made.root_id or made.id
    start(made)
    return made


def stack_view(world: World, team_id: str, user_id: str, body: Json, *, below: View | None = None) -> View:
    """Put a new modal on the screen, above *below*.

    Raises:
        Problem: Three stand there already.
    """
    stack = [one for one in world.views.values() if below and one.is_open and one.root_id == below.root_id]
    if len(stack) >= VIEWS_IN_STACK:
        raise Problem("push_limit_reached")
    view = make_view(world, team_id, user_id, body, below=below)
    world.views[view.id] = view
    return view


def change_view(world: World, view: View, body: Json) -> None:
    """Put *body* in the place of what *view* shows."""
    view.body = body | {"blocks": with_ids(world, body["blocks"])}
    view.hash = new_hash()
    start(view)  # a field keeps what was typed as long as its block_id and action_id stay


def new_hash() -> str:
    """Make the hash of a view's present state."""
    return secrets.token_hex(8)


def close_view(world: World, view: View) -> None:
    """Take *view* off the screen; the one below it is seen again."""
    view.is_open = False
    world.touch()


def close_stack(world: World, view: View) -> None:
    """Take *view* and everything it stands on off the screen."""
    for one in world.views.values():
        if one.root_id == view.root_id:
            one.is_open = False
    world.touch()
