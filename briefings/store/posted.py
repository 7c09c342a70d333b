"""Read back what was posted: the last briefing of a place, and the briefing that a post belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from briefings.model import DeliveryState
from briefings.store.posting import belongs_to, briefings, deliveries, delivery_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Row, Select

    from briefings.model import Delivery
    from briefings.store.database import Store

_ROW = deliveries.c
_SENT = select(deliveries, briefings.c.digest, briefings.c.content).join_from(
    deliveries, briefings, and_(*belongs_to(deliveries.c, briefings.c))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedBriefing:
    """A briefing as it stands in one place."""

    parts: tuple[Delivery, ...]  # those that were posted, in their order
    digest: str
    content: str  # the Briefing as JSON, as it was composed

    @property
    def first(self) -> Delivery:
        """The part that stands first."""
        return self.parts[0]


class Posted:
    """What was posted, for people who ask for it again. Who may see it, the caller decides."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def destinations(self) -> list[str]:
        """Name every place that something was posted to."""
        statement = select(_ROW.destination).where(_ROW.state == DeliveryState.SENT).distinct()
        with self._store.read() as connection:
            return list(connection.scalars(statement.order_by(_ROW.destination)))

    def last(self, destinations: Collection[str], *, digest: str | None = None) -> PostedBriefing | None:
        """Return what was posted last to any of *destinations*, of *digest* if one is named."""
        wanted = _SENT.where(_ROW.destination.in_(destinations))
        if digest is not None:
            wanted = wanted.where(briefings.c.digest == digest)
        return self._first(wanted.order_by(_ROW.scheduled_for.desc(), _ROW.settled.desc(), _ROW.id))

    def find(self, platform: str, post: str) -> PostedBriefing | None:
        """Return the briefing that *post*, a delivery's id or the platform's own of it, is a part of."""
        here = _ROW.destination.startswith(f"{platform}:", autoescape=True)
        in_thread = _ROW.receipt.endswith(f"/{post}", autoescape=True)  # behind the id of its thread
        is_it = or_(_ROW.id == post, _ROW.receipt == post, in_thread)
        return self._first(_SENT.where(here, is_it).order_by(_ROW.id))

    def _first(self, wanted: Select[Any]) -> PostedBriefing | None:
        with self._store.read() as connection:
            statement = wanted.where(_ROW.state == DeliveryState.SENT).limit(1)
            found = connection.execute(statement).first()
            return None if found is None else _whole(connection, found)


def _whole(connection: Connection, found: Row[Any]) -> PostedBriefing:
    """Read the other parts of the briefing that *found* is a part of, in the same place."""
    together = (
        select(deliveries)
        .where(*belongs_to(_ROW, found), _ROW.destination == found.destination)
        .where(_ROW.state == DeliveryState.SENT)
        .order_by(_ROW.part)
    )
    parts = tuple(delivery_of(row) for row in connection.execute(together).mappings())
    return PostedBriefing(parts=parts, digest=found.digest, content=found.content or "")
