"""Read what a page says of itself: its title, authors, publisher, date, language and address, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from briefings.cleaning.htmlauthors import authors_of
from briefings.cleaning.htmldates import published_of
from briefings.cleaning.htmljson import article_node, body_of, text_of
from briefings.cleaning.htmlregions import is_hidden
from briefings.cleaning.htmlruns import tidy

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.html import HtmlElement

    from briefings.cleaning.htmljson import Node

Metas = dict[str, list[str]]

_MAX_TITLE = 400  # characters; a longer one is no title
_MAX_HEADINGS = 50
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_SEPARATOR = re.compile(r"\s+(?:[|»«›•·—–]|::|-|~)\s+|\s*[|｜]\s*|(?<=\S)\s*_\s*(?=\S)|\s+::\s+")
_BARS = ("|", "｜", "»", "·", "::", "_")  # hardly ever part of a headline, as a dash often is
_WORD = re.compile(r"[぀-ヿ㐀-䶿一-鿿가-힯]|[^\W_]+")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page says of itself; None or empty where it says nothing that can be believed."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: datetime | None = None  # aware, with the offset the page gives
    date_source: str | None = None
    language: str | None = None
    url: str | None = None
    body: str = ""  # the article's text as the publisher gives it to machines


def metadata_of(tree: HtmlElement, source: str = "") -> About:
    """Read the metadata of a page by strict ladders: a place made for the fact, or nothing."""
    metas, node = _metas(tree), article_node(tree)
    address = _address(tree, metas, node, source)
    publisher = _publisher(metas, node)
    published = published_of(node, metas, tree, address)
    return About(
        title=_title(tree, metas, node, publisher),
        authors=authors_of(node, metas, tree, publisher),
        publisher=publisher,
        published=published[0] if published else None,
        date_source=published[1] if published else None,
        language=_language(tree, metas, node),
        url=address,
        body=body_of(node),
    )


def _metas(tree: HtmlElement) -> Metas:
    metas: Metas = {}
    for meta in tree.iter("meta"):
        content = meta.get("content")
        if content and len(content) < 10_000 and (value := tidy(content)):
            for key in ("property", "name", "itemprop", "http-equiv"):
                if name := meta.get(key):
                    metas.setdefault(name.strip().lower(), []).append(value)
    return metas


def _first(metas: Metas, *names: str) -> str | None:
    return next((value for name in names for value in metas.get(name, ())), None)


# ---------------------------------------------------------------- title


def _title(tree: HtmlElement, metas: Metas, node: Node, publisher: str | None) -> str | None:
    """Return the heading that the page's own names for itself bear out, else the best of those names."""
    page = tidy((tree.findtext(".//head/title") or tree.findtext(".//title") or "")[: 10 * _MAX_TITLE])
    names = (text_of(node.get("headline")), _first(metas, "og:title"), _first(metas, "twitter:title"), page)
    declared = [
        _without_site(name, publisher, metas) for name in names if name and len(name) <= 2 * _MAX_TITLE
    ]
    headings = [text for text in _headings(tree, "h1") if not _is_site(text, publisher)]
    for candidates in (headings, _headings(tree, "h2", "h3")):
        for name in declared:
            matching = [text for text in candidates if _bears_out(text, name)]
            if matching:
                return max(matching, key=lambda text: _overlap(text, name))
    if declared:
        return declared[0][:_MAX_TITLE]
    return headings[0] if len(headings) == 1 else None


def _headings(tree: HtmlElement, *tags: str) -> list[str]:
    shown = islice((element for element in tree.iter(*tags) if not is_hidden(element)), _MAX_HEADINGS)
    return [text for element in shown if (text := tidy(element.text_content())) and len(text) <= _MAX_TITLE]


def _bears_out(heading: str, name: str) -> bool:
    """Tell whether *name* holds the heading, or most words of either are in the other."""
    words, others = _WORD.findall(heading.casefold()), _WORD.findall(name.casefold())
    if not words:
        return False
    if len(words) >= 2 and f" {' '.join(words)} " in f" {' '.join(others)} ":
        return True
    return len(words) > 3 and _overlap(heading, name) >= 0.6


def _overlap(heading: str, name: str) -> float:
    words, others = set(_WORD.findall(heading.casefold())), set(_WORD.findall(name.casefold()))
    return len(words & others) / max(len(words), len(others), 1)


def _is_site(text: str, publisher: str | None) -> bool:
    return publisher is not None and _WORD.findall(text.casefold()) == _WORD.findall(publisher.casefold())


def _without_site(title: str, publisher: str | None, metas: Metas) -> str:
    """Take the site's name off the end or the start of a title."""
    breaks = list(_SEPARATOR.finditer(title))
    if not breaks:
        return title
    first, last = title[: breaks[0].start()], title[breaks[-1].end() :]
    rest = title[: breaks[-1].start()]
    known = [publisher, _first(metas, "application-name"), urlsplit(_first(metas, "og:url") or "").hostname]
    is_bar = breaks[-1].group().strip() in _BARS and len(_WORD.findall(rest)) > 1
    if _names_site(last, known) or (len(last.split()) <= 4 and (is_bar or len(last) * 2 < len(rest))):
        return rest
    return title[breaks[0].end() :] if _names_site(first, known) else title


def _names_site(part: str, known: list[str | None]) -> bool:
    key = re.sub(r"\W+|^the\b|www\.|\.\w+$", "", part.casefold())
    return bool(key) and any(
        name is not None and key in re.sub(r"[^\w]+", "", name.casefold()) for name in known
    )


# ---------------------------------------------------------------- publisher, address, language


def _publisher(metas: Metas, node: Node) -> str | None:
    name = _first(metas, "og:site_name") or text_of(node.get("publisher"))
    name = name or _first(
        metas, "dc.publisher", "dcterms.publisher", "citation_journal_title", "application-name"
    )
    if name is None or len(name) > 100:
        return None
    return re.sub(r"^(?:https?://)?(?:www\.)?([^/\s]+)/?$", r"\1", name)


def _address(tree: HtmlElement, metas: Metas, node: Node, source: str) -> str | None:
    saved = _SAVED_FROM.search(source[:4096])
    base = (
        next((link.get("href") for link in tree.iter("base") if link.get("href")), saved and saved.group(1))
        or ""
    )
    links = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    main = node.get("mainEntityOfPage")
    main = main.get("@id") if isinstance(main, dict) else main
    names = [
        *links,
        *metas.get("og:url", ()),
        node.get("url"),
        main,
        *metas.get("twitter:url", ()),
        saved and saved.group(1),
    ]
    addresses = [address for name in names if isinstance(name, str) and (address := _absolute(name, base))]
    # A canonical link to the front page is a fault of the template; an article has a path.
    return next((address for address in addresses if urlsplit(address).path.strip("/")), None) or next(
        iter(addresses), None
    )


def _absolute(name: str, base: str) -> str | None:
    try:
        address = urljoin(base, name.strip())
        parts = urlsplit(address)
    except ValueError:  # "http://[": not an address at all
        return None
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and len(address) <= 2000
    return address if is_web and not re.search(r"\s", address) else None


def _language(tree: HtmlElement, metas: Metas, node: Node) -> str | None:
    declared = (
        tree.get("lang"),
        tree.get("xml:lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        _first(metas, "content-language", "language", "dc.language"),
        text_of(node.get("inLanguage")),
        _first(metas, "og:locale"),
    )
    for name in declared:
        if name and _LANGUAGE.match(name.strip()):
            primary, *rest = name.strip().replace("_", "-").split("-")
            return "-".join(
                [primary.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)]
            )
    return None
