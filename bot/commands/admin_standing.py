"""Show an admin how the bot stands: what comes, what came, what is wrong, and what was changed by whom."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.chat import Action, Condition
from bot.commands.admin_checking import look_at_file
from bot.commands.admin_premises import premises_of
from bot.commands.admin_schedules import closed_places
from bot.commands.admin_sending import told_post

if TYPE_CHECKING:
    from bot.chat import Message
    from bot.commands.admin_premises import LocalSchedule, Premises
    from bot.commands.call import Call
    from briefings.model import Delivery
    from briefings.store.audit import AuditRow

_SCHEDULES = 10  # shown in the status; the list of schedules shows more
_CHANGES = 5  # shown in the status
_EXPORTED = 50  # changes written out
_REJECTED = 10  # documents shown of each source
_UNPOSTED = 10
_LATELY = timedelta(days=7)
_CLOCKS_APART = timedelta(seconds=30)
_SOURCES_STALE = timedelta(hours=1)  # they are read every five minutes


async def status(call: Call) -> Message:
    """Show what comes next, what was posted last, what was not, and the last changes."""
    premises = premises_of(call)
    standing = await asyncio.to_thread(_standing, call, premises)
    now = call.newsroom.clock()
    return call.show(
        "admin_status",
        actions=[Action(label="Refresh", verb="status"), Action(label="Run checks", verb="doctor")],
        health=premises.platform.health,
        platform=premises.platform.name,
        closed=await closed_places(premises, standing.destinations),
        schedules=[each.told(now) for each in standing.schedules[:_SCHEDULES]],
        more=len(standing.schedules[_SCHEDULES:]),
        posts=[await told_post(premises, each) for each in standing.posted],
        unposted=[await told_post(premises, each) for each in standing.unposted],
        sources=await asyncio.to_thread(call.newsroom.documents.sources),
        changes=standing.changes,
    )


async def sources(call: Call) -> Message:
    """Show each source's health, and why documents of it were rejected."""
    premises_of(call)
    only = call.options.get("source")
    return call.show("admin_sources", sources=await asyncio.to_thread(_sources, call, only))


async def doctor(call: Call) -> Message:
    """Run the checks there are; each finding has one line of what to do."""
    premises = premises_of(call)
    standing = await asyncio.to_thread(_standing, call, premises)
    findings = [
        *await asyncio.to_thread(_file_findings, premises),
        *await asyncio.to_thread(_store_findings, call),
        *_platform_findings(premises),
        *await asyncio.to_thread(_source_findings, call),
        *_schedule_findings(call, standing.schedules),
        *[
            _Finding(what="closed", where=each["channel"], detail=each["reason"])
            for each in await closed_places(premises, standing.destinations)
        ],
    ]
    return call.show("admin_doctor", findings=findings, wrong=sum(not each.is_well for each in findings))


