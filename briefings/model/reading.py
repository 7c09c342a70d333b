"""What is read: a document becomes an article with a ledger, an article becomes a candidate for a story."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """A document as it lies in its source, before anyone has looked inside."""

    source: str
    path: str  # as shown to people; relative to the source's folder where there is one
    data: bytes
    url: str | None = None


class Kind(StrEnum):
    """What a paragraph is in the page's structure."""

    HEADING = "heading"
    TEXT = "text"
    LIST = "list"
    TABLE = "table"
    QUOTE = "quote"


class Reason(StrEnum):
    """Why a line was removed; the word an admin reads in the ledger."""

    LINK_FARM = "link farm"
    SPAM = "spam"
    MENU = "menu"
    ADVERT = "advert"
    PROMOTION = "promotion"
    COMMENT_FORM = "comment form"
    COUNTER = "counter"
    SHARE = "share buttons"
    RELATED = "related links"
    LEGAL = "legal"
    SUBMISSIONS = "call for submissions"
    METADATA = "read as metadata"
    DUPLICATE_TITLE = "duplicate title"
    DUPLICATE = "duplicate line"
    REPEATED = "repeated across documents"
    MOJIBAKE = "mojibake"
    OTHER_LANGUAGE = "other-language boilerplate"
    MARKUP = "markup"
    BOILERPLATE = "boilerplate"
    ADMIN_RULE = "admin rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One kept unit of an article: a paragraph, heading, list item, quotation or table row."""

    text: str
    kind: Kind
    line: int  # 1-based, in the source file


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table's cells; the same rows also stand among the paragraphs."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedLine:
    """One entry of the ledger."""

    line: int
    reason: Reason
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What cleaning made of a document. Equal content has an equal `id`, whatever its path, date or dirt."""

    id: str
    source: str
    path: str
    title: str | None
    title_is_own: bool = True  # False: taken from the file name or set by an admin, not read in the page
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: datetime | None = None  # aware, with the page's own offset; once stored, UTC
    date_source: str | None = None  # "json-ld" | "meta" | "time" | "text" | "admin"
    language: str = "und"  # BCP 47; "und" when unknown
    url: str | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    tables: tuple[Table, ...] = ()
    lists: tuple[tuple[str, ...], ...] = ()
    removed: tuple[RemovedLine, ...] = ()
    kept_ratio: float = 1.0  # kept / all characters, white space and an HTML page's furniture aside
    flagged: str | None = None  # a sentence for the admin: why a person should look


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A document that became no article, and why, in a sentence for the admin."""

    source: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySentence:
    """A sentence worth telling, picked once when its article is ingested."""

    paragraph: int
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMatch:
    """That an article belongs to a topic, and the words that say so, as they stand in it."""

    topic: str
    words: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored article as composing sees it: enough to choose and to quote, without its full text."""

    id: str
    seq: int  # grows with every stored article
    story_id: str
    source: str
    outlet: str | None
    title: str | None
    published: datetime | None
    added: datetime
    path: str
    url: str | None
    language: str
    characters: int  # of its text, to keep quotes under their share
    copies: int  # documents that told the same text, itself among them
    topics: tuple[TopicMatch, ...]
    key_sentences: tuple[KeySentence, ...]
    seen: bool = False  # told before, in the digest that was asked for
