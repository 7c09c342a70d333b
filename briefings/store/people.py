"""People who read for themselves: what they follow, when they get it, and how far they have read."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Table, Text, exists, select, update
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.model import DeliveryState, Schedule
from briefings.store.pauses import take_back
from briefings.store.posting import deliveries
from briefings.store.schedules import PERSONAL, Schedules
from briefings.store.schema import Json, Moment, Whole, metadata

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Row

    from briefings.store.database import Store

WORKDAYS = (0, 1, 2, 3, 4)
EVERY_DAY = (*WORKDAYS, 5, 6)
_PREFIX = "me:"  # no name in the admin file has a colon
_BATCH = 500  # people in one transaction
_ON_THEIR_WAY = (DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.UNKNOWN)

# One row for each person who had something remembered; nothing of it is anybody else's business.
people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),  # opaque: it stands in names and logs in the account's place
    Column("platform", Text),
    Column("account", Text),  # the platform's own id of the person
    Column("topics", Json),
    Column("days", Json),
    Column("at", Text),  # "08:30"; None: a digest was never asked for
    Column("timezone", Text),
    Column("length", Text),
    Column("paused", Whole),
    Column("read_until", Moment),  # None: nothing was ever marked as read
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What one person reads: the topics followed, the digest asked for, and how far it was read."""

    id: str
    platform: str
    account: str
    topics: tuple[str, ...] = ()
    days: tuple[int, ...] = WORKDAYS  # Monday is 0
    at: time | None = None  # None: a digest was never asked for
    timezone: str = ""  # empty as long as no digest was asked for
    length: str = "short"
    is_paused: bool = False
    read_until: datetime | None = None

    @property
    def digest(self) -> str:
        """The name of the personal digest and of its schedule."""
        return f"{_PREFIX}{self.id}"

    @property
    def destination(self) -> str:
        """Where it goes: to the person's direct messages."""
        return f"{self.platform}:@{self.account}"

    def schedule(self, *, earliest: time = time.min) -> Schedule | None:
        """Say when the digest is due, never before *earliest*; None while there is none or it is paused."""
        if self.at is None or self.is_paused:
            return None
        return self.due_at(max(self.at, earliest))

    def due_at(self, at: time) -> Schedule:
        """Make the schedule that is due at *at* on the chosen days."""
        return Schedule(
            name=self.digest,
            digest=self.digest,
            targets=(self.destination,),
            timezone=self.timezone,
            at=(at,),
            days=self.days,
        )


def is_personal(digest: str) -> bool:
    """Tell by its name whether a digest is a person's own."""
    return digest.startswith(_PREFIX)


class People:
    """What is remembered of people, each by platform and account; their schedules follow it."""

    def __init__(self, store: Store, *, earliest: time = time.min) -> None:
        self._store = store
        self._schedules = Schedules(store)
        self._earliest = earliest  # no digest is due before this local time

    def find(self, platform: str, account: str) -> Reader | None:
        """Return what is remembered of a person; None: nothing."""
        statement = select(people).where(people.c.platform == platform, people.c.account == account)
        with self._store.read() as connection:
            row = connection.execute(statement).one_or_none()
        return _read(row) if row else None

    def behind(self, digest: str) -> Reader | None:
        """Return whose personal digest is called *digest*; None when nobody's is."""
        if not is_personal(digest):
            return None
        statement = select(people).where(people.c.id == digest.removeprefix(_PREFIX))
        with self._store.read() as connection:
            row = connection.execute(statement).one_or_none()
        return _read(row) if row else None

    def change(
        self, platform: str, account: str, change: Callable[[Reader], Reader], *, now: datetime
    ) -> Reader:
        """Make of what is remembered what *change* returns, whole or not at all; two changes take turns.

        *change* gets a blank Reader for somebody new. The digest is due at its new times from *now* on.
        """
        blank = Reader(id=secrets.token_hex(8), platform=platform, account=account)
        is_theirs = (people.c.platform == platform, people.c.account == account)
        with self._store.write() as connection:
            connection.execute(insert(people).values(**_write(blank)).on_conflict_do_nothing())
            row = connection.execute(select(people).where(*is_theirs).with_for_update()).one()
            changed = change(_read(row))
            connection.execute(update(people).where(*is_theirs).values(**_write(changed)))
            self._reschedule(changed, now)
        return changed

    def send(self, reader: Reader, *, now: datetime) -> bool:
        """Put the digest of *reader* into the outbox for this minute; False when one is on its way."""
        row, minute = deliveries.c, now.astimezone(UTC).time().replace(second=0, microsecond=0)
        is_on_its_way = exists().where(row.schedule == reader.digest, row.state.in_(_ON_THEIR_WAY))
        at_once = replace(reader.due_at(minute), timezone="UTC", days=EVERY_DAY)
        with self._store.write() as connection:
            # The row is held against a second press at the same moment.
            connection.execute(select(people.c.id).where(people.c.id == reader.id).with_for_update())
            if connection.scalar(select(is_on_its_way)):
                return False
            self._schedules.owe([at_once], {}, now=now)
        return True

    def mark_read(self, platform: str, account: str, until: datetime, *, now: datetime) -> datetime:
        """Move the mark of what was read on to *until*, never back, and return where it stands."""

        def mark(reader: Reader) -> Reader:
            return replace(reader, read_until=max(until, reader.read_until or until))

        return self.change(platform, account, mark, now=now).read_until or until

    def sync(self, *, is_enabled: bool, now: datetime) -> None:
        """Bring all personal schedules level with the admin file, which may forbid or delay them."""
        last = ""
        while rows := self._next_rows(last):
            with self._store.write():
                for reader in map(_read, rows):
                    self._reschedule(replace(reader, is_paused=reader.is_paused or not is_enabled), now)
            last = rows[-1].id

    def _next_rows(self, after: str) -> list[Row[Any]]:
        statement = select(people).where(people.c.at.is_not(None), people.c.id > after).order_by(people.c.id)
        with self._store.read() as connection:
            return list(connection.execute(statement.limit(_BATCH)))

    def _reschedule(self, reader: Reader, now: datetime) -> None:
        schedule = reader.schedule(earliest=self._earliest)
        if schedule is not None:
            self._schedules.put(schedule, origin=PERSONAL, now=now)
        elif self._schedules.drop(reader.digest):
            with self._store.write() as connection:
                take_back(connection, reader.digest, [reader.destination], now)


def _write(reader: Reader) -> dict[str, Any]:
    return {
        "id": reader.id,
        "platform": reader.platform,
        "account": reader.account,
        "topics": list(reader.topics),
        "days": list(reader.days),
        "at": reader.at and reader.at.isoformat("minutes"),
        "timezone": reader.timezone,
        "length": reader.length,
        "paused": int(reader.is_paused),
        "read_until": reader.read_until,
    }


def _read(row: Row[Any]) -> Reader:
    return Reader(
        id=row.id,
        platform=row.platform,
        account=row.account,
        topics=tuple(row.topics),
        days=tuple(row.days),
        at=time.fromisoformat(row.at) if row.at else None,
        timezone=row.timezone,
        length=row.length,
        is_paused=bool(row.paused),
        read_until=row.read_until,
    )
