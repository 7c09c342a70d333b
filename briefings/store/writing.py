"""Write one article: its rows, its topics, its document, its source's counters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select, update

from briefings.store.counting import count
from briefings.store.schema import article_topics, articles, bodies, counters
from briefings.store.shaping import content_of, key_sentences_of, topics_of
from briefings.store.voices import Place, Reading, note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from briefings.model import Article, KeySentence, TopicMatch

_NEXT_SEQ = (
    update(counters)
    .where(counters.c.name == "seq")
    .values(value=counters.c.value + 1)
    .returning(counters.c.value)
)
# Where an article stands: its number, and the number and moment of the one that speaks for it.
_LEAD = articles.alias("lead")
_PLACE = (
    select(articles.c.seq, articles.c.lead, _LEAD.c.moment)
    .join(_LEAD, _LEAD.c.seq == articles.c.lead)
    .where(articles.c.id == bindparam("id"))
)
_ADD_ARTICLE, _ADD_BODY, _ADD_TOPIC = insert(articles), insert(bodies), insert(article_topics)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article, and all that was found out about it before it is written."""

    article: Article
    digest: str
    story_id: str
    copy_of: str | None
    fingerprint: bytes
    topics: Sequence[TopicMatch]
    key_sentences: Sequence[KeySentence]
    at: datetime

    @property
    def is_dated(self) -> bool:
        """Whether its date can be trusted: one in the future is a mistake of the page."""
        return self.article.published is not None and self.article.published <= self.at


def add(connection: Connection, new: NewArticle) -> int | None:
    """Write *new* and return its seq; None if its content is there already: then note one more copy."""
    seq: int = connection.execute(_NEXT_SEQ).scalar_one()
    article = new.article
    reading = Reading(source=article.source, path=article.path, digest=new.digest, at=new.at)
    known = _find(connection, article.id)
    if known is not None:
        note(connection, reading, known)
        return None
    place = _place(connection, new, seq)
    _write(connection, new, place)
    count(
        connection,
        article.source,
        by=1,
        undated=article.published is None,
        newest=article.published if new.is_dated else None,
    )
    note(connection, reading, place)
    return seq


def rewrite_topics(connection: Connection, seq: int, matches: Sequence[TopicMatch]) -> None:
    """Replace the topics of the article numbered *seq*; one that is not there has none."""
    moment = connection.scalar(select(articles.c.moment).where(articles.c.seq == seq))
    if moment is not None:
        connection.execute(delete(article_topics).where(article_topics.c.seq == seq))
        connection.execute(update(articles).where(articles.c.seq == seq).values(topics=topics_of(matches)))
        _write_topics(connection, seq, moment, matches)


def _find(connection: Connection, article_id: str) -> Place | None:
    row = connection.execute(_PLACE, {"id": article_id}).one_or_none()
    return None if row is None else Place(seq=row.seq, lead=row.lead, moment=row.moment)


def _place(connection: Connection, new: NewArticle, seq: int) -> Place:
    original = _find(connection, new.copy_of) if new.copy_of is not None else None
    if original is not None:
        return Place(seq=seq, lead=original.lead, moment=original.moment)
    return Place(seq=seq, lead=seq, moment=_moment(new))


def _moment(new: NewArticle) -> datetime:
    published = new.article.published
    return published if published is not None and new.is_dated else new.at


def _write(connection: Connection, new: NewArticle, place: Place) -> None:
    article, moment = new.article, _moment(new)
    connection.execute(
        _ADD_ARTICLE,
        {
            "seq": place.seq,
            "id": article.id,
            "lead": place.lead,
            "superseded_by": None,
            "story_id": new.story_id,
            "source": article.source,
            "path": article.path,
            "outlet": article.publisher,
            "title": article.title,
            "published": article.published,
            "added": new.at,
            "moment": moment,
            "url": article.url,
            "language": article.language,
            "characters": sum(len(paragraph.text) for paragraph in article.paragraphs),
            "copies": 1,
            "topics": topics_of(new.topics),
        },
    )
    body = {
        "seq": place.seq,
        "fingerprint": new.fingerprint,
        "key_sentences": key_sentences_of(new.key_sentences),
        "content": content_of(article),
    }
    connection.execute(_ADD_BODY, body)
    _write_topics(connection, place.seq, moment, new.topics)


def _write_topics(connection: Connection, seq: int, moment: datetime, matches: Sequence[TopicMatch]) -> None:
    names = dict.fromkeys(match.topic for match in matches)
    if names:
        connection.execute(_ADD_TOPIC, [{"topic": name, "moment": moment, "seq": seq} for name in names])
