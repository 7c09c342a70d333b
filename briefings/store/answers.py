"""Answers kept for a day: to be turned, read again and shared by the one who asked, also after a restart."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Table, Text, delete, exists, select, update
from sqlalchemy import insert as insert_rows
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.store.posting import database_clock
from briefings.store.schema import Json, Moment, metadata

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping

    from briefings.store.database import Store
    from briefings.store.posting import Clock

answers = Table(
    "answers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("platform", Text),
    Column("workspace", Text),
    Column("channel", Text),
    Column("person", Text),
    Column("verb", Text),
    Column("options", Json),
    Column("message", Text),  # frozen
    Column("cited", Text),  # article ids by the numbers they are shown under, as JSON; None: no numbers
    Column("at", Moment),
)

# One row for each answer and channel it was shared with; who writes it first may post.
shares = Table(
    "shares",
    metadata,
    Column("answer", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("person", Text),
    Column("at", Moment),
    Column("link", Text),  # None: being posted, or nobody knows what became of it
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What one person was shown, and the request it answers."""

    id: str
    platform: str
    workspace: str
    channel: str
    person: str
    verb: str
    options: Mapping[str, str]
    message: str  # frozen
    cited: Mapping[str, str] = field(default_factory=dict)  # number shown -> article id
    at: datetime | None = None  # when it was kept; the database says


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """An answer that was shown to a channel, or is about to be."""

    answer: str
    channel: str
    person: str
    at: datetime
    link: str | None


class Answers:
    """The kept answers of all people on all platforms. Whose an answer is, the caller compares."""

    def __init__(self, store: Store, *, clock: Clock = database_clock) -> None:
        self._store = store
        self._clock = clock

    def keep(self, kept: Sequence[KeptAnswer]) -> None:
        """Keep answers, all in one transaction: under load a transaction each would wait for the disk."""
        with self._store.write() as connection:
            now = self._clock(connection)
            connection.execute(insert_rows(answers), [_row(each, now) for each in kept])

    def get(self, answer_id: str) -> KeptAnswer | None:
        """Give back the answer of that id; None when it is not kept, or not any more."""
        with self._store.read() as connection:
            row = connection.execute(select(answers).where(answers.c.id == answer_id)).mappings().first()
        return None if row is None else _answer(row)

    def last_cited(self, platform: str, workspace: str, person: str) -> Mapping[str, str]:
        """Map the numbers of the last numbered answer this person was shown there to articles."""
        row = answers.c
        statement = (
            select(row.cited)
            .where(row.platform == platform, row.workspace == workspace, row.person == person)
            .where(row.cited.is_not(None))
            .order_by(row.at.desc())
            .limit(1)
        )
        with self._store.read() as connection:
            return _numbers(connection.scalar(statement))

    def claim_share(self, answer_id: str, *, channel: str, person: str) -> Share | None:
        """Take the right to post an answer to a channel: None for exactly one caller, across processes.

        Everybody else gets what the first has written down.
        """
        with self._store.write() as connection:
            row = insert(shares).values(
                answer=answer_id, channel=channel, person=person, at=self._clock(connection)
            )
            if connection.execute(row.on_conflict_do_nothing()).rowcount == 1:
                return None
            found = connection.execute(select(shares).where(*_of(answer_id, channel))).mappings().one()
        return Share(**found)

    def settle_share(self, answer_id: str, *, channel: str, link: str) -> None:
        """Write down where a shared answer is to be seen."""
        with self._store.write() as connection:
            connection.execute(update(shares).where(*_of(answer_id, channel)).values(link=link))

    def release_share(self, answer_id: str, *, channel: str) -> None:
        """Give the right back: it was certainly not posted."""
        unposted = (*_of(answer_id, channel), shares.c.link.is_(None))
        with self._store.write() as connection:
            connection.execute(delete(shares).where(*unposted))

    def shared_as(self, channel: str, post: str) -> tuple[Share, KeptAnswer] | None:
        """Return the share whose message in *channel* has the id *post*, with the answer it shows."""
        row = shares.c
        share = select(shares).where(row.channel == channel, row.link.endswith(f"/{post}", autoescape=True))
        with self._store.read() as connection:
            found = connection.execute(share.limit(1)).mappings().first()
        kept = self.get(found["answer"]) if found else None
        return (Share(**found), kept) if found and kept else None

    def forget(self, platform: str, person: str) -> int:
        """Delete every answer *person* was given on *platform*; return how many those were."""
        row = answers.c
        theirs = row.platform == platform, row.person == person
        with self._store.write() as connection:
            connection.execute(delete(shares).where(shares.c.answer.in_(select(row.id).where(*theirs))))
            return connection.execute(delete(answers).where(*theirs)).rowcount

    def prune(self, *, before: datetime) -> int:
        """Delete what was kept or shared before *before*; return how many answers those were."""
        with self._store.write() as connection:
            forgotten = connection.execute(delete(answers).where(answers.c.at < before)).rowcount
            # A share names a person, and without its answer nobody could tell whose it is to forget it.
            is_kept = exists().where(answers.c.id == shares.c.answer)
            connection.execute(delete(shares).where(~is_kept))
            return forgotten


def _of(answer_id: str, channel: str) -> tuple[Any, Any]:
    return shares.c.answer == answer_id, shares.c.channel == channel


def _row(kept: KeptAnswer, now: datetime) -> dict[str, Any]:
    row = {column.name: getattr(kept, column.name) for column in answers.columns}
    return row | {"options": dict(kept.options), "cited": _written(kept.cited), "at": now}


def _answer(row: RowMapping) -> KeptAnswer:
    return KeptAnswer(**{**row, "cited": _numbers(row["cited"])})


def _written(cited: Mapping[str, str]) -> str | None:
    return json.dumps(dict(cited)) if cited else None


def _numbers(written: str | None) -> dict[str, str]:
    return json.loads(written) if written else {}
