"""Show again what was posted, to those who could read it there; and anything shown as plain text."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chat import Action, Message
from bot.commands.call import CONSOLE, THIS_ANSWER, Notice
from bot.commands.keeping import thawed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.commands.call import Call, Handler
    from briefings.store.posted import Posted, PostedBriefing


async def last(call: Call) -> Message:
    """Show the last briefing that was posted on schedule: as it was here, as plain text from elsewhere."""
    found = await asyncio.to_thread(_last, call, call.options.get("digest"))
    if found is None:
        raise Notice("nothing_posted", digest=call.options.get("digest"))
    messages = [Message.thaw(part.payload) for part in found.parts]
    platform = found.first.key.destination.partition(":")[0]
    if platform != call.request.where.platform:
        lines = [line for message in messages for line in message.text.splitlines() if line]
        return await _posted(call, found, lines=lines)
    head = await _posted(call, found, lines=[])
    return replace(
        messages[0],
        lead=(*head.lead, *messages[0].lead),
        sections=tuple(section for message in messages for section in message.sections),
        footer=messages[-1].footer,
        text="\n\n".join([head.text, *(message.text for message in messages)]),
        actions=head.actions,
    )


async def text(call: Call) -> Message:
    """Show a kept answer or a post as plain text, line by line, in the order it is read."""
    if "post" in call.options:
        found = await find_post(call, call.options["post"])
        texts = [Message.thaw(part.payload).text for part in found.parts]
    else:
        texts = [thawed(await call.keeper.of(call.request)).text]
    lines = [line for whole in texts for line in whole.splitlines() if line.strip()]
    return call.show("plain", lines=lines)


async def find_post(call: Call, post: str) -> PostedBriefing:
    """Return the briefing that the message *post* is a part of.

    Raises:
        Notice: It is a shared answer, none of ours, forgotten, or stands where the one who asks has no part.
    """
    found = await asyncio.to_thread(_posted_room(call).find, call.request.where.platform, post)
    if found is None or not is_theirs(call, found.first.key.destination):
        raise await _shared(call, post) or Notice("not_our_post")
    return found


async def _shared(call: Call, post: str) -> Notice | None:
    """Say whose answer *post* is, when somebody shared it where this is asked."""
    where = call.request.where
    shared_as = call.keeper.answers.shared_as
    found = await asyncio.to_thread(shared_as, where.thread or where.channel, post)
    if found is None or (found[1].platform, found[1].workspace) != (where.platform, where.workspace):
        return None
    share, kept = found
    narrowing = tuple((name, kept.options[name]) for name in ("topic", "window") if name in kept.options)
    why = [Action(label="Why these?", verb="why", options=narrowing)] if kept.verb == "now" else []
    return Notice("shared_post", actions=why, name=share.person, at=share.at, is_briefing=bool(why))


def is_theirs(call: Call, destination: str) -> bool:
    """Whether the one who asks can read *destination* anyway: nothing may cross between workspaces."""
    platform, _, channel = destination.partition(":")
    where = call.request.where
    if where.platform == CONSOLE:
        return True  # whoever has the terminal has the machine
    if platform != where.platform:
        return False
    if channel.startswith("@"):
        return not where.workspace and channel == f"@{call.request.who.id}"
    if channel in {where.channel, where.thread}:
        return True
    connected = call.office.platforms.get(platform) if call.office and where.workspace else None
    return connected is not None and connected.workspace_of(channel) == where.workspace


def _last(call: Call, digest: str | None) -> PostedBriefing | None:
    """Find what was posted last: in this very place if anything was, else anywhere in this workspace."""
    room, where = _posted_room(call), call.request.where
    theirs = [each for each in room.destinations() if is_theirs(call, each)]
    here = {f"{where.platform}:{channel}" for channel in (where.channel, where.thread)}
    nearest = [each for each in theirs if each in here]
    return room.last(nearest, digest=digest) or room.last(theirs, digest=digest)


async def _posted(call: Call, found: PostedBriefing, *, lines: Sequence[str]) -> Message:
    """Say where and when *found* was posted, with a way to it."""
    first = found.first
    platform, _, channel = first.key.destination.partition(":")
    connected = call.office.platforms.get(platform) if call.office else None
    address = await connected.link(channel, first.receipt or "") if connected and first.receipt else ""
    return call.show(
        "posted",
        actions=_looking_closer(call, found),
        delivery=first,
        # The names of schedules and targets made in chat are for us.
        schedule="" if ":" in first.key.schedule else first.key.schedule,
        target="" if ":" in first.target else first.target,
        address=address,
        lines=lines,
    )


def _looking_closer(call: Call, found: PostedBriefing) -> list[Action]:
    if not call.is_in_chat:
        return []
    return [
        Action(label="Why these?", verb="why", options=(("post", found.first.id),)),
        Action(label="As plain text", verb="text", options=(THIS_ANSWER,)),
    ]


def _posted_room(call: Call) -> Posted:
    from briefings.store.posted import Posted  # noqa: PLC0415  # brings SQLAlchemy

    return Posted(call.newsroom.store)


HANDLERS: dict[str, Handler] = {"last": last, "text": text}
