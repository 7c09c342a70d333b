"""What an admin defines: where articles come from, what they are about, what is told when and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, time


@dataclass(frozen=True, slots=True, kw_only=True)
class CleaningRules:
    """What an admin adds to the general cleaning of a source."""

    max_removed: float = 0.6  # share of the text; above it an article is flagged
    drop: tuple[str, ...] = ()  # a line holding one of these phrases always goes
    keep: tuple[str, ...] = ()  # a line holding one of these phrases always stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place articles come from. Overrides win over what the page says and are shown as "set by admin"."""

    name: str
    kind: str  # "folder" | "feed" | "page"
    location: str  # a directory, or an address
    outlet: str | None = None
    title: str | None = None
    published: datetime | None = None
    cleaning: CleaningRules = field(default_factory=CleaningRules)


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryEntry:
    """One thing and all its names; a question with any of them finds text with any other."""

    name: str
    term: str
    aliases: tuple[str, ...] = ()
    definition: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A subject people follow: words and phrases that an article must, may or must not hold."""

    name: str
    label: str
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    within: tuple[str, ...] = ("title", "body")
    weight: float = 1.0
    cap: int | None = None  # at most so many stories of this topic in one briefing
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a briefing is made of and how long it may be."""

    name: str
    label: str = ""  # how people see it; its name in words when empty
    topics: tuple[str, ...] = ()  # empty: every topic, and what no topic claims
    sources: tuple[str, ...] = ()  # empty: every source
    window: str = "since-last"  # "since-last" | "24h" | "3d" | "7d" | "all"
    length: str = "short"  # "headlines" | "short" | "full"
    max_stories: int = 5
    max_stories_per_source: int = 3
    max_sentences_per_story: int = 3
    max_share_of_article: float = 0.15
    show: tuple[str, ...] = ("why", "coverage")
    if_empty: str = "skip"  # "skip" | "line"
    silence_alert_days: int = 3
    template: str | None = None
    timezone: str = ""  # IANA name of the zone its times are shown in; the house's when empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place briefings go to."""

    name: str
    platform: str
    channel: str = ""
    threads: bool = False
    silent: bool = False

    @property
    def destination(self) -> str:
        """The place as the outbox knows it: "discord:123"."""
        return f"{self.platform}:{self.channel}"


def find_target(name: str, named: Mapping[str, Target]) -> Target | None:
    """Find what a schedule calls *name*: a target of the admin file, or a destination itself, "discord:@42".

    The two cannot be mixed up: no name in the admin file holds a colon.
    """
    platform, colon, channel = name.partition(":")
    if name in named or not colon:
        return named.get(name)
    return Target(name=name, platform=platform, channel=channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a digest goes to its targets: local times on some days, or a cron line, in an IANA time zone."""

    name: str
    digest: str
    targets: tuple[str, ...]
    timezone: str
    at: tuple[time, ...] = ()
    cron: str | None = None
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)  # Monday is 0, as in datetime.weekday()
    catch_up: str = "latest"  # "latest" | "none"
    grace: timedelta = timedelta(hours=6)
    skip_dates: tuple[date, ...] = ()
