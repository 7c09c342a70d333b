"""Answer what a person asks for themselves: their own digest, when it comes, and what is held about them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.chat import Action, Emphasis
from bot.commands import personal_following, personal_reading
from bot.commands.call import Notice
from bot.commands.personal_form import (
    NAMES,
    Unusable,
    Wanted,
    as_filled,
    days_in_words,
    form,
    offered,
    read,
)
from bot.newsroom import personal_digest
from briefings.schedule import next_due

if TYPE_CHECKING:
    from datetime import datetime

    from bot.chat import Form, Message
    from bot.commands.call import Call, FormHandler, Handler
    from briefings.model import Closure
    from briefings.store.people import Reader

_CHANGE = Action(label="Change", verb="me-change", opens_form=True)
_SET_UP = replace(_CHANGE, label="Set up", emphasis=Emphasis.PRIMARY)
_PAUSE = Action(label="Pause", verb="me-pause", in_place=True)
_RESUME = Action(label="Resume", verb="me-resume", emphasis=Emphasis.PRIMARY, in_place=True)
_SEND = Action(label="Send me one now", verb="me-send")
_TRY_AGAIN = Action(label="Try again", verb="me-send", emphasis=Emphasis.PRIMARY)
_DELETE = Action(label="Delete my data", verb="me-delete", in_place=True)
_FORGET = Action(label="Delete everything", verb="me-forget", emphasis=Emphasis.DANGER, in_place=True)
_KEEP = Action(label="Keep it", verb="me", in_place=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """How things stand with one person."""

    reader: Reader | None
    closure: Closure | None  # why direct messages cannot be sent


async def me(call: Call) -> Message:
    """Show a person their digest, and what can be done with it."""
    return await _show(call)


async def change(call: Call) -> Message:
    """Say what to type, where there are no forms."""
    standing = await asyncio.to_thread(_standing, call)
    return call.show("me_typed", filled=_filled(call, standing.reader), topics=call.book.topics)


async def open_form(call: Call) -> Form:
    """Open the form, filled in as things stand or as somebody filled it in before."""
    _refuse_unless_enabled(call)
    standing = await asyncio.to_thread(_standing, call)
    followed = standing.reader.topics if standing.reader else ()
    return form(_filled(call, standing.reader), offered(call.book.topics, followed))


async def save(call: Call) -> Message:
    """Save what was filled in; if some of it is wrong, give all of it back to be mended."""
    _refuse_unless_enabled(call)
    rules = call.post_office().settings.personal
    filled = {name: call.options[name] for name in NAMES if name in call.options}
    try:
        wanted = read(filled, known=call.newsroom.plan.topics, rules=rules)
    except Unusable as unusable:
        again = replace(_CHANGE, label="Try again", options=tuple(filled.items()))
        return call.show("me_unusable", actions=[again], faults=unusable.faults)
    await personal_following.change(call, lambda reader: _with(call, reader, wanted))
    return await _show(call, done="saved")


async def pause(call: Call) -> Message:
    """Send nothing until the person resumes; what waits to be sent is taken back."""
    await personal_following.change(call, lambda reader: _paused(reader, is_paused=True))
    return await _show(call, done="paused")


async def resume(call: Call) -> Message:
    """Send the digest again at its next time; nothing is sent for what was due meanwhile."""
    _refuse_unless_enabled(call)
    await personal_following.change(call, lambda reader: _paused(reader, is_paused=False))
    return await _show(call, done="resumed")


async def send(call: Call) -> Message:
    """Send the digest now, if there is something in it; this also tries closed direct messages again."""
    _refuse_unless_enabled(call)
    standing = await asyncio.to_thread(_standing, call)
    reader = standing.reader
    if reader is None or (call.newsroom.plan.topics and not reader.topics):
        raise Notice("no_digest_yet", actions=[_SET_UP])
    if standing.closure is not None:
        await call.post_office().gates.opened(reader.platform, [f"@{reader.account}"])
    since, stories = await asyncio.to_thread(_waiting, call, reader)
    if not stories:
        return call.show("me_nothing", since=since, topics=_labels(call, reader))
    is_put_out = await asyncio.to_thread(call.newsroom.people.send, reader, now=call.newsroom.clock())
    return call.show("me_sent", stories=stories, is_put_out=is_put_out)


async def delete(call: Call) -> Message:
    """Ask once more before everything is deleted."""
    return call.show("me_delete", actions=[_FORGET, _KEEP])


async def forget(call: Call) -> Message:
    """Delete everything that is held about the person, and say what that was."""
    from briefings.store.forgetting import forget as forget_all  # noqa: PLC0415  # brings SQLAlchemy

    office, request = call.post_office(), call.request
    forgotten = await asyncio.to_thread(
        forget_all, call.newsroom.store, request.where.platform, request.who.id
    )
    # Without buttons and sections: such an answer is not kept, and nothing of the person comes back by it.
    return call.show("me_deleted", forgotten=forgotten, retain_days=office.settings.privacy.retain_days)


HANDLERS: dict[str, Handler] = {
    "me": me,
    "me-change": change,
    "me-save": save,
    "me-pause": pause,
    "me-resume": resume,
    "me-send": send,
    "me-delete": delete,
    "me-forget": forget,
    "me-topics": personal_following.topics,
    "me-follow": personal_following.follow,
    "me-unfollow": personal_following.unfollow,
    "me-read": personal_reading.mark,
}
FORMS: dict[str, FormHandler] = {"me-change": open_form}


def _refuse_unless_enabled(call: Call) -> None:
    if not call.post_office().settings.personal.enabled:
        raise Notice("no_personal", actions=[_DELETE])


async def _show(call: Call, *, done: str = "") -> Message:
    """Show how things stand, after something was *done*."""
    standing = await asyncio.to_thread(_standing, call)
    reader, plan = standing.reader, call.newsroom.plan
    schedule = reader.schedule(earliest=plan.earliest) if reader else None
    return call.show(
        "me",
        actions=_actions(call, standing),
        done=done,
        is_enabled=call.post_office().settings.personal.enabled,
        reader=reader,
        topics=_labels(call, reader) if reader else [],
        gone=[topic for topic in reader.topics if topic not in plan.topics] if reader else [],
        days=days_in_words(reader.days) if reader else "",
        at=schedule.at[0] if schedule else None,
        next=next_due(schedule, call.newsroom.clock()) if schedule else None,
        zone=call.newsroom.zone_of(personal_digest(reader)) if reader else plan.zone,
        closure=standing.closure,
    )


def _standing(call: Call) -> _Standing:
    from briefings.store.closures import Closures  # noqa: PLC0415  # brings SQLAlchemy

    request = call.request
    reader = call.newsroom.people.find(request.where.platform, request.who.id)
    place = f"{request.where.platform}:@{request.who.id}"
    return _Standing(reader=reader, closure=Closures(call.newsroom.store).of(place))


def _actions(call: Call, standing: _Standing) -> list[Action]:
    reader = standing.reader
    if not call.post_office().settings.personal.enabled:
        return [_DELETE]
    if reader is None or reader.at is None:
        return [_SET_UP, _DELETE]
    pausing = _RESUME if reader.is_paused else _PAUSE
    if standing.closure:  # sending is trying again: two buttons may not make the same request
        return [_TRY_AGAIN, _CHANGE, pausing, _DELETE]
    return [_CHANGE, pausing, _SEND, _DELETE]


def _filled(call: Call, reader: Reader | None) -> dict[str, str]:
    """Say what the form is filled in with: what came with the request, or how things stand."""
    given = {name: call.options[name] for name in NAMES if name in call.options}
    zone = call.request.who.timezone or call.post_office().settings.bot.timezone
    return given or as_filled(reader, zone=zone)


def _paused(reader: Reader, *, is_paused: bool) -> Reader:
    if reader.at is None:
        raise Notice("no_digest_yet", actions=[_SET_UP])
    return replace(reader, is_paused=is_paused)


def _with(call: Call, reader: Reader, wanted: Wanted) -> Reader:
    """Give *reader* what is wanted, with the topics followed that the form had no room for."""
    shown = {topic.id for topic in offered(call.book.topics, reader.topics)}
    others = [topic for topic in reader.topics if topic in call.newsroom.plan.topics and topic not in shown]
    return replace(
        reader,
        topics=tuple(dict.fromkeys((*wanted.topics, *others))),
        days=wanted.days,
        at=wanted.at,
        timezone=wanted.timezone,
        length=wanted.length,
    )


def _labels(call: Call, reader: Reader) -> list[str]:
    """Name the topics of *reader* that there still are."""
    known = call.newsroom.plan.topics
    return [known[topic].label for topic in reader.topics if topic in known]


def _waiting(call: Call, reader: Reader) -> tuple[datetime | None, int]:
    """Say since when the person was told nothing, and how many stories there are to tell."""
    from briefings.store.freezing import FrozenBriefings  # noqa: PLC0415  # brings SQLAlchemy

    # A minute on: what was due this very minute was told, too.
    before = call.newsroom.clock() + timedelta(minutes=1)
    since = FrozenBriefings(call.newsroom.store).last_told(reader.digest, before=before)
    briefing = call.newsroom.brief(personal_digest(reader), since=since)
    return since, len(briefing.stories)
