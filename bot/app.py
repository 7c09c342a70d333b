"""The composition root: settings become a newsroom, platforms and rounds, and run until told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, timedelta
from random import SystemRandom
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.alerts import Alerts
from bot.commands.desk import CommandDesk
from bot.commands.office import Office
from bot.delivery import Courier
from bot.gates import Gates
from bot.health import watched
from bot.logbook import start_logging
from bot.newsroom import open_kept, system_clock
from bot.platforms import CannotConnect, NoInbox, PlatformSetup, connect
from bot.press import Press
from bot.rounds import Rounds
from bot.scheduler import AlarmClock, ClockSanity
from briefings.model import DeliveryState
from briefings.store.closures import Closures
from briefings.store.events import Events
from briefings.store.facts import Facts
from briefings.store.freezing import FrozenBriefings
from briefings.store.inbox import Inbox
from briefings.store.ledger import Ledger
from briefings.store.outbox import Outbox
from briefings.store.schedules import Schedules

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Coroutine, Mapping
    from datetime import datetime

    from bot.chat import ChatPlatform
    from bot.newsroom import Newsroom
    from bot.platforms import Inbox as PlatformInbox
    from bot.platforms import Memory
    from bot.settings import Settings
    from briefings.store.schedules import Owed

log = logging.getLogger(__name__)

DONE, FAILED, WRONG_USE = 0, 1, 2
_THREADS = 24
_PATIENCE_SECONDS = 8.0  # of the ten a stop may take


def run(
    settings: Settings,
    *,
    once: bool = False,
    now: datetime | None = None,
    platforms: Mapping[str, ChatPlatform] | None = None,
) -> int:
    """Run the bot until SIGTERM or SIGINT, or *once* over what is due; return the exit code.

    With *now* the clock is moved for one run: the latest briefing of each schedule in its grace is due,
    unless it was posted before. *platforms* are connected from the settings when none are given.

    Raises:
        StoreError: The database cannot be opened; the message says why and what to do.
        SecretError: A token is not where the admin file says.
    """
    if now is not None and not once:
        print("--now goes with --once: a bot that goes on running needs the real time.", file=sys.stderr)
        return WRONG_USE
    start_logging(
        as_json=settings.observability.log == "json",
        secrets=[secret.read() for secret in settings.secrets.values()],
        level=logging.WARNING if once else logging.INFO,
    )
    clock = system_clock if now is None else lambda: now
    with open_kept(settings, clock=clock) as newsroom:
        try:
            connected = _connect(settings, newsroom) if platforms is None else platforms
        except CannotConnect as error:
            print(f"{settings.path}: {error}", file=sys.stderr)
            return WRONG_USE
        bot = _furnish(settings, newsroom, connected)
        return asyncio.run(_run_to_the_end(bot, _run_once(bot, now) if once else _run(bot)))


@dataclass(frozen=True, kw_only=True)
class _Bot:
    newsroom: Newsroom
    office: Office
    closures: Closures
    rounds: Rounds

    @property
    def settings(self) -> Settings:
        return self.office.settings

    @property
    def platforms(self) -> Mapping[str, ChatPlatform]:
        return self.office.platforms


def _furnish(settings: Settings, newsroom: Newsroom, platforms: Mapping[str, ChatPlatform]) -> _Bot:
    store = newsroom.store
    schedules, closures, ledger = Schedules(store), Closures(store), Ledger(store)
    outbox = Outbox(store, owner=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}")
    office = Office(
        settings=settings,
        schedules=schedules,
        outbox=outbox,
        ledger=ledger,
        platforms=platforms,
        gates=Gates(closures, schedules, settings.targets),
    )
    events = Events(store)
    rounds = Rounds(
        newsroom=newsroom,
        schedules=schedules,
        ledger=ledger,
        press=Press(newsroom, FrozenBriefings(store), platforms, settings.targets),
        courier=Courier(outbox, platforms, settings.targets, random=SystemRandom()),
        alerts=Alerts(
            newsroom, events, platforms, targets=settings.targets, admin_target=settings.bot.admin_target
        ),
        events=events,
        targets=settings.targets,
        retain=timedelta(days=settings.privacy.retain_days),
        sanity=ClockSanity(),
    )
    return _Bot(newsroom=newsroom, office=office, closures=closures, rounds=rounds)


def _connect(settings: Settings, newsroom: Newsroom) -> dict[str, ChatPlatform]:
    """Load each platform that is switched on."""
    memory, inbox = Facts(newsroom.store), Inbox(newsroom.store)
    return {name: connect(name, setup_of(settings, name, memory, inbox)) for name in settings.platforms}


def setup_of(
    settings: Settings, name: str, memory: Memory, inbox: PlatformInbox | None = None
) -> PlatformSetup:
    """Gather what the platform called *name* may know."""
    prefix = f"{name}."
    return PlatformSetup(
        data_dir=settings.data_dir,
        config_dir=settings.path.parent,
        is_alone=settings.store_url().startswith("sqlite"),
        options=dict(getattr(settings, name)),
        secrets={
            key.removeprefix(prefix): secret.read
            for key, secret in settings.secrets.items()
            if key.startswith(prefix)
        },
        environment=os.environ,
        memory=memory,
        inbox=inbox or NoInbox(),
    )


async def _run_to_the_end(bot: _Bot, work: Coroutine[Any, Any, int]) -> int:
    """Do *work*, and let go of the platforms whatever came of it."""
    # Python's own choice is six threads on two cores: as many blocked writes would hold up every answer.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS, "work"))
    try:
        return await work
    finally:
        for platform in bot.platforms.values():
            await platform.close()


async def _prepare(bot: _Bot) -> None:
    """Bring the due table level with the admin file, and take up what a dead process left."""
    now = await asyncio.to_thread(bot.newsroom.store.now)
    await asyncio.to_thread(bot.office.schedules.sync, bot.settings.schedules.values(), now=now)
    is_enabled = bot.settings.personal.enabled
    await asyncio.to_thread(bot.newsroom.people.sync, is_enabled=is_enabled, now=now)
    # A person may have replaced a refused token: one request tells.
    await asyncio.to_thread(bot.closures.hurry, list(bot.platforms))
    if taken := await asyncio.to_thread(bot.office.outbox.recover):
        log.warning("deliveries taken up", extra={"count": taken})


# ------------------------------------------------------------------------------------- until told to stop


async def _run(bot: _Bot) -> int:
    stopped = asyncio.Event()
    _listen_for_signals(bot.rounds, stopped)
    async with watched(bot.platforms, bind=bot.settings.observability.bind):
        await _prepare(bot)
        await _work_until(stopped, bot)
    log.info("stopped")
    return DONE


async def _work_until(stopped: asyncio.Event, bot: _Bot) -> None:
    alarm_clock = AlarmClock(bot.rounds.alarms())
    desk = CommandDesk(bot.newsroom, bot.office)
    serving = [asyncio.create_task(_serve(platform, desk)) for platform in bot.platforms.values()]
    if not stopped.is_set():
        alarm_clock.start()
        await _greet(bot)
    await stopped.wait()
    await alarm_clock.stop(patience_seconds=_PATIENCE_SECONDS)
    for task in serving:
        task.cancel()
    await asyncio.gather(*serving, return_exceptions=True)


def _listen_for_signals(rounds: Rounds, stopped: asyncio.Event) -> None:
    def stop() -> None:
        rounds.stop()
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)


async def _serve(platform: ChatPlatform, desk: CommandDesk) -> None:
    try:
        await platform.serve(desk)
    except Exception:  # the rim: the others are served, and schedules are kept
        log.exception("platform failed", extra={"platform": platform.name})


async def _greet(bot: _Bot) -> None:
    for kept in await asyncio.to_thread(bot.office.schedules.kept):
        zone = ZoneInfo(kept.schedule.timezone)
        log.info(
            "schedule",
            extra={
                "schedule": kept.schedule.name,
                "digest": kept.schedule.digest,
                "next": kept.next_at and _shown(kept.next_at.astimezone(zone)),
                "utc": kept.next_at and _shown(kept.next_at),
                "targets": ",".join(kept.schedule.targets),
            },
        )
    log.info("running", extra={"platforms": ",".join(bot.platforms), "store": bot.newsroom.store.where})


# ------------------------------------------------------------------------------------- once


async def _run_once(bot: _Bot, now: datetime | None) -> int:
    await _prepare(bot)
    await bot.rounds.read_sources()
    if now is None:
        owed = await bot.rounds.tick()
        composed = owed.due
    else:
        schedules, targets = bot.settings.schedules.values(), bot.settings.targets
        owed = await asyncio.to_thread(bot.office.schedules.owe, schedules, targets, now=now)
        composed = await bot.rounds.press.run()
    tally = await bot.rounds.deliver()
    if await bot.rounds.alerts.tell():
        await bot.rounds.deliver()
    moment = bot.newsroom.clock()
    print(_told(tally, owed, moment, composed=composed), file=sys.stderr)
    return DONE if set(tally) <= {DeliveryState.SENT} else FAILED


def _told(tally: Counter[DeliveryState], owed: Owed, moment: datetime, *, composed: int) -> str:
    """Say in a sentence what one run did."""
    when = f"{_shown(moment.astimezone(UTC))} UTC"
    if tally:
        counts = ", ".join(f"{number} {_WORDS[state]}" for state, number in sorted(tally.items()))
        return f"Posts due at {when}: {counts}."
    if not owed.due:
        return f"Nothing is due at {when}."
    if composed:
        return f"Nothing is new for what is due at {when}, so nothing was posted."
    return f"Nothing was posted: what is due at {when} was dealt with before."


_WORDS = {
    DeliveryState.SENT: "posted",
    DeliveryState.DUE: "to be tried again later",
    DeliveryState.UNKNOWN: "perhaps posted, to be looked for",
    DeliveryState.DEAD: "refused for good",
    DeliveryState.HELD: "held until somebody has looked",
}


def _shown(moment: datetime) -> str:
    return f"{moment:%a %d %b %Y %H:%M}"
