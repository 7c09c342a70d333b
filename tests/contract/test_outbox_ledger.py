"""What people see of the outbox, and what they may change, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefings.model import DeliveryState
from tests.posting import DAY, FRIDAY, HOUR, Desk, daily

if TYPE_CHECKING:
    from briefings.store import Store

DUE, SENDING, SENT, DEAD, HELD = (
    DeliveryState.DUE,
    DeliveryState.SENDING,
    DeliveryState.SENT,
    DeliveryState.DEAD,
    DeliveryState.HELD,
)


@pytest.fixture
def desk(store: Store) -> Desk:
    """Open the rooms of posting on each kind of store."""
    return Desk(store)


def test_the_last_due_is_listed_first(desk: Desk) -> None:
    """The ledger begins with the newest, and can be cut and narrowed."""
    for _ in range(3):
        desk.owe(daily())
        desk.clock.now += DAY

    assert [2, 1, 0] == [(row.key.scheduled_for - FRIDAY).days for row in desk.ledger.listing()]
    assert 1 == len(desk.ledger.listing(limit=1))
    assert ([], 3) == (desk.ledger.listing([SENT]), len(desk.ledger.listing([DUE])))


def test_states_are_counted(desk: Desk) -> None:
    """The counts are what `status` shows."""
    desk.owe(daily("a"), daily("b", targets=("news",)))
    desk.freeze()
    desk.claim(limit=1)

    assert {DUE: 1, SENDING: 1} == desk.ledger.counts()


@pytest.mark.parametrize("fate", [DEAD, HELD])
def test_a_stuck_delivery_can_be_tried_again(desk: Desk, fate: DeliveryState) -> None:
    """A person may put a stuck briefing back, long after its grace, with all its parts."""
    desk.owe(daily())
    desk.freeze(["one", "two"])
    [claimed] = desk.claim()
    desk.outbox.settle(claimed, fate, note="no")
    desk.clock.now += DAY
    desk.claim()
    requeued = desk.ledger.requeue(claimed.id, grace=HOUR)
    [again] = desk.claim()

    assert (2, "one", 1) == (requeued, again.payload, again.attempts)


def test_only_what_is_stuck_can_be_tried_again(desk: Desk) -> None:
    """A delivery that was sent, or that nobody knows, is not put back."""
    desk.owe(daily())
    desk.freeze()
    [claimed] = desk.claim()
    desk.outbox.settle(claimed, SENT, receipt="m")

    assert [0, 0] == [desk.ledger.requeue(name, grace=HOUR) for name in (claimed.id, "nobody")]
    assert [SENT] == desk.states()


def test_old_deliveries_are_forgotten(desk: Desk) -> None:
    """Pruning takes what was settled long ago, whatever its due time, and never what is open."""
    desk.owe(daily("a"), daily("b"))
    desk.freeze()
    desk.clock.now = FRIDAY + HOUR
    desk.outbox.settle(desk.claim()[0], SENT, receipt="m")
    forgotten = [desk.ledger.prune(before=moment) for moment in (FRIDAY + HOUR, FRIDAY + DAY)]

    assert [0, 1] == forgotten
    assert ["b"] == [row.key.schedule for row in desk.ledger.listing()]


def test_a_forgotten_briefing_may_be_made_anew(desk: Desk) -> None:
    """With its deliveries a briefing goes, too; one that was never composed goes when it is old."""
    desk.owe(daily("a"), daily("b"))
    desk.freeze([])
    desk.ledger.prune(before=FRIDAY + DAY)
    desk.owe(daily("a"))

    assert ["a"] == [occurrence.schedule for occurrence in desk.frozen.waiting()]


def test_a_delivery_is_found_by_its_id(desk: Desk) -> None:
    """Whoever is asked to put one back can see first what it is, and whose."""
    desk.owe(daily())
    [row] = desk.ledger.listing()

    assert (row, None) == (desk.ledger.find(row.id), desk.ledger.find("nobody"))
