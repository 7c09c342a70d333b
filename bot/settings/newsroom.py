"""The tables that define the news: sources, cleaning, topics, glossary, digests, targets and schedules."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.settings.fields import (
    Address,
    Cron,
    Dates,
    Days,
    Duration,
    Lax,
    LongText,
    Moment,
    Names,
    Section,
    Share,
    Text,
    Times,
    Words,
    Zone,
    key,
)
from bot.settings.problems import BadValue, shown

# The workspace may stand before it: T0123456789/C0123456789.
_SLACK_CHANNEL = r"([TE][A-Z0-9]{2,20}/)?(@[UW][A-Z0-9]{2,20}|[CGD][A-Z0-9]{2,20})"


class CleaningSection(Section):
    """How pages are cleaned, beyond the general rules."""

    max_removed: Share = key(
        0.6, "Share of a page's text; when more is removed, the article is flagged.", "0.6"
    )
    drop: Words = key(
        (), "A line that holds one of these phrases always goes.", '["Sign up for our newsletter"]'
    )
    keep: Words = key((), "A line that holds one of these phrases always stays.", '["Editor\'s note"]')


class SourceCleaningSection(Section):
    """How pages of one source are cleaned; phrases are added to those of [cleaning]."""

    max_removed: Share | None = key(None, "As in [cleaning], for this source only.", "0.8")
    drop: Words = key(
        (), "A line that holds one of these phrases always goes.", '["Sign up for our newsletter"]'
    )
    keep: Words = key((), "A line that holds one of these phrases always stays.", '["Editor\'s note"]')


class SourceSection(Section):
    """A place articles come from."""

    type: Literal["folder", "feed", "page"] = key(..., "What it is.", '"folder"')
    path: Text | None = key(None, "The folder, relative to this file.", '"articles"')
    url: Address | None = key(None, "Address of the feed or page.", '"https://example.org/feed.xml"')
    outlet: Text | None = key(None, 'Name of the paper or site, shown as "set by admin".', '"Harbour Post"')
    title: Text | None = key(None, 'Title of every page, shown as "set by admin".', '"Press releases"')
    published: Moment | None = key(None, 'Date of every page, shown as "set by admin".', "2025-01-24")
    cleaning: SourceCleaningSection = key(
        SourceCleaningSection(), "Cleaning rules of this source.", '{ drop = ["Ad"] }'
    )

    @model_validator(mode="after")
    def _has_its_place(self) -> SourceSection:
        needed, other = ("path", "url") if self.type == "folder" else ("url", "path")
        if getattr(self, needed) is None:
            place = 'path = "articles"' if needed == "path" else 'url = "https://example.org/feed.xml"'
            raise BadValue(f'a source of type "{self.type}" needs {needed}', example=place, is_absence=True)
        if getattr(self, other) is not None:
            raise BadValue(f'a source of type "{self.type}" has {needed}, not {other}')
        return self


class TopicSection(Section):
    """A subject people follow, and sentences that test it each time this file is read."""

    label: Text | None = key(None, "How people see it; its name when left out.", '"TikTok ban"')
    any: Words = key((), "One of these words or phrases must be there.", '["ban", "shut down"]')
    all: Words = key((), "All of these must be there.", '["TikTok"]')
    none: Words = key((), "None of these may be there.", '["advertisement"]')
    within: Annotated[tuple[Literal["title", "body"], ...], Lax] = Field(
        ("title", "body"),
        alias="in",
        description="Where to look.",
        examples=['["title", "body"]'],
    )
    weight: Annotated[float, Field(gt=0, le=10)] = key(
        1.0, "How much its stories count against others.", "1.5"
    )
    cap: Annotated[int, Field(ge=1, le=100)] | None = key(
        None, "At most so many of its stories a briefing.", "3"
    )
    must_match: Words = key((), "Sentences that belong to the topic.", '["TikTok was banned."]')
    must_not_match: Words = key((), "Sentences that do not.", '["A rash is not a ban."]')

    @model_validator(mode="after")
    def _says_something(self) -> TopicSection:
        if not self.any and not self.all:
            raise BadValue(
                "a topic needs words in any or all", example='any = ["ban", "shut down"]', is_absence=True
            )
        if not self.within:
            raise BadValue("in is empty, so nothing is searched", example='in = ["title", "body"]')
        return self


class GlossarySection(Section):
    """One thing and all its names: a question with any of them finds text with any other."""

    term: Text = key(..., "The name shown first.", '"RedNote"')
    aliases: Words = key((), "Its other names, in any language and spelling.", '["Xiaohongshu", "小红书"]')
    definition: LongText = key(
        "", "What it is, in a sentence.", '"A Chinese app for pictures and short videos."'
    )
    source: LongText = key("", "Where the definition comes from.", '"Harbour Post, 17 Jan 2025"')


class DigestSection(Section):
    """What a briefing is made of and how long it may be."""

    topics: Names = key((), "Topics to tell; every story when left out.", '["rednote"]')
    sources: Names = key((), "Sources to read; all when left out.", '["samples"]')
    window: Literal["since-last", "24h", "3d", "7d", "all"] = key(
        "since-last", "How far back to look.", '"24h"'
    )
    length: Literal["headlines", "short", "full"] = key("short", "How much of each story is told.", '"short"')
    max_stories: Annotated[int, Field(ge=1, le=25)] = key(5, "At most so many stories.", "5")
    max_stories_per_source: Annotated[int, Field(ge=1, le=25)] = key(
        3, "At most so many from one source.", "3"
    )
    max_sentences_per_story: Annotated[int, Field(ge=1, le=10)] = key(
        3, "At most so many sentences a story.", "3"
    )
    max_share_of_article: Share = key(0.15, "At most this share of an article is quoted.", "0.15")
    show: Annotated[tuple[Literal["why", "coverage"], ...], Lax] = key(
        ("why", "coverage"), "What stands below the stories.", '["why", "coverage"]'
    )
    if_empty: Literal["skip", "line"] = key("skip", "With nothing new: post nothing, or one line.", '"line"')
    silence_alert_days: Annotated[int, Field(ge=0, le=365)] = key(
        3, "Tell the admin after so many days without a story; 0 never.", "3"
    )
    template: Text | None = key(None, "Name of an own template in templates/.", '"evening"')


class TargetSection(Section):
    """A place briefings go to."""

    platform: Text = key(..., "The platform; it must be enabled in [platforms].", '"console"')
    channel: LongText = key("", "The channel's id there; the console has none.", '"1234567890123456789"')
    threads: bool = key(default=False, description="Open a thread for each briefing.", example="true")
    silent: bool = key(default=False, description="Post without a notification.", example="true")

    @model_validator(mode="after")
    def _has_an_id(self) -> TargetSection:
        if self.platform == "discord" and not re.fullmatch(r"@?[0-9]{1,20}", self.channel, re.ASCII):
            raise BadValue(
                f"{shown(self.channel)} is not the id of a Discord channel, or of a person behind an @",
                rule="right-click it > Copy Channel ID, with Developer Mode on in your settings",
                example='channel = "1234567890123456789"',
            )
        is_named = self.platform == "slack" and self.channel
        if is_named and not re.fullmatch(_SLACK_CHANNEL, self.channel, re.ASCII):
            raise BadValue(
                f"{shown(self.channel)} is not the id of a Slack channel, or of a person behind an @",
                rule="click the channel's name > About, and copy the id at the end",
                example='channel = "C0123456789"',
            )
        return self


class ScheduleSection(Section):
    """When a digest goes to its targets: fixed times on some days, or a cron line."""

    digest: Text = key(..., "The digest to post.", '"daily"')
    targets: Annotated[Names, Field(min_length=1)] = key(..., "Where it goes.", '["terminal"]')
    at: Times = key((), "Local times of day; one briefing for each.", '["08:30"]')
    cron: Cron | None = key(None, "Five cron fields instead of at and days.", '"30 8 * * mon-fri"')
    days: Days = key(("mon-sun",), "Days of the week.", '["mon-fri"]')
    timezone: Zone | None = key(None, "Zone of the times; that of [bot] when left out.", '"Europe/London"')
    catch_up: Literal["latest", "none"] = key(
        "latest", "After a pause: post the latest missed one, or none.", '"latest"'
    )
    grace: Duration = key("6h", "A time missed by more than this is not made up for.", '"6h"')
    skip_dates: Dates = key((), "Days without a briefing.", "[2025-12-25]")

    @model_validator(mode="after")
    def _has_one_rhythm(self) -> ScheduleSection:
        if bool(self.at) == (self.cron is not None):
            wrong = "at and cron are both given" if self.at else "neither at nor cron says when"
            raise BadValue(wrong, rule="one of the two", example='at = ["08:30"]', is_absence=not self.at)
        if self.cron is not None and "days" in self.model_fields_set:
            raise BadValue(
                "days goes with at; a cron line has its own weekday field",
                example='cron = "30 8 * * mon-fri"',
            )
        return self
