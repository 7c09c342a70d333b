"""The block of "key: value" lines between two "---" that many Markdown files begin with."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefings.cleaning.moments import read_moment
from briefings.model import Reason, RemovedLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefings.cleaning.blocks import Page

_FENCE = re.compile(r"-{3,}\s*")
_CLOSE = re.compile(r"(?:-{3,}|\.{3})\s*")
_PAIR = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*:(?:\s+|$)(.*)")
_ITEM = re.compile(r"\s*-\s+(.+)")
_LONGEST = 100  # lines
_KEYS = {
    "title": ("title", "headline"),
    "authors": ("author", "authors", "by", "byline", "creator"),
    "publisher": ("publisher", "outlet", "source", "site", "site_name", "sitename", "publication", "website"),
    "published": ("published", "date", "pubdate", "publish_date", "published_at", "datepublished", "created"),
    "language": ("language", "lang", "locale"),
    "url": ("url", "link", "canonical", "canonical_url", "source_url", "permalink"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What stands between the fences; `lines` is how many lines of the source that takes."""

    lines: int = 0
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    removed: tuple[RemovedLine, ...] = ()

    def over(self, page: Page) -> Page:
        """Return *page* with what the front matter says in place of what its text seemed to say."""
        if not self.lines:
            return page
        published = read_moment(self._first("published") or "")
        publisher, url = self._first("publisher"), self._first("url")
        if publisher and publisher.startswith(("http://", "https://")):
            publisher, url = None, url or publisher
        return dataclasses.replace(
            page,
            removed=(*self.removed, *page.removed),
            title=self._first("title") or page.title,
            authors=self._all("authors") or page.authors,
            publisher=publisher or page.publisher,
            published=published or page.published,
            date_source="meta" if published else page.date_source,
            language=self._first("language") or page.language,
            url=url or page.url,
        )

    def _first(self, wanted: str) -> str | None:
        return next(iter(self._all(wanted)), None)

    def _all(self, wanted: str) -> tuple[str, ...]:
        return next((self.values[key] for key in _KEYS[wanted] if self.values.get(key)), ())


_NONE = FrontMatter()


def read_front_matter(text: str) -> FrontMatter:
    """Read the front matter at the top of *text*; anything that is not plainly one is left to the text."""
    lines = text[:20_000].lstrip("\ufeff").replace("\r\n", "\n").split("\n", _LONGEST)[:_LONGEST]
    if not _FENCE.fullmatch(lines[0]):
        return _NONE
    end = next((at for at in range(1, len(lines)) if _CLOSE.fullmatch(lines[at])), None)
    if end is None:
        return _NONE
    values = _values(lines[1:end])
    if not values:
        return _NONE
    removed = tuple(
        RemovedLine(line=number, reason=Reason.METADATA, text=line.strip())
        for number, line in enumerate(lines[1:end], 2)
        if line.strip()
    )
    return FrontMatter(lines=end + 1, values=values, removed=removed)


def _values(lines: list[str]) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    key = ""
    for line in lines:
        if pair := _PAIR.fullmatch(line):
            key = pair.group(1).strip().lower().replace(" ", "_").replace("-", "_")
            values[key] = _parts(pair.group(2))
        elif key and (item := _ITEM.fullmatch(line)):
            values[key] += _parts(item.group(1))
        elif line.strip() and not line.startswith((" ", "#")):
            return {}
    return values


def _parts(value: str) -> tuple[str, ...]:
    value = value.strip()
    inner = value[1:-1].split(",") if value.startswith("[") and value.endswith("]") else [value]
    return tuple(part for part in (_unquoted(part) for part in inner) if part)


def _unquoted(value: str) -> str:
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].replace('\\"', '"').strip() if quoted else value
