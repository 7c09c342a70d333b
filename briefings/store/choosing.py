"""Find the candidates of a briefing: what was not told before first, the newest first, along indexes."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, func, literal_column, select, type_coerce

from briefings.store.schema import Whole, article_topics, articles, bodies, documents, seen, sources
from briefings.store.shaping import candidate_from

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from briefings.model import Candidate

_CHUNK = 500  # numbers in one `in (...)`; the databases take many more, their planners do not like it
_SMALL = 2_000  # articles; reading along so many takes 5 ms
# In the order of Candidate's fields, but for `seen`.
_SHOWN = (
    select(
        articles.c.id,
        articles.c.seq,
        articles.c.story_id,
        articles.c.source,
        articles.c.outlet,
        articles.c.title,
        articles.c.published,
        articles.c.added,
        articles.c.path,
        articles.c.url,
        articles.c.language,
        articles.c.characters,
        articles.c.copies,
        articles.c.topics,
        bodies.c.key_sentences,
    )
    .join(bodies, bodies.c.seq == articles.c.seq)
    .where(articles.c.seq.in_(bindparam("seqs", expanding=True)))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a briefing may be made of. Empty topics or sources mean all of them."""

    topics: Sequence[str] = ()
    sources: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    digest: str | None = None
    limit: int


def candidates(connection: Connection, wanted: Wanted) -> list[Candidate]:
    """List the leads *wanted* asks for: unseen ones first, and the newest of each first."""
    unseen = _newest(connection, wanted, wanted.limit, seen_before=False)
    told: list[int] = []
    if wanted.digest is not None and len(unseen) < wanted.limit:
        told = _newest(connection, wanted, wanted.limit - len(unseen), seen_before=True)
    return [*load(connection, unseen), *load(connection, told, seen=True)]


def load(connection: Connection, seqs: Sequence[int], *, seen: bool = False) -> list[Candidate]:
    """Read the candidates numbered *seqs*, in that order."""
    found: dict[int, Candidate] = {}
    for start in range(0, len(seqs), _CHUNK):
        for row in connection.execute(_SHOWN, {"seqs": seqs[start : start + _CHUNK]}):
            made = candidate_from(row, seen=seen)
            found[made.seq] = made
    return [found[seq] for seq in seqs]


def _newest(connection: Connection, wanted: Wanted, limit: int, *, seen_before: bool) -> list[int]:
    """Find the newest, reading no more than *limit* short rows of each topic or source."""
    walk = _walk(connection, wanted)
    statement = _narrow(walk, wanted, seen_before=seen_before)
    statement = statement.order_by(walk.moment.desc(), walk.seq.desc()).limit(limit)
    found: set[tuple[int, int]] = set()
    # One walk a topic or source: a walk over several at once would have to read and sort all of them.
    for name in dict.fromkeys(walk.names):
        found.update((moment, seq) for moment, seq in connection.execute(statement, {"along": name}))
    return [seq for _moment, seq in heapq.nlargest(limit, found)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """A way along an index from the newest article to the oldest."""

    names: Sequence[str]  # of the topics or sources to walk along, one after the other
    statement: Select[Any]
    moment: ColumnElement[Any]
    seq: ColumnElement[Any]


def _walk(connection: Connection, wanted: Wanted) -> _Walk:
    if wanted.sources and (not wanted.topics or _are_small(connection, wanted.sources)):
        return _along_sources(wanted)
    if wanted.topics:
        return _along_topics(wanted)
    moment, seq = articles.c.moment, articles.c.seq
    statement = _start(moment, seq).where(articles.c.lead == seq)
    return _Walk(names=("",), statement=statement, moment=moment, seq=seq)


def _are_small(connection: Connection, names: Sequence[str]) -> bool:
    """Tell whether the sources are a short way; along a topic, small ones would be met late or never."""
    column = sources.c
    told = connection.scalar(select(func.sum(column.articles)).where(column.name.in_(names)))
    return (told or 0) <= _SMALL


def _along_topics(wanted: Wanted) -> _Walk:
    moment, seq = article_topics.c.moment, article_topics.c.seq
    statement = (
        _start(moment, seq)
        .join(articles, articles.c.seq == seq)
        .where(article_topics.c.topic == bindparam("along"), articles.c.lead == seq)
    )
    if wanted.sources:
        told = _exists(documents.c.lead == seq, documents.c.source.in_(wanted.sources))
        statement = statement.where(told)
    return _Walk(names=wanted.topics, statement=statement, moment=moment, seq=seq)


def _along_sources(wanted: Wanted) -> _Walk:
    # A source may tell one text from many documents, and may tell only a copy of what another source tells.
    moment, lead = documents.c.moment, documents.c.lead
    statement = _start(moment, lead).distinct().where(documents.c.source == bindparam("along"))
    statement = statement.where(lead.is_not(None))
    if wanted.topics:
        about = _exists(article_topics.c.seq == lead, article_topics.c.topic.in_(wanted.topics))
        statement = statement.where(about)
    return _Walk(names=wanted.sources, statement=statement, moment=moment, seq=lead)


def _exists(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    # Not `exists().where(...)`: for its `select *` SQLite takes an index with all columns, not the best one.
    return select(literal_column("1")).where(*conditions).exists()


def _start(moment: ColumnElement[Any], seq: ColumnElement[Any]) -> Select[Any]:
    # The moment is only compared here; as a plain number it need not be made a datetime first.
    return select(type_coerce(moment, Whole), seq)


def _narrow(walk: _Walk, wanted: Wanted, *, seen_before: bool) -> Select[Any]:
    statement = walk.statement
    if wanted.since is not None:
        statement = statement.where(walk.moment >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(walk.moment <= wanted.until)
    if wanted.digest is not None:
        told = _exists(seen.c.digest == wanted.digest, seen.c.seq == walk.seq)
        statement = statement.where(told if seen_before else ~told)
    return statement
