"""Hold the tables of the admin file once each of them is right in itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings import house, newsroom


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Every table that is right in itself; a faulty one is left out, or stands here as its default."""

    bot: house.BotSection
    store: house.StoreSection
    cleaning: newsroom.CleaningSection
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
    sources: Mapping[str, newsroom.SourceSection]
    topics: Mapping[str, newsroom.TopicSection]
    glossary: Mapping[str, newsroom.GlossarySection]
    digests: Mapping[str, newsroom.DigestSection]
    targets: Mapping[str, newsroom.TargetSection]
    schedules: Mapping[str, newsroom.ScheduleSection]
