"""Find the admin file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT = Path("config/briefbot.toml")


def config_path(chosen: Path | None, environment: Mapping[str, str]) -> Path:
    """Return the admin file: *chosen* by the caller, else BRIEFBOT_CONFIG, else config/briefbot.toml."""
    if chosen is not None:
        return chosen
    named = environment.get("BRIEFBOT_CONFIG", "").strip()
    return Path(named).expanduser() if named else DEFAULT
