"""What is asked: commands with their options, requests, and the desk that answers them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from bot.chat.showing import Choice, Dialect, Form, Message

# Without the pairs people mix up when they read a reference aloud or type it in: 0/O, 1/I, 8/B, 5/S, 2/Z.
_LETTERS, _DIGITS = "ACDEFGHJKLMNPQRTUVWXY", "34679"


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
    SCHEDULE = "schedule"  # only those of the place that asks
    TERM = "term"
    COMMAND = "command"
    CHANNEL = "channel"  # the platform's own picker; its id comes back


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSpec:
    """One option of a command."""

    name: str
    summary: str
    kind: OptionKind = OptionKind.TEXT
    is_required: bool = False
    is_hidden: bool = False  # set by buttons and menus only, never shown or registered
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
    roles: tuple[str, ...] = ()  # ids and names of those held in the workspace that is asked from
    timezone: str = ""  # IANA, where the platform knows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody asks; nothing may cross from one workspace (a guild, a team) to another."""

    platform: str
    workspace: str = ""  # empty in direct messages
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


class Trouble(StrEnum):
    """What only a platform sees go wrong; the desk has the words for it."""

    FAULT = "fault"  # ours, outside the desk
    NOT_YOURS = "not_yours"  # a button of an answer that somebody else asked for
    UNREADABLE = "unreadable"  # a button that another version made, or nobody did


def new_reference() -> str:
    """Make a reference to a line of the log that people can read aloud: B7K2."""
    return "".join(secrets.choice(signs) for signs in (_LETTERS, _DIGITS, _LETTERS, _DIGITS))


class Desk(Protocol):
    """The command core as a platform sees it. It never raises: what goes wrong becomes a message."""

    @property
    def commands(self) -> Sequence[CommandSpec]:
        """Every command there is."""
        ...

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Answer *request* in *dialect*, for the asker alone."""
        ...

    def explain(self, trouble: Trouble, dialect: Dialect, *, ref: str = "") -> Message:
        """Say what a platform saw go wrong, and the next step; a FAULT is in the log under *ref*."""
        ...

    async def form(self, request: Request, dialect: Dialect) -> Form | Message:
        """Return the form that *request* opens, from memory; or say why there is none."""
        ...

    async def share(
        self, request: Request, dialect: Dialect, *, post: Callable[[Message], Awaitable[str]]
    ) -> Message:
        """Show to everybody, by *post*, the answer that *request* (`share?answer=ID`) names; once.

        *post* returns a link to what it posted. The message returned is for the asker: where it is to be
        seen, or why it cannot be shared.
        """
        ...

    async def complete(self, kind: OptionKind, typed: str, *, limit: int, where: Place) -> tuple[Choice, ...]:
        """Offer what *typed* may become, best first; from memory, so that it answers at once."""
        ...

    async def closed(self, platform: str, channels: Sequence[str], *, reason: str) -> None:
        """Take note that *channels* cannot be posted to, such as those of a server that sent the bot away."""
        ...

    async def opened(self, platform: str, channels: Sequence[str]) -> None:
        """Take note that *channels* may be posted to (again)."""
        ...
