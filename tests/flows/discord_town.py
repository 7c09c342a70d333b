"""A town on Discord: a newsroom with a few articles, and the platform connected to the loopback Discord."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.commands import CommandDesk
from bot.newsroom import Newsroom, Plan, open_newsroom
from bot.platforms import PlatformSetup
from bot.platforms.discord import connect
from briefings.model import Digest, GlossaryEntry, Source, Topic

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.chat import Desk
    from bot.platforms.discord.platform import DiscordPlatform
    from tests.doubles.discord import LoopbackDiscord

NOW = datetime(2025, 1, 24, 8, 30, tzinfo=UTC)
BRIDGE = """The harbour bridge reopens after eleven months

By Ada Quill
Published: 21 January 2025

The harbour bridge reopened to cars on Monday after eleven months of repairs worth nine million pounds.
The first car across belonged to the mayor, Oona Brack, who had promised to cross it in an old van.

Engineers from the Harwich Works replaced every cable and found rust in places that no plan had shown.
The town council says that the bridge will carry forty thousand cars a day once the road is finished.
"""
FERRY = """A new ferry sails to Harwich every morning

By Tomas Reed
Published: 23 January 2025

A new ferry began to sail to Harwich on Wednesday and will leave the old quay at seven each morning.
The ferry carries two hundred passengers and thirty bicycles, but no cars: the quay cannot bear them.

Tickets for the ferry cost four pounds, and children under twelve travel free until the summer ends.
The ferry company says that it ordered a second ship, which should arrive from Norway in the autumn.
"""


def _plan(folder: Path) -> Plan:
    source = Source(name="town", kind="folder", location=str(folder), outlet="Town Crier")
    return Plan(
        sources={source.name: source},
        topics={
            "bridge": Topic(name="bridge", label="Harbour bridge", any=("bridge",)),
            "ferry": Topic(name="ferry", label="Harwich ferry", any=("ferry",)),
        },
        glossary={"quay": GlossaryEntry(name="quay", term="quay", definition="Where ships are tied up.")},
        digests={"daily": Digest(name="daily", window="all", max_stories=25)},
    )


@contextmanager
def town(folder: Path, *, more: int = 0) -> Iterator[Newsroom]:
    """Have a newsroom that has read two articles, and *more* about nothing much."""
    (folder / "bridge.txt").write_text(BRIDGE, "utf-8")
    (folder / "ferry.txt").write_text(FERRY, "utf-8")
    for number in range(more):
        (folder / f"street-{number}.txt").write_text(_street(number), "utf-8")
    with open_newsroom(_plan(folder), url="sqlite://", home=None, clock=lambda: NOW) as opened:
        opened.take_in()
        yield opened


def _street(number: int) -> str:
    """Write an article that is like no other."""
    name = f"Street{chr(97 + number % 26)}{chr(97 + number // 26)}wick"
    words = " ".join(f"{name.lower()}{letter}" for letter in "abcdefgh")
    return (
        f"{name} gets {number + 2} lamps and a bench\n\nPublished: 22 January 2025\n\n"
        f"The council of {name} decided on Tuesday to put up {number + 2} lamps along {words} before the "
        f"winter is over. The neighbours of {name} had asked for them since the storm of {1900 + number}.\n"
    )


@asynccontextmanager
async def connected(discord: LoopbackDiscord, desk: Newsroom | Desk) -> AsyncIterator[DiscordPlatform]:
    """Have the platform serve a desk until the block is left; it is ready and has registered its commands."""
    platform = connect(
        PlatformSetup(
            data_dir=None,  # type: ignore[arg-type]  # a platform without files
            is_alone=True,
            secrets={"token": lambda: discord.token},
            environment={"DISCORD_API_BASE": discord.api_base, "DISCORD_GATEWAY_URL": discord.gateway_url},
        )
    )
    serving = asyncio.create_task(platform.serve(CommandDesk(desk) if isinstance(desk, Newsroom) else desk))
    try:
        await discord.connected()
        await discord.until(lambda: discord.world.commands[""], "the commands")
        yield platform
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await platform.close()
