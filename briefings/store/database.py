"""The store: one database, its transactions and its clock. The rooms beside this file keep things in it."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from briefings.store.backups import back_up
from briefings.store.errors import StoreError, explain
from briefings.store.migrations import migrate, newest, version
from briefings.store.opening import prepare
from briefings.store.schema import clock

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import Connection

    from briefings.store.opening import Opened


@dataclass(slots=True)
class _Transaction:
    connection: Connection
    writes: bool
    failed: bool = False


class Store:
    """One database on SQLite or PostgreSQL; `Articles(store)`, `Documents(store)` and the others work in it.

    Any thread may use a store. On SQLite threads take turns, because there is one connection; on PostgreSQL
    each has its own. What stands inside one `write()` is kept whole or not at all.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._engine = opened.engine
        self._here = threading.local()
        self._turn: AbstractContextManager[Any] = threading.RLock() if self.is_sqlite else nullcontext()

    @classmethod
    def open(cls, url: str, *, read_only: bool = False) -> Self:
        """Open the database at *url* at the newest schema; close it again with `with` or `close()`.

        "sqlite:///path" is a file, held for this process alone by a lock file beside it; "sqlite://" is in
        memory; "postgresql+psycopg://..." is a server. With *read_only* a file can be read beside its holder.

        Raises:
            StoreError: The database is in use, out of reach, damaged, unwritable, foreign or newer than this
            program.
        """
        store = cls(prepare(url, read_only=read_only))
        try:
            store._bring_up_to_date()
        except BaseException:
            store.close()
            raise
        return store

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite, for the few things both databases do not do alike."""
        return self._engine.dialect.name == "sqlite"

    @property
    def where(self) -> str:
        """The database as people know it: a path, or an address without its password."""
        return self._opened.where

    @property
    def path(self) -> Path | None:
        """The database's file, if it is one."""
        return self._opened.path

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Run one transaction that changes things; inside another one of this thread, be a part of that.

        So a batch is a `write()` around many changes. If a part of it fails, the whole is undone, even when
        the failure is caught on the way.

        Raises:
            StoreError: The database refused or cannot be reached; nothing of the transaction was kept.
        """
        outer = self._current()
        if outer is None:
            with self._transaction(writes=True) as connection:
                yield connection
            return
        if not outer.writes:
            raise RuntimeError("write() inside read(): end the reading first, or read inside the write().")
        try:
            yield outer.connection
        except BaseException:
            outer.failed = True
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Look at one unchanging state of the database; inside a `write()`, at what that has made so far.

        Raises:
            StoreError: The database cannot be read.
        """
        outer = self._current()
        if outer is not None:
            yield outer.connection
            return
        with self._transaction(writes=False) as connection:
            yield connection

    def now(self) -> datetime:
        """Tell the time by the database's clock, the one clock all processes share, in UTC."""
        with self.read() as connection:
            return connection.execute(select(clock())).scalar_one()

    @contextmanager
    def outside(self) -> Iterator[sqlite3.Connection]:
        """Lend SQLite's own connection for what cannot run in a transaction, such as VACUUM."""
        with self._turn, closing(self._engine.raw_connection()) as lent:
            yield cast("sqlite3.Connection", lent.driver_connection)

    def close(self) -> None:
        """Let go of the database and its lock; closing twice does nothing."""
        with self._turn:
            self._engine.dispose()
            self._opened.closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _current(self) -> _Transaction | None:
        return getattr(self._here, "transaction", None)

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        if writes and self._opened.read_only:
            raise StoreError(f"{self.where} was opened for reading only. Open it for writing to change it.")
        with self._turn, self._explained(), self._engine.connect() as plain:
            connection = plain.execution_options(**self._options(writes=writes))
            with connection.begin():
                transaction = _Transaction(connection, writes)
                self._here.transaction = transaction
                try:
                    yield connection
                finally:
                    self._here.transaction = None
                if transaction.failed:
                    raise StoreError(f"A part of a change to {self.where} failed, so none of it was kept.")

    def _options(self, *, writes: bool) -> dict[str, Any]:
        if self.is_sqlite:
            return {"briefbot_writes": writes}
        if writes:
            # Without this an insert on PostgreSQL says -1: whether "on conflict do nothing" did is lost.
            return {"preserve_rowcount": True}
        # As on SQLite, all that one read() sees is of one moment.
        return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise explain(error, self.where) from error

    def _bring_up_to_date(self) -> None:
        if not self._opened.read_only:
            migrate(self, before=self._back_up)
        elif version(self) < newest():
            raise StoreError(
                f"{self.where} is of an older Briefbot. Start this one once with the right to write."
            )

    def _back_up(self, found: int) -> None:
        """Keep a copy of a file in use before its schema changes, for the way back to an older program."""
        if found > 0 and self.path is not None:
            back_up(self, self.path.with_name(f"{self.path.name}.schema-{found}"))
