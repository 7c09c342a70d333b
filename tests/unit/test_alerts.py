"""The admin hears of what needs a person: once, in plain words, never of the way to the admin itself."""

from __future__ import annotations

import asyncio
import io
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.alerts import Alerts
from bot.chat import Message
from bot.newsroom import Newsroom, Plan, open_newsroom
from bot.platforms.console import ConsolePlatform
from briefings.model import DeliveryState, Digest, Refusal
from tests.posting import DAY, FRIDAY, HOUR, TARGETS, Desk, daily

if TYPE_CHECKING:
    from collections.abc import Iterator

DUE, SENT, DEAD, HELD = DeliveryState.DUE, DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.HELD
REMEDY = "Missing Send Messages. Channel settings > Permissions > add Briefbot."


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """Open a newsroom in memory with a digest that is scheduled."""
    plan = Plan(digests={"all": Digest(name="all"), "other": Digest(name="other")}, schedules={"m": daily()})
    with open_newsroom(plan, url="sqlite://", home=None, clock=lambda: FRIDAY) as newsroom:
        yield newsroom


@pytest.fixture
def desk(newsroom: Newsroom) -> Desk:
    """Open the rooms of posting beside it."""
    return Desk(newsroom.store)


def tell(newsroom: Newsroom, desk: Desk, *, admin_target: str | None = "desk") -> int:
    """Look once for what is to be told."""
    platforms = {"console": ConsolePlatform(io.StringIO())}
    alerts = Alerts(newsroom, desk.events, platforms, targets=TARGETS, admin_target=admin_target)
    return asyncio.run(alerts.tell())


def notices(desk: Desk) -> list[str]:
    """List the words of the notices to the admin, the newest first."""
    rows = [row for row in desk.ledger.listing() if row.key.schedule.startswith("notice:")]
    return [Message.thaw(row.payload).text for row in rows]


def lose(desk: Desk, state: DeliveryState, *targets: str, refusal: Refusal | None = None) -> None:
    """Have a briefing for each of *targets* come to nothing."""
    desk.owe(daily(f"lost {state} {len(desk.ledger.listing())}", targets=targets))
    desk.freeze()
    for claimed in desk.claim():
        if claimed.key.schedule.startswith("lost"):  # and not a notice about it
            desk.outbox.settle(claimed, state, note=REMEDY, refusal=refusal)


def test_a_closed_place_is_told_once_with_its_remedy(newsroom: Newsroom, desk: Desk) -> None:
    """The admin reads what to change and when it is tried again; another look tells nothing more."""
    lose(desk, DEAD, "talk", refusal=Refusal(place="chat:talk"))

    told = [tell(newsroom, desk), tell(newsroom, desk)]
    [notice] = notices(desk)

    assert [1, 0] == told
    assert (
        f"Nothing is posted to talk for now. {REMEDY} I try again with what is due after 24 Jan 2025, 09:30"
        in notice
    )


def test_a_notice_is_delivered_like_all_posts(newsroom: Newsroom, desk: Desk) -> None:
    """It waits in the outbox under a key of its own, and marks no article as told when it is sent."""
    lose(desk, HELD, "talk")
    tell(newsroom, desk)
    [claimed] = desk.claim()

    assert ("console:", "desk", DUE) == (claimed.key.destination, claimed.target, claimed.state)
    assert desk.outbox.settle(claimed, SENT, receipt="m")


def test_a_place_that_opens_and_closes_all_day_is_told_once(newsroom: Newsroom, desk: Desk) -> None:
    """One notice a place and day."""
    told = []
    for hours in (0, 2, 4):
        desk.clock.now = FRIDAY + hours * HOUR
        lose(desk, DEAD, "talk", refusal=Refusal(place="chat:talk"))
        told.append(tell(newsroom, desk))
        desk.closures.open(["chat:talk"])

    assert [1, 0, 0] == told


def test_a_refused_token_is_told(newsroom: Newsroom, desk: Desk) -> None:
    """A platform that refuses everything is one event, however many places it has."""
    lose(desk, DUE, "talk", "chat:1", refusal=Refusal(place="chat"))

    assert 1 == tell(newsroom, desk)
    assert "chat refuses everything I post." in notices(desk)[0]


def test_lost_and_held_posts_are_told_by_place(newsroom: Newsroom, desk: Desk) -> None:
    """What was refused for itself, and what nobody knows of, is one line a place and day."""
    lose(desk, DEAD, "talk", "news")
    lose(desk, HELD, "talk")
    lose(desk, DEAD, "talk")
    told = tell(newsroom, desk)
    lose(desk, DEAD, "talk")

    assert (3, 0) == (told, tell(newsroom, desk))
    assert ["1 briefing for news", "2 briefings for talk", "whether 1 briefing for talk"] == [
        words
        for words in ("1 briefing for news", "2 briefings for talk", "whether 1 briefing for talk")
        if words in notices(desk)[0]
    ]


