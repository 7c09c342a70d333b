"""Follow topics, and follow them no more: page by page, each with its button."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chat import Action
from bot.commands.call import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.chat import Message
    from bot.commands.call import Call
    from bot.commands.names import Named
    from briefings.store.people import Reader

_A_PAGE = 15  # topics; with the buttons beside theirs they still fit below one post of every platform
_SETTINGS = Action(label="My digest", verb="me")


async def topics(call: Call) -> Message:
    """Show one page of the topics, with what is followed and buttons to change that."""
    return await _show(call)


async def follow(call: Call) -> Message:
    """Follow one topic more."""
    topic = _topic(call)
    most = call.post_office().settings.personal.max_topics

    def added(reader: Reader) -> Reader:
        if topic.id not in reader.topics and len(reader.topics) >= most:
            raise Notice("too_many_topics", label=topic.label, limit=most, actions=[_SETTINGS])
        return replace(reader, topics=tuple(dict.fromkeys((*reader.topics, topic.id))))

    return await _show(call, changed=await change(call, added), followed=topic.label)


async def unfollow(call: Call) -> Message:
    """Follow one topic less; not the last one of a digest, which would then be about everything."""
    topic = _topic(call)

    def taken_away(reader: Reader) -> Reader:
        left = tuple(each for each in reader.topics if each != topic.id)
        if not left and reader.at is not None:
            raise Notice("last_topic", label=topic.label, actions=[_SETTINGS])
        return replace(reader, topics=left)

    return await _show(call, changed=await change(call, taken_away), unfollowed=topic.label)


async def toggles(call: Call) -> list[Action]:
    """Make the buttons that follow the first topics, or no more; none where nobody can have a digest."""
    office = call.office
    if office is None or not office.settings.personal.enabled or not call.is_in_chat:
        return []
    reader = await asyncio.to_thread(_find, call)
    return _toggles(call.book.topics, reader, page=1)


async def change(call: Call, change: Callable[[Reader], Reader]) -> Reader:
    """Change what is remembered of the person who asks."""
    where, who = call.request.where, call.request.who
    people, now = call.newsroom.people, call.newsroom.clock()
    return await asyncio.to_thread(people.change, where.platform, who.id, change, now=now)


async def _show(
    call: Call, *, changed: Reader | None = None, followed: str = "", unfollowed: str = ""
) -> Message:
    reader = changed or await asyncio.to_thread(_find, call)
    named, mine = call.book.topics, set(reader.topics if reader else ())
    pages = max(1, -(-len(named) // _A_PAGE))
    asked = call.options.get("page", "1")
    page = min(int(asked), pages) if asked.isdecimal() and int(asked) else 1
    return call.show(
        "me_topics",
        actions=[*_toggles(named, reader, page=page), _SETTINGS],
        topics=[(topic, topic.id in mine) for topic in _on(named, page)],
        followed=followed,
        unfollowed=unfollowed,
        has_digest=reader is not None and reader.at is not None,
        page=page,
        pages=pages,
    )


def _find(call: Call) -> Reader | None:
    return call.newsroom.people.find(call.request.where.platform, call.request.who.id)


def _topic(call: Call) -> Named:
    office = call.post_office()
    if not office.settings.personal.enabled:
        raise Notice("no_personal")
    asked = call.options["topic"]
    for topic in call.book.topics:
        if topic.id == asked:
            return topic
    raise Notice("unknown", kind="topic", asked=asked, near=[], listing="/brief topics")


def _on(named: Sequence[Named], page: int) -> Sequence[Named]:
    return named[(page - 1) * _A_PAGE : page * _A_PAGE]


def _toggles(named: Sequence[Named], reader: Reader | None, *, page: int) -> list[Action]:
    mine = set(reader.topics if reader else ())
    actions = [_toggle(topic, page, is_followed=topic.id in mine) for topic in _on(named, page)]
    if page > 1:
        actions.append(_turn("Previous topics", page - 1))
    if page * _A_PAGE < len(named):
        actions.append(_turn("More topics", page + 1))
    return actions


def _toggle(topic: Named, page: int, *, is_followed: bool) -> Action:
    word, verb = ("Unfollow", "me-unfollow") if is_followed else ("Follow", "me-follow")
    options = (("topic", topic.id), ("page", str(page)))
    return Action(label=f"{word} {topic.label}", verb=verb, options=options, in_place=True)


def _turn(label: str, page: int) -> Action:
    return Action(label=label, verb="me-topics", options=(("page", str(page)),), in_place=True)
