"""The courier: from the outbox to a platform and back, whatever the platform answers."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from bot.chat import Condition, Health, Message, Scope, TryLater, Uncertain, Undeliverable
from bot.delivery import Courier
from bot.plain import PlainDialect
from briefings.model import DeliveryState
from briefings.store import Store, StoreError
from briefings.store.outbox import LEASE
from tests.posting import FRIDAY, HOUR, MINUTE, TARGETS, Desk, daily

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.chat import Desk as CommandDesk
    from bot.chat import Dialect

DUE, SENDING, SENT, UNKNOWN, DEAD, MISSED, HELD = (
    DeliveryState.DUE,
    DeliveryState.SENDING,
    DeliveryState.SENT,
    DeliveryState.UNKNOWN,
    DeliveryState.DEAD,
    DeliveryState.MISSED,
    DeliveryState.HELD,
)


class FakeChat:
    """A chat that keeps what is posted, and answers as it is told to.

    Each post takes the next of *answers*: an error is raised, "cut" keeps the message and loses the reply,
    "hang" never answers, a function is called first, a list with an error is slow. When they have run out,
    every post goes well. `find` sees what was kept, unless *blind* says why not.
    """

    name = "chat"

    def __init__(self, *answers: Any, blind: Exception | None = None) -> None:
        self.dialect: Dialect = PlainDialect()
        self.posted: list[tuple[str, str, str, bool]] = []
        self.threads: list[str] = []
        self.requests = 0
        self.looked_since: list[datetime] = []
        self.looked_in: list[str] = []
        self._answers = list(answers)
        self._blind = blind

    @property
    def health(self) -> Health:
        """Be well."""
        return Health(condition=Condition.READY)

    def parts(self, message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
        """Leave *message* whole."""
        del in_thread
        return (message,)

    async def post(
        self, channel: str, message: Message, *, nonce: str, silent: bool = False, thread: str = ""
    ) -> str:
        """Keep *message*, or not."""
        self.requests += 1
        answer = self._answers.pop(0) if self._answers else None
        if callable(answer):
            answer = answer()
        if isinstance(answer, list):
            await asyncio.sleep(0)
            [answer] = answer
        if isinstance(answer, Exception):
            raise answer
        self.posted.append((channel, message.text, nonce, silent))
        self.threads.append(thread)
        if answer == "cut":
            raise Uncertain("The reply was cut off.")
        if answer == "hang":
            await asyncio.Event().wait()
        return f"m{len(self.posted)}"

    async def find(self, channel: str, *, nonce: str, since: datetime, thread: str = "") -> str | None:
        """Look for *nonce* among what was kept."""
        del channel
        self.looked_since.append(since)
        self.looked_in.append(thread)
        if self._blind is not None:
            raise self._blind
        found = [number for number, kept in enumerate(self.posted, 1) if kept[2] == nonce]
        return f"m{found[0]}" if found else None

    async def link(self, channel: str, receipt: str) -> str:
        """Return an address that opens nothing."""
        return f"https://chat.example/{channel}/{receipt}"

    def workspace_of(self, channel: str) -> str:
        """Know one workspace."""
        del channel
        return "house"

    async def serve(self, desk: CommandDesk) -> None:
        """Do nothing: nobody asks here."""

    async def close(self) -> None:
        """Do nothing: nothing is open."""


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Open the rooms of posting on a store in memory, with two briefings due in one channel."""
    with Store.open("sqlite://") as store:
        desk = Desk(store)
        desk.owe(daily("a", targets=("talk",)), daily("b", targets=("talk",)))
        desk.freeze([Message(text="the news").freeze()])
        yield desk


def owe_elsewhere(desk: Desk, channels: int) -> None:
    """Have a briefing due in each of so many other channels."""
    desk.owe(daily("c", targets=tuple(f"chat:{number}" for number in range(channels))))
    desk.freeze([Message(text="the news").freeze()])


def deliver(desk: Desk, chat: FakeChat, **fields: Any) -> Counter[DeliveryState]:
    """Let a courier work once; waits are drawn from a fixed seed."""
    courier = Courier(desk.outbox, {"chat": chat}, TARGETS, random=Random(1), **fields)  # noqa: S311  # as it says
    return asyncio.run(courier.deliver())


def test_what_is_due_is_posted_in_order(desk: Desk) -> None:
    """Both briefings reach the channel, with their nonces, and their receipts are kept."""
    chat = FakeChat()
    tally = deliver(desk, chat)
    rows = list(reversed(desk.ledger.listing()))

    assert Counter({SENT: 2}) == tally
    assert [("talk", "the news", row.id, False) for row in desk.ledger.listing()] == chat.posted
    assert {"m1", "m2"} == {row.receipt for row in rows}


def test_a_silent_target_is_posted_to_silently(desk: Desk) -> None:
    """What the admin says of a target reaches the platform."""
    chat = FakeChat()
    silent = {"talk": replace(TARGETS["talk"], silent=True)}
    courier = Courier(desk.outbox, {"chat": chat}, silent, random=Random(1))  # noqa: S311  # nothing is drawn
    asyncio.run(courier.deliver())

    assert [True, True] == [kept[3] for kept in chat.posted]


