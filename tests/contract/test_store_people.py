"""What is remembered of people is theirs alone, and their schedules follow it."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from sqlalchemy.event import listens_for

from briefings.model import DeliveryState
from briefings.store.closures import Closures
from briefings.store.people import EVERY_DAY, People, Reader
from briefings.store.schedules import Owed
from tests.posting import DAY, FRIDAY, HOUR, MINUTE, Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefings.store import Store

LONDON: dict[str, Any] = {"at": time(8, 30), "timezone": "Europe/London", "topics": ("bridge",)}


@pytest.fixture
def people(store: Store) -> People:
    """Open the room of people on each kind of store."""
    return People(store)


def set_up(people: People, account: str = "ada", *, now: datetime = FRIDAY - HOUR, **wanted: Any) -> Reader:
    """Let somebody ask for a digest."""
    fields = LONDON | wanted
    return people.change("discord", account, lambda reader: dataclasses.replace(reader, **fields), now=now)


def next_runs(store: Store) -> list[datetime]:
    """List when personal schedules are next due."""
    statement = text("select next_at from schedules where origin = 'personal' order by next_at")
    with store.read() as connection:
        found = connection.execute(statement).scalars()
        return [datetime.fromtimestamp(moment / 1_000_000, tz=UTC) for moment in found]


def test_nobody_is_remembered_who_said_nothing(people: People) -> None:
    """Asking about somebody leaves no trace of them."""
    assert [None, None] == [people.find("discord", "ada"), people.behind("daily")]


def test_what_is_remembered_comes_back(people: People) -> None:
    """Every part of what a person wants survives the database."""
    wanted = set_up(people, days=(0, 6), length="full", is_paused=True, read_until=FRIDAY)

    assert wanted == people.find("discord", "ada") == people.behind(wanted.digest)


def test_the_name_of_a_personal_digest_tells_nothing(people: People) -> None:
    """Names stand in logs: an account is in none, and nobody can work one out."""
    accounts = ("tom", "kit")  # no hexadecimal digits, which names are made of
    digests = {set_up(people, account).digest for account in accounts}

    assert 2 == len(digests)
    assert not any(account in digest for account in accounts for digest in digests)


def test_an_account_belongs_to_its_platform(people: People) -> None:
    """The same id on another platform is another person."""
    set_up(people)

    assert people.find("slack", "ada") is None


def test_a_digest_is_due_at_its_own_time(people: People, store: Store) -> None:
    """The schedule of a person is a schedule like any other, and goes to the direct messages."""
    reader = set_up(people)
    desk = Desk(store)

    assert Owed(due=1) == desk.schedules.materialise({}, now=FRIDAY)
    assert [(reader.digest, "discord:@ada")] == [
        (delivery.key.schedule, delivery.key.destination) for delivery in desk.ledger.listing()
    ]


def test_schedules_of_people_are_not_listed(people: People, store: Store) -> None:
    """The house lists its own schedules, and a new admin file leaves those of people alone."""
    set_up(people)
    desk = Desk(store)
    desk.schedules.sync([], now=FRIDAY - MINUTE)

    assert [] == desk.schedules.kept()
    assert [FRIDAY] == next_runs(store)


def test_two_people_with_the_same_wishes_have_two_digests(people: People, store: Store) -> None:
    """What one was told is not what the other was told, so each has their own."""
    readers = [set_up(people, account) for account in ("ada", "eve")]
    desk = Desk(store)
    desk.schedules.materialise({}, now=FRIDAY)

    assert {reader.digest for reader in readers} == {row.key.schedule for row in desk.ledger.listing()}


@pytest.mark.parametrize(
    ("zone", "day", "due"),
    [
        ("Asia/Kolkata", (2025, 1, 24), (2025, 1, 25, 3, 0)),
        ("America/New_York", (2025, 3, 8), (2025, 3, 9, 12, 30)),
        ("Europe/London", (2025, 3, 29), (2025, 3, 30, 7, 30)),
        ("Europe/London", (2025, 10, 25), (2025, 10, 26, 8, 30)),
        ("Australia/Lord_Howe", (2025, 10, 4), (2025, 10, 4, 21, 30)),
    ],
)
def test_half_past_eight_is_where_the_person_lives(
    people: People, store: Store, zone: str, day: tuple[int, int, int], due: tuple[int, ...]
) -> None:
    """Also on the days the clocks change: the local time stays, the instant moves."""
    set_up(people, timezone=zone, days=EVERY_DAY, now=datetime(*day, 14, tzinfo=UTC))

    assert [datetime(*due, tzinfo=UTC)] == next_runs(store)  # type: ignore[arg-type, misc]  # five numbers


def test_a_time_that_a_gap_swallows_is_due_after_it(people: People, store: Store) -> None:
    """Half past one does not exist on the last Sunday of March in London; the digest comes at two."""
    set_up(people, at=time(1, 30), days=EVERY_DAY, now=datetime(2025, 3, 29, 14, tzinfo=UTC))

    assert [datetime(2025, 3, 30, 1, 0, tzinfo=UTC)] == next_runs(store)


def test_nothing_is_due_before_the_earliest_time(store: Store) -> None:
    """The admin's earliest time holds also for what was set up before it was."""
    early: dict[str, Any] = {"at": time(5, 0), "timezone": "Europe/London"}
    reader = Reader(id="a", platform="discord", account="ada", **early)
    set_up(People(store), **early)
    People(store, earliest=time(6, 0)).sync(is_enabled=True, now=FRIDAY)

    assert [datetime(2025, 1, 27, 6, 0, tzinfo=UTC)] == next_runs(store)
    assert (time(6, 0),) == (reader.schedule(earliest=time(6, 0)) or pytest.fail("no schedule")).at


