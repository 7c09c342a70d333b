"""Documents and the sources they come from: what was read, when, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.model import Rejection
from briefings.store import voices
from briefings.store.schema import articles, documents, sources
from briefings.store.shaping import storable

if TYPE_CHECKING:
    from datetime import datetime

    from briefings.store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document as it was last read: the article it became, or the reason why it became none."""

    source: str
    path: str
    read: datetime
    article_id: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source as `briefbot status` shows it."""

    name: str
    checked: datetime | None  # when the last poll ended
    note: str | None  # what went wrong at it
    documents: int
    rejected: int
    articles: int
    undated: int
    newest: datetime | None


class Documents:
    """The documents of a store. Each method is one transaction, or a part of the `write()` around it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def knows(self, source: str, path: str, digest: str) -> bool:
        """Tell whether this document was read with these bytes, whatever became of it.

        The caller makes *digest* from all that decides what becomes of the bytes, its own rules among it.
        """
        column = documents.c
        known = select(column.digest).where(column.source == source, column.path == storable(path))
        with self._store.read() as connection:
            return connection.scalar(known) == digest

    def digests(self, source: str) -> dict[str, str]:
        """Map the path of every document of *source* to the digest it was last read with."""
        column = documents.c
        with self._store.read() as connection:
            rows = connection.execute(select(column.path, column.digest).where(column.source == source))
            return {row.path: row.digest for row in rows}

    def reject(self, rejection: Rejection, *, digest: str, at: datetime) -> None:
        """Note that a document became no article, and why. An article it told before stays."""
        reading = voices.Reading(source=rejection.source, path=storable(rejection.path), digest=digest, at=at)
        with self._store.write() as connection:
            voices.note_rejected(connection, reading, storable(rejection.reason))

    def rejections(self, source: str | None = None) -> list[Rejection]:
        """List the documents that became no article, by source and path."""
        return [
            Rejection(source=each.source, path=each.path, reason=each.reason)
            for each in self.listing(source)
            if each.reason is not None
        ]

    def listing(self, source: str | None = None) -> list[Document]:
        """List the documents of *source*, or of all, by source and path."""
        column = documents.c
        statement = select(
            column.source, column.path, column.read, articles.c.id.label("article_id"), column.reason
        ).join(articles, articles.c.seq == column.seq, isouter=True)
        if source is not None:
            statement = statement.where(column.source == source)
        with self._store.read() as connection:
            found = [Document(**row) for row in connection.execute(statement).mappings()]
        # Sorted here: PostgreSQL sorts text by the customs of its locale, SQLite by code points.
        return sorted(found, key=lambda each: (each.source, each.path))

    def check_in(self, source: str, *, at: datetime, note: str | None = None) -> None:
        """Note that a poll of *source* ended, with what went wrong, if anything did."""
        values = {"checked": at, "note": None if note is None else storable(note)}
        row = insert(sources).values(name=source, articles=0, undated=0, **values)
        with self._store.write() as connection:
            connection.execute(row.on_conflict_do_update(index_elements=[sources.c.name], set_=values))

    def sources(self) -> list[SourceState]:
        """List every source that was ever polled or read, by name."""
        column = documents.c
        tally = (
            select(
                column.source, func.count().label("documents"), func.count(column.reason).label("rejected")
            )
            .group_by(column.source)
            .subquery()
        )
        statement = select(
            sources,
            func.coalesce(tally.c.documents, 0).label("documents"),
            func.coalesce(tally.c.rejected, 0).label("rejected"),
        ).join(tally, tally.c.source == sources.c.name, isouter=True)
        with self._store.read() as connection:
            found = [SourceState(**row) for row in connection.execute(statement).mappings()]
        return sorted(found, key=lambda each: each.name)
