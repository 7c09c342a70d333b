"""Show what would be posted, post it now, and find the last post to take it back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.chat import Action, Emphasis
from bot.commands.admin_premises import channel_of, find_schedule, premises_of
from bot.commands.admin_schedules import closed_places, note
from bot.commands.call import Notice
from briefings.model import DeliveryState
from briefings.schedule import last_due

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.chat import Message
    from bot.commands.admin_premises import LocalSchedule, Premises
    from bot.commands.call import Call
    from briefings.model import Delivery, Digest, Target
    from briefings.store.posts import Posts

# A tick composes within 5 s, a round posts within 2 s: most posts are made before anybody wonders.
_PATIENCE_SECONDS = 10.0
_LOOK_SECONDS = 0.25
_OVER = frozenset({DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.HELD, DeliveryState.MISSED})


async def preview(call: Call) -> Message:
    """Show a digest exactly as the channel would get it; nothing is posted, nothing counts as told."""
    premises_of(call)
    digest = _digest(call, call.options.get("digest", call.newsroom.plan.first_digest.name))
    since = await asyncio.to_thread(_last_told, call, digest)
    briefing = await asyncio.to_thread(call.newsroom.brief, digest, since=since)
    would_skip = not briefing.stories and digest.if_empty == "skip"
    marked = call.show("admin_previewed", digest=digest.name, would_skip=would_skip)
    posted = call.renderer.briefing(briefing, digest, since=since)
    send_it = Action(
        label="Post it here now", verb="send", options=(("digest", digest.name),), emphasis=Emphasis.PRIMARY
    )
    return replace(
        posted,
        lead=(*marked.lead, *posted.lead),
        actions=() if would_skip else (send_it,),
        text=f"{marked.text}\n\n{posted.text}",
    )


async def send(call: Call) -> Message:
    """Post a digest, or that of a schedule, now: through the outbox, and once."""
    premises = premises_of(call)
    digest, targets = await _order(call, premises)
    closed = await closed_places(premises, [each.destination for each in targets])
    if closed:
        raise Notice("closed_places", places=closed)
    placed = await asyncio.to_thread(_place, call, premises, digest, targets)
    posts = [await _outcome(premises, delivery, is_new=is_new) for delivery, is_new in placed]
    again = (*((name, value) for name, value in call.options.items() if name != "again"), ("again", "yes"))
    repeat = Action(label="Post it once more", verb="send", options=again, emphasis=Emphasis.DANGER)
    is_refused = any(not post["is_new"] for post in posts)
    return call.show("admin_sent", actions=[repeat] if is_refused else [], digest=digest.name, posts=posts)


async def undo(call: Call) -> Message:
    """Say where the last post here is, and how to take it back by hand."""
    from briefings.store.posts import Posts  # noqa: PLC0415  # brings SQLAlchemy

    premises = premises_of(call)
    places = premises.destinations(await asyncio.to_thread(premises.schedules))
    here = premises.target(call.request.where.channel).destination
    posted = await asyncio.to_thread(Posts(premises.store).last, dict.fromkeys([here, *places]))
    if not posted:
        raise Notice("nothing_posted_here")
    digest = await asyncio.to_thread(Posts(premises.store).digest_of, posted[0].key)
    return call.show("admin_undo", digest=digest or "", **await told_post(premises, posted[0]))


async def told_post(premises: Premises, delivery: Delivery) -> dict[str, Any]:
    """Give a template what it shows of a post: where, when, its link, and what went wrong."""
    from briefings.store.posts import BY_HAND  # noqa: PLC0415  # brings SQLAlchemy

    where = channel_of(delivery.key.destination)
    address = await premises.platform.link(where, delivery.receipt) if delivery.receipt else ""
    return {
        "where": where,
        "schedule": delivery.key.schedule.removeprefix(BY_HAND),
        "is_by_hand": delivery.key.schedule.startswith(BY_HAND),
        "state": str(delivery.state),
        "due": delivery.key.scheduled_for,
        "at": delivery.settled or delivery.key.scheduled_for,
        "address": address,
        "note": delivery.note or "",
    }


def _digest(call: Call, name: str) -> Digest:
    plan = call.newsroom.plan
    digest = plan.digests.get(name)
    if digest is None and name == plan.first_digest.name:
        return plan.first_digest
    if digest is None:  # a schedule made in chat outlived it
        raise Notice("digest_gone", name=name)
    return digest


def _last_told(call: Call, digest: Digest) -> datetime | None:
    """Return since when the digest tells what is new, as the press will see it."""
    from briefings.store.freezing import FrozenBriefings  # noqa: PLC0415  # brings SQLAlchemy

    if digest.window != "since-last":
        return None
    return FrozenBriefings(call.newsroom.store).last_told(digest.name, before=call.newsroom.clock())


async def _order(call: Call, premises: Premises) -> tuple[Digest, list[Target]]:
    """Read what is to be sent where.

    Raises:
        Notice: Neither a digest nor a schedule is named, or both; or a channel is none of this workspace.
    """
    options = call.options
    if ("digest" in options) == ("schedule" in options):
        raise Notice("name_what_to_send")
    if "digest" in options:
        channel = options.get("channel", call.request.where.channel)
        return _digest(call, options["digest"]), [premises.target(channel)]
    local = await find_schedule(call, premises)
    places = [premises.target(options["channel"])] if "channel" in options else list(local.places)
    return _digest(call, local.schedule.digest), places


def _place(
    call: Call, premises: Premises, digest: Digest, targets: Sequence[Target]
) -> list[tuple[Delivery, bool]]:
    """Put the digest into the outbox for every target, each with a row in the audit, or for none."""
    from briefings.store.posts import Posts  # noqa: PLC0415  # brings SQLAlchemy

    posts, schedules = Posts(premises.store), premises.schedules()
    again = call.options.get("again", "no").casefold() not in {"no", "false"}
    with premises.store.write():
        placed = []
        for target in sorted(targets, key=lambda each: each.destination):
            since = _standing_since(call, digest, target, schedules)
            delivery, is_new = posts.send(digest.name, target, since=since, again=again)
            if is_new:
                note(call, premises, {"digest": digest.name, "channel": target.channel})
            placed.append((delivery, is_new))
        return placed


def _standing_since(
    call: Call, digest: Digest, target: Target, schedules: Sequence[LocalSchedule]
) -> datetime:
    """Say since when a post of this digest is still the one for now: since it was last due, else today."""
    now = call.newsroom.store.now()
    due = [
        moment
        for local in schedules
        if local.schedule.digest == digest.name and target.destination in local.destinations
        if (moment := last_due(local.schedule, now)) is not None
    ]
    midnight = now.astimezone(call.newsroom.plan.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(due, default=min(midnight, now - timedelta(hours=1)))


async def _outcome(premises: Premises, delivery: Delivery, *, is_new: bool) -> dict[str, Any]:
    """Wait a little for what becomes of *delivery*; a post that stood in the way is told as it is."""
    from briefings.store.posts import Posts  # noqa: PLC0415  # brings SQLAlchemy

    posts = Posts(premises.store)
    parts = await _settled(posts, delivery) if is_new else [delivery]
    is_posted = bool(parts) and all(part.state is DeliveryState.SENT for part in parts)
    failed = next((part for part in parts if part.state in _OVER - {DeliveryState.SENT}), None)
    told = await told_post(premises, failed or (parts or [delivery])[0])
    return told | {"is_new": is_new, "is_posted": is_posted, "is_empty": not parts}


async def _settled(posts: Posts, delivery: Delivery) -> list[Delivery]:
    """Return the parts of *delivery* when all are settled, or as they are when patience ends."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE_SECONDS
    while True:
        parts = await asyncio.to_thread(posts.parts, delivery.key)
        is_over = all(part.state in _OVER for part in parts) or any(
            part.state in _OVER - {DeliveryState.SENT} for part in parts
        )
        if is_over or loop.time() >= deadline:
            return parts
        await asyncio.sleep(_LOOK_SECONDS)
