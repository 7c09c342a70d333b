"""Metadata."""

from __future__ import annotations
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page says of itself."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: datetime | None = None
    date_source: str | None = None
    language: str | None = None
    url: str | None = None
    body: str | None = None


def metadata_of(tree) -> About:
    """Read."""
    return About(title=tree.findtext(".//title"))
