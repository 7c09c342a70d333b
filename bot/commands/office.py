"""The office: what a bot that posts has beside its newsroom. A demo on a terminal has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.chat import ChatPlatform
    from bot.settings import Settings
    from briefings.store.ledger import Ledger
    from briefings.store.outbox import Outbox
    from briefings.store.schedules import Schedules


class Gates(Protocol):
    """What is told when places can no longer be posted to, or can again."""

    async def closed(self, platform: str, channels: Sequence[str], *, reason: str) -> None:
        """Post nothing more to *channels*; their schedules are kept."""
        ...

    async def opened(self, platform: str, channels: Sequence[str]) -> None:
        """Post to *channels* again, what is still in its grace first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What is posted, where it goes, and what the admin file says of both."""

    settings: Settings
    schedules: Schedules
    outbox: Outbox
    ledger: Ledger
    platforms: Mapping[str, ChatPlatform]
    gates: Gates
