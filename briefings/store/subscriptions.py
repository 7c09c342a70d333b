"""Schedules that admins made in chat, each belonging to the workspace it was made in."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column, Table, Text, delete, func, insert, select

from briefings.store.pauses import pauses
from briefings.store.posting import database_clock
from briefings.store.posting import schedules as schedule_rows
from briefings.store.schedules import Schedules, read_definition, write_definition
from briefings.store.schema import Moment, metadata
from briefings.store.turns import take_turn

if TYPE_CHECKING:
    from datetime import datetime

    from briefings.model import Schedule
    from briefings.store.database import Store
    from briefings.store.posting import Clock

CHAT = "chat"  # the origin of these schedules
_NAME_CHARACTERS = 8  # 40 bits: of 50,000 schedules of one digest, two share a name once in 900 houses

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("schedule", Text, primary_key=True),
    Column("workspace", Text),  # "platform:workspace"
    Column("made", Moment),
    Column("made_by", Text),  # what the person who made it is called
)


class TooMany(Exception):
    """The workspace has as many schedules as it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A schedule made in chat, with its origin."""

    schedule: Schedule
    next_at: datetime | None
    workspace: str  # "platform:workspace"
    made: datetime
    made_by: str


class Subscriptions:
    """What was subscribed in chat. Every question names a workspace: none sees another's."""

    def __init__(self, store: Store, *, clock: Clock = database_clock) -> None:
        self._store = store
        self._clock = clock
        self._schedules = Schedules(store, clock=clock)

    def of(self, workspace: str) -> list[Subscription]:
        """List the schedules of *workspace*, the oldest first."""
        row = subscriptions.c
        statement = (
            select(schedule_rows, row.workspace, row.made, row.made_by)
            .join_from(subscriptions, schedule_rows, schedule_rows.c.name == row.schedule)
            .where(row.workspace == workspace)
            .order_by(row.made, row.schedule)
        )
        with self._store.read() as connection:
            return [
                Subscription(
                    schedule=read_definition(found.name, found.definition),
                    next_at=found.next_at,
                    workspace=found.workspace,
                    made=found.made,
                    made_by=found.made_by,
                )
                for found in connection.execute(statement)
            ]

    def add(self, schedule: Schedule, *, workspace: str, by: str, most: int) -> bool:
        """Keep *schedule*, called as `name_of` says; False when it is there already.

        Raises:
            TooMany: The workspace has *most* schedules already; nothing was kept.
        """
        row = subscriptions.c
        of_workspace = select(func.count()).where(row.workspace == workspace)
        with self._store.write() as connection:
            take_turn(self._store, connection, f"subscriptions of {workspace}")
            known = select(func.count()).where(row.schedule == schedule.name)
            if connection.scalar(known):
                return False
            if (connection.scalar(of_workspace) or 0) >= most:
                raise TooMany
            now = self._clock(connection)
            fields = {"workspace": workspace, "made": now, "made_by": by}
            connection.execute(insert(subscriptions).values(schedule=schedule.name, **fields))
            self._schedules.put(schedule, origin=CHAT, now=now)
        return True

    def remove(self, name: str, *, workspace: str) -> bool:
        """Forget a schedule of *workspace*; False when there is none. What is due is still posted."""
        row = subscriptions.c
        mine = delete(subscriptions).where(row.schedule == name, row.workspace == workspace)
        with self._store.write() as connection:
            if connection.execute(mine).rowcount == 0:
                return False
            # In this order, as whoever pauses it: two that wait for each other would both fail.
            is_gone = self._schedules.drop(name)
            connection.execute(delete(pauses).where(pauses.c.schedule == name))
            return is_gone


def name_of(schedule: Schedule, workspace: str) -> str:
    """Name a schedule by what it does: `daily.k3j2h1ab`. The dot keeps it apart from those of the admin file.

    The same subscription has the same name every time: it can be made once only, and a briefing that was
    posted before it was given up and made anew is not posted again.
    """
    words = json.dumps([workspace, write_definition(schedule)], sort_keys=True)
    number = hashlib.blake2b(words.encode(), digest_size=5).digest()
    return f"{schedule.digest}.{base64.b32encode(number).decode().lower()[:_NAME_CHARACTERS]}"
