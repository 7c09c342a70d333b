"""Choose the leaves of a page that are its article: three readers vote."""

from __future__ import annotations

import copy
import logging
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from briefings.cleaning.htmlleaves import Leaf
    from briefings.cleaning.htmlmeta import About

_TOKEN = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿가-힯]|[^\W_]+")


def chosen(tree: HtmlElement, leaves: list[Leaf], about: About) -> list[bool]:
    """Say for each leaf whether it belongs to the article."""
    return found_in(leaves, _trafilatura_text(tree))


def _trafilatura_text(tree: HtmlElement) -> str:
    import trafilatura

    document = trafilatura.bare_extraction(tree, include_comments=False)
    return document.text or "" if document is not None else ""


def found_in(leaves: list[Leaf], text: str) -> list[bool]:
    """Say for each leaf whether it stands in *text*, by its runs of four words; a shorter one as a line of its own."""
    shingles: set[tuple[str, ...]] = set()
    short: set[tuple[str, ...]] = set()
    everything = _TOKEN.findall(text)
    shingles.update(zip(everything, everything[1:], everything[2:], everything[3:], strict=False))
    for line in re.split(r"[\n|]", text):
        if len(line) < 60 and len(tokens := _TOKEN.findall(line)) < 4:
            short.add(tuple(tokens))
    return [_is_found(_TOKEN.findall(leaf.text), shingles, short) for leaf in leaves]


def _is_found(tokens: list[str], shingles: set[tuple[str, ...]], short: set[tuple[str, ...]]) -> bool:
    if len(tokens) < 4:
        return bool(tokens) and tuple(tokens) in short
    runs = list(zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False))
    return sum(run in shingles for run in runs) * 2 >= len(runs)
