"""Read an article's head as people do: title, byline and date in the short lines above the text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from briefings.cleaning.htmlauthors import byline_names
from briefings.cleaning.htmldates import from_line, read_date
from briefings.model import Kind, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.cleaning.htmlleaves import Leaf
    from briefings.cleaning.htmlmeta import About

_LABEL = 120  # characters: a byline or a dateline is shorter
_LINES_TO_TITLE = 30  # how far above the first paragraph the title may stand
_KEY = re.compile(r"[\W_]+")


def completed(about: About, leaves: Sequence[Leaf], kept: Sequence[bool]) -> About:
    """Fill in author and date from the lines between title and text, where the page has no better place."""
    if about.authors and about.published:
        return about
    head = [leaf for leaf in _head(leaves, kept, about.title) if _is_label(leaf)]
    if not about.authors:
        named = (names for leaf in head if (names := byline_names(leaf.text)))
        about = replace(about, authors=next(named, ()))
    if about.published is None:
        written = next((date for leaf in head if (date := from_line(leaf.text)) is not None), None)
        about = replace(about, published=written, date_source="text" if written else None)
    return about


def head_reasons(leaves: Sequence[Leaf], kept: Sequence[bool], about: About) -> dict[int, Reason]:
    """Name the kept leaves that repeat the metadata: the title anywhere, byline and date above the text."""
    reasons: dict[int, Reason] = {}
    first = _first_paragraph(leaves, kept)
    title = _key(about.title or "")
    for index, (leaf, keep) in enumerate(zip(leaves, kept, strict=True)):
        if not keep:
            continue
        if title and _key(leaf.text) == title:
            reasons[index] = (
                Reason.DUPLICATE_TITLE if Reason.METADATA in reasons.values() else Reason.METADATA
            )
        elif index < first and _repeats(leaf, about):
            reasons[index] = Reason.METADATA
    return reasons


def _is_label(leaf: Leaf) -> bool:
    return leaf.kind is Kind.TEXT and len(leaf.text) <= _LABEL and not leaf.hidden


def _repeats(leaf: Leaf, about: About) -> bool:
    if leaf.kind is Kind.HEADING or len(leaf.text) > _LABEL:
        return False
    return read_date(leaf.text) is not None or any(author in leaf.text for author in about.authors)


def _first_paragraph(leaves: Sequence[Leaf], kept: Sequence[bool]) -> int:
    return next(
        (
            index
            for index, (leaf, keep) in enumerate(zip(leaves, kept, strict=True))
            if keep and leaf.kind is not Kind.HEADING and len(leaf.text) > _LABEL
        ),
        len(leaves),
    )


def _head(leaves: Sequence[Leaf], kept: Sequence[bool], title: str | None) -> Sequence[Leaf]:
    """Return the leaves between title and first paragraph; none where the title is not near above it."""
    end, key = _first_paragraph(leaves, kept), _key(title or "")
    for index in range(end - 1, max(-1, end - _LINES_TO_TITLE), -1):
        if key and _key(leaves[index].text) == key:
            return leaves[index + 1 : end]
    return ()


def _key(text: str) -> str:
    return _KEY.sub("", text.casefold())
