"""Find the candidates of a briefing: what was not told before first, then the newest, through indexes only."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, exists, select

from briefings.store.schema import article_topics, articles, bodies, documents, seen
from briefings.store.shaping import candidate_from

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from briefings.model import Candidate

_CHUNK = 500  # numbers in one `in (...)`; the databases take many more, their planners do not like it
_SHOWN = select(
    *(column for column in articles.c if column.name not in {"lead", "superseded_by", "moment"}),
    bodies.c.key_sentences,
).join(bodies, bodies.c.seq == articles.c.seq)


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
    return load(connection, [*unseen, *told], told=told)


def load(connection: Connection, seqs: Sequence[int], *, told: Collection[int] = ()) -> list[Candidate]:
    """Read the candidates numbered *seqs*, in that order; *told* are those seen before."""
    seen_before = frozenset(told)
    found: dict[int, Candidate] = {}
    for start in range(0, len(seqs), _CHUNK):
        rows = connection.execute(_SHOWN.where(articles.c.seq.in_(seqs[start : start + _CHUNK])))
        for row in rows.mappings():
            found[row["seq"]] = candidate_from(row, seen=row["seq"] in seen_before)
    return [found[seq] for seq in seqs]


def _newest(connection: Connection, wanted: Wanted, limit: int, *, seen_before: bool) -> list[int]:
    """Number the newest, reading no more than *limit* short rows of each topic or source."""
    found: set[tuple[Any, int]] = set()
    for walk in _walks(wanted):
        statement = _narrow(walk, wanted, seen_before=seen_before)
        newest_first = (walk.moment.desc(), walk.seq.desc())
        found.update(tuple(row) for row in connection.execute(statement.order_by(*newest_first).limit(limit)))
    return [seq for _moment, seq in heapq.nlargest(limit, found)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """A way along an index from the newest article to the oldest."""

    statement: Select[Any]
    moment: ColumnElement[Any]
    seq: ColumnElement[Any]


def _walks(wanted: Wanted) -> Iterator[_Walk]:
    if wanted.topics:
        # One walk a topic: a walk over several at once would have to read and sort all of them.
        yield from (_along_topic(topic, wanted.sources) for topic in wanted.topics)
    elif wanted.sources:
        yield from (_along_source(source) for source in wanted.sources)
    else:
        statement = select(articles.c.moment, articles.c.seq).where(articles.c.lead == articles.c.seq)
        yield _Walk(statement=statement, moment=articles.c.moment, seq=articles.c.seq)


def _along_topic(topic: str, sources: Sequence[str]) -> _Walk:
    moment, seq = article_topics.c.moment, article_topics.c.seq
    statement = (
        select(moment, seq)
        .join(articles, articles.c.seq == seq)
        .where(article_topics.c.topic == topic, articles.c.lead == seq)
    )
    if sources:
        statement = statement.where(exists().where(documents.c.lead == seq, documents.c.source.in_(sources)))
    return _Walk(statement=statement, moment=moment, seq=seq)


def _along_source(source: str) -> _Walk:
    # A source may tell one text from many documents, and may tell only a copy of what another source tells.
    moment, lead = documents.c.moment, documents.c.lead
    statement = select(moment, lead).distinct().where(documents.c.source == source, lead.is_not(None))
    return _Walk(statement=statement, moment=moment, seq=lead)


def _narrow(walk: _Walk, wanted: Wanted, *, seen_before: bool) -> Select[Any]:
    statement = walk.statement
    if wanted.since is not None:
        statement = statement.where(walk.moment >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(walk.moment <= wanted.until)
    if wanted.digest is not None:
        told = exists().where(seen.c.digest == wanted.digest, seen.c.seq == walk.seq)
        statement = statement.where(told if seen_before else ~told)
    return statement
