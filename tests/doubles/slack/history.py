"""conversations.history and .replies: what stands in a channel, newest first, page by page."""

from __future__ import annotations

import base64
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from tests.doubles.slack.problems import Json, Problem
from tests.doubles.slack.shapes import post_json
from tests.doubles.slack.webapi import Call, is_true, method
from tests.doubles.slack.world import DIRECT, GROUP, PRIVATE, PUBLIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.doubles.slack.world import Channel, Post, World

HISTORY = {
    PUBLIC: "channels:history",
    PRIVATE: "groups:history",
    DIRECT: "im:history",
    GROUP: "mpim:history",
}
PAGE, MOST = 100, 999


@method("conversations.history", scopes=tuple(HISTORY.values()), tier=3, required=("channel",))
def history(world: World, call: Call) -> Json:
    """Give the messages of a channel; answers in threads stay there unless they were broadcast."""
    channel = _readable(world, call)
    shown = [one for one in _public(world, channel) if not one.thread_ts or one.is_broadcast]
    return _page(world, call, list(reversed(_between(shown, call.args))))


@method("conversations.replies", scopes=tuple(HISTORY.values()), tier=3, required=("channel", "ts"))
def replies(world: World, call: Call) -> Json:
    """Give a message and the answers in its thread, oldest first."""
    channel = _readable(world, call)
    root = str(call.args["ts"])
    shown = [one for one in _public(world, channel) if root in (one.ts, one.thread_ts)]
    if not shown:
        raise Problem("thread_not_found")
    return _page(world, call, _between(shown, call.args, keeps=root))


def _readable(world: World, call: Call) -> Channel:
    channel = world.find_channel(call.workspace, str(call.args["channel"]))
    call.require(HISTORY[channel.kind])
    if call.workspace.bot.id not in channel.members:
        raise Problem("not_in_channel")
    return channel


def _public(world: World, channel: Channel) -> list[Post]:
    posts = world.posts.get(channel.id, {}).values()
    return sorted((one for one in posts if not one.is_ephemeral), key=lambda one: Decimal(one.ts))


def _between(posts: Sequence[Post], args: Json, *, keeps: str = "") -> list[Post]:
    oldest, latest = _moment(args, "oldest", "0"), _moment(args, "latest", "Infinity")
    if is_true(args.get("inclusive")):
        return [one for one in posts if oldest <= Decimal(one.ts) <= latest or one.ts == keeps]
    return [one for one in posts if oldest < Decimal(one.ts) < latest or one.ts == keeps]


def _moment(args: Json, name: str, otherwise: str) -> Decimal:
    try:
        return Decimal(str(args.get(name) or otherwise))
    except InvalidOperation:
        raise Problem(f"invalid_ts_{name}") from None


def _page(world: World, call: Call, posts: list[Post]) -> Json:
    size = max(1, min(int(call.args.get("limit") or PAGE), MOST))
    start = _start(str(call.args.get("cursor") or ""))
    shown, rest = posts[start : start + size], posts[start + size :]
    with_metadata = is_true(call.args.get("include_all_metadata"))
    answer: Json = {"messages": [post_json(world, one, with_metadata=with_metadata) for one in shown]}
    answer |= {"has_more": bool(rest), "pin_count": 0}
    if rest:
        cursor = base64.b64encode(f"start:{start + size}".encode()).decode()
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("start:"))
    except ValueError:
        raise Problem("invalid_cursor") from None