def test_a_busy_platform_is_tried_again_later(desk: Desk) -> None:
    """Case 21: with Retry-After nobody tries earlier, and the channel keeps its order."""
    chat = FakeChat(TryLater("slow down", retry_after=37))
    first = deliver(desk, chat)
    desk.clock.now += timedelta(seconds=36)
    early = deliver(desk, chat)
    desk.clock.now += timedelta(seconds=3)
    later = deliver(desk, chat)

    assert [Counter({DUE: 1}), Counter(), Counter({SENT: 2})] == [first, early, later]


def test_a_reply_that_was_cut_off_posts_once(desk: Desk) -> None:
    """Case 20: the message is looked for and found; it is not posted again."""
    chat = FakeChat("cut")
    uncertain = deliver(desk, chat)
    desk.clock.now += MINUTE
    found = deliver(desk, chat)

    assert [Counter({UNKNOWN: 1}), Counter({SENT: 2})] == [uncertain, found]
    assert 2 == len(chat.posted) == len({kept[2] for kept in chat.posted})
    assert [FRIDAY - 2 * MINUTE] == chat.looked_since


def test_what_was_not_found_is_posted(desk: Desk) -> None:
    """Uncertain, and not there: the same words are posted with the same nonce."""
    chat = FakeChat(Uncertain("reset"))
    deliver(desk, chat)
    desk.clock.now += MINUTE

    assert Counter({SENT: 2}) == deliver(desk, chat)
    assert 2 == len(chat.posted)


def test_what_cannot_be_looked_for_is_held(desk: Desk) -> None:
    """Case 18: without the right to read, a person decides; the next briefing goes on."""
    chat = FakeChat("cut", blind=Uncertain("no right to read"))
    deliver(desk, chat)
    desk.clock.now += MINUTE

    assert Counter({HELD: 1, SENT: 1}) == deliver(desk, chat)
    assert ["no right to read"] == [row.note for row in desk.ledger.listing([HELD])]


def test_a_platform_that_hangs_is_given_up_on(desk: Desk) -> None:
    """Case 20: no answer in time is uncertain, not a failure and not a success."""
    chat = FakeChat("hang")

    assert Counter({UNKNOWN: 1}) == deliver(desk, chat, post_seconds=0.01)


def test_a_refused_message_does_not_stop_the_next(desk: Desk) -> None:
    """Case 25: refused once is refused for good, after one request."""
    chat = FakeChat(Undeliverable("too long"))

    assert Counter({DEAD: 1, SENT: 1}) == deliver(desk, chat)


def test_a_revoked_token_closes_the_platform(desk: Desk) -> None:
    """Case 23: of many channels one request finds out; what is due stays due, and is not tried."""
    owe_elsewhere(desk, 10)
    chat = FakeChat(*[Undeliverable("token revoked", scope=Scope.ACCOUNT)] * 20)
    tallies = [deliver(desk, chat) for _ in range(2)]

    assert [Counter({DUE: 11}), Counter()] == tallies
    assert (1, {DUE: 12}) == (chat.requests, desk.ledger.counts())
    assert [("chat", "token revoked")] == [(each.place, each.reason) for each in desk.closures.listing()]


def test_a_token_revoked_while_many_are_posted_is_noticed_by_each(desk: Desk) -> None:
    """Case 23: what was claimed together with the refused post is due again, not lost."""
    owe_elsewhere(desk, 2)
    revoked = Undeliverable("token revoked", scope=Scope.ACCOUNT)

    assert Counter({SENT: 1, DUE: 2}) == deliver(desk, FakeChat(None, [revoked], revoked))
    assert {"token revoked", None} == {row.note for row in desk.ledger.listing()}


def test_a_mended_token_needs_no_restart(desk: Desk) -> None:
    """Case 23: a single request looks again after a while; when it goes well, everything follows, once."""
    owe_elsewhere(desk, 5)
    revoked = Undeliverable("token revoked", scope=Scope.ACCOUNT)
    chat = FakeChat(revoked, revoked)
    courier = Courier(desk.outbox, {"chat": chat}, TARGETS, random=Random(1))  # noqa: S311  # waits do not matter
    tallies = []
    for _ in range(3):
        tallies.append(asyncio.run(courier.deliver()))
        desk.clock.now += HOUR

    assert [Counter({DUE: 6}), Counter({DUE: 1}), Counter({SENT: 7})] == tallies
    assert (9, 7, []) == (chat.requests, len({kept[2] for kept in chat.posted}), desk.closures.listing())


def test_a_refused_destination_gets_one_request(desk: Desk) -> None:
    """Case 22: after one refusal the channel is left alone; other channels are not."""
    owe_elsewhere(desk, 1)
    chat = FakeChat(Undeliverable("I can't post in #talk.", scope=Scope.DESTINATION))
    tallies = [deliver(desk, chat) for _ in range(2)]

    assert ([Counter({SENT: 1, DEAD: 1}), Counter()], 2) == (tallies, chat.requests)
    assert ["I can't post in #talk."] == [row.note for row in desk.ledger.listing([DEAD])]


