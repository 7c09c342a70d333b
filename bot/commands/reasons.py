"""Explain a briefing: why each story is in it, and why another one is not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.chat import OptionKind
from bot.commands.briefs import asked_digest
from bot.commands.call import find
from bot.commands.frozen import thaw_briefing
from bot.commands.names import Named, resolve
from bot.commands.posts import find_post
from bot.rendering.telling import readable

if TYPE_CHECKING:
    from bot.chat import Message
    from bot.commands.call import Call, Handler
    from briefings.model import Briefing, Candidate, Digest

_LEFT_OUT = 10  # stories told about
_WINDOWS = {"24h": timedelta(hours=24), "3d": timedelta(days=3), "7d": timedelta(days=7)}


async def why(call: Call) -> Message:
    """Explain the briefing as it stands now, a post as it was then, or one story's place in it or outside."""
    asked = call.options.get("item")
    if "post" in call.options:
        posted = await find_post(call, call.options["post"])
        briefing = thaw_briefing(posted.content)
        return await _explain(call, briefing, None, asked, name=readable(posted.digest))
    digest = asked_digest(call)
    return await _explain(call, await call.memory.brief(digest), digest, asked)


async def _explain(
    call: Call, briefing: Briefing, digest: Digest | None, asked: str | None, *, name: str = ""
) -> Message:
    """Explain all of *briefing*, or what is *asked* about; *digest* is given if it was composed just now."""
    if asked is None:
        call.cite([story.articles[0].id for story in briefing.stories])
        return _reasons(call, briefing, name=name)
    known = _named(briefing)
    if resolve(asked, known) or digest is None:
        one = find(asked, known, OptionKind.STORY, verb="why", option="item", others=call.options)
        return _reasons(call, _only(briefing, one.id), name=name)
    stories = call.book.of(OptionKind.STORY)
    found = find(asked, stories, OptionKind.STORY, verb="why", option="item", others=call.options)
    if found.id in {each.id for each in known}:
        return _reasons(call, _only(briefing, found.id), name=name)
    members = await asyncio.to_thread(call.newsroom.articles.story, found.id)
    reason = await asyncio.to_thread(_why_not, call, digest, members)
    return call.show("unlisted", label=found.label, reason=reason, digest=readable(digest.name))


def _reasons(call: Call, briefing: Briefing, *, name: str) -> Message:
    return call.show(
        "reasons",
        name=name,
        as_of=briefing.as_of,
        stories=call.renderer.numbered(briefing.stories),
        left_out=briefing.left_out[:_LEFT_OUT],
    )


def _named(briefing: Briefing) -> list[Named]:
    """Name the stories of *briefing* and those it left out, by their titles, ids and articles."""
    told = [
        Named(id=story.id, label=story.title, ids=tuple(article.id for article in story.articles))
        for story in briefing.stories
    ]
    return [*told, *(Named(id=each.story_id, label=each.title) for each in briefing.left_out)]


def _only(briefing: Briefing, story_id: str) -> Briefing:
    """Return *briefing* with this one story of it."""
    return replace(
        briefing,
        stories=tuple(story for story in briefing.stories if story.id == story_id),
        left_out=tuple(each for each in briefing.left_out if each.story_id == story_id),
    )


def _why_not(call: Call, digest: Digest, members: list[Candidate]) -> str:
    """Name the rule that keeps a stored story from being considered at all; empty when it is only too old."""
    topics = {match.topic for member in members for match in member.topics}
    if digest.topics and not topics & set(digest.topics):
        return "topic"
    if digest.sources and not {member.source for member in members} & set(digest.sources):
        return "source"
    window = _WINDOWS.get(digest.window)
    newest = max((member.published or member.added for member in members), default=None)
    if window and newest and newest < call.newsroom.clock() - window:
        return "window"
    if digest.window == "since-last":
        told = call.newsroom.articles.seen(digest.name)
        if members and all(member.id in told for member in members):
            return "told"
    return ""


HANDLERS: dict[str, Handler] = {"why": why}
