"""Find the line of every key in a TOML text, which `tomllib` does not tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings.problems import KeyPath

_BLANK = re.compile(r"(?:[ \t]|\r?\n|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_QUOTED_KEY = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'([^\'\n]*)\'')
_STRING = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}'  # up to two quotes may stand right before the closing three
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
)
_SCALAR = re.compile(r"[^\s,\]}#]+(?: [0-9:.+Z-]+)?")  # a date and its time may stand apart by one space
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


def locate(text: str) -> dict[KeyPath, int]:
    """Map every path of a *valid* TOML text to its 1-based line.

    A path holds keys, and positions where a list is passed: `("schedules", "weekday", "at", 0)`. A table
    stands on the line that first names it. For an invalid text the result is not defined: let `tomllib`
    judge it first.

    Raises:
        ValueError: There is no key where one should be; *text* is not TOML.
    """
    return _Scanner(text).scan()


class _Scanner:
    """A cursor that follows TOML's grammar and forgets every value."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counted = 0  # up to here newlines are counted
        self._table: KeyPath = ()
        self._arrays: dict[KeyPath, int] = {}  # arrays of tables, and the position of the last table in each
        self._lines: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, int]:
        self._take(_BLANK)
        while self._at < len(self._text):
            if self._peek("["):
                self._header()
            else:
                self._pair(self._table)
            self._take(_BLANK)
        return self._lines

    def _header(self) -> None:
        is_array = self._peek("[[")
        self._skip(2 if is_array else 1)
        *above, last = self._key()
        self._skip(2 if is_array else 1)
        path: KeyPath = (*self._resolve(above), last)
        self._note(path)
        if is_array:
            self._arrays[path] = self._arrays.get(path, -1) + 1
            path = (*path, self._arrays[path])
            self._note(path)
        elif path in self._arrays:  # pragma: no cover - refused by tomllib
            path = (*path, self._arrays[path])
        self._table = path

    def _resolve(self, keys: list[str]) -> KeyPath:
        """Follow *keys* from the top; an array of tables on the way means its last table."""
        path: KeyPath = ()
        for key in keys:
            path = (*path, key)
            self._note(path)
            if path in self._arrays:
                path = (*path, self._arrays[path])
        return path

    def _pair(self, table: KeyPath) -> None:
        path = table
        for key in self._key():
            path = (*path, key)
            self._note(path)
        self._skip(1)  # the equals sign
        self._take(_SPACE)
        self._value(path)

    def _key(self) -> list[str]:
        """Read a dotted key and the space around it."""
        keys = []
        while True:
            self._take(_SPACE)
            keys.append(self._key_part())
            self._take(_SPACE)
            if not self._peek("."):
                return keys
            self._skip(1)

    def _key_part(self) -> str:
        bare = _BARE_KEY.match(self._text, self._at)
        if bare:
            self._at = bare.end()
            return bare.group()
        quoted = _QUOTED_KEY.match(self._text, self._at)
        if quoted is None:
            raise ValueError(f"no key at character {self._at}")
        self._at = quoted.end()
        return quoted.group(2) if quoted.group(1) is None else _ESCAPE.sub(_unescaped, quoted.group(1))

    def _value(self, path: KeyPath) -> None:
        if self._peek("["):
            self._array(path)
        elif self._peek("{"):
            self._inline_table(path)
        else:
            self._take(_STRING) or self._take(_SCALAR)

    def _array(self, path: KeyPath) -> None:
        self._skip(1)
        self._take(_BLANK)
        position = 0
        while not self._peek("]"):
            self._note((*path, position))
            self._value((*path, position))
            position += 1
            self._separator()
        self._skip(1)

    def _inline_table(self, path: KeyPath) -> None:
        self._skip(1)
        self._take(_BLANK)
        while not self._peek("}"):
            self._pair(path)
            self._separator()
        self._skip(1)

    def _separator(self) -> None:
        self._take(_BLANK)
        if self._peek(","):
            self._skip(1)
            self._take(_BLANK)

    def _note(self, path: KeyPath) -> None:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        self._lines.setdefault(path, self._line)

    def _peek(self, text: str) -> bool:
        return self._text.startswith(text, self._at)

    def _skip(self, characters: int) -> None:
        self._at += characters

    def _take(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self._text, self._at)
        if found is None or found.end() == self._at:
            return False
        self._at = found.end()
        return True


def _unescaped(match: re.Match[str]) -> str:
    code = match.group(1) or match.group(2)
    return chr(int(code, 16)) if code else _ESCAPED.get(match.group(3), match.group(3))
