"""The store: articles, documents, marks and the outbox, on SQLite or PostgreSQL with one text of every query.

Open a `Store`, then hand it to the room that keeps what you need. Importing this package imports SQLAlchemy, so do
it where it is used. Nothing outside this package knows a table or a query.
"""

from briefings.store.database import Store
from briefings.store.errors import StoreError, Unstorable

__all__ = ["Store", "StoreError", "Unstorable"]
