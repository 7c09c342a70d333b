"""Schedules made in chat are kept once, within bounds, and each by its own workspace, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

import pytest

from briefings.model import DeliveryState, Refusal
from briefings.store.pauses import Pauses
from briefings.store.schedules import Owed
from briefings.store.subscriptions import Subscriptions, TooMany, name_of
from tests.posting import DAY, FRIDAY, HOUR, MINUTE, TARGETS, Clock, Desk, daily

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefings.model import Schedule
    from briefings.store import Store

HERE, ELSEWHERE = "discord:1", "discord:2"


def made(workspace: str = HERE, **fields: object) -> Schedule:
    """Make a schedule as chat makes it: to a channel, named by what it does."""
    schedule = replace(daily(targets=("discord:101",)), **fields)  # type: ignore[arg-type]  # of any field
    return replace(schedule, name=name_of(schedule, workspace))


def add(subscriptions: Subscriptions, schedule: Schedule, workspace: str = HERE, *, most: int = 50) -> bool:
    """Subscribe as Ada."""
    return subscriptions.add(schedule, workspace=workspace, by="Ada", most=most)


@pytest.fixture
def desk(store: Store) -> Desk:
    """Open the rooms of posting an hour before the briefing is due."""
    return Desk(store, Clock(FRIDAY - HOUR))


@pytest.fixture
def subscriptions(desk: Desk) -> Subscriptions:
    """Open the room of subscriptions on the same clock."""
    return Subscriptions(desk.store, clock=desk.clock)


def test_a_subscription_is_kept_with_its_origin(subscriptions: Subscriptions) -> None:
    """Its schedule comes back with who made it, when, and when it is next due."""
    assert add(subscriptions, made())

    kept = subscriptions.of(HERE)
    assert [(made(), FRIDAY, HERE, FRIDAY - HOUR, "Ada")] == [
        (each.schedule, each.next_at, each.workspace, each.made, each.made_by) for each in kept
    ]


def test_the_same_subscription_is_kept_once(subscriptions: Subscriptions) -> None:
    """Made again it is there already; another time or another workspace makes another one."""
    later = made(at=(time(9, 0),))
    found = [add(subscriptions, each) for each in (made(), made(), later)]
    add(subscriptions, made(ELSEWHERE), ELSEWHERE)

    assert [True, False, True] == found
    assert 3 == len({made().name, later.name, made(ELSEWHERE).name})


def test_a_workspace_sees_and_touches_only_its_own(subscriptions: Subscriptions) -> None:
    """Another workspace neither lists nor deletes it."""
    add(subscriptions, made())

    assert [] == subscriptions.of(ELSEWHERE)
    assert not subscriptions.remove(made().name, workspace=ELSEWHERE)
    assert 1 == len(subscriptions.of(HERE))


def test_there_are_only_so_many(subscriptions: Subscriptions) -> None:
    """Beyond the limit nothing is kept; what is there already is no error."""
    add(subscriptions, made(), most=1)
    with pytest.raises(TooMany):
        add(subscriptions, made(at=(time(9, 0),)), most=1)

    assert not add(subscriptions, made(), most=1)
    assert [made()] == [each.schedule for each in subscriptions.of(HERE)]


def test_a_new_admin_file_leaves_it_alone(desk: Desk, subscriptions: Subscriptions) -> None:
    """What chat made is not the file's: a restart with another file keeps it."""
    add(subscriptions, made())
    desk.schedules.sync([], now=FRIDAY - MINUTE)

    assert Owed(due=1) == desk.schedules.materialise({}, now=FRIDAY)
    assert ["discord:101"] == [row.key.destination for row in desk.ledger.listing()]


def test_what_was_posted_is_not_posted_again_after_a_change_of_mind(
    desk: Desk, subscriptions: Subscriptions
) -> None:
    """Deleted and made anew in the minute it is due, a subscription posts once."""
    add(subscriptions, made())
    desk.schedules.materialise({}, now=FRIDAY)
    assert subscriptions.remove(made().name, workspace=HERE)
    add(subscriptions, made())
    desk.schedules.materialise({}, now=FRIDAY)

    assert [DeliveryState.DUE] == desk.states()


def test_a_deleted_one_is_made_anew_without_its_pause(desk: Desk, subscriptions: Subscriptions) -> None:
    """A pause goes with what it silenced."""
    add(subscriptions, made())
    pauses = Pauses(desk.store)
    pauses.pause(made().name, ["discord:101"], by="Ada")
    subscriptions.remove(made().name, workspace=HERE)
    add(subscriptions, made())

    assert [] == pauses.of([made().name])


def test_paused_it_owes_nothing_and_misses_nothing(desk: Desk) -> None:
    """A place that is silent gets no rows, due or missed; another place of the same schedule does."""
    both = daily(targets=("desk", "news"))
    desk.schedules.sync([both], now=FRIDAY - 3 * DAY)
    Pauses(desk.store).pause("morning", ["console:"], by="Ada")
    owed = desk.schedules.materialise(TARGETS, now=FRIDAY)

    assert Owed(due=1, missed=2) == owed
    assert {"console:news"} == {row.key.destination for row in desk.ledger.listing()}


