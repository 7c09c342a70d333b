"""The store: articles, documents, marks and the outbox, on SQLite or PostgreSQL with one text of every query.

Open a `Store`, then hand it to the room that keeps what you need: `Articles(store)`, `Documents(store)` ...
Importing this package imports SQLAlchemy, so do it where it is used. Nothing outside knows a table or a
query.
"""

from briefings.store.articles import Articles, Fingerprint, TopicCount
from briefings.store.database import Store
from briefings.store.documents import Document, Documents, SourceState
from briefings.store.errors import StoreError, Unstorable
from briefings.store.facts import Facts

__all__ = [
    "Articles",
    "Document",
    "Documents",
    "Facts",
    "Fingerprint",
    "SourceState",
    "Store",
    "StoreError",
    "TopicCount",
    "Unstorable",
]
