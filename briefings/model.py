"""The words of the newsroom: every value that passes between its rooms, named by its moment.

What an admin defines (Source, Topic, Digest, Schedule ...), what is read (RawDocument -> Article), what is told
(Story -> Briefing, Passage -> Answer) and what is posted (Delivery). Nothing here does anything; times are aware
UTC, durations are `timedelta`, offsets count characters of a paragraph's text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

# ---------------------------------------------------------------- what an admin defines


@dataclass(frozen=True, slots=True, kw_only=True)
class CleaningRules:
    """What an admin adds to the general cleaning of a source."""

    max_removed: float = 0.6  # share of the text; above it an article is flagged
    drop: tuple[str, ...] = ()  # a line holding one of these phrases always goes
    keep: tuple[str, ...] = ()  # a line holding one of these phrases always stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place articles come from. Overrides win over what the page says and are shown as "set by admin"."""

    name: str
    kind: str  # "folder" | "feed" | "page"
    location: str  # a directory, or an address
    outlet: str | None = None
    title: str | None = None
    published: datetime | None = None
    cleaning: CleaningRules = field(default_factory=CleaningRules)


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryEntry:
    """One thing and all its names; a question with any of them finds text with any other."""

    name: str
    term: str
    aliases: tuple[str, ...] = ()
    definition: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A subject people follow: words and phrases that an article must, may or must not hold."""

    name: str
    label: str
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    within: tuple[str, ...] = ("title", "body")
    weight: float = 1.0
    cap: int | None = None  # at most so many stories of this topic in one briefing
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a briefing is made of and how long it may be."""

    name: str
    topics: tuple[str, ...] = ()  # empty: every topic, and what no topic claims
    sources: tuple[str, ...] = ()  # empty: every source
    window: str = "since-last"  # "since-last" | "24h" | "3d" | "7d" | "all"
    length: str = "short"  # "headlines" | "short" | "full"
    max_stories: int = 5
    max_stories_per_source: int = 3
    max_sentences_per_story: int = 3
    max_share_of_article: float = 0.15
    show: tuple[str, ...] = ("why", "coverage")
    if_empty: str = "skip"  # "skip" | "line"
    silence_alert_days: int = 3
    template: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place briefings go to."""

    name: str
    platform: str
    channel: str = ""
    threads: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a digest goes to its targets: fixed local times on some days, or a cron line, in an IANA time zone."""

    name: str
    digest: str
    targets: tuple[str, ...]
    timezone: str
    at: tuple[time, ...] = ()
    cron: str | None = None
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)  # Monday is 0, as in datetime.weekday()
    catch_up: str = "latest"  # "latest" | "none"
    grace: timedelta = timedelta(hours=6)
    skip_dates: tuple[date, ...] = ()


# ---------------------------------------------------------------- what is read


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
    """What cleaning made of a document. Equal content has an equal `id`, whatever its path, date or boilerplate."""

    id: str
    source: str
    path: str
    title: str | None
    title_is_own: bool = True  # False: taken from the file name or set by an admin, not read in the page
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: datetime | None = None
    date_source: str | None = None  # "json-ld" | "meta" | "time" | "text" | "admin"
    language: str = "und"  # BCP 47; "und" when unknown
    url: str | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    tables: tuple[Table, ...] = ()
    lists: tuple[tuple[str, ...], ...] = ()
    removed: tuple[RemovedLine, ...] = ()
    kept_ratio: float = 1.0  # kept characters / all characters, white space aside
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


# ---------------------------------------------------------------- what is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A receipt: `article.paragraphs[paragraph].text[start:end] == text`, always."""

    article_id: str
    paragraph: int  # 0-based index into Article.paragraphs
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRef:
    """What a reader needs to know of an article that is cited."""

    id: str
    title: str | None
    source: str
    outlet: str | None
    published: datetime | None
    path: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was read for a briefing or an answer: the line that says how far to trust a silence."""

    sources: int
    sources_read: int
    articles: int
    undated: int
    newest: datetime | None


class Strength(StrEnum):
    """How well a passage fits its question."""

    STRONG = "strong"
    PARTIAL = "partial"
    WEAK = "weak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One verbatim piece of an article that speaks to a question."""

    citation: Citation
    article: ArticleRef
    line: int
    score: float
    strength: Strength
    marks: tuple[tuple[int, int], ...] = ()  # matched words, as offsets into citation.text


class Status(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    WEAK = "weak"
    NOTHING_FOUND = "nothing_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Up to three passages, or an honest "nothing found" with what was searched."""

    question: str
    status: Status
    passages: tuple[Passage, ...] = ()
    corrected: str | None = None  # the question as it was understood, where spelling was mended
    matched_as: tuple[tuple[str, str], ...] = ()  # (word asked, name it was found under)
    suggestions: tuple[str, ...] = ()  # nearest topics, by label
    coverage: Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why a story is in a briefing, as data: `briefbot why` and the button render it."""

    rank: int  # 1-based
    score: float
    parts: tuple[tuple[str, float], ...]  # what the score is made of, in the order it was added
    topics: tuple[str, ...]
    matched: tuple[str, ...]  # the words that made the topics match, as they stand in the article
    copies: int  # near-copies counted as one voice
    seen_before: bool
    beat: tuple[str, ...]  # titles of the stories next below


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event as one or several articles tell it."""

    id: str
    title: str
    articles: tuple[ArticleRef, ...]  # the one the title comes from first
    sentences: tuple[Citation, ...]  # the lede line first
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A story that was considered and is not in the briefing, and the rule that kept it out."""

    story_id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """A digest filled for one moment."""

    digest: str
    as_of: datetime
    stories: tuple[Story, ...]
    left_out: tuple[LeftOut, ...]
    coverage: Coverage


# ---------------------------------------------------------------- what is posted


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryKey:
    """What makes a post unique: one schedule, one due time, one destination, one part."""

    schedule: str
    scheduled_for: datetime
    destination: str  # "platform:channel"
    part: int = 0


class DeliveryState(StrEnum):
    """Where a delivery stands. `sending` with a lease that ran out is uncertain, never simply sent again."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"
    MISSED = "missed"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the outbox, as claimed: only the holder of `attempts` may settle it."""

    id: int
    key: DeliveryKey
    state: DeliveryState
    attempts: int
    payload: str  # the frozen message, as JSON
    receipt: str | None = None  # the platform's id of the posted message
    note: str | None = None  # what went wrong last, in a sentence
