"""What is shown: messages with their sections and buttons, forms to fill in, and how a platform writes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qsl, urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one post of a platform holds, in characters unless said otherwise."""

    message: int = 1_000_000
    section: int = 1_000_000
    heading: int = 1_000_000
    sections: int = 1_000  # in number
    choices: int = 25  # in number; what an autocomplete list may offer
    action_id: int = 1_000_000


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

    @staticmethod
    def command(line: str) -> str:
        """Spell *line*, which begins with a command by its `CommandSpec.name`, as people type it here."""
        ...

    def link(self, url: str, label: str) -> str:
        """Show *label* leading to *url*; an address that is not http or https is not linked."""
        ...

    def quote(self, shown: str) -> str:
        """Show *shown*, which is written in this dialect already, as somebody else's words."""
        ...

    def channel(self, channel: str) -> str:
        """Show a channel, given by its id: by its name and as a way there, where the platform can."""
        ...

    def moment(self, at: datetime, zone: tzinfo) -> str:
        """Show a moment: in the reader's own zone where the platform can, else in *zone*."""
        ...


class Emphasis(StrEnum):
    """How much a button asks to be pressed."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"  # it undoes or deletes something


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button: pressing it makes the request *verb* with *options*, so its id is all the state there is."""

    label: str
    verb: str
    options: tuple[tuple[str, str], ...] = ()
    emphasis: Emphasis = Emphasis.PLAIN
    opens_form: bool = False  # the request is for `Desk.form`, to be shown at once
    in_place: bool = False  # what comes back takes the place of the answer that the button is on

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
    figures: tuple[str, ...] = ()  # "$14 billion [1]": amounts the lines hold, verbatim
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
    answer: str = ""  # the id under which the desk keeps it for a while, so that it can be paged and shared
    in_thread: bool = False  # a part that goes below the first part, where the platform has threads

    def freeze(self) -> str:
        """Write the message down, so that every attempt to deliver it posts the same bytes."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def thaw(cls, frozen: str) -> Message:
        """Read a message that was written down, by this version or an earlier one."""
        written = json.loads(frozen)
        parts: dict[str, Any] = {
            "lead": tuple(written["lead"]),
            "sections": tuple(_section(section) for section in written["sections"]),
            "actions": tuple(_action(action) for action in written["actions"]),
        }
        return cls(**_known(cls, written) | parts)


def _section(written: Mapping[str, Any]) -> Section:
    fields_of: dict[str, Any] = {name: _as_tuple(value) for name, value in _known(Section, written).items()}
    return Section(**fields_of)


def _action(written: Mapping[str, Any]) -> Action:
    options = tuple((str(name), str(value)) for name, value in written["options"])
    emphasis = Emphasis(written.get("emphasis", Emphasis.PLAIN))
    return Action(**_known(Action, written) | {"options": options, "emphasis": emphasis})


def _known(kind: type, written: Mapping[str, Any]) -> dict[str, Any]:
    """Take the fields that *kind* has: what another version wrote may lack some, or hold more."""
    return {field.name: written[field.name] for field in fields(kind) if field.name in written}


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of an autocomplete list or a menu: what people read, and the stable id that comes back."""

    label: str
    value: str


class FieldKind(StrEnum):
    """How a field of a form is filled in."""

    TEXT = "text"
    CHOICE = "choice"  # one of its choices
    CHOICES = "choices"  # any number of them


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One thing to fill in; what is filled in becomes the option *name*, several choices joined by commas."""

    name: str
    label: str  # at most 45 characters
    hint: str = ""  # at most 100 characters
    kind: FieldKind = FieldKind.TEXT
    values: tuple[str, ...] = ()  # filled in already
    choices: tuple[Choice, ...] = ()  # at most 25, of which no value holds a comma
    is_required: bool = False
    max_length: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: sending it makes the request *verb* with *options* and what was filled in."""

    title: str  # at most 45 characters
    verb: str
    options: tuple[tuple[str, str], ...] = ()
    fields: tuple[FormField, ...] = ()  # at most 5
    button: str = "Save"
