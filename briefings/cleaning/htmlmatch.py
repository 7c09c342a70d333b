"""Find a page's leaves again in a text that someone else made of the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefings.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefings.cleaning.htmlleaves import Leaf

Token = str
Run = tuple[Token, ...]

# A character where a script has no spaces, else a word.
_TOKEN = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+"
)
_RUN = 4
_LINE_BREAK = re.compile(r"[\n|]")


def found_in(leaves: Sequence[Leaf], text: str) -> list[bool]:
    """Say for each leaf whether *text* has it: half of its runs of four words, or a short one as a line.

    Who made *text* may have lost spaces, changed signs or joined paragraphs.
    """
    runs = set(_runs(_TOKEN.findall(text)))
    lines = {
        tokens
        for line in _LINE_BREAK.split(text)
        if len(line) < 100 and (tokens := tuple(_TOKEN.findall(line)))
    }
    found = [_is_found(tuple(_TOKEN.findall(leaf.text)), runs, lines) for leaf in leaves]
    tables = _tables_found(leaves, runs)
    return [seen or leaf.group in tables for leaf, seen in zip(leaves, found, strict=True)]


def _tables_found(leaves: Sequence[Leaf], runs: set[Run]) -> set[int]:
    """Look tables up whole: a row of two numbers is too short to be told by itself."""
    tokens: dict[int, list[Token]] = {}
    for leaf in leaves:
        if leaf.kind is Kind.TABLE:
            tokens.setdefault(leaf.group, []).extend(_TOKEN.findall(leaf.text))
    return {group for group, own in tokens.items() if _is_found(tuple(own), runs, set())}


def _runs(tokens: Sequence[Token]) -> Iterable[Run]:
    return zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False)


def _is_found(tokens: Run, runs: set[Run], lines: set[Run]) -> bool:
    if len(tokens) < _RUN:
        return bool(tokens) and tokens in lines
    own = list(_runs(tokens))
    return 2 * sum(run in runs for run in own) >= len(own)
