"""Markdown becomes a page: its structure is written down, its dirt is the same as everywhere."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

from briefings.cleaning.blocks import Block, Page
from briefings.cleaning.decoding import mend
from briefings.cleaning.frontmatter import read_front_matter
from briefings.cleaning.judging import judge, ledger
from briefings.cleaning.lines import Line
from briefings.model import Kind, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token

    from briefings.cleaning.judging import Rules

_TAG = re.compile(r"<!--.*?-->|<[/!?A-Za-z][^<>]{0,500}>", re.DOTALL)
_GROUPS = frozenset({"bullet_list_open", "ordered_list_open", "table_open"})
_DOUBTFUL = frozenset({Reason.BOILERPLATE, Reason.SHARE, Reason.MENU, Reason.ADVERT, Reason.DUPLICATE})
_TITLE_WITHIN = 5  # blocks; a first-level heading further down is not the title of the page


def read_markdown(text: str, rules: Rules) -> Page:
    """Read *text* as Markdown with tables, after its front matter."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = read_front_matter(text)
    linked: set[int] = set()
    found = list(_blocks(text, front.lines, linked))
    lines = [
        Line(number=block.line, text=block.text, indent=0, after_blank=True, before_blank=True)
        for block, _ in found
    ]
    title_at = _title([level for _, level in found], [block.text for block, _ in found])
    marked = frozenset(
        at for at, (block, _) in enumerate(found) if block.kind is not Kind.TEXT and block.line not in linked
    )
    judged = judge(lines, rules, title_at=title_at, marked=marked)
    gone = _together([block for block, _ in found], judged.gone)
    return front.over(
        Page(
            blocks=tuple(block for at, (block, _) in enumerate(found) if at not in gone),
            removed=ledger(lines, gone),
            title=judged.head.title,
            authors=judged.head.authors,
            publisher=judged.head.publisher,
            published=judged.head.published,
            date_source="text" if judged.head.published else None,
            url=judged.head.url,
        )
    )


@dataclass(slots=True)
class _Open:
    """A list, item, table, heading or quotation that has begun and not ended."""

    type: str
    group: int = 0
    level: int = 0
    is_new: bool = True  # an item whose first paragraph is still to come
    cells: list[str] = field(default_factory=list)  # of a table row


def _blocks(text: str, skipped: int, linked: set[int]) -> Iterator[tuple[Block, int]]:
    """Yield (block, level of heading or 0) in the order of the page.

    The first *skipped* lines are front matter. Blocks that are links for the most part are noted in *linked*,
    by their lines: a list of such is a menu.
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415  # 60 ms, only for Markdown

    # Blank lines in the place of the front matter keep the line numbers those of the file.
    body = "\n" * skipped + "\n".join(text.split("\n")[skipped:])
    stack: list[_Open] = []
    groups = 0
    for token in MarkdownIt("commonmark", {"maxNesting": 50}).enable("table").parse(body):
        if token.nesting == 1:
            groups += token.type in _GROUPS
            level = int(token.tag[1]) if token.type == "heading_open" else 0
            stack.append(_Open(type=token.type, group=groups, level=level))
            if token.type == "tr_open":
                line = _line(token)
        elif token.nesting == -1:
            closed = stack.pop()
            if closed.type == "tr_open":
                yield _row(stack, closed, line), 0
        else:
            if _is_linked(token.children or ()):
                linked.add(_line(token))
            yield from _leaf(token, stack)


def _title(levels: Sequence[int], texts: Sequence[str]) -> int | None:
    """Return where the title stands: the first heading of the first level, near the top.

    Of several with nothing between them the longest says most: the others name the site or the section.
    """
    first = next((at for at, level in enumerate(levels[:_TITLE_WITHIN]) if level == 1), None)
    if first is None:
        return None
    run = takewhile(lambda at: levels[at] == 1, range(first, len(levels)))
    return max(run, key=lambda at: len(texts[at]))


def _together(blocks: Sequence[Block], gone: Mapping[int, Reason]) -> dict[int, Reason]:
    """Return what goes, less the doubtful items of lists and tables of which the greater part stays.

    A table without a row or a list without its short items says something else; an item that is surely dirt
    goes from any list.
    """
    weights = [len(block.text) for block in blocks]
    all_of, left_of = Counter[int](), Counter[int]()
    for at, block in enumerate(blocks):
        all_of[block.group] += weights[at]
        left_of[block.group] += weights[at] * (at not in gone)
    staying = {group for group, weight in all_of.items() if group and left_of[group] * 2 > weight}
    return {
        at: reason
        for at, reason in gone.items()
        if reason not in _DOUBTFUL or blocks[at].group not in staying
    }


def _row(stack: Sequence[_Open], row: _Open, line: int) -> Block:
    return Block(
        text=" | ".join(row.cells),
        kind=Kind.TABLE,
        line=line,
        group=next(opened.group for opened in reversed(stack) if opened.type == "table_open"),
        cells=tuple(row.cells),
        is_header=any(opened.type == "thead_open" for opened in stack),
    )


def _leaf(token: Token, stack: Sequence[_Open]) -> Iterator[tuple[Block, int]]:
    """Yield the block of a paragraph, heading, list item, code or HTML; a cell goes to its row instead."""
    raw = _plain(token.children) if token.children else _TAG.sub(" ", token.content)
    text = mend(raw).strip() if token.type != "html_block" else " ".join(mend(raw).split())
    row = next((opened for opened in reversed(stack) if opened.type == "tr_open"), None)
    if row is not None:
        row.cells.append(text)
        return
    if text:
        yield _placed(text, _line(token), stack), max((opened.level for opened in stack), default=0)


def _placed(text: str, line: int, stack: Sequence[_Open]) -> Block:
    types = [opened.type for opened in stack]
    item = next((opened for opened in reversed(stack) if opened.type == "list_item_open"), None)
    if item is not None and item.is_new:
        item.is_new = False
        group = next(opened.group for opened in reversed(stack) if opened.type in _GROUPS)
        return Block(text=text, kind=Kind.LIST, line=line, group=group)
    if "heading_open" in types:
        return Block(text=text, kind=Kind.HEADING, line=line)
    return Block(text=text, kind=Kind.QUOTE if "blockquote_open" in types else Kind.TEXT, line=line)


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1


def _is_linked(children: Sequence[Token]) -> bool:
    inside = everything = depth = 0
    for child in children:
        depth += child.nesting if child.type.startswith("link") else 0
        everything += len(child.content)
        inside += len(child.content) * (depth > 0)
    return inside * 2 > everything


def _plain(children: Sequence[Token]) -> str:
    """Return what a reader sees of a run of text: no pictures, no tags, links by their words."""
    return "".join(_visible(child) for child in children)


def _visible(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "code_inline", "text_special") else ""
