"""Find the folders and files the admin file names, and report folders that are not there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings.problems import BadValue, shown
from bot.settings.suggestions import closest

if TYPE_CHECKING:
    from bot.settings.problems import Report
    from bot.settings.tables import Tables


def check_places(tables: Tables, path: Path, report: Report) -> None:
    """Report sources whose folder is not there: a bot that reads nothing says nothing."""
    for name, source in tables.sources.items():
        if source.path is None:
            continue
        folder = resolved(path, source.path)
        if not os.path.isdir(folder):  # noqa: PTH112  # Path.is_dir raises for a name that is too long
            near = closest(folder.name, [place.name for place in _folders(folder.parent)])
            rule = "a path is relative to the folder of this file"
            meant = tuple(shown(str(Path(source.path).parent / other)) for other in near)
            error = BadValue(f"there is no folder {shown(source.path)}", rule=rule, closest=meant)
            report.add(("sources", name), ("path",), error)


def _folders(parent: Path) -> list[Path]:
    try:
        return [place for place in parent.iterdir() if place.is_dir()]
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return []


def resolved(path: Path, written: str) -> Path:
    """Return the place *written* in the admin file *path*: `~` is home, a relative path starts beside it."""
    try:
        return path.absolute().parent / Path(written).expanduser()
    except RuntimeError:  # "~nobody"
        return path.absolute().parent / written
