"""What is posted: one delivery a schedule, due time, destination and part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
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


class ClosureKind(StrEnum):
    """Why a place takes no posts."""

    REFUSED = "refused"  # the platform said so; it is tried again slowly
    LEFT = "left"  # the bot was sent away; its return opens it


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A place that takes no posts: a destination, "discord:123", or a whole platform, "discord"."""

    place: str
    kind: ClosureKind
    reason: str  # a sentence with the remedy
    since: datetime
    probe_at: datetime | None = None  # when it is tried again; None: not before somebody opens it


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What one attempt says of a whole place: all is refused there until a person has changed something."""

    place: str  # as in a Closure
    jitter: float = 1.0  # from 0 to 1: the share of the longest wait after which it is tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One due time of one schedule, and where its briefing goes."""

    schedule: str
    scheduled_for: datetime
    digest: str
    destinations: tuple[str, ...]  # "platform:channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A briefing composed for good: every attempt posts the same words."""

    occurrence: Occurrence
    content: str  # the Briefing as JSON
    articles: frozenset[str]  # ids of the articles it tells
    # Messages by destination. No parts: nothing is posted there. No entry: it waits until its grace ends.
    parts: Mapping[str, tuple[str, ...]]


def readers_of(schedule: str, digest: str) -> str:
    """Name those for whom is noted what a briefing of *digest* has told.

    The schedules of the admin file share their readers by digest. A schedule made in chat, whose name has a
    dot, has its own: what was posted in somebody else's server is not old news in this one.
    """
    return schedule if "." in schedule else digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the outbox, as it was claimed or as it is listed."""

    id: str  # a short hash of the key: the nonce that goes with every attempt
    key: DeliveryKey
    target: str  # the admin's name of the destination
    state: DeliveryState  # claimed: UNKNOWN when an earlier attempt may have posted it
    attempts: int  # the fence: only the holder of the latest attempt may settle it
    payload: str  # the frozen message, as JSON; empty before there is one
    first_tried: datetime | None = None
    next_try: datetime | None = None  # None: at once
    settled: datetime | None = None
    receipt: str | None = None  # the platform's id of the posted message
    note: str | None = None  # what went wrong last, in a sentence
    thread: str = ""  # claimed: the receipt of the first part, below which a thread hangs
    claimed: datetime | None = None  # when it was claimed, by the database's clock
    is_late: bool = False  # claimed: its grace is over, so it may be looked for and not be posted any more


class EventKind(StrEnum):
    """What an admin should hear of."""

    CLOSED = "closed"  # a destination refuses posts
    LEFT = "left"  # the bot was sent away
    ACCOUNT = "account"  # a whole platform refuses posts
    DEAD = "dead"  # a post was refused for itself, or tried in vain
    HELD = "held"  # nobody knows whether a post was made
    MISSED = "missed"  # the bot was not running
    SILENT = "silent"  # a digest has long had nothing to tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something an admin should hear of, once."""

    name: str  # the same for all who see it
    kind: EventKind
    about: str = ""  # a place or a digest
    reason: str = ""
    at: datetime  # since when
    retry_at: datetime | None = None
    count: int = 0  # of briefings, or of days
