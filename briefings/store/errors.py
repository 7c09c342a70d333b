"""Say what the database did not do, in a sentence for the person who must act."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError


class StoreError(Exception):
    """The store could not do what was asked and kept nothing of it; the message says what to do."""


class Unstorable(StoreError):
    """A text holds what no database keeps (NUL, half a surrogate pair); cleaning must take it out first."""


WAY_BACK = "Put back a backup, or move the file away to begin anew from the sources."
_HELD = "{where} is held by another program. End it and try again."
# By the family of the error: extended codes such as SQLITE_IOERR_WRITE carry it in their low byte.
_SQLITE_SENTENCES = {
    sqlite3.SQLITE_FULL: (
        "The disk is full, so nothing of this change was kept in {where}. "
        "Free some space; Briefbot then goes on by itself."
    ),
    sqlite3.SQLITE_READONLY: (
        "{where} may not be written: the file, its folder or the volume is read-only. "
        "Give this user the right to write there."
    ),
    sqlite3.SQLITE_PERM: (
        "{where} may not be written: it belongs to somebody else. Give this user the right to write there."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "{where} cannot be opened: it or its folder is missing, read-only or somebody else's. "
        "Create it, or give this user the right to write there."
    ),
    sqlite3.SQLITE_CORRUPT: "{where} is damaged. " + WAY_BACK,
    sqlite3.SQLITE_NOTADB: (
        "{where} is not a SQLite database, or its first page is damaged. "
        "Name another file in [store] url. " + WAY_BACK
    ),
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_IOERR: (
        "The disk failed while {where} was read or written. Look at the system log before going on."
    ),
}


def explain(error: DBAPIError, where: str) -> StoreError:
    """Turn what a database driver says into a StoreError; *where* names the database without its password."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return explain_sqlite(cause, where)
    said = _tidy(cause)
    if type(cause).__name__ == "OperationalError":
        return StoreError(
            f"{where} cannot be reached or went away: {said}. Check [store] url, and the server."
        )
    return StoreError(f"{where} refused: {said}.")


def explain_sqlite(cause: sqlite3.Error, where: str) -> StoreError:
    """Turn an error of SQLite into a StoreError."""
    family = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    sentence = _SQLITE_SENTENCES.get(family)
    if sentence is None:
        return StoreError(f"{where} refused: {_tidy(cause)}.")
    return StoreError(sentence.format(where=where))


def _tidy(cause: BaseException | None) -> str:
    return " ".join(str(cause).split()).rstrip(".")
