"""Read an HTML page: what a browser would show of its article, word for word, and what it says of itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefings.cleaning.blocks import Block, Page
from briefings.cleaning.htmlhead import completed, head_reasons
from briefings.cleaning.htmlleaves import leaves_of
from briefings.cleaning.htmlmeta import metadata_of
from briefings.cleaning.htmlselect import chosen
from briefings.cleaning.htmltree import Lines, parse
from briefings.model import Kind, Reason, RemovedLine
from briefings.text import detect_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.cleaning.htmlleaves import Leaf

_SAMPLE, _SAMPLE_CHARACTERS = 50, 4_000  # blocks and characters that tell a language
_ENOUGH_TO_TELL = 200  # characters; below this the page's word on its language stands


def read_html(data: bytes | str) -> Page:
    """Turn an HTML page into blocks and metadata; a page without any text gives a Page without blocks.

    Bytes are read by their mark, as UTF-8, or as the page declares; lines are those of the decoded text.
    `published` keeps the offset from UTC that the page gives, so that its day is the publisher's.
    """
    tree, source = parse(data)
    if tree is None:
        return Page()
    about = metadata_of(tree, source)
    leaves = leaves_of(tree, Lines(source))
    kept = chosen(tree, leaves, about.body)
    about = completed(about, leaves, kept)
    reasons = _reasons(leaves, kept, head_reasons(leaves, kept, about))
    blocks = tuple(_block(leaf) for leaf, reason in zip(leaves, reasons, strict=True) if reason is None)
    return Page(
        blocks=_without_false_quotes(blocks),
        removed=tuple(
            RemovedLine(line=leaf.line, reason=reason, text=leaf.text)
            for leaf, reason in zip(leaves, reasons, strict=True)
            if reason is not None
        ),
        title=about.title,
        authors=about.authors,
        publisher=about.publisher,
        published=about.published,
        date_source=about.date_source,
        language=_language(about.language, blocks),
        url=about.url,
        is_whole=True,
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


def _reasons(leaves: Sequence[Leaf], kept: Sequence[bool], heads: dict[int, Reason]) -> list[Reason | None]:
    """Give each leaf that goes its reason, and None to each that stays; headings of nothing go too."""
    reasons = [
        heads.get(index) or (None if keep else _reason(leaf))
        for index, (leaf, keep) in enumerate(zip(leaves, kept, strict=True))
    ]
    for index in reversed(range(len(leaves))):
        if reasons[index] is None:
            if leaves[index].kind is not Kind.HEADING:
                break
            reasons[index] = Reason.BOILERPLATE
    return reasons


def _reason(leaf: Leaf) -> Reason:
    if leaf.hidden:
        return Reason.MARKUP
    if leaf.region is not None:
        return leaf.region
    if leaf.kind is not Kind.HEADING and leaf.link_characters * 2 > len(leaf.text):
        return Reason.MENU if len(leaf.text) < 25 else Reason.RELATED
    return Reason.BOILERPLATE


def _without_false_quotes(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Undo "quote" where <blockquote> indents the whole article, as old pages do."""
    quoted = sum(len(block.text) for block in blocks if block.kind is Kind.QUOTE)
    if quoted * 10 < 6 * sum(len(block.text) for block in blocks):
        return blocks
    return tuple(replace(block, kind=Kind.TEXT) if block.kind is Kind.QUOTE else block for block in blocks)


def _language(declared: str | None, blocks: Sequence[Block]) -> str | None:
    """Believe the page on its language unless its text plainly is in another: templates say "en" of all."""
    text = " ".join(block.text for block in blocks[:_SAMPLE])[:_SAMPLE_CHARACTERS]
    if declared is not None and len(text) < _ENOUGH_TO_TELL:
        return declared
    seen = detect_language(text)
    if seen == "und" or (declared or "").split("-")[0] == seen:
        return declared
    return seen
