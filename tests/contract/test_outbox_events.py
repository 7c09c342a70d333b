"""What an admin should hear of is found and told once, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from briefings.model import DeliveryState, Event, EventKind, Refusal
from tests.posting import DAY, FRIDAY, HOUR, TARGETS, Clock, Desk, daily

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefings.store import Store

SENT, DEAD, HELD = DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.HELD
ADMIN = TARGETS["desk"]


@pytest.fixture
def desk(store: Store) -> Desk:
    """Open the rooms of posting on each kind of store."""
    return Desk(store)


def lose(desk: Desk, *targets: str, state: DeliveryState = DEAD, refusal: Refusal | None = None) -> None:
    """Have a briefing for each of *targets* come to nothing."""
    desk.owe(daily(f"to {' and '.join(targets)}", targets=targets))
    desk.freeze()
    for claimed in desk.claim():
        desk.outbox.settle(claimed, state, note="no", refusal=refusal)


def test_each_event_has_its_facts(desk: Desk) -> None:
    """What is told of a closed place, of lost posts and of a silent digest stands in the event."""
    lose(desk, "talk", refusal=Refusal(place="chat:talk"))
    lose(desk, "news", state=HELD)
    desk.clock.now += 5 * DAY
    silence = desk.events.untold(silence={"all": timedelta(days=3), "never due": timedelta(days=3)})
    desk.clock.now = FRIDAY

    assert [
        Event(
            name="closed:chat:talk:2025-01-24",
            kind=EventKind.CLOSED,
            about="chat:talk",
            reason="no",
            at=FRIDAY,
            retry_at=FRIDAY + HOUR,
        ),
        Event(
            name="held:console:news:2025-01-24",
            kind=EventKind.HELD,
            about="console:news",
            reason="no",
            at=FRIDAY,
            count=1,
        ),
    ] == desk.events.untold(silence={})
    assert [("silent:all:2025-01-24", 5)] == [
        (each.name, each.count) for each in silence if each.kind is EventKind.SILENT
    ]


def test_what_was_missed_in_a_pause_is_one_event(desk: Desk) -> None:
    """Two schedules after three days down: one event with the number of posts, since the first of them."""
    desk.schedules.sync([daily("a"), daily("b")], now=FRIDAY - 3 * DAY)
    desk.clock.now = FRIDAY + HOUR
    desk.schedules.materialise(TARGETS, now=FRIDAY + HOUR)
    desk.schedules.sync([daily("a"), daily("b"), daily("c")], now=FRIDAY - DAY)
    desk.schedules.materialise(TARGETS, now=FRIDAY + HOUR + timedelta(seconds=5))
    [event] = desk.events.untold(silence={})

    assert (EventKind.MISSED, FRIDAY - 2 * DAY, 4) == (event.kind, event.at, event.count)


def test_an_event_is_told_once(desk: Desk) -> None:
    """The notice stands in the outbox with its parts, and what was told is not seen again."""
    lose(desk, "talk")
    is_told = desk.events.tell(desk.events.untold(silence={}), target=ADMIN, parts=["one", "two"])
    posted = []
    while claimed := desk.claim():
        posted += [(claim.key.destination, claim.key.part, claim.payload) for claim in claimed]
        desk.outbox.settle(claimed[0], SENT, receipt="m")

    assert (True, []) == (is_told, desk.events.untold(silence={}))
    assert [("console:", 0, "one"), ("console:", 1, "two")] == posted


def test_replicas_tell_an_event_once(postgres_url: str, open_store: Callable[[str], Store]) -> None:
    """Of four replicas that see the same trouble one puts out the notice."""
    desks = [Desk(open_store(postgres_url), Clock()) for _ in range(4)]
    lose(desks[0], "talk", "news")

    def tell(desk: Desk) -> bool:
        return desk.events.tell(desk.events.untold(silence={}), target=ADMIN, parts=["{}"])

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(tell, desks))

    assert 1 == len([row for row in desks[0].ledger.listing() if row.key.schedule.startswith("notice:")])
