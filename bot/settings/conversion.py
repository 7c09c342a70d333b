"""Hand the tables out as the newsroom's own words."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.settings.places import resolved
from bot.settings.secret import Secret
from briefings.model import CleaningRules, Digest, GlossaryEntry, Schedule, Source, Target, Topic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings import house, newsroom
    from bot.settings.problems import KeyPath
    from bot.settings.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that the admin file says, checked; names of secrets, never their values."""

    path: Path  # the admin file
    data_dir: Path
    bot: house.BotSection
    stories: house.StoriesSection
    qa: house.QaSection
    personal: house.PersonalSection
    permissions: house.PermissionsSection
    fetch: house.FetchSection
    limits: house.LimitsSection
    privacy: house.PrivacySection
    observability: house.ObservabilitySection
    console: house.ConsolePlatform
    discord: house.DiscordPlatform
    slack: house.SlackPlatform
    cleaning: CleaningRules
    sources: Mapping[str, Source]
    topics: Mapping[str, Topic]
    glossary: Mapping[str, GlossaryEntry]
    digests: Mapping[str, Digest]
    targets: Mapping[str, Target]
    schedules: Mapping[str, Schedule]
    secrets: Mapping[str, Secret]  # "discord.token", "slack.bot_token" ...: of the enabled platforms only
    store_address: str | Secret | None = None  # None: SQLite in data_dir
    lines: Mapping[KeyPath, int] = field(default_factory=dict)  # where each key of the file stands

    @property
    def platforms(self) -> tuple[str, ...]:
        """Name the platforms that are switched on."""
        enabled = (self.console.enabled, self.discord.enabled, self.slack.enabled)
        return tuple(itertools.compress(("console", "discord", "slack"), enabled))

    def place_of(self, *path: str) -> str:
        """Say where a key of the admin file stands: `briefbot.toml line 42`."""
        return f"{self.path.name} line {self.lines[path]}" if path in self.lines else self.path.name

    def store_url(self) -> str:
        """Return the address of the store, read now where the file names a variable or a file for it.

        Raises:
            SecretError: It is not where the admin file says.
        """
        if isinstance(self.store_address, Secret):
            return self.store_address.read()
        return self.store_address or f"sqlite:///{self.data_dir / 'briefbot.db'}"


def convert(
    tables: Tables,
    *,
    path: Path,
    environment: Mapping[str, str],
    secrets: Mapping[str, Secret],
    lines: Mapping[KeyPath, int],
) -> Settings:
    """Make settings of *tables*, in which everything is right."""
    general = cleaning_rules(tables.cleaning)
    zone = tables.bot.timezone
    return Settings(
        path=path,
        data_dir=data_dir(tables.bot, path, environment),
        bot=tables.bot,
        stories=tables.stories,
        qa=tables.qa,
        personal=tables.personal,
        permissions=tables.permissions,
        fetch=tables.fetch,
        limits=tables.limits,
        privacy=tables.privacy,
        observability=tables.observability,
        console=tables.console,
        discord=tables.discord,
        slack=tables.slack,
        cleaning=general,
        sources=MappingProxyType(
            {name: source(name, section, path, general) for name, section in tables.sources.items()}
        ),
        topics=MappingProxyType({name: topic(name, section) for name, section in tables.topics.items()}),
        glossary=MappingProxyType(
            {name: glossary_entry(name, entry) for name, entry in tables.glossary.items()}
        ),
        digests=MappingProxyType(
            {name: Digest(name=name, **dict(digest)) for name, digest in tables.digests.items()}
        ),
        targets=MappingProxyType(
            {name: Target(name=name, **dict(target)) for name, target in tables.targets.items()}
        ),
        schedules=MappingProxyType(
            {name: schedule(name, section, zone) for name, section in tables.schedules.items()}
        ),
        secrets=MappingProxyType(dict(secrets)),
        store_address=secrets.get("store.url") or store_address(tables.store, path),
        lines=MappingProxyType(dict(lines)),
    )


def cleaning_rules(section: newsroom.CleaningSection) -> CleaningRules:
    """Make the rules that hold for every source."""
    return CleaningRules(max_removed=section.max_removed, drop=section.drop, keep=section.keep)


def source(name: str, section: newsroom.SourceSection, path: Path, general: CleaningRules) -> Source:
    """Make a source; its folder becomes an absolute path, its phrases are added to the general ones."""
    own = section.cleaning
    cleaning = CleaningRules(
        max_removed=general.max_removed if own.max_removed is None else own.max_removed,
        drop=general.drop + own.drop,
        keep=general.keep + own.keep,
    )
    location = section.url or str(resolved(path, section.path or ""))
    return Source(
        name=name,
        kind=section.type,
        location=location,
        outlet=section.outlet,
        title=section.title,
        published=section.published,
        cleaning=cleaning,
    )


def topic(name: str, section: newsroom.TopicSection) -> Topic:
    """Make a topic; without a label it is called by its name."""
    return Topic(name=name, **{**dict(section), "label": section.label or name})


def glossary_entry(name: str, section: newsroom.GlossarySection) -> GlossaryEntry:
    """Make an entry of the glossary."""
    return GlossaryEntry(name=name, **dict(section))


def schedule(name: str, section: newsroom.ScheduleSection, zone: str) -> Schedule:
    """Make a schedule; without a zone of its own it keeps that of the bot."""
    times = tuple(sorted(section.at))
    return Schedule(name=name, **{**dict(section), "at": times, "timezone": section.timezone or zone})


def data_dir(section: house.BotSection, path: Path, environment: Mapping[str, str]) -> Path:
    """Choose the folder for data: BRIEFBOT_DATA_DIR, then the admin file, then this user's data folder.

    Not ./data: a bot started from another directory would begin with nothing and post everything again.
    """
    if environment.get("BRIEFBOT_DATA_DIR"):
        return Path(environment["BRIEFBOT_DATA_DIR"]).expanduser().absolute()
    if section.data_dir:
        return resolved(path, section.data_dir)
    from platformdirs import user_data_path  # noqa: PLC0415  # asked for only when nobody chose

    return user_data_path("briefbot", appauthor=False)


def store_address(section: house.StoreSection, path: Path) -> str | None:
    """Return the address as written; a relative SQLite path starts at the admin file's folder."""
    prefix = "sqlite:///"
    if section.url and section.url.startswith(prefix) and not section.url.startswith(prefix + ":"):
        return prefix + str(resolved(path, section.url.removeprefix(prefix)))
    return section.url
