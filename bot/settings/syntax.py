"""Say where and why a text is not TOML, without ever quoting a line: it may hold a secret."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.settings.problems import Problem, is_secret
from bot.settings.schema import example_of


class _Fault(NamedTuple):
    wrong: str
    rule: str = ""
    example: str = ""


_PLACE = re.compile(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$")
_ASSIGNMENT = re.compile(r"\s*([A-Za-z0-9_-]{1,40})\s*=[ \t]*(.*)")
_HEADING = re.compile(r"\s*\[+([A-Za-z0-9_. -]{1,80})\]+")

_TWICE = _Fault("this key is given twice", rule="keep one")
_OPENED_TWICE = _Fault("this section is opened twice", rule="put its keys together under one heading")
_FAULTS = {  # how tomllib's message begins -> what a person is told
    "Illegal character '\\n'": _Fault("the text is not closed on its line", example='key = "text"'),
    "Illegal character": _Fault("an invisible control character stands here", rule="remove it"),
    "Unescaped '\\'": _Fault(r"a lone \ stands in the text", rule=r"single quotes allow it: 'C:\news'"),
    "Unterminated string": _Fault("a text is opened and never closed", rule="it ends as it began"),
    "Unclosed array": _Fault("a list is not closed, or misses a comma", example='key = ["one", "two"]'),
    "Cannot overwrite": _TWICE,
    "Duplicate inline table key": _TWICE,
    "Cannot declare": _OPENED_TWICE,
    "Cannot redefine namespace": _OPENED_TWICE,
    "Cannot mutate immutable": _OPENED_TWICE,
    "Expected ']'": _Fault("the heading is not closed", example="[section.name]"),
    "Expected '='": _Fault("a key needs an equals sign", example='key = "value"'),
    "Expected newline": _Fault("a text has no quotes, or two things share a line", example='key = "value"'),
    "Invalid statement": _Fault("this is neither a heading nor a key", example='[section] or key = "value"'),
    "Invalid initial character": _Fault("this is no key", example='key = "value"'),
    "Invalid date": _Fault("there is no such date or time", example="key = 2025-01-24"),
    "Invalid value": _Fault("the value is missing or has no quotes", example='key = "value"'),
    "Exceeds the limit": _Fault("the number is too long", example="key = 5"),
}
# Mistakes that the value itself tells; the parser only sees that it stops making sense.
_SENSELESS = ("Invalid value", "Expected newline", "Unclosed array")
_HABITS = {
    re.compile(r"[\[\s]*[“”„‘’«]"): _Fault("curly quotes are not TOML", example='key = "value"'),
    re.compile(r"(?:yes|no|on|off|true|false)\s*(?:#.*)?$", re.IGNORECASE): _Fault(
        "this is neither true nor false", rule="small letters, no quotes", example="key = true"
    ),
    re.compile(r".*\b\d{4}-(?:(?:00|1[3-9]|[2-9]\d)-\d\d|\d\d-(?:00|3[2-9]|[4-9]\d))\b"): _Fault(
        "there is no such date", rule="year-month-day", example="key = 2025-01-24"
    ),
    re.compile(r"[\s\[]*\d{1,2}:\d\d\s*(?:$|[\],#])"): _Fault("a time needs quotes", example='"08:30"'),
}
# What is not closed was opened further up; the parser only knows where it stopped hoping.
_OPENINGS = {
    "Unclosed arr": re.compile(r"^\s*[\w.-]+\s*=\s*\["),
    "Unterminated": re.compile(r"\"{3}|\'{3}"),
}
# After these the parser has lost the structure: leaving out the line would make the rest mean something else.
_LOST = (
    "Unterminated",
    "Cannot declare",
    "Cannot redefine",
    "Cannot mutate",
    "Expected ']'",
    "Invalid statement",
)


def explain(name: str, lines: list[str], message: str) -> tuple[Problem, bool]:
    """Turn a parser's *message* into a problem; also tell whether the file can be read without its line."""
    place = _PLACE.match(message)
    number = int(place.group(2)) if place and place.group(2) else _last(lines)
    if not place:  # a number of thousands of digits: Python refuses it without a place
        number = _line_of_longest_number(lines)
    if message.startswith(tuple(_OPENINGS)):
        number = _line_of_opening(lines, number, _OPENINGS[message[:12]])
    line = lines[number - 1]
    assignment = _ASSIGNMENT.match(line)
    fault = _fault(message, assignment.group(2) if assignment else "")
    key = assignment.group(1) if assignment and not is_secret(assignment.group(1)) else ""
    section = _section(lines, number)
    example = fault.example.replace("key =", f"{key} =") if key else fault.example
    problem = Problem(
        file=name,
        line=number,
        section=section,
        key=key,
        wrong=fault.wrong,
        rule=fault.rule,
        example=(fault.example and example_of(section, key)) or example,
    )
    return problem, assignment is not None and not message.startswith(_LOST) and _is_closed(line)


def _fault(message: str, value: str) -> _Fault:
    if message.startswith(_SENSELESS):
        for pattern, habit in _HABITS.items():
            if pattern.match(value):
                return habit
    for start, fault in _FAULTS.items():
        if message.startswith(start):
            return fault
    return _Fault("this is not TOML", example='key = "value"')


def _section(lines: list[str], number: int) -> str:
    """Return the heading that line *number* is, or stands below."""
    own = lines[number - 1].lstrip().startswith("[")
    headings = (
        _HEADING.match(line) for line in reversed(lines[number - 1 : number] if own else lines[:number])
    )
    heading = next((heading.group(1).strip() for heading in headings if heading), "")
    return "" if is_secret(heading) else heading


def _is_closed(line: str) -> bool:
    """Tell whether *line* is whole in itself: leaving it out leaves no half of a longer value behind."""
    return line.count("[") == line.count("]") and '"""' not in line and "'''" not in line


def _last(lines: list[str]) -> int:
    return next((number for number in range(len(lines), 0, -1) if lines[number - 1].strip()), 1)


def _line_of_longest_number(lines: list[str]) -> int:
    lengths = [max((len(run) for run in re.findall(r"[0-9_]+", line)), default=0) for line in lines]
    return lengths.index(max(lengths)) + 1


def _line_of_opening(lines: list[str], number: int, opening: re.Pattern[str]) -> int:
    """Go up from where the parser gave up to the line that began what is not closed."""
    return next((above for above in range(number, 0, -1) if opening.search(lines[above - 1])), number)
