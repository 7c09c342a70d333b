"""What is told: stories in a briefing and passages in an answer, each sentence with its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


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

    sources: int  # documents found, as readers count: each saved page is a source
    sources_read: int  # documents that became articles
    articles: int  # different texts among them
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
    notes: tuple[str, ...] = ()  # what was left out of it and why, in sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event as one or several articles tell it."""

    id: str
    title: str
    articles: tuple[ArticleRef, ...]  # the one the title comes from first
    sentences: tuple[Citation, ...]  # the lede line first
    figures: tuple[Citation, ...] = ()  # amounts, shares and counts in the sentences, the most telling first
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
