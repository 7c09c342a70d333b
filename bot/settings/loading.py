"""Turn the admin file into settings: read, check every table, check what they say of each other, convert."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from bot.settings import house, newsroom
from bot.settings.conversion import convert
from bot.settings.fields import Section
from bot.settings.places import check_places
from bot.settings.problems import (
    BadValue,
    Report,
    SettingsError,
    is_known_secret,
)
from bot.settings.reading import read
from bot.settings.references import check_references
from bot.settings.schema import (
    check,
)
from bot.settings.secret_places import find_secrets
from bot.settings.self_tests import check_topics
from bot.settings.structure import check_structure
from bot.settings.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.settings.conversion import Settings
    from bot.settings.problems import KeyPath

AnySection = TypeVar("AnySection", bound=Section)

# Names travel through chat commands, custom ids and the database: letters of any script, digits, - and _.
_NAME = re.compile(r"[^\W_][\w-]{0,59}")


def load(path: Path, *, environment: Mapping[str, str]) -> Settings:
    """Read the admin file at *path*; secrets are looked for in *environment*, and not read.

    Raises:
        SettingsError: Something is wrong; it lists everything there is to mend.
    """
    document = read(path)
    report = Report(document.name, document.lines, is_complete=not document.problems)
    check_structure(document.data, report)  # first: where a secret stands, nothing else is said
    tables = _tables(document.data, report)
    check_references(document.data, report)
    check_places(tables, path, report)
    check_topics(document.data, tables, report)
    secrets = find_secrets(tables, path, environment, report)
    problems = [*document.problems, *report.problems]
    if problems:
        raise SettingsError(problems)
    return convert(tables, path=path, environment=environment, secrets=secrets, lines=document.lines)


def _tables(data: Mapping[str, Any], report: Report) -> Tables:
    platforms = _table(data, "platforms")
    return Tables(
        bot=_single(house.BotSection, data, "bot", report),
        store=_single(house.StoreSection, data, "store", report),
        cleaning=_single(newsroom.CleaningSection, data, "cleaning", report),
        stories=_single(house.StoriesSection, data, "stories", report),
        qa=_single(house.QaSection, data, "qa", report),
        personal=_single(house.PersonalSection, data, "personal", report),
        permissions=_single(house.PermissionsSection, data, "permissions", report),
        fetch=_single(house.FetchSection, data, "fetch", report),
        limits=_single(house.LimitsSection, data, "limits", report),
        privacy=_single(house.PrivacySection, data, "privacy", report),
        observability=_single(house.ObservabilitySection, data, "observability", report),
        console=_single(house.ConsolePlatform, platforms, "console", report, above=("platforms",)),
        discord=_single(house.DiscordPlatform, platforms, "discord", report, above=("platforms",)),
        slack=_single(house.SlackPlatform, platforms, "slack", report, above=("platforms",)),
        sources=_named(newsroom.SourceSection, data, "sources", report),
        topics=_named(newsroom.TopicSection, data, "topics", report),
        glossary=_named(newsroom.GlossarySection, data, "glossary", report),
        digests=_named(newsroom.DigestSection, data, "digests", report),
        targets=_named(newsroom.TargetSection, data, "targets", report),
        schedules=_named(newsroom.ScheduleSection, data, "schedules", report),
    )


def _single(
    model: type[AnySection], data: Mapping[str, Any], name: str, report: Report, *, above: KeyPath = ()
) -> AnySection:
    """Check the one table *name*; a missing or faulty one stands as its default."""
    return check(model, data[name], (*above, name), report) or model() if name in data else model()


def _named(
    model: type[AnySection], data: Mapping[str, Any], name: str, report: Report
) -> dict[str, AnySection]:
    """Check each table [name.NAME]; faulty ones are left out."""
    found = {}
    for own_name, table in _table(data, name).items():
        if not isinstance(table, dict):
            wrong = f"{name} needs a name of its own before its keys"
            report.add((name,), (own_name,), BadValue(wrong, example=f"[{name}.NAME]"))
        elif not _NAME.fullmatch(own_name) or is_known_secret(own_name):
            rule = "up to 60 letters, digits, - and _, starting with a letter or digit"
            report.add((name, own_name), (), BadValue("this name cannot be used", rule=rule))
        elif checked := check(model, table, (name, own_name), report):
            found[own_name] = checked
    return found


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = data.get(name)
    return table if isinstance(table, dict) else {}
