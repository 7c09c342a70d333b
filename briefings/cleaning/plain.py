"""Plain text becomes a page: whatever was saved from the web, without its markup."""

from __future__ import annotations

from briefings.cleaning.blocks import Page
from briefings.cleaning.lines import read_lines
from briefings.cleaning.structure import to_blocks


def read_text(text: str) -> Page:
    """Read *text* as a page that lost its markup."""
    lines = read_lines(text)
    return Page(blocks=to_blocks(lines))
