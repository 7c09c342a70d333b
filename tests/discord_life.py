"""The whole Discord platform in a hurry, served to a desk that only takes notes."""

from __future__ import annotations

import asyncio
import functools
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from bot.chat import Condition, Message, Section
from bot.platforms import PlatformSetup
from bot.platforms.discord.endpoints import Endpoints
from bot.platforms.discord.identifying import Allowance
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.discord.sessions import Patience
from tests.doubles.discord import LoopbackDiscord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from bot.chat import CommandSpec, Desk

HURRY = Patience(
    first_seconds=0.01,
    longest_seconds=0.02,
    connect_seconds=5,
    silence_seconds=5,
    hang_up_seconds=0.1,
    refused_seconds=60,
    token_look_seconds=0.01,
    allowance=Allowance(windows=()),
)
NEWS = Message(
    title="The news", lead=("Two stories.",), sections=(Section(heading="A bridge", lines=("It opened.",)),)
)


def loopback(test: Callable[[LoopbackDiscord], Awaitable[None]]) -> Callable[[], None]:
    """Run an asynchronous test against a fresh Discord, and leave discord.py as it was."""

    async def scenario() -> None:
        async with LoopbackDiscord() as discord:
            await test(discord)

    @functools.wraps(test)
    def run() -> None:
        try:
            asyncio.run(scenario())
        finally:
            Endpoints().point()

    del run.__wrapped__  # pytest would ask for a fixture called discord
    return run


@dataclass
class Notebook:
    """Remembers what a platform noted, for the next one."""

    notes: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """Tell what was noted."""
        return self.notes.get(name)

    def put(self, name: str, value: str) -> None:
        """Note it."""
        self.notes[name] = value


@dataclass
class Secretary:
    """A desk that notes which channels open and close, and knows the commands it is given."""

    commands: Sequence[CommandSpec] = ()
    news: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    async def opened(self, platform: str, channels: Sequence[str]) -> None:
        """Note it."""
        del platform
        self.news.append(("opened", tuple(channels)))

    async def closed(self, platform: str, channels: Sequence[str], *, reason: str) -> None:
        """Note it; the reason is a sentence."""
        assert reason.endswith(".")
        del platform
        self.news.append(("closed", tuple(channels)))


@dataclass
class Life:
    """One platform and its desk."""

    platform: DiscordPlatform
    desk: Secretary
    memory: Notebook
    serving: asyncio.Task[None] | None = None

    async def until(self, condition: Condition, *, timeout_seconds: float = 10) -> str:
        """Wait until the platform fares like this, and return its reason."""
        async with asyncio.timeout(timeout_seconds):
            while self.platform.health.condition is not condition:  # noqa: ASYNC110  # health has no event
                await asyncio.sleep(0.005)
        return self.platform.health.reason


def setup_for(discord: LoopbackDiscord, memory: Notebook | None = None, **options: Any) -> PlatformSetup:
    """Set a platform up for the loopback Discord; its token is read anew whenever it is asked for."""
    return PlatformSetup(
        data_dir=Path("/nowhere"),
        is_alone=True,
        options=options,
        secrets={"token": options.pop("token", lambda: discord.token)},
        environment={
            "DISCORD_API_BASE": discord.api_base,
            "DISCORD_GATEWAY_URL": options.pop("gateway", ""),
        },
        memory=memory or Notebook(),
    )


def make(
    discord: LoopbackDiscord,
    *,
    desk: Secretary | None = None,
    patience: Patience = HURRY,
    memory: Notebook | None = None,
    **options: Any,
) -> Life:
    """Make a platform that does not serve yet."""
    memory = memory or Notebook()
    setup = setup_for(discord, memory, **options)
    endpoints = Endpoints.read(setup.environment)
    endpoints.point()
    return Life(DiscordPlatform(setup, endpoints, patience=patience), desk or Secretary(), memory)


@asynccontextmanager
async def living(discord: LoopbackDiscord, **how: Any) -> AsyncIterator[Life]:
    """Serve a platform meanwhile, and end it as the bot does."""
    life = make(discord, **how)
    life.serving = asyncio.create_task(life.platform.serve(cast("Desk", life.desk)))
    try:
        yield life
    finally:
        life.serving.cancel()
        await asyncio.gather(life.serving, return_exceptions=True)
        await life.platform.close()
