"""Make, delete, silence and list the schedules of a workspace, on the word of its admins."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.chat import Action
from bot.commands.admin_premises import (
    LocalSchedule,
    Premises,
    channel_of,
    find_schedule,
    find_schedules,
    next_runs,
    premises_of,
)
from bot.commands.call import Notice
from bot.commands.rhythm import read_days, read_times, read_zone
from bot.settings.problems import BadValue
from bot.settings.times import parse_cron
from briefings.model import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.chat import Message
    from bot.commands.call import Call
    from briefings.model import Target

_EVERY_DAY = tuple(range(7))
_CRON_FIELDS = 5
_MOST_SHOWN = 50  # schedules listed


async def subscribe(call: Call) -> Message:
    """Have a digest posted on a schedule, in a channel of this workspace."""
    premises = premises_of(call)
    target = premises.target(call.options.get("channel", call.request.where.channel))
    schedule = _named(_wanted(call, target), premises)
    is_new = await asyncio.to_thread(_keep, call, premises, schedule)
    closed = await closed_places(premises, [target.destination])
    return call.show(
        "admin_subscribed",
        actions=[
            Action(label="Preview", verb="preview", options=(("digest", schedule.digest),)),
            Action(label="Take back", verb="unsubscribe", options=(("schedule", schedule.name),)),
        ],
        is_new=is_new,
        where=target.channel,
        closed=closed,
        **_told(schedule, call),
    )


async def unsubscribe(call: Call) -> Message:
    """Delete a schedule that was made in chat."""
    premises = premises_of(call)
    local = await find_schedule(call, premises)
    if local.subscription is None:
        raise Notice("file_schedule", actions=[_pausing(local)], name=local.name, line_of_file=local.line)
    gone = await asyncio.to_thread(_forget, call, premises, local)
    return call.show(
        "admin_unsubscribed", is_gone=gone, channels=_channels(local), **_told(local.schedule, call)
    )


async def pause(call: Call) -> Message:
    """Silence one or all of the schedules that post here, in the places of this workspace."""
    premises = premises_of(call)
    schedules = await find_schedules(call, premises)
    silenced = await asyncio.to_thread(_each, call, premises, schedules, _pause)
    return call.show(
        "admin_paused",
        actions=[_resuming(schedules)],
        schedules=[each.told(call.newsroom.clock()) for each in schedules],
        changed=silenced,
    )


async def resume(call: Call) -> Message:
    """End pauses, and open the places of this workspace that were closed by a refusal."""
    premises = premises_of(call)
    schedules = await _all_or(call, premises)
    ended = await asyncio.to_thread(_each, call, premises, schedules, _resume)
    places = premises.destinations(schedules)
    closed = await closed_places(premises, places)
    if closed:
        channels = [each["channel"] for each in closed]
        await premises.office.gates.opened(premises.platform.name, channels)
        await asyncio.to_thread(note, call, premises, {"opened": ", ".join(channels)})
    return call.show(
        "admin_resumed",
        schedules=[each.told(call.newsroom.clock()) for each in schedules],
        changed=ended,
        opened=closed,
    )


async def schedules(call: Call) -> Message:
    """List the schedules that post here with their next times."""
    premises = premises_of(call)
    found = await asyncio.to_thread(premises.schedules)
    now = call.newsroom.clock()
    return call.show(
        "admin_schedules",
        schedules=[each.told(now) for each in found[:_MOST_SHOWN]],
        more=len(found[_MOST_SHOWN:]),
        most=premises.office.settings.limits.schedules,
    )


async def closed_places(premises: Premises, destinations: list[str]) -> list[dict[str, Any]]:
    """List those of *destinations* that refuse posts, each with the reason that says what to do."""
    from briefings.store.closures import Closures  # noqa: PLC0415  # brings SQLAlchemy

    listing = await asyncio.to_thread(Closures(premises.store).listing)
    return [
        {
            "channel": channel_of(closure.place),
            "reason": closure.reason,
            "since": closure.since,
            "probe_at": closure.probe_at,
        }
        for closure in listing
        if closure.place in destinations
    ]


def note(call: Call, premises: Premises, what: Mapping[str, str], *, verb: str = "") -> None:
    """Leave a row about a change: who, in which workspace, what and when."""
    from briefings.store.audit import Audit  # noqa: PLC0415  # brings SQLAlchemy

    who = call.request.who
    Audit(premises.store).note(
        premises.id, person=who.id, name=who.name, verb=verb or call.request.verb, what=what
    )


# ------------------------------------------------------------------------- what is wanted


def _wanted(call: Call, target: Target) -> Schedule:
    """Read the options as a schedule.

    Raises:
        Notice: A time, a day or the zone is none, or the schedule would be due too often.
    """
    at = call.options["at"]
    zone = _zone(call)
    made = Schedule(name="", digest=call.options["digest"], targets=(target.destination,), timezone=zone)
    if len(at.split()) == _CRON_FIELDS and at.split()[0].strip("0123456789*/,-") == "":
        return replace(made, cron=_cron(at, has_days="days" in call.options))
    days = read_days(call.options["days"]) if "days" in call.options else _EVERY_DAY
    return replace(made, at=read_times(at), days=days)


def _zone(call: Call) -> str:
    """Read the zone; what may have been meant instead is a button with the whole command in it."""
    if "timezone" not in call.options:
        return call.post_office().settings.bot.timezone
    try:
        return read_zone(call.options["timezone"])
    except Notice as notice:
        others = tuple((name, value) for name, value in call.options.items() if name != "timezone")
        notice.actions = tuple(
            Action(label=zone, verb="subscribe", options=(*others, ("timezone", zone)))
            for zone in notice.values["near"]
        )
        raise


def _cron(line: str, *, has_days: bool) -> str:
    if has_days:
        raise Notice("cron_has_days")
    try:
        return parse_cron(line)
    except BadValue as error:
        raise Notice("bad_cron", wrong=error.wrong) from None


def _named(schedule: Schedule, premises: Premises) -> Schedule:
    from briefings.store.subscriptions import name_of  # noqa: PLC0415  # brings SQLAlchemy

    return replace(schedule, name=name_of(schedule, premises.id))


def _told(schedule: Schedule, call: Call) -> dict[str, Any]:
    local = LocalSchedule(schedule=schedule, places=())
    return {
        "digest": schedule.digest,
        "rhythm": local.rhythm,
        "zone": schedule.timezone,
        "runs": next_runs(schedule, call.newsroom.clock()),
    }


# ------------------------------------------------------------------------- changes, each with its row


def _keep(call: Call, premises: Premises, schedule: Schedule) -> bool:
    """Keep a subscription; False when it was there already."""
    from briefings.store.subscriptions import Subscriptions, TooMany  # noqa: PLC0415  # brings SQLAlchemy

    most = premises.office.settings.limits.schedules
    try:
        with premises.store.write():
            is_new = Subscriptions(premises.store).add(
                schedule, workspace=premises.id, by=_called(call), most=most
            )
            if is_new:
                note(call, premises, _row(schedule))
    except TooMany:
        raise Notice("too_many_schedules", most=most) from None
    return is_new


def _forget(call: Call, premises: Premises, local: LocalSchedule) -> bool:
    """Delete a subscription; False when somebody else did so first."""
    from briefings.store.subscriptions import Subscriptions  # noqa: PLC0415  # brings SQLAlchemy

    with premises.store.write():
        is_gone = Subscriptions(premises.store).remove(local.name, workspace=premises.id)
        if is_gone:
            note(call, premises, _row(local.schedule))
    return is_gone


def _each(
    call: Call,
    premises: Premises,
    found: list[LocalSchedule],
    change: Callable[[Call, Premises, LocalSchedule], int],
) -> int:
    """Change all of *found* or none, and return how many were not so before."""
    with premises.store.write():
        count = 0
        for local in found:
            if change(call, premises, local):
                note(call, premises, {"schedule": local.name})
                count += 1
        return count


def _pause(call: Call, premises: Premises, local: LocalSchedule) -> int:
    from briefings.store.pauses import Pauses  # noqa: PLC0415  # brings SQLAlchemy

    return Pauses(premises.store).pause(local.name, local.destinations, by=_called(call))


def _resume(call: Call, premises: Premises, local: LocalSchedule) -> int:
    from briefings.store.pauses import Pauses  # noqa: PLC0415  # brings SQLAlchemy

    del call
    return Pauses(premises.store).resume(local.name, local.destinations)


async def _all_or(call: Call, premises: Premises) -> list[LocalSchedule]:
    """Return the schedules that are named; without a name all, of which there may be none."""
    if "schedule" in call.options:
        return await find_schedules(call, premises)
    return await asyncio.to_thread(premises.schedules)


def _called(call: Call) -> str:
    return call.request.who.name or call.request.who.id


def _row(schedule: Schedule) -> dict[str, str]:
    """Write a schedule for the audit, as one would type it."""
    rhythm = LocalSchedule(schedule=schedule, places=()).rhythm
    return {"digest": schedule.digest, "channel": channel_of(schedule.targets[0]), "when": rhythm}


def _channels(local: LocalSchedule) -> list[str]:
    return [place.channel for place in local.places]


def _pausing(local: LocalSchedule) -> Action:
    return Action(label="Pause it here", verb="pause", options=(("schedule", local.name),))


def _resuming(found: list[LocalSchedule]) -> Action:
    name = found[0].name if len(found) == 1 else "all"
    return Action(label="Resume", verb="resume", options=(("schedule", name),))
