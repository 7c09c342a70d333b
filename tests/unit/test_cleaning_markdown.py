"""Markdown says by itself what is a heading, a list, a table; its dirt goes like any other."""

from __future__ import annotations

from briefings.cleaning import clean
from briefings.model import Article, Kind, RawDocument, Reason, Table

TEXT = (
    "The harbour bridge reopened on Monday, three weeks earlier than planned, and the first bus was full of "
    "people who only wanted to cross it."
)


def _clean(text: str) -> Article:
    cleaned = clean(RawDocument(source="harbour", path="bridge.md", data=text.encode()))
    assert isinstance(cleaned, Article), cleaned
    return cleaned


def test_a_first_heading_is_the_title() -> None:
    """The heading of the first level at the top is the title, and no paragraph."""
    article = _clean(f"# Bridge\n\n{TEXT}")

    assert ("Bridge", [TEXT]) == (article.title, [paragraph.text for paragraph in article.paragraphs])


def test_of_headings_in_a_row_the_longest_is_the_title() -> None:
    """A site that sets its own name as a heading, too, does not name its articles with it."""
    article = _clean(
        f"# Harbour\n\n# The bridge is open again\n\n{TEXT}\n\n# And the ferry goes on as before\n\n{TEXT}"
    )

    assert "The bridge is open again" == article.title


def test_a_table_keeps_its_rows_and_a_list_its_short_items() -> None:
    """What would be doubtful as a line of its own stays where the greater part of its table or list stays."""
    article = _clean(
        f"# Bridge\n\n{TEXT}\n\n| Day | First bus | Last bus |\n|---|---|---|\n| Mo | 6:10 | 22:00 |\n\n"
        f"{TEXT} Again.\n\n"
        "- Two more buses cross it each morning.\n- Dogs\n- Share\n"
    )

    assert ((("Mo", "6:10", "22:00"),), ("Two more buses cross it each morning.", "Dogs", "Share")) == (
        article.tables[0].rows,
        article.lists[0],
    )


def test_dirt_goes_from_a_list_that_stays() -> None:
    """A line that is surely spam is no item of the article, whatever stands around it."""
    article = _clean(
        f"# Bridge\n\n{TEXT}\n\n- Two more buses cross it each morning.\n- Dogs ride free from April.\n"
        "- casino slots | poker online | viagra | escort\n"
    )

    assert ([Reason.LINK_FARM], 2) == (
        [removed.reason for removed in article.removed if removed.reason is not Reason.METADATA],
        len(article.lists[0]),
    )


def test_a_lower_heading_is_no_title() -> None:
    """Without a heading of the first level the title is looked for as in any text."""
    assert None is _clean(f"{TEXT}\n\n## What changes\n\n{TEXT}\n\n{TEXT}\n\n{TEXT}\n\n# Last").title


def test_structure_is_kept() -> None:
    """Lists, nested lists, tables, quotations and code come out with their lines."""
    article = _clean(
        f"# Bridge\n\n{TEXT}\n\n- walk\n- ride\n\n  by bus only\n  - at night\n  - by day\n\n"
        "| From | To |\n|---|---|\n| Quay | Mole |\n\n> We **forgot** the `way`.\n\n"
        f"```\nbridge --open\n```\n\n{TEXT} Again."
    )

    assert (("walk", "ride"), ("at night", "by day")) == article.lists
    assert (Table(header=("From", "To"), rows=(("Quay", "Mole"),), line=12),) == article.tables
    assert [(Kind.QUOTE, "We forgot the way.", 16), (Kind.TEXT, "bridge --open", 18)] == [
        (paragraph.kind, paragraph.text, paragraph.line) for paragraph in article.paragraphs[-3:-1]
    ]


def test_lines_of_one_paragraph_are_joined() -> None:
    """A break inside a paragraph is a space, hard or soft; pictures are not read, links by their words."""
    article = _clean(
        f"# Bridge\n\n{TEXT}\n\nThe [first](/a) bus\nwas full  \nof ![a bridge](b.png)bakers &amp; tourists."
    )

    assert "The first bus was full of bakers & tourists." == article.paragraphs[-1].text


def test_a_list_of_links_is_a_menu() -> None:
    """Items that are nothing but links speak for no text."""
    article = _clean(
        f"- [Harbour](/h)\n- [Lantern](/l)\n- [Ferry times](/f)\n\n# Bridge\n\n{TEXT}\n\n{TEXT} Again."
    )

    assert () == article.lists
    assert {"Harbour", "Lantern", "Ferry times"} <= {entry.text for entry in article.removed}


def test_html_inside_is_read_by_its_words() -> None:
    """A block of HTML gives its text; one of comments and tags alone gives nothing."""
    block = f"<div>\n<p>{TEXT.replace('Monday', 'Sunday')}</p>\n</div>"
    article = _clean(f"# Bridge\n\n{TEXT}\n\n{block}\n\n<!-- note -->\n\n---\n")

    assert [TEXT, TEXT.replace("Monday", "Sunday")] == [paragraph.text for paragraph in article.paragraphs]


def test_dirt_in_markdown_goes() -> None:
    """Menus and newsletters are furniture in Markdown too."""
    removed = _clean(f"[Home](/) | [News](/n)\n\n# Bridge\n\n{TEXT}\n\nSubscribe to our newsletter").removed

    assert {Reason.MENU, Reason.METADATA, Reason.PROMOTION} == {entry.reason for entry in removed}
