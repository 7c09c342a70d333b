"""Read the admin file as TOML, faulty lines left out so that the rest can be checked in the same go."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.settings.lines import locate
from bot.settings.problems import Problem, SettingsError
from bot.settings.syntax import explain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.settings.problems import KeyPath

MAX_BYTES = 1_000_000  # a hundred times a long file; a video named briefbot.toml is refused before it is read


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A TOML file as read: its tables, the line of each key, and what was wrong with its syntax."""

    name: str  # as the admin wrote it
    data: Mapping[str, Any]
    lines: Mapping[KeyPath, int]
    problems: tuple[Problem, ...] = ()  # lines with a faulty value; they were left out of `data`


class _Unreadable(Exception):
    """The file as a whole is no admin file."""


def read(path: Path) -> Document:
    """Read *path*; faulty values are left out and listed.

    Raises:
        SettingsError: There is no such file, it is no text, or its structure is broken beyond a single value.
    """
    try:
        return _parse(str(path), _text(path))
    except _Unreadable as reason:
        raise SettingsError([Problem(file=str(path), line=None, wrong=str(reason))]) from None


def _text(path: Path) -> str:
    """Return the text of *path*, without a byte order mark."""
    try:
        if not path.is_file():  # asked first: reading a pipe would wait for ever
            exists = "this is no regular file" if path.exists() else "there is no such file"
            raise _Unreadable(f"{exists}; name yours with --config or BRIEFBOT_CONFIG")
        if path.stat().st_size > MAX_BYTES:
            raise _Unreadable(f"the file is larger than {MAX_BYTES:,} bytes; this is no admin file")
        data = path.read_bytes()
    except OSError as error:
        raise _Unreadable(f"the file cannot be read: {error.strerror}") from None
    if not data.strip():
        raise _Unreadable("the file is empty - write schema_version = 1 in its first line")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Unreadable(f"the file is not UTF-8 (line {line}); save it again with that encoding") from None


def _parse(name: str, text: str) -> Document:
    """Parse *text*, leaving out one faulty line after the other."""
    problems: list[Problem] = []
    lines = text.split("\n")
    while True:
        try:
            text = "\n".join(lines)
            data = tomllib.loads(text)
            return Document(name=name, data=data, lines=locate(text), problems=tuple(problems))
        except RecursionError:
            raise _Unreadable("lists or tables stand in each other too deeply to be read") from None
        except ValueError as error:  # tomllib's own, and Python's for a number of thousands of digits
            problem, can_go_on = explain(name, lines, str(error))
            problems.append(problem)
            if not can_go_on or problem.line is None:
                raise SettingsError(problems) from None
            lines[problem.line - 1] = ""
