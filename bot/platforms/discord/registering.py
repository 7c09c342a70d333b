"""Register the commands when they have changed, and only then: Discord takes 200 new ones a day."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord

from bot.chat import ChatError, Scope, TryLater, Uncertain, Undeliverable
from bot.platforms.discord.answers import DAILY_COMMANDS_USED_UP, meaning
from bot.platforms.discord.registration import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.platforms import Memory
    from bot.platforms.discord.account import Account

    Json = dict[str, Any]

log = logging.getLogger(__name__)

EVERYWHERE = "global"
_EVERYWHERE_PATH = "/applications/{application_id}/commands"
_GUILD_PATH = "/applications/{application_id}/guilds/{guild_id}/commands"
_USED_UP_SECONDS = 3_600.0  # Discord does not say when its day ends
_LATER_SECONDS = 60.0
_NOT_THERE = {50001, 10004}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of the commands in one place."""

    place: str  # EVERYWHERE, or the id of a server
    count: int  # of commands there now
    was_written: bool  # False: they were the same already


class Registration:
    """Keeps the commands at Discord as they are here, in all servers or in those the admin file names."""

    def __init__(self, account: Account, memory: Memory, *, guilds: Sequence[str]) -> None:
        self._account = account
        self._memory = memory
        self._places = tuple(guilds) or (EVERYWHERE,)
        self._again = asyncio.Event()
        self._refused: set[str] = set()

    def look_again(self) -> None:
        """Look again what is registered where: the bot has logged in."""
        self._again.set()

    def joined(self, guild: str) -> None:
        """Try a server again that refused, now that the bot is in it."""
        if guild in self._refused:
            self._again.set()

    async def keep(self, commands: Sequence[Json]) -> None:
        """Register *commands* whenever `look_again` is called, as often as that takes."""
        wait: float | None = None
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._again.wait(), wait)
            self._again.clear()
            wait = None
            try:
                await self.sync(commands)
            except Undeliverable as error:  # a person must do something: the log says what
                log.error("commands refused", extra={"reason": str(error)})  # noqa: TRY400  # it says all there is
            except ChatError as error:
                wait = getattr(error, "retry_after", None) or _LATER_SECONDS
                log.warning("commands not registered", extra={"reason": str(error), "again_in_seconds": wait})
            except Exception:  # the rim: the store may be away
                wait = _LATER_SECONDS
                log.exception("commands not registered", extra={"again_in_seconds": wait})

    async def sync(self, commands: Sequence[Json], *, force: bool = False) -> list[Change]:
        """Bring every place level with *commands*, and take them out of the places that are named no more.

        With *force* Discord is asked even where the commands are known to be the same.

        Raises:
            ChatError: A place was not changed; the message says why and what to do. The others were.
        """
        application = str((await self._account.client()).application_id)
        kept = await self._kept(application)
        wanted = dict.fromkeys(self._places, fingerprint(commands))
        # Commands left in a server would stand beside the same ones for everywhere, and the other way round.
        stale = [place for place in kept if place not in wanted]
        if force and EVERYWHERE not in (*stale, *wanted):
            stale.append(EVERYWHERE)
        changes, refusals = [], []
        for place in (*stale, *wanted):
            here = commands if place in wanted else ()
            is_known = place in wanted and kept.get(place) == wanted[place]
            if not is_known or force:
                try:
                    await self._write(application, place, here)
                except ChatError as error:
                    refusals.append(error)
                    self._refused.add(place)
                    continue
                self._refused.discard(place)
                await self._note(application, place, wanted.get(place))
            changes.append(Change(place=place, count=len(here), was_written=force or not is_known))
        if refusals:
            raise refusals[0]
        return changes

    async def _write(self, application: str, place: str, commands: Sequence[Json]) -> None:
        path = _EVERYWHERE_PATH if place == EVERYWHERE else _GUILD_PATH
        try:
            await self._account.request(
                "PUT", path, body=list(commands), application_id=application, guild_id=place
            )
        except Exception as error:
            raise _meaning(error, place) from error
        log.info("commands registered", extra={"place": place, "count": len(commands)})

    async def _kept(self, application: str) -> dict[str, str]:
        """Tell what stands where, as fingerprints: what another account registered is not ours to know."""
        text = await asyncio.to_thread(self._memory.get, f"discord.commands.{application}")
        return dict(json.loads(text or "{}"))

    async def _note(self, application: str, place: str, digest: str | None) -> None:
        kept = await self._kept(application)
        kept.pop(place, None)
        if digest is not None:
            kept[place] = digest
        await asyncio.to_thread(self._memory.put, f"discord.commands.{application}", json.dumps(kept))


def _meaning(error: Exception, place: str) -> ChatError:
    """Say what it means that registering failed; nothing is lost by doing it again."""
    code = error.code if isinstance(error, discord.HTTPException) else 0
    if isinstance(error, discord.RateLimited) or code == DAILY_COMMANDS_USED_UP:
        return TryLater(
            "Discord takes 200 new commands a day, and has had enough; the old ones still work. "
            "Leave Briefbot running, or run briefbot sync tomorrow.",
            retry_after=getattr(error, "retry_after", _USED_UP_SECONDS),
        )
    if code in _NOT_THERE and place != EVERYWHERE:
        return Undeliverable(
            f"Discord takes no commands for the server {place}: Briefbot is not in it, or was invited "
            "without commands. Invite it with the address that briefbot invite prints.",
            scope=Scope.DESTINATION,
        )
    meant = meaning(error, place="Discord")
    return TryLater(f"Registering commands: {meant}") if isinstance(meant, Uncertain) else meant
