"""The documented limits of messages, options and views; what breaks them is refused and is a violation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.doubles.slack.blocks import broken_blocks, broken_options
from tests.doubles.slack.problems import Json, Problem, invalid
from tests.doubles.slack.rules import text_rule

if TYPE_CHECKING:
    from tests.doubles.slack.world import World

BLOCKS_IN_MESSAGE, BLOCKS_IN_VIEW = 50, 100
TEXT, TEXT_OF_UPDATE, MARKDOWN = 40_000, 4_000, 12_000
# No document names the limit over all blocks; it was met near 13,200 (slackapi/bolt-js#2509).
SAFE_CHARACTERS, CHARACTERS = 12_000, 13_200
ATTACHMENTS = 100
VIEW_BYTES = 250_000
_VIEW_KEYS = {
    "modal": {"type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "external_id"}
    | {"clear_on_close", "notify_on_close", "submit_disabled"},
    "home": {"type", "blocks", "private_metadata", "callback_id", "external_id"},
}
_MESSAGE_ONLY = frozenset({"markdown", "table", "file", "context_actions"})


def check_message(world: World, name: str, args: Json) -> None:
    """Check what a message says that goes out by way of *name*.

    Raises:
        Problem: Slack refuses it.
    """
    blocks, text = args.get("blocks"), args.get("text")
    if args.get("markdown_text") and (text or blocks):
        raise Problem("markdown_text_conflict")
    if not (text or blocks or args.get("attachments") or args.get("markdown_text")):
        raise Problem("no_text")
    _check_text(world, name, args)
    if blocks:
        check_blocks(world, blocks, most=BLOCKS_IN_MESSAGE)
        if not text:
            world.violations.append(f"{name}: blocks without text leave notifications empty.")
    if len(args.get("attachments") or ()) > ATTACHMENTS:
        raise Problem("too_many_attachments")
    for one in args.get("attachments") or ():
        check_blocks(world, one.get("blocks") or [], most=BLOCKS_IN_MESSAGE)
    _check_metadata(args.get("metadata"))


def _check_text(world: World, name: str, args: Json) -> None:
    text, markdown = args.get("text"), args.get("markdown_text")
    if text is not None and not isinstance(text, str):
        raise invalid("invalid_arguments", "text must be a string")
    if len(markdown or "") > MARKDOWN:
        raise Problem("msg_too_long")
    if name == "chat.update" and len(text or "") > TEXT_OF_UPDATE:
        raise Problem("msg_too_long")
    if len(text or "") > TEXT:
        world.violations.append(f"{name}: Slack cuts a text of {len(text or '')} characters at {TEXT}.")


def _check_metadata(metadata: Any) -> None:
    if metadata is None or metadata == {}:
        return
    is_sound = isinstance(metadata, dict) and isinstance(metadata.get("event_payload"), dict)
    if not is_sound or not isinstance(metadata.get("event_type"), str):
        raise Problem("invalid_metadata_format")


def check_blocks(world: World, blocks: Any, *, most: int) -> None:
    """Check blocks.

    Raises:
        Problem: Slack refuses them.
    """
    if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
        raise Problem("invalid_blocks_format")
    broken = [f"no more than {most} items allowed"] if len(blocks) > most else []
    broken += broken_blocks(blocks)
    if broken:
        raise invalid("invalid_blocks", *broken)
    said = characters(blocks)
    if said > CHARACTERS and most == BLOCKS_IN_MESSAGE:
        raise Problem("msg_blocks_too_long")
    if said > SAFE_CHARACTERS and most == BLOCKS_IN_MESSAGE:
        world.violations.append(f"{said} characters over all blocks; above {SAFE_CHARACTERS} is not safe.")


def characters(value: object) -> int:
    """Count the characters that blocks show: every string named "text", at whatever depth."""
    if isinstance(value, list):
        return sum(characters(one) for one in value)
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(characters(one) for one in value.values())
    return 0


def check_options(body: Any) -> None:
    """Check what an external select is offered.

    Raises:
        Problem: Slack shows nothing of it.
    """
    if not isinstance(body, dict) or not ("options" in body) ^ ("option_groups" in body):
        raise invalid("invalid_options", "either options or option_groups")
    broken = broken_options("options", body, is_answer=True)
    if broken:
        raise invalid("invalid_options", *broken)


def check_view(world: World, view: Any, *, kinds: tuple[str, ...]) -> None:
    """Check a modal or a home.

    Raises:
        Problem: Slack refuses it.
    """
    if not isinstance(view, dict) or view.get("type") not in kinds:
        raise invalid("invalid_arguments", f"view must be of type {' or '.join(kinds)}")
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise Problem("view_too_large")
    broken = [f"view: {key!r} is not allowed" for key in view if key not in _VIEW_KEYS[view["type"]]]
    broken += _broken_words(view)
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or len(blocks) > BLOCKS_IN_VIEW:
        raise invalid("invalid_arguments", f"view: blocks must be a list of at most {BLOCKS_IN_VIEW}")
    broken += [
        f"{one.get('type')} stands in messages only" for one in blocks if one.get("type") in _MESSAGE_ONLY
    ]
    if broken:
        raise invalid("invalid_arguments", *broken)
    check_blocks(world, blocks, most=BLOCKS_IN_VIEW)


def _broken_words(view: Json) -> list[str]:
    """Name what is wrong with a view's title, its buttons and what it carries."""
    broken: list[str] = []
    if view["type"] == "modal":
        broken += text_rule("title", view.get("title"), most=24, kinds=("plain_text",))
        for name in ("submit", "close"):
            if view.get(name) is not None:
                broken += text_rule(name, view[name], most=24, kinds=("plain_text",))
        has_input = any(one.get("type") == "input" for one in view.get("blocks") or ())
        if has_input and view.get("submit") is None:
            broken.append("submit is required when the view has an input")
    for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if len(str(view.get(name) or "")) > most:
            broken.append(f"{name}: more than {most} characters")
    return broken
