"""A small admin file that is right, to be broken by tests, and the problems found in what they made of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.settings import SettingsError, load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.settings import Problem, Settings

SMALL = """\
schema_version = 1
[bot]
timezone = "Europe/London"
[platforms.console]
enabled = true
[sources.pages]
type = "folder"
path = "pages"
[topics.ban]
any = ["ban"]
[digests.daily]
topics = ["ban"]
[targets.terminal]
platform = "console"
[schedules.weekday]
digest = "daily"
targets = ["terminal"]
at = ["08:30"]
"""


class AdminFile:
    """Writes an admin file into a folder of its own and loads it from there."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "briefbot.toml"
        (folder / "pages").mkdir()

    def load(self, text: str | bytes, environment: Mapping[str, str] | None = None) -> Settings:
        """Load *text*."""
        self.path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return load(self.path, environment=environment or {})

    def problems(self, text: str | bytes, environment: Mapping[str, str] | None = None) -> list[Problem]:
        """Load *text*, which has something wrong in it, and return what."""
        try:
            self.load(text, environment)
        except SettingsError as error:
            return list(error.problems)
        return []

    def told(self, text: str | bytes, environment: Mapping[str, str] | None = None) -> list[str]:
        """Return the problems as people read them, without the folder."""
        return [
            str(problem).replace(f"{self.path.parent}{os.sep}", "")
            for problem in self.problems(text, environment)
        ]

    def told_of(self, old: str, new: str) -> list[str]:
        """Return the problems of the small file in which *new* stands for *old*."""
        assert old in SMALL
        return self.told(SMALL.replace(old, new))
