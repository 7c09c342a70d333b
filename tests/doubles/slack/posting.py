"""chat.*: messages that the app posts, changes and deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.doubles.slack.checking import check_message
from tests.doubles.slack.mentions import pinged, unfurled
from tests.doubles.slack.problems import Json, Problem
from tests.doubles.slack.shapes import post_json
from tests.doubles.slack.webapi import Call, is_true, method
from tests.doubles.slack.world import Channel, Post

if TYPE_CHECKING:
    from tests.doubles.slack.world import Team, World

WRITE = ("chat:write",)
SENDS_TO_ANY = "chat:write.public"
TEXT_CUT = 40_000


@method("chat.postMessage", scopes=WRITE, required=("channel",))
def post_message(world: World, call: Call) -> Json:
    """Post into a channel, a thread or direct messages."""
    team = call.workspace
    channel = _writable(world, call, str(call.args["channel"]))
    thread_ts = _thread(world, channel, call.args)
    check_message(world, call.name, call.args)
    post = new_post(world, team, channel, call.args, thread_ts=thread_ts)
    world.keep(post)
    world.note(post)
    return {"channel": channel.id, "ts": post.ts, "message": post_json(world, post)}


@method("chat.postEphemeral", scopes=WRITE, tier=4, required=("channel", "user"))
def post_ephemeral(world: World, call: Call) -> Json:
    """Show a message to one member of a channel."""
    team = call.workspace
    channel = _writable(world, call, str(call.args["channel"]))
    if str(call.args["user"]) not in channel.members:
        raise Problem("user_not_in_channel")
    thread_ts = _thread(world, channel, call.args)
    check_message(world, call.name, call.args)
    post = new_post(world, team, channel, call.args, thread_ts=thread_ts)
    post.ephemeral_for = str(call.args["user"])
    world.keep(post)
    world.note(post)
    return {"message_ts": post.ts}


@method("chat.update", scopes=WRITE, tier=3, required=("channel", "ts"))
def update(world: World, call: Call) -> Json:
    """Change a message of the app's own; what is not given stays."""
    post = _own(world, call, "ts", "cant_update_message")
    check_message(world, call.name, call.args)
    rewrite(world, post, call.args)
    world.note(post)
    written = post_json(world, post)
    return {"channel": post.channel_id, "ts": post.ts, "text": post.fallback, "message": written}


@method("chat.delete", scopes=WRITE, tier=3, required=("channel", "ts"))
def delete(world: World, call: Call) -> Json:
    """Delete a message of the app's own."""
    post = _own(world, call, "ts", "cant_delete_message")
    del world.posts[post.channel_id][post.ts]
    return {"channel": post.channel_id, "ts": post.ts}


@method("chat.getPermalink", required=("channel", "message_ts"))
def permalink(world: World, call: Call) -> Json:
    """Give the address of a message."""
    channel = world.find_channel(call.workspace, str(call.args["channel"]))
    post = _find(world, channel, str(call.args["message_ts"]))
    return {"channel": channel.id, "permalink": address_of(call.workspace, post)}


def address_of(team: Team, post: Post) -> str:
    """Write the address of a message."""
    base = f"https://{team.name.lower()}.slack.com/archives/{post.channel_id}/p{post.ts.replace('.', '')}"
    return f"{base}?thread_ts={post.thread_ts}&cid={post.channel_id}" if post.thread_ts else base


def new_post(world: World, team: Team, channel: Channel, args: Json, *, thread_ts: str = "") -> Post:
    """Make a message of the bot's out of arguments that were checked."""
    post = Post(
        ts=world.new_ts(), team_id=team.id, channel_id=channel.id, user_id=team.bot.id, thread_ts=thread_ts
    )
    post.is_broadcast = is_true(args.get("reply_broadcast"))
    rewrite(world, post, args)
    post.edited_ts = ""
    return post


def rewrite(world: World, post: Post, args: Json) -> None:
    """Put what *args* give into *post*. A text without blocks takes away the blocks that were there."""
    if "text" in args or "markdown_text" in args:
        post.fallback = str(args.get("text") or args.get("markdown_text") or "")[:TEXT_CUT]
    if "blocks" in args or "text" in args:
        post.blocks = with_ids(world, args.get("blocks") or [])
    if "attachments" in args or "text" in args:
        post.attachments = args.get("attachments") or []
    if args.get("metadata"):
        post.metadata = args["metadata"]
    post.edited_ts = world.new_ts()
    post.pinged, post.unfurls = pinged(args), unfurled(args)
    world.pinged |= post.pinged
    world.unfurled.update(post.unfurls)


def with_ids(world: World, blocks: list[Json]) -> list[Json]:
    """Give every block a block_id and every element an action_id, as Slack does with those that lack one."""
    done: list[Json] = []
    for block in blocks:
        full: Json = {"block_id": world.new_id("b")} | block
        if block["type"] in ("actions", "context_actions"):
            full["elements"] = [{"action_id": world.new_id("a")} | one for one in block["elements"]]
        for name in ("accessory", "element"):
            if name in block and block[name]["type"] != "image":
                full[name] = {"action_id": world.new_id("a")} | block[name]
        done.append(full)
    return done


def _writable(world: World, call: Call, channel_id: str) -> Channel:
    """Find a channel the bot may write to; a user's id stands for their direct messages."""
    team = call.workspace
    if channel_id[:1] in ("U", "W"):
        return world.direct_messages(team, world.find_user(team, channel_id).id)
    channel = world.find_channel(team, channel_id)
    if channel.is_archived:
        raise Problem("is_archived")
    may_anywhere = SENDS_TO_ANY in team.scopes and call.name == "chat.postMessage"
    if team.bot.id not in channel.members and not may_anywhere:
        raise Problem("not_in_channel")
    return channel


def _thread(world: World, channel: Channel, args: Json) -> str:
    """Find the thread to answer in: an answer to an answer belongs to the same one."""
    wanted = str(args.get("thread_ts") or "")
    if not wanted:
        return ""
    post = world.posts.get(channel.id, {}).get(wanted)
    if post is None or post.is_ephemeral:
        raise Problem("cannot_reply_to_message")
    return post.thread_ts or post.ts


def _find(world: World, channel: Channel, ts: str) -> Post:
    """Find a message; nobody finds one that is ephemeral."""
    post = world.posts.get(channel.id, {}).get(ts)
    if post is None or post.is_ephemeral:
        raise Problem("message_not_found")
    return post


def _own(world: World, call: Call, name: str, otherwise: str) -> Post:
    channel = world.find_channel(call.workspace, str(call.args["channel"]))
    post = _find(world, channel, str(call.args[name]))
    if post.user_id != call.workspace.bot.id:
        raise Problem(otherwise)
    return post
