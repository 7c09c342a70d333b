"""People in a workspace with the bot, and the platform connected to the loopback Slack."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bot.chat import Message
from bot.commands import CommandDesk
from bot.commands.specs import COMMANDS
from bot.newsroom import Newsroom
from bot.platforms import PlatformSetup
from bot.platforms.slack import connect
from bot.platforms.slack.manifest import manifest
from tests.doubles.slack import LoopbackSlack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.chat import Action, Desk
    from bot.platforms.slack.platform import SlackPlatform
    from tests.doubles.slack import Post, Reply


class Scene:
    """A workspace with a channel, two people in it, and the bot connected."""

    def __init__(self, slack: LoopbackSlack) -> None:
        self.slack = slack
        slack.install_manifest(manifest(COMMANDS))
        self.team = slack.add_team()
        self.news = slack.add_channel(self.team)
        self.ada = slack.add_user(self.team, "ada", tz="Asia/Tokyo", locale="zh-CN")
        self.bob = slack.add_user(self.team, "bob")
        self.platform: SlackPlatform

    async def brief(self, text: str = "", **how: Any) -> Reply:
        """Let Ada type `/brief` in #news."""
        return await self.slack.command(self.team, self.news, self.ada, "/brief", text, **how)

    async def press(self, where: Any, button: str) -> Reply:
        """Let Ada press a button."""
        return await self.slack.press(where, button, self.ada)

    def posts(self) -> list[Post]:
        """List what everybody sees in #news of what the bot wrote."""
        return [post for post in self.slack.messages(self.news) if post.is_from_bot]

    def direct(self) -> list[Post]:
        """List what the bot wrote to Ada alone."""
        channel = self.slack.direct_messages(self.team, self.ada)
        return [post for post in self.slack.messages(channel) if post.is_from_bot]


def play(desk: Newsroom | Desk, act: Callable[[Scene], Awaitable[None]]) -> None:
    """Run *act* with the bot connected to a fresh Slack."""

    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            scene = Scene(slack)
            async with connected(slack, desk) as platform:
                scene.platform = platform
                await act(scene)

    asyncio.run(scenario())


@asynccontextmanager
async def connected(slack: LoopbackSlack, desk: Newsroom | Desk) -> AsyncIterator[SlackPlatform]:
    """Have the platform serve a desk over a socket until the block is left."""
    (team,) = slack.world.teams.values()
    platform = connect(
        PlatformSetup(
            data_dir=None,  # type: ignore[arg-type]  # a platform without files
            is_alone=True,
            options={"mode": "socket"},
            secrets={"bot_token": lambda: team.bot_token, "app_token": lambda: slack.app_token},
            environment={"SLACK_API_BASE": slack.api_base},
        )
    )
    serving = asyncio.create_task(platform.serve(CommandDesk(desk) if isinstance(desk, Newsroom) else desk))
    try:
        await slack.connected()
        yield platform
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await platform.close()


def labels(where: Any) -> list[str]:
    """List what the buttons of a message or view say."""
    return [each.get("text", {}).get("text", "") for each in where.buttons]


async def post(scene: Scene, *actions: Action) -> Post:
    """Post something for everybody."""
    message = Message(lead=("Hello.",), actions=actions, text="Hello.")
    await scene.platform.post(scene.news.id, message, nonce="hello")
    (public,) = scene.posts()
    return public
