"""Who may post what, and what becomes of it, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from briefings.model import DeliveryKey, DeliveryState, Occurrence
from briefings.store.articles import Articles
from briefings.store.outbox import LEASE, MAX_ATTEMPTS
from briefings.store.posting import database_clock, delivery_id
from tests import factories
from tests.posting import DAY, FRIDAY, HOUR, MINUTE, Clock, Desk, daily, frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefings.store import Store

DUE, SENDING, SENT, UNKNOWN, DEAD, MISSED, HELD = (
    DeliveryState.DUE,
    DeliveryState.SENDING,
    DeliveryState.SENT,
    DeliveryState.UNKNOWN,
    DeliveryState.DEAD,
    DeliveryState.MISSED,
    DeliveryState.HELD,
)
SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(store: Store) -> Desk:
    """Open the rooms of posting on each kind of store."""
    return Desk(store)


def test_one_of_two_workers_claims_a_delivery(desk: Desk) -> None:
    """Of two workers waking for the same delivery, one posts it."""
    desk.owe(daily())
    desk.freeze()
    first, second = desk.claim(), desk.claim(desk.worker("second"))

    assert (1, 0) == (len(first), len(second))
    assert [SENDING] == desk.states()


def test_nothing_is_claimed_before_it_is_frozen(desk: Desk) -> None:
    """What is not composed yet cannot be posted."""
    desk.owe(daily())

    assert [] == desk.claim()


def test_a_claim_carries_what_was_frozen(desk: Desk) -> None:
    """The claimer gets the frozen words, the place, and a nonce made of the key."""
    desk.owe(daily())
    desk.freeze(["the words"])
    [claimed] = desk.claim()
    key = DeliveryKey(schedule="morning", scheduled_for=FRIDAY, destination="console:")

    assert (key, "desk", "the words", DUE, 1) == (
        claimed.key,
        claimed.target,
        claimed.payload,
        claimed.state,
        claimed.attempts,
    )
    assert delivery_id(key) == claimed.id
    assert FRIDAY == claimed.first_tried


def test_time_is_the_database_s(store: Store) -> None:
    """Rule 3: leases begin by the clock all replicas share."""
    with store.read() as connection:
        now = database_clock(connection)

    assert timedelta(seconds=5) > abs(store.now() - now)


def test_what_was_sent_is_never_claimed_again(desk: Desk) -> None:
    """A settled delivery stays settled, with its receipt."""
    desk.owe(daily())
    desk.freeze()
    [claimed] = desk.claim()
    is_settled = desk.outbox.settle(claimed, SENT, receipt="m1")
    desk.clock.now += HOUR
    [listed] = desk.ledger.listing()

    assert is_settled
    assert [] == desk.claim()
    assert (SENT, "m1", FRIDAY) == (listed.state, listed.receipt, listed.settled)


def test_a_lease_that_ran_out_leaves_doubt(desk: Desk) -> None:
    """Rule 1: a dead worker's delivery is claimed as unknown, and not before its lease is over."""
    desk.owe(daily())
    desk.freeze()
    desk.claim()
    second = desk.worker("second")
    desk.clock.now += LEASE
    early = desk.claim(second)
    desk.clock.now += SECOND

    assert [] == early
    assert [(UNKNOWN, 2)] == [(claimed.state, claimed.attempts) for claimed in desk.claim(second)]


def test_who_lost_the_claim_cannot_settle_it(desk: Desk) -> None:
    """Rule 2: a worker that slept past its lease changes nothing."""
    desk.owe(daily())
    desk.freeze()
    [slept] = desk.claim()
    desk.clock.now += 2 * LEASE
    [taken] = desk.claim(desk.worker("second"))

    assert not desk.outbox.settle(slept, SENT, receipt="late")
    assert not desk.outbox.settle(taken, SENT, receipt="not mine")
    assert [SENDING] == desk.states()


def test_one_worker_cannot_settle_its_own_earlier_attempt(desk: Desk) -> None:
    """Rule 2: the number of the attempt is part of the fence."""
    desk.owe(daily())
    desk.freeze()
    [first] = desk.claim()
    desk.clock.now += 2 * LEASE
    [second] = desk.claim()

    assert [False, True] == [desk.outbox.settle(claim, SENT, receipt="m") for claim in (first, second)]


