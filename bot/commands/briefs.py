"""Answer what is asked about briefings: now, last, changed, one story, and why."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.chat import Action, Message, OptionKind
from bot.commands.call import Call, Notice, find
from bot.commands.names import Named, resolve
from bot.rendering.telling import receipt
from briefings.model import ArticleRef, DeliveryState

if TYPE_CHECKING:
    from bot.commands.call import Handler
    from bot.newsroom import Newsroom
    from briefings.model import Briefing, Candidate, Delivery, Digest

_WHY = Action(label="Why these?", verb="why")
_SENTENCES = 3  # of each article in the view of a story
_SINCE = {"24h": timedelta(hours=24), "7d": timedelta(days=7)}
_ONLY_NEW = "New stories only: I do not compare yet what was updated and what has gone quiet."
_POSTS = 200  # looked through for the last one
_LEFT_OUT = 10  # stories told about in "why"


async def now(call: Call) -> Message:
    """Show the briefing as it stands now."""
    digest = _digest(call)
    briefing = await asyncio.to_thread(call.newsroom.brief, digest)
    return call.renderer.briefing(briefing, digest, actions=[_WHY] if briefing.stories else [])


async def last(call: Call) -> Message:
    """Show the last briefing that was posted on schedule: as it was here, as plain text from elsewhere."""
    parts = await asyncio.to_thread(_last_posted, call.newsroom, call.options.get("digest"))
    if not parts:
        raise Notice("nothing_posted")
    first, messages = parts[0], [Message.thaw(part.payload) for part in parts]
    where = call.request.where.platform
    head = call.show("posted", delivery=first, lines=[])
    if first.key.destination.partition(":")[0] != where:
        lines = [line for message in messages for line in message.text.splitlines() if line]
        return call.show("posted", delivery=first, lines=lines)
    return replace(
        messages[0],
        lead=(*head.lead, *messages[0].lead),
        sections=tuple(section for message in messages for section in message.sections),
        footer=messages[-1].footer,
        text="\n\n".join([head.text, *(message.text for message in messages)]),
    )


async def changed(call: Call) -> Message:
    """Show the stories that are new since a moment; what else changes is told when it can be."""
    since = call.options.get("since", "last-digest")
    digest = replace(call.newsroom.plan.first_digest, window="since-last")
    start = call.newsroom.clock() - _SINCE[since] if since in _SINCE else None
    briefing = await asyncio.to_thread(call.newsroom.brief, digest, since=start)
    return call.renderer.briefing(briefing, digest, since=start, remark=_ONLY_NEW)


async def story(call: Call) -> Message:
    """Show one story: what each article says of it."""
    members = await asyncio.to_thread(call.newsroom.articles.story, call.options["story"])
    view = call.options.get("view", "summary")
    return call.show(
        "story",
        headline=members[0].title or members[0].path,
        unbuilt=view if view in {"timeline", "compare"} else "",
        articles=[_told(number, member, view) for number, member in enumerate(members, 1)],
    )


async def why(call: Call) -> Message:
    """Explain the briefing, or one story's place in it or outside."""
    digest = _digest(call)
    briefing = await asyncio.to_thread(call.newsroom.brief, digest)
    asked = call.options.get("item")
    return _reasons(call, briefing) if asked is None else _reason(call, briefing, asked)


def _last_posted(newsroom: Newsroom, digest: str | None) -> list[Delivery]:
    """List the parts of the last post of *digest*, or of any, in their order."""
    from briefings.store.ledger import Ledger  # noqa: PLC0415  # brings SQLAlchemy

    schedules = newsroom.plan.schedules
    names = {name for name, schedule in schedules.items() if digest in {None, schedule.digest}}
    posted = Ledger(newsroom.store).listing([DeliveryState.SENT], limit=_POSTS)
    wanted = [delivery for delivery in posted if delivery.key.schedule in names]
    newest = wanted[:1]
    return [each for each in wanted if newest and replace(each.key, part=0) == replace(newest[0].key, part=0)]


def _digest(call: Call) -> Digest:
    """Return the digest that is asked for, narrowed by the options."""
    digest = call.newsroom.plan.first_digest
    if "topic" in call.options:
        digest = replace(digest, topics=(call.options["topic"],))
    return replace(
        digest,
        window=call.options.get("window", digest.window),
        length=call.options.get("length", digest.length),
    )


def _told(number: int, member: Candidate, view: str) -> dict[str, Any]:
    sentences = member.key_sentences[:_SENTENCES] if view != "sources" else ()
    cited = receipt(number, _ref(member))
    return {
        "number": number,
        "outlet": cited.outlet,
        "title": cited.title,
        "published": cited.published,
        "url": cited.url,
        "place": "",
        "sentences": [sentence.text for sentence in sentences],
    }


def _ref(member: Candidate) -> ArticleRef:
    return ArticleRef(
        id=member.id,
        title=member.title,
        source=member.source,
        outlet=member.outlet,
        published=member.published,
        path=member.path,
        url=member.url,
    )


def _reasons(call: Call, briefing: Briefing) -> Message:
    return call.show(
        "reasons", stories=call.renderer.numbered(briefing.stories), left_out=briefing.left_out[:_LEFT_OUT]
    )


def _reason(call: Call, briefing: Briefing, asked: str) -> Message:
    """Explain the one story that *asked* names: in the briefing, left out of it, or only in the store."""
    stories = {each.id: each for each in briefing.stories}
    left_out = {each.story_id: each for each in briefing.left_out}
    named = [Named(id=each.id, label=each.title) for each in stories.values()]
    named += [Named(id=each.story_id, label=each.title) for each in left_out.values()]
    here = named if resolve(asked, named) else call.book.stories
    found = find(asked, here, OptionKind.STORY, verb="why", option="item")
    if found.id not in stories and found.id not in left_out:
        return call.show("unlisted", label=found.label)
    return call.show(
        "reasons",
        stories=call.renderer.numbered([stories[found.id]]) if found.id in stories else [],
        left_out=[left_out[found.id]] if found.id in left_out else [],
    )


HANDLERS: dict[str, Handler] = {"now": now, "last": last, "changed": changed, "story": story, "why": why}