def test_a_server_that_sent_the_bot_away_is_told(newsroom: Newsroom, desk: Desk) -> None:
    """The admin learns that nothing is deleted; a place without a name is called as it is known."""
    desk.closures.leave(["chat:1"], reason="I was removed from the server.")
    tell(newsroom, desk)

    assert (
        "I post no more to chat:1. I was removed from the server. Its schedules are kept" in notices(desk)[0]
    )


def test_a_start_after_a_pause_says_what_was_missed(newsroom: Newsroom, desk: Desk) -> None:
    """After three days down one notice counts what was not posted."""
    desk.schedules.sync([daily()], now=FRIDAY - 3 * DAY)
    desk.clock.now = FRIDAY + HOUR
    desk.schedules.materialise(TARGETS, now=desk.clock.now)

    assert [1, 0] == [tell(newsroom, desk), tell(newsroom, desk)]
    assert "when 2 posts fell due, the first 22 Jan 2025" in notices(desk)[0]


def test_a_digest_that_falls_silent_is_told_once(newsroom: Newsroom, desk: Desk) -> None:
    """After more days without a story than the admin allows, one notice; none of an unscheduled one."""
    told = []
    for days in range(6):
        desk.clock.now = FRIDAY + days * DAY
        desk.owe(daily(), daily("unscheduled", digest="other"))
        desk.freeze([])
        told.append(tell(newsroom, desk))

    assert [0, 0, 0, 0, 1, 0] == told
    assert "The digest all has had no story for 4 days." in notices(desk)[0]


def test_a_story_ends_the_silence(newsroom: Newsroom, desk: Desk) -> None:
    """What counts is the last story that was posted."""
    desk.owe(daily(targets=("news",)))
    desk.freeze(articles=["a"])
    desk.outbox.settle(desk.claim()[0], SENT, receipt="m")
    desk.clock.now = FRIDAY + 3 * DAY

    assert 0 == tell(newsroom, desk)


def test_many_events_are_one_notice(newsroom: Newsroom, desk: Desk) -> None:
    """When a hundred places fail together the admin gets one message with the number of the others."""
    lose(desk, DEAD, *[f"chat:{number}" for number in range(12)])
    tell(newsroom, desk)

    assert (1, True) == (len(notices(desk)), "And 2 more." in notices(desk)[0])


def test_of_the_way_to_the_admin_only_the_log_tells(
    newsroom: Newsroom, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """A notice that says that notices cannot be posted would wait for ever."""
    lose(desk, DEAD, "desk", refusal=Refusal(place="console:"))
    told = [tell(newsroom, desk), tell(newsroom, desk)]

    assert ([1, 0], []) == (told, notices(desk))
    assert [REMEDY] == [
        getattr(each, "reason", "") for each in caplog.records if each.message == "needs a person"
    ]


@pytest.mark.parametrize("admin_target", [None, "talk"])
def test_without_a_reachable_target_the_log_tells(
    newsroom: Newsroom, desk: Desk, caplog: pytest.LogCaptureFixture, admin_target: str | None
) -> None:
    """Without an admin target, or with one on a platform that is switched off, the operator can read it."""
    lose(desk, DEAD, "news")
    with caplog.at_level(logging.ERROR):
        told = [tell(newsroom, desk, admin_target=admin_target) for _ in range(2)]

    assert ([1, 0], []) == (told, notices(desk))
    assert 1 == caplog.messages.count("needs a person")


def test_direct_messages_are_nobody_else_s_business(newsroom: Newsroom, desk: Desk) -> None:
    """Somebody who blocks the bot is not reported to the admin."""
    lose(desk, DEAD, "chat:@42", refusal=Refusal(place="chat:@42"))
    lose(desk, HELD, "chat:@43")

    assert 0 == tell(newsroom, desk)


def test_a_channel_beside_the_admin_s_is_shown_as_one(newsroom: Newsroom, desk: Desk) -> None:
    """A place without a name on the admin's own platform is shown in that platform's way."""
    lose(desk, DEAD, "console:side")
    tell(newsroom, desk)

    assert "for channel side could not be posted" in notices(desk)[0]


def test_what_another_replica_tells_is_not_told_again(desk: Desk) -> None:
    """Of two that saw the same event the first puts out its notice; nothing of the second's is kept."""
    lose(desk, DEAD, "talk")
    seen = desk.events.untold(silence={})
    later = [*seen, replace(seen[0], name="of the second alone")]
    outcomes = [desk.events.tell(events, target=TARGETS["desk"], parts=["{}"]) for events in (seen, later)]

    assert ([True, False], 1) == (
        outcomes,
        len([row for row in desk.ledger.listing() if row.payload == "{}"]),
    )


def test_what_was_told_is_forgotten_in_the_end(desk: Desk) -> None:
    """The list of what was told does not grow for ever."""
    lose(desk, DEAD, "talk")
    desk.events.tell(desk.events.untold(silence={}), target=None)
    forgotten = [desk.events.prune()]
    desk.clock.now += 31 * DAY

    assert [0, 1] == [*forgotten, desk.events.prune()]
