"""Cut a page's tree into leaves: the runs of text that a browser sets as one paragraph, in reading order."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from briefings.cleaning.htmlregions import SKIPPED, is_hidden, region_of
from briefings.cleaning.htmlruns import Run, tidy
from briefings.cleaning.htmltables import is_data_table, table_rows
from briefings.model import Kind, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from briefings.cleaning.htmltree import Lines

_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "dir",
            "div",
        ),
        *(
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "frameset",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
        ),
        *(
            "h6",
            "header",
            "hgroup",
            "hr",
            "html",
            "legend",
            "li",
            "main",
            "menu",
            "nav",
            "ol",
            "p",
            "pre",
            "search",
        ),
        *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS = frozenset(("ul", "ol", "dl", "dir", "menu"))
_ITEMS = frozenset(("li", "dt", "dd"))
_LONG_ITEM = 300  # characters: a list with an item above this lays out articles
_NO_LABEL = 80  # characters: a paragraph this long is to be read, whatever its own class says
_MIN_PROSE = 40  # characters without links: shorter lines do not speak against the name of a region
# A part named for something else that holds this share of the page's prose is its article all the same.
# Comments and related texts are often longer than the article; adverts and bylines never are.
_MISNOMER = {Reason.COMMENT_FORM: 0.9, Reason.RELATED: 0.9, Reason.MENU: 0.5, Reason.LEGAL: 0.5}
_MISNOMER_OF_OTHERS = 0.3


class Leaf(NamedTuple):  # a tuple is built in a third of a frozen dataclass's time, and a page has thousands
    """One run of text of the page, with what its place says about it."""

    text: str
    kind: Kind
    line: int
    element: HtmlElement  # the block that holds it directly
    link_characters: int = 0
    region: Reason | None = None  # what the nearest named part around it is there for; None: may be text
    region_root: HtmlElement | None = None
    hidden: bool = False
    level: int = 0  # of a heading, 1 to 6
    group: int = 0  # of its list or table
    cells: tuple[str, ...] = ()
    is_header: bool = False


class _Place(NamedTuple):
    """What holds for all text directly inside one open element."""

    block: HtmlElement
    region: Reason | None = None
    region_root: HtmlElement | None = None
    is_hidden: bool = False
    is_link: bool = False
    is_quote: bool = False
    is_pre: bool = False
    heading: int = 0
    is_item: bool = False
    group: int = 0

    @property
    def kind(self) -> Kind:
        if self.heading:
            return Kind.HEADING
        if self.is_item and self.group:
            return Kind.LIST
        return Kind.QUOTE if self.is_quote else Kind.TEXT


def leaves_of(tree: HtmlElement, lines: Lines) -> list[Leaf]:
    """Cut *tree* into leaves, in reading order. Iterative, so that no depth of nesting stops it."""
    body = tree.find("body")
    cutter = _Cutter(lines)
    cutter.cut(tree if body is None else body)
    return _without_misnomers(_without_layout_lists(cutter.leaves))


class _Cutter:
    """Walk the tree once with a stack of its own."""

    def __init__(self, lines: Lines) -> None:
        self.leaves: list[Leaf] = []
        self._lines = lines
        self._run = Run()
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

    def _inline(self, element: HtmlElement, around: _Place) -> _Place | None:
        if not element.attrib:
            return around
        if is_hidden(element) and not around.is_hidden:
            self._hidden(element, around)
            return None
        is_link = element.tag == "a" and element.get("href") is not None
        return around if around.is_link or not is_link else around._replace(is_link=True)

    def _hidden(self, element: HtmlElement, around: _Place) -> None:
        """Keep the hidden part of a sentence out of it, and for the ledger."""
        if text := tidy(element.text_content()):
            line = self._lines.line_of(text, element.sourceline)
            self.leaves.append(
                Leaf(
                    text=text,
                    kind=Kind.TEXT,
                    line=line,
                    element=around.block,
                    region=around.region,
                    hidden=True,
                )
            )

    def _block(self, element: HtmlElement, around: _Place) -> _Place:
        tag, group, region = element.tag, around.group, region_of(element)
        if tag in _LISTS and not group:
            self._groups += 1
            group = self._groups
        return _Place(
            element,
            region or around.region,
            element if region is not None else around.region_root,
            around.is_hidden or is_hidden(element),
            around.is_link,
            around.is_quote or tag == "blockquote",
            around.is_pre or tag == "pre",
            int(tag[1]) if tag in _HEADINGS else around.heading,
            around.is_item or tag in _ITEMS,
            group,
        )

    def _text(self, text: str | None, tag: HtmlElement, place: _Place) -> None:
        if text:
            self._run.add(text, tag, is_link=place.is_link)

    def _flush(self, place: _Place) -> None:
        run = self._run
        if not run.first:
            run.parts.clear()
            return
        self._run = Run()
        start: int | None = self._lines.line_of(run.first, run.tag_line)
        is_whole = bool(place.heading) or place.is_item
        for text, link_characters in (
            run.preformatted() if place.is_pre else run.paragraphs(is_whole=is_whole)
        ):
            line = self._lines.line_of(text, None) if start is None else start
            start = None
            self._add(place, text, line, link_characters)

    def _add(self, place: _Place, text: str, line: int, link_characters: int) -> None:
        kind, block = place.kind, place.block
        if len(text) >= _NO_LABEL and block.tag == "p" and place.region_root is block:
            # Sites name a paragraph "share-anchor" for what a script hangs on it; a label would be shorter.
            place = place._replace(region=None, region_root=None)
        self.leaves.append(
            Leaf(
                text=text,
                kind=kind,
                line=line,
                element=place.block,
                link_characters=link_characters,
                region=place.region,
                region_root=place.region_root,
                hidden=place.is_hidden,
                level=place.heading,
                group=place.group if kind is Kind.LIST else 0,
            )
        )

    def _table(self, table: HtmlElement, around: _Place) -> None:
        place = self._block(table, around)
        self._groups += 1
        if (caption := table.find("caption")) is not None and (text := tidy(caption.text_content())):
            self._add(place, text, self._lines.line_of(text, caption.sourceline), 0)
        for row in table_rows(table):
            self.leaves.append(
                Leaf(
                    text=" | ".join(row.cells),
                    kind=Kind.TABLE,
                    line=self._lines.line_of(" ".join(row.cells), row.tag_line),
                    element=table,
                    link_characters=row.link_characters,
                    region=place.region,
                    region_root=place.region_root,
                    hidden=place.is_hidden,
                    group=self._groups,
                    cells=row.cells,
                    is_header=row.is_header,
                )
            )


def _without_layout_lists(leaves: list[Leaf]) -> list[Leaf]:
    """Undo "list" where a list only lays out articles: one of its items is far too long for an item."""
    layout = {leaf.group for leaf in leaves if leaf.kind is Kind.LIST and len(leaf.text) > _LONG_ITEM}
    return [
        leaf._replace(kind=Kind.TEXT, group=0) if leaf.kind is Kind.LIST and leaf.group in layout else leaf
        for leaf in leaves
    ]


def _without_misnomers(leaves: list[Leaf]) -> list[Leaf]:
    """Disbelieve the name of a part that holds most of the page's prose."""
    prose: Counter[HtmlElement | None] = Counter()
    for leaf in leaves:
        own = len(leaf.text) - leaf.link_characters
        if own >= _MIN_PROSE and not leaf.hidden:
            prose[leaf.region_root] += own
    everything = prose.total()
    return [
        leaf._replace(region=None, region_root=None)
        if leaf.region is not None
        and prose[leaf.region_root] > _MISNOMER.get(leaf.region, _MISNOMER_OF_OTHERS) * everything
        else leaf
        for leaf in leaves
    ]
