"""Plain text becomes a page: whatever was saved from the web, without its markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefings.cleaning.blocks import Page
from briefings.cleaning.frontmatter import read_front_matter
from briefings.cleaning.judging import judge, ledger
from briefings.cleaning.lines import read_lines
from briefings.cleaning.structure import to_blocks

if TYPE_CHECKING:
    from briefings.cleaning.judging import Rules


def read_text(text: str, rules: Rules) -> Page:
    """Read *text* as a page that lost its markup."""
    front = read_front_matter(text)
    lines = [line for line in read_lines(text) if line.number > front.lines]
    judged = judge(lines, rules)
    return front.over(
        Page(
            blocks=to_blocks([line for at, line in enumerate(lines) if at not in judged.gone]),
            removed=ledger(lines, judged.gone),
            title=judged.head.title,
            authors=judged.head.authors,
            publisher=judged.head.publisher,
            published=judged.head.published,
            date_source="text" if judged.head.published else None,
            url=judged.head.url,
        )
    )
