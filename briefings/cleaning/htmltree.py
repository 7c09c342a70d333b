"""Bytes of a web page become a tree and its source text, however broken or hostile the page is."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from briefings.cleaning.decoding import decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEAD_BYTES = 4096  # where a page must declare its encoding; browsers look at 1,024
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_AS_BROWSERS_READ = {  # the WHATWG encoding standard: the label is read as its superset
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "tis-620": "cp874",
    "utf-16": "utf-8",  # a page whose declaration can be read byte by byte is not UTF-16
}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_XHTML_PREFIX = re.compile(r"""xmlns:([A-Za-z][\w-]{0,20})\s*=\s*["']http://www\.w3\.org/1999/xhtml["']""")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_HUGE_TAG = re.compile(
    r"<([A-Za-z][A-Za-z0-9]{0,15})\s[^<>]{20000,}>"
)  # a picture written into its tag, or an attack
_WRAPPERS = re.compile(r"</?(?!/?(?:p|br|h[1-6]|title|html|head|body|script|style)\b)[A-Za-z][^<>]*>")


def declared_charset(data: bytes) -> str | None:
    """Read the encoding that a page declares for itself, under the name browsers read it by."""
    found = _CHARSET.search(data[:_HEAD_BYTES])
    if found is None:
        return None
    label = found.group(1).decode("ascii").lower()
    return _AS_BROWSERS_READ.get(label, label)


def parse(data: bytes | str) -> tuple[HtmlElement | None, str]:
    """Make a tree of a page, and its source text for line numbers; no tree when there is nothing to read.

    A fragment gets the <html> and <body> it lacks. A page nested deeper than libxml2 follows (2,048) is read
    without its wrappers, so its text is not lost.
    """
    source = data if isinstance(data, str) else decode(data, declared_charset(data))
    markup = _as_html(_HUGE_TAG.sub(r"<\1>", _CONTROLS.sub(" ", source)))
    tree, is_cut = _tree(markup)
    if is_cut:
        tree, _ = _tree(_WRAPPERS.sub(" ", markup))
    return tree, source


def _as_html(markup: str) -> str:
    """Turn the ways of XHTML into those of HTML: prefixed tags and CDATA sections."""
    head = markup[:_HEAD_BYTES]
    if (prefix := _XHTML_PREFIX.search(head)) is not None:
        markup = re.sub(rf"<(/?){re.escape(prefix.group(1))}:", r"<\1", markup)
    if head.lstrip().startswith("<?xml"):
        markup = _CDATA.sub(lambda section: section.group(1), markup)
    return markup


def _tree(markup: str) -> tuple[HtmlElement | None, bool]:
    from lxml import etree, html  # noqa: PLC0415  # 20 ms, only for HTML pages

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(markup.encode("utf-8"), parser=parser)
    except etree.ParserError:  # "Document is empty": nothing but white space and comments
        return None, False
    return tree, any("Excessive depth" in error.message for error in parser.error_log)


class Lines:
    """Find the source line of a text, since libxml2 knows lines of tags only, and none above 65,535."""

    _LAST_KNOWN = 65_535
    _WINDOW = 200_000  # characters after the tag in which its text must begin
    _PROBE = re.compile(r"[^\s&<>\u00a0\u00ad\u200b]{1,40}")

    def __init__(self, source: str) -> None:
        self._source = source
        self._starts = list(accumulate((len(line) + 1 for line in source.split("\n")), initial=0))
        self._reached = 0  # the last text was found here; the next of an unknown line stands after it

    def line_of(self, text: str, tag_line: int | None) -> int:
        """Return the 1-based line where *text* begins, which follows a tag that ends on *tag_line*."""
        known = tag_line if tag_line is not None and tag_line < self._LAST_KNOWN else None
        start = self._reached if known is None else self._starts[min(known, len(self._starts) - 1) - 1]
        probe = self._PROBE.search(text)
        if probe is not None:
            found = self._source.find(probe.group(), start, start + self._WINDOW)
            if found >= 0:
                self._reached = found
                return bisect_right(self._starts, found)
        return known or bisect_right(self._starts, self._reached)
