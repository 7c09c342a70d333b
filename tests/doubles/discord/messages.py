"""Requests about channels, their messages and threads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.doubles.discord.checking import check_message
from tests.doubles.discord.mentions import pinged
from tests.doubles.discord.permissions import Permission, need
from tests.doubles.discord.problems import FormErrors, Json, problem
from tests.doubles.discord.rest import Answer, Call, body_of, route
from tests.doubles.discord.shapes import channel_json, post_json
from tests.doubles.discord.world import DM, NEWS, NEWS_THREAD, TEXT, THREAD, THREADS, Channel, Post, walk

if TYPE_CHECKING:
    from tests.doubles.discord.world import World


@route("GET", "/channels/{channel_id}")
def channel(world: World, call: Call) -> Answer:
    """Describe a channel."""
    found, held = world.channel_for_bot(call.params["channel_id"])
    need(held)
    return 200, channel_json(world, found)


@route("POST", "/channels/{channel_id}/messages")
def create(world: World, call: Call) -> Answer:
    """Create a message, or return the earlier one with the same enforced nonce."""
    place, held = world.channel_for_bot(call.params["channel_id"])
    body = body_of(call)
    _may_post(world, place, held)
    check_message(body)
    earlier = _earlier(world, body)
    if earlier is not None:
        return 200, post_json(world, earlier)
    if body.get("embeds") and not held & Permission.EMBED_LINKS:
        # What has other content loses its embeds without a word; embeds alone are refused (as since 2021).
        if not body.get("content") and not body.get("components"):
            raise problem(50013)
        body = body | {"embeds": []}
    post = Post(id=world.ids.next(), channel_id=place.id, author_id=world.bot.id, at=world.clock.now)
    fill(world, post, body, mentions_by_default=True)
    post.nonce = None if body.get("nonce") is None else str(body["nonce"])
    post.reference = body.get("message_reference")
    place.is_archived = False  # writing into a thread opens it again
    world.keep(post)
    world.emit("MESSAGE_CREATE", post_json(world, post) | _guild_of(place), place.guild_id)
    return 200, post_json(world, post)


def _may_post(world: World, place: Channel, held: int) -> None:
    if place.type == DM:
        if world.users[place.recipient_id].refuses_direct_messages:
            raise problem(50007)
        return
    if place.type not in (TEXT, NEWS, *THREADS):
        raise problem(50008)
    is_thread = place.type in THREADS
    need(held, Permission.SEND_MESSAGES_IN_THREADS if is_thread else Permission.SEND_MESSAGES)
    if place.is_archived and place.is_locked:
        raise problem(50083)


def _earlier(world: World, body: Json) -> Post | None:
    """Find what the bot wrote with the same nonce: Discord documents it by author, not by channel."""
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    nonce = str(body["nonce"])
    for posts in world.posts.values():
        for post in posts.values():
            age_seconds = (world.clock.now - post.at).total_seconds()
            if post.nonce == nonce and age_seconds <= world.nonce_window_seconds:
                return post
    return None


def fill(world: World, post: Post, body: Json, *, mentions_by_default: bool) -> None:
    """Write *body* into *post*; what it does not name stays as it was."""
    post.content = (body["content"] or "").strip() if "content" in body else post.content
    post.embeds = [_embed(one) for one in body["embeds"] or ()] if "embeds" in body else post.embeds
    post.components = _numbered(body["components"] or []) if "components" in body else post.components
    post.flags |= body.get("flags") or 0
    post.pinged = pinged(world, post, body.get("allowed_mentions"), everything=mentions_by_default)


def _numbered(given: list[Json]) -> list[Json]:
    """Copy components and give each the number that Discord gives those without one."""
    copied: list[Json] = json.loads(json.dumps(given))
    for number, part in enumerate(walk(copied), start=1):
        part.setdefault("id", number)
    return copied


def _embed(given: Json) -> Json:
    return {"type": "rich"} | {name: value for name, value in given.items() if value is not None}


def _guild_of(place: Channel) -> Json:
    return {"guild_id": place.guild_id} if place.guild_id else {}


@route("GET", "/channels/{channel_id}/messages")
def history(world: World, call: Call) -> Answer:
    """List messages, newest first; an empty list without the right to read the history."""
    place, held = world.channel_for_bot(call.params["channel_id"])
    need(held)
    if not held & Permission.READ_MESSAGE_HISTORY:
        return 200, []
    kept = sorted(world.posts.get(place.id, {}).values(), key=lambda post: int(post.id))
    kept = [post for post in kept if not post.is_ephemeral]
    most = int(call.query.get("limit", "50"))
    if "after" in call.query:
        chosen = [post for post in kept if int(post.id) > int(call.query["after"])][:most]
    else:
        before = int(call.query.get("before", "0")) or 1 << 64
        chosen = [post for post in kept if int(post.id) < before][-most:]
    return 200, [post_json(world, post) for post in reversed(chosen)]


@route("GET", "/channels/{channel_id}/messages/{message_id}")
def message(world: World, call: Call) -> Answer:
    """Describe one message."""
    place, held = world.channel_for_bot(call.params["channel_id"])
    need(held, Permission.READ_MESSAGE_HISTORY)
    post = world.find(place.id, call.params["message_id"])
    if post.is_ephemeral:
        raise problem(10008)
    return 200, post_json(world, post)


@route("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit(world: World, call: Call) -> Answer:
    """Change one of the bot's own messages."""
    place, held = world.channel_for_bot(call.params["channel_id"])
    need(held)
    post = world.find(place.id, call.params["message_id"])
    if post.author_id != world.bot.id:
        raise problem(50005)
    body = body_of(call)
    if body.get("embeds") and not held & Permission.EMBED_LINKS:
        body = body | {"embeds": []}
    check_message(body, before=post)
    fill(world, post, body, mentions_by_default=True)
    post.edited_at = world.clock.now
    world.emit("MESSAGE_UPDATE", post_json(world, post) | _guild_of(place), place.guild_id)
    return 200, post_json(world, post)