def test_a_wait_is_waited_for(desk: Desk) -> None:
    """Case 21: told to come back in 37 seconds, nobody tries earlier."""
    desk.owe(daily())
    desk.freeze()
    desk.outbox.settle(desk.claim()[0], DUE, note="slow down", wait=37 * SECOND)
    desk.clock.now += 36 * SECOND
    early = desk.claim()
    desk.clock.now += SECOND

    assert [] == early
    assert ["slow down"] == [claimed.note for claimed in desk.claim()]


def test_one_destination_has_one_delivery_in_flight(desk: Desk) -> None:
    """Rule 8: a second briefing for a channel waits for the first; other channels do not."""
    desk.owe(daily("a"), daily("b"), daily("c", targets=("news",)))
    desk.freeze()
    first = desk.claim()
    then = desk.claim(desk.worker("second"))
    desk.outbox.settle(first[0], SENT, receipt="m")

    assert ["a", "c"] == [claimed.key.schedule for claimed in first]
    assert [] == then
    assert ["b"] == [claimed.key.schedule for claimed in desk.claim()]


def test_a_channel_keeps_its_order(desk: Desk) -> None:
    """Case 24: while the first briefing of a channel waits for its next try, later ones wait behind it."""
    desk.owe(daily("a"), daily("b"))
    desk.freeze()
    desk.outbox.settle(desk.claim()[0], DUE, wait=MINUTE)
    meanwhile = desk.claim()
    desk.clock.now += MINUTE

    assert [] == meanwhile
    assert ["a"] == [claimed.key.schedule for claimed in desk.claim()]


def test_parts_follow_one_another(desk: Desk) -> None:
    """Rule 7: each part has its own nonce and is claimable when the one before it is sent."""
    desk.owe(daily("a"), daily("b"))
    desk.freeze(["one", "two"])
    told = []
    while claimed := desk.claim():
        told += [(claim.key.schedule, claim.key.part, claim.payload) for claim in claimed]
        desk.outbox.settle(claimed[0], SENT, receipt="m")

    assert [("a", 0, "one"), ("a", 1, "two"), ("b", 0, "one"), ("b", 1, "two")] == told
    assert 4 == len({delivery.id for delivery in desk.ledger.listing()})


@pytest.mark.parametrize("fate", [DEAD, HELD])
def test_what_follows_a_lost_part_is_not_posted(desk: Desk, fate: DeliveryState) -> None:
    """Half a briefing without its beginning helps nobody; the next briefing goes on."""
    desk.owe(daily("a"), daily("b"))
    desk.freeze(["one", "two"])
    desk.outbox.settle(desk.claim()[0], fate, note="no")

    assert [("b", 0)] == [(claim.key.schedule, claim.key.part) for claim in desk.claim()]
    assert [fate, DEAD, SENDING, DUE] == sorted(desk.states(), key=[fate, DEAD, SENDING, DUE].index)


def test_grace_ends_a_delivery_that_was_never_tried(desk: Desk) -> None:
    """Past its grace a briefing is missed, not posted late."""
    desk.owe(daily(grace=HOUR))
    desk.freeze()
    desk.clock.now += HOUR + SECOND

    assert [] == desk.claim()
    assert [MISSED] == desk.states()


def test_grace_ends_a_delivery_that_was_tried(desk: Desk) -> None:
    """Past its grace a briefing that was refused before is dead, with the last reason kept."""
    desk.owe(daily(grace=HOUR))
    desk.freeze()
    desk.outbox.settle(desk.claim()[0], DUE, note="the platform was down")
    desk.clock.now += HOUR + SECOND
    desk.claim()

    assert [(DEAD, "the platform was down")] == [(row.state, row.note) for row in desk.ledger.listing()]


