"""Try things before they count: a text against a topic, and the admin file before a restart."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.admin_premises import premises_of
from bot.settings import Settings, SettingsError, load
from briefings.model import Article, Kind, Paragraph

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.chat import Message
    from bot.commands.admin_premises import Premises
    from bot.commands.call import Call
    from bot.settings import Problem

_NEWEST = 5  # articles shown that match
_PROBLEMS = 10  # shown
_ELSEWHERE = "The admin file has a problem in what it says of another server; whoever runs Briefbot sees it."
# What has names of its own in the admin file: these are compared name by name, the rest section by section.
_NAMED = ("sources", "topics", "glossary", "digests", "targets", "schedules")
_NOT_SAID = frozenset({"path", "lines", "secrets", "store_address", "data_dir", *_NAMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLook:
    """The admin file as it is now: what is wrong with it, or in what it differs from the running bot."""

    problems: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


async def test_topic(call: Call) -> Message:
    """Say whether a text belongs to a topic and by which words, and which of the newest articles do."""
    premises_of(call)
    topic = call.newsroom.plan.topics[call.options["topic"]]
    newest = await asyncio.to_thread(call.newsroom.articles.candidates, topics=[topic.name], limit=_NEWEST)
    tried = await asyncio.to_thread(_try, call, call.options.get("text", ""))
    return call.show("admin_tested", topic=topic, tried=tried, newest=newest)


async def reload(call: Call) -> Message:
    """Check the admin file as it is now and say what a restart would change; nothing changes yet."""
    premises = premises_of(call)
    settings = premises.office.settings
    look = await asyncio.to_thread(look_at_file, premises)
    return call.show(
        "admin_reload",
        name=settings.path.name,
        problems=look.problems[:_PROBLEMS],
        more=len(look.problems[_PROBLEMS:]),
        changes=look.changes,
    )


def look_at_file(premises: Premises) -> FileLook:
    """Read the admin file once more; what it says of places elsewhere is not told."""
    was = premises.office.settings
    ours = premises.tables()
    try:
        now = load(was.path, environment=os.environ)
    except SettingsError as error:
        problems = (each for each in error.problems if _may_be_told(each.section, ours))
        return FileLook(problems=tuple(str(_short(problem)) for problem in problems) or (_ELSEWHERE,))
    there = replace(premises, office=replace(premises.office, settings=now)).tables()
    return FileLook(changes=tuple(_changes(was, now, ours | there)))


def _may_be_told(table: str, ours: Collection[str]) -> bool:
    """Tell whether *table* of the admin file is about this workspace or about all."""
    return not table.startswith(("schedules.", "targets.")) or table in ours


def _short(problem: Problem) -> Problem:
    """Name the file without its folder: a channel need not know the machine."""
    return replace(problem, file=Path(problem.file).name)


def _changes(was: Settings, now: Settings, ours: Collection[str]) -> list[str]:
    """List by name what differs; values are not told, as some are private."""
    found: list[str] = []
    for section in _NAMED:
        before: Mapping[str, Any] = getattr(was, section)
        after: Mapping[str, Any] = getattr(now, section)
        for name in dict.fromkeys([*before, *after]):
            sign = "+" if name not in before else "-" if name not in after else "~"
            if before.get(name) != after.get(name) and _may_be_told(f"{section}.{name}", ours):
                found.append(f"{sign} [{section}.{name}]")
    others = (field.name for field in fields(Settings) if field.name not in _NOT_SAID)
    return [*found, *(f"~ [{name}]" for name in others if getattr(was, name) != getattr(now, name))]


def _try(call: Call, text: str) -> dict[str, Any] | None:
    """Match *text* as the title and body of an article."""
    if not text:
        return None
    from briefings.topics import Matcher  # noqa: PLC0415  # only for this

    plan = call.newsroom.plan
    topic = plan.topics[call.options["topic"]]
    paragraph = Paragraph(text=text, kind=Kind.TEXT, line=1)
    article = Article(id="", source="", path="", title=text, paragraphs=(paragraph,))
    matcher = Matcher([topic], list(plan.glossary.values()))
    found = matcher.match(article)
    return {
        "text": text,
        "words": found[0].words if found else (),
        "is_match": bool(found),
        "why_not": "" if found else matcher.why_not(topic, article),
    }
