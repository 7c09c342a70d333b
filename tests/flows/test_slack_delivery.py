"""From the outbox to Slack and back: once, in threads, and past channels and tokens that refuse."""

from __future__ import annotations

from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING

from bot.chat import Condition, Message, Section
from bot.delivery import Courier
from bot.gates import Gates
from briefings.model import DeliveryState
from briefings.store import Store
from tests.doubles.slack import SCOPES
from tests.posting import HOUR, MINUTE, TARGETS, Desk, daily
from tests.slack_life import living, loopback, posting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.platforms.slack.platform import SlackPlatform
    from tests.doubles.slack import LoopbackSlack

SENT, DUE, DEAD = DeliveryState.SENT, DeliveryState.DUE, DeliveryState.DEAD
UNKNOWN, HELD = DeliveryState.UNKNOWN, DeliveryState.HELD


@contextmanager
def owed(slack: LoopbackSlack, *channels: str, parts: Sequence[str] = ("news",)) -> Iterator[Desk]:
    """Have a briefing due in each of *channels*, whose parts after the first go into a thread."""
    with Store.open("sqlite://") as store:
        desk = Desk(store)
        desk.clock.now = slack.clock.now  # it is what Slack's time stamps are compared with
        desk.owe(daily(targets=tuple(f"slack:{channel}" for channel in channels), grace=24 * HOUR))
        desk.freeze([_written(part, is_first=part == parts[0]) for part in parts])
        yield desk


def _written(part: str, *, is_first: bool) -> str:
    sections = (Section(lines=(part,)),)
    return Message(title=part, sections=sections, text=part, in_thread=not is_first).freeze()


def courier(desk: Desk, platform: SlackPlatform) -> Courier:
    """Carry from the outbox to Slack."""
    return Courier(
        desk.worker("another"),
        {"slack": platform},
        TARGETS,
        random=Random(1),  # noqa: S311  # waits do not matter
    )


def posts(slack: LoopbackSlack) -> int:
    """Count the requests to post."""
    return sum(call.name == "chat.postMessage" for call in slack.requests)


@loopback
async def test_a_cut_reply_leaves_one_message_of_each_part(slack: LoopbackSlack) -> None:
    """Cases 17 and 26: the lead and its thread stand there once, in order, whichever reply is lost."""
    team = slack.add_team()
    news = slack.add_channel(team)
    slack.faults.lose_answer("chat.postMessage")
    async with posting(slack, team) as platform:
        with owed(slack, news.id, parts=("lead", "one", "two")) as desk:
            carrying = courier(desk, platform)
            tallies = []
            for _ in range(3):
                tallies.append(dict(await carrying.deliver()))
                desk.clock.now += MINUTE
    lead, *others = slack.messages(news)

    assert [{UNKNOWN: 1}, {SENT: 3}, {}] == tallies
    assert ["lead", "one", "two"] == [post.fallback for post in (lead, *others)]
    assert ["", lead.ts, lead.ts] == [post.thread_ts for post in (lead, *others)]


@loopback
async def test_without_the_scope_a_cut_reply_is_held(slack: LoopbackSlack) -> None:
    """Case 18: where nobody can look the delivery is held with the scope that is missing, never repeated."""
    team = slack.add_team(scopes=tuple(scope for scope in SCOPES if scope != "channels:history"))
    news = slack.add_channel(team)
    slack.faults.lose_answer("chat.postMessage")
    async with posting(slack, team) as platform:
        with owed(slack, news.id) as desk:
            carrying = courier(desk, platform)
            tallies = []
            for _ in range(3):
                tallies.append(dict(await carrying.deliver()))
                desk.clock.now += MINUTE
            [row] = desk.ledger.listing()

    assert ([{UNKNOWN: 1}, {HELD: 1}, {}], 1) == (tallies, len(slack.messages(news)))
    assert "channels:history" in (row.note or "")


@loopback
async def test_a_channel_that_refuses_is_left_alone_until_it_opens(slack: LoopbackSlack) -> None:
    """Case 22: one post is tried, the remedy stands in the ledger, then, invited, comes the rest."""
    team = slack.add_team()
    news = slack.add_channel(team, has_bot=False)
    async with posting(slack, team) as platform:
        with owed(slack, news.id) as desk:
            carrying, gates = courier(desk, platform), Gates(desk.closures, desk.schedules, TARGETS)
            refused = [dict(await carrying.deliver()) for _ in range(3)]
            tried, [row] = posts(slack), desk.ledger.listing()
            slack.invite(news)
            await gates.opened("slack", [news.id])
            then = dict(await carrying.deliver())

    assert ([{DEAD: 1}, {}, {}], 1, True) == (refused, tried, "/invite @brief" in (row.note or ""))
    assert ({SENT: 1}, 1) == (then, len(slack.messages(news)))


@loopback
async def test_a_revoked_token_loses_nothing(slack: LoopbackSlack) -> None:
    """Case 23: five channels wait, untried; with the new token each gets its briefing once, unasked."""
    team = slack.add_team()
    channels = [slack.add_channel(team, f"news-{number}") for number in range(5)]
    tokens = ["xoxb-fake-token-revoked"]
    async with living(slack, team, bot_token=lambda: tokens[-1]) as life:
        with owed(slack, *(channel.id for channel in channels)) as desk:
            carrying = courier(desk, life.platform)
            refused = [dict(await carrying.deliver()) for _ in range(3)]
            requests = len(slack.requests)
            tokens.append(team.bot_token)
            await life.until(Condition.READY)
            desk.clock.now += HOUR
            then = dict(await carrying.deliver())

    assert ([{DUE: 5}, {}, {}], True) == (refused, requests <= 3)
    assert ({SENT: 5}, [1] * 5) == (then, [len(slack.messages(channel)) for channel in channels])


@loopback
async def test_a_limit_puts_off_its_channel_alone(slack: LoopbackSlack) -> None:
    """Case 21: the channel Slack limits waits as long as told, and the others have their briefing."""
    team = slack.add_team()
    channels = [slack.add_channel(team, f"news-{number}") for number in range(3)]
    slack.faults.limit("chat.postMessage", retry_after_seconds=37)
    async with posting(slack, team) as platform:
        with owed(slack, *(channel.id for channel in channels)) as desk:
            first = dict(await courier(desk, platform).deliver())

    assert ({DUE: 1, SENT: 2}, 3) == (first, posts(slack))