def test_an_outage_shorter_than_the_grace_loses_nothing(desk: Desk) -> None:
    """Case 24: down for two hours, however often it was tried, and posted when the platform is back."""
    desk.owe(daily("refused"), daily("doubtful", targets=("news",)))
    desk.freeze()
    for _ in range(3 * MAX_ATTEMPTS):
        for claimed in desk.claim():
            state = DUE if claimed.key.schedule == "refused" else UNKNOWN
            desk.outbox.settle(claimed, state, note="down", wait=4 * MINUTE)
        desk.clock.now += 4 * MINUTE

    assert [("doubtful", UNKNOWN), ("refused", DUE)] == sorted(
        (claimed.key.schedule, claimed.state) for claimed in desk.claim()
    )


def test_looks_in_vain_are_counted_when_grace_is_over(desk: Desk) -> None:
    """What may have been posted, and cannot be looked for, is left for a person in the end."""
    desk.owe(daily(grace=HOUR))
    desk.freeze()
    for _ in range(MAX_ATTEMPTS):
        desk.outbox.settle(desk.claim()[0], UNKNOWN, note="again")
    desk.clock.now += 2 * HOUR

    assert [] == desk.claim()
    assert [HELD] == desk.states()


def test_a_late_look_waits_until_no_nonce_is_remembered(desk: Desk) -> None:
    """Just after its grace a platform may only promise to post it once, and not know whether it did."""
    desk.owe(daily(grace=HOUR))
    desk.freeze()
    desk.clock.now += HOUR - SECOND
    desk.outbox.settle(desk.claim()[0], UNKNOWN, note="cut off")
    desk.clock.now += 2 * MINUTE
    early = desk.claim()
    desk.clock.now += MINUTE

    assert ([], [True]) == (early, [claim.is_late for claim in desk.claim()])


def test_only_the_platforms_at_hand_are_claimed_for(desk: Desk) -> None:
    """A worker without a platform leaves that platform's deliveries to others."""
    desk.owe(daily(targets=("desk", "talk")))
    desk.freeze()

    assert [] == desk.outbox.claim(platforms=())
    assert ["chat:talk"] == [claim.key.destination for claim in desk.outbox.claim(platforms=("chat",))]


def test_a_restart_takes_up_what_was_in_flight(desk: Desk) -> None:
    """On SQLite the next process knows that the last one is dead; on PostgreSQL it waits for the lease."""
    desk.owe(daily())
    desk.freeze()
    desk.claim()
    taken = desk.worker("second").recover()
    expected = (1, [UNKNOWN]) if desk.store.is_sqlite else (0, [SENDING])

    assert expected == (taken, desk.states())


def test_a_digest_has_told_what_was_sent(desk: Desk) -> None:
    """Articles are marked as seen with the delivery that tells them, not before."""
    articles = Articles(desk.store)
    told = factories.article()
    articles.add(told, digest="d", story_id="s", fingerprint=b"", topics=[], key_sentences=[], at=FRIDAY)
    desk.owe(daily())
    desk.freeze(articles=[told.id])
    [claimed] = desk.claim()
    before = articles.seen("all")
    desk.outbox.settle(claimed, SENT, receipt="m")

    assert (frozenset(), frozenset({told.id})) == (before, articles.seen("all"))


def test_what_waits_is_listed_by_briefing(desk: Desk) -> None:
    """A briefing for two destinations is composed once."""
    desk.owe(daily(targets=("desk", "news")))
    destinations = ("console:", "console:news")

    assert [
        Occurrence(schedule="morning", scheduled_for=FRIDAY, digest="all", destinations=destinations)
    ] == desk.frozen.waiting()


def test_frozen_words_never_change(desk: Desk) -> None:
    """Case 32: of two workers composing the same briefing the first one's words hold."""
    desk.owe(daily())
    [occurrence] = desk.frozen.waiting()
    outcomes = [
        desk.frozen.freeze(frozen(occurrence, {"console:": (words,)})) for words in ("first", "second")
    ]

    assert [1, 0] == outcomes
    assert ["first"] == [claimed.payload for claimed in desk.claim()]


def test_an_empty_briefing_may_be_passed_over(desk: Desk) -> None:
    """Case 62: without parts nothing is posted, and it is not composed again."""
    desk.owe(daily())
    desk.freeze([])

    assert ([], [], []) == (desk.claim(), desk.frozen.waiting(), desk.states())


