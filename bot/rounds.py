"""The rounds the alarm clock wakes the bot for: the tick, delivery, sources, housekeeping."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.commands.keeping import KEPT_FOR
from bot.scheduler import Alarm, ClockSanity
from briefings.store.answers import Answers
from briefings.store.audit import Audit
from briefings.store.schedules import Owed
from briefings.store.unanswered import Unanswered

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from bot.alerts import Alerts
    from bot.delivery import Courier
    from bot.newsroom import Newsroom
    from bot.press import Press
    from briefings.ingesting import IngestReport
    from briefings.model import DeliveryState, Target
    from briefings.store.events import Events
    from briefings.store.ledger import Ledger
    from briefings.store.schedules import Schedules

log = logging.getLogger(__name__)

TICK = timedelta(seconds=5)
DELIVERY = timedelta(seconds=2)
SOURCES = timedelta(minutes=5)
ALERTS = timedelta(seconds=15)
HOUSEKEEPING = timedelta(hours=24)


class Stopping(Exception):
    """The bot is being stopped; a long round ends where it can go on next time."""


@dataclass(kw_only=True)
class Rounds:
    """One bot at work: each round may fail and is simply made again at the next ring."""

    newsroom: Newsroom
    schedules: Schedules
    ledger: Ledger
    press: Press
    courier: Courier
    alerts: Alerts
    events: Events
    targets: Mapping[str, Target]
    retain: timedelta
    sanity: ClockSanity
    is_stopping: bool = False
    has_read: bool = False  # the sources, once: a briefing of yesterday's articles would be short of today's

    def alarms(self) -> list[Alarm]:
        """List the rounds with their pace."""
        return [
            Alarm(name="tick", every=TICK, action=self.tick),
            Alarm(name="delivery", every=DELIVERY, action=self.deliver),
            Alarm(name="alerts", every=ALERTS, action=self.alerts.tell),
            Alarm(name="sources", every=SOURCES, action=self.read_sources),
            Alarm(name="housekeeping", every=HOUSEKEEPING, action=self.keep_house),
        ]

    async def tick(self) -> Owed:
        """Put into the outbox what has become due, and compose it; nothing before the sources were read."""
        if not self.has_read:
            return Owed()
        now = await asyncio.to_thread(self.newsroom.store.now)
        self.sanity.look(now)
        owed = await asyncio.to_thread(self.schedules.materialise, self.targets, now=now)
        if owed.missed:
            log.warning("briefings missed", extra={"count": owed.missed})
        await self.press.run()
        return owed

    async def deliver(self) -> Counter[DeliveryState]:
        """Post what may be posted now."""
        return await self.courier.deliver()

    async def read_sources(self) -> IngestReport | None:
        """Take in what is new; None when the bot was stopped meanwhile."""
        try:
            report = await asyncio.to_thread(self.newsroom.take_in, self._go_on)
        except Stopping:
            return None
        finally:
            self.has_read = True  # or tried to: what is there is told all the same
        for rejection in (*report.rejected, *report.unread):
            log.warning(
                "not read",
                extra={"source": rejection.source, "path": rejection.path, "reason": rejection.reason},
            )
        return report

    async def keep_house(self) -> int:
        """Forget what is older than the admin wants it kept, and answers older than a day."""
        now = await asyncio.to_thread(self.newsroom.store.now)
        await asyncio.to_thread(Answers(self.newsroom.store).prune, before=now - KEPT_FOR)
        await asyncio.to_thread(Unanswered(self.newsroom.store).prune, before=now - self.retain)
        await asyncio.to_thread(Audit(self.newsroom.store).prune, before=now - self.retain)
        forgotten = await asyncio.to_thread(self.ledger.prune, before=now - self.retain)
        await asyncio.to_thread(self.events.prune)
        if forgotten:
            log.info("deliveries forgotten", extra={"count": forgotten})
        return forgotten

    def stop(self) -> None:
        """Begin nothing more; what was begun ends soon."""
        self.is_stopping = True
        self.courier.stop()

    def _go_on(self, _source: str, _done: int, _todo: int) -> None:
        if self.is_stopping:
            raise Stopping
