"""Make the newsroom's values for tests: all have plausible defaults, tests name what matters to them."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, datetime
from typing import Any

from briefings.model import Article, Kind, Paragraph

NOON = datetime(2025, 1, 20, 12, 0, tzinfo=UTC)


def article(title: str = "Harbour bridge reopens", text: str = "", **fields: Any) -> Article:
    """Make an article of *text*, with blank lines between its paragraphs; its id comes from its content."""
    text = text or "The harbour bridge reopened on Monday. Ferries return to their winter timetable."
    paragraphs = tuple(
        Paragraph(text=block, kind=Kind.TEXT, line=number * 2 + 1)
        for number, block in enumerate(text.strip().split("\n\n"))
    )
    made = Article(
        id=hashlib.sha256((title + text).encode()).hexdigest()[:16],
        source="harbour",
        path=f"{title.lower().replace(' ', '-')}.txt",
        title=title,
        publisher="Harbour Post",
        published=NOON,
        date_source="text",
        language="en",
        paragraphs=paragraphs,
    )
    return dataclasses.replace(made, **fields)