def test_paused_everywhere_nothing_is_counted_as_missed(desk: Desk) -> None:
    """Silence that was asked for is no trouble to warn about, also under a moved clock."""
    desk.schedules.sync([daily()], now=FRIDAY - 3 * DAY)
    Pauses(desk.store).pause("morning", ["console:"], by="Ada")
    owed = desk.schedules.materialise(TARGETS, now=FRIDAY)
    desk.schedules.owe([daily()], TARGETS, now=FRIDAY)

    assert 0 == owed.missed
    assert [] == desk.states()


def test_resumed_it_floods_nothing(desk: Desk) -> None:
    """After days of silence only what comes next is posted."""
    desk.schedules.sync([daily()], now=FRIDAY - 3 * DAY)
    pauses = Pauses(desk.store)
    pauses.pause("morning", ["console:"], by="Ada")
    desk.schedules.materialise(TARGETS, now=FRIDAY + HOUR)

    assert 1 == pauses.resume("morning", ["console:"])
    assert Owed() == desk.schedules.materialise(TARGETS, now=FRIDAY + HOUR)
    assert Owed(due=1) == desk.schedules.materialise(TARGETS, now=FRIDAY + DAY)


def test_a_pause_takes_back_what_waits(desk: Desk) -> None:
    """What stands in the outbox and was not begun is not posted after an emergency stop."""
    desk.clock.now = FRIDAY
    desk.owe(daily())
    pauses = Pauses(desk.store, clock=desk.clock)

    assert [DeliveryState.DUE] == desk.states()
    assert [1, 0] == [pauses.pause("morning", ["console:"], by=name) for name in ("Ada", "Bo")]
    assert [DeliveryState.MISSED] == desk.states()
    assert ["It was paused before it was posted."] == [row.note for row in desk.ledger.listing()]


def test_a_pause_lets_a_briefing_that_was_begun_end(desk: Desk) -> None:
    """Half a briefing helps nobody: its other parts follow."""
    desk.clock.now = FRIDAY
    desk.owe(daily())
    desk.freeze(("first", "second"))
    first = desk.claim()[0]
    desk.outbox.settle(first, DeliveryState.SENT, receipt="m1")
    Pauses(desk.store).pause("morning", ["console:"], by="Ada")

    assert ["second"] == [claimed.payload for claimed in desk.claim()]


@pytest.mark.parametrize("state", [DeliveryState.DEAD, DeliveryState.HELD])
def test_a_pause_holds_when_a_refused_place_opens(desk: Desk, state: DeliveryState) -> None:
    """What a closed channel had stopped does not go on in a pause; at most it is looked for."""
    desk.clock.now = FRIDAY
    desk.owe(daily())
    desk.freeze()
    desk.outbox.settle(desk.claim()[0], state, note="No right.", refusal=Refusal(place="console:"))
    Pauses(desk.store, clock=desk.clock).pause("morning", ["console:"], by="Ada")
    desk.clock.now += HOUR
    desk.closures.open(["console:"])

    assert [True] * (state is DeliveryState.HELD) == [claim.is_late for claim in desk.claim()]


@pytest.mark.parametrize("state", [DeliveryState.UNKNOWN, DeliveryState.DUE])
def test_a_pause_posts_nothing_anew(desk: Desk, state: DeliveryState) -> None:
    """What is on its way when the pause comes, and does not arrive, is looked for and not posted again."""
    desk.clock.now = FRIDAY
    desk.owe(daily())
    desk.freeze()
    [claimed] = desk.claim()
    Pauses(desk.store, clock=desk.clock).pause("morning", ["console:"], by="Ada")
    desk.outbox.settle(claimed, state, note="cut off")
    desk.clock.now += HOUR

    assert [True] * (state is DeliveryState.UNKNOWN) == [claim.is_late for claim in desk.claim()]


def test_a_pause_outlives_a_new_admin_file(desk: Desk) -> None:
    """Restarted with a changed schedule of the same name, it stays silent."""
    desk.schedules.sync([daily()], now=FRIDAY - HOUR)
    Pauses(desk.store).pause("morning", ["console:"], by="Ada")
    desk.schedules.sync([daily(at=(time(8, 31),))], now=FRIDAY - HOUR)
    desk.schedules.materialise(TARGETS, now=FRIDAY + HOUR)

    assert [] == desk.states()


@pytest.mark.parametrize("same", [True, False])
def test_two_who_subscribe_at_once_get_what_there_is_room_for(
    postgres_url: str,
    open_store: Callable[[str], Store],
    same: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    """Eight at the same moment: of the same subscription one is kept, of eight others as many as may be."""
    rooms = [Subscriptions(open_store(postgres_url)) for _ in range(8)]
    wanted = [made(at=(time(8 if same else 8 + number, 0),)) for number in range(8)]

    def subscribe(number: int) -> str:
        try:
            return str(add(rooms[number], wanted[number], most=3))
        except TooMany:
            return "too many"

    with ThreadPoolExecutor(8) as threads:
        found = sorted(threads.map(subscribe, range(8)))
    expected = ["False"] * 7 + ["True"] if same else ["True"] * 3 + ["too many"] * 5

    assert expected == found
    assert (1 if same else 3) == len(rooms[0].of(HERE))
