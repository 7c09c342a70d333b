"""People in a server with the bot, and desks that take note or break."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.chat import Action, Message
from bot.commands import CommandDesk
from tests.doubles.discord import LoopbackDiscord
from tests.doubles.discord.interactions import COMPONENT
from tests.flows.discord_town import connected

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.chat import Dialect, Request
    from bot.newsroom import Newsroom
    from bot.platforms.discord.platform import DiscordPlatform
    from tests.doubles.discord import Channel, Guild, Post, Reply, User


class Scene:
    """A server with a channel, two people in it, and the bot connected."""

    def __init__(self, discord: LoopbackDiscord) -> None:
        self.discord = discord
        self.guild: Guild = discord.add_guild()
        self.news: Channel = self.guild.channels["news"]
        self.ada: User = discord.add_user("ada")
        self.bob: User = discord.add_user("bob")
        self.platform: DiscordPlatform

    async def slash(self, command: str, verb: str = "", /, **options: Any) -> Reply:
        """Let Ada type a command in #news."""
        return await self.discord.slash(self.guild, self.news, self.ada, command, verb, options)

    async def complete(self, command: str, verb: str, option: str, typed: str) -> list[dict[str, Any]]:
        """Let Ada begin to type an option."""
        return await self.discord.autocomplete(self.guild, self.news, self.ada, command, verb, option, typed)

    async def press(self, message: Post, button: str) -> Reply:
        """Let Ada press a button."""
        return await self.discord.press(message, button, self.ada)

    async def forge(self, custom_id: str, on: Post, **more: Any) -> Reply:
        """Let Bob send a button that stands nowhere."""
        data = {"custom_id": custom_id, "component_type": 2, "id": 1, **more}
        return await self.discord.send(COMPONENT, data, self.guild, self.news, self.bob, message=on)

    def posts(self) -> list[Post]:
        """List what everybody sees in #news."""
        return self.discord.messages(self.news)

    def sent(self, method: str, ending: str) -> int:
        """Count the requests of a kind."""
        calls = self.discord.requests
        return sum(call.method == method and call.path.endswith(ending) for call in calls)


def play(
    desk: Newsroom | CommandDesk,
    act: Callable[[Scene], Awaitable[None]],
) -> None:
    """Run *act* with the bot connected to a fresh Discord."""

    async def scenario() -> None:
        async with LoopbackDiscord() as discord:
            scene = Scene(discord)
            async with connected(discord, desk) as platform:
                scene.platform = platform
                await act(scene)

    asyncio.run(scenario())


class NotingDesk(CommandDesk):
    """Notes what it is asked."""

    def __init__(self, newsroom: Newsroom) -> None:
        super().__init__(newsroom)
        self.asked: list[str] = []
        self.requests: list[Request] = []

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Note the verb and answer."""
        self.asked.append(request.verb)
        self.requests.append(request)
        return await super().answer(request, dialect)


class BrokenDesk(CommandDesk):
    """Breaks its promise never to raise."""

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Break."""
        raise RuntimeError("the desk is broken")

    async def complete(self, *_: Any, **__: Any) -> Any:
        """Break."""
        raise RuntimeError("the desk is broken")


def labels(message: Post) -> list[str]:
    """List what the buttons of a message say."""
    return [each.get("label", "") for each in message.buttons]


async def post(scene: Scene, *actions: Action) -> Post:
    """Post something for everybody."""
    message = Message(lead=("Hello.",), actions=actions, text="Hello.")
    await scene.platform.post(scene.news.id, message, nonce="hello")
    (public,) = scene.posts()
    return public
