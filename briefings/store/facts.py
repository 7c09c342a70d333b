"""Small facts the program notes for itself from one run to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.store.schema import facts

if TYPE_CHECKING:
    from briefings.store.database import Store


class Facts:
    """Names and texts, such as the fingerprint of the topics that articles were last matched with."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, name: str) -> str | None:
        """Tell the fact called *name*; None if it was never noted."""
        with self._store.read() as connection:
            return connection.scalar(select(facts.c.value).where(facts.c.name == name))

    def put(self, name: str, value: str) -> None:
        """Note a fact, in the place of what was noted under this name."""
        row = insert(facts).values(name=name, value=value)
        with self._store.write() as connection:
            connection.execute(
                row.on_conflict_do_update(index_elements=[facts.c.name], set_={"value": value})
            )
