"""What a page says of itself: strict ladders, or nothing."""

from __future__ import annotations

import json

import pytest

from briefings.cleaning.html import read_html

PROSE = "The old bridge was closed on Monday, and nobody knows when it will carry carts, said the mayor. "
BODY = f"<p>{PROSE * 2}</p><p>{PROSE} It was built of oak, by hand, in a single summer.</p>"


MONDAY = "2025-01-20T00:00:00+00:00"
SHUT = "<title>Bridge shut</title>"
CANONICAL = "<link rel=canonical href='https://quay.example/'>"


def _meta(name: str, content: str) -> str:
    return f"<meta name='{name}' content='{content}'>"


def _page(head: str = "", body: str = "", root: str = "") -> str:
    return f"<html {root}><head>{head}</head><body>{body}{BODY}</body></html>"


def _ld(**node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **node})}</script>'


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Bridge closed | The Quay</title>", "<h1>Bridge closed</h1>", "Bridge closed"),
        (
            "<title>Bridge closed | The Quay</title>",
            "<h1>The Quay</h1><h2>Bridge closed</h2>",
            "Bridge closed",
        ),
        ("<title>Bridge closed | The Quay</title>", "", "Bridge closed"),
        ("<title>The Quay: Bridge closed</title>", "", "The Quay: Bridge closed"),
        (
            "<title>The Quay - Old bridge is closed until spring</title>"
            + _meta("application-name", "The Quay"),
            "",
            "Old bridge is closed until spring",
        ),
        (
            "<title>Old bridge - new trouble for all beyond the river</title>",
            "",
            "Old bridge - new trouble for all beyond the river",
        ),
        (
            _meta("og:title", "Old bridge is shut") + _meta("og:site_name", "Quay"),
            "<h1>Quay</h1>",
            "Old bridge is shut",
        ),
        (_ld(headline="Old &amp; shut"), "<h1 hidden>Old &amp; shut!</h1>", "Old & shut"),
        (
            "<title>Why the old bridge is shut now</title>",
            "<h1>The old bridge is shut: why</h1>",
            "The old bridge is shut: why",
        ),
        ("", "<h1>Bridge closed</h1>", "Bridge closed"),
        ("", "<h1>Bridge closed</h1><h1>Ferry late</h1>", None),
        ("<title></title>", "<h1>!</h1>", "!"),
        ("<title>Shut</title>", "<h1>...</h1>", "Shut"),
        (f"<title>{'x' * 900}</title>", "", None),
    ],
)
def test_title(head: str, body: str, title: str | None) -> None:
    """A heading that the page's own names bear out is the title; else the best name, without the site's."""
    assert title == read_html(_page(head, body)).title


