"""Measure and divide what is written in Discord's Markdown, never inside one of its marks."""

from __future__ import annotations

from bot.measuring import Ruler, units

__all__ = ["RULER", "broken", "cut", "units"]

RULER = Ruler(
    r"""\*\*(?P<words>(?:\\.|[^\\*])+)\*\*
    | `[^`]+`
    | \[(?:\\.|[^\[\]\\])*\]\(<[^>\s]+>\)(?:\ \([^()\s]+\))?  # a link and its host
    | <[^<>\s]+>                                             # a moment, an address
    """,
    bar="> ",
    sign=r"\\?.",
)
cut, broken = RULER.cut, RULER.broken
