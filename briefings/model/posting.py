"""What is posted: one delivery a schedule, due time, destination and part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryKey:
    """What makes a post unique: one schedule, one due time, one destination, one part."""

    schedule: str
    scheduled_for: datetime
    destination: str  # "platform:channel"
    part: int = 0


class DeliveryState(StrEnum):
    """Where a delivery stands. `sending` with a lease that ran out is uncertain, never simply sent again."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"
    MISSED = "missed"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the outbox, as claimed: only the holder of `attempts` may settle it."""

    id: int
    key: DeliveryKey
    state: DeliveryState
    attempts: int
    payload: str  # the frozen message, as JSON
    receipt: str | None = None  # the platform's id of the posted message
    note: str | None = None  # what went wrong last, in a sentence