@route("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete(world: World, call: Call) -> Answer:
    """Delete a message."""
    place, held = world.channel_for_bot(call.params["channel_id"])
    need(held)
    post = world.find(place.id, call.params["message_id"])
    if post.author_id != world.bot.id:
        need(held, Permission.MANAGE_MESSAGES)
    del world.posts[place.id][post.id]
    world.emit("MESSAGE_DELETE", {"id": post.id, "channel_id": place.id} | _guild_of(place), place.guild_id)
    return 204, None


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def thread_from_message(world: World, call: Call) -> Answer:
    """Open the thread below a message; its id is the message's."""
    place, held = world.channel_for_bot(call.params["channel_id"])
    if place.type not in (TEXT, NEWS):
        raise problem(50024)
    need(held, Permission.CREATE_PUBLIC_THREADS)
    post = world.find(place.id, call.params["message_id"])
    if post.id in world.channels:
        raise problem(160004)
    return 201, channel_json(world, _open_thread(world, place, call, post.id))


def _open_thread(world: World, place: Channel, call: Call, thread_id: str) -> Channel:
    body, errors = body_of(call), FormErrors()
    errors.length(("name",), body.get("name", ""), least=1, most=100)
    if body.get("auto_archive_duration", 1440) not in (60, 1440, 4320, 10080, None):
        errors.add(
            ("auto_archive_duration",), "BASE_TYPE_CHOICES", "Value must be one of {60, 1440, 4320, 10080}."
        )
    errors.check()
    opened = Channel(
        id=thread_id,
        name=str(body.get("name", "")),
        type=THREAD if place.type == TEXT else NEWS_THREAD,
        guild_id=place.guild_id,
        parent_id=place.id,
        owner_id=world.bot.id,
    )
    world.channels[opened.id] = opened
    world.emit("THREAD_CREATE", channel_json(world, opened) | {"newly_created": True}, place.guild_id)
    return opened
