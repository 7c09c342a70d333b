"""The gates: servers that send the bot away and take it back."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from bot.gates import Gates
from briefings.model import DeliveryState, Refusal
from briefings.store import Store
from tests.posting import FRIDAY, TARGETS, Desk, daily

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Open the rooms of posting in memory, with schedules to a named and an unnamed channel."""
    with Store.open("sqlite://") as store:
        desk = Desk(store)
        desk.schedules.sync([daily(targets=("talk", "desk"))], now=FRIDAY)
        desk.schedules.put(daily("all.k3j2", targets=("chat:123",)), origin="chat", now=FRIDAY)
        yield desk


def gates(desk: Desk) -> Gates:
    """Make the gates over it."""
    return Gates(desk.closures, desk.schedules, TARGETS)


def test_a_server_that_sends_the_bot_away_closes_its_places(desk: Desk) -> None:
    """Of a server's many channels those that are posted to are closed; its schedules are kept."""
    asyncio.run(gates(desk).closed("chat", ["talk", "123", "456"], reason="I was removed."))

    assert [("chat:123", "I was removed."), ("chat:talk", "I was removed.")] == [
        (each.place, each.reason) for each in desk.closures.listing()
    ]
    assert 2 == len(desk.schedules.kept())


def test_a_return_opens_them(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """What waited goes on when the bot is back; a start on which nothing was closed says nothing."""
    desk.owe(daily(targets=("talk",)))
    desk.freeze()
    with caplog.at_level(logging.INFO):
        asyncio.run(gates(desk).opened("chat", ["talk"]))
        asyncio.run(gates(desk).closed("chat", ["talk"], reason="I was removed."))
        away = desk.claim()
        asyncio.run(gates(desk).opened("chat", ["talk", "123"]))

    assert ([], [DeliveryState.DUE]) == (away, [claim.state for claim in desk.claim()])
    assert ["places closed"] == caplog.messages


def test_what_was_refused_before_goes_on_after_a_return(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """A channel that refused, in a server that was left and joined again, is tried at once."""
    desk.owe(daily(targets=("talk",)))
    desk.freeze()
    desk.outbox.settle(desk.claim()[0], DeliveryState.DEAD, refusal=Refusal(place="chat:talk"))
    with caplog.at_level(logging.INFO):
        asyncio.run(gates(desk).opened("chat", ["talk"]))

    assert (1, ["deliveries go on"]) == (len(desk.claim()), caplog.messages)


def test_channels_nobody_posts_to_are_not_noted(desk: Desk) -> None:
    """A server without any of our schedules leaves no trace."""
    asyncio.run(gates(desk).closed("chat", ["456"], reason="I was removed."))

    assert [] == desk.closures.listing()


def test_news_of_a_server_prove_the_token(desk: Desk) -> None:
    """A platform that had refused everything is posted to again as soon as it speaks to us."""
    desk.owe(daily(targets=("talk",)))
    desk.freeze()
    desk.outbox.settle(desk.claim()[0], DeliveryState.DUE, refusal=Refusal(place="chat"))
    asyncio.run(gates(desk).opened("chat", ["456"]))

    assert ([], 1) == (desk.closures.listing(), len(desk.claim()))
