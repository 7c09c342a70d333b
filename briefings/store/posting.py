"""The tables of what is posted, and the clock that decides in them."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Table, Text, select

from briefings.model import Delivery, DeliveryKey, DeliveryState
from briefings.store.schema import Json, Moment, Whole, clock, metadata

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping

    Clock = Callable[[Connection], datetime]

NOTICE = "notice:"  # begins the schedule of a notice to the admin; no other holds this word and a colon

# One row for each schedule, from the admin file or made in chat.
schedules = Table(
    "schedules",
    metadata,
    Column("name", Text, primary_key=True),
    Column("origin", Text),  # "file", "chat" or "personal"
    Column("definition", Json),
    Column("reckoned", Moment),  # everything owed up to here stands in the outbox
    Column("next_at", Moment),  # None: never again
)

# One row for each briefing that is due, composed once and never again.
briefings = Table(
    "briefings",
    metadata,
    Column("schedule", Text, primary_key=True),
    Column("scheduled_for", Moment, primary_key=True),
    Column("digest", Text),
    Column("frozen", Moment),  # None: not composed yet
    Column("content", Text),  # the Briefing as JSON
    Column("articles", Json),  # ids of the articles it tells
)

# The outbox: one row for each part of a briefing and each destination.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("schedule", Text),
    Column("scheduled_for", Moment),
    Column("destination", Text),
    Column("part", Whole),
    Column("target", Text),
    Column("state", Text),
    Column("payload", Text),  # the frozen message; None: not composed yet
    Column("attempts", Whole),
    Column("first_tried", Moment),
    Column("next_try", Moment),  # None: at once
    Column("give_up", Moment),  # the end of the schedule's grace, by the database's clock
    Column("lease_owner", Text),
    Column("lease_until", Moment),
    Column("settled", Moment),
    Column("receipt", Text),
    Column("note", Text),
    Column("stopped_by", Text),  # the closed place that stopped it: when that opens, it goes on
)

# One row for each place that takes no posts: a destination, "discord:123", or a whole platform, "discord".
closed = Table(
    "closed",
    metadata,
    Column("place", Text, primary_key=True),
    Column("kind", Text),
    Column("reason", Text),
    Column("since", Moment),
    Column("probe_at", Moment),  # when one delivery may try; None: not before somebody opens it
    Column("probes", Whole),  # refusals so far: the more, the longer until the next
)

# What the admin has been told, so that nothing is told twice.
told = Table("told", metadata, Column("event", Text, primary_key=True), Column("at", Moment))


def database_clock(connection: Connection) -> datetime:
    """Tell the time by the database, which all replicas share; their own clocks may be minutes apart."""
    return connection.execute(select(clock())).scalar_one()


def delivery_id(key: DeliveryKey) -> str:
    """Hash *key* to 24 letters and digits, the same in every process; a Discord nonce may have 25."""
    moment = int(key.scheduled_for.timestamp())
    text = "\x1f".join((key.schedule, str(moment), key.destination, str(key.part)))
    return base64.b32encode(hashlib.blake2b(text.encode(), digest_size=15).digest()).decode().lower()


def belongs_to(columns: Any, key: Any) -> tuple[ColumnElement[bool], ...]:
    """Compare the schedule and due time of *columns* with those of a key, an occurrence or another table."""
    return (columns.schedule == key.schedule, columns.scheduled_for == key.scheduled_for)


def key_of(row: RowMapping, *, part: int | None = None) -> DeliveryKey:
    """Read the key of a delivery, or that of another *part* of the same briefing."""
    return DeliveryKey(
        schedule=row["schedule"],
        scheduled_for=row["scheduled_for"],
        destination=row["destination"],
        part=row["part"] if part is None else part,
    )


def delivery_of(row: RowMapping) -> Delivery:
    """Read a delivery."""
    return Delivery(
        id=row["id"],
        key=key_of(row),
        target=row["target"],
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        payload=row["payload"] or "",
        first_tried=row["first_tried"],
        next_try=row["next_try"],
        settled=row["settled"],
        receipt=row["receipt"],
        note=row["note"],
    )