@pytest.mark.parametrize(
    ("head", "body", "published", "source"),
    [
        (_ld(datePublished="2025-01-20T21:30:00-05:00"), "", "2025-01-20T21:30:00-05:00", "json-ld"),
        (_ld(datePublished="yesterday") + _meta("pubdate", "20250120"), "", MONDAY, "meta"),
        (
            _meta("article:published_time", "2025-01-20 10:11:12+0900"),
            "",
            "2025-01-20T10:11:12+09:00",
            "meta",
        ),
        ("<meta property='article:modified_time' content='2025-01-20'>", "", None, None),
        (_meta("pubdate", "soon") + _meta("date", "1737331200"), "", MONDAY, "meta"),
        ("", "<article><h1>Shut</h1><time datetime='2025-01-20'>Monday</time></article>", MONDAY, "time"),
        (
            "",
            "<div><time class='entry-date' datetime='2025-01-20T10:00Z'>x</time></div>",
            "2025-01-20T10:00:00+00:00",
            "time",
        ),
        ("", "<span itemprop='datePublished'>20 Jan 2025</span>", MONDAY, "time"),
        ("", "<span itemprop='datePublished' content='soon'>x</span>", None, None),
        ("", "<abbr class='published' title='2025-01-20'>x</abbr><abbr class=unit>km</abbr>", MONDAY, "time"),
        ("", "<article><h1>Shut</h1>Updated: <time datetime='2025-01-20'>x</time></article>", None, None),
        (
            "",
            "<article><h1>Shut</h1><b>x</b> Updated: <time datetime='2025-01-20'>x</time></article>",
            None,
            None,
        ),
        ("", "<time datetime='2025-01-20'>x</time>", None, None),
        ("", "<div>" * 9 + "<time>2025-01-20</time>" + "</div>" * 9, None, None),
        ("", "<h1>Shut</h1><aside><time pubdate datetime='2025-01-20'>x</time></aside>", None, None),
        (
            "",
            "<h1>Shut</h1><div class='related'><time pubdate datetime='2025-01-20'>x</time></div>",
            None,
            None,
        ),
        ("<link rel=canonical href='https://quay.example/2025/01/20/shut'>", "", MONDAY, "meta"),
        (SHUT, "<h1>Bridge shut</h1><p>Published on 20 January 2025</p>", MONDAY, "text"),
        (SHUT, "<h1>Bridge shut</h1><p>Updated 20 January 2025</p>", None, None),
        (SHUT, "<p>20 January 2025</p>", None, None),
        ("", "<p>The bridge was built in March 1887 and mended on 3 May 1911.</p>", None, None),
    ],
)
def test_published(head: str, body: str, published: str | None, source: str | None) -> None:
    """Only a place made for the date of publication dates a page; an undated page stays undated."""
    page = read_html(_page(head, body))

    assert (published, source) == (page.published and page.published.isoformat(), page.date_source)


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        (_ld(author={"@type": "Person", "name": "Ana Lopez"}), "", ("Ana Lopez",)),
        (
            _ld(author=[{"name": "Ana Lopez"}, "Bo Chen", {"name": ["Cy Dorn", 7]}]),
            "",
            ("Ana Lopez", "Bo Chen", "Cy Dorn"),
        ),
        (_ld(author={"name": "The Quay"}, publisher={"name": "Quay"}), "", ()),
        (
            "<meta name=author content='By ANA LOPEZ and Bo Chen, Staff Writers'>",
            "",
            ("Ana Lopez", "Bo Chen"),
        ),
        (_meta("author", "https://quay.example/ana") + _meta("byl", "By Ana Lopez"), "", ("Ana Lopez",)),
        (_meta("twitter:label1", "Written by") + _meta("twitter:data1", "Ana Lopez"), "", ("Ana Lopez",)),
        (_meta("twitter:label1", "Reading time") + _meta("twitter:data1", "Ana Lopez"), "", ()),
        (
            "",
            "<a rel='author' href='/a'>Ana Lopez</a> <a rel=author href='/b'>Bo Chen</a>",
            ("Ana Lopez", "Bo Chen"),
        ),
        ("", "<span itemprop=author>Ana Lopez</span><span class=byline>Bo Chen</span>", ("Ana Lopez",)),
        ("", "<div class='byline'>Von Ana Lopez | 3 Minuten</div>", ("Ana Lopez",)),
        ("", "<div class=comment><b class=author>Bo Chen</b></div><aside><a rel=author>X Y</a></aside>", ()),
        ("", "<div class='author-bio'>Ana Lopez</div><p class=author>admin</p>", ()),
        (SHUT, "<h1>Bridge shut</h1><p>By Ana Lopez</p>", ("Ana Lopez",)),
        (SHUT, "<h1>Bridge shut</h1><p>By the river</p>", ()),
        ("<meta name=author content='王小明、李雷'>", "", ("王小明", "李雷")),
        ("<meta name=author content='x'><meta name=author content='desk@quay.example'>", "", ()),
    ],
)
def test_authors(head: str, body: str, authors: tuple[str, ...]) -> None:
    """Authors are names of people, each by itself: no outlets, roles, addresses or handles."""
    assert authors == read_html(_page(head, body)).authors


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ("<meta property='og:site_name' content='The Quay'>", "The Quay"),
        ("<meta property='og:site_name' content='https://www.quay.example/'>", "quay.example"),
        (_ld(publisher=[{"name": "The Quay"}]), "The Quay"),
        (_ld(publisher=[]), None),
        (f"<meta property='og:site_name' content='{'x' * 200}'>", None),
    ],
)
def test_publisher(head: str, publisher: str | None) -> None:
    """The publisher is the site's name for itself."""
    assert publisher == read_html(_page(head)).publisher


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel=canonical href='https://quay.example/shut'>", "https://quay.example/shut"),
        (CANONICAL + _meta("og:url", "https://quay.example/shut"), "https://quay.example/shut"),
        (
            "<base href='https://quay.example/x/'><link rel=canonical href='/shut'>",
            "https://quay.example/shut",
        ),
        (CANONICAL, "https://quay.example/"),
        (_ld(mainEntityOfPage={"@id": "https://quay.example/shut"}), "https://quay.example/shut"),
        ("<link rel=canonical href='http://[broken'><link rel=canonical href='javascript:void(0)'>", None),
        ("<link rel=canonical href='https://quay.example/a b'>", None),
        ("<link rel=stylesheet href='https://quay.example/a.css'>", None),
    ],
)
def test_url(head: str, url: str | None) -> None:
    """The address is the page's own word for it, absolute and on the web."""
    assert url == read_html(_page(head)).url


