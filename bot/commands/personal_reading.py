"""Remember how far a person has read, when they say so: the mark that `since:last-read` starts at."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.chat import Action

if TYPE_CHECKING:
    from bot.chat import Message
    from bot.commands.call import Call

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def mark_read(shown: datetime) -> Action:
    """Make the button that marks as read what there was at the moment *shown*, and nothing later."""
    return Action(label="Mark read", verb="me-read", options=(("until", str(_counted(shown))),))


async def last_read(call: Call) -> datetime | None:
    """Say from when on the news is unread for the person who asks; None: they never marked any as read."""
    where, who = call.request.where, call.request.who
    reader = await asyncio.to_thread(call.newsroom.people.find, where.platform, who.id)
    # The mark itself is read: what came in that very moment was shown.
    return reader.read_until + _MICROSECOND if reader and reader.read_until else None


async def mark(call: Call) -> Message:
    """Move the mark on; it never goes back, and never beyond now."""
    where, who, now = call.request.where, call.request.who, call.newsroom.clock()
    given, latest = call.options["until"], _counted(now)
    until = _EPOCH + _MICROSECOND * (min(int(given), latest) if given.isdecimal() else latest)
    people = call.newsroom.people
    stands = await asyncio.to_thread(people.mark_read, where.platform, who.id, until, now=now)
    return call.show("me_read", until=stands)


def _counted(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
