"""Read a page's JSON-LD: what its publisher says of the article to machines, broken or huge as it may be."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

Node = dict[str, Any]

_MAX_CHARACTERS = 2_000_000  # of one script; the longest articles have a tenth of it
_MAX_NODES = 5_000
_ARTICLES = re.compile(r"(?:Article|Posting|Report|Review|Recipe|BlogPost|Column|Obituary)$")
_PAGES = ("WebPage", "ItemPage", "AboutPage", "FAQPage")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/)|(?:-->|//\s*\]\]>|\]\]>|/\*.{0,40}?\*/|;)\s*$",
    re.DOTALL,
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_ELSEWHERE = (
    "itemListElement",
    "hasPart",
    "isPartOf",
    "comment",
    "relatedLink",
    "mentions",
    "citation",
    "review",
)
_TAG = re.compile(r"<[^<>]{1,500}>")


def article_node(tree: HtmlElement) -> Node:
    """Return the JSON-LD node of the page's article, its references resolved; {} when there is none."""
    nodes = [node for root in _roots(tree) for node in _nodes(root)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if _ARTICLES.search(_type(node))]
    pages = [node for node in nodes if _type(node) in _PAGES and "datePublished" in node]
    best = max(articles, key=_fullness, default=None) or (pages[0] if pages else {})
    return {key: _resolved(value, by_id) for key, value in best.items()}


def text_of(value: object) -> str | None:
    """Return the words in a JSON-LD value: a string, or the name of a thing; None when there are none."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("headline")
    if not isinstance(value, str):
        return None
    return " ".join(unescape(unescape(value)).split()) or None


def body_of(node: Node) -> str:
    """Return the article's own text as its publisher gives it, "" when it does not."""
    body = node.get("articleBody") or node.get("reviewBody")
    if not isinstance(body, str):
        return ""
    return _TAG.sub(" ", unescape(unescape(body)))


def _roots(tree: HtmlElement) -> Iterator[object]:
    for script in tree.iter("script"):
        kind, text = script.get("type") or "", script.text
        if "ld+json" not in kind.lower() or not text or len(text) > _MAX_CHARACTERS:
            continue
        root = _loaded(text)
        if root is not None:
            yield root


def _loaded(text: str) -> object:
    bare = _WRAPPING.sub("", text.strip()).strip()
    for attempt in (bare, _TRAILING_COMMA.sub("", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):  # broken, or nested to break its reader
            continue
    return None


def _nodes(root: object) -> Iterator[Node]:
    """Yield the objects of a JSON-LD document, outermost first; not those about other articles."""
    waiting, seen = [root], 0
    while waiting and seen < _MAX_NODES:
        seen += 1
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting.extend(value[:200])
        elif isinstance(value, dict):
            yield value
            waiting.extend(
                inner
                for key, inner in value.items()
                if key not in _ELSEWHERE and isinstance(inner, dict | list)
            )


def _type(node: Node) -> str:
    kind = node.get("@type")
    if isinstance(kind, list):
        kind = next(
            (name for name in kind if isinstance(name, str) and _ARTICLES.search(name)),
            kind[0] if kind else "",
        )
    return kind.rsplit("/", 1)[-1] if isinstance(kind, str) else ""


def _fullness(node: Node) -> int:
    """Rank article nodes by how much they say; `max` keeps the first of equals, which is the page's own."""
    return sum(
        key in node for key in ("headline", "datePublished", "author", "articleBody", "mainEntityOfPage")
    )


def _resolved(value: object, by_id: dict[str, Node]) -> object:
    if isinstance(value, list):
        return [_resolved(item, by_id) for item in value[:50]]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
        return by_id.get(str(value.get("@id")), value)
    return value
