"""Hold the place of a secret, never the secret: it is read at the moment it is used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class SecretError(Exception):
    """A secret is not where the admin file says."""


class Secret:
    """Where a token or password is found; printing one shows the place only."""

    __slots__ = ("_environment", "_place")

    def __init__(self, place: str | Path, environment: Mapping[str, str]) -> None:
        """Point to a file (a path) or to a variable of *environment* (a string)."""
        self._place = place
        self._environment = environment

    def __repr__(self) -> str:
        kind = "file" if isinstance(self._place, Path) else "variable"
        return f"Secret({kind} {self._place})"

    def read(self) -> str:
        """Return the secret without the white space around it.

        Raises:
            SecretError: The place is missing, empty or unreadable; the message names the place only.
        """
        value = self._from_file() if isinstance(self._place, Path) else self._environment.get(self._place, "")
        if not value.strip():
            raise SecretError(f"{self!r} is not set or empty; set it and start again")
        return value.strip()

    def _from_file(self) -> str:
        try:
            return Path(self._place).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SecretError(f"{self!r} cannot be read: {type(error).__name__}") from None
