"""Keep which document tells which text, and which article speaks for its near-copies.

A page that is syndicated tells its text from many documents: one voice. Its first article leads, the others
point to it, and the lead counts their documents. A document whose bytes change tells a new article; if that
is the old one mended (a near-copy, or under the same title), it takes the old one's place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.store.counting import count
from briefings.store.schema import articles, documents, seen

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

_TOLD = select(documents.c.seq, documents.c.lead).where(
    documents.c.source == bindparam("source"), documents.c.path == bindparam("path")
)
_NEW = insert(documents)
_PUT = _NEW.on_conflict_do_update(
    index_elements=[documents.c.source, documents.c.path],
    set_={name: _NEW.excluded[name] for name in ("digest", "read", "seq", "lead", "moment", "reason")},
)
# An article nobody tells any more was told once.
_RECOUNT = (
    update(articles)
    .where(articles.c.seq == bindparam("telling"))
    .values(
        copies=func.coalesce(
            func.nullif(
                select(func.count()).where(documents.c.lead == bindparam("telling")).scalar_subquery(), 0
            ),
            1,
        )
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an article stands: its number, and the number and moment of the one that speaks for it."""

    seq: int
    lead: int
    moment: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """That a document was read: its address, the digest of its bytes, and when."""

    source: str
    path: str
    digest: str
    at: datetime


def note(connection: Connection, reading: Reading, place: Place) -> None:
    """Write down that a document tells the article at *place*, and count its voices anew."""
    previous = _put(connection, reading, seq=place.seq, lead=place.lead, moment=place.moment, reason=None)
    if previous is None or previous["seq"] != place.seq:
        _recount(connection, place.lead)
    if previous is not None and previous["seq"] is not None and previous["seq"] != place.seq:
        _succeed(connection, previous["seq"], place)


def note_rejected(connection: Connection, reading: Reading, reason: str) -> None:
    """Write down that a document became no article, and why; an article it told before stays."""
    previous = _put(connection, reading, seq=None, lead=None, moment=None, reason=reason)
    if previous is not None and previous["lead"] is not None:
        _recount(connection, previous["lead"])


def _put(connection: Connection, reading: Reading, **columns: Any) -> RowMapping | None:
    """Write a document's row and return what it was before."""
    key = {"source": reading.source, "path": reading.path}
    previous = connection.execute(_TOLD, key).mappings().one_or_none()
    connection.execute(_PUT, {**key, "digest": reading.digest, "read": reading.at, **columns})
    return previous


def _recount(connection: Connection, lead: int) -> None:
    connection.execute(_RECOUNT, {"telling": lead})


def _succeed(connection: Connection, old_seq: int, place: Place) -> None:
    """Let the article at *place* succeed the one its document told before, if it is that one mended."""
    rows = connection.execute(select(articles).where(articles.c.seq.in_([old_seq, place.seq]))).mappings()
    by_seq = {row["seq"]: row for row in rows}
    old, new = by_seq[old_seq], by_seq[place.seq]
    is_copy = old["lead"] == place.lead
    is_mended = is_copy or (old["title"] is not None and old["title"] == new["title"])
    if not is_mended or _is_told(connection, old_seq):
        _recount(connection, old["lead"])
        return
    _set_successor(connection, old, new)
    if old["lead"] == old_seq:
        _hand_over(connection, old_seq, place, new["moment"])
    if is_copy:
        _carry_marks(connection, old_seq, place.seq)


def _is_told(connection: Connection, seq: int) -> bool:
    return connection.execute(select(exists().where(documents.c.seq == seq))).scalar_one()


def _set_successor(connection: Connection, old: RowMapping, new: RowMapping) -> None:
    by_id = articles.c.id
    connection.execute(update(articles).where(by_id == old["id"]).values(superseded_by=new["id"]))
    count(connection, old["source"], by=-1, undated=old["published"] is None)
    if new["superseded_by"] is not None:  # the document went back to what it told before
        connection.execute(update(articles).where(by_id == new["id"]).values(superseded_by=None))
        count(connection, new["source"], by=1, undated=new["published"] is None)


def _hand_over(connection: Connection, old_lead: int, place: Place, moment: datetime) -> None:
    """Let the successor of *old_lead*, or whoever speaks for that, speak for its near-copies."""
    lead, moment = (place.seq, moment) if place.lead == old_lead else (place.lead, place.moment)
    connection.execute(update(articles).where(articles.c.lead == old_lead).values(lead=lead))
    connection.execute(update(documents).where(documents.c.lead == old_lead).values(lead=lead, moment=moment))
    _recount(connection, lead)


def _carry_marks(connection: Connection, old_seq: int, new_seq: int) -> None:
    """Count as told where the old text was told: a mended text is no news by itself."""
    told = select(seen.c.digest, literal(new_seq), seen.c.at).where(seen.c.seq == old_seq)
    connection.execute(insert(seen).from_select(["digest", "seq", "at"], told).on_conflict_do_nothing())
