"""Bring a database to the schema this program knows: numbered steps, forward only, each in one transaction.

A step is a module `mNNNN_subject` with a `STATEMENTS` text: SQL of both databases, statements between `;`,
with `{integer}` (64 bits), `{real}`, `{blob}` for column types and `{strict}` after a table. Once released a
step never changes; the next change of the schema is the next number. Keep the tables of `schema.py` (or of
the module that owns them) in step: tests/contract/test_store_schema.py compares them with what the steps
made.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, inspect, select, text

from briefings.store.errors import StoreError
from briefings.store.schema import clock, schema_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from briefings.store.database import Store

_WORDS = {
    "sqlite": {"integer": "integer", "real": "real", "blob": "blob", "strict": "strict"},
    "postgresql": {"integer": "bigint", "real": "double precision", "blob": "bytea", "strict": ""},
}
_VERSIONS = "create table schema_version (version {integer} primary key, applied {integer} not null) {strict}"
_LOCK = 0x62726965  # "brie": one number all Briefbots ask PostgreSQL's advisory lock for


def steps() -> dict[int, str]:
    """Map each step's number to the name of its module, in order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {int(name[1:5]): name for name in names}


def newest() -> int:
    """Tell the number of the last step this program knows."""
    return max(steps())


def version(store: Store) -> int:
    """Tell the number of the last step this database has taken; 0 for an empty one.

    Raises:
        StoreError: The database belongs to another program, or to a newer Briefbot.
    """
    with store.read() as connection:
        found = _version(connection)
        if found == 0 and store.is_sqlite and inspect(connection).get_table_names():
            raise StoreError(f"{store.where} belongs to another program. Name another file in [store] url.")
    if found > newest():
        raise StoreError(
            f"{store.where} was written by a newer Briefbot (schema {found}, this one knows {newest()}). "
            "Install that version again, or put back the backup made before the upgrade."
        )
    return found


def migrate(
    store: Store, *, to: int | None = None, before: Callable[[int], None] = lambda _version: None
) -> None:
    """Take the steps this database lacks, up to *to* or all; if any, first call *before* with its version.

    Raises:
        StoreError: A step failed; the database is as the step before it left it.
    """
    found, last = version(store), newest() if to is None else to
    if found < last:
        before(found)
    for number in (number for number in steps() if found < number <= last):
        with store.write() as connection:
            if not store.is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            # Of several programs starting at once, the first took the step while we waited for the lock.
            if _version(connection) < number:
                _take(connection, number)


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table("schema_version"):
        return 0
    return connection.scalar(select(func.max(schema_version.c.version))) or 0


def _take(connection: Connection, number: int) -> None:
    if number == 1:
        _run(connection, _VERSIONS)
    module = importlib.import_module(f"{__name__}.{steps()[number]}")
    _run(connection, module.STATEMENTS)
    connection.execute(insert(schema_version).values(version=number, applied=clock()))


def _run(connection: Connection, statements: str) -> None:
    words = _WORDS[connection.dialect.name]
    for statement in statements.split(";"):
        connection.execute(text(statement.format(**words)))
