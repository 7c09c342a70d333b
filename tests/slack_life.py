"""The whole Slack platform in a hurry, served to a desk that only takes notes."""

from __future__ import annotations

import asyncio
import functools
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from bot.chat import Condition, Message, Section
from bot.platforms import NoInbox, PlatformSetup
from bot.platforms.slack.connection import Patience
from bot.platforms.slack.endpoints import Endpoints
from bot.platforms.slack.pacing import Pace
from bot.platforms.slack.platform import SlackPlatform
from tests.doubles.slack import LoopbackSlack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.chat import CommandSpec, Desk, Dialect, Request
    from tests.doubles.slack import Team

HURRY = Patience(
    first_seconds=0.01,
    longest_seconds=0.02,
    connect_seconds=5,
    heartbeat_seconds=5,
    settled_seconds=0,
    linger_seconds=0.1,
    crowded_seconds=0.02,
    refused_seconds=60,
    token_look_seconds=0.01,
    last_words_seconds=3,
)
AT_ONCE = Pace(channel_seconds=0, workspace_seconds=0)
NEWS = Message(
    title="The news",
    lead=("Two stories.",),
    sections=(Section(heading="A bridge", lines=("It opened.",)),),
    text="The news. Two stories. A bridge: it opened.",
)


def loopback(test: Callable[[LoopbackSlack], Awaitable[None]]) -> Callable[[], None]:
    """Run an asynchronous test against a fresh Slack."""

    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            await test(slack)

    @functools.wraps(test)
    def run() -> None:
        asyncio.run(scenario())

    del run.__wrapped__  # pytest would ask for a fixture called slack
    return run


@dataclass
class Listener:
    """A desk that notes what is asked, and answers each with a word."""

    commands: tuple[CommandSpec, ...] = ()
    asked: list[Request] = field(default_factory=list)
    gate: asyncio.Event | None = None  # waited for before an answer

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Note the request."""
        del dialect
        self.asked.append(request)
        if self.gate is not None:
            await self.gate.wait()
        return Message(lead=("Noted.",), text="Noted.")


@dataclass
class Life:
    """One platform and its desk."""

    platform: SlackPlatform
    desk: Listener
    serving: asyncio.Task[None] | None = None

    async def until(self, condition: Condition, *, timeout_seconds: float = 10) -> str:
        """Wait until the platform fares like this, and return its reason."""
        async with asyncio.timeout(timeout_seconds):
            while self.platform.health.condition is not condition:  # noqa: ASYNC110  # health has no event
                await asyncio.sleep(0.005)
        return self.platform.health.reason

    async def until_told(self, words: str) -> None:
        """Wait until the reason holds *words*."""
        async with asyncio.timeout(10):
            while words not in self.platform.health.reason:  # noqa: ASYNC110  # health has no event
                await asyncio.sleep(0.005)


def setup_for(slack: LoopbackSlack, team: Team, **options: Any) -> PlatformSetup:
    """Set a platform up for the loopback Slack; its secrets are read anew whenever they are asked for."""
    secrets = {
        "bot_token": options.pop("bot_token", lambda: team.bot_token),
        "app_token": options.pop("app_token", lambda: slack.app_token),
        "signing_secret": options.pop("signing_secret", lambda: slack.signing_secret),
    }
    inbox = options.pop("inbox", None) or NoInbox()
    return PlatformSetup(
        data_dir=Path("/nowhere"),
        is_alone=True,
        options={"mode": "socket", **options},
        secrets=secrets,
        environment={"SLACK_API_BASE": slack.api_base},
        inbox=inbox,
    )


def make(
    slack: LoopbackSlack,
    team: Team,
    *,
    desk: Listener | None = None,
    patience: Patience = HURRY,
    pace: Pace = AT_ONCE,
    **options: Any,
) -> Life:
    """Make a platform that does not serve yet."""
    setup = setup_for(slack, team, **options)
    endpoints = Endpoints.read(setup.environment)
    return Life(SlackPlatform(setup, endpoints, pace=pace, patience=patience), desk or Listener())


@asynccontextmanager
async def living(slack: LoopbackSlack, team: Team, **how: Any) -> AsyncIterator[Life]:
    """Serve a platform meanwhile, and end it as the bot does."""
    life = make(slack, team, **how)
    life.serving = asyncio.create_task(life.platform.serve(cast("Desk", life.desk)))
    try:
        yield life
    finally:
        life.serving.cancel()
        await asyncio.gather(life.serving, return_exceptions=True)
        await life.platform.close()


@asynccontextmanager
async def posting(slack: LoopbackSlack, team: Team, **how: Any) -> AsyncIterator[SlackPlatform]:
    """Have a platform that only posts."""
    life = make(slack, team, **how)
    try:
        yield life.platform
    finally:
        await life.platform.close()
