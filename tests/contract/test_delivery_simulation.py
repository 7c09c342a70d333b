"""Random histories of deliveries: people change their minds, the chat refuses, processes die at any step.

`BRIEFBOT_HISTORIES=500 pytest tests/contract/test_delivery_simulation.py` goes on for longer. A history that
breaks a promise tells its seed and what happened in it.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
from datetime import time, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from briefings.model import DeliveryKey, DeliveryState
from briefings.store.forgetting import forget
from briefings.store.pauses import Pauses
from briefings.store.people import EVERY_DAY, People
from briefings.store.subscriptions import Subscriptions
from tests.posting import HOUR, MINUTE, Desk, daily
from tests.simulation import MortalStore, Replica, Town

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from briefings.model import Schedule
    from briefings.store.people import Reader

HISTORIES = int(os.environ.get("BRIEFBOT_HISTORIES", "2"))
STEPS = 40
CHANNELS = ("news", "talk")
PERSON = "7"
SCHEDULES = (
    daily("brisk", targets=("chat:news", "chat:talk"), at=(), cron="*/30 * * * *", grace=2 * HOUR),
    daily("hour", targets=("chat:news",), at=(), cron="15 * * * *", grace=HOUR, catch_up="none"),
)
IN_CHAT = daily("all.fromchat", targets=("chat:talk",), at=(), cron="45 * * * *", grace=3 * HOUR)
BROKEN_OFF = (DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.UNKNOWN)
STOPPED = (DeliveryState.DEAD, DeliveryState.HELD)


class History:
    """One run of the town, step by step."""

    def __init__(self, store: MortalStore, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  # a simulation
        self.town = Town(seed=seed, forbidden=self._is_forbidden, meanwhile=self._meanwhile)
        self.desk = Desk(store, self.town.clock)
        self.told: list[str] = []
        self._people = People(store)
        self._pauses = Pauses(store, clock=self.desk.clock)
        self._subscriptions = Subscriptions(store, clock=self.desk.clock)
        self._keys: dict[str, DeliveryKey] = {}
        self._silences: list[_Silence] = []
        self._names = iter(range(10_000))
        self.desk.schedules.sync(SCHEDULES, now=self.town.now)
        self._subscribe()
        self._set_up()
        self._replicas = [self._born() for _ in range(1 if store.is_sqlite else 2)]

    async def run(self) -> list[str]:
        """Live through it, put everything right, and return the promises that were broken."""
        for _ in range(STEPS):
            step = self.random.choice(self._steps())
            self.told.append(f"{self.town.now:%d %H:%M:%S} {step.__name__}")
            step()
            await self._work()
        await self._recover()
        return self.town.broken

    # ------------------------------------------------------------------------------- what happens

    def _steps(self) -> list[Callable[[], None]]:
        mild = [self._wait_seconds, self._wait_minutes, self._wait_minutes, self._wait_hours]
        people = [self._pause, self._resume, self._subscribe, self._unsubscribe]
        person = [self._set_up, self._pause_person, self._resume_person, self._forget_person]
        trouble = [
            self._refuse,
            self._refuse,
            self._revoke,
            self._leave,
            self._fail,
            self._go_down,
            self._die,
        ]
        return [*mild, *mild, *people, *person, *trouble, *[self._open, self._mend] * 4]

    def _wait_seconds(self) -> None:
        self.desk.clock.now += timedelta(seconds=self.random.uniform(1, 130))

    def _wait_minutes(self) -> None:
        self.desk.clock.now += self.random.uniform(2, 40) * MINUTE

    def _wait_hours(self) -> None:
        self.desk.clock.now += self.random.uniform(1, 8) * HOUR

    def _refuse(self) -> None:
        self.town.refusing.add(self.random.choice(CHANNELS))

    def _revoke(self) -> None:
        self.town.refusing.add("")

    def _leave(self) -> None:
        channel = self.random.choice(CHANNELS)
        self.town.refusing.add(channel)
        self.desk.closures.leave([f"chat:{channel}"], reason="Sent away.")

    def _open(self) -> None:
        channel = self.random.choice(CHANNELS)
        self.town.refusing -= {channel, ""}
        self.desk.closures.open(["chat", f"chat:{channel}"])

    def _fail(self) -> None:
        self.town.fault_share = self.random.choice([0.2, 0.5, 1.0])

    def _go_down(self) -> None:
        self.town.is_down = True

    def _mend(self) -> None:
        self.town.fault_share, self.town.is_down = 0.0, False

    def _die(self) -> None:
        self.random.choice(self._replicas).life.steps_left = self.random.randrange(12)

    def _pause(self) -> None:
        schedule = self.random.choice(self._all())
        place = self.random.choice(schedule.targets)
        if self._pauses.pause(schedule.name, [place], by="Ann"):
            self._silence(schedule.name, place)

    def _resume(self) -> None:
        schedule = self.random.choice(self._all())
        self._pauses.resume(schedule.name, schedule.targets)
        self._end_silence(schedule.name)

    def _all(self) -> tuple[Schedule, ...]:
        return (*SCHEDULES, IN_CHAT)

    def _subscribe(self) -> None:
        self._subscriptions.add(IN_CHAT, workspace="chat:house", by="Ann", most=9)

    def _unsubscribe(self) -> None:
        if self._subscriptions.remove(IN_CHAT.name, workspace="chat:house"):
            self._end_silence(IN_CHAT.name)

    def _set_up(self) -> None:
        at, now = time(self.random.randrange(24), 5), self.town.now

        def wanted(reader: Reader) -> Reader:
            return dataclasses.replace(reader, at=at, days=EVERY_DAY, timezone="UTC", is_paused=False)

        self._end_silence(self._people.change("chat", PERSON, wanted, now=now).digest)

    def _pause_person(self) -> None:
        self._change_pause(is_paused=True)

    def _resume_person(self) -> None:
        self._change_pause(is_paused=False)

    def _change_pause(self, *, is_paused: bool) -> None:
        def changed(reader: Reader) -> Reader:
            return dataclasses.replace(reader, is_paused=is_paused)

        reader = self._people.change("chat", PERSON, changed, now=self.town.now)
        self._end_silence(reader.digest)
        if is_paused:
            self._silence(reader.digest, reader.destination)

    def _forget_person(self) -> None:
        reader = self._people.find("chat", PERSON)
        forget(self.desk.store, "chat", PERSON)
        if reader is not None:
            self._silence(reader.digest, reader.destination)

    # ------------------------------------------------------------------------------- what is promised

    def _silence(self, schedule: str, place: str) -> None:
        moment = next(self.town.moments)
        self._silences.append(_Silence(schedule=schedule, place=place, since=self.town.now, moment=moment))

    def _end_silence(self, schedule: str) -> None:
        for silence in self._silences:
            if silence.schedule == schedule and silence.until is None:
                silence.until = self.town.now

    def _is_forbidden(self, nonce: str) -> bool:
        """Tell whether silence was asked for before *nonce* was claimed, and nothing of it stood there."""
        key = self._keys[nonce]
        if any(self._keys[each.nonce] == dataclasses.replace(key, part=0) for each in self.town.effects):
            return False
        claimed = self.town.claimed[nonce]
        return any(silence.covers(key) and silence.moment < claimed for silence in self._silences)

    def _meanwhile(self) -> None:
        """Let somebody change their mind while a post is on its way."""
        if self.random.random() < 0.05:
            self.random.choice([self._pause, self._unsubscribe, self._forget_person, self._leave])()

    def _learn(self) -> None:
        self._keys |= {row.id: row.key for row in self.desk.ledger.listing(limit=200)}

    async def _work(self) -> None:
        for number, replica in enumerate(self._replicas):
            if not replica.tick():
                self._replicas[number] = self._born()
        self._learn()
        alive = await asyncio.gather(*(replica.deliver() for replica in self._replicas))
        for number, is_alive in enumerate(alive):
            if not is_alive:
                self.told.append(f"{self.town.now:%d %H:%M:%S} {number} died")
                self._replicas[number] = self._born()

    def _born(self) -> Replica:
        replica = Replica(self.town, self.desk, f"process {next(self._names)}")
        replica.wake()
        return replica

    async def _recover(self) -> None:
        """Put everything right: what is wanted is posted now, and the ledger tells the truth."""
        self._mend()
        self.town.meanwhile = lambda: None
        self.town.refusing.clear()
        for replica in self._replicas:
            replica.life.steps_left = float("inf")
        self.desk.closures.open(["chat", *(f"chat:{channel}" for channel in (*CHANNELS, f"@{PERSON}"))])
        await self._work()
        end = self.town.now + HOUR
        wanted = {
            row.id
            for row in self.desk.ledger.listing(BROKEN_OFF, limit=10_000)
            if row.key.scheduled_for + self._patience(row.key.schedule) > end
            and not any(silence.covers(row.key) for silence in self._silences)
        }
        for _ in range(12):
            self.desk.clock.now += 5 * MINUTE
            await self._work()
        self._check(wanted)

    def _patience(self, schedule: str) -> timedelta:
        known = {each.name: each for each in self._all()}
        found = known.get(schedule)
        if found is None:
            return 6 * HOUR
        return found.grace if found.catch_up == "latest" else 5 * MINUTE

    def _check(self, wanted: set[str]) -> None:
        promise, rows = self.town.promise, self.desk.ledger.listing(limit=10_000)
        states = {row.id: row.state for row in rows}
        posted = {effect.nonce for effect in self.town.effects}
        for row in rows:
            name = f"{row.key.schedule} of {row.key.scheduled_for:%d %H:%M} part {row.key.part} ({row.note})"
            is_sent = row.state is DeliveryState.SENT
            promise(not is_sent or row.id in posted, f"{name} was never posted, but is said to be")
            promise(row.id not in posted or is_sent, f"{name} was posted, and is said to be {row.state}")
        for nonce in wanted & states.keys():
            key = self._keys[nonce]
            promise(
                nonce in posted, f"{key.schedule} of {key.scheduled_for:%d %H:%M} {states[nonce]} was lost"
            )
        parts: dict[DeliveryKey, list[int]] = {}
        for effect in self.town.effects:
            key = self._keys[effect.nonce]
            parts.setdefault(dataclasses.replace(key, part=0), []).append(key.part)
        for key, order in parts.items():
            promise(order == [*range(len(order))], f"{key.schedule} was posted in the order {order}")


@dataclasses.dataclass
class _Silence:
    """A time in which a schedule was to be silent in a place."""

    schedule: str
    place: str
    since: datetime
    moment: int
    until: datetime | None = None

    def covers(self, key: DeliveryKey) -> bool:
        """Tell whether a briefing falls under it: it was due then, or waited when it began."""
        is_its = (self.schedule, self.place) == (key.schedule, key.destination)
        return is_its and (self.until is None or key.scheduled_for < self.until)


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_no_history_breaks_a_promise(store_url: str, seed: int) -> None:
    """Nothing twice, nothing lost, parts in order, one in flight a channel, silence where it is wanted."""
    if store_url.startswith("sqlite:///"):  # SQLite in memory is the same program, without the disk
        return
    with MortalStore.open(store_url) as store:
        history = History(store, seed)
        broken = asyncio.run(history.run())

    assert [] == broken, "\n".join([f"seed {seed}", *history.told])
