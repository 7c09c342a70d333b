"""Read an article's head as people do: title, byline and date in the short lines above the text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from briefings.cleaning.htmlauthors import byline_names
from briefings.cleaning.htmldates import from_line
from briefings.model import Kind, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.cleaning.htmlleaves import Leaf
    from briefings.cleaning.htmlmeta import About

_LABEL = 120  # characters: a byline or a dateline is shorter
_REST = 40  # characters that may stand beside the names in a byline
_LINES_TO_TITLE = 30  # how far above the first paragraph the title may stand
_KEY = re.compile(r"[\W_]+")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def completed(about: About, leaves: Sequence[Leaf], kept: Sequence[bool]) -> About:
    """Fill in author and date from the lines between title and text, where the page has no better place."""
    if about.authors and about.published:
        return about
    head = [leaf.text for leaf in _head(leaves, kept, about.title) if _is_label(leaf)]
    if not about.authors:
        about = replace(about, authors=next((names for line in head if (names := byline_names(line))), ()))
    if about.published is None:
        written = next((date for line in head if (date := from_line(line)) is not None), None)
        about = replace(about, published=written, date_source="text" if written else None)
    return about


def head_reasons(leaves: Sequence[Leaf], kept: Sequence[bool], about: About) -> dict[int, Reason]:
    """Name the leaves that repeat the metadata: the title anywhere, byline and date below it."""
    reasons: dict[int, Reason] = {}
    first, title = _first_paragraph(leaves, kept), _key(about.title or "")
    for index, leaf in enumerate(leaves):
        if title and _key(leaf.text) == title:
            reasons[index] = Reason.DUPLICATE_TITLE if reasons else Reason.METADATA
        elif reasons and index < first and _repeats(leaf, about):
            reasons[index] = Reason.METADATA
    return reasons


def _repeats(leaf: Leaf, about: About) -> bool:
    """Tell whether a line holds a name or a date of the metadata, and little else."""
    if not _is_label(leaf):
        return False
    rest = leaf.text
    for author in about.authors:
        rest = rest.replace(author, "")
    return from_line(leaf.text) is not None or (rest != leaf.text and len(rest) <= _REST)


def _is_label(leaf: Leaf) -> bool:
    return leaf.kind is Kind.TEXT and len(leaf.text) <= _LABEL and not leaf.hidden


def _first_paragraph(leaves: Sequence[Leaf], kept: Sequence[bool]) -> int:
    """Return where the text begins: the first kept leaf too long for a label, or the end."""
    for index, (leaf, keep) in enumerate(zip(leaves, kept, strict=True)):
        if keep and leaf.kind is not Kind.HEADING and _weight(leaf.text) > _LABEL:
            return index
    return len(leaves)


def _head(leaves: Sequence[Leaf], kept: Sequence[bool], title: str | None) -> Sequence[Leaf]:
    """Return the leaves between title and first paragraph; none where the title is not near above it."""
    end, key = _first_paragraph(leaves, kept), _key(title or "")
    for index in range(end - 1, max(-1, end - _LINES_TO_TITLE), -1):
        if key and _key(leaves[index].text) == key:
            return leaves[index + 1 : end]
    return ()


def _weight(text: str) -> float:
    """Measure a text in letters; a Chinese character says as much as two and a half."""
    return len(text) + 1.5 * len(_DENSE.findall(text))


def _key(text: str) -> str:
    return _KEY.sub("", text.casefold())