def test_personal_digests_that_are_switched_off_come_back(people: People, store: Store) -> None:
    """What the admin switches off is not forgotten; who had paused stays paused."""
    set_up(people)
    set_up(people, "eve", is_paused=True)
    counts = []
    for is_enabled in (False, True):
        people.sync(is_enabled=is_enabled, now=FRIDAY - MINUTE)
        counts.append(len(next_runs(store)))

    assert [0, 1] == counts


def test_all_people_are_brought_level(people: People, store: Store) -> None:
    """More people than one transaction takes are all dealt with."""
    with store.write():
        for number in range(501):
            set_up(people, f"reader {number}")
    people.sync(is_enabled=False, now=FRIDAY)

    assert [] == next_runs(store)


def test_a_restart_forgets_nothing_a_person_is_owed(people: People, store: Store) -> None:
    """What fell due while nobody was running is still owed after the start."""
    set_up(people)
    people.sync(is_enabled=True, now=FRIDAY + HOUR)

    assert Owed(due=1) == Desk(store).schedules.materialise({}, now=FRIDAY + HOUR)


def test_a_pause_takes_back_what_waits(people: People, store: Store) -> None:
    """Whoever pauses gets nothing more, not even what was about to be sent."""
    set_up(people)
    desk = Desk(store)
    desk.schedules.materialise({}, now=FRIDAY)
    set_up(people, is_paused=True, now=FRIDAY)

    assert [] == next_runs(store)
    assert [DeliveryState.MISSED] == desk.states()


def test_a_resumed_digest_starts_at_its_next_time(people: People, store: Store) -> None:
    """Nothing floods: what would have come during the pause stays away."""
    set_up(people, is_paused=True, now=FRIDAY - 7 * DAY)
    set_up(people, is_paused=False, now=FRIDAY + MINUTE)

    assert [FRIDAY + 3 * DAY] == next_runs(store)


def test_a_changed_time_in_the_minute_it_is_due_gives_one(people: People, store: Store) -> None:
    """Moved on by a minute while waiting to be due, a digest comes once, at the new time."""
    set_up(people)
    set_up(people, at=time(8, 31), now=FRIDAY + timedelta(seconds=20))
    desk = Desk(store)
    owed = [desk.schedules.materialise({}, now=FRIDAY + later * MINUTE) for later in (0, 1, 2)]

    assert [Owed(), Owed(due=1), Owed()] == owed


