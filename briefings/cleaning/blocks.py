"""The shapes inside the cleaning room: what every reader (plain text, Markdown, HTML) makes of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefings.model import Kind, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from briefings.model import RemovedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, heading, list item, quotation or table row that is kept.

    The items of one list, or the rows of one table, share a `group` number above 0; those of a nested list
    may stand between them.
    """

    text: str  # without bullet or number; a table row: its cells joined by " | "
    kind: Kind
    line: int  # 1-based, in the source file
    group: int = 0
    cells: tuple[str, ...] = ()  # of a table row
    is_header: bool = False  # a table row that names the columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as one of the readers understood it: what it says of itself, what is kept, what went and why."""

    blocks: tuple[Block, ...] = ()
    removed: tuple[RemovedLine, ...] = ()
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: datetime | None = None  # aware, with the page's own offset
    date_source: str | None = None  # "json-ld" | "meta" | "time" | "text"
    language: str | None = None  # BCP 47, as the page declares it; None lets the door detect it
    url: str | None = None
    is_whole: bool = False  # a page as its site serves it, menus and footers included, all marked as such


def tables_of(blocks: Sequence[Block]) -> tuple[Table, ...]:
    """Gather the rows of each table; a table without a header row has an empty header."""
    return tuple(_table(rows) for rows in _groups(blocks, Kind.TABLE))


def lists_of(blocks: Sequence[Block]) -> tuple[tuple[str, ...], ...]:
    """Gather the items of each list, in their order."""
    return tuple(tuple(item.text for item in items) for items in _groups(blocks, Kind.LIST))


def _groups(blocks: Sequence[Block], kind: Kind) -> Iterable[list[Block]]:
    groups: dict[int, list[Block]] = {}
    for block in blocks:
        if block.kind is kind:
            groups.setdefault(block.group, []).append(block)
    return groups.values()


def _table(rows: Sequence[Block]) -> Table:
    header = rows[0].cells if rows[0].is_header else ()
    return Table(
        header=header,
        rows=tuple(row.cells for row in rows if not row.is_header),
        line=rows[0].line,
    )
