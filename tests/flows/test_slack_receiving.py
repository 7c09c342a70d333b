"""What Slack sends is worked on once, also when it comes again, and also when the bot dies over it."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.chat import Condition
from bot.newsroom import Plan, open_newsroom, system_clock
from briefings.store.inbox import Inbox
from tests.slack_life import HURRY, Listener, living, loopback

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.doubles.slack import LoopbackSlack

READY = Condition.READY


@contextmanager
def kept() -> Iterator[Inbox]:
    """Have an inbox in a database of its own."""
    with open_newsroom(Plan(), url="sqlite://", home=None, clock=system_clock) as newsroom:
        yield Inbox(newsroom.store)


@loopback
async def test_event_is_written_down_and_ticked_off(slack: LoopbackSlack) -> None:
    """What was answered is remembered by its id, for every process, and what it said is forgotten."""
    team = slack.add_team()
    news, ada = slack.add_channel(team), slack.add_user(team)
    with kept() as inbox:
        async with living(slack, team, inbox=inbox) as life:
            await life.until(READY)
            reply = await slack.mention(news, ada, "now")
            await slack.redeliver(reply, retry=1)
        async with living(slack, team, inbox=inbox) as second:
            await second.until(READY)
            await slack.redeliver(reply, retry=2)

    assert (1, 0) == (len(life.desk.asked), len(second.desk.asked))


@loopback
async def test_event_a_dead_process_left_is_answered_by_the_next(slack: LoopbackSlack) -> None:
    """An event that was acknowledged, and whose work was cut off, is worked on after the next start."""
    team = slack.add_team()
    news, ada = slack.add_channel(team), slack.add_user(team)
    cut = Listener(gate=asyncio.Event())
    with kept() as inbox:
        async with living(
            slack, team, inbox=inbox, desk=cut, patience=replace(HURRY, last_words_seconds=0.05)
        ) as life:
            await life.until(READY)
            asking = asyncio.create_task(slack.mention(news, ada, "now"))
            await slack.until(lambda: cut.asked, "the question")
        async with living(slack, team, inbox=inbox) as second:
            await second.until(READY)
            reply = await asking

    assert (1, "Noted.") == (len(second.desk.asked), reply.text)


class ShutInbox:
    """An inbox whose database cannot be reached."""

    def take(self, platform: str, item: str, content: str) -> bool:
        """Fail."""
        raise OSError("The database cannot be reached.")

    def done(self, platform: str, item: str) -> None:
        """Fail."""
        raise OSError("The database cannot be reached.")

    def take_up(self, platform: str, **_: Any) -> list[tuple[str, str]]:
        """Fail."""
        raise OSError("The database cannot be reached.")


@loopback
async def test_answer_does_not_wait_for_the_database(slack: LoopbackSlack) -> None:
    """When nothing can be written down people are answered all the same, once by each process."""
    team = slack.add_team()
    news, ada = slack.add_channel(team), slack.add_user(team)
    async with living(slack, team, inbox=ShutInbox()) as life:
        await life.until(READY)
        reply = await slack.mention(news, ada, "now")
        await slack.redeliver(reply, retry=1)

        assert ("Noted.", 1) == (reply.text, len(life.desk.asked))


@loopback
async def test_event_nobody_listens_to_is_ticked_off(slack: LoopbackSlack) -> None:
    """What a dead process left and nobody works on is not taken up for ever."""
    team = slack.add_team()
    body = {"type": "event_callback", "event_id": "Ev1", "team_id": team.id, "event": {"type": "star_added"}}
    with kept() as inbox:
        inbox.take("slack", "Ev1", json.dumps(body))
        ticked = asyncio.Event()
        done = inbox.done
        loop = asyncio.get_running_loop()

        def note(platform: str, item: str) -> None:
            done(platform, item)
            loop.call_soon_threadsafe(ticked.set)

        inbox.done = note  # type: ignore[method-assign]  # to hear of it
        async with living(slack, team, inbox=inbox):
            async with asyncio.timeout(10):
                await ticked.wait()
