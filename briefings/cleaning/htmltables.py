"""Tell tables of data from tables of layout, and read the rows of the former."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefings.cleaning.htmlregions import SKIPPED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_MAX_SPAN = 100  # columns or rows; a cell may claim 1,000 and no table to read has as many
_MAX_CELLS = 20_000  # a table beyond this is no table to read
_LONG_CELL = 400  # characters on average: columns of a layout, not cells
_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table of data, its spans filled with empty cells."""

    cells: tuple[str, ...]
    tag_line: int | None
    link_characters: int
    is_header: bool


def is_data_table(table: HtmlElement) -> bool:
    """Tell whether *table* holds data: headed, captioned, or at least two by two short cells."""
    if (
        table.get("role") in ("presentation", "none")
        or next(table.iterdescendants("table"), None) is not None
    ):
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    cells = [cell for row in rows for cell in row]
    if not cells or len(cells) > _MAX_CELLS:
        return False
    if next(table.iterdescendants("h1", "h2", "h3", "article", "section", "form"), None) is not None:
        return False
    characters = sum(len(_cell_text(cell)) for cell in cells)
    if characters > _LONG_CELL * len(cells) or len(rows) < 2 or max(map(len, rows)) < 2:
        return False
    if any(cell.tag == "th" for cell in cells) or table.find("caption") is not None:
        return True
    widths = sorted(map(len, rows))
    return characters < 150 * len(cells) and widths[len(widths) // 2] > 1 and not _has_many_blocks(cells)


def _has_many_blocks(cells: list[HtmlElement]) -> bool:
    return any(sum(1 for _ in cell.iterdescendants("p", "div", "ul", "ol")) > 2 for cell in cells)


def table_rows(table: HtmlElement) -> Iterator[Row]:
    """Yield the rows with any text; the first names the columns if it is in <thead> or all <th>."""
    pending: dict[int, int] = {}  # column -> rows it is still taken by a cell from above
    has_header = False
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        texts = _filled(cells, pending)
        if not any(texts):
            continue
        is_header = not has_header and _names_columns(row, cells)
        has_header = True  # only the first row with text can name the columns
        yield Row(
            cells=tuple(texts),
            tag_line=cells[0].sourceline if cells else row.sourceline,
            link_characters=sum(len(_cell_text(link)) for link in row.iterdescendants("a")),
            is_header=is_header,
        )


def _names_columns(row: HtmlElement, cells: list[HtmlElement]) -> bool:
    parent = row.getparent()
    in_head = parent is not None and parent.tag == "thead"
    return len(cells) > 1 and (in_head or all(cell.tag == "th" for cell in cells))


def _filled(cells: list[HtmlElement], pending: dict[int, int]) -> list[str]:
    texts: list[str] = []
    for cell in cells:
        if len(texts) > _MAX_SPAN:
            break
        _skip_taken(texts, pending)
        column, width, height = len(texts), _span(cell, "colspan"), _span(cell, "rowspan")
        texts += [_cell_text(cell)] + [""] * (width - 1)
        if height > 1:
            pending.update(dict.fromkeys(range(column, column + width), height - 1))
    _skip_taken(texts, pending)
    return texts[:_MAX_SPAN]


def _skip_taken(texts: list[str], pending: dict[int, int]) -> None:
    while (column := len(texts)) in pending:
        texts.append("")
        pending[column] -= 1
        if not pending[column]:
            del pending[column]


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return max(1, min(int(value), _MAX_SPAN)) if value.isdecimal() and len(value) < 5 else 1


_BREAKS = frozenset(("br", "p", "div", "li", "ul", "ol", "dd", "dt", "h4", "h5", "h6"))


def _cell_text(cell: HtmlElement) -> str:
    parts: list[str] = []
    for event, element in _events(cell):
        is_break = element.tag in _BREAKS
        if event == "start":
            parts.append(" " if is_break else "")
            parts.append(element.text or "")
        elif element is not cell:
            parts.append(" " if is_break else "")
            parts.append(element.tail or "")
    return _SPACE.sub(" ", "".join(parts)).strip()


def _events(cell: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    from lxml import etree  # noqa: PLC0415  # loaded already where there is a tree

    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag in SKIPPED:
            walk.skip_subtree()
            continue
        yield event, element
