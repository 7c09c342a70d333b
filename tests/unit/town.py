"""A newsroom that has read two articles of a harbour town, and people in two chats who ask it."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.chat import Action, Limits, Person, Place, Request
from bot.commands import CommandDesk
from bot.commands.office import Office
from bot.gates import Gates
from bot.newsroom import Plan, open_newsroom
from bot.plain import PlainDialect
from briefings.model import Digest, GlossaryEntry, Source, Topic
from briefings.store.closures import Closures
from briefings.store.ledger import Ledger
from briefings.store.outbox import Outbox
from briefings.store.schedules import Schedules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.chat import ChatPlatform, Message
    from bot.newsroom import Newsroom
    from bot.settings import Settings

NOW = datetime(2025, 1, 24, 8, 30, tzinfo=UTC)
DIALECT = PlainDialect()
ADA = Person(id="ada", name="Ada Quill")
BO = Person(id="bo", name="Bo Reed")
QUAY = Place(platform="chat", workspace="harbour", channel="quay")
MARKET = Place(platform="chat", workspace="harbour", channel="market")
ELSEWHERE = Place(platform="chat", workspace="mountains", channel="peak")
TERMINAL = Place(platform="console", channel="console")
ALONE = Place(platform="chat", channel="dm-ada")
BRIDGE = """The harbour bridge reopens after eleven months

By Ada Quill
Published: 21 January 2025

The harbour bridge reopened to cars on Monday after eleven months of repairs worth nine million pounds.
The first car across belonged to the mayor, Oona Brack, who had promised to cross it in an old van.

Engineers from the Harwich Works replaced every cable and found rust in places that no plan had shown.
The town council says that the bridge will carry forty thousand cars a day once the road is finished.

Shop owners on the quay lost a third of their customers while the bridge was closed, the council says.

Share
Share by e-mail
"""
FERRY = """A new ferry sails to Harwich every morning

By Tomas Reed
Published: 23 January 2025

A new ferry began to sail to Harwich on Wednesday and will leave the old quay at seven each morning.
The ferry carries two hundred passengers and thirty bicycles, but no cars: the quay cannot bear them.

Tickets for the ferry cost four pounds, and children under twelve travel free until the summer ends.
The ferry company says that it ordered a second ship, which should arrive from Norway in the autumn.
"""
TOPICS = {
    "bridge": Topic(name="bridge", label="Harbour bridge", any=("bridge",)),
    "ferry": Topic(name="ferry", label="Harwich ferry", any=("ferry",)),
    "opera": Topic(name="opera", label="Opera house", any=("opera",)),
}
GLOSSARY = {
    "quay": GlossaryEntry(
        name="quay",
        term="quay",
        aliases=("wharf", "码头"),
        definition="Where ships are tied up.",
        source="the pilots",
    ),
    "lock": GlossaryEntry(name="lock", term="lock gate"),
}


@contextmanager
def open_town(folder: Path, *, url: str = "sqlite://") -> Iterator[Newsroom]:
    """Open a newsroom that has read two articles."""
    (folder / "bridge.txt").write_text(BRIDGE, "utf-8")
    (folder / "ferry.txt").write_text(FERRY, "utf-8")
    plan = Plan(
        sources={"town": Source(name="town", kind="folder", location=str(folder), outlet="Town Crier")},
        topics=TOPICS,
        glossary=GLOSSARY,
        digests={"daily": Digest(name="daily", window="all"), "week": Digest(name="week")},
    )
    with open_newsroom(plan, url=url, home=None, clock=lambda: NOW) as opened:
        opened.take_in()
        yield opened


class Narrow(PlainDialect):
    """Plain text on a platform whose buttons hold little."""

    limits = Limits(action_id=30)


@dataclass(kw_only=True)
class Member:
    """One person in one place; the desk was just opened when they ask, and remembers nothing itself."""

    newsroom: Newsroom
    who: Person = ADA
    where: Place = QUAY
    office: Office | None = None
    dialect: PlainDialect = DIALECT
    is_admin: bool = False
    posts: list[Message] = field(default_factory=list)
    desk: CommandDesk | None = None  # the one asked every time

    def ask(self, verb: str, **options: str) -> Message:
        """Ask as by a command or a button."""
        return asyncio.run(self.at_desk().answer(self.request(verb, options), self.dialect))

    def press(self, message: Message, label: str) -> Message:
        """Press the button that says *label*."""
        action = next(action for action in message.actions if action.label == label)
        verb, options = Action.read_id(action.id)
        return self.ask(verb, **options)

    def share(self, answer: str, error: Exception | None = None) -> Message:
        """Share the kept *answer*; posting it fails with *error*, if one is given."""

        async def post(message: Message) -> str:
            if error is not None:
                raise error
            self.posts.append(message)
            return f"https://chat.example.org/{self.where.channel}/{len(self.posts)}"

        request = self.request("share", {"answer": answer})
        return asyncio.run(self.at_desk().share(request, self.dialect, post=post))

    def at_desk(self) -> CommandDesk:
        """Return the desk, of a bot that was just started unless one is given."""
        return self.desk or CommandDesk(self.newsroom, self.office)

    def request(self, verb: str, options: Mapping[str, str]) -> Request:
        """Make a request of this person."""
        return Request(
            verb=verb, options=options, who=self.who, where=self.where, may_administer=self.is_admin
        )


def open_office(newsroom: Newsroom, settings: Settings, **platforms: ChatPlatform) -> Office:
    """Open the office of a bot that posts."""
    store = newsroom.store
    schedules = Schedules(store)
    return Office(
        settings=settings,
        schedules=schedules,
        outbox=Outbox(store, owner="test"),
        ledger=Ledger(store),
        platforms=platforms,
        gates=Gates(Closures(store), schedules, {}),
    )
