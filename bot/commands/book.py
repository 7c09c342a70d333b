"""The book of names: what people can name in this newsroom, newest first, read from the store in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.chat import OptionKind
from bot.commands.names import Named, fold
from bot.commands.specs import COMMANDS
from bot.plain import day
from bot.rendering.templating import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.chat import CommandSpec
    from bot.newsroom import Newsroom
    from briefings.model import Candidate, GlossaryEntry
    from briefings.store import TopicCount

_RECENT = 500  # articles whose headlines can be named


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything that can be named, by what kind of option asks for it."""

    topics: tuple[Named, ...]
    sources: tuple[Named, ...]
    articles: tuple[Named, ...]
    stories: tuple[Named, ...]
    digests: tuple[Named, ...]
    terms: tuple[Named, ...]
    commands: tuple[Named, ...]

    def of(self, kind: OptionKind) -> tuple[Named, ...]:
        """List what an option of *kind* can name."""
        by_kind = {
            OptionKind.TOPIC: self.topics,
            OptionKind.SOURCE: self.sources,
            OptionKind.ARTICLE: self.sources + self.articles,
            OptionKind.STORY: self.stories,
            OptionKind.DIGEST: self.digests,
            OptionKind.TERM: self.terms,
            OptionKind.COMMAND: self.commands,
        }
        return by_kind.get(kind, ())


def read_book(newsroom: Newsroom) -> Book:
    """Read the names in *newsroom* as they are now."""
    recent = newsroom.articles.candidates(limit=_RECENT)
    plan = newsroom.plan
    return Book(
        topics=_topics(newsroom),
        sources=_sources(newsroom),
        articles=tuple(_article(candidate) for candidate in recent),
        stories=_stories(recent),
        digests=tuple(Named(id=name, label=name) for name in plan.digests),
        terms=tuple(
            Named(id=name, label=entry.term, aliases=entry.aliases) for name, entry in plan.glossary.items()
        ),
        commands=tuple(
            Named(
                id=command.verb, label=command.name, aliases=_other_spellings(command), detail=command.summary
            )
            for command in COMMANDS
        ),
    )


def _other_spellings(command: CommandSpec) -> tuple[str, ...]:
    """List what people call a command beside its name, also where one command is for all."""
    return (command.verb, f"admin {command.verb}") if command.is_admin else (command.verb,)


def _topics(newsroom: Newsroom) -> tuple[Named, ...]:
    """Name the topics, the one with the latest news first."""
    counts = newsroom.articles.topic_counts()
    named = [
        Named(
            id=name,
            label=topic.label,
            aliases=_other_names((*topic.any, *topic.all), newsroom.plan.glossary.values()),
            detail=_counted(counts.get(name)),
        )
        for name, topic in newsroom.plan.topics.items()
    ]
    return tuple(
        sorted(named, key=lambda each: -counts[each.id].newest.timestamp() if each.id in counts else 0)
    )


def _other_names(phrases: Iterable[str], glossary: Iterable[GlossaryEntry]) -> tuple[str, ...]:
    """List all names of what *phrases* name, as the glossary has them."""
    wanted = {fold(phrase) for phrase in phrases}
    entries = ((entry.term, *entry.aliases) for entry in glossary)
    return tuple(name for names in entries if wanted & set(map(fold, names)) for name in names)


def _counted(count: TopicCount | None) -> str:
    return f"{counted(count.articles, 'article')}, newest {day(count.newest)}" if count else "no articles yet"


def _sources(newsroom: Newsroom) -> tuple[Named, ...]:
    states = {state.name: state for state in newsroom.documents.sources()}
    return tuple(
        Named(
            id=name,
            label=name,
            aliases=(source.outlet,) if source.outlet else (),
            detail=counted(states[name].articles, "article") if name in states else "not read yet",
        )
        for name, source in newsroom.plan.sources.items()
    )


def _article(candidate: Candidate) -> Named:
    return Named(
        id=candidate.id,
        label=candidate.title or candidate.path,
        aliases=(candidate.path,),
        detail=f"{candidate.outlet or candidate.source}, {day(candidate.published)}",
    )


def _stories(recent: Sequence[Candidate]) -> tuple[Named, ...]:
    """Name each story by the headline of its newest article; the others' headlines are its other names."""
    told: dict[str, list[Candidate]] = {}
    for candidate in recent:
        told.setdefault(candidate.story_id, []).append(candidate)
    return tuple(
        Named(
            id=story,
            label=members[0].title or members[0].path,
            aliases=tuple(member.title for member in members[1:] if member.title),
            detail=f"{counted(len(members), 'article')}, {day(members[0].published)}",
            ids=tuple(member.id for member in members),
        )
        for story, members in told.items()
    )
