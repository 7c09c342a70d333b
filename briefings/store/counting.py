"""Count articles while they are written, so that a briefing tells its coverage from one row a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, select, true
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.model import Coverage
from briefings.store.schema import documents, sources

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement, Connection

_NEW = insert(sources)
_ARTICLES = select(
    func.coalesce(func.sum(sources.c.articles), 0),
    func.coalesce(func.sum(sources.c.undated), 0),
    func.max(sources.c.newest),
)
# A document has a lead whenever it has an article; unlike `seq` the lead stands in the index by source.
_DOCUMENTS = select(
    documents.c.source, func.count().label("found"), func.count(documents.c.lead).label("read")
).group_by(documents.c.source)
_KEPT, _ADDED = sources.c, _NEW.excluded
_COUNT = _NEW.on_conflict_do_update(
    index_elements=[_KEPT.name],
    set_={
        "articles": _KEPT.articles + _ADDED.articles,
        "undated": _KEPT.undated + _ADDED.undated,
        # The larger of two values is max() in SQLite, greatest() in PostgreSQL.
        "newest": case(
            (_KEPT.newest.is_(None), _ADDED.newest),
            (_ADDED.newest > _KEPT.newest, _ADDED.newest),
            else_=_KEPT.newest,
        ),
    },
)


def count(
    connection: Connection, source: str, *, by: int, undated: bool, newest: datetime | None = None
) -> None:
    """Add *by* to the articles of *source*, dated or not; *newest* is remembered if it is the latest yet."""
    change = {"name": source, "articles": by, "undated": by if undated else 0, "newest": newest}
    connection.execute(_COUNT, change)


def coverage(connection: Connection, names: Sequence[str]) -> Coverage:
    """Tell what was read of the sources called *names*, of all there are when empty.

    A reader's source is a document: each saved page counts, and a place that has given none yet as one that
    was not read.
    """
    articles, undated, newest = connection.execute(_ARTICLES.where(_of(sources.c.name, names))).one()
    giving = connection.execute(_DOCUMENTS.where(_of(documents.c.source, names))).all()
    asked = set(names) or set(connection.scalars(select(sources.c.name)))
    silent = asked - {row.source for row in giving}
    return Coverage(
        sources=sum(row.found for row in giving) + len(silent),
        sources_read=sum(row.read for row in giving),
        articles=int(articles),
        undated=int(undated),
        newest=newest,
    )


def _of(column: Column[str], names: Sequence[str]) -> ColumnElement[bool]:
    return column.in_(names) if names else true()
