"""Places that refuse our posts are left alone, and go on where they stopped, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from briefings.model import ClosureKind, Delivery, DeliveryState, Refusal
from briefings.store.outbox import LEASE
from tests.posting import DAY, FRIDAY, HOUR, MINUTE, Clock, Desk, daily

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
TALK = "chat:talk"
REMEDY = "I can't post in #talk: missing Send Messages."


@pytest.fixture
def desk(store: Store) -> Desk:
    """Open the rooms of posting on each kind of store, with three briefings due in one channel."""
    desk = Desk(store)
    desk.owe(*[daily(name, targets=(TALK,)) for name in ("a", "b", "c")])
    desk.freeze()
    return desk


def refuse(desk: Desk, claimed: Delivery, *, place: str = TALK, state: DeliveryState = DEAD) -> bool:
    """Settle *claimed* as refused by a whole place, to be probed after the longest wait."""
    return desk.outbox.settle(claimed, state, note=REMEDY, refusal=Refusal(place=place))


def names(claimed: list[Delivery]) -> list[str]:
    """Name the schedules of what was claimed."""
    return [claim.key.schedule for claim in claimed]


def test_one_refusal_closes_a_destination(desk: Desk) -> None:
    """Case 22: the refused delivery is dead with the remedy; the others stay due, untried."""
    desk.owe(daily("elsewhere", targets=("chat:else",)))
    desk.freeze()
    first = desk.claim()
    refuse(desk, first[0])
    [closure] = desk.closures.listing()

    assert (["a", "elsewhere"], []) == (names(first), desk.claim())
    assert (TALK, ClosureKind.REFUSED, REMEDY, FRIDAY, FRIDAY + HOUR) == (
        closure.place,
        closure.kind,
        closure.reason,
        closure.since,
        closure.probe_at,
    )
    assert [("a", DEAD, 1), ("b", DUE, 0), ("c", DUE, 0)] == [
        (row.key.schedule, row.state, row.attempts)
        for row in desk.ledger.listing()
        if row.key.destination == TALK
    ]


def test_a_closed_destination_is_probed_by_one(desk: Desk) -> None:
    """When the time of the probe has come, one delivery goes through; a second refusal doubles the wait."""
    refuse(desk, desk.claim()[0])
    desk.clock.now += HOUR
    probes = desk.claim(), desk.claim(desk.worker("second"))
    refuse(desk, probes[0][0])
    [closure] = desk.closures.listing()

    assert (["b"], []) == (names(probes[0]), names(probes[1]))
    assert (FRIDAY, FRIDAY + 3 * HOUR, []) == (closure.since, closure.probe_at, desk.claim())


def test_a_probe_that_goes_well_brings_back_what_was_refused(desk: Desk) -> None:
    """Nothing is lost: what died of the closed channel in its grace is due again, before later ones; once."""
    refuse(desk, desk.claim()[0])
    desk.clock.now += HOUR
    [probe] = desk.claim()
    desk.outbox.settle(probe, SENT, receipt="m1")
    posted = []
    while claimed := desk.claim():
        posted += names(claimed)
        desk.outbox.settle(claimed[0], SENT, receipt="m")

    assert ([], ["a", "c"], {SENT: 3}) == (desk.closures.listing(), posted, desk.ledger.counts())


def test_a_wait_for_a_probe_has_its_bounds(desk: Desk) -> None:
    """Jitter may shorten a wait to five minutes and no further; it never grows beyond a day."""
    waits = []
    for jitter in (0.0, *[1.0] * 8):
        desk.owe(daily(f"again {jitter}", targets=(TALK,), grace=30 * DAY))
        desk.freeze()
        desk.outbox.settle(desk.claim()[0], DUE, note="no", refusal=Refusal(place=TALK, jitter=jitter))
        [closure] = desk.closures.listing()
        assert closure.probe_at is not None
        waits.append(closure.probe_at - desk.clock.now)
        desk.clock.now = closure.probe_at

    assert (5 * MINUTE, 2 * HOUR, DAY, DAY) == (waits[0], waits[1], waits[-2], waits[-1])


def test_what_waited_too_long_was_missed_with_the_remedy(desk: Desk) -> None:
    """Past its grace a briefing for a closed channel is not posted any more, and the ledger says why."""
    refuse(desk, desk.claim()[0])
    desk.clock.now += 7 * HOUR
    desk.claim()
    opened = desk.closures.open([TALK])

    assert [(DEAD, REMEDY), (MISSED, REMEDY), (MISSED, REMEDY)] == [
        (row.state, row.note) for row in desk.ledger.listing()
    ]
    assert (0, []) == (opened, desk.claim())


def test_opening_by_hand_brings_back_what_was_refused(desk: Desk) -> None:
    """Whoever has put a channel right need not wait for the probe; opening it twice changes nothing."""
    refuse(desk, desk.claim()[0])
    opened = [desk.closures.open([TALK, "chat:never closed"]) for _ in range(2)]

    assert ([1, 0], ["a"]) == (opened, names(desk.claim()))


def test_a_refused_message_stays_dead_when_its_channel_opens(desk: Desk) -> None:
    """What the platform refused for itself is not posted again because the channel was closed meanwhile."""
    desk.outbox.settle(desk.claim()[0], DEAD, note="too long")
    refuse(desk, desk.claim()[0])
    desk.closures.open([TALK])

    assert ["b"] == names(desk.claim())
    assert ["too long"] == [row.note for row in desk.ledger.listing([DEAD])]


def test_parts_wait_for_the_one_before_them(desk: Desk) -> None:
    """A briefing whose first part was refused by its channel goes on whole when that opens."""
    desk.owe(daily("0", targets=(TALK,)))
    desk.freeze(["one", "two"])
    refuse(desk, desk.claim()[0])
    meanwhile = desk.claim()
    desk.closures.open([TALK])
    told = []
    while claimed := desk.claim():
        told += [claim.payload for claim in claimed]
        desk.outbox.settle(claimed[0], SENT, receipt="m")

    assert ([], ["one", "two", "hello", "hello", "hello"]) == (meanwhile, told)


def test_a_doubt_in_a_closed_channel_is_looked_into_when_it_opens(desk: Desk) -> None:
    """What may have been posted and cannot be seen is held; an open channel can be looked into again."""
    desk.outbox.settle(desk.claim()[0], UNKNOWN, note="cut off")
    refuse(desk, desk.claim()[0], state=HELD)
    desk.clock.now += DAY
    desk.closures.open([TALK])

    assert [("a", UNKNOWN)] == [(claim.key.schedule, claim.state) for claim in desk.claim()]


def test_a_doubt_does_not_outlive_its_grace_in_a_closed_channel(desk: Desk) -> None:
    """A dead worker's delivery in a channel that is closed meanwhile is held for a person in the end."""
    desk.claim()
    desk.closures.leave([TALK], reason="Briefbot was removed from the server.")
    desk.clock.now += LEASE + MINUTE
    early = desk.claim(), desk.states()
    desk.clock.now += 7 * HOUR
    desk.claim()

    assert ([], [DUE, DUE, SENDING]) == (early[0], sorted(early[1]))
    assert ["Briefbot was removed from the server."] == [row.note for row in desk.ledger.listing([HELD])]


