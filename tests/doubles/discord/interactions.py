"""Requests that answer an interaction: its first response, the message it leads to, and what follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.doubles.discord.checking import check_message
from tests.doubles.discord.components import check_form
from tests.doubles.discord.messages import fill
from tests.doubles.discord.problems import FormErrors, Json, problem
from tests.doubles.discord.registry_rules import check_choice
from tests.doubles.discord.rest import Answer, Call, body_of, route
from tests.doubles.discord.shapes import post_json, user_json
from tests.doubles.discord.world import EPHEMERAL, IS_LOADING, Post

if TYPE_CHECKING:
    from tests.doubles.discord.world import World

SLASH, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5  # kinds of interaction
SHOW, DEFER, DEFER_UPDATE, UPDATE, CHOICES, FORM = 4, 5, 6, 7, 8, 9  # kinds of first response
ACKNOWLEDGE_WITHIN_SECONDS = 3
TOKEN_LASTS_SECONDS = 15 * 60
FOLLOWUPS_OUTSIDE = 5  # of a user-installed app that is not in the server


@dataclass(slots=True, kw_only=True)
class Interaction:
    """One gesture of one person, and what came back."""

    id: str
    token: str
    kind: int
    user_id: str
    channel_id: str
    payload: Json
    sent_at_seconds: float
    is_outside: bool = False  # user-installed, and the bot is not in the guild
    message: Post | None = None  # whose component was used
    response: int = 0  # the kind of the first response; 0 before it
    acknowledged_after_seconds: float | None = None
    too_late_after_seconds: float | None = None  # a first response came, and was refused
    answered_after_seconds: float | None = None  # what it led to was last shown
    original: Post | None = None  # what @original means
    was_edited: bool = False  # @original, after the first response
    followups: list[Post] = field(default_factory=list)
    form: Json | None = None  # the modal it opened
    choices: list[Json] | None = None  # of an autocomplete


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", is_open=True)
def respond(world: World, call: Call) -> Answer:
    """Give the first response to an interaction."""
    asked = _asked(world, call)
    age_seconds = world.clock.seconds - asked.sent_at_seconds
    if asked.id != call.params["interaction_id"]:
        raise problem(10062)
    if asked.response:
        raise problem(40060)
    if age_seconds > ACKNOWLEDGE_WITHIN_SECONDS:
        asked.too_late_after_seconds = age_seconds
        raise problem(10062)
    body = body_of(call)
    _RESPOND[_kind(asked, body)](world, asked, body.get("data") or {})
    asked.response, asked.acknowledged_after_seconds = body["type"], age_seconds
    if call.query.get("with_response", "false") in ("true", "1"):
        return 200, _callback_json(world, asked)
    return 204, None


def _asked(world: World, call: Call) -> Interaction:
    asked = world.interactions.get(call.params["interaction_token"])
    if asked is None:
        raise problem(10062)
    call.since_interaction_seconds = world.clock.seconds - asked.sent_at_seconds
    return asked


def _kind(asked: Interaction, body: Json) -> int:
    """Return the kind of response, if it fits the kind of interaction."""
    fitting = {
        SLASH: (SHOW, DEFER, FORM),
        COMPONENT: (SHOW, DEFER, DEFER_UPDATE, UPDATE, FORM),
        AUTOCOMPLETE: (CHOICES,),
        MODAL: (SHOW, DEFER, DEFER_UPDATE, UPDATE),
    }[asked.kind]
    if asked.kind == MODAL and asked.message is None:
        fitting = (SHOW, DEFER)
    if body.get("type") not in fitting:
        raise problem(50035)
    return int(body["type"])


def _new_post(world: World, asked: Interaction, *, flags: int) -> Post:
    return Post(
        id=world.ids.next(),
        channel_id=asked.channel_id,
        author_id=world.bot.id,
        at=world.clock.now,
        flags=flags,
        is_from_interaction=True,
        interaction={
            "id": asked.id,
            "type": asked.kind,
            "user": user_json(world.users[asked.user_id]),
            "authorizing_integration_owners": {},
        },
        ephemeral_for=asked.user_id if flags & EPHEMERAL else "",
    )


def _show(world: World, asked: Interaction, data: Json) -> None:
    check_message(data, may_be_ephemeral=True)
    post = _new_post(world, asked, flags=data.get("flags") or 0)
    fill(world, post, data, mentions_by_default=False)
    asked.original = world.keep(post)
    asked.answered_after_seconds = world.clock.seconds - asked.sent_at_seconds


def _defer(world: World, asked: Interaction, data: Json) -> None:
    flags = (data.get("flags") or 0) & EPHEMERAL | IS_LOADING  # no other flag may be set now
    asked.original = world.keep(_new_post(world, asked, flags=flags))


def _defer_update(_world: World, asked: Interaction, _data: Json) -> None:
    asked.original = asked.message


def _update(world: World, asked: Interaction, data: Json) -> None:
    if asked.message is None:
        raise problem(50035)
    check_message(data, before=asked.message)
    fill(world, asked.message, data, mentions_by_default=False)
    asked.message.edited_at = world.clock.now
    asked.original = asked.message
    asked.answered_after_seconds = world.clock.seconds - asked.sent_at_seconds


def _choices(world: World, asked: Interaction, data: Json) -> None:
    errors, offered = FormErrors(), data.get("choices") or []
    errors.count(("data", "choices"), offered, most=25)
    for at, choice in enumerate(offered):
        check_choice(errors, ("data", "choices", at), choice)
    errors.check()
    asked.choices = offered
    asked.answered_after_seconds = world.clock.seconds - asked.sent_at_seconds


def _form(world: World, asked: Interaction, data: Json) -> None:
    errors = FormErrors()
    check_form(errors, data)
    errors.check()
    asked.form = data
    asked.answered_after_seconds = world.clock.seconds - asked.sent_at_seconds


_RESPOND = {
    SHOW: _show,
    DEFER: _defer,
    DEFER_UPDATE: _defer_update,
    UPDATE: _update,
    CHOICES: _choices,
    FORM: _form,
}


def _callback_json(world: World, asked: Interaction) -> Json:
    written: Json = {
        "interaction": {
            "id": asked.id,
            "type": asked.kind,
            "response_message_loading": asked.response == DEFER,
            "response_message_ephemeral": bool(asked.original and asked.original.is_ephemeral),
        },
        "resource": {"type": asked.response},
    }
    if asked.original is not None:
        written["interaction"]["response_message_id"] = asked.original.id
        if asked.response in (SHOW, UPDATE):
            written["resource"]["message"] = post_json(world, asked.original)
    return written


def _by_token(world: World, call: Call) -> Interaction:
    """Find the interaction whose token is used as a webhook's, while it lasts."""
    if call.params["application_id"] != world.application_id:
        raise problem(10015)
    asked = world.interactions.get(call.params["token"])
    if asked is None:
        raise problem(50027)
    call.since_interaction_seconds = world.clock.seconds - asked.sent_at_seconds
    if call.since_interaction_seconds > TOKEN_LASTS_SECONDS:
        raise problem(50027)
    if not asked.response:
        raise problem(10015)
    return asked


