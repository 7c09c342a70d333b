"""Kept lines become blocks: headings, list items, table rows, quotations and paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from briefings.cleaning import lines as look
from briefings.cleaning.blocks import Block
from briefings.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefings.cleaning.lines import Line

_QUOTE = re.compile(r"(?:>\s?)+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?。！？…:;,；，：、؟۔।\"”’』」)）]$")
_HEADING_CHARACTERS = 90
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]$")
_FULL_SHARE = 0.6  # of the lines of a wrapped paragraph leave no room for the next word
_BROKEN_SHARE, _CAPITALS_SHARE = (
    0.6,
    0.5,
)  # of these break a sentence, and at most so many go on with a capital
_WRAP_LEAST, _WRAP_MOST = 40, 120  # columns at which people and mail programs break lines


def to_blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Give every line its place in the page's structure; only markers of lists and headings are lost."""
    builder = _Builder(numbered=_numbered(lines))
    for is_table, rows in _by_table(lines):
        if is_table:
            builder.table(rows)
        else:
            for paragraph in _unwrapped(rows):
                builder.line(paragraph)
    return tuple(builder.blocks())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joined:
    """One line, or several that were one before they were wrapped; `first` says where it stands."""

    first: Line
    text: str
    before: Line | None
    after: Line | None


@dataclass(slots=True)
class _OpenList:
    """A list that further items may join; `number` is 0 for bullets."""

    group: int
    indent: int
    number: int


@dataclass(slots=True, kw_only=True)
class _Builder:
    """Collects blocks and remembers which lists are open."""

    numbered: frozenset[int]
    _blocks: list[Block] = field(default_factory=list)
    _open: list[_OpenList] = field(default_factory=list)
    _groups: int = 0

    def blocks(self) -> Iterator[Block]:
        yield from self._blocks

    def table(self, rows: Sequence[Line]) -> None:
        self._groups += 1
        self._open.clear()
        ruled = len(rows) > 1 and look.is_separator(rows[1].text)
        for at, row in enumerate(rows):
            if look.is_separator(row.text):
                continue
            text = row.text.removeprefix("|").removesuffix("|").strip()
            self._add(row, text, Kind.TABLE, self._groups, look.cells(row.text), is_header=ruled and at == 0)

    def line(self, joined: _Joined) -> None:
        text = joined.text
        if width := look.bullet(text):
            self._add(joined.first, text[width:], Kind.LIST, self._bulleted(joined.first.indent))
        elif joined.first.number in self.numbered:
            number, width = look.number(text)
            self._add(joined.first, text[width:], Kind.LIST, self._counted(joined.first.indent, number))
        else:
            self._close(joined.first.indent)
            self._prose(joined)

    def _prose(self, joined: _Joined) -> None:
        if width := look.heading(joined.text):
            self._add(joined.first, joined.text[width:].rstrip("# "), Kind.HEADING)
        elif quote := _QUOTE.match(joined.text):
            self._add(joined.first, joined.text[quote.end() :], Kind.QUOTE)
        else:
            self._add(joined.first, joined.text, Kind.HEADING if _is_heading(joined) else Kind.TEXT)

    def _add(
        self,
        line: Line,
        text: str,
        kind: Kind,
        group: int = 0,
        cells: tuple[str, ...] = (),
        *,
        is_header: bool = False,
    ) -> None:
        self._blocks.append(
            Block(text=text, kind=kind, line=line.number, group=group, cells=cells, is_header=is_header)
        )

    def _bulleted(self, indent: int) -> int:
        for at in reversed(range(len(self._open))):
            if self._open[at].number == 0 and self._open[at].indent == indent:
                del self._open[at + 1 :]
                return self._open[at].group
        return self._opened(indent, 0)

    def _counted(self, indent: int, number: int) -> int:
        for at in reversed(range(len(self._open))):
            if self._open[at].number and number in (self._open[at].number + 1, 1):
                self._open[at].number = max(number, self._open[at].number)
                del self._open[at + 1 :]
                return self._open[at].group
        return self._opened(indent, number)

    def _opened(self, indent: int, number: int) -> int:
        self._groups += 1
        self._open.append(_OpenList(self._groups, indent, number))
        return self._groups

    def _close(self, indent: int) -> None:
        """End the bulleted lists that a paragraph at *indent* ends; a count may go on after it."""
        self._open = [opened for opened in self._open if opened.number or opened.indent < indent]


