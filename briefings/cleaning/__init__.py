"""Bytes become an article and a ledger of what was removed and why, or a rejection."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from briefings.cleaning.blocks import Page, lists_of, tables_of
from briefings.cleaning.decoding import decode, is_binary
from briefings.cleaning.judging import Rules, line_key
from briefings.cleaning.lines import read_lines
from briefings.cleaning.plain import read_text
from briefings.cleaning.screening import screen, why_rejected
from briefings.model import Article, CleaningRules, Paragraph, Reason, Rejection
from briefings.text import detect_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefings.cleaning.lines import Line
    from briefings.model import RawDocument, Source

__all__ = ["clean", "survey"]

_HTML_SUFFIX = re.compile(r"\.x?html?$", re.IGNORECASE)
_MARKDOWN_SUFFIX = re.compile(r"\.(?:md|markdown)$", re.IGNORECASE)
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TAG = re.compile(r"</(?:p|div|a|span|li|td|h[1-6])>", re.IGNORECASE)
_MANY_TAGS = 10  # closing tags in the first part of a text: somebody saved a piece of a page
_SAMPLE = 20_000  # characters
_LANGUAGE_SAMPLE = 4_000  # characters of the article
_LONGEST_MARKDOWN = 500_000  # characters; a longer one is read as plain text
_LONGEST_STRETCH = 20_000  # characters of Markdown without a blank line
_MOST_LINES = 20_000
_SURVEYED_LINES = 5_000  # of a document; a footer is among the first or last of them
_FEWEST_STORIES = 3  # a line stands in before it is nobody's
_STORIES_SHARE = 0.3  # and of all stories: three papers may quote the same sentence
_LONGEST_REPEATED = 400  # characters; a whole paragraph in many documents is a syndicated story
_FURNITURE = (
    Reason.MENU,
    Reason.RELATED,
    Reason.LEGAL,
    Reason.SHARE,
    Reason.COMMENT_FORM,
    Reason.ADVERT,
    Reason.MARKUP,
)


def clean(
    raw: RawDocument, *, source: Source | None = None, repeated: frozenset[int] = frozenset()
) -> Article | Rejection:
    """Read a document of any kind and encoding; its words stay as they stand, what is not the article goes.

    The article's `removed` names every line that went, and why. *repeated* holds the keys of
    `survey`. What *source* defines for title, outlet and date wins over what the page says.
    """
    rules = Rules(admin=source.cleaning if source else CleaningRules(), repeated=repeated)
    page = _read(raw, rules)
    reason = page if isinstance(page, str) else why_rejected(page)
    if isinstance(page, str) or reason is not None:
        return Rejection(source=raw.source, path=raw.path, reason=reason or "it has no text")
    return _article(raw, page, source, rules)


def survey(documents: Iterable[RawDocument]) -> frozenset[int]:
    """Find the short lines that stand in many documents: menus, footers and notices, as keys for `clean`.

    Documents that tell one text, however often it was syndicated, count as one: what they share is the story.
    """
    told_in: defaultdict[int, set[int]] = defaultdict(set)
    for raw in documents:
        text = decode(raw.data)
        if is_binary(text) or _is_html(raw, text):
            continue  # markup says by itself what is a menu
        lines = [line.text for line in _edges(read_lines(text))]
        # Copies of one story share its longest line; two stories hardly ever do.
        story = line_key(max(lines, key=len, default=""))
        for line in lines:
            if len(line) <= _LONGEST_REPEATED:
                told_in[line_key(line)].add(story)
    stories = set().union(*told_in.values())
    fewest = max(_FEWEST_STORIES, _STORIES_SHARE * len(stories))
    return frozenset(key for key, told in told_in.items() if len(told) >= fewest)


def _edges(lines: Sequence[Line]) -> Sequence[Line]:
    half = _SURVEYED_LINES // 2
    return lines if len(lines) <= _SURVEYED_LINES else [*lines[:half], *lines[-half:]]


def _read(raw: RawDocument, rules: Rules) -> Page | str:
    """Return the page, or the reason why the bytes are none."""
    text = decode(raw.data)
    if not text.strip("\ufeff\x00 \t\r\n"):
        return "it is empty"
    if is_binary(text):
        return "it is binary data, no text"
    if (lines := text.count("\n") + text.count(r"\n")) > _MOST_LINES:
        return f"it has {lines:,} lines, more than any article; split it"
    if _is_html(raw, text):
        from briefings.cleaning.html import read_html  # noqa: PLC0415  # lxml takes 50 ms to import

        return screen(read_html(raw.data), rules)
    if _MARKDOWN_SUFFIX.search(raw.path) and _is_parsable(text):
        from briefings.cleaning.markdown import read_markdown  # noqa: PLC0415  # only where there is Markdown

        return read_markdown(text, rules)
    return read_text(text, rules)


def _is_html(raw: RawDocument, text: str) -> bool:
    if _HTML_SUFFIX.search(raw.path) or _HTML_START.match(text[:_SAMPLE]):
        return True
    is_markdown = _MARKDOWN_SUFFIX.search(raw.path) is not None
    return not is_markdown and len(_HTML_TAG.findall(text[:_SAMPLE])) >= _MANY_TAGS


def _is_parsable(text: str) -> bool:
    """Tell whether Markdown can be parsed in time: its parser is quadratic in the brackets of a paragraph."""
    return len(text) <= _LONGEST_MARKDOWN and max(map(len, text.split("\n\n"))) <= _LONGEST_STRETCH


def _article(raw: RawDocument, page: Page, source: Source | None, rules: Rules) -> Article:
    paragraphs = tuple(Paragraph(text=block.text, kind=block.kind, line=block.line) for block in page.blocks)
    ratio = _kept_ratio(page)
    published, date_source = page.published, page.date_source
    if source and source.published:
        published, date_source = source.published, "admin"
    return Article(
        id=_identity(paragraphs),
        source=raw.source,
        path=raw.path,
        title=(source.title if source else None) or page.title,
        title_is_own=not (source and source.title),
        authors=page.authors,
        publisher=(source.outlet if source else None) or page.publisher,
        published=published,
        date_source=date_source,
        language=page.language or detect_language(_sample(paragraphs)),
        url=page.url or raw.url,
        paragraphs=paragraphs,
        tables=tables_of(page.blocks),
        lists=lists_of(page.blocks),
        removed=tuple(sorted(page.removed, key=lambda entry: entry.line)),
        kept_ratio=ratio,
        flagged=_flag(1 - ratio, rules.admin.max_removed),
    )


def _identity(paragraphs: Iterable[Paragraph]) -> str:
    """Return an id that only the text decides: not path, date, white space, or what was removed."""
    content = "\n".join(" ".join(paragraph.text.split()) for paragraph in paragraphs)
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:16]


def _kept_ratio(page: Page) -> float:
    """Return the share of the page's characters that is told: in the text, or as its title and byline."""
    told = [block.text for block in page.blocks]
    told += [entry.text for entry in page.removed if entry.reason is Reason.METADATA]
    # Every site has menus and footers around an article: that they went is nothing to look at.
    expected = {Reason.METADATA, *(_FURNITURE if page.is_whole else ())}
    gone = [entry.text for entry in page.removed if entry.reason not in expected]
    kept, removed = (sum(len("".join(text.split())) for text in texts) for texts in (told, gone))
    return round(kept / max(1, kept + removed), 4)


def _flag(removed: float, most: float) -> str | None:
    if removed <= most:
        return None
    return (
        f"{removed:.0%} of the text was removed, more than {most:.0%}; look at what went, and at what stayed"
    )


def _sample(paragraphs: Iterable[Paragraph]) -> str:
    return "\n".join(paragraph.text for paragraph in paragraphs)[:_LANGUAGE_SAMPLE]
