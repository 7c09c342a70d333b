"""The inbox: what chat platforms sent, written down before it is acknowledged, and worked on once.

A platform may send the same thing again, to this process or another; and what was acknowledged is never sent
again, though the process that acknowledged it may die before it has done anything.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Column, Table, Text, delete, select, update
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.store.posting import database_clock
from briefings.store.schema import Moment, metadata

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from briefings.store.database import Store
    from briefings.store.posting import Clock

inbox = Table(
    "inbox",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("content", Text),  # None: it was worked on, and only its id is remembered
    Column("at", Moment),
    Column("taken", Moment),  # when somebody last began to work on it
)

_REMEMBERED = timedelta(days=1)  # far longer than any platform sends a thing again


class Inbox:
    """What was sent, on all platforms."""

    def __init__(self, store: Store, *, clock: Clock = database_clock) -> None:
        self._store = store
        self._clock = clock

    def take(self, platform: str, item: str, content: str) -> bool:
        """Write down that *item* came; True for exactly one caller, ever, across processes.

        Raises:
            StoreError: The store could not be reached; nothing was written down.
        """
        with self._store.write() as connection:
            now = self._clock(connection)
            connection.execute(delete(inbox).where(inbox.c.at < now - _REMEMBERED))
            row = insert(inbox).values(platform=platform, id=item, content=content, at=now, taken=now)
            return connection.execute(row.on_conflict_do_nothing()).rowcount == 1

    def done(self, platform: str, item: str) -> None:
        """Take note that *item* was worked on, and forget what it said; nothing changes the second time."""
        with self._store.write() as connection:
            connection.execute(update(inbox).where(*_is(platform, item)).values(content=None))

    def take_up(self, platform: str, *, idle: timedelta, oldest: timedelta) -> list[tuple[str, str]]:
        """Take what nobody has finished for as long as *idle*, oldest first: ids and contents.

        What came longer than *oldest* ago is left alone: whoever sent it does not wait for it any more.
        """
        row = inbox.c
        left = (
            select(row.id, row.content)
            .where(row.platform == platform, row.content.is_not(None))
            .order_by(row.at, row.id)
            .with_for_update(skip_locked=True)
        )
        with self._store.write() as connection:
            now = self._clock(connection)
            still_left = left.where(row.taken <= now - idle, row.at > now - oldest)
            found = [(str(item), str(content)) for item, content in connection.execute(still_left)]
            taken = update(inbox).where(row.platform == platform, row.id.in_([item for item, _ in found]))
            connection.execute(taken.values(taken=now))
        return found


def _is(platform: str, item: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return inbox.c.platform == platform, inbox.c.id == item
