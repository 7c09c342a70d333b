"""The gates: note which places have sent the bot away, and let it in again on its return."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from briefings.model import find_target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefings.model import Target
    from briefings.store.closures import Closures
    from briefings.store.schedules import Schedules

log = logging.getLogger(__name__)


class Gates:
    """What platforms tell of their places, written down for all replicas."""

    def __init__(self, closures: Closures, schedules: Schedules, targets: Mapping[str, Target]) -> None:
        self._closures = closures
        self._schedules = schedules
        self._targets = targets

    async def closed(self, platform: str, channels: Sequence[str], *, reason: str) -> None:
        """Post nothing more to *channels*; their schedules are kept."""
        left = _places(platform, channels)
        await asyncio.to_thread(self._leave, left, reason)

    async def opened(self, platform: str, channels: Sequence[str]) -> None:
        """Post to *channels* again, what is still in its grace first."""
        # Whoever hears this of a platform is logged in there: its token is good, too.
        places = _places(platform, channels) | {platform}
        going_on = await asyncio.to_thread(self._closures.open, places)
        if going_on:
            log.info("deliveries go on", extra={"platform": platform, "count": going_on})

    def _leave(self, left: set[str], reason: str) -> None:
        used = left & self._in_use()  # a server has hundreds of channels that nobody posts to
        if used:
            log.warning("places closed", extra={"places": ",".join(sorted(used)), "reason": reason})
            self._closures.leave(used, reason=reason)

    def _in_use(self) -> set[str]:
        named = (name for kept in self._schedules.kept() for name in kept.schedule.targets)
        targets = (find_target(name, self._targets) for name in named)
        return {target.destination for target in targets if target is not None}


def _places(platform: str, channels: Sequence[str]) -> set[str]:
    return {f"{platform}:{channel}" for channel in channels}