def test_a_thread_hangs_below_the_first_part(desk: Desk) -> None:
    """Parts that go into a thread are posted with the id of the message it hangs below; the first is not."""
    desk.owe(daily("0", targets=("chat:long",)))
    desk.freeze([Message(text=text, in_thread=text != "lead").freeze() for text in ("lead", "one", "two")])
    chat = FakeChat()
    deliver(desk, chat)

    assert [("lead", ""), ("one", "m1"), ("two", "m1")] == [
        (kept[1], thread) for kept, thread in zip(chat.posted, chat.threads, strict=True) if kept[0] == "long"
    ]


def test_a_message_in_a_thread_is_looked_for_there(desk: Desk) -> None:
    """A cut reply in a thread is found in that thread, and posted once."""
    desk.owe(daily("0", targets=("chat:long",)))
    desk.freeze([Message(text=text, in_thread=text != "lead").freeze() for text in ("lead", "one")])
    chat = FakeChat(None, None, "cut")
    deliver(desk, chat)
    desk.clock.now += MINUTE
    deliver(desk, chat)

    assert {SENT: 4} == desk.ledger.counts()
    assert (4, ["m1"]) == (len(chat.posted), chat.looked_in)


def test_doubt_does_not_end_with_a_refusal_to_hurry(desk: Desk) -> None:
    """A busy platform does not prove that the attempt before was not posted: it is looked for again."""
    chat = FakeChat(Uncertain("reset"), TryLater("slow down", retry_after=600))
    deliver(desk, chat)
    desk.clock.now += MINUTE

    assert Counter({UNKNOWN: 1}) == deliver(desk, chat)
    desk.clock.now += HOUR
    assert Counter({SENT: 2}) == deliver(desk, chat)
    assert 2 == len(chat.looked_since)


def test_what_was_not_posted_in_its_grace_is_looked_for_and_left(desk: Desk) -> None:
    """Past the grace a look tells what became of it; nothing is posted late."""
    chat = FakeChat(Uncertain("reset"))
    deliver(desk, chat)
    desk.clock.now += 7 * HOUR
    deliver(desk, chat)

    assert ([], {DEAD: 1, MISSED: 1}) == (chat.posted, desk.ledger.counts())


def test_a_process_that_slept_does_not_post(desk: Desk) -> None:
    """Rule 4: with too little of its lease left, a worker lets go instead of posting."""
    chat, ticks = FakeChat(), iter([0.0, 0.0, 41.0])

    assert Counter({SENT: 2}) == deliver(desk, chat, monotonic=lambda: next(ticks, 100.0))
    assert [2, 1] == sorted((row.attempts for row in desk.ledger.listing()), reverse=True)


def test_a_look_that_took_too_long_is_not_followed_by_a_post(desk: Desk) -> None:
    """Rule 4: after a slow look too little of the lease may be left; then it is looked for again."""
    chat, ticks = FakeChat(Uncertain("reset")), iter([0.0, 0.0, 0.0, 41.0])
    deliver(desk, chat)
    desk.clock.now += MINUTE

    assert Counter({SENT: 2}) == deliver(desk, chat, monotonic=lambda: next(ticks, 100.0))
    assert (2, 2) == (len(chat.looked_since), len(chat.posted))


def test_a_lost_lease_is_noticed(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Case 29: whoever was frozen past the lease writes nothing down, and says so."""

    def freeze() -> None:
        desk.clock.now += 2 * LEASE
        desk.claim(desk.worker("second"))

    with caplog.at_level(logging.INFO):
        deliver(desk, FakeChat(freeze))

    assert "lease lost" in caplog.messages
    assert [SENDING] == [row.state for row in desk.ledger.listing() if row.key.schedule == "a"]


def test_words_that_cannot_be_read_are_never_posted(desk: Desk) -> None:
    """A damaged payload harms only its own delivery."""
    desk.owe(daily("0", targets=("talk",)))
    desk.freeze(["not a message"])
    chat = FakeChat()
    for _ in range(40):
        deliver(desk, chat)
        desk.clock.now += 5 * MINUTE

    assert ["a", "b"] == sorted(row.key.schedule for row in desk.ledger.listing([SENT]))
    assert 2 == len(chat.posted)


def test_a_store_that_is_gone_stops_the_courier(desk: Desk) -> None:
    """Rule 9: what cannot be written down is not followed by another post."""
    other = Desk(desk.store)
    chat = FakeChat(lambda: break_store(other), None)

    with pytest.raises(StoreError):
        deliver(desk, chat)
    assert 1 == len(chat.posted)


def break_store(desk: Desk) -> None:
    """Take away the table that deliveries are settled in."""
    with desk.store.write() as connection:
        connection.exec_driver_sql("alter table deliveries rename to gone")


def test_a_stopped_courier_claims_nothing(desk: Desk) -> None:
    """Case 31: after a stop, what is due stays due."""
    chat = FakeChat()
    courier = Courier(desk.outbox, {"chat": chat}, TARGETS, random=Random(1))  # noqa: S311  # nothing is drawn
    courier.stop()

    assert Counter() == asyncio.run(courier.deliver())
    assert {DUE: 2} == desk.ledger.counts()