async def export(call: Call) -> Message:
    """Write out what was made here in chat, as the admin file would have it, and the last changes."""
    premises = premises_of(call)
    standing = await asyncio.to_thread(_standing, call, premises)
    made = [each for each in standing.schedules if each.subscription is not None]
    return call.show(
        "admin_export",
        tables=[_as_toml(each) for each in made],
        pauses=[
            {"name": each.name, "channels": [pause.destination for pause in each.pauses]}
            for each in standing.schedules
            if each.pauses
        ],
        changes=standing.changes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    schedules: list[LocalSchedule]
    destinations: list[str]
    posted: list[Delivery]
    unposted: list[Delivery]
    changes: list[AuditRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """One thing that was looked at; the template has the words for *what*."""

    what: str
    is_well: bool = False
    where: str = ""
    detail: str = ""


def _standing(call: Call, premises: Premises) -> _Standing:
    from briefings.store.audit import Audit  # noqa: PLC0415  # brings SQLAlchemy
    from briefings.store.posts import Posts  # noqa: PLC0415  # as above

    schedules = premises.schedules()
    places = premises.destinations(schedules)
    posts = Posts(premises.store)
    is_export = call.request.verb == "export"
    return _Standing(
        schedules=schedules,
        destinations=places,
        posted=posts.last(places),
        unposted=posts.unposted(places, since=call.newsroom.store.now() - _LATELY, limit=_UNPOSTED),
        changes=Audit(premises.store).latest(premises.id, limit=_EXPORTED if is_export else _CHANGES),
    )


def _sources(call: Call, only: str | None) -> list[dict[str, Any]]:
    """Gather the sources of the plan, those that were never read among them."""
    states = {state.name: state for state in call.newsroom.documents.sources()}
    told = []
    for name, source in call.newsroom.plan.sources.items():
        if only in {None, name}:
            rejections = call.newsroom.documents.rejections(name)
            told.append(
                {
                    "name": name,
                    "kind": source.kind,
                    "state": states.get(name),
                    "rejections": rejections[:_REJECTED],
                    "more": len(rejections[_REJECTED:]),
                }
            )
    return told


# ------------------------------------------------------------------------- checks


def _file_findings(premises: Premises) -> list[_Finding]:
    settings = premises.office.settings
    look = look_at_file(premises)
    if look.problems:
        return [
            _Finding(what="file", where=settings.path.name, detail=problem) for problem in look.problems[:5]
        ]
    return [_Finding(what="file", is_well=True, where=settings.path.name)]


def _store_findings(call: Call) -> list[_Finding]:
    """Ask the store for its time: it answers, and its clock is the one that posts."""
    apart = call.newsroom.store.now() - call.newsroom.clock()
    seconds = f"{abs(apart.total_seconds()):.0f}"
    return [
        _Finding(what="store", is_well=True),
        _Finding(what="clock", is_well=abs(apart) < _CLOCKS_APART, detail=seconds),
    ]


def _platform_findings(premises: Premises) -> list[_Finding]:
    health = premises.platform.health
    is_well = health.condition is Condition.READY
    return [_Finding(what="platform", is_well=is_well, where=premises.platform.name, detail=health.reason)]


def _source_findings(call: Call) -> list[_Finding]:
    """Look whether each source was read of late, without trouble, and gave articles."""
    findings = []
    now = call.newsroom.clock()
    for told in _sources(call, None):
        state, name = told["state"], told["name"]
        if told["kind"] != "folder":
            findings.append(_Finding(what="source_kind", where=name, detail=told["kind"]))
        elif state is None or state.checked is None:
            findings.append(_Finding(what="source_unread", where=name))
        elif state.note:
            findings.append(_Finding(what="source_trouble", where=name, detail=state.note))
        elif now - state.checked > _SOURCES_STALE:
            findings.append(_Finding(what="source_stale", where=name))
        else:
            what = "source" if state.articles else "source_empty"
            findings.append(
                _Finding(what=what, is_well=bool(state.articles), where=name, detail=str(state.articles))
            )
    return findings


def _schedule_findings(call: Call, schedules: list[LocalSchedule]) -> list[_Finding]:
    """Look for schedules that post nothing: paused, never due, or of a digest that is gone."""
    now = call.newsroom.clock()
    findings = [] if schedules else [_Finding(what="no_schedule")]
    for local in schedules:
        told = local.told(now)
        if local.schedule.digest not in call.newsroom.plan.digests:
            findings.append(_Finding(what="digest_gone", where=local.name, detail=local.schedule.digest))
        elif told["pauses"]:
            findings.append(_Finding(what="paused", where=local.name))
        elif not told["runs"]:
            findings.append(_Finding(what="never_due", where=local.name))
        else:
            findings.append(_Finding(what="schedule", is_well=True, where=local.name))
    return findings


def _as_toml(local: LocalSchedule) -> list[str]:
    """Write a schedule and its target as lines of the admin file."""
    schedule, target = local.schedule, local.places[0]
    name = local.name.replace(".", "-")
    days = ", ".join(f'"{_DAYS[day]}"' for day in schedule.days)
    times = ", ".join(f'"{each:%H:%M}"' for each in schedule.at)
    rhythm = (
        [f"at = [{times}]", f"days = [{days}]"] if schedule.cron is None else [f'cron = "{schedule.cron}"']
    )
    return [
        f"[targets.{name}]",
        f'platform = "{target.platform}"',
        f'channel = "{target.channel}"',
        f"[schedules.{name}]",
        f'digest = "{schedule.digest}"',
        *rhythm,
        f'timezone = "{schedule.timezone}"',
        f'targets = ["{name}"]',
    ]


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
