"""Choose the leaves of a page that are its article: several readers vote, each looking at something else.

trafilatura knows how sites name their parts. The tree reader looks for the part of the page that holds most
prose, the line reader for the densest stretch of prose in reading order, whatever the tree. Where a publisher
gives the article's text to machines (JSON-LD `articleBody`), that is a witness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefings.cleaning.htmlmatch import found_in
from briefings.cleaning.htmlprose import densest_part, densest_stretch
from briefings.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from briefings.cleaning.htmlleaves import Leaf

Vote = list[bool]

_TINY = 500  # characters
_AGREED_SHARE = 0.7  # of the part with most prose: trafilatura found the same article
_SUBSTANTIAL = 80  # characters: a paragraph this long is no label
# trafilatura takes more than linear time on larger pages; the longest articles have a tenth of this.
_MAX_ELEMENTS = 30_000
_MAX_CHARACTERS = 2_000_000
_MAX_DEPTH = 250


def chosen(tree: HtmlElement, leaves: Sequence[Leaf], body: str) -> Vote:
    """Say for each leaf whether it belongs to the article; *body* is its text as given to machines, or ""."""
    part, stretch = densest_part(leaves), densest_stretch(leaves)
    theirs = _by_trafilatura(tree, leaves, part)
    kept = _majority(leaves, theirs, part, stretch)
    if len(body) >= 250:
        kept = _with_witness(leaves, kept, found_in(leaves, body))
    return _without_hidden(leaves, kept)


def _by_trafilatura(tree: HtmlElement, leaves: Sequence[Leaf], part: Vote) -> Vote:
    """Ask trafilatura, first without its second opinions: a third of its time, needed for one page in ten."""
    if _is_oversized(tree, leaves):
        return [False] * len(leaves)
    _lighten(tree)
    first = found_in(leaves, _trafilatura_text(tree, is_fast=True))
    agreed = _size(leaves, _both(first, part))
    if agreed >= _AGREED_SHARE * _size(leaves, part) and agreed >= _TINY:
        return first
    return found_in(leaves, _trafilatura_text(tree, is_fast=False))


def _trafilatura_text(tree: HtmlElement, *, is_fast: bool) -> str:
    import trafilatura  # noqa: PLC0415  # 150 ms, only for HTML pages

    document = trafilatura.bare_extraction(tree, include_comments=False, fast=is_fast)
    return str(getattr(document, "text", "") or "")


def _lighten(tree: HtmlElement) -> None:
    """Drop what is never text: trafilatura copies the tree many times, and scripts are most of some pages."""
    for element in list(tree.iter("script", "style", "svg", "link")):
        if element.get("type") != "application/ld+json":
            element.drop_tree()
    # Of tables only the words are asked for, and trafilatura lays out wide spans in quadratic time.
    for cell in tree.iter("td", "th"):
        for span in {"colspan", "rowspan"} & set(cell.keys()):
            del cell.attrib[span]


def _is_oversized(tree: HtmlElement, leaves: Sequence[Leaf]) -> bool:
    if sum(len(leaf.text) for leaf in leaves) > _MAX_CHARACTERS or tree.xpath("count(//*)") > _MAX_ELEMENTS:
        return True
    return bool(tree.xpath(f"boolean(//*[count(ancestor::*) > {_MAX_DEPTH}])"))


def _majority(leaves: Sequence[Leaf], theirs: Vote, part: Vote, stretch: Vote) -> Vote:
    """Follow trafilatura, unless it read next to nothing or both others say otherwise of a leaf."""
    read, fullest = _size(leaves, theirs), _size(leaves, part)
    if fullest > 2 * read + 200:
        return part
    if fullest < _TINY:  # trafilatura expects more of a page, and drops the short lines of a note
        return [
            mine or (his and leaf.region is None and not _is_links(leaf))
            for leaf, his, mine in zip(leaves, theirs, part, strict=True)
        ]
    if 3 * _size(leaves, _both(theirs, part)) < read:
        return theirs  # the others found another text altogether: comments, a long sidebar
    beside = {
        leaf.element.getparent() for leaf, his in zip(leaves, theirs, strict=True) if his and _is_prose(leaf)
    }
    first = next((index for index, mine in enumerate(part) if mine), 0)
    kept = []
    for index, (leaf, his, mine, near) in enumerate(zip(leaves, theirs, part, stretch, strict=True)):
        if his:
            outvoted = not mine and not near
            kept.append(_is_standfirst(leaf, before=index < first) if outvoted else not _is_lone_link(leaf))
        else:
            kept.append(mine and near and _stands_with(leaf, beside))
    return kept


def _is_standfirst(leaf: Leaf, *, before: bool) -> bool:
    """Tell whether a leaf that trafilatura alone keeps is a standfirst: prose above all other prose."""
    return (
        before
        and leaf.region is None
        and len(leaf.text) >= 40
        and leaf.kind is not Kind.HEADING
        and not _is_links(leaf)
    )


def _is_lone_link(leaf: Leaf) -> bool:
    """Tell whether a paragraph is nothing but a link: to a related text, set among the paragraphs."""
    return leaf.kind is Kind.TEXT and leaf.link_characters >= 0.9 * len(leaf.text) and len(leaf.text) < 200


def _stands_with(leaf: Leaf, parents: set[HtmlElement | None]) -> bool:
    """Tell whether a leaf is a paragraph, list or table among kept paragraphs, and no caption or box."""
    parent = leaf.element.getparent()
    if leaf.kind is Kind.LIST and parent is not None:
        return parent.getparent() in parents
    if leaf.kind is Kind.QUOTE:
        return True  # its words, and who said them
    return _is_prose(leaf) and (leaf.element in parents or (leaf.element.tag == "p" and parent in parents))


def _both(one: Vote, other: Vote) -> Vote:
    return [mine and yours for mine, yours in zip(one, other, strict=True)]


def _with_witness(leaves: Sequence[Leaf], kept: Vote, witnessed: Vote) -> Vote:
    """Add what the witness names, and cut what follows its end, if it tells the article and not a teaser."""
    told = _size(leaves, _both(kept, witnessed))
    if told < 0.6 * _size(leaves, kept):
        return kept
    last = max(index for index, seen in enumerate(witnessed) if seen)
    return [
        seen or (keep and index <= last)
        for index, (keep, seen) in enumerate(zip(kept, witnessed, strict=True))
    ]


def _without_hidden(leaves: Sequence[Leaf], kept: Vote) -> Vote:
    """Drop what a browser hides, unless nearly all is hidden until a script shows it."""
    shown = [keep and not leaf.hidden for leaf, keep in zip(leaves, kept, strict=True)]
    return shown if _size(leaves, shown) * 2 >= _size(leaves, kept) else kept


def _is_prose(leaf: Leaf) -> bool:
    return leaf.kind is not Kind.HEADING and len(leaf.text) >= _SUBSTANTIAL and not _is_links(leaf)


def _is_links(leaf: Leaf) -> bool:
    return leaf.link_characters * 2 > len(leaf.text)


def _size(leaves: Sequence[Leaf], vote: Vote) -> int:
    return sum(len(leaf.text) for leaf, keep in zip(leaves, vote, strict=True) if keep)