def test_a_refused_change_leaves_nothing(people: People) -> None:
    """When the change itself says no, not even a blank row is kept."""

    def refuse(reader: Reader) -> Reader:
        raise LookupError(reader.account)

    with pytest.raises(LookupError):
        people.change("discord", "ada", refuse, now=FRIDAY)

    assert people.find("discord", "ada") is None


def test_a_mark_never_goes_back(people: People) -> None:
    """An old answer marked as read does not bring back what was read since."""
    marks = [
        people.mark_read("discord", "ada", until, now=FRIDAY)
        for until in (FRIDAY, FRIDAY - DAY, FRIDAY + MINUTE)
    ]

    assert [FRIDAY, FRIDAY, FRIDAY + MINUTE] == marks


def test_one_is_sent_at_once_and_once(people: People, store: Store) -> None:
    """Pressed twice, one is on its way; the times of the schedule stay as they were."""
    reader = set_up(people)
    pressed = [people.send(reader, now=FRIDAY - HOUR + MINUTE) for _ in range(2)]
    desk = Desk(store)

    assert [True, False] == pressed
    assert [(reader.digest, FRIDAY - HOUR + MINUTE)] == [
        (row.key.schedule, row.key.scheduled_for) for row in desk.ledger.listing()
    ]
    assert [FRIDAY] == next_runs(store)


def test_one_is_sent_at_once_without_a_schedule(people: People, store: Store) -> None:
    """Also whoever only follows topics can have one, in an hour that the clocks repeat, too."""
    night = datetime(2025, 10, 26, 1, 15, 42, tzinfo=UTC)  # 01:15 in London for the second time
    reader = set_up(people, at=None, now=night)
    people.send(reader, now=night)

    assert [night.replace(second=0)] == [row.key.scheduled_for for row in Desk(store).ledger.listing()]


def test_follows_of_one_person_at_once_are_all_kept(
    postgres_url: str, open_store: Callable[[str], Store]
) -> None:
    """Two presses in two processes change what is there one after the other, and neither undoes the other."""
    rooms = [People(open_store(postgres_url)) for _ in range(4)]

    def follow(number: int) -> None:
        def added(reader: Reader) -> Reader:
            return dataclasses.replace(reader, topics=(*reader.topics, str(number)))

        rooms[number].change("discord", "ada", added, now=FRIDAY)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(follow, range(4)))
    found = rooms[0].find("discord", "ada")

    assert found is not None
    assert ["0", "1", "2", "3"] == sorted(found.topics)


def test_closed_direct_messages_are_found_by_their_place(store: Store) -> None:
    """One person's closed door is looked up alone, among however many others."""
    closures = Closures(store)
    closures.leave(["discord:@ada"], reason="No direct messages.")
    found = closures.of("discord:@ada")

    assert found is not None
    assert ("discord:@ada", "No direct messages.") == (found.place, found.reason)
    assert closures.of("discord:@eve") is None


def test_a_tick_looks_only_at_what_is_due(store: Store) -> None:
    """Ten thousand people cost a tick nothing: both halves of what it asks for have an index."""
    asked: list[tuple[str, Any]] = []

    def listen(*event: Any) -> None:
        asked.append(event[2:4])

    listens_for(store._engine, "before_cursor_execute")(listen)
    Desk(store).schedules.materialise({}, now=FRIDAY)
    statement, values = next(each for each in asked if "FROM schedules" in each[0])
    explain = "explain query plan" if store.is_sqlite else "explain"
    with store.read() as connection:
        if not store.is_sqlite:
            connection.execute(text("set local enable_seqscan = off"))  # it reads an empty table whole
        plan = connection.exec_driver_sql(f"{explain} {statement}", values).all()
    steps = " ".join(str(step) for row in plan for step in row)

    assert [True, True, False] == [
        word in steps for word in ("schedules_due", "schedules_reckoned", "SCAN schedules")
    ]
