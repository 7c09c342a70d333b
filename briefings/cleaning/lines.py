"""A page's text as lines: what a line looks like, before anyone asks what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefings.cleaning.decoding import mend, source_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

_BULLET = re.compile(r"(?:[•◦▪‣●○■□➢►✓✔·∙]|[-*+–](?=\s))\s*")
_NUMBER = re.compile(r"\(?(\d{1,3})(?:[.)](?=\s)|、|\))\s*")
_DRAWN = frozenset("|+ \t:=-")
_STROKES = ("---", "===", ":-", "-:")
_WIDEST_RULE = 5_000  # characters
_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_TAB_WIDTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the source that is not blank."""

    number: int  # 1-based, in the source file
    text: str  # mended; no white space around it
    indent: int
    after_blank: bool  # a blank line, or the top of the page, stands before it
    before_blank: bool


def read_lines(text: str) -> list[Line]:
    """List the lines of *text* that say something, mended."""
    mended = [(number, mend(line).rstrip()) for number, line in source_lines(text)]
    found: list[Line] = []
    for at, (number, line) in enumerate(mended):
        stripped = line.strip()
        if stripped:
            found.append(
                Line(
                    number=number,
                    text=stripped,
                    indent=_indent(line),
                    after_blank=at == 0 or not mended[at - 1][1],
                    before_blank=at + 1 == len(mended) or not mended[at + 1][1],
                )
            )
    return found


def bullet(text: str) -> int:
    """Return how many characters of *text* are a bullet; 0 for a line that is no item."""
    match = _BULLET.match(text)
    return match.end() if match and match.end() < len(text) else 0


def number(text: str) -> tuple[int, int]:
    """Return (item number, characters of the marker); (0, 0) for a line that has no number of an item."""
    match = _NUMBER.match(text)
    return (int(match.group(1)), match.end()) if match and match.end() < len(text) else (0, 0)


def is_separator(text: str) -> bool:
    """Tell whether a line only draws: the rule below a table's header, a row of dashes."""
    if len(text) > _WIDEST_RULE or not _DRAWN.issuperset(text):
        return False
    return any(stroke in text for stroke in _STROKES)


def cells(text: str) -> tuple[str, ...]:
    """Split a row of a pipe or tab table; a line of one cell is no row."""
    if "|" in text:
        inner = text.strip().removeprefix("|").removesuffix("|")
        return tuple(cell.strip() for cell in inner.split("|")) if "|" in inner else ()
    return tuple(cell.strip() for cell in text.split("\t")) if "\t" in text else ()


def ruled_rows(lines: Sequence[Line]) -> frozenset[int]:
    """Find the rows of tables whose header is ruled off: their bars are no menu's. Indexes into *lines*."""
    found: set[int] = set()
    for at in range(1, len(lines)):
        width = len(cells(lines[at].text))
        if not (is_separator(lines[at].text) and width > 1 and len(cells(lines[at - 1].text)) == width):
            continue
        found.add(at - 1)
        while at < len(lines) and len(cells(lines[at].text)) == width:
            found.add(at)
            at += 1  # noqa: PLW2901  # the rows below the rule belong to it
    return frozenset(found)


def heading(text: str) -> int:
    """Return how many characters of *text* mark a heading, as in Markdown; 0 for other lines."""
    match = _HEADING.match(text)
    return match.end() if match else 0


def _indent(line: str) -> int:
    expanded = line.expandtabs(_TAB_WIDTH)
    return len(expanded) - len(expanded.lstrip())
