"""An admin at work on Discord: the real client, the real desk with its office, a Discord on loopback."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from briefings.store.subscriptions import Subscriptions
from tests.adminhouse import admin_house
from tests.doubles.discord import MEMBER, LoopbackDiscord, Permission
from tests.flows.discord_scene import Scene
from tests.flows.discord_town import connected

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doubles.discord import Channel, Reply

EVENING = {"digest": "daily", "at": "8.30pm", "days": "weekdays", "timezone": "Europe/Berlin"}


def test_an_admin_subscribes_a_channel_of_the_own_server_only(tmp_path: Path) -> None:
    """The picked channel is shown as one, with times in the reader's zone; a foreign one is refused."""

    async def scenario() -> None:
        with admin_house(tmp_path) as house:
            async with LoopbackDiscord() as discord:
                scene = Scene(discord)
                foreign = discord.add_guild().channels["news"]
                async with connected(discord, house.desk) as platform:
                    house.connected["discord"] = platform
                    here = await _subscribe(scene, scene.news)
                    there = await _subscribe(scene, foreign)
            kept = Subscriptions(house.newsroom.store).of(f"discord:{scene.guild.id}")

        assert f"<#{scene.news.id}>" in here.text
        assert "<t:" in here.text
        assert here.is_ephemeral
        assert "in this server" in there.text
        assert [(f"discord:{scene.news.id}",)] == [each.schedule.targets for each in kept]

    asyncio.run(scenario())


async def _subscribe(scene: Scene, channel: Channel) -> Reply:
    """Let Ada, who manages the server, subscribe a channel."""
    return await scene.discord.slash(
        scene.guild,
        scene.news,
        scene.ada,
        "briefadmin",
        "subscribe",
        EVENING | {"channel": str(channel.id)},
        permissions=MEMBER | Permission.MANAGE_GUILD,
    )