def test_a_doubt_that_closing_hid_is_looked_into_when_it_opens(desk: Desk) -> None:
    """However late a channel opens, what may stand in it is looked for, and never posted anew."""
    desk.claim()
    desk.closures.leave([TALK], reason="Briefbot was removed from the server.")
    desk.clock.now += DAY
    held = desk.claim(), desk.ledger.counts()[HELD]
    desk.closures.open([TALK])

    assert ([], 1) == held
    assert [("a", UNKNOWN, True)] == [
        (claim.key.schedule, claim.state, claim.is_late) for claim in desk.claim()
    ]


def test_a_platform_that_refuses_is_closed_as_a_whole(desk: Desk) -> None:
    """Case 23: with a revoked token nothing of that platform is claimed; other platforms go on."""
    desk.owe(daily("d", targets=("chat:else", "desk")))
    desk.freeze()
    first = {claim.key.destination: claim for claim in desk.claim()}
    refuse(desk, first[TALK], place="chat", state=DUE)
    refuse(desk, first["chat:else"], place="chat", state=DUE)
    desk.outbox.settle(first["console:"], SENT, receipt="m")
    [closure] = desk.closures.listing()

    assert ("chat", FRIDAY + 10 * MINUTE, []) == (closure.place, closure.probe_at, desk.claim())
    assert {DUE: 4, SENT: 1} == desk.ledger.counts()


def test_a_closed_platform_is_probed_by_a_single_request(desk: Desk) -> None:
    """Case 23: of all its channels one is tried, however many wait; when that goes well, all go on."""
    desk.owe(daily("d", targets=("chat:1", "chat:2", "chat:3")))
    desk.freeze()
    for claimed in desk.claim():
        refuse(desk, claimed, place="chat", state=DUE)
    desk.clock.now += 10 * MINUTE
    probes = desk.claim(), desk.claim(desk.worker("second"))
    desk.outbox.settle(probes[0][0], SENT, receipt="m")

    assert ((1, 0), 4) == ((len(probes[0]), len(probes[1])), len(desk.claim()))


