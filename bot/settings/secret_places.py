"""Find where the secrets of the enabled platforms are, and report those that are nowhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.settings.places import resolved
from bot.settings.problems import BadValue
from bot.settings.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.settings.fields import Section
    from bot.settings.problems import KeyPath, Report
    from bot.settings.tables import Tables


def find_secrets(
    tables: Tables, path: Path, environment: Mapping[str, str], report: Report
) -> Mapping[str, Secret]:
    """Return the place of every secret that will be needed, none of them read.

    A platform that is switched off needs none, so a file can be written before the tokens are there.
    """
    secrets = {}
    for at, name, section in _needed(tables):
        place = _place(section, name, at, path, environment, report)
        if place is not None:
            secrets[f"{at[-1]}.{name}"] = Secret(place, environment)
    return secrets


def _needed(tables: Tables) -> Iterator[tuple[KeyPath, str, Section]]:
    if tables.discord.enabled:
        yield ("platforms", "discord"), "token", tables.discord
    if tables.slack.enabled:
        names = (
            ("bot_token", "app_token") if tables.slack.mode == "socket" else ("bot_token", "signing_secret")
        )
        for name in names:
            yield ("platforms", "slack"), name, tables.slack
    if tables.store.url_env or tables.store.url_file:
        yield ("store",), "url", tables.store


def _place(
    section: Section, name: str, at: KeyPath, path: Path, environment: Mapping[str, str], report: Report
) -> str | Path | None:
    written: str | None = getattr(section, f"{name}_file")
    variable: str | None = getattr(section, f"{name}_env")
    both = {f"{name}_file", f"{name}_env"} <= section.model_fields_set
    if both:
        wrong = f"{name}_env and {name}_file are both given"
        report.add(at, (f"{name}_file",), BadValue(wrong, rule="one of the two"))
    if written is not None:
        return _file(written, (f"{name}_file",), at, path, report)
    if variable is None or environment.get(variable, "").strip():
        return variable
    rule = "set it where the bot runs"
    wrong = f"the variable {variable} is not set or empty"
    report.add(at, (f"{name}_env",), BadValue(wrong, rule=rule, is_absence=True))
    return None


def _file(written: str, key: KeyPath, at: KeyPath, path: Path, report: Report) -> Path | None:
    place = resolved(path, written)
    if os.path.isfile(place):  # noqa: PTH113  # Path.is_file raises for a name that is too long
        return place
    # The value is not shown: whoever writes the secret itself here meant no file.
    report.add(at, key, BadValue("there is no such file", rule="the path of a file that holds the secret"))
    return None