def test_a_saved_page_knows_where_it_came_from() -> None:
    """Browsers write the address into the pages they save."""
    saved = "<!-- saved from url=(0026)https://quay.example/shut -->"
    page = saved + _page("<link rel=canonical href='?p=1'>")

    assert "https://quay.example/shut?p=1" == read_html(page).url


@pytest.mark.parametrize(
    ("root", "head", "language"),
    [
        ("lang=en_us", "", "en-US"),
        ("", "<meta http-equiv=content-language content=en>", "en"),
        ("lang='english, of course'", "<meta property='og:locale' content='en_GB'>", "en-GB"),
        ("xml:lang=en-Latn", "", "en-Latn"),
    ],
)
def test_language(root: str, head: str, language: str) -> None:
    """The language is a tag, in the spelling of tags."""
    assert language == read_html(_page(head, root=root)).language


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "Article", "headline": "Old bridge shut",} -->',
        '//<![CDATA[\n[{"@type": ["Thing", "schema:/Article"], "headline": "Old bridge shut"}]\n//]]>',
        '{"@graph": [{"@type": "WebSite"}, {"@type": "Article", "headline": {"@value": "Old bridge shut"}}]}',
        '{"@type": "WebPage", "datePublished": "2025-01-20", "headline": "Old bridge shut"};',
    ],
)
def test_json_ld_is_read_however_it_is_wrapped(script: str) -> None:
    """Comments, CDATA, trailing commas and graphs do not hide what the publisher says."""
    head = f'<script type="application/ld+json">{script}</script>'

    assert "Old bridge shut" == read_html(_page(head)).title


@pytest.mark.parametrize(
    "script", ["{", "7", '{"@type": 7, "headline": "x"}', '{"@type": [], "headline": "x"}', " "]
)
def test_broken_json_ld_says_nothing(script: str) -> None:
    """What cannot be read, or describes no article, is as if it were not there."""
    assert None is read_html(_page(f'<script type="application/ld+json">{script}</script>')).title


def test_json_ld_references_are_followed() -> None:
    """An author may be a reference to another node of the page."""
    graph = [
        {"@type": "Article", "headline": "Old bridge shut", "author": [{"@id": "#ana"}]},
        {"@id": "#ana", "@type": "Person", "name": "Ana Lopez"},
    ]
    head = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'

    assert ("Ana Lopez",) == read_html(_page(head)).authors
