"""Questions that found nothing or nothing helpful: what an admin may learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column, Table, Text, delete, select
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.store.posting import database_clock
from briefings.store.schema import Moment, metadata

if TYPE_CHECKING:
    from datetime import datetime

    from briefings.store.database import Store
    from briefings.store.posting import Clock

NOTHING_FOUND, NOT_HELPFUL = "nothing found", "not helpful"

unanswered = Table(
    "unanswered",
    metadata,
    Column("answer", Text, primary_key=True),
    Column("platform", Text),
    Column("workspace", Text),
    Column("reason", Text),
    Column("question", Text),  # None: the admin file says not to keep people's words
    Column("at", Moment),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredQuestion:
    """A question without a good answer; who asked is not kept."""

    answer: str  # the id of the answer it got
    platform: str
    workspace: str
    reason: str
    question: str | None
    at: datetime | None = None  # when it was noted; the database says


class Unanswered:
    """The questions that went without a good answer."""

    def __init__(self, store: Store, *, clock: Clock = database_clock) -> None:
        self._store = store
        self._clock = clock

    def note(self, question: UnansweredQuestion) -> bool:
        """Note *question*; False when its answer was noted before, then nothing changes."""
        with self._store.write() as connection:
            row = insert(unanswered).values(
                answer=question.answer,
                platform=question.platform,
                workspace=question.workspace,
                reason=question.reason,
                question=question.question,
                at=self._clock(connection),
            )
            return connection.execute(row.on_conflict_do_nothing()).rowcount == 1

    def listing(self, platform: str, workspace: str, *, limit: int = 20) -> list[UnansweredQuestion]:
        """List the questions of one workspace, the latest first."""
        row = unanswered.c
        statement = (
            select(unanswered)
            .where(row.platform == platform, row.workspace == workspace)
            .order_by(row.at.desc(), row.answer)
            .limit(limit)
        )
        with self._store.read() as connection:
            return [UnansweredQuestion(**found) for found in connection.execute(statement).mappings()]

    def prune(self, *, before: datetime) -> int:
        """Forget what was noted before *before*; return how many that were."""
        with self._store.write() as connection:
            return connection.execute(delete(unanswered).where(unanswered.c.at < before)).rowcount
