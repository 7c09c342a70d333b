"""Copy a store's file while it is in use: whole and checked, or not at all."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from briefings.store.errors import StoreError, explain_sqlite

if TYPE_CHECKING:
    from pathlib import Path

    from briefings.store.database import Store


def back_up(store: Store, target: Path) -> None:
    """Write a copy of a SQLite store to *target*, in the place of what is there.

    Copying the file by other means would miss what still stands in the log beside it.

    Raises:
        StoreError: The store is on PostgreSQL, which has pg_dump, or the copy could not be written whole.
    """
    if not store.is_sqlite:
        raise StoreError(f"{store.where} is on PostgreSQL. Back it up with pg_dump.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        with store.outside() as connection:
            connection.execute("VACUUM INTO ?", (str(unfinished),))
        _check(unfinished)
        _keep(unfinished, target)
    except sqlite3.Error as error:
        raise explain_sqlite(error, str(target)) from error
    except OSError as error:
        raise StoreError(f"{target} may not be written: {error.strerror}. Name another place.") from error


def _check(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise StoreError(f"{copy} came out damaged ({found}), so the last backup stays. Look at the disk.")


def _keep(unfinished: Path, target: Path) -> None:
    _sync(unfinished)
    unfinished.replace(target)
    _sync(target.parent)  # the new name, too, must outlive a power cut


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
