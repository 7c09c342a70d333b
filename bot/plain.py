"""Disarm text that strangers wrote, and write it without any markup: the ground every dialect stands on."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from bot.chat import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime, tzinfo

    from bot.chat import Message, Section

FIGURES = "Key figures"  # what a section's figures are called wherever they are shown
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Whole terminal sequences, so that "\x1b[31mred" leaves "red" and not "[31mred".
_TERMINAL = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours and cursor
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)"  # titles, links
    r"|\x1b[ -/]*[0-~]?"
)
_SPACES = re.compile(r"[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_SUSPECT = re.compile(r"[^\x20-\x7e\xa1-\xac\xae-\u02ff\u3000-\ud7ff\uff01-\uff60]")
# Joiners are letters to these scripts and emoji; anywhere else they only hide something.
_JOINED = re.compile(
    "(?<=[\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u1780-\u17ff])[\u200c\u200d]"
    "(?=[\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u1780-\u17ff])"
    "|(?<=[\u2600-\u27bf\ufe0f\U0001f300-\U0001faff])\u200d(?=[\u2600-\u27bf\U0001f300-\U0001faff])"
)
# Visible signs that Unicode counts among the formats: Arabic and Kaithi number marks.
_SEEN_FORMATS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
# Not formats by category, but drawn as nothing: they are only ever used to hide or to fill.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")


def disarm(text: str) -> str:
    """Leave of *text* what a person is meant to see, on one line.

    Terminal sequences, control, bidirectional, zero-width and tag characters go; white space becomes a space.
    """
    if text.isascii() and text.isprintable():
        return text
    words = _SPACES.sub(" ", _TERMINAL.sub("", text))
    shown, at = [], 0
    for joiner in _JOINED.finditer(words):
        shown += [_SUSPECT.sub(_kept, words[at : joiner.start()]), joiner.group()]
        at = joiner.end()
    return "".join([*shown, _SUSPECT.sub(_kept, words[at:])])


def web_address(url: str | None) -> str | None:
    """Return *url* fit to be shown and linked, or None when it is no http or https address of a host."""
    try:
        parts = urlsplit(disarm(url or "").strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # a UnicodeError is one, too
        return None
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        return None  # a user name in an address only serves to show one host and lead to another
    if ":" in host:
        host = f"[{host}]"
    return percent_encode(parts._replace(netloc=host + port).geturl(), safe="%/:=&?~#+!$,;'@()*[]")


def day(at: date | None) -> str:
    """Show a date as people read it: 15 Jan 2025, or "undated"."""
    return "undated" if at is None else f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


class PlainDialect:
    """Text without any markup: for notifications, screen readers and logs."""

    limits = Limits()

    def escape(self, text: str) -> str:
        """Disarm *text*."""
        return disarm(text)

    def bold(self, text: str) -> str:
        """Disarm *text*; plain text has one weight."""
        return self.escape(text)

    def code(self, text: str) -> str:
        """Disarm *text*; what to type speaks for itself by its slash."""
        return self.escape(text)

    @staticmethod
    def command(line: str) -> str:
        """Leave *line*: a command is typed by its name."""
        return line

    def link(self, url: str, label: str) -> str:
        """Write the address after the label."""
        address = web_address(url)
        return f"{self.escape(label)} <{address}>" if address else self.escape(label)

    def quote(self, shown: str) -> str:
        """Leave *shown* as it is: a quotation ends with its receipt, which tells it apart."""
        return shown

    def channel(self, channel: str) -> str:
        """Write its id; one that has none is the only one."""
        return self.escape(f"channel {channel}" if channel else "the only channel")

    def moment(self, at: datetime, zone: tzinfo) -> str:
        """Show a moment in *zone*: 24 Jan 2025, 08:30."""
        local = at.astimezone(zone)
        return f"{day(local)}, {local:%H:%M}"


def flatten(message: Message) -> str:
    """Write a message as paragraphs of text."""
    blocks = [message.title, "\n".join(message.lead)]
    blocks += ["\n".join(_section_lines(section)) for section in message.sections]
    blocks.append(message.footer)
    return "\n\n".join(block for block in blocks if block)


def _section_lines(section: Section) -> Iterator[str]:
    if section.heading:
        yield f"{section.heading} <{section.url}>" if section.url else section.heading
    yield from section.lines
    if section.figures:
        yield f"{FIGURES}: {' · '.join(section.figures)}"
    yield from section.receipts
    if section.why:
        yield section.why


def _kept(suspect: re.Match[str]) -> str:
    character = suspect.group()
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"  # half of a pair; no encoder takes it
    is_hidden = category == "Cc" or (category == "Cf" and character not in _SEEN_FORMATS)
    return "" if is_hidden or character in _BLANKS else character
