"""Bytes become an article and a ledger of what was removed and why, or a rejection."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from briefings.cleaning.blocks import Page, lists_of, tables_of
from briefings.cleaning.decoding import decode, is_binary
from briefings.cleaning.plain import read_text
from briefings.model import Article, Paragraph, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefings.model import RawDocument, Source

__all__ = ["clean", "survey"]


def clean(
    raw: RawDocument, *, source: Source | None = None, repeated: frozenset[int] = frozenset()
) -> Article | Rejection:
    """Read a document of any kind and encoding; its words stay as they stand, what is not the article goes.

    The article's `removed` names every line that went, and why. *repeated* holds the keys that `survey` found.
    """
    text = decode(raw.data)
    if is_binary(text):
        return Rejection(source=raw.source, path=raw.path, reason="it is no text but binary data")
    page = read_text(text)
    return _article(raw, page)


def survey(documents: Iterable[RawDocument]) -> frozenset[int]:
    """Find the lines that stand in several documents: menus, footers and notices, as keys for `clean`."""
    return frozenset()


def _article(raw: RawDocument, page: Page) -> Article:
    paragraphs = tuple(Paragraph(text=block.text, kind=block.kind, line=block.line) for block in page.blocks)
    content = "\n".join(re.sub(r"\s+", " ", paragraph.text) for paragraph in paragraphs)
    return Article(
        id=hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:16],
        source=raw.source,
        path=raw.path,
        title=page.title,
        authors=page.authors,
        publisher=page.publisher,
        published=page.published,
        date_source=page.date_source,
        language=page.language or "und",
        url=page.url or raw.url,
        paragraphs=paragraphs,
        tables=tables_of(page.blocks),
        lists=lists_of(page.blocks),
        removed=page.removed,
    )
