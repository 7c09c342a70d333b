"""The premises of an admin: the schedules and places of the one workspace that is asked from.

Nothing may cross from one workspace to another. A schedule of the admin file may post to places of several;
each of them sees and silences only its own.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.chat import Action, OptionKind
from bot.commands.admin_specs import ALL
from bot.commands.call import Notice
from bot.commands.names import Named, closest, resolve
from bot.commands.rhythm import days_in_words
from briefings.model import Target, find_target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.chat import ChatPlatform, Place
    from bot.commands.call import Call
    from bot.commands.office import Office
    from briefings.model import Schedule
    from briefings.store import Store
    from briefings.store.pauses import Pause
    from briefings.store.subscriptions import Subscription

_RUNS = 3  # shown wherever a schedule is
_MOST_CHOICES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSchedule:
    """A schedule as one workspace sees it."""

    schedule: Schedule
    places: tuple[Target, ...]  # of this workspace; how many others there are is not told
    pauses: tuple[Pause, ...] = ()
    line: str = ""  # where the admin file defines it: "briefbot.toml line 42"
    subscription: Subscription | None = None  # who made it in chat, and when

    @property
    def name(self) -> str:
        """Its id."""
        return self.schedule.name

    @property
    def rhythm(self) -> str:
        """When it posts, in words: "at 08:30, 18:00 Mon-Fri, Europe/London"."""
        schedule = self.schedule
        if schedule.cron is not None:
            return f"by cron {schedule.cron}, {schedule.timezone}"
        times = ", ".join(f"{each:%H:%M}" for each in schedule.at)
        return f"at {times} {days_in_words(schedule.days)}, {schedule.timezone}"

    @property
    def destinations(self) -> tuple[str, ...]:
        """Its places here, as deliveries name them."""
        return tuple(place.destination for place in self.places)

    @property
    def named(self) -> Named:
        """How people find it."""
        summary = f"{self.schedule.digest} {self.rhythm}"
        if self.subscription is None:
            return Named(id=self.name, label=self.name, detail=summary)
        return Named(id=self.name, label=summary, aliases=(self.name,))

    def told(self, now: datetime) -> dict[str, Any]:
        """Give a template what it shows of a schedule: rhythm, origin, places, pauses and the next runs."""
        return {
            "name": self.name,
            "digest": self.schedule.digest,
            "rhythm": self.rhythm,
            "zone": self.schedule.timezone,
            "line": self.line,
            "made": self.subscription,
            "channels": [place.channel for place in self.places],
            "pauses": [
                {"channel": channel_of(pause.destination), "since": pause.since, "by": pause.paused_by}
                for pause in self.pauses
            ],
            "is_silent": bool(self.places) and len(self.pauses) == len(self.places),
            "runs": next_runs(self.schedule, now),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """What may be seen and touched from one workspace."""

    office: Office
    store: Store
    platform: ChatPlatform
    workspace: str  # the platform's own id of it

    @property
    def id(self) -> str:
        """The workspace as the store knows it."""
        return f"{self.platform.name}:{self.workspace}"

    def own(self, channel: str) -> bool:
        """Tell whether *channel* is one of this workspace."""
        return self.platform.workspace_of(channel) == self.workspace

    def target(self, channel: str) -> Target:
        """Return the target that *channel* is, by the name the admin file has for it if it has one.

        Raises:
            Notice: It is none of this workspace.
        """
        if not self.own(channel):
            raise Notice("not_our_channel", asked=channel)
        for target in self.office.settings.targets.values():
            if (target.platform, target.channel) == (self.platform.name, channel):
                return target
        place = f"{self.platform.name}:{channel}"
        return Target(name=place, platform=self.platform.name, channel=channel)

    def schedules(self) -> list[LocalSchedule]:
        """List the schedules that post here: those of the admin file, then those made in chat."""
        from briefings.store.pauses import Pauses  # noqa: PLC0415  # brings SQLAlchemy
        from briefings.store.subscriptions import Subscriptions  # noqa: PLC0415  # as above

        settings = self.office.settings
        of_file = [
            LocalSchedule(schedule=each, places=places, line=settings.place_of("schedules", each.name))
            for each in settings.schedules.values()
            if (places := tuple(self._places(each)))
        ]
        of_chat = [
            LocalSchedule(
                schedule=each.schedule, places=tuple(self._targets(each.schedule)), subscription=each
            )
            for each in Subscriptions(self.store).of(self.id)
        ]
        found = [*of_file, *of_chat]
        paused = Pauses(self.store).of([each.name for each in found])
        return [_with_pauses(each, paused) for each in found]

    def destinations(self, schedules: Sequence[LocalSchedule]) -> list[str]:
        """List the places of this workspace that are posted to: by *schedules*, or as targets of the file."""
        targets = self.office.settings.targets.values()
        named = [each.destination for each in targets if self._is_here(each)]
        return list(dict.fromkeys([*named, *(place for each in schedules for place in each.destinations)]))

    def tables(self) -> set[str]:
        """Name the tables of the admin file that are about this workspace: `schedules.weekday`."""
        settings = self.office.settings
        targets = {f"targets.{name}" for name, each in settings.targets.items() if self._is_here(each)}
        schedules = settings.schedules.values()
        return targets | {f"schedules.{each.name}" for each in schedules if any(self._places(each))}

    def _places(self, schedule: Schedule) -> Iterator[Target]:
        return (target for target in self._targets(schedule) if self._is_here(target))

    def _targets(self, schedule: Schedule) -> Iterator[Target]:
        for name in schedule.targets:
            target = find_target(name, self.office.settings.targets)
            if target is not None:
                yield target

    def _is_here(self, target: Target) -> bool:
        return target.platform == self.platform.name and self.own(target.channel)


def premises_of(call: Call) -> Premises:
    """Return the premises of the workspace that *call* comes from.

    Raises:
        Notice: It comes from direct messages, or nothing is posted from here.
    """
    office, where = call.post_office(), call.request.where
    platform = office.platforms.get(where.platform)
    if not where.workspace or platform is None:
        raise Notice("no_workspace")
    return Premises(office=office, store=call.newsroom.store, platform=platform, workspace=where.workspace)


async def find_schedules(call: Call, premises: Premises) -> list[LocalSchedule]:
    """Return the schedule that the option names, or all of them here when it says so.

    Raises:
        Notice: It names none or several of those that post here.
    """
    schedules = await asyncio.to_thread(premises.schedules)
    asked = call.options.get("schedule", ALL)
    if asked.casefold() == ALL:
        if not schedules:
            raise Notice("no_schedules")
        return schedules
    named = [each.named for each in schedules]
    found = resolve(asked, named)
    if not found:
        near = [each.label for each in closest(asked, named)]
        kind, listing = OptionKind.SCHEDULE.value, "/briefadmin schedules"
        raise Notice("unknown", kind=kind, asked=asked, near=near, listing=listing)
    if len(found) > 1:
        raise _ambiguous(call, asked, found[:_MOST_CHOICES])
    return [each for each in schedules if each.name == found[0].id]


async def find_schedule(call: Call, premises: Premises) -> LocalSchedule:
    """Return the one schedule that the option names.

    Raises:
        Notice: It names none, several, or all of them.
    """
    if call.options["schedule"].casefold() == ALL:
        raise Notice("name_one_schedule", verb=call.request.verb)
    return (await find_schedules(call, premises))[0]


async def complete_schedules(office: Office, store: Store, where: Place) -> tuple[Named, ...]:
    """List what an option for a schedule may name in the place *where*."""
    platform = office.platforms.get(where.platform)
    if platform is None or not where.workspace:
        return ()
    premises = Premises(office=office, store=store, platform=platform, workspace=where.workspace)
    return tuple(each.named for each in await asyncio.to_thread(premises.schedules))


def next_runs(schedule: Schedule, now: datetime) -> list[dict[str, Any]]:
    """List the next times of *schedule*, each as a moment, on the wall clock of its zone, and in UTC."""
    zone = ZoneInfo(schedule.timezone)
    return [
        {
            "at": at,
            "local": f"{at.astimezone(zone):%a %d %b %Y %H:%M}",
            "utc": f"{at:%a %H:%M}",
        }
        for at in islice(_due_after(schedule, now), _RUNS)
    ]


def channel_of(place: str) -> str:
    """Take the channel out of a destination."""
    return place.partition(":")[2]


def _due_after(schedule: Schedule, moment: datetime) -> Iterator[datetime]:
    from briefings.schedule import next_due  # noqa: PLC0415  # brings cronsim

    following = next_due(schedule, moment)
    while following is not None:
        yield following
        following = next_due(schedule, following)


def _with_pauses(local: LocalSchedule, paused: Sequence[Pause]) -> LocalSchedule:
    mine = (each for each in paused if each.schedule == local.name and each.destination in local.destinations)
    return replace(local, pauses=tuple(mine))


def _ambiguous(call: Call, asked: str, found: Sequence[Named]) -> Notice:
    others = tuple((name, value) for name, value in call.options.items() if name != "schedule")
    actions = [
        Action(label=each.label, verb=call.request.verb, options=(("schedule", each.id), *others))
        for each in found
    ]
    return Notice("ambiguous", actions=actions, asked=asked, names=[each.line for each in found])
