"""Answer what is asked about the news as it stands: now, changed, and one story."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.chat import Action
from bot.commands.call import THIS_ANSWER, Notice
from bot.commands.personal_reading import last_read, mark_read
from bot.commands.referring import ref
from bot.rendering.telling import readable, receipt
from bot.rendering.templating import counted

if TYPE_CHECKING:
    from datetime import datetime

    from bot.chat import Message
    from bot.commands.call import Call, Handler
    from briefings.model import Briefing, Candidate, Digest

_SENTENCES = 3  # of each article in the view of a story
_SINCE = {"24h": timedelta(hours=24), "7d": timedelta(days=7)}
_ONLY_NEW = "New stories only: I do not compare yet what was updated and what has gone quiet."


async def now(call: Call) -> Message:
    """Show the briefing as it stands now."""
    digest = asked_digest(call)
    # The same words for all who ask in the same way: told once.
    told = ("now", digest, call.renderer.voice, tuple(call.options.items()))
    message, cited = await call.memory.once(told, lambda: _tell(call, digest))
    call.cite(cited)
    return message


async def _tell(call: Call, digest: Digest) -> tuple[Message, list[str]]:
    """Tell the briefing as it stands, and name the articles it cites."""
    briefing = await call.memory.brief(digest)
    actions = _looking_closer(call) if briefing.stories else []
    since, checked = await asyncio.to_thread(_silence, call, digest) if not briefing.stories else (None, "")
    message = call.renderer.briefing(briefing, digest, since=since, checked=checked, actions=actions)
    return message, cited_in(call, briefing)


async def changed(call: Call) -> Message:
    """Show the stories that are new since a moment; what else changes is told when it can be."""
    since = call.options.get("since", "last-digest")
    start = call.newsroom.clock() - _SINCE[since] if since in _SINCE else None
    if since == "last-read":
        start = await last_read(call)
        if start is None:
            raise Notice("never_read", actions=_mark(call, call.newsroom.clock()))
    digest = replace(call.newsroom.plan.first_digest, window="since-last")
    if start is not None:  # then it is new whether a channel was told of it or not
        digest = replace(digest, name="", label=digest.label or readable(digest.name))
    briefing = await call.memory.brief(digest, since=start)
    call.cite(cited_in(call, briefing))
    checked = await asyncio.to_thread(_checked, call)
    return call.renderer.briefing(
        briefing,
        digest,
        since=start,
        remark=_ONLY_NEW,
        checked=checked,
        actions=_mark(call, briefing.as_of),
    )


async def story(call: Call) -> Message:
    """Show one story: what each article says of it."""
    members = await asyncio.to_thread(call.newsroom.articles.story, call.options["story"])
    if not members:  # superseded between reading the names and now
        raise Notice(
            "unknown", kind="story", asked=call.options["story"], near=[], listing="/brief now window:all"
        )
    view = call.options.get("view", "summary")
    call.cite([member.id for member in members])
    return call.show(
        "story",
        headline=members[0].title or members[0].path,
        unbuilt=view if view in {"timeline", "compare"} else "",
        articles=[_told(number, member, view) for number, member in enumerate(members, 1)],
    )


def asked_digest(call: Call) -> Digest:
    """Return the digest that is asked for, narrowed by the options."""
    digest = call.newsroom.plan.first_digest
    if "topic" in call.options:
        digest = replace(digest, topics=(call.options["topic"],))
    return replace(
        digest,
        window=call.options.get("window", digest.window),
        length=call.options.get("length", digest.length),
    )


def cited_in(call: Call, briefing: Briefing) -> list[str]:
    """Name the articles of *briefing* in the order of their numbers."""
    told = call.renderer.numbered(briefing.stories)
    return [each.article_id for story in told for each in story.receipts]


def _looking_closer(call: Call) -> list[Action]:
    """Make the buttons below a briefing, for the same briefing."""
    narrowing = tuple((name, call.options[name]) for name in ("topic", "window") if name in call.options)
    why = Action(label="Why these?", verb="why", options=narrowing)
    # A terminal shows the receipts with their addresses already.
    return (
        [Action(label="Sources", verb="sources-of", options=(THIS_ANSWER,)), why]
        if call.is_in_chat
        else [why]
    )


def _mark(call: Call, shown: datetime) -> list[Action]:
    return [mark_read(shown)] if call.is_in_chat else []


def _silence(call: Call, digest: Digest) -> tuple[datetime | None, str]:
    """Say since when nothing is new, and how long ago the sources were looked at."""
    from briefings.store.freezing import FrozenBriefings  # noqa: PLC0415  # brings SQLAlchemy

    if digest.window != "since-last":
        return None, _checked(call)
    frozen = FrozenBriefings(call.newsroom.store)
    return frozen.last_told(digest.name, before=call.newsroom.clock()), _checked(call)


def _checked(call: Call) -> str:
    """Say how long ago any source was looked at last: "12 min"; empty when none ever was."""
    looked = [state.checked for state in call.newsroom.documents.sources() if state.checked]
    if not looked:
        return ""
    minutes = max(0, (call.newsroom.clock() - max(looked)) // timedelta(minutes=1))
    if not minutes:
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} min"
    return counted(minutes // 60, "hour") if minutes < 60 * 48 else counted(minutes // (60 * 24), "day")


def _told(number: int, member: Candidate, view: str) -> dict[str, Any]:
    sentences = member.key_sentences[:_SENTENCES] if view != "sources" else ()
    cited = receipt(number, ref(member))
    return {
        "number": number,
        "outlet": cited.outlet,
        "title": cited.title,
        "published": cited.published,
        "url": cited.url,
        "place": "",
        "sentences": [sentence.text for sentence in sentences],
    }


HANDLERS: dict[str, Handler] = {"now": now, "changed": changed, "story": story}
