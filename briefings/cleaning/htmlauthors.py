"""Find who wrote a page: names of people only, each by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefings.cleaning.htmljson import text_of
from briefings.cleaning.htmlruns import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from briefings.cleaning.htmljson import Node

_META = (
    "author",
    "article:author",
    "og:article:author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "parsely-author",
    "sailthru.author",
    "article.author",
    "rnews:author",
    "cxenseparse:author",
    "twitter:data1",
)
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline|by-line|author(?!s?-?(?:bio|box|image|avatar|photo|description|social|follow|twitter))"
    r"|authors|writer|reporter|posted-by|vcard|fn)(?=$|[\s_-])",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"comment|related|sidebar|widget|footer|teaser|recommend|recent|quote|card", re.IGNORECASE
)
_LEAD = re.compile(
    r"^(?:(?:written|posted|reported|published|story|words|text|article|review|edited)?\s*\bby\b[:\s]+"
    r"|(?:von|par|por|di|door)\s+(?=\S+\s+\S)"  # before one word it is part of a name
    r"|(?:author|autor|auteur|autore|作者|记者|記者|文|撰文|编辑)s?\s*[:：/／|]\s*)+",
    re.IGNORECASE,
)
_SAYS_SO = re.compile(
    r"^(?i:(?:written |posted |story |words |text )?by:? )(?=[^\W\d_a-z])"
    r"|^(?:Von|Par|Por|Di|Door) (?=[^\W\d_a-z]\S+ [^\W\d_a-z]\S+$)"
    r"|(?i:author|autor|auteur|作者|记者|記者)\s*[:：]",
)
_TAIL = re.compile(
    r"\s*(?:[|•·–—(]| - |\b(?:for|at|of the|published|updated|posted)\b|\b\w{3,6}day\b|\bon\b (?=[A-Z]\w+ \d)"
    r"|기자|記者).*$",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN = re.compile(r"\s*(?:[,;、，&]|\b(?:and|und|et|y|with)\b)\s*", re.IGNORECASE)
_NO_NAME = re.compile(
    r"https?:|www\.|[@\d<>{}=_]|\b(?:"
    r"admin|administrator|staff|editor|editors|editorial|team|newsroom|desk|reporter|reporters|correspondent|contributor"
    r"|writer|press|agency|agencies|redaktion|redazione|rédaction|redacción|ediciones|news|media|magazine|guest|webmaster"
    r"|user|anonymous|unknown|author|director|professor|columnist|analyst|ago|minutes?|comments?|follow|share|subscribe"
    r"|more|about|view|all|posts?|articles?|profile|twitter|facebook|email|photo|photograph|photographer|photography"
    r"|video|by|the|and|inc|ltd|llc|gmbh|university|institute|com|org|net)\b",
    re.IGNORECASE,
)
_MAX_AUTHORS = 12


def authors_of(
    node: Node, metas: Mapping[str, Sequence[str]], tree: HtmlElement, publisher: str | None
) -> tuple[str, ...]:
    """Return the names of the page's authors, from the surest place that names any."""
    for names in (_from_json(node), _from_metas(metas), _from_tags(tree)):
        found = dict.fromkeys(
            name
            for text in names
            for name in names_in(text)
            if not publisher or not _is_same(name, publisher)
        )
        if found:
            return tuple(found)[:_MAX_AUTHORS]
    return ()


def names_in(text: str) -> list[str]:
    """Split a byline into names: no "By", no titles or outlets, no addresses."""
    bare = _TAIL.sub("", _LEAD.sub("", tidy(text)[:300]))
    names = [_cased(part.strip(" .,:;|/-–—")) for part in _BETWEEN.split(bare)]
    return [name for name in names if _is_name(name)]


def byline_names(text: str) -> tuple[str, ...]:
    """Read the names in a line that says it is a byline: "By Jane Doe", with or without what follows."""
    found = _SAYS_SO.search(text)
    return tuple(names_in(text[found.start() :])) if found is not None else ()


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(text) <= 60 or len(words) > 5 or _NO_NAME.search(text):
        return False
    if not text.isascii() and not any(character.isupper() or character.islower() for character in text):
        return len(text) <= 20  # a script without capitals: names are short
    # A single word may be a name, but is as often a handle or a column's; only a capital start is believed.
    return words[0][0].isupper() and words[-1][0].isupper() and any(character.islower() for character in text)


def _cased(name: str) -> str:
    """Give a name in capitals the ordinary ones."""
    if name.isupper() and len(name) > 4:
        return name.title()
    return name


def _is_same(name: str, publisher: str) -> bool:
    def key(text: str) -> str:
        return re.sub(r"\W+|^the\b", "", text.casefold())

    return key(name) == key(publisher)


def _from_json(node: Node) -> Iterator[str]:
    authors = node.get("author") or node.get("creator") or ()
    for author in authors if isinstance(authors, list) else [authors]:
        if isinstance(author, dict) and isinstance(author.get("name"), list):
            yield from (name for name in author["name"] if isinstance(name, str))
        elif (name := text_of(author)) is not None:
            yield name


def _from_metas(metas: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name in _META:
        if name == "twitter:data1" and "written by" not in " ".join(metas.get("twitter:label1", ())).lower():
            continue
        values = [value for value in metas.get(name, ()) if names_in(value)]
        if values:
            yield from values
            return


def _from_tags(tree: HtmlElement) -> Iterator[str]:
    """Read the first byline of the page's own article: marked by rel, by itemprop, then by its class."""
    marked: list[list[str]] = [[], [], []]
    for element in tree.iter(
        "a", "span", "div", "p", "address", "li", "h3", "h4", "h5", "h6", "strong", "em", "cite"
    ):
        if element.attrib and (rank := _rank(element)) is not None:
            text = tidy(element.text_content()[:400])
            if names_in(text) and not _is_elsewhere(element):
                marked[rank].append(text)
    yield from next((texts if rank == 0 else texts[:1] for rank, texts in enumerate(marked) if texts), ())


def _rank(element: HtmlElement) -> int | None:
    if "author" in (element.get("rel") or "").split():
        return 0
    if "author" in (element.get("itemprop") or "").split():
        return 1
    names = element.get("class")
    return 2 if names is not None and _BYLINE.search(names) else None


def _is_elsewhere(element: HtmlElement) -> bool:
    return any(
        around.tag in ("aside", "footer", "nav", "blockquote")
        or (
            around.attrib and around.tag not in ("body", "html") and _OTHERS.search(around.get("class") or "")
        )
        for around in element.iterancestors()
    )
