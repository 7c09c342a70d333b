"""What Slack says of the people who ask: their name, zone and language, and whether they administer."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.platforms.slack.account import Account

log = logging.getLogger(__name__)

_KNOWN_SECONDS = 300.0  # how long somebody who is no admin any more may still act as one
_PATIENCE_SECONDS = 1.5
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person in a workspace."""

    name: str = ""
    locale: str = "en"
    timezone: str = ""  # IANA
    may_administer: bool = False


class Members:
    """Asks Slack about people, and remembers what it said for five minutes."""

    def __init__(self, account: Account, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._account = account
        self._monotonic = monotonic
        self._asking: dict[tuple[str, str], asyncio.Task[Member]] = {}
        self._known: dict[tuple[str, str], tuple[float, Member]] = {}

    async def of(self, team: str, person: str) -> Member:
        """Describe *person*; when Slack does not say, as somebody with no rights."""
        until, member = self._known.get((team, person), (0.0, Member()))
        if self._monotonic() < until:
            return member
        key = (team, person)
        if key not in self._asking:  # who asks much at once is looked up once
            self._asking[key] = asyncio.create_task(self._look_up(team, person))
            self._asking[key].add_done_callback(lambda _: self._asking.pop(key, None))
        return await asyncio.shield(self._asking[key])

    async def _look_up(self, team: str, person: str) -> Member:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                said = await self._account.request("users.info", user=person, include_locale=True)
        except Exception as error:  # noqa: BLE001  # no scope, no answer, too many questions: people still get theirs
            log.warning("person not looked up", extra={"person": person, "reason": type(error).__name__})
            return Member()
        member = _member(said["user"], team)
        self._known.pop((team, person), None)
        self._known[team, person] = (self._monotonic() + _KNOWN_SECONDS, member)
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        return member


def _member(user: Mapping[str, Any], team: str) -> Member:
    """Read what Slack says; who comes from another workspace administers that one, and not this."""
    profile = user.get("profile") or {}
    is_at_home = user.get("team_id", team) == team and not user.get("is_stranger")
    return Member(
        name=str(profile.get("display_name") or profile.get("real_name") or user.get("name") or ""),
        locale=str(user.get("locale") or "en"),
        timezone=str(user.get("tz") or ""),
        may_administer=is_at_home and bool(user.get("is_admin") or user.get("is_owner")),
    )
