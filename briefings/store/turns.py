"""Take turns: let one transaction at a time decide about one subject."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from briefings.store.database import Store


def take_turn(store: Store, connection: Connection, subject: str) -> None:
    """Wait until no other transaction that named *subject* is open, then hold it until this one ends.

    For "look, and if there is none, add": under PostgreSQL two of them would both see none. SQLite has one
    writer at a time anyway.
    """
    if not store.is_sqlite:
        number = int.from_bytes(hashlib.blake2b(subject.encode(), digest_size=8).digest(), signed=True)
        connection.execute(select(func.pg_advisory_xact_lock(number)))