def test_what_nobody_here_can_render_was_missed(desk: Desk) -> None:
    """A destination whose platform is switched off gets nothing, and that is recorded."""
    desk.owe(daily(targets=("desk", "talk"), grace=HOUR))
    [occurrence] = desk.frozen.waiting()
    desk.frozen.freeze(frozen(occurrence, {"console:": ("hello",)}))
    claimed = desk.claim()
    desk.clock.now += 2 * HOUR
    desk.claim()

    assert ["console:"] == [claim.key.destination for claim in claimed]
    assert ["chat:talk"] == [row.key.destination for row in desk.ledger.listing([MISSED])]


def test_grace_may_end_while_composing(desk: Desk) -> None:
    """What was given up while it was composed is not brought back by its words."""
    desk.owe(daily(grace=HOUR))
    waiting = desk.frozen.waiting()
    desk.clock.now += 2 * HOUR
    desk.claim()
    desk.frozen.freeze(frozen(waiting[0], {"console:": ("late",)}))

    assert ([], [MISSED]) == (desk.claim(), desk.states())


def test_the_last_briefing_that_was_told_is_known(desk: Desk) -> None:
    """What is new since the last briefing counts from one that was posted; a lost one has told nobody."""
    for _ in range(2):
        desk.owe(daily())
        desk.clock.now += DAY
    desk.freeze()
    desk.clock.now = FRIDAY
    [first] = desk.claim()
    before = desk.frozen.last_told("all", before=FRIDAY + 2 * DAY)
    desk.outbox.settle(first, SENT, receipt="m")
    told = [desk.frozen.last_told(digest, before=FRIDAY + DAY) for digest in ("all", "other")]

    assert (None, [FRIDAY, None]) == (before, told)
    assert desk.frozen.last_told("all", before=FRIDAY) is None


def test_what_can_never_be_composed_is_settled(desk: Desk) -> None:
    """A briefing whose digest is gone waits for nobody; the ledger says why."""
    desk.owe(daily())
    desk.frozen.give_up(desk.frozen.waiting()[0], note="There is no digest called all any more.")

    assert ([], [MISSED]) == (desk.frozen.waiting(), desk.states())
    assert ["There is no digest called all any more."] == [row.note for row in desk.ledger.listing()]


def test_a_schedule_made_in_chat_has_readers_of_its_own(desk: Desk) -> None:
    """What was told in one server is not old news in another: the marks are the schedule's own."""
    articles = Articles(desk.store)
    told = factories.article()
    articles.add(told, digest="d", story_id="s", fingerprint=b"", topics=[], key_sentences=[], at=FRIDAY)
    desk.owe(daily("all.k3j2", targets=("chat:1",)))
    desk.freeze(articles=[told.id])
    desk.outbox.settle(desk.claim()[0], SENT, receipt="m")
    later = FRIDAY + DAY

    assert (frozenset(), frozenset({told.id})) == (articles.seen("all"), articles.seen("all.k3j2"))
    assert [FRIDAY, None] == [
        desk.frozen.last_told("all", before=later, readers=readers) for readers in ("all.k3j2", "all.other")
    ]


def test_replicas_claim_each_delivery_once(postgres_url: str, open_store: Callable[[str], Store]) -> None:
    """Rule 8 with replicas: four workers, ten channels, nothing twice, nothing lost, never two at once."""
    desks = [Desk(open_store(postgres_url), Clock()) for _ in range(4)]
    desks[0].owe(*[daily(f"s{number}", targets=("desk", "news", "talk")) for number in range(20)])
    desks[0].freeze()

    def work(number: int) -> list[str]:
        desk = desks[number]
        outbox, posted, idle = desk.worker(f"worker {number}"), [], 0
        while idle < 20:
            claimed = desk.claim(outbox, limit=3)
            idle = 0 if claimed else idle + 1
            for claim in claimed:
                posted.append(claim.id)
                outbox.settle(claim, SENT, receipt=claim.id)
        return posted

    with ThreadPoolExecutor(4) as threads:
        posted = [each for worker in threads.map(work, range(4)) for each in worker]

    assert 60 == len(posted) == len(set(posted))
    assert {SENT: 60} == desks[0].ledger.counts()
