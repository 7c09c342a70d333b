"""Read the admin file as TOML; say where it is none, without ever quoting a line that may hold a secret."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.settings.lines import locate
from bot.settings.problems import BadValue, Problem, SettingsError, is_secret

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.settings.problems import KeyPath

MAX_BYTES = 1_000_000  # a hundred times a long file; a video named briefbot.toml is refused before it is read

_PLACE = re.compile(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$")
_ASSIGNMENT = re.compile(r"\s*([A-Za-z0-9_-]{1,40})\s*=[ \t]*(.*)")
_WHAT = {  # what tomllib says, and what a person is told: the start of one, (what is wrong, a right example)
    "Illegal character '\\n'": (
        "the text is not closed on its line",
        'end it with the quote it began with: "text"',
    ),
    "Illegal character": ("an invisible control character", "remove it"),
    "Unescaped '\\'": (r"a lone \ in a text", "use 'single quotes' for text with backslashes"),
    "Unterminated string": (
        "a text is opened and never closed",
        'end it with the quotes it began with: """text"""',
    ),
    "Unclosed array": ("a list is opened and never closed, or misses a comma", '["one", "two"]'),
    "Unclosed inline table": ("an inline table is not closed on its line", "{ key = 1 }"),
    "Cannot overwrite": ("this key is given twice", "keep one"),
    "Duplicate inline table key": ("this key is given twice", "keep one"),
    "Cannot declare": ("this section is opened twice", "put its keys together under one heading"),
    "Cannot redefine namespace": ("this section is opened twice", "put its keys together under one heading"),
    "Cannot mutate immutable": ("this section is closed already", "put its keys together in one place"),
    "Expected ']'": ("the heading is not closed", "[section.name]"),
    "Expected '='": ("a key needs an equals sign", 'key = "value"'),
    "Expected newline": ("a value is not in quotes, or two things stand on one line", 'key = "value"'),
    "Invalid statement": ("this is neither a section nor a key", '[section] or key = "value"'),
    "Invalid initial character": ("this is no key", 'key = "value"'),
    "Invalid date": ("no such date or time", '"2025-01-24"'),
    "Invalid value": ("the value is missing or not in quotes", 'key = "value", 5, true or ["a", "b"]'),
}
_MENDABLE = (
    "Invalid value",
    "Expected newline",
    "Cannot overwrite",
    "Invalid date",
    "Unescaped",
    "Illegal",
    "Expected '='",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A TOML file as read: its tables, the line of each key, and what was wrong with its syntax."""

    name: str  # as the admin wrote it
    data: Mapping[str, Any]
    lines: Mapping[KeyPath, int]
    problems: tuple[Problem, ...] = ()  # lines with a faulty value; they were left out of `data`


def read(path: Path) -> Document:
    """Read *path*; faulty values are left out and listed, so that the rest can be checked in the same go.

    Raises:
        SettingsError: There is no such file, it is no text, or its structure is broken beyond a single value.
    """
    try:
        return _parse(str(path), _text(path))
    except BadValue as bad:
        problem = Problem(file=str(path), line=None, wrong=bad.wrong, rule=bad.rule, example=bad.example)
        raise SettingsError([problem]) from None


def _text(path: Path) -> str:
    """Return the text of *path*, without a byte order mark."""
    try:
        if not path.is_file():
            raise BadValue(*_no_file(path))
        if path.stat().st_size > MAX_BYTES:
            raise BadValue(f"the file is larger than {MAX_BYTES:,} bytes; this is no admin file")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, BadValue):
            raise
        reason = error.strerror if isinstance(error, OSError) else "its name is no path"
        raise BadValue(f"the file cannot be read: {reason}") from None
    if not data.strip():
        raise BadValue("the file is empty", example="schema_version = 1 in its first line")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadValue(f"the file is not UTF-8 (line {line}); save it again with that encoding") from None


def _no_file(path: Path) -> tuple[str]:
    if path.exists():
        return ("this is no regular file",)
    return ("there is no such file; name yours with --config or BRIEFBOT_CONFIG",)


def _parse(name: str, text: str) -> Document:
    """Parse *text*, leaving out one faulty line after the other."""
    problems: list[Problem] = []
    lines = text.split("\n")
    while True:
        try:
            return _document(name, "\n".join(lines), problems)
        except RecursionError:
            raise BadValue("lists or tables stand in each other too deeply to be read") from None
        except ValueError as error:
            problem, can_go_on = _explain(name, lines, str(error))
            problems.append(problem)
            if not can_go_on or problem.line is None:
                raise SettingsError(problems) from None
            lines[problem.line - 1] = ""


def _document(name: str, text: str, problems: list[Problem]) -> Document:
    data = tomllib.loads(text)
    return Document(name=name, data=data, lines=locate(text), problems=tuple(problems))


def _explain(name: str, lines: list[str], message: str) -> tuple[Problem, bool]:
    """Turn a parser's *message* into a problem; also tell whether the file can be read without its line."""
    place = _PLACE.match(message)
    what = place.group(1) if place else message
    number = int(place.group(2)) if place and place.group(2) else _last(lines)
    wrong, example = _sentence(what)
    if not place:  # a number of thousands of digits: Python refuses it without a place
        number, wrong, example = _line_of_longest_number(lines), "the number is too long", "5"
    if what.startswith("Unclosed array"):
        number = _line_of_open_list(lines, number)
    key = _ASSIGNMENT.match(lines[number - 1])
    problem = Problem(file=name, line=number, key=_harmless(key), wrong=wrong, example=_example(key, example))
    return problem, bool(key) and (not place or what.startswith(_MENDABLE)) and _is_closed(lines[number - 1])


def _sentence(what: str) -> tuple[str, str]:
    for start, sentence in _WHAT.items():
        if what.startswith(start):
            return sentence
    return "this is not TOML", 'key = "value"'


def _harmless(key: re.Match[str] | None) -> str:
    return "" if key is None or is_secret(key.group(1)) else key.group(1)


def _example(key: re.Match[str] | None, example: str) -> str:
    return example.replace("key =", f"{key.group(1)} =") if key and _harmless(key) else example


def _is_closed(line: str) -> bool:
    """Tell whether *line* is whole in itself: leaving it out leaves no half of a longer value behind."""
    return line.count("[") == line.count("]") and '"""' not in line and "'''" not in line


def _last(lines: list[str]) -> int:
    return next((number for number in range(len(lines), 0, -1) if lines[number - 1].strip()), 1)


def _line_of_longest_number(lines: list[str]) -> int:
    lengths = [max((len(run) for run in re.findall(r"[0-9_]+", line)), default=0) for line in lines]
    return lengths.index(max(lengths)) + 1


def _line_of_open_list(lines: list[str], number: int) -> int:
    """Go up from where the parser gave up to the key whose list it was reading."""
    for above in range(number, 0, -1):
        if re.match(r"\s*[\w.-]+\s*=\s*\[", lines[above - 1]):
            return above
    return number