def test_a_probe_without_an_answer_is_followed_by_another(desk: Desk) -> None:
    """A platform that hangs at its probe stays closed, and is tried again in five minutes."""
    refuse(desk, desk.claim()[0], place="chat", state=DUE)
    desk.clock.now += 10 * MINUTE
    desk.outbox.settle(desk.claim()[0], UNKNOWN, note="no answer")
    early = desk.claim()
    desk.clock.now += 5 * MINUTE

    assert ([], [UNKNOWN]) == (early, [claim.state for claim in desk.claim()])


def test_a_start_may_try_a_closed_platform_at_once(desk: Desk) -> None:
    """A person who has replaced the token starts the bot anew and need not wait."""
    refuse(desk, desk.claim()[0], place="chat", state=DUE)
    desk.closures.hurry(["chat"])

    assert ["a"] == names(desk.claim())


def test_a_post_that_was_on_its_way_proves_nothing(desk: Desk) -> None:
    """What was claimed before its platform closed does not open it by having gone through."""
    desk.owe(daily("d", targets=("chat:else",)))
    desk.freeze()
    refused, other = desk.claim()
    desk.clock.now += MINUTE
    refuse(desk, refused, place="chat", state=DUE)
    desk.outbox.settle(other, SENT, receipt="m")

    assert ["chat"] == [closure.place for closure in desk.closures.listing()]


def test_what_the_bot_was_sent_out_of_is_never_probed(desk: Desk) -> None:
    """A server that sent the bot away gets no request; on its return what is still in its grace is posted."""
    desk.closures.leave([TALK], reason="gone")
    desk.closures.leave([TALK], reason="gone again")
    desk.clock.now += 5 * HOUR
    meanwhile = desk.claim()
    desk.closures.hurry([TALK])
    desk.closures.open([TALK])

    assert ([], ["a"]) == (meanwhile, names(desk.claim()))


def test_sent_away_is_more_than_refused(desk: Desk) -> None:
    """A refusal that arrives late does not make a lost server one to be probed."""
    [claimed] = desk.claim()
    desk.closures.leave([TALK], reason="gone")
    refuse(desk, claimed)
    desk.clock.now += DAY

    assert [("gone", None)] == [(closure.reason, closure.probe_at) for closure in desk.closures.listing()]
    assert [] == desk.claim()


def test_whoever_requeues_has_put_the_channel_right(desk: Desk) -> None:
    """A dead delivery that a person puts back is tried at once, closed or not."""
    [claimed] = desk.claim()
    refuse(desk, claimed)
    desk.ledger.requeue(claimed.id, grace=HOUR)

    assert ["a"] == names(desk.claim())


def test_a_closed_channel_stays_closed_over_a_restart(
    store_url: str, open_store: Callable[[str], Store]
) -> None:
    """The next process, or another replica, knows what is closed."""
    if store_url == "sqlite://":  # ends with its process
        return
    desk = Desk(open_store(store_url))
    desk.owe(daily("a", targets=(TALK,)), daily("b", targets=(TALK,)))
    desk.freeze()
    refuse(desk, desk.claim()[0])
    desk.store.close()

    assert [] == Desk(open_store(store_url)).claim()


def test_replicas_probe_a_platform_once(postgres_url: str, open_store: Callable[[str], Store]) -> None:
    """Case 23 with replicas: of four that wake for the probe one sends a request."""
    desks = [Desk(open_store(postgres_url), Clock()) for _ in range(4)]
    desks[0].owe(*[daily(f"s{number}", targets=(f"chat:{number}",)) for number in range(20)])
    desks[0].freeze()
    refuse(desks[0], desks[0].claim(limit=1)[0], place="chat", state=DUE)
    for desk in desks:
        desk.clock.now += HOUR
    with ThreadPoolExecutor(4) as threads:
        claimed = list(threads.map(Desk.claim, desks))

    assert [0, 0, 0, 1] == sorted(map(len, claimed))


def test_replicas_open_a_channel_once(postgres_url: str, open_store: Callable[[str], Store]) -> None:
    """Of several replicas that hear of a return, one brings back what was refused."""
    desks = [Desk(open_store(postgres_url), Clock()) for _ in range(4)]
    desks[0].owe(daily("a", targets=(TALK,)))
    desks[0].freeze()
    refuse(desks[0], desks[0].claim()[0])
    with ThreadPoolExecutor(4) as threads:
        opened = list(threads.map(lambda desk: desk.closures.open([TALK]), desks))

    assert (1, {DUE: 1}) == (sum(opened), desks[0].ledger.counts())
