"""Turn articles into rows and rows into equal articles."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

from briefings.model import (
    Article,
    Candidate,
    KeySentence,
    Kind,
    Paragraph,
    Reason,
    RemovedLine,
    Table,
    TopicMatch,
)
from briefings.store.errors import Unstorable

# The fields of a candidate that a column holds as it is; topics, key sentences and `seen` follow.
_PLAIN = tuple(field.name for field in dataclasses.fields(Candidate))[:-3]
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import RowMapping


def content_of(article: Article) -> dict[str, Any]:
    """Shape what only a reader of the whole article needs as plain lists and texts."""
    return {
        "title_is_own": article.title_is_own,
        "authors": article.authors,
        "date_source": article.date_source,
        "paragraphs": [(each.text, each.kind, each.line) for each in article.paragraphs],
        "tables": [(each.header, each.rows, each.line) for each in article.tables],
        "lists": article.lists,
        "removed": [(each.line, each.reason, each.text) for each in article.removed],
        "kept_ratio": article.kept_ratio,
        "flagged": article.flagged,
    }


def article_from(row: RowMapping) -> Article:
    """Make the article again from a row of `articles` joined with `bodies`."""
    content = row["content"]
    return Article(
        id=row["id"],
        source=row["source"],
        path=row["path"],
        title=row["title"],
        title_is_own=content["title_is_own"],
        authors=tuple(content["authors"]),
        publisher=row["outlet"],
        published=row["published"],
        date_source=content["date_source"],
        language=row["language"],
        url=row["url"],
        paragraphs=tuple(
            Paragraph(text=text, kind=Kind(kind), line=line) for text, kind, line in content["paragraphs"]
        ),
        tables=tuple(
            Table(header=tuple(header), rows=tuple(tuple(cells) for cells in rows), line=line)
            for header, rows, line in content["tables"]
        ),
        lists=tuple(tuple(items) for items in content["lists"]),
        removed=tuple(
            RemovedLine(line=line, reason=Reason(reason), text=text)
            for line, reason, text in content["removed"]
        ),
        kept_ratio=content["kept_ratio"],
        flagged=content["flagged"],
    )


def candidate_from(row: Sequence[Any], *, seen: bool) -> Candidate:
    """Make a candidate from a row whose columns stand in the order of its fields."""
    *plain, topics, key_sentences = row
    return Candidate(
        **dict(zip(_PLAIN, plain, strict=True)),
        topics=tuple(
            TopicMatch(topic=topic, words=tuple(words), score=score) for topic, words, score in topics
        ),
        key_sentences=tuple(
            KeySentence(paragraph=paragraph, start=start, end=end, text=text, score=score)
            for paragraph, start, end, text, score in key_sentences
        ),
        seen=seen,
    )


def topics_of(matches: Sequence[TopicMatch]) -> list[Any]:
    """Shape topic matches as plain lists."""
    return [(each.topic, each.words, each.score) for each in matches]


def key_sentences_of(sentences: Sequence[KeySentence]) -> list[Any]:
    """Shape key sentences as plain lists."""
    return [(each.paragraph, each.start, each.end, each.text, each.score) for each in sentences]


def refuse_unstorable(*values: Any, what: str) -> None:
    """Refuse texts, however deep in *values*, that PostgreSQL (NUL) or UTF-8 (half a pair) cannot hold.

    Taking them out here would move the offsets of every quote behind them; that is for cleaning to do.

    Raises:
        Unstorable: There is such a text in *values*; *what* names them.
    """
    joined = " ".join(_texts(values))
    if _UNSTORABLE.search(joined):
        raise Unstorable(
            f"{what} holds a NUL character or half a surrogate pair, which no database keeps. "
            "Cleaning must take it out."
        )


def storable(text: str) -> str:
    """Show what no database holds as U+FFFD: for names of files and for reasons, which nobody quotes."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))
