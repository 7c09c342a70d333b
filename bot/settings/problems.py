"""Say what is wrong in the admin file: where, what, the rule and a right example, and never a secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Key = str | int
    KeyPath = tuple[Key, ...]

_SHOWN_CHARACTERS = 40

# Secrets wherever they stand: tokens of Slack, Discord (three dotted parts), GitHub and the like, web hooks,
# passwords in an address.
_KNOWN_SECRET = re.compile(
    r"\bxox[a-z]-(?=[\w-]*[0-9])[\w-]{8,}|\bxapp-(?=[\w-]*[0-9])[\w-]{8,}|\bsk-(?=[\w-]*[0-9])[\w-]{20,}"
    r"|\b(?=[\w-]*[0-9])[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}|\bgh[pousr]_\w{20,}"
    r"|hooks\.slack\.com/services/\w+|discord(?:app)?\.com/api/webhooks/\d+"
    r"|://[^/@:\s]*:[^/@\s]+@|[?&](?:password|passwd|pwd)=[^&\s]"
)
# Long, unbroken, letters and digits mixed: what a key of any other maker looks like.
_RUN = re.compile(r"[A-Za-z0-9+/]{16,}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PARAMETER = re.compile(r"[?&][\w-]*(?:token|secret|key|sig|auth)[\w-]*=", re.IGNORECASE)
_SECRET_KEY = re.compile(r"token|secret|passw|credential|api_?key|webhook|(?:^|_)dsn$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend in the admin file; as a string, the sentence a person reads."""

    file: str
    line: int | None  # 1-based; None when the file as a whole is meant
    section: str = ""  # "schedules.weekday"
    key: str = ""
    wrong: str  # '"8am" is not a time'
    rule: str = ""  # "HH:MM, from 00:00 to 23:59"
    example: str = ""  # '"08:00"', right as it stands
    closest: tuple[str, ...] = ()  # what was probably meant

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        table = f" [{self.section}]" if self.section else ""
        key = f" {self.key}:" if self.key else ":" if table else ""
        rule = f" ({self.rule})" if self.rule else ""
        example = f" - write {self.example}" if self.example else ""
        meant = f" - did you mean {' or '.join(self.closest)}?" if self.closest else ""
        return f"{where}:{table}{key} {self.wrong}{rule}{meant}{example}"


class SettingsError(Exception):
    """The admin file cannot be used; `problems` lists everything to mend, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line or 0))
        super().__init__("\n\n".join(str(problem) for problem in self.problems))


class BadValue(ValueError):
    """A value breaks its rule, or is missing; carries what to say about it."""

    def __init__(
        self,
        wrong: str,
        *,
        rule: str = "",
        example: str = "",
        closest: tuple[str, ...] = (),
        is_absence: bool = False,
    ) -> None:
        super().__init__(wrong)
        self.wrong, self.rule, self.example, self.closest = wrong, rule, example, closest
        self.is_absence = is_absence


class Report:
    """Collect the problems of one file, each with the line its key stands on."""

    def __init__(self, file: str, lines: Mapping[KeyPath, int], *, is_complete: bool = True) -> None:
        """Start a report; a file that lost a line to bad syntax is not blamed for what is missing."""
        self.file = file
        self.problems: list[Problem] = []
        self._lines = lines
        self._is_complete = is_complete
        self._hushed: set[KeyPath] = set()

    def add(self, section: KeyPath, key: KeyPath, error: BadValue) -> None:
        """Note *error* at *key* of *section*, once."""
        if (error.is_absence and not self._is_complete) or (*section, *key) in self._hushed:
            return
        problem = Problem(
            file=self.file,
            line=self.line((*section, *key)),
            section=dotted(section),
            key=dotted(key),
            wrong=error.wrong,
            rule=error.rule,
            example=error.example,
            closest=error.closest,
        )
        if problem not in self.problems:
            self.problems.append(problem)

    def hush(self, section: KeyPath, key: KeyPath, error: BadValue) -> None:
        """Note *error* and nothing else at this place: where a secret stands, no other rule matters."""
        self.add(section, key, error)
        self._hushed.add((*section, *key))

    def line(self, path: KeyPath) -> int | None:
        """Return the line of *path*, or of the nearest table around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return None


def dotted(path: KeyPath) -> str:
    """Write a path of keys as TOML does; positions in a list are left to the line number."""
    return ".".join(shown_key(part) for part in path if isinstance(part, str))


def shown_key(key: str) -> str:
    """Write a key as it may be shown: bare, else quoted and shortened, hidden when it looks like a secret."""
    if is_secret(key):
        return "(hidden)"
    return key if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", key) else shown(key)


def shown(value: object) -> str:
    """Write *value* as TOML for a message: one line, short, printable, and hidden when it may be a secret."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and value.bit_length() > 128:  # Python refuses to write thousands of digits
        return "a very long number"
    if not isinstance(value, str):
        return str(value)[:_SHOWN_CHARACTERS]
    if is_secret(value):
        return "a value that looks like a secret (hidden)"
    cut = value if len(value) <= _SHOWN_CHARACTERS else value[:_SHOWN_CHARACTERS] + "…"
    return '"' + "".join(_printable(character) for character in cut) + '"'


def is_secret(value: str) -> bool:
    """Tell whether *value* has the shape of a token, a key or an address with a password in it."""
    has_run = any(run.isalnum() and not run.isalpha() and not run.isdigit() for run in _RUN.findall(value))
    return has_run or is_known_secret(value) or bool(_UUID.search(value) or _PARAMETER.search(value))


def is_known_secret(value: str) -> bool:
    """Tell whether *value* holds a token of a known maker or a password in an address: certainly a secret."""
    return _KNOWN_SECRET.search(value) is not None


def is_secret_key(key: str) -> bool:
    """Tell whether a key of this name is about a secret, or about the place of one."""
    return _SECRET_KEY.search(key) is not None


def _printable(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\u{ord(character):04X}"
