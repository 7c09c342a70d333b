"""Bytes of a web page become a tree: encodings, XHTML, fragments, lines."""

from __future__ import annotations

import pytest

from briefings.cleaning.html import read_html
from briefings.cleaning.htmltree import Lines, declared_charset, parse

WORDS = "Grüße aus München, schrieb sie, und fuhr über die Brücke nach Süden. "


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b'<meta charset="ISO-8859-1">', "cp1252"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb18030"),
        (b'<?xml version="1.0" encoding="Shift_JIS"?>', "cp932"),
        (b"<meta charset=koi8-r>", "koi8-r"),
        (b"<p>no declaration</p>", None),
    ],
)
def test_declarations_are_read_as_browsers_read_them(head: bytes, charset: str | None) -> None:
    """A label names the superset that browsers use for it."""
    assert charset == declared_charset(head)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_any_encoding_gives_the_same_text(encoding: str) -> None:
    """Bytes are read by their mark, as UTF-8, or as the page declares."""
    label = "" if encoding == "utf-16" else '<meta charset="latin1">'
    data = f"<html><head>{label}</head><body><p>{WORDS}</p></body></html>".encode(encoding)

    assert [WORDS.strip()] == [block.text for block in read_html(data).blocks]


def test_prefixed_tags_are_tags() -> None:
    """XHTML may put every tag into a namespace with a prefix."""
    page = f'<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:body><h:p>{WORDS}</h:p></h:body></h:html>'

    assert [WORDS.strip()] == [block.text for block in read_html(page).blocks]


def test_character_data_of_xhtml_is_text() -> None:
    """A CDATA section of an XML page is text, not a comment."""
    tree, _ = parse(f'<?xml version="1.0"?><html><body><p><![CDATA[{WORDS}]]></p></body></html>')

    assert tree is not None
    assert WORDS in tree.text_content()


def test_controls_are_spaces() -> None:
    """Characters that no document may hold do not stop the parser or join words."""
    tree, _ = parse("<p>one\x00two\x0cthree</p>")

    assert tree is not None
    assert "one two three" == tree.text_content()


def test_lines_beyond_the_parsers_count() -> None:
    """libxml2 counts lines up to 65,535; the text itself is found beyond them."""
    page = read_html("\n" * 70_000 + f"<p>{WORDS}</p>\n\n<p>Ein zweiter Absatz steht zwei Zeilen tiefer.</p>")

    assert [70_001, 70_003] == [block.line for block in page.blocks]


def test_lines_of_text_that_the_source_spells_otherwise() -> None:
    """Where entities hide the words, the line of the tag before is the best there is."""
    lines = Lines("<p>\n&auml;&ouml;</p>\n<p>&uuml;</p>")

    assert [1, 3, 1] == [lines.line_of("äö", 1), lines.line_of("ü", 3), lines.line_of("\u00a0", None)]
