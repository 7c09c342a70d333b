"""What schedules owe reaches the outbox once, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest

from briefings.model import DeliveryState
from briefings.store.schedules import Owed
from tests.posting import DAY, FRIDAY, HOUR, MINUTE, TARGETS, Clock, Desk, daily

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefings.store import Store

DUE, MISSED = DeliveryState.DUE, DeliveryState.MISSED


@pytest.fixture
def desk(store: Store) -> Desk:
    """Open the rooms of posting on each kind of store."""
    return Desk(store)


def test_a_new_schedule_owes_nothing_from_before(desk: Desk) -> None:
    """A first start never floods: the first briefing of a schedule is the next one."""
    desk.schedules.sync([daily()], now=FRIDAY + MINUTE)
    owed = desk.schedules.materialise(TARGETS, now=FRIDAY + MINUTE)

    assert Owed() == owed
    assert [FRIDAY + DAY] == [kept.next_at for kept in desk.schedules.kept()]


def test_it_is_due_at_its_minute(desk: Desk) -> None:
    """A briefing is due when the clock says exactly its time, and once."""
    desk.schedules.sync([daily()], now=FRIDAY - MINUTE)
    owed = [
        desk.schedules.materialise(TARGETS, now=FRIDAY - timedelta(seconds=1)),
        desk.schedules.materialise(TARGETS, now=FRIDAY),
        desk.schedules.materialise(TARGETS, now=FRIDAY),
    ]

    assert [Owed(), Owed(due=1), Owed()] == owed
    assert [DUE] == desk.states()


def test_a_schedule_comes_back_as_it_was_kept(desk: Desk) -> None:
    """Every field of a schedule survives the database."""
    odd = daily(
        "odd",
        targets=("desk", "news"),
        at=(time(7, 5), time(18, 0)),
        days=(0, 4),
        catch_up="none",
        grace=timedelta(minutes=90),
        skip_dates=(FRIDAY.date(),),
    )
    by_cron = daily("by cron", at=(), cron="0 9 * * mon")
    desk.schedules.sync([odd, by_cron], now=FRIDAY)

    assert [by_cron, odd] == [kept.schedule for kept in desk.schedules.kept()]


def test_after_three_days_down_only_the_latest_is_posted(desk: Desk) -> None:
    """Case 5: back two hours after the slot, the latest is due and the older ones are recorded as missed."""
    desk.schedules.sync([daily()], now=FRIDAY - 3 * DAY)
    owed = desk.schedules.materialise(TARGETS, now=FRIDAY + 2 * HOUR)

    assert Owed(due=1, missed=2) == owed
    assert [MISSED, MISSED, DUE] == desk.states()


def test_beyond_its_grace_everything_was_missed(desk: Desk) -> None:
    """After the grace even the latest is only recorded, with the reason."""
    desk.schedules.sync([daily()], now=FRIDAY - MINUTE)
    desk.schedules.materialise(TARGETS, now=FRIDAY + 7 * HOUR)
    missed = desk.ledger.listing()

    assert [MISSED] == [delivery.state for delivery in missed]
    assert "not running" in (missed[0].note or "")


def test_a_clock_that_steps_back_repeats_nothing(desk: Desk) -> None:
    """Case 6: an hour back and on again, the briefing is due once."""
    desk.schedules.sync([daily()], now=FRIDAY - MINUTE)
    for now in (FRIDAY, FRIDAY - HOUR, FRIDAY, FRIDAY + MINUTE):
        desk.schedules.materialise(TARGETS, now=now)

    assert [DUE] == desk.states()


def test_a_clock_a_year_ahead_silences_nothing(desk: Desk) -> None:
    """Case 7: after a year's step and back, the next day's briefing is due again."""
    desk.schedules.sync([daily()], now=FRIDAY - MINUTE)
    desk.schedules.materialise(TARGETS, now=FRIDAY + 365 * DAY)
    desk.schedules.materialise(TARGETS, now=FRIDAY + MINUTE)
    owed = desk.schedules.materialise(TARGETS, now=FRIDAY + DAY)

    assert Owed(due=1) == owed


def test_a_change_in_the_minute_it_is_due_gives_one_briefing(desk: Desk) -> None:
    """Case 9: moved by a minute while waiting to be posted, a schedule is due once, at its new time."""
    desk.schedules.sync([daily()], now=FRIDAY - HOUR)
    changed = daily(at=(time(8, 31),))
    desk.schedules.sync([changed], now=FRIDAY + timedelta(seconds=20))
    owed = [desk.schedules.materialise(TARGETS, now=FRIDAY + later * MINUTE) for later in (0, 1, 2)]

    assert [Owed(), Owed(due=1), Owed()] == owed


def test_the_same_instant_in_another_zone_is_not_due_again(desk: Desk) -> None:
    """Case 9: the zone is changed after the briefing; half past nine in Berlin is the same moment."""
    desk.schedules.sync([daily()], now=FRIDAY - HOUR)
    desk.schedules.materialise(TARGETS, now=FRIDAY)
    desk.schedules.sync([daily(at=(time(9, 30),), timezone="Europe/Berlin")], now=FRIDAY)
    desk.schedules.materialise(TARGETS, now=FRIDAY)

    assert [DUE] == desk.states()


def test_a_schedule_that_never_comes_again_may_come_back(desk: Desk) -> None:
    """A schedule without a next time starts anew when its definition changes."""
    desk.schedules.sync([daily(days=())], now=FRIDAY - DAY)
    desk.schedules.sync([daily()], now=FRIDAY - MINUTE)

    assert [FRIDAY] == [kept.next_at for kept in desk.schedules.kept()]


def test_a_restart_forgets_nothing_owed(desk: Desk) -> None:
    """Case 11: at a start the next time is reckoned anew from what was last dealt with, not from now."""
    desk.schedules.sync([daily()], now=FRIDAY - HOUR)
    desk.schedules.sync([daily()], now=FRIDAY + HOUR)

    assert Owed(due=1) == desk.schedules.materialise(TARGETS, now=FRIDAY + HOUR)


def test_a_start_after_a_clock_far_ahead_begins_at_now(desk: Desk) -> None:
    """What was reckoned under a wrong clock does not keep a schedule silent."""
    desk.schedules.sync([daily()], now=FRIDAY + 365 * DAY)
    desk.schedules.sync([daily()], now=FRIDAY - MINUTE)

    assert [FRIDAY] == [kept.next_at for kept in desk.schedules.kept()]


def test_a_deleted_schedule_owes_nothing_more(desk: Desk) -> None:
    """Case 10: what was due is still delivered, nothing comes after."""
    desk.schedules.sync([daily()], now=FRIDAY - HOUR)
    desk.schedules.materialise(TARGETS, now=FRIDAY)
    desk.schedules.sync([], now=FRIDAY)
    owed = desk.schedules.materialise(TARGETS, now=FRIDAY + DAY)

    assert Owed() == owed
    assert [DUE] == desk.states()


def test_every_target_has_its_row(desk: Desk) -> None:
    """Two targets are two deliveries; two names of one place are one; a target that is gone gets nothing."""
    targets = TARGETS | {"again": replace(TARGETS["desk"], name="again")}
    desk.schedules.owe([daily(targets=("desk", "news", "again", "gone"))], targets, now=FRIDAY)

    assert ["console:", "console:news"] == [row.key.destination for row in desk.ledger.listing()]


def test_a_moved_clock_owes_the_latest(desk: Desk) -> None:
    """Under a moved clock the latest briefing in grace is due, once; schedules keep their own times."""
    desk.schedules.sync([daily()], now=FRIDAY + 400 * DAY)
    before = desk.schedules.kept()
    desk.clock.now = FRIDAY + 400 * DAY
    owed = [
        desk.schedules.owe([daily()], TARGETS, now=now) for now in (FRIDAY, FRIDAY + HOUR, FRIDAY - MINUTE)
    ]
    desk.freeze()

    assert [Owed(due=1), Owed(due=1), Owed()] == owed
    assert before == desk.schedules.kept()
    assert [FRIDAY] == [claimed.key.scheduled_for for claimed in desk.claim()]


def test_thousands_due_together_go_in_batches(desk: Desk) -> None:
    """More schedules than one transaction takes are all dealt with in one call."""
    desk.schedules.sync([daily(f"s{number}") for number in range(510)], now=FRIDAY - MINUTE)

    assert Owed(due=510) == desk.schedules.materialise(TARGETS, now=FRIDAY)


def test_replicas_ticking_together_make_each_row_once(
    postgres_url: str, open_store: Callable[[str], Store]
) -> None:
    """Case 14 with replicas: four of them over the same 600 due schedules leave 600 deliveries."""
    desks = [Desk(open_store(postgres_url), Clock()) for _ in range(4)]
    desks[0].schedules.sync([daily(f"s{number}") for number in range(600)], now=FRIDAY - MINUTE)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda desk: desk.schedules.materialise(TARGETS, now=FRIDAY), desks))

    assert {DUE: 600} == desks[0].ledger.counts()


def test_a_schedule_may_name_a_destination_itself(desk: Desk) -> None:
    """What is made in chat goes to a channel or a person that the admin file has no name for."""
    desk.owe(daily(targets=("chat:123", "chat:@42", "news", "nowhere", "")))

    assert {("chat:123", "chat:123"), ("chat:@42", "chat:@42"), ("console:news", "news")} == {
        (row.key.destination, row.target) for row in desk.ledger.listing()
    }