def _numbered(lines: Sequence[Line]) -> frozenset[int]:
    """Find the lines that are items of a count: "1." and "2." with nothing between but what is nested.

    "19. January" counts with nobody, and "1. Why now?" above paragraphs of prose is a heading with a number.
    """
    members: set[int] = set()
    last: tuple[Line, int] | None = None
    for line in lines:
        count, _ = look.number(line.text)
        if count and last is not None and count == last[1] + 1:
            members |= {line.number, last[0].number}
        elif count == 1 and members and last is not None and line.indent > last[0].indent:
            members.add(line.number)  # a flattener starts again after a nested list: the count goes on
            continue
        if count:
            last = line, count
        elif last is not None and line.indent <= last[0].indent and not look.bullet(line.text):
            last = None
    return frozenset(members)


def _by_table(lines: Sequence[Line]) -> Iterator[tuple[bool, list[Line]]]:
    """Split into stretches that are tables and stretches that are not."""
    for width, stretch in groupby(lines, key=_columns):
        rows = list(stretch)
        yield width > 1 and len(rows) > 1, rows


def _columns(line: Line) -> int:
    if look.is_separator(line.text) and "|" in line.text:
        return len(look.cells(line.text))
    return 0 if look.bullet(line.text) else len(look.cells(line.text))


def _unwrapped(lines: Sequence[Line]) -> Iterator[_Joined]:
    """Join what was one paragraph before a mail program or an editor broke it at its margin."""
    joins = _wrapped_pairs(lines)
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and end in joins:
            continue
        first, last = lines[start], lines[end - 1]
        gap = "" if _SPACELESS.search(first.text) else " "
        yield _Joined(
            first=first,
            text=gap.join(line.text for line in lines[start:end]) if first is not last else first.text,
            before=lines[start - 1] if start else None,
            after=lines[end] if end < len(lines) else None,
        )
        start = end


def _wrapped_pairs(lines: Sequence[Line]) -> frozenset[int]:
    """Find the lines that go on from the line above: its first word would not have fitted there any more."""
    pairs: set[int] = set()
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and not lines[end].after_blank and lines[end].indent == lines[end - 1].indent:
            continue
        pairs |= _wrapped_in(lines, start, end)
        start = end
    return frozenset(pairs)


def _wrapped_in(lines: Sequence[Line], start: int, end: int) -> set[int]:
    margin = max(len(line.text) for line in lines[start:end])
    if end - start < 2 or not _WRAP_LEAST <= margin <= _WRAP_MOST:
        return set()
    full = {
        at
        for at in range(start + 1, end)
        if len(lines[at - 1].text) + 1 + len(lines[at].text.split(maxsplit=1)[0]) > margin
        and not look.bullet(lines[at].text)
        and not look.number(lines[at].text)[0]
    }
    # Lines that have one length by chance begin with capitals or end as sentences do.
    broken = sum(_SENTENCE_END.search(lines[at - 1].text) is None for at in full)
    capitals = sum(lines[at].text[0].isupper() for at in full)
    is_wrapped = broken >= _BROKEN_SHARE * len(full) and capitals <= _CAPITALS_SHARE * len(full)
    return full if is_wrapped and len(full) >= _FULL_SHARE * (end - start - 1) else set()


def _is_heading(joined: _Joined) -> bool:
    """Tell whether a short line ends like no sentence and has longer text below it."""
    text = joined.text
    if len(text) > _HEADING_CHARACTERS or (_SENTENCE_END.search(text) and not text.endswith(("?", "？"))):
        return False
    return joined.after is not None and len(joined.after.text) > len(text)
