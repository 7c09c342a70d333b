"""Find when a page says it was published; a page that does not say stays undated.

Only places made to hold the date of publication count, the surest first. There is no guessing from whatever
date stands somewhere in the page: that dates nearly every undated page falsely.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

    from briefings.cleaning.htmljson import Node

_META = (  # names of publication, never of modification, the more exact first
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "rnews:datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "bt:pubdate",
    "cxenseparse:recs:publishtime",
    "article_date_original",
    "originalpublicationdate",
    "publication_date",
    "publication-date",
    "publish_date",
    "publish-date",
    "publishdate",
    "published_date",
    "published-date",
    "published",
    "pubdate",
    "article.published",
    "article:publish_date",
    "article:post_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "prism.publicationdate",
    "weibo: article:create_at",
    "date",
)
_ISO = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T ,]{1,2}(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?(?!\d)"
)
_COMPACT = re.compile(r"^((?:19|20)\d\d)([01]\d)([0-3]\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z)?)?$")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier januar enero gennaio januari janeiro",
            "feb february février fevrier februar febrero febbraio februari fevereiro",
            "mar march mars märz maerz marzo maart março",
            "apr april avril abril aprile",
            "may mai mayo maggio mei maio",
            "jun june juin juni junio giugno junho",
            "jul july juillet juli julio luglio julho",
            "aug august août aout agosto augustus",
            "sep sept september septembre septiembre settembre setembro",
            "oct october octobre oktober okt octubre ottobre outubro",
            "nov november novembre noviembre novembro",
            "dec december décembre decembre dezember dez diciembre dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = r"([A-Za-zûéèäÄç]{3,10})\.?"
_DAY_FIRST = re.compile(
    rf"(?<![\d:])(\d{{1,2}})(?:st|nd|rd|th|\.|º)?\s*(?:de |of )?\s*{_MONTH},?\s*(?:de )?((?:19|20)\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(rf"(?<![A-Za-z]){_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?!\d)")
_CJK = re.compile(r"((?:19|20)\d\d)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_CLOCK = re.compile(
    r"\b(\d{1,2})[:.](\d\d)(?::\d\d)?\s*([ap]\.?m\.?)?(?:\s*(Z|UTC|GMT|[+-]\d\d:?\d\d))?", re.IGNORECASE
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(\d{2})[/-]?(\d{2})(?=[/_-]|$)")
_PUBLISHED = re.compile(
    r"publi|pubdate|posted|entry-?date|post-?date|article-?date|created|release|dateline|timestamp",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"modif|updat|edit|chang|revis|aktualis|actualiz|mis-?a-?jour", re.IGNORECASE)
_OTHERS = re.compile(
    r"comment|related|sidebar|widget|footer|teaser|recommend|recent|latest|trending|event", re.IGNORECASE
)
_WRITTEN = re.compile("|".join(pattern.pattern for pattern in (_ISO, _CJK, _DAY_FIRST, _MONTH_FIRST)))
_EARLIEST = 1990  # the web is not older


def published_of(
    node: Node,
    metas: Mapping[str, Sequence[str]],
    tree: HtmlElement,
    address: str | None,
) -> tuple[datetime, str] | None:
    """Return when the page was published, with its own offset from UTC, and which kind of place says so."""
    for key in ("datePublished", "dateCreated", "uploadDate"):
        value = node.get(key)
        if isinstance(value, str) and (read := read_date(value)) is not None:
            return read, "json-ld"
    for name in _META:
        for value in metas.get(name, ()):
            if (read := read_date(value)) is not None:
                return read, "meta"
    if (read := _from_time_tags(tree)) is not None:
        return read, "time"
    return _from_address(address)


def read_date(text: str) -> datetime | None:
    """Read a full date in any of the ways pages write one; None for anything less, or for one that cannot be.

    A date without an offset is taken as UTC. 03/04/2025 is not read: nobody can tell its day from its month.
    """
    text = text.strip()[:200]
    for attempt in (_read_iso, _read_compact, _read_words, _read_epoch):
        try:
            read = attempt(text)
        except (ValueError, OverflowError):  # 31 February, hour 25
            continue
        if read is not None and _EARLIEST <= read.year <= 2100:
            return read
    return None


def _read_iso(text: str) -> datetime | None:
    found = _ISO.search(text)
    if found is None:
        return None
    *parts, offset = found.groups()
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    return datetime(year, month, day, hour, minute, second, tzinfo=_offset(offset))


def _read_compact(text: str) -> datetime | None:
    found = _COMPACT.match(text)
    if found is None:
        return None
    parts = [int(part or 0) for part in found.groups()[:6]]
    return datetime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], tzinfo=UTC)


def _read_words(text: str) -> datetime | None:
    for pattern, year_at, month_at, day_at in (
        (_CJK, 1, 2, 3),
        (_DAY_FIRST, 3, 2, 1),
        (_MONTH_FIRST, 3, 1, 2),
    ):
        for found in pattern.finditer(text):
            name = found.group(month_at).lower()
            month = int(name) if name.isdecimal() else _MONTHS.get(name)
            if month is not None:
                day = datetime(int(found.group(year_at)), month, int(found.group(day_at)), tzinfo=UTC)
                return _with_clock(day, text[found.end() : found.end() + 40])
    return None


def _with_clock(day: datetime, rest: str) -> datetime:
    found = _CLOCK.search(rest)
    if found is None:
        return day
    hour, minute, half, offset = int(found.group(1)), int(found.group(2)), found.group(3), found.group(4)
    if half is not None:
        hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
    return day.replace(hour=hour, minute=minute, tzinfo=_offset(offset)) if hour < 24 and minute < 60 else day


def _read_epoch(text: str) -> datetime | None:
    if not _EPOCH.match(text):
        return None
    return datetime.fromtimestamp(int(text[:10]), tz=UTC)


def _offset(text: str | None) -> timezone:
    if text is None or text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if text.startswith("-") else minutes))


def _from_time_tags(tree: HtmlElement) -> datetime | None:
    """Read the <time> that names the publication, or the only one in the article's head."""
    marked = [
        (element, value)
        for element in tree.iter("time", "abbr", "span", "div", "p", "meta")
        if (value := _machine_date(element)) is not None
    ]
    own = [(element, value) for element, value in marked if not _is_elsewhere(element)]
    for element, value in own:
        names = " ".join(
            element.get(name) or "" for name in ("itemprop", "class", "id", "property", "pubdate")
        )
        is_named = element.get("pubdate") is not None or _PUBLISHED.search(names) is not None
        if is_named and not _CHANGED.search(names) and (read := read_date(value)) is not None:
            return read
    times = [(element, value) for element, value in own if element.tag == "time" and not _is_changed(element)]
    return read_date(times[0][1]) if times and _is_in_head(times[0][0]) else None


