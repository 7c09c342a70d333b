"""Cut a page's tree into its leaves: the runs of text a browser would set as one paragraph, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefings.cleaning.htmlregions import SKIPPED, is_hidden, region_of
from briefings.cleaning.htmltables import is_data_table, table_rows
from briefings.model import Kind, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from briefings.cleaning.htmltree import Lines

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form "
    "frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table tbody "
    "td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS = frozenset(("ul", "ol", "dl", "dir", "menu"))
_ITEMS = frozenset(("li", "dt", "dd"))
_SPACE = re.compile(r"[ \t\n\r\f]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_ENDS_SENTENCE = re.compile(r"[.!?…:;。！？：；؟।][\"'”’»」』)\]]*\s*$")
_EDGES = " \t\n\r\f\u00a0\u3000"
_LONG_ITEM = 300  # characters: a list item above this is an article in a list, not an item


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One run of text of the page, with what its place says about it."""

    text: str
    kind: Kind
    line: int
    element: HtmlElement  # the block that holds it directly
    link_characters: int = 0
    region: Reason | None = None  # what the nearest named part around it is there for; None: may be text
    hidden: bool = False
    level: int = 0  # of a heading, 1 to 6
    group: int = 0  # of its list or table
    cells: tuple[str, ...] = ()
    is_header: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """What holds for all text directly inside one open block or marked-up part of it."""

    block: HtmlElement
    region: Reason | None = None
    is_hidden: bool = False
    is_link: bool = False
    is_quote: bool = False
    is_pre: bool = False
    heading: int = 0
    is_item: bool = False
    group: int = 0


@dataclass(slots=True)
class _Run:
    """The text gathered since the last break; `None` stands for a <br>."""

    parts: list[str | None] = field(default_factory=list)
    first: str = ""
    tag_line: int | None = None
    link_characters: int = 0


