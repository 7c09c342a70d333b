"""A digest of one's own on Discord: the form, the direct message, the closed door, and being forgotten."""

from __future__ import annotations

import asyncio
from random import SystemRandom
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import inspect, text

from bot.commands import CommandDesk
from bot.delivery import Courier
from bot.press import Press
from briefings.store.freezing import FrozenBriefings
from tests.doubles.discord import LoopbackDiscord
from tests.flows.discord_town import connected, town
from tests.unit.adminfile import SMALL, AdminFile
from tests.unit.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from bot.newsroom import Newsroom
    from bot.platforms.discord.platform import DiscordPlatform
    from bot.settings import Settings
    from tests.doubles.discord import Guild, Post, Reply, User

RIGHT = {"topics": ["bridge", "ferry"], "time": "08:15", "zone": "Asia/Tokyo"}


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """Have a newsroom that has read two articles."""
    (tmp_path / "town").mkdir()
    with town(tmp_path / "town") as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Have an admin file that allows personal digests."""
    return AdminFile(tmp_path).load(SMALL)


class Scene:
    """A server, a person in it, and the whole way from a gesture to a direct message."""

    def __init__(self, discord: LoopbackDiscord, newsroom: Newsroom, settings: Settings) -> None:
        self.discord = discord
        self.newsroom = newsroom
        self.office = Visitor(newsroom, settings).office
        self.desk = CommandDesk(newsroom, self.office)
        self.guild: Guild = discord.add_guild()
        self.ada: User = discord.add_user("ada")
        self.platform: DiscordPlatform

    async def me(self) -> Reply:
        """Let Ada type /brief me."""
        return await self.discord.slash(self.guild, self.guild.channels["news"], self.ada, "brief", "me", {})

    async def press(self, reply: Reply, button: str) -> Reply:
        """Let Ada press a button of what she was shown."""
        return await self.discord.press(reply.message, button, self.ada)

    async def set_up(self, **values: Any) -> Reply:
        """Let Ada fill in the form and send it."""
        form = await self.press(await self.me(), "Set up")
        return await self.discord.submit(form, RIGHT | values)

    async def deliver(self) -> list[Post]:
        """Compose and post what is due, twice, and list Ada's direct messages."""
        platforms = {"discord": self.platform}
        press = Press(self.newsroom, FrozenBriefings(self.newsroom.store), platforms, {})
        courier = Courier(self.office.outbox, platforms, {}, random=SystemRandom())
        for _ in range(2):
            await press.run()
            await courier.deliver()
        return self.discord.messages(self.discord.direct_messages(self.ada))

    def posted(self) -> int:
        """Count the requests to post into a channel."""
        return sum(
            call.method == "POST" and call.path.endswith("/messages") for call in self.discord.requests
        )


def play(newsroom: Newsroom, settings: Settings, act: Callable[[Scene], Awaitable[None]]) -> None:
    """Run *act* with the bot connected to a fresh Discord, which has nothing to complain of in the end."""

    async def scenario() -> None:
        async with LoopbackDiscord() as discord:
            scene = Scene(discord, newsroom, settings)
            async with connected(discord, scene.desk) as scene.platform:
                await act(scene)

            assert [] == discord.violations

    asyncio.run(scenario())


def plain(reply: Reply) -> str:
    """Return what a reply says, without its markup."""
    return reply.text.replace("*", "").replace("\\", "")


def test_a_form_becomes_a_direct_message(newsroom: Newsroom, settings: Settings) -> None:
    """Set up by a modal and asked for at once, the digest arrives, once, and says how to change it."""

    async def act(scene: Scene) -> None:
        saved = await scene.set_up()
        sent = await scene.press(saved, "Send me one now")
        messages = await scene.deliver()

        assert "Saved." in plain(saved)
        assert "08:15, Asia/Tokyo" in plain(saved)
        assert "On its way to your direct messages: 2 stories." in plain(sent)
        assert all(reply.is_ephemeral for reply in (saved, sent))
        assert [True] == ["Your briefing" in message.text for message in messages]
        assert ["Settings"] == [button["label"] for button in messages[0].buttons]

    play(newsroom, settings, act)


