"""Read an HTML page: what a browser would show of its article, word for word, and what it says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefings.cleaning.blocks import Block, Page
from briefings.cleaning.htmlleaves import leaves_of
from briefings.cleaning.htmlmeta import metadata_of
from briefings.cleaning.htmlselect import chosen
from briefings.cleaning.htmltree import Lines, parse
from briefings.model import Kind, Reason, RemovedLine

if TYPE_CHECKING:
    from briefings.cleaning.htmlleaves import Leaf


def read_html(data: bytes | str) -> Page:
    """Turn an HTML page into blocks and metadata; a page without any text gives a Page without blocks.

    Bytes are decoded by their mark, as UTF-8, or as the page declares; every line number refers to the decoded text.
    """
    tree, source = parse(data)
    if tree is None:
        return Page()
    about = metadata_of(tree, source)
    leaves = leaves_of(tree, Lines(source))
    kept = chosen(tree, leaves, about.body)
    return Page(
        blocks=tuple(_block(leaf) for leaf, keep in zip(leaves, kept, strict=True) if keep),
        removed=tuple(_removed(leaf) for leaf, keep in zip(leaves, kept, strict=True) if not keep),
        title=about.title,
        authors=about.authors,
        publisher=about.publisher,
        published=about.published,
        date_source=about.date_source,
        language=about.language,
        url=about.url,
    )


def _block(leaf: Leaf) -> Block:
    return Block(
        text=leaf.text,
        kind=leaf.kind,
        line=leaf.line,
        group=leaf.group,
        cells=leaf.cells,
        is_header=leaf.is_header,
    )


def _removed(leaf: Leaf) -> RemovedLine:
    return RemovedLine(line=leaf.line, reason=_reason(leaf), text=leaf.text)


def _reason(leaf: Leaf) -> Reason:
    if leaf.region is not None:
        return leaf.region
    if leaf.hidden:
        return Reason.MARKUP
    if leaf.kind is not Kind.HEADING and leaf.link_characters * 2 > len(leaf.text):
        return Reason.MENU if len(leaf.text) < 25 else Reason.RELATED
    return Reason.BOILERPLATE