def tidy(text: str) -> str:
    """Collapse white space as a browser does and drop characters that no browser shows."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return _SPACE.sub(" ", text).strip(_EDGES)


def leaves_of(tree: HtmlElement, lines: Lines) -> list[Leaf]:
    """Cut *tree* into leaves, in reading order. Iterative, so that no depth of nesting stops it."""
    body = tree.find("body")
    cutter = _Cutter(lines)
    cutter.cut(tree if body is None else body)
    return _items_joined(cutter.leaves)


class _Cutter:
    """Walk the tree once with a stack of its own."""

    def __init__(self, lines: Lines) -> None:
        self.leaves: list[Leaf] = []
        self._lines = lines
        self._run = _Run()
        self._groups = 0

    def cut(self, root: HtmlElement) -> None:
        """Gather the leaves below *root* in `leaves`."""
        place = _Place(root)
        stack: list[tuple[HtmlElement, _Place, Iterator[HtmlElement]]] = [(root, place, iter(root))]
        self._text(root.text, root, place)
        while stack:
            element, place, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if element.tag in _BLOCKS:
                    self._flush(place)
                if stack:
                    self._text(element.tail, element, stack[-1][1])
            elif (inner := self._open(child, place)) is not None:
                stack.append((child, inner, iter(child)))
                self._text(child.text, child, inner)
            else:
                self._text(child.tail, child, place)

    def _open(self, element: HtmlElement, around: _Place) -> _Place | None:
        """Enter *element*; None when it is dealt with whole and only its tail is left."""
        tag = element.tag
        if tag in SKIPPED or not isinstance(tag, str):
            return None
        if tag in _BLOCKS:
            self._flush(around)
            if tag == "table" and is_data_table(element):
                self._table(element, around)
                return None
            return self._block(element, around)
        if tag == "br":
            self._run.parts.append(None)
            return None
        return self._inline(element, around)

    def _inline(self, element: HtmlElement, around: _Place) -> _Place:
        if not element.attrib:
            return around
        region, hidden = region_of(element), is_hidden(element)
        is_link = element.tag == "a" and element.get("href") is not None
        if region is None and not hidden and (around.is_link or not is_link):
            return around
        return replace(
            around,
            region=region or around.region,
            is_hidden=hidden or around.is_hidden,
            is_link=is_link or around.is_link,
        )

    def _block(self, element: HtmlElement, around: _Place) -> _Place:
        tag, group = element.tag, around.group
        if tag in _LISTS and not group:
            self._groups += 1
            group = self._groups
        return _Place(
            element,
            region_of(element) or around.region,
            around.is_hidden or is_hidden(element),
            around.is_link,
            around.is_quote or tag == "blockquote",
            around.is_pre or tag == "pre",
            int(tag[1]) if tag in _HEADINGS else around.heading,
            around.is_item or tag in _ITEMS,
            group,
        )

    def _text(self, text: str | None, tag: HtmlElement, place: _Place) -> None:
        if not text:
            return
        run = self._run
        run.parts.append(text)
        if not text.isspace():
            if not run.first:
                run.first, run.tag_line = text, tag.sourceline
            if place.is_link:
                run.link_characters += len(tidy(text))

    def _flush(self, place: _Place) -> None:
        run = self._run
        if not run.first:
            run.parts.clear()
            return
        self._run = _Run()
        start = self._lines.line_of(run.first, run.tag_line)
        if place.is_pre:
            paragraphs = _preformatted("".join(part or "\n" for part in run.parts))
        else:
            paragraphs = _paragraphs(run.parts, is_whole=bool(place.heading or place.is_item))
        for index, text in enumerate(paragraphs):
            line = self._lines.line_of(text, None) if index else start
            self._add(place, text, line, min(run.link_characters, len(text)))

    def _add(self, place: _Place, text: str, line: int, link_characters: int) -> None:
        kind, group = Kind.TEXT, 0
        if place.heading:
            kind = Kind.HEADING
        elif place.is_item and place.group:
            kind, group = Kind.LIST, place.group
        elif place.is_quote:
            kind = Kind.QUOTE
        self.leaves.append(
            Leaf(
                text=text,
                kind=kind,
                line=line,
                element=place.block,
                link_characters=link_characters,
                region=place.region,
                hidden=place.is_hidden,
                level=place.heading,
                group=group,
            )
        )

    def _table(self, table: HtmlElement, around: _Place) -> None:
        place = self._block(table, around)
        self._groups += 1
        for row in table_rows(table):
            self.leaves.append(
                Leaf(
                    text=" | ".join(row.cells),
                    kind=Kind.TABLE,
                    line=self._lines.line_of(" ".join(row.cells), row.tag_line),
                    element=table,
                    link_characters=row.link_characters,
                    region=place.region,
                    hidden=place.is_hidden,
                    group=self._groups,
                    cells=row.cells,
                    is_header=row.is_header,
                )
            )


def _preformatted(text: str) -> list[str]:
    """Split preformatted text at blank lines; line breaks inside stay, as a browser shows them."""
    shown = _INVISIBLE.sub("", text).replace("\r\n", "\n")
    parts = re.split(r"\n[ \t]*\n", shown)
    return [
        tidied
        for part in parts
        if (tidied := "\n".join(line.rstrip() for line in part.split("\n")).strip("\n"))
    ]


def _paragraphs(parts: list[str | None], *, is_whole: bool) -> list[str]:
    """Join the parts of a run; two breaks make a paragraph, and one does where a sentence ends before it."""
    paragraphs: list[str] = []
    current, breaks = "", 0
    for segment in _segments(parts):
        if segment is None:
            breaks += 1
            continue
        ends = breaks > 1 or (breaks == 1 and _ENDS_SENTENCE.search(current) is not None)
        if current and ends and not is_whole:
            paragraphs.append(current)
            current = segment
        else:
            current = f"{current} {segment}" if current else segment
        breaks = 0
    return [*paragraphs, current] if current else paragraphs


def _segments(parts: list[str | None]) -> Iterator[str | None]:
    """Yield the text between breaks, tidied, and None for each break."""
    gathered: list[str] = []
    for part in [*parts, None]:
        if part is not None:
            gathered.append(part)
            continue
        if text := tidy("".join(gathered)):
            yield text
        gathered.clear()
        yield None


def _items_joined(leaves: list[Leaf]) -> list[Leaf]:
    """Undo "list" where a list only lays out articles: items with headings, or far too long for items."""
    long_groups = {leaf.group for leaf in leaves if leaf.kind is Kind.LIST and len(leaf.text) > _LONG_ITEM}
    if not long_groups:
        return leaves
    return [
        _as_text(leaf) if leaf.kind is Kind.LIST and leaf.group in long_groups else leaf for leaf in leaves
    ]


def _as_text(leaf: Leaf) -> Leaf:
    return replace(leaf, kind=Kind.TEXT, group=0)
