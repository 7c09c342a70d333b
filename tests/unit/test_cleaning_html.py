"""HTML pages: what a browser shows of the article stays word for word, the rest is in the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefings.cleaning.blocks import lists_of, tables_of
from briefings.cleaning.html import read_html
from briefings.model import Kind, Reason

CORPUS = sorted((Path(__file__).parents[1] / "corpus" / "html").glob("*.html"))
PROSE = "The old bridge was closed on Monday, and nobody knows when it will carry carts, said the mayor. "
LONG = f"<p>{PROSE * 2}</p><p>{PROSE} It was built of oak, by hand, in a single summer.</p>"


def _page(body: str, head: str = "") -> str:
    return f'<html lang="en"><head>{head}</head><body><main><article>{body}</article></main></body></html>'


def _texts(page: str | bytes) -> list[str]:
    return [block.text for block in read_html(page).blocks]


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_corpus(path: Path) -> None:
    """Each page of the corpus gives the paragraphs a person would keep, and no others."""
    expected = path.with_suffix(".txt").read_text("utf-8").splitlines()

    assert expected == _texts(path.read_bytes())


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_lines_are_those_of_the_source(path: Path) -> None:
    """The first word of each block and of each removed line stands on the source line it names."""
    source = path.read_text("utf-8").split("\n")
    page = read_html(path.read_bytes())
    places = [(block.line, block.text.split()[0]) for block in page.blocks]
    places += [(entry.line, entry.text.split()[0]) for entry in page.removed]

    assert [] == [(line, word) for line, word in places if word.strip("“”©") not in source[line - 1]]


def test_every_text_is_kept_or_in_the_ledger() -> None:
    """Nothing that a browser shows is lost: it is a block, or a removed line with its reason."""
    page = read_html(CORPUS[-1].read_bytes())
    reasons = {entry.text: entry.reason for entry in page.removed}

    assert {
        "Home": Reason.MENU,
        "World": Reason.MENU,
        "River port reopens after flood": Reason.METADATA,
        "By Ana Lopez and Bo Chen": Reason.METADATA,
        "20 January 2025": Reason.METADATA,
        "Share Post": Reason.SHARE,
        "Barges wait at the lower lock on Monday.": Reason.BOILERPLATE,
        "Read more: How the flood began on the upper river": Reason.RELATED,
        "Related": Reason.RELATED,
        "Flood maps redrawn for the lower valley": Reason.RELATED,
        "Sign up for our newsletter and never miss a story from the river.": Reason.PROMOTION,
        "Leave a Reply": Reason.COMMENT_FORM,
        "Your email address will not be published. Required fields are marked.": Reason.COMMENT_FORM,
        "© 2025 The Daily Quay. All rights reserved.": Reason.LEGAL,
    } == reasons


def test_tables_and_lists_are_structure() -> None:
    """A data table keeps its header and rows, a list its items."""
    page = read_html(CORPUS[-1].read_bytes())
    table = tables_of(page.blocks)[0]

    assert (("Year", "Barges"), (("2023", "410"), ("2024", "388"))) == (table.header, table.rows)
    items = ("two cranes repaired", "one crane scrapped", "a new pump for the lower lock")
    assert (items,) == lists_of(page.blocks)


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("The<b>se</b> words <i>join</i>ed, H<sub>2</sub>O too.", "These words joined, H2O too."),
        ("A <a href='x'>link</a>, and&nbsp;a &lt;tag&gt; &amp; more.", "A link, and\u00a0a <tag> & more."),
        ("Soft&shy;hyphen and zero\u200bwidth   space\n here.", "Softhyphen and zerowidth space here."),
        ("Seen<span style='display: none'> unseen</span> again.", "Seen again."),
        ("One line<br>goes on here.", "One line goes on here."),
        ("No<i hidden></i>thing.", "Nothing."),
        ("<script>x()</script>Only <button>Buy</button>words.", "Only words."),
        ("「漢<ruby>字<rt>じ</rt></ruby>」です。", "「漢字」です。"),
    ],
)
def test_text_is_what_a_browser_shows(inner: str, shown: str) -> None:
    """Tags leave no spaces behind, entities are decoded, what is not shown is not there."""
    assert shown in _texts(_page(f"<p>{inner}</p>{LONG}"))


def test_breaks_make_paragraphs_where_sentences_end() -> None:
    """Two breaks, or one after a sentence, begin a paragraph; a break inside a sentence does not."""
    body = f"<div>{PROSE}<br><br>{PROSE}It ends.<br>Then more comes\n<br>without an end</div>"

    assert [PROSE.strip(), f"{PROSE}It ends.", "Then more comes without an end"] == _texts(_page(body))


def test_kinds_follow_the_markup() -> None:
    """Headings, quotations, items of lists and definitions, preformatted text: each is what it is."""
    body = (
        f"{LONG}<h2>What is known</h2><blockquote><p>{PROSE}</p></blockquote>"
        "<dl><dt>Pier</dt><dd>It holds.</dd></dl>"
        "<ul><li>oak<ul><li>old oak from the valley</li></ul></li></ul>"
        f"<pre>a = 1\n  b = 2<br>\n\nprint(a, b, c, d)\n\n</pre>{LONG}"
    )
    kinds = [(block.kind, block.text) for block in read_html(_page(body)).blocks[2:-2]]

    assert [
        (Kind.HEADING, "What is known"),
        (Kind.QUOTE, PROSE.strip()),
        (Kind.LIST, "Pier"),
        (Kind.LIST, "It holds."),
        (Kind.LIST, "oak"),
        (Kind.LIST, "old oak from the valley"),
        (Kind.TEXT, "a = 1\n  b = 2"),
        (Kind.TEXT, "print(a, b, c, d)"),
    ] == kinds


def test_a_quotation_around_the_whole_article_is_an_indent() -> None:
    """Old pages indent with <blockquote>; nobody is quoted there."""
    kinds = {block.kind for block in read_html(_page(f"<blockquote>{LONG}</blockquote>")).blocks}

    assert {Kind.TEXT} == kinds


def test_a_list_of_articles_is_no_list() -> None:
    """A list whose items are as long as articles only lays them out."""
    page = read_html(_page(f"<ul><li><p>{PROSE * 4}</p></li><li><p>{PROSE * 2}</p></li></ul>"))

    assert ({Kind.TEXT}, ()) == ({block.kind for block in page.blocks}, lists_of(page.blocks))


def test_spans_fill_their_cells() -> None:
    """Cells below and beside a spanning cell are empty, so that columns stay columns."""
    body = (
        "<table><tr><th>Place</th><th colspan=2>Years</th></tr>"
        "<tr><td rowspan=2>Lowbank</td><td>one</td><td>two</td></tr>"
        "<tr><td>three</td><td rowspan=2>four</td></tr><tr><td>Highbank</td><td>five</td></tr>"
        "<tr><td></td></tr></table>"
    )
    table = tables_of(read_html(_page(f"{LONG}{body}{LONG}")).blocks)[0]

    assert ("Place", "Years", "") == table.header
    assert (("Lowbank", "one", "two"), ("", "three", "four"), ("Highbank", "five", "")) == table.rows


def test_a_table_without_a_header_has_none() -> None:
    """Numbers in the first row are not taken for the names of columns."""
    rows = "<tr><td>2023</td><td>410<br>old</td></tr><tr><td>2024</td><td><script>x</script>388</td></tr>"
    body = f"<table>{rows}</table>"
    table = tables_of(read_html(_page(f"{LONG}{body}{LONG}")).blocks)[0]

    assert ((), (("2023", "410 old"), ("2024", "388"))) == (table.header, table.rows)


@pytest.mark.parametrize(
    "table",
    [
        f"<table role=none><tr><th>x</th><td>{PROSE}</td></tr><tr><td>a</td><td>b</td></tr></table>",
        f"<table><tr><td><h3>Head</h3></td><td>{PROSE}</td></tr><tr><td>a</td><td>b</td></tr></table>",
        f"<table><tr><td>{PROSE * 9}</td><td>{PROSE * 9}</td></tr><tr><td>a</td><td>b</td></tr></table>",
        f"<table><tr><td>{PROSE}</td></tr><tr><td>{PROSE}</td></tr></table>",
        f"<table><tr><td><p>x</p><p>y</p><p>{PROSE}</p></td><td>b</td></tr><tr><td>a</td><td>b</td></tr></table>",
        "<table></table>",
    ],
)
def test_tables_of_layout_are_no_tables(table: str) -> None:
    """A table that places headings, articles or a single column is read as text."""
    assert () == tables_of(read_html(_page(f"{LONG}{table}{LONG}")).blocks)


def test_a_heading_of_nothing_goes() -> None:
    """A heading after the last paragraph heads nothing that is kept."""
    page = read_html(_page(f"{LONG}<h3>Further on the web</h3>"))

    assert "Further on the web" not in [block.text for block in page.blocks]


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("en", "河水淹没了港口，市政府说要修新的堤坝。" * 20, "zh"),
        ("zh-TW", "河水淹沒了港口，市政府說要修新的堤壩。" * 20, "zh-TW"),
        ("en-gb", "Short.", "en-GB"),
        ("", "Short.", None),
    ],
)
def test_the_text_decides_on_the_language(declared: str, text: str, language: str | None) -> None:
    """What the page declares holds unless its text is plainly in another language."""
    assert language == read_html(f'<html lang="{declared}"><body><p>{text}</p></body></html>').language


@pytest.mark.parametrize("nothing", [b"", b"  \n", b"<!-- only a note -->", b"<html></html>"])
def test_nothing_gives_an_empty_page(nothing: bytes) -> None:
    """A page without text is a Page without blocks, not an error."""
    assert () == read_html(nothing).blocks


@pytest.mark.parametrize("hidden", ["hidden", "style='visibility:hidden'", "class='sr-only'"])
def test_hidden_parts_are_not_read(hidden: str) -> None:
    """What a browser does not show is not part of the article, but is in the ledger."""
    page = read_html(_page(f"{LONG}<div {hidden}><p>Nobody sees this line of the page.</p></div>{LONG}"))

    assert ["Nobody sees this line of the page."] == [
        entry.text for entry in page.removed if entry.reason is Reason.MARKUP
    ]


def test_a_page_that_a_script_unhides_is_read() -> None:
    """Where nearly everything is hidden until a script runs, it is the article."""
    assert 2 == len(_texts(f'<html><body><div style="display:none">{LONG}</div></body></html>'))


def test_the_publishers_text_is_a_witness() -> None:
    """What follows the end of JSON-LD `articleBody` is not the article, however much it looks like it."""
    paragraphs = [f"{PROSE}It is the paragraph with the number {number}." for number in range(5)]
    told = " ".join(paragraphs[:4])
    head = f'<script type="application/ld+json">{{"@type": "Article", "articleBody": "{told}"}}</script>'
    foreign = "Another story of another town, which says nothing about that bridge, but goes on as well."
    body = "".join(f"<p>{text}</p>" for text in [*paragraphs[:4], foreign])

    assert paragraphs[:4] == _texts(_page(body, head))


def test_a_teaser_is_no_witness() -> None:
    """An `articleBody` that holds the first paragraph only does not cut the article."""
    told = PROSE * 4
    head = f'<script type="application/ld+json">{{"@type": "Article", "articleBody": "{told}"}}</script>'
    another = (
        "<p>Paragraph {} tells of something else, of the ferry and the fish market and of its prices.</p>"
    )
    others = [another.format(number) for number in range(9)]

    assert 10 == len(_texts(_page(f"<p>{told}</p>{''.join(others)}", head)))


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 100_000 + LONG.encode() + b"</div>" * 100_000,
        b"<div>" * 2_000 + LONG.encode(),
        b"<title>" + b"a" * 5_000_000 + b"</title>" + LONG.encode(),
        b"<div " + b" ".join(b"a%d=1" % number for number in range(20_000)) + b">" + LONG.encode(),
        b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>" + LONG.encode(),
        LONG.encode() + b"<p>" + b"text " * 420_000,
        LONG.encode() + b"<p>a<div>b<table><tr><td>c<li>d<a href=x>e",
    ],
    ids=["deep", "deeper than trafilatura likes", "title", "attributes", "json", "long", "unclosed"],
)
def test_hostile_pages_are_read(page: bytes) -> None:
    """No depth, length or brokenness of a page hides its text or stops the reader."""
    assert PROSE.strip() in " ".join(_texts(page))


def test_a_page_without_paragraphs_in_its_best_part_is_left_to_trafilatura() -> None:
    """A frameset, or a page of labels, gives nothing rather than an error."""
    assert [] == _texts("<html><frameset><frame src=a></frameset></html>")


def test_an_entity_bomb_is_not_expanded() -> None:
    """Entities that a page defines for itself are not followed."""
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>'

    assert not any("lollol" in text for text in _texts(f"{bomb}<html><body><p>&b;</p>{LONG}</body></html>"))


def test_short_lists_and_tables_among_paragraphs_stay() -> None:
    """A list or a table between kept paragraphs is part of the article, whatever its class says to others."""
    body = (
        f"{LONG}<ul class='entry-options'><li>oak beams</li><li>iron nails</li></ul>{LONG}"
        f"<table class='expand'><caption>Carts a year</caption><tr><td>2023</td><td>4</td></tr>"
        f"<tr><td>2024</td><td>5</td></tr></table>{LONG}{LONG}"
    )
    page = read_html(_page(body))

    assert (("oak beams", "iron nails"),) == lists_of(page.blocks)
    assert (("2023", "4"), ("2024", "5")) == tables_of(page.blocks)[0].rows
    assert "Carts a year" in [block.text for block in page.blocks]


def test_a_footer_of_a_quotation_names_who_is_quoted() -> None:
    """Only the footer of a page or an article is not to be read."""
    quotation = f"<blockquote>{PROSE}<footer>Jo Alder, carpenter of the bridge</footer></blockquote>"
    page = read_html(_page(f"{LONG}{quotation}{LONG}"))

    assert "Jo Alder, carpenter of the bridge" in [block.text for block in page.blocks]


def test_a_paragraph_named_for_a_button_is_read() -> None:
    """Scripts hang on the classes of paragraphs; only a short one can be the label of a button."""
    page = read_html(
        _page(f"<p class='share-anchor'>{PROSE}</p>{LONG}<p class='share-anchor'>Tell a friend</p>")
    )

    assert PROSE.strip() == page.blocks[0].text
    assert [Reason.SHARE] == [entry.reason for entry in page.removed if entry.text == "Tell a friend"]


def test_what_shows_nothing_is_nothing() -> None:
    """Characters and blocks that a browser shows as nothing make no paragraphs."""
    assert 2 == len(_texts(_page(f"{LONG}<p>&shy;</p><pre>\n\n \n\n</pre>")))


def test_endless_tables_end() -> None:
    """A table has at most a hundred columns, and spans reach over several rows."""
    wide = "<tr>" + "<td colspan=100 rowspan=100>many words in a cell</td>" * 50 + "</tr>"
    tall = "<tr><th rowspan=3>oak</th><td>one beam</td></tr><tr><td>two</td></tr><tr><td>three</td></tr>"
    page = read_html(_page(f"{LONG}<table>{wide * 3}</table>{LONG}<table>{tall}</table>{LONG}"))
    tables = tables_of(page.blocks)

    assert 100 == max(len(row) for row in tables[0].rows)
    assert (("oak", "one beam"), ("", "two"), ("", "three")) == tables[1].rows


def test_the_article_wins_over_a_fuller_part_that_is_none() -> None:
    """Where the readers of prose found another text altogether, what trafilatura found stays."""
    article = "".join(f"<p>{PROSE * 2}{number}</p>" for number in range(4))
    quip = "<p>Oh, my, how, nice, said one, and, well, so, did, all, of, us.</p>"
    slides = f"<div><div class=slides>{quip * 20}</div></div>"
    page = f"<html><body><div class=entry-content>{article}</div>{slides}</body></html>"

    assert 4 == len(_texts(page))
