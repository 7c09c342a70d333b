"""Forget a person: delete everything that is held about one account, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from briefings.model import DeliveryState
from briefings.store.answers import Answers
from briefings.store.audit import audit
from briefings.store.people import Reader, people
from briefings.store.posting import briefings, closed, deliveries, schedules
from briefings.store.schema import seen

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from briefings.store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was deleted of a person, and what stays because it is not only theirs."""

    had_settings: bool = False  # topics, days, time, zone, length, and how far was read
    posted: int = 0  # records of posts that were sent
    unsent: int = 0  # posts that were not, and never will be
    shown: int = 0  # articles noted as shown
    answers: int = 0
    changes: int = 0  # made as an admin: these are a server's record, and stay

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing to delete."""
        return not (self.had_settings or self.posted or self.unsent or self.shown or self.answers)


def forget(store: Store, platform: str, account: str) -> Forgotten:
    """Delete all that names *account* on *platform*, and say what that was.

    A post that is on its way at this very moment may still arrive; no trace of it is kept.
    """
    # A new table that names people needs its line here: tests/contract/test_store_forgetting.py looks through
    # every table there is.
    is_theirs = people.c.platform == platform, people.c.account == account
    with store.write() as connection:
        known = connection.scalar(select(people.c.id).where(*is_theirs).with_for_update())
        reader = Reader(id=known or "", platform=platform, account=account)
        posted, unsent, shown = _forget_digest(connection, reader.digest) if known else (0, 0, 0)
        connection.execute(delete(closed).where(closed.c.place == reader.destination))
        connection.execute(delete(people).where(*is_theirs))
        return Forgotten(
            had_settings=known is not None,
            posted=posted,
            unsent=unsent,
            shown=shown,
            answers=Answers(store).forget(platform, account),
            changes=_changes(connection, platform, account),
        )


def _forget_digest(connection: Connection, name: str) -> tuple[int, int, int]:
    """Delete a personal digest; return how many posts were sent, how many were not, and the articles told.

    In this order: whoever is filling the outbox or settling a post holds the row we wait for.
    """
    row = deliveries.c
    connection.execute(delete(schedules).where(schedules.c.name == name))
    posted = connection.execute(
        delete(deliveries).where(row.schedule == name, row.state == DeliveryState.SENT)
    ).rowcount
    unsent = connection.execute(delete(deliveries).where(row.schedule == name)).rowcount
    connection.execute(delete(briefings).where(briefings.c.schedule == name))
    return posted, unsent, connection.execute(delete(seen).where(seen.c.digest == name)).rowcount


def _changes(connection: Connection, platform: str, account: str) -> int:
    is_here = audit.c.workspace.startswith(f"{platform}:", autoescape=True)
    statement = select(func.count()).where(audit.c.person == account, is_here)
    return connection.execute(statement).scalar_one()
