"""From the outbox to Discord and back: once, in threads, and past channels and tokens that refuse."""

from __future__ import annotations

from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING

from bot.chat import Condition, Message, Section
from bot.delivery import Courier
from bot.gates import Gates
from briefings.model import DeliveryState
from briefings.store import Store
from tests.discord_life import living, loopback, make
from tests.doubles.discord import Permission
from tests.posting import HOUR, MINUTE, TARGETS, Desk, daily

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.platforms.discord.platform import DiscordPlatform
    from tests.doubles.discord import LoopbackDiscord

SENT, DUE, DEAD, UNKNOWN = (
    DeliveryState.SENT,
    DeliveryState.DUE,
    DeliveryState.DEAD,
    DeliveryState.UNKNOWN,
)
POSTING = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.EMBED_LINKS
THREADS = POSTING | Permission.CREATE_PUBLIC_THREADS | Permission.SEND_MESSAGES_IN_THREADS


@contextmanager
def owed(*channels: str, parts: Sequence[str] = ("news",)) -> Iterator[Desk]:
    """Have a briefing due in each of *channels*, whose parts after the first go into a thread."""
    with Store.open("sqlite://") as store:
        desk = Desk(store)
        desk.owe(daily(targets=tuple(f"discord:{channel}" for channel in channels)))
        desk.freeze(
            [
                Message(
                    title=part, sections=(Section(lines=(part,)),), text=part, in_thread=part != parts[0]
                ).freeze()
                for part in parts
            ]
        )
        yield desk


def courier(desk: Desk, platform: DiscordPlatform) -> Courier:
    """Carry from the outbox to Discord."""
    return Courier(
        desk.worker("another"),
        {"discord": platform},
        TARGETS,
        random=Random(1),  # noqa: S311  # waits do not matter
    )


def posts(discord: LoopbackDiscord) -> int:
    """Count the requests to post."""
    return len(
        [each for each in discord.requests if each.method == "POST" and each.path.endswith("/messages")]
    )


@loopback
async def test_a_cut_reply_leaves_one_message_of_each_part(discord: LoopbackDiscord) -> None:
    """Cases 20 and 26: the lead and its thread stand there once, in order, whichever reply is lost."""
    news = discord.add_guild(channels={"news": THREADS}).channels["news"]
    life = make(discord)
    discord.faults.lose_answer(f"POST /channels/{news.id}/messages")
    with owed(news.id, parts=("lead", "one", "two")) as desk:
        carrying = courier(desk, life.platform)
        tallies = []
        for _ in range(3):
            tallies.append(dict(await carrying.deliver()))
            desk.clock.now += MINUTE
    await life.platform.close()
    [lead] = discord.messages(news)
    thread = discord.thread_of(lead)
    assert thread is not None

    assert [{UNKNOWN: 1}, {SENT: 3}, {}] == tallies
    assert ["one", "two"] == [post.text.split("**")[1] for post in discord.messages(thread)]


@loopback
async def test_a_channel_that_refuses_is_left_alone_until_it_opens(discord: LoopbackDiscord) -> None:
    """Case 22: one request, the remedy in the ledger, and after the permission is given the briefing."""
    news = discord.add_guild(channels={"news": Permission.VIEW_CHANNEL}).channels["news"]
    life = make(discord)
    with owed(news.id) as desk:
        carrying, gates = courier(desk, life.platform), Gates(desk.closures, desk.schedules, TARGETS)
        refused = [dict(await carrying.deliver()) for _ in range(3)]
        requests, [row] = posts(discord), desk.ledger.listing()
        discord.permit(news, POSTING)
        await gates.opened("discord", [news.id])
        then = dict(await carrying.deliver())
    await life.platform.close()

    assert ([{DEAD: 1}, {}, {}], 1, True) == (refused, requests, "Send Messages" in (row.note or ""))
    assert ({SENT: 1}, 1) == (then, len(discord.messages(news)))


@loopback
async def test_a_revoked_token_loses_nothing(discord: LoopbackDiscord) -> None:
    """Case 23: five channels wait, untried; with the new token each gets its briefing once, unasked."""
    guild = discord.add_guild(channels={f"news-{number}": POSTING for number in range(5)})
    tokens = ["fake-token-revoked"]
    async with living(discord, token=lambda: tokens[-1]) as life:
        with owed(*[channel.id for channel in guild.channels.values()]) as desk:
            carrying = courier(desk, life.platform)
            refused = [dict(await carrying.deliver()) for _ in range(3)]
            requests = discord.invalid_requests
            tokens.append(discord.token)
            await life.until(Condition.READY)
            desk.clock.now += HOUR
            then = dict(await carrying.deliver())

    assert ([{DUE: 5}, {}, {}], True) == (refused, requests <= 3)
    assert ({SENT: 5}, [1] * 5) == (
        then,
        [len(discord.messages(channel)) for channel in guild.channels.values()],
    )
