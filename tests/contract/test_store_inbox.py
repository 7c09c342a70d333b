"""What platforms sent is worked on once, and not lost with the process that took it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

from briefings.store.inbox import Inbox
from tests.posting import FRIDAY, MINUTE, Clock

if TYPE_CHECKING:
    from briefings.store import Store

HOUR = timedelta(hours=1)


def left(inbox: Inbox) -> list[tuple[str, str]]:
    """Take up what was idle for two minutes and came in the last hour."""
    return inbox.take_up("slack", idle=2 * MINUTE, oldest=HOUR)


def test_each_is_taken_once(store: Store) -> None:
    """The same id is new to one caller only, on each platform; done or not."""
    inbox = Inbox(store)
    first = inbox.take("slack", "Ev1", "{}")
    inbox.done("slack", "Ev1")

    assert (True, False, True) == (first, inbox.take("slack", "Ev1", "{}"), inbox.take("other", "Ev1", "{}"))


def test_of_many_takers_one_takes(store: Store) -> None:
    """Of eight threads that hear the same thing at once, one works on it."""
    inbox = Inbox(store)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: inbox.take("slack", "Ev1", "{}"), range(8)))

    assert 1 == sum(taken)


def test_what_a_dead_process_left_is_taken_up_once(store: Store) -> None:
    """What was not finished comes back after a while, oldest first, to one who asks; the rest never."""
    clock = Clock()
    inbox = Inbox(store, clock=clock)
    inbox.take("slack", "Ev1", "one")
    inbox.take("slack", "Ev2", "two")
    inbox.take("other", "Ev3", "three")
    inbox.done("slack", "Ev2")
    at_once = left(inbox)
    clock.now = FRIDAY + 2 * MINUTE
    later, again = left(inbox), left(inbox)
    clock.now = FRIDAY + 4 * MINUTE

    assert ([], [("Ev1", "one")], [], [("Ev1", "one")]) == (at_once, later, again, left(inbox))


def test_what_nobody_waits_for_is_left_alone(store: Store) -> None:
    """What came too long ago is not answered any more, however often it was taken up."""
    clock = Clock()
    inbox = Inbox(store, clock=clock)
    inbox.take("slack", "Ev1", "one")
    clock.now = FRIDAY + HOUR

    assert [] == left(inbox)


def test_old_ids_are_forgotten(store: Store) -> None:
    """After a day an id is forgotten with what it said, and would be new again."""
    clock = Clock()
    inbox = Inbox(store, clock=clock)
    inbox.take("slack", "Ev1", "one")
    clock.now = FRIDAY + timedelta(days=1, seconds=1)
    inbox.take("slack", "Ev2", "two")

    assert inbox.take("slack", "Ev1", "one")