@route("POST", "/webhooks/{application_id}/{token}", is_open=True)
def follow_up(world: World, call: Call) -> Answer:
    """Add a message to an interaction; the first one after a deferral takes the loading message's place."""
    asked = _by_token(world, call)
    body = body_of(call)
    check_message(body, may_be_ephemeral=True)
    original = asked.original
    if asked.response == DEFER and original is not None and original.flags & IS_LOADING:
        _settle(world, asked, original, body | {"flags": 0})
        return 200, post_json(world, original)
    if asked.is_outside and len(asked.followups) >= FOLLOWUPS_OUTSIDE:
        raise problem(40094)
    post = _new_post(world, asked, flags=body.get("flags") or 0)
    fill(world, post, body, mentions_by_default=False)
    asked.followups.append(world.keep(post))
    return 200, post_json(world, post)


@route("GET", "/webhooks/{application_id}/{token}/messages/{message_id}", is_open=True)
def shown(world: World, call: Call) -> Answer:
    """Describe a message of an interaction."""
    return 200, post_json(world, _target(_by_token(world, call), call))


@route("PATCH", "/webhooks/{application_id}/{token}/messages/{message_id}", is_open=True)
def change(world: World, call: Call) -> Answer:
    """Change a message of an interaction; a loading one is loading no more."""
    asked = _by_token(world, call)
    post = _target(asked, call)
    body = body_of(call)
    check_message(body, before=post)
    _settle(world, asked, post, body)
    return 200, post_json(world, post)


@route("DELETE", "/webhooks/{application_id}/{token}/messages/{message_id}", is_open=True)
def remove(world: World, call: Call) -> Answer:
    """Delete a message of an interaction."""
    asked = _by_token(world, call)
    post = _target(asked, call)
    del world.posts[post.channel_id][post.id]
    asked.followups = [one for one in asked.followups if one is not post]
    asked.original = None if asked.original is post else asked.original
    return 204, None


def _target(asked: Interaction, call: Call) -> Post:
    wanted = call.params["message_id"]
    if wanted == "@original":
        if asked.original is None:
            raise problem(10008)
        return asked.original
    for post in [*asked.followups, *([asked.original] if asked.original else [])]:
        if post.id == wanted:
            return post
    raise problem(10008)


def _settle(world: World, asked: Interaction, post: Post, body: Json) -> None:
    """Write *body* into *post*; whether it is ephemeral was decided before and stays."""
    kept = post.flags & EPHEMERAL
    post.flags &= ~IS_LOADING
    fill(world, post, body, mentions_by_default=False)
    post.flags = post.flags & ~EPHEMERAL | kept
    post.edited_at = world.clock.now
    asked.was_edited = asked.was_edited or post is asked.original
    asked.answered_after_seconds = world.clock.seconds - asked.sent_at_seconds
    world.touch()