def test_the_button_below_a_digest_leads_to_its_settings(newsroom: Newsroom, settings: Settings) -> None:
    """In direct messages there is no server, and the same person has the same digest."""

    async def act(scene: Scene) -> None:
        await scene.press(await scene.set_up(), "Send me one now")
        [message] = await scene.deliver()
        shown = await scene.discord.press(message, "Settings", scene.ada)

        assert "08:15, Asia/Tokyo" in plain(shown)

    play(newsroom, settings, act)


def test_what_was_filled_in_comes_back(newsroom: Newsroom, settings: Settings) -> None:
    """Two mistakes are told at once; a button brings the form back as it was sent, and mended it counts."""

    async def act(scene: Scene) -> None:
        refused = await scene.set_up(time="25:00", zone="Europ/London")
        said = plain(refused)  # what comes next takes its place
        again = await scene.press(refused, "Try again")
        saved = await scene.discord.submit(again, {"time": "7:45", "zone": "Europe/London"})
        reader = newsroom.people.find("discord", scene.ada.id)

        assert "25:00 is no time of day." in said
        assert "Did you mean Europe/London?" in said
        assert "07:45, Europe/London" in plain(saved)
        assert reader is not None
        assert {"bridge", "ferry"} == set(reader.topics)

    play(newsroom, settings, act)


def test_a_closed_door_is_knocked_at_once(newsroom: Newsroom, settings: Settings) -> None:
    """Refused once, nothing more is asked of Discord; the person hears why, and one button opens the way."""

    async def act(scene: Scene) -> None:
        scene.discord.block(scene.ada)
        await scene.press(await scene.set_up(), "Send me one now")
        refused = await scene.deliver()
        tried = scene.posted()
        told = await scene.me()
        scene.discord.unblock(scene.ada)
        await scene.press(told, "Try again")

        assert ([], 1) == (refused, tried)
        assert "I could not send you direct messages." in plain(told)
        assert "Privacy settings of a server we share > Direct messages > on" in plain(told)
        assert 1 == len(await scene.deliver())
        assert "I could not send you" not in plain(await scene.me())

    play(newsroom, settings, act)


def test_a_restart_forgets_no_digest(newsroom: Newsroom, settings: Settings) -> None:
    """Another process finds what was set up and asked for, and its buttons work."""

    async def act(scene: Scene) -> None:
        saved = await scene.set_up()
        await scene.press(saved, "Send me one now")
        scene.desk = CommandDesk(newsroom, scene.office)
        async with connected(scene.discord, scene.desk) as scene.platform:
            messages = await scene.deliver()
        paused = await scene.press(saved, "Pause")

        assert 1 == len(messages)
        assert "Paused: nothing is sent until you press Resume." in plain(paused)

    play(newsroom, settings, act)


def test_whoever_is_forgotten_is_in_no_table(newsroom: Newsroom, settings: Settings) -> None:
    """After a digest that was sent and one that waits, no table holds the account, and nothing more comes."""

    async def act(scene: Scene) -> None:
        saved = await scene.set_up()
        await scene.press(saved, "Send me one now")
        await scene.deliver()
        asked = await scene.press(await scene.me(), "Delete my data")
        before = tables_with(newsroom, scene.ada.id)
        told = await scene.press(asked, "Delete everything")

        assert {"answers", "deliveries", "people", "schedules"} == before
        assert "I hold nothing about you any more." in plain(told)
        assert set() == tables_with(newsroom, scene.ada.id)
        assert 1 == len(await scene.deliver())

    play(newsroom, settings, act)


def tables_with(newsroom: Newsroom, word: str) -> set[str]:
    """Name the tables in which *word* stands."""
    with newsroom.store.read() as connection:
        names = inspect(connection).get_table_names()
        rows = {name: connection.execute(text(f"select * from {name}")).all() for name in names}  # noqa: S608  # ours
    return {name for name in names if any(word in str(value) for row in rows[name] for value in row)}
