"""What a gesture carries and allows: an acknowledgement in 3 s, a trigger_id, a response_url."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.doubles.slack.checking import check_message, check_options, check_view
from tests.doubles.slack.posting import new_post, rewrite
from tests.doubles.slack.problems import Json, Problem
from tests.doubles.slack.screens import change_view, close_stack, close_view, stack_view
from tests.doubles.slack.webapi import Call, is_true, method

if TYPE_CHECKING:
    from tests.doubles.slack.world import Post, Team, View, World

ACK_SECONDS = 3.0
TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5

COMMAND, ACTION, SUBMISSION, CLOSED = "slash_commands", "block_actions", "view_submission", "view_closed"
SUGGESTION, SHORTCUT, MESSAGE_ACTION, EVENT = (
    "block_suggestion",
    "shortcut",
    "message_action",
    "event_callback",
)


@dataclass(slots=True, kw_only=True)
class Interaction:
    """A gesture that was sent to the app, and everything that came back."""

    kind: str
    team_id: str
    user_id: str
    channel_id: str = ""
    thread_ts: str = ""
    payload: Json
    sent_at_seconds: float
    trigger_id: str = ""
    is_trigger_used: bool = False
    response_url: str = ""
    response_uses: int = 0
    original: Post | None = None  # the message acted on
    view: View | None = None  # the view acted on
    is_answer_due: bool = True  # somebody waits for more than an acknowledgement
    is_acknowledged: bool = False
    ack: Any = None  # the body of the acknowledgement
    acknowledged_after_seconds: float | None = None
    answered_after_seconds: float | None = None
    failure: str = ""  # what Slack shows the person in the place of an answer
    posts: list[Post] = field(default_factory=list)  # messages it led to, changed ones too
    opened: list[View] = field(default_factory=list)  # views it led to, changed ones too
    options: list[Json] | None = None
    errors: dict[str, str] = field(default_factory=dict)  # of a form, by block_id

    def may_lead_to(self, post: Post) -> bool:
        """Tell whether *post*, written by the Web API, can be an answer to this."""
        if not self.is_answer_due:
            return False
        is_here = (self.team_id, self.channel_id) == (post.team_id, post.channel_id)
        return is_here and post.ephemeral_for in ("", self.user_id) and self.kind not in (SUGGESTION, CLOSED)

    def note_post(self, post: Post, *, at_seconds: float) -> None:
        """Note that this led to *post*."""
        if not any(one is post for one in self.posts):
            self.posts.append(post)
        self.answered_after_seconds = at_seconds - self.sent_at_seconds


def acknowledge(world: World, asked: Interaction, body: Any) -> None:
    """Take the acknowledgement of *asked*; what comes after 3 s is too late."""
    after_seconds = world.clock.seconds - asked.sent_at_seconds
    if asked.is_acknowledged:
        return  # the same envelope was sent twice
    asked.is_acknowledged, asked.ack = True, body
    asked.acknowledged_after_seconds = after_seconds
    if after_seconds > ACK_SECONDS:
        asked.failure = "operation_timeout"
        world.touch()
        return
    try:
        _take(world, asked, body)
    except Problem as refused:
        asked.failure = refused.error
        world.violations.append(f"acknowledgement of {asked.kind}: {refused.body}")
    world.touch()


def fail(world: World, asked: Interaction, failure: str) -> None:
    """Give *asked* up: the person sees an error."""
    if not asked.is_acknowledged:
        asked.failure = failure
        world.touch()


def _take(world: World, asked: Interaction, body: Any) -> None:
    if asked.kind == COMMAND and body:
        _say(world, asked, {"text": body} if isinstance(body, str) else body, way="acknowledgement")
    elif asked.kind == SUBMISSION:
        _take_submission(world, asked, body or {})
    elif asked.kind == SUGGESTION:
        check_options(body)
        asked.options = _flat(body)
        answered(world, asked)
    elif body:
        raise Problem("unexpected_ack_body", kind=asked.kind)


def _flat(body: Json) -> list[Json]:
    return [one for group in body.get("option_groups") or [body] for one in group["options"]]


def _take_submission(world: World, asked: Interaction, body: Json) -> None:
    assert asked.view is not None
    action = body.get("response_action")
    if action == "errors":
        asked.errors = _errors(asked.view, body)
    elif action in ("update", "push"):
        check_view(world, body.get("view"), kinds=("modal",))
        if action == "update":
            change_view(world, asked.view, body["view"])
            asked.opened.append(asked.view)
        else:
            asked.opened.append(
                stack_view(world, asked.view.team_id, asked.user_id, body["view"], below=asked.view)
            )
    elif action == "clear":
        close_stack(world, asked.view)
    elif action is None and not body:
        close_view(world, asked.view)
    else:
        raise Problem("invalid_response_action", given=body)
    if action is not None:
        answered(world, asked)


def _errors(view: View, body: Json) -> dict[str, str]:
    errors = body.get("errors")
    inputs = {one.get("block_id") for one in view.body["blocks"] if one["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise Problem("invalid_errors", given=errors, inputs=sorted(map(str, inputs)))
    return errors


def answered(world: World, asked: Interaction) -> None:
    """Note that a person now sees an answer."""
    asked.answered_after_seconds = world.clock.seconds - asked.sent_at_seconds
    world.touch()


def spend_trigger(world: World, team: Team, trigger_id: str) -> Interaction:
    """Find the gesture of *trigger_id* and use the trigger up.

    Raises:
        Problem: It is unknown, older than 3 s, or was used before.
    """
    for asked in world.interactions:
        if asked.trigger_id == trigger_id and trigger_id and asked.team_id == team.id:
            if asked.is_trigger_used:
                raise Problem("exchanged_trigger_id")
            if world.clock.seconds - asked.sent_at_seconds > TRIGGER_SECONDS:
                raise Problem("expired_trigger_id")
            asked.is_trigger_used = True
            return asked
    raise Problem("invalid_trigger_id")


@method("response_url", bearer="")
def respond(world: World, call: Call) -> Json:
    """Take an answer to a gesture: at most five, and none after half an hour."""
    asked = _by_address(world, str(call.args.pop("_path")))
    call.team = world.teams[asked.team_id]
    if is_true(call.args.get("delete_original")):
        _delete_original(world, asked)
        return {}
    _say(world, asked, call.args, way="response_url")
    return {}


def _by_address(world: World, path: str) -> Interaction:
    for asked in world.interactions:
        if asked.response_url.endswith(path):
            break
    else:
        raise Problem("invalid_url", status=404)
    asked.response_uses += 1
    if asked.response_uses > RESPONSE_URL_USES:
        world.violations.append(f"response_url of {asked.kind}: used {asked.response_uses} times.")
        raise Problem("used_url", status=404)
    if world.clock.seconds - asked.sent_at_seconds > RESPONSE_URL_SECONDS:
        world.violations.append(f"response_url of {asked.kind}: used after 30 minutes.")
        raise Problem("expired_url", status=404)
    return asked


def _delete_original(world: World, asked: Interaction) -> None:
    if asked.original is None:
        raise Problem("message_not_found", status=404)
    world.posts[asked.original.channel_id].pop(asked.original.ts, None)
    answered(world, asked)


def _say(world: World, asked: Interaction, body: Json, *, way: str) -> None:
    """Show *body* where the gesture was made: to the asker alone, unless it says otherwise."""
    check_message(world, way, body)
    if body.get("response_type") not in (None, "ephemeral", "in_channel"):
        raise Problem("invalid_arguments", response_type=body["response_type"])
    if is_true(body.get("replace_original")) and asked.original is not None:
        # Who sees it was settled when it was posted: ephemeral and public are never turned into one another.
        rewrite(world, asked.original, body)
        asked.note_post(asked.original, at_seconds=world.clock.seconds)
        world.touch()
        return
    team = world.teams[asked.team_id]
    channel = team.channels[asked.channel_id]
    post = new_post(world, team, channel, body, thread_ts=str(body.get("thread_ts") or ""))
    post.ephemeral_for = "" if body.get("response_type") == "in_channel" else asked.user_id
    asked.note_post(world.keep(post), at_seconds=world.clock.seconds)
    world.touch()
