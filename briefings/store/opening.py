"""Open a database so that what it confirms stays: its address, lock, settings and health."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool

from briefings.store.errors import WAY_BACK, StoreError, explain_sqlite
from briefings.store.locking import file_system, lock, refuse_shared_disk

if TYPE_CHECKING:
    from sqlalchemy import Connection

_APPLICATION_ID = 0x62726965  # "brie": what file(1) and SQLite's tools tell our files by
# FULL, because a lost "sent" mark becomes a second post; NORMAL forgets the last commits when the power goes.
_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA cache_size = -65536",  # KiB; the default of 2 MB reads the same pages again for each briefing
)
_PRAGMAS_TO_WRITE = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    f"PRAGMA application_id = {_APPLICATION_ID}",
)
# A check reads the whole file, 0.4 s for this size. In a larger one damage shows where it is read.
_CHECKED_BYTES = 1 << 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An engine that is ready to use, and what must be let go of after it."""

    engine: Engine
    where: str  # for people, without a password
    path: Path | None  # the file, when it is one
    read_only: bool
    closing: ExitStack


def prepare(url: str, *, read_only: bool = False) -> Opened:
    """Open the database at *url*: "sqlite:///path", "sqlite://" (memory) or "postgresql+psycopg://...".

    Raises:
        StoreError: The address is not understood, or the database is in use, out of reach, damaged or
        unwritable.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            "[store] url is not a database address. Write sqlite:///path/to/briefbot.db "
            "or postgresql+psycopg://user@host/name."
        ) from error
    if address.drivername in {"postgresql", "postgresql+psycopg"}:
        return _prepare_postgresql(address, read_only=read_only)
    if address.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise StoreError(
            f"[store] url names {address.drivername}, which Briefbot does not speak. "
            "Use sqlite or postgresql+psycopg."
        )
    if address.database in {None, "", ":memory:"}:
        return _memory()
    return _prepare_file(address, read_only=read_only)


def _prepare_postgresql(address: URL, *, read_only: bool) -> Opened:
    engine = create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,  # a server that was restarted is found out here, not in the middle of a change
        connect_args={"connect_timeout": 10, "application_name": "briefbot"},
    )
    where = address.render_as_string(hide_password=True)
    return Opened(engine=engine, where=where, path=None, read_only=read_only, closing=ExitStack())


def _memory() -> Opened:
    connection = _connect("file::memory:", _PRAGMAS)
    return Opened(
        engine=_sqlite_engine(connection), where="memory", path=None, read_only=False, closing=ExitStack()
    )


def _prepare_file(address: URL, *, read_only: bool) -> Opened:
    path = Path(address.database or "").absolute()
    closing = ExitStack()
    with closing:
        if not read_only:
            _make_folder(path.parent)
            closing.enter_context(lock(path.with_name(path.name + ".lock")))
            if address.query.get("allow_shared_disk") != "yes":
                refuse_shared_disk(path.parent, file_system(path.parent))
        connection = _open_file(path, read_only=read_only)
        return Opened(
            engine=_sqlite_engine(connection),
            where=str(path),
            path=path,
            read_only=read_only,
            closing=closing.pop_all(),
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be made: {error.strerror}. Name another place in [store] url or --data-dir."
        ) from error


def _open_file(path: Path, *, read_only: bool) -> sqlite3.Connection:
    try:
        if read_only:
            return _connect(f"file:{quote(str(path))}?mode=ro", _PRAGMAS)
        connection = _connect(f"file:{quote(str(path))}", (*_PRAGMAS, *_PRAGMAS_TO_WRITE))
        if path.stat().st_size <= _CHECKED_BYTES:
            _check(connection, path)
    except sqlite3.Error as error:
        raise explain_sqlite(error, str(path)) from error
    return connection


def _connect(uri: str, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    # isolation_level None: the sqlite3 module begins nothing by itself. Any thread may come, one at a time
    # (see Store).
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        for pragma in pragmas:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    findings = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    if findings != ["ok"]:
        connection.close()
        raise StoreError(f"{path} is damaged ({' '.join(findings[0].split())}). {WAY_BACK}")


def _sqlite_engine(connection: sqlite3.Connection) -> Engine:
    # One connection for life: two of them in one file can meet SQLite's WAL-reset bug (3.7.0 to 3.51.2).
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads first and then writes fails at once when somebody else wrote
    # meanwhile.
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("briefbot_writes") else "BEGIN")
