"""The audit: who changed what, in which workspace, and when. Rows are added and, when old, forgotten."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column, Table, Text, delete, insert, select

from briefings.store.posting import database_clock
from briefings.store.schema import Json, Moment, metadata

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from briefings.store.database import Store
    from briefings.store.posting import Clock

audit = Table(
    "audit",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Moment),
    Column("workspace", Text),  # "platform:workspace"
    Column("person", Text),  # the platform's id of who did it
    Column("name", Text),  # what they were called then
    Column("verb", Text),
    Column("what", Json),  # the options as they were understood
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One change that somebody made in chat."""

    at: datetime
    workspace: str  # "platform:workspace"
    person: str
    name: str
    verb: str
    what: Mapping[str, str]


class Audit:
    """The changes made in chat. Noting one inside a `write()` keeps it exactly if the change is kept."""

    def __init__(self, store: Store, *, clock: Clock = database_clock) -> None:
        self._store = store
        self._clock = clock

    def note(self, workspace: str, *, person: str, name: str, verb: str, what: Mapping[str, str]) -> None:
        """Note that a person did *verb* with the options *what* in *workspace*, now."""
        row = {"workspace": workspace, "person": person, "name": name, "verb": verb, "what": dict(what)}
        with self._store.write() as connection:
            connection.execute(
                insert(audit).values(id=secrets.token_hex(8), at=self._clock(connection), **row)
            )

    def latest(self, workspace: str, *, limit: int) -> list[AuditRow]:
        """List the last changes in *workspace*, the newest first."""
        row = audit.c
        columns = (row.at, row.workspace, row.person, row.name, row.verb, row.what)
        statement = select(*columns).where(row.workspace == workspace).order_by(row.at.desc(), row.id)
        with self._store.read() as connection:
            return [AuditRow(**found) for found in connection.execute(statement.limit(limit)).mappings()]

    def prune(self, *, before: datetime) -> int:
        """Forget the changes made before *before*; return how many those are."""
        with self._store.write() as connection:
            return connection.execute(delete(audit).where(audit.c.at < before)).rowcount
