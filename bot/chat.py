"""The vocabulary of chat: what passes between people, the command core and a platform.

A platform turns its gestures into a `Request` and shows the `Message` it gets back; it posts what delivery
hands it, or says how it cannot. Text in a Message is ready to show: it was escaped for the platform's own
`Dialect` when it was rendered.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qsl, urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo

# ---------------------------------------------------------------- what is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one post of a platform holds, in characters unless said otherwise."""

    message: int = 1_000_000
    section: int = 1_000_000
    heading: int = 1_000_000
    sections: int = 1_000  # in number
    choices: int = 25  # in number; what an autocomplete list may offer


class Dialect(Protocol):
    """How a platform writes: text as strangers wrote it goes in, text that is safe to show comes out.

    Every result is one line.
    """

    limits: Limits

    def __hash__(self) -> int:
        """Tell dialects apart: compiled templates are kept for each."""
        ...

    def escape(self, text: str) -> str:
        """Disarm markup, mentions, control and bidirectional characters."""
        ...

    def bold(self, text: str) -> str:
        """Set *text* apart by weight."""
        ...

    def code(self, text: str) -> str:
        """Show *text* as something to type."""
        ...

    def link(self, url: str, label: str) -> str:
        """Show *label* leading to *url*; an address that is not http or https is not linked."""
        ...

    def quote(self, shown: str) -> str:
        """Show *shown*, which is written in this dialect already, as somebody else's words."""
        ...

    def moment(self, at: datetime, zone: tzinfo) -> str:
        """Show a moment: in the reader's own zone where the platform can, else in *zone*."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button: pressing it makes the request *verb* with *options*, so its id is all the state there is."""

    label: str
    verb: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """The whole request as a short string that survives a restart: `now?topic=harbour`."""
        return f"{self.verb}?{urlencode(self.options)}" if self.options else self.verb

    @staticmethod
    def read_id(text: str) -> tuple[str, dict[str, str]]:
        """Take the verb and the options out of an id."""
        verb, _, query = text.partition("?")
        return verb, dict(parse_qsl(query, keep_blank_values=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One story, passage or paragraph of a message. A line is a whole sentence or item: never split one."""

    heading: str = ""
    url: str | None = None  # where the heading leads; http or https
    lines: tuple[str, ...] = ()
    receipts: tuple[str, ...] = ()  # "[1] Outlet - title - 15 Jan 2025"
    why: str = ""
    topic: str = ""  # the name of a topic, for colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a platform shows: structure for embeds or blocks, and always the whole of it as plain text."""

    title: str = ""
    lead: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    footer: str = ""
    actions: tuple[Action, ...] = ()
    text: str = ""  # everything above for notifications and screen readers, without any markup

    def freeze(self) -> str:
        """Write the message down, so that every attempt to deliver it posts the same bytes."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def thaw(cls, frozen: str) -> Message:
        """Read a message that was written down."""
        fields = json.loads(frozen)
        return cls(
            title=fields["title"],
            lead=tuple(fields["lead"]),
            sections=tuple(_section(section) for section in fields["sections"]),
            footer=fields["footer"],
            actions=tuple(_action(action) for action in fields["actions"]),
            text=fields["text"],
        )


def _section(fields: dict[str, Any]) -> Section:
    return Section(**fields | {"lines": tuple(fields["lines"]), "receipts": tuple(fields["receipts"])})


def _action(fields: dict[str, Any]) -> Action:
    options = tuple((str(name), str(value)) for name, value in fields["options"])
    return Action(label=fields["label"], verb=fields["verb"], options=options)


# ---------------------------------------------------------------- what is asked


class OptionKind(StrEnum):
    """What an option holds; a name of something offers completion."""

    TEXT = "text"
    FLAG = "flag"
    CHOICE = "choice"
    TOPIC = "topic"
    SOURCE = "source"
    ARTICLE = "article"  # or a whole source
    STORY = "story"
    DIGEST = "digest"
    TERM = "term"
    COMMAND = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSpec:
    """One option of a command."""

    name: str
    summary: str
    kind: OptionKind = OptionKind.TEXT
    is_required: bool = False
    choices: tuple[str, ...] = ()  # of a CHOICE, the default first
    max_length: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSpec:
    """One command, specified once for every platform: `/ask`, or `/brief now` when it has a group."""

    verb: str
    summary: str
    group: str = "brief"  # "" for a command of its own
    options: tuple[OptionSpec, ...] = ()
    examples: tuple[str, ...] = ()
    is_admin: bool = False

    @property
    def name(self) -> str:
        """The command as people type it."""
        return f"/{self.group} {self.verb}" if self.group else f"/{self.verb}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who asks."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody asks; nothing may cross from one workspace (a guild, a team) to another."""

    platform: str
    workspace: str = ""
    channel: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing one person asks for, in the same shape from every platform."""

    verb: str
    options: Mapping[str, str] = field(default_factory=dict)
    who: Person
    where: Place
    locale: str = "en"
    may_administer: bool = False  # as the platform's own signed payload says, at this very call


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of an autocomplete list: what people read, and the stable id that comes back."""

    label: str
    value: str


class Desk(Protocol):
    """The command core as a platform sees it."""

    @property
    def commands(self) -> Sequence[CommandSpec]:
        """Every command there is."""
        ...

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Answer *request* in *dialect*; never raises: what goes wrong becomes a message with a reference."""
        ...

    async def complete(self, kind: OptionKind, typed: str, *, limit: int) -> tuple[Choice, ...]:
        """Offer what *typed* may become, best first; from memory, so that it answers at once."""
        ...


# ---------------------------------------------------------------- what a platform is


class ChatPlatform(Protocol):
    """One chat platform: it shows what it posts, finds what it posted, and turns gestures into requests."""

    name: str
    dialect: Dialect

    def parts(self, message: Message) -> tuple[Message, ...]:
        """Divide *message* between sections and lines into what fits one post each."""
        ...

    async def post(self, channel: str, message: Message, *, nonce: str, silent: bool = False) -> str:
        """Post *message*, one of `parts`, once and return the platform's id of it.

        The same *nonce* (at most 25 characters) goes with every attempt at the same delivery.

        Raises:
            TryLater: It was certainly not posted.
            Uncertain: It may have been posted.
            Undeliverable: It never will be.
        """
        ...

    async def find(self, channel: str, *, nonce: str, since: datetime) -> str | None:
        """Return the id of the message posted with *nonce*, or None when it is certainly not there.

        Raises:
            Uncertain: This platform cannot tell.
        """
        ...

    async def serve(self, desk: Desk) -> None:
        """Turn people's gestures into requests to *desk* until cancelled."""
        ...


# ---------------------------------------------------------------- how a platform says no


class ChatError(Exception):
    """A chat platform did not take a message."""


class TryLater(ChatError):
    """The message was certainly not posted; the same post may be tried again."""

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after  # seconds, when the platform said


class Uncertain(ChatError):
    """The message may have been posted; only a look at the channel can tell."""


class Scope(StrEnum):
    """How much a refusal refuses."""

    MESSAGE = "message"  # this one; the next may go through
    DESTINATION = "destination"  # everything to this channel, until a person changes something there
    ACCOUNT = "account"  # everything, until a person changes the token


class Undeliverable(ChatError):
    """The platform will not take this; trying again will not help before a person has changed something."""

    def __init__(self, reason: str, *, scope: Scope = Scope.MESSAGE) -> None:
        super().__init__(reason)
        self.scope = scope
