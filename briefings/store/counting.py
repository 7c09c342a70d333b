"""Count articles while they are written, so that a briefing tells its coverage from one row a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.model import Coverage
from briefings.store.schema import sources

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

_NEW = insert(sources)
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
    """Sum the counters of the sources called *names*, of all there are when empty."""
    column = sources.c
    totals = select(
        func.count(),
        func.count(column.checked),
        func.coalesce(func.sum(column.articles), 0),
        func.coalesce(func.sum(column.undated), 0),
        func.max(column.newest),
    )
    if names:
        totals = totals.where(column.name.in_(names))
    known, read, articles, undated, newest = connection.execute(totals).one()
    return Coverage(
        sources=len(set(names)) if names else known,
        sources_read=read,
        articles=int(articles),
        undated=int(undated),
        newest=newest,
    )