def _machine_date(element: HtmlElement) -> str | None:
    """Return the date an element is marked up with, as written; None for elements that hold none."""
    if element.tag == "time":
        return str(element.get("datetime") or element.get("content") or element.text_content())
    if not element.attrib:
        return None
    if "datePublished" in (element.get("itemprop") or ""):
        return str(element.get("content") or element.get("datetime") or element.text_content())
    is_labelled = element.tag == "abbr" and "published" in (element.get("class") or "")
    return str(element.get("title") or "") if is_labelled else None


def _is_elsewhere(element: HtmlElement) -> bool:
    """Tell whether a date stands in a part of the page that is about other things."""
    for around in element.iterancestors():
        if around.tag in ("aside", "footer", "nav"):
            return True
        if (
            around.tag not in ("body", "html")
            and around.attrib
            and _OTHERS.search(f"{around.get('class') or ''} {around.get('id') or ''}")
        ):
            return True
    return False


def _is_changed(element: HtmlElement) -> bool:
    names = " ".join(element.get(name) or "" for name in ("itemprop", "class", "id"))
    before = element.getprevious()
    parent = element.getparent()
    said = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    return _CHANGED.search(names) is not None or _CHANGED.search(said[-40:]) is not None


def _is_in_head(element: HtmlElement) -> bool:
    """Tell whether *element* stands with the title: the page's one level-1 heading is near."""
    for around in islice(element.iterancestors(), 6):
        if around.tag == "body":
            return False
        if len(around.findall(".//h1")) == 1:
            return len(around.findall(".//time")) <= 3
    return False


def _from_address(address: str | None) -> tuple[datetime, str] | None:
    """Read the day that many publishers write into an article's address."""
    found = _IN_ADDRESS.search(address or "")
    read = read_date("-".join(found.groups())) if found is not None else None
    return (read, "meta") if read is not None else None


def from_line(text: str) -> datetime | None:
    """Read the date in a line under a title: the line is about little else, and not about a change."""
    if _CHANGED.search(text) or (found := _WRITTEN.search(text)) is None:
        return None
    around = _PUBLISHED.sub("", text[: found.start()] + text[found.end() :])
    return read_date(text) if len(around) <= 60 else None
