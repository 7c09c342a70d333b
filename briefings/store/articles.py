"""The newsroom's shelf: articles go in once, and come out whole, by topic, by story or in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.store import choosing, counting, writing
from briefings.store.schema import Moment, article_topics, articles, bodies, seen
from briefings.store.shaping import article_from, refuse_unstorable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from briefings.model import Article, Candidate, Coverage, KeySentence, TopicMatch
    from briefings.store.database import Store

_CHUNK = 500  # values in one `in (...)`
_WHOLE = select(articles, bodies.c.content).join(bodies, bodies.c.seq == articles.c.seq)
_THESE = articles.c.id.in_(bindparam("ids", expanding=True))
_STANDING = select(articles.c.id, articles.c.topics).where(_THESE, articles.c.superseded_by.is_(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """A stored article as the search for near-copies sees it."""

    seq: int
    article_id: str
    story_id: str
    lead_id: str  # the article that speaks for it: itself, unless it is a near-copy
    title: str | None
    source: str
    published: datetime | None
    added: datetime
    fingerprint: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCount:
    """How much is known of a topic."""

    topic: str
    articles: int
    newest: datetime


class Articles:
    """The articles of a store. Each method is one transaction, or a part of the `store.write()` around it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(  # noqa: PLR0913  # all that is found out about an article, by name
        self,
        article: Article,
        *,
        digest: str,
        story_id: str,
        at: datetime,
        copy_of: str | None = None,
        fingerprint: bytes = b"",
        topics: Sequence[TopicMatch] = (),
        key_sentences: Sequence[KeySentence] = (),
    ) -> int | None:
        """Keep *article* and return its seq; None if equal content is there already.

        Either way the document it came from, whose bytes have *digest*, is known from now on. *copy_of* is
        the id of an article this one is a near-copy of: the two are one voice, and only one of them is ever a
        candidate. If the document told another article before, and this is that one mended (a near-copy of
        it, or under the same title), the old one is superseded.

        Raises:
            Unstorable: A text of the article holds what no database keeps; nothing was written.
            StoreError: The database could not keep it.
        """
        refuse_unstorable(article, topics, key_sentences, what=f"{article.source}/{article.path}")
        new = writing.NewArticle(
            article=article,
            digest=digest,
            story_id=story_id,
            copy_of=copy_of,
            fingerprint=fingerprint,
            topics=topics,
            key_sentences=key_sentences,
            at=at,
        )
        with self._store.write() as connection:
            return writing.add(connection, new)

    def article(self, article_id: str) -> Article | None:
        """Give back the article of that id, equal to the one that was added; None if there is none."""
        with self._store.read() as connection:
            row = connection.execute(_WHOLE.where(articles.c.id == article_id)).mappings().one_or_none()
        return None if row is None else article_from(row)

    def fetch(self, article_ids: Collection[str]) -> dict[str, Article]:
        """Give back those of these articles that there are, by their ids."""
        with self._store.read() as connection:
            rows = connection.execute(_WHOLE.where(_THESE), {"ids": list(article_ids)}).mappings().all()
        return {row["id"]: article_from(row) for row in rows}

    def standing(self, article_ids: Collection[str]) -> dict[str, frozenset[str]]:
        """Name the topics of each of these articles that there is and that nothing has superseded."""
        with self._store.read() as connection:
            rows = connection.execute(_STANDING, {"ids": list(article_ids)}).all()
        return {article_id: frozenset(topic for topic, _, _ in topics) for article_id, topics in rows}

    def articles_after(self, seq: int, limit: int) -> list[tuple[int, Article]]:
        """List at most *limit* articles added after number *seq*, in order, each with its number."""
        statement = _WHOLE.where(articles.c.seq > seq).order_by(articles.c.seq).limit(limit)
        with self._store.read() as connection:
            rows = connection.execute(statement).mappings().all()
        return [(row["seq"], article_from(row)) for row in rows]

    def highest_seq(self) -> int:
        """Tell the number of the newest article; 0 if there is none. Numbers grow, but may leave gaps."""
        with self._store.read() as connection:
            return connection.scalar(select(func.coalesce(func.max(articles.c.seq), 0))) or 0

    def candidates(
        self,
        *,
        topics: Sequence[str] = (),
        sources: Sequence[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        digest: str | None = None,
        limit: int = 100,
    ) -> list[Candidate]:
        """List at most *limit* articles to choose from, those *digest* has not told first, the newest first.

        Near-copies and superseded articles are left out. Empty *topics* or *sources* mean all; an article is
        of a source if any of its copies is. *since* and *until* go by the time it was news: when it was
        published, or added if it has no date or one in the future. The cost grows with *limit*, not with what
        is stored.
        """
        wanted = choosing.Wanted(
            topics=topics, sources=sources, since=since, until=until, digest=digest, limit=limit
        )
        with self._store.read() as connection:
            return choosing.candidates(connection, wanted)

    def story(self, story_id: str) -> list[Candidate]:
        """List all articles of a story, near-copies left out, in the order they were added."""
        of_story = articles.c.story_id == story_id, articles.c.lead == articles.c.seq
        with self._store.read() as connection:
            seqs = connection.scalars(select(articles.c.seq).where(*of_story).order_by(articles.c.seq)).all()
            return choosing.load(connection, seqs)

    def coverage(self, sources: Sequence[str] | None = None) -> Coverage:
        """Tell what was read of *sources*, of all when none is named; superseded articles do not count."""
        with self._store.read() as connection:
            return counting.coverage(connection, sources or ())

    def topic_counts(self) -> dict[str, TopicCount]:
        """Count the articles of each topic that has any, and tell when the newest of them was news."""
        column = article_topics.c
        counts = select(column.topic, func.count(), func.max(column.moment)).group_by(column.topic)
        with self._store.read() as connection:
            rows = connection.execute(counts.order_by(column.topic)).all()
        return {
            topic: TopicCount(topic=topic, articles=number, newest=newest) for topic, number, newest in rows
        }

    def retag(self, seq: int, topics: Sequence[TopicMatch]) -> None:
        """Replace the topics of the article numbered *seq*: for when the admin's topics have changed."""
        refuse_unstorable(topics, what=f"A topic of article {seq}")
        with self._store.write() as connection:
            writing.rewrite_topics(connection, seq, topics)

    def fingerprints(self, since: datetime | None = None) -> list[Fingerprint]:
        """List the fingerprints of what was added at *since* or later, in order."""
        lead = articles.alias("lead")
        column = articles.c
        statement = (
            select(
                column.seq,
                column.id.label("article_id"),
                column.story_id,
                lead.c.id.label("lead_id"),
                column.title,
                column.source,
                column.published,
                column.added,
                bodies.c.fingerprint,
            )
            .join(lead, lead.c.seq == column.lead)
            .join(bodies, bodies.c.seq == column.seq)
            .order_by(column.seq)
        )
        if since is not None:
            statement = statement.where(column.added >= since)
        with self._store.read() as connection:
            return [Fingerprint(**row) for row in connection.execute(statement).mappings()]

    def mark_seen(self, digest: str, article_ids: Iterable[str], *, at: datetime) -> None:
        """Note that *digest* has told these articles; the first time counts, unknown ids are passed over."""
        ids = sorted(set(article_ids))
        with self._store.write() as connection:
            for start in range(0, len(ids), _CHUNK):
                told = select(literal(digest), articles.c.seq, literal(at, Moment())).where(
                    articles.c.id.in_(ids[start : start + _CHUNK])
                )
                marks = insert(seen).from_select(["digest", "seq", "at"], told)
                connection.execute(marks.on_conflict_do_nothing())

    def seen(self, digest: str) -> frozenset[str]:
        """Name all articles *digest* has told."""
        told = select(articles.c.id).join(seen, seen.c.seq == articles.c.seq).where(seen.c.digest == digest)
        with self._store.read() as connection:
            return frozenset(connection.scalars(told))
