"""A house with two servers on one chat: whoever is admin of one must not see or touch the other."""

from __future__ import annotations

import asyncio
import dataclasses
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import SystemRandom
from typing import TYPE_CHECKING

from bot.chat import Condition, Health, Message, Person, Place, Request, Undeliverable
from bot.commands import CommandDesk
from bot.commands.office import Office
from bot.delivery import Courier
from bot.gates import Gates
from bot.newsroom import Newsroom, Plan, open_newsroom
from bot.plain import PlainDialect
from bot.press import Press
from bot.settings import load
from briefings.store.closures import Closures
from briefings.store.freezing import FrozenBriefings
from briefings.store.ledger import Ledger
from briefings.store.outbox import Outbox
from briefings.store.schedules import Schedules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.chat import ChatPlatform, Desk, Dialect

DIALECT = PlainDialect()  # one for all: compiled templates are kept for each
FRIDAY = datetime(2025, 1, 24, 9, 0, tzinfo=UTC)
FILE = """schema_version = 1
[bot]
timezone = "Europe/London"
[platforms.discord]
enabled = true
[sources.harbour]
type = "folder"
path = "articles"
[topics.bridge]
label = "Harbour bridge"
any = ["bridge"]
[digests.daily]
window = "all"
[digests.quiet]
topics = ["opera"]
[topics.opera]
any = ["opera"]
[targets.news]
platform = "discord"
channel = "101"
[targets.elsewhere]
platform = "discord"
channel = "201"
[schedules.weekday]
digest = "daily"
at = ["08:30"]
days = ["mon-fri"]
targets = ["news", "elsewhere"]
[schedules.secret]
digest = "daily"
at = ["07:00"]
targets = ["elsewhere"]
[limits]
schedules = 3
per_user_per_minute = 1000
per_guild = 1000
"""
BRIDGE = """Harbour bridge reopens after a year of repairs

By Ada Quill, Harbour Post, 23 January 2025

The harbour bridge reopened to traffic on Thursday after a year of repairs. Engineers replaced the bearings of
all four towers. The port authority expects the morning queue at the ferry to be gone by the end of the month.
"""
GUILD_OF = {"101": "1", "102": "1", "201": "2"}


class Town:
    """A chat with two servers: "1" has the channels 101 and 102, "2" has 201. It keeps what is posted."""

    name = "discord"

    def __init__(self) -> None:
        self.dialect: Dialect = DIALECT
        self.health = Health(condition=Condition.READY)
        self.posted: list[tuple[str, Message]] = []
        self.refuses: set[str] = set()

    def parts(self, message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
        """Leave *message* whole."""
        del in_thread
        return (message,)

    async def post(
        self, channel: str, message: Message, *, nonce: str, silent: bool = False, thread: str = ""
    ) -> str:
        """Keep *message*, or refuse it."""
        del nonce, silent, thread
        if channel in self.refuses:
            raise Undeliverable("I may not write there. Let Briefbot send messages.")
        self.posted.append((channel, message))
        return f"m{len(self.posted)}"

    async def find(self, channel: str, *, nonce: str, since: datetime, thread: str = "") -> str | None:
        """Find nothing: no post of this town is ever in doubt."""
        del channel, nonce, since, thread
        return None

    async def link(self, channel: str, receipt: str) -> str:
        """Return an address of the post."""
        return f"https://chat.example/{channel}/{receipt}"

    def workspace_of(self, channel: str) -> str:
        """Tell the server of a channel."""
        return GUILD_OF.get(channel, "")

    async def serve(self, desk: Desk) -> None:
        """Serve nobody: requests are made by the tests."""

    async def close(self) -> None:
        """Hold nothing open."""


@dataclass(kw_only=True)
class AdminHouse:
    """A desk with an office over real rooms, and the rounds that post."""

    folder: Path
    newsroom: Newsroom
    office: Office
    town: Town
    connected: dict[str, ChatPlatform]  # what the office posts through: the town, until a test puts another
    desk: CommandDesk
    press: Press
    courier: Courier
    guild: str = "1"
    channel: str = "101"
    name: str = "Ada"

    @property
    def closures(self) -> Closures:
        """The closed places."""
        return Closures(self.newsroom.store)

    def at(self, guild: str, channel: str) -> AdminHouse:
        """Ask from another place."""
        return dataclasses.replace(self, guild=guild, channel=channel)

    def request(self, verb: str, **options: str) -> Request:
        """Make the request of an admin here."""
        return Request(
            verb=verb,
            options=options,
            who=Person(id="7", name=self.name),
            where=Place(platform="discord", workspace=self.guild, channel=self.channel),
            may_administer=True,
        )

    async def ask(self, verb: str, **options: str) -> Message:
        """Ask as an admin of the server."""
        return await self.desk.answer(self.request(verb, **options), DIALECT)

    def answer(self, verb: str, **options: str) -> Message:
        """Ask as an admin of the server, and post nothing meanwhile."""
        return asyncio.run(self.ask(verb, **options))

    def answer_while_posting(self, verb: str, **options: str) -> Message:
        """Ask as an admin of the server, while the rounds go on."""

        async def both() -> Message:
            asked = asyncio.create_task(self.ask(verb, **options))
            while not asked.done():
                await self.round()
            return await asked

        return asyncio.run(both())

    async def round(self) -> None:
        """Compose and post what waits."""
        await self.press.run()
        await self.courier.deliver()


@contextmanager
def admin_house(folder: Path, *, url: str = "sqlite://") -> Iterator[AdminHouse]:
    """Open a house in *folder* over the store at *url*; it is Friday, nine o'clock in London."""
    (folder / "articles").mkdir()
    (folder / "articles" / "bridge.txt").write_text(BRIDGE, "utf-8")
    (folder / "briefbot.toml").write_text(FILE, "utf-8")
    settings = load(folder / "briefbot.toml", environment={"DISCORD_TOKEN": "fake-token-for-tests"})
    town = Town()
    with open_newsroom(Plan.of(settings), url=url, home=None, clock=lambda: FRIDAY) as newsroom:
        newsroom.take_in()
        store = newsroom.store
        connected: dict[str, ChatPlatform] = {"discord": town}
        schedules, outbox = Schedules(store), Outbox(store, owner="test")
        schedules.sync(settings.schedules.values(), now=FRIDAY)
        office = Office(
            settings=settings,
            schedules=schedules,
            outbox=outbox,
            ledger=Ledger(store),
            platforms=connected,
            gates=Gates(Closures(store), schedules, settings.targets),
        )
        yield AdminHouse(
            folder=folder,
            newsroom=newsroom,
            office=office,
            town=town,
            connected=connected,
            desk=CommandDesk(newsroom, office),
            press=Press(newsroom, FrozenBriefings(store), office.platforms, settings.targets),
            courier=Courier(outbox, office.platforms, settings.targets, random=SystemRandom()),
        )
