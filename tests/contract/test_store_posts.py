"""A digest sent by hand is posted once, and what was posted last is found, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from briefings.model import DeliveryState, Event, EventKind
from briefings.store.events import Events
from briefings.store.posted import Posted
from briefings.store.posts import Posts
from tests.posting import DAY, FRIDAY, HOUR, MINUTE, TARGETS, Clock, Desk, daily

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefings.store import Store

DESK, NEWS = TARGETS["desk"], TARGETS["news"]


@pytest.fixture
def desk(store: Store) -> Desk:
    """Open the rooms of posting."""
    return Desk(store)


@pytest.fixture
def posts(desk: Desk) -> Posts:
    """Open the room of posts on the same clock."""
    return Posts(desk.store, clock=desk.clock)


def post_all(desk: Desk, receipt: str = "m1") -> None:
    """Compose and post all that waits."""
    desk.freeze()
    for claimed in desk.claim():
        desk.outbox.settle(claimed, DeliveryState.SENT, receipt=receipt)


def test_a_digest_is_sent_by_hand(desk: Desk, posts: Posts) -> None:
    """It stands in the outbox for now, under a key of its own, and is posted as any other."""
    delivery, is_new = posts.send("all", DESK, since=FRIDAY - DAY)
    post_all(desk)

    assert is_new
    assert ("send:all", FRIDAY) == (delivery.key.schedule, delivery.key.scheduled_for)
    assert [DeliveryState.SENT] == [part.state for part in posts.parts(delivery.key)]
    assert "all" == posts.digest_of(delivery.key)


def test_what_stands_in_the_channel_is_in_the_way(desk: Desk, posts: Posts) -> None:
    """An occurrence that was posted on schedule is not sent again, unless that is said."""
    desk.owe(daily())
    post_all(desk)
    desk.clock.now = FRIDAY + HOUR
    standing, is_new = posts.send("all", DESK, since=FRIDAY)
    _, is_new_again = posts.send("all", DESK, since=FRIDAY, again=True)
    _, is_new_elsewhere = posts.send("all", NEWS, since=FRIDAY)

    assert (False, "morning", "m1") == (is_new, standing.key.schedule, standing.receipt)
    assert (True, True) == (is_new_again, is_new_elsewhere)


def test_what_is_older_or_was_refused_is_not_in_the_way(desk: Desk, posts: Posts) -> None:
    """Yesterday's briefing, and one that was refused, leave room for a new one."""
    desk.owe(daily())
    post_all(desk)
    refused, _ = posts.send("all", NEWS, since=FRIDAY)
    desk.freeze()
    desk.outbox.settle(desk.claim()[0], DeliveryState.DEAD, note="No.")
    desk.clock.now = FRIDAY + HOUR

    assert posts.send("all", DESK, since=FRIDAY + MINUTE)[1]
    assert posts.send("all", NEWS, since=FRIDAY)[1]
    assert ["No."] == [each.note for each in posts.parts(refused.key)]


def test_within_a_second_it_is_one_post_whatever_is_said(posts: Posts) -> None:
    """A double click on "once more" posts once more, and not twice."""
    found = [posts.send("all", DESK, since=FRIDAY, again=True) for _ in range(2)]

    assert [True, False] == [is_new for _, is_new in found]


def test_the_last_post_of_each_place_is_found(desk: Desk, posts: Posts) -> None:
    """The newest first, only what was posted, and only in the places asked for."""
    desk.owe(daily(targets=("desk", "news")))
    post_all(desk)
    desk.clock.now = FRIDAY + HOUR
    posts.send("all", NEWS, since=FRIDAY, again=True)
    post_all(desk, "m2")
    posts.send("all", DESK, since=FRIDAY + DAY)

    assert [("console:news", "m2"), ("console:", "m1")] == [
        (each.key.destination, each.receipt) for each in posts.last(["console:", "console:news", "chat:talk"])
    ]


def test_a_notice_to_the_admin_is_no_briefing(desk: Desk, posts: Posts) -> None:
    """Where it stands below the last briefing, that is still the last."""
    desk.owe(daily())
    post_all(desk)
    desk.clock.now = FRIDAY + HOUR
    closure = Event(name="closed here", kind=EventKind.CLOSED, at=desk.clock.now)
    Events(desk.store, clock=desk.clock).tell([closure], target=DESK, parts=["Mend this."])
    (notice,) = desk.claim()
    desk.outbox.settle(notice, DeliveryState.SENT, receipt="n1")

    assert ["m1"] == [each.receipt for each in posts.last(["console:"])]


def test_a_notice_that_was_refused_is_no_briefing(desk: Desk, posts: Posts) -> None:
    """That its place refuses posts is told by itself."""
    closure = Event(name="closed here", kind=EventKind.CLOSED, at=desk.clock.now)
    Events(desk.store, clock=desk.clock).tell([closure], target=DESK, parts=["Mend this."])
    (notice,) = desk.claim()
    desk.outbox.settle(notice, DeliveryState.DEAD, note="No.")

    assert [] == posts.unposted(["console:"], since=FRIDAY - DAY, limit=5)


def test_what_is_sent_after_it_was_composed_is_composed_anew(desk: Desk, posts: Posts) -> None:
    """In the second in which it was sent elsewhere, or had nothing to tell, a digest is not stuck."""
    posts.send("all", DESK, since=FRIDAY)
    desk.freeze(parts=())
    again, is_new = posts.send("all", DESK, since=FRIDAY)
    post_all(desk)

    assert is_new
    assert [DeliveryState.SENT] == [part.state for part in posts.parts(again.key)]


def test_a_post_in_a_thread_is_found_by_its_own_id(desk: Desk) -> None:
    """Its receipt begins with the id of the thread, which whoever asks about the post does not name."""
    desk.owe(daily())
    post_all(desk, "thread1/m2")
    room = Posted(desk.store)
    found = room.find("console", "m2")

    assert found is not None
    assert "all" == found.digest
    assert [None, None] == [room.find("console", each) for each in ("thread1", "2")]


def test_what_was_not_posted_is_listed_with_its_reason(desk: Desk, posts: Posts) -> None:
    """Missed ones of late, in the places asked for, the latest first."""
    desk.schedules.sync([daily(targets=("desk", "news"))], now=FRIDAY - 3 * DAY)
    desk.schedules.materialise(TARGETS, now=FRIDAY)
    found = posts.unposted(["console:"], since=FRIDAY - 2 * DAY, limit=5)

    assert [("console:", FRIDAY - DAY)] == [(each.key.destination, each.key.scheduled_for) for each in found]
    assert "only the latest" in (found[0].note or "")


def test_two_who_send_at_once_get_one_post(postgres_url: str, open_store: Callable[[str], Store]) -> None:
    """Four replicas asked at the same moment put one delivery into the outbox."""
    rooms = [Posts(open_store(postgres_url), clock=Clock()) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda room: room.send("all", DESK, since=FRIDAY - DAY), rooms))

    assert [False, False, False, True] == sorted(is_new for _, is_new in found)
    assert 1 == len({delivery.id for delivery, _ in found})
