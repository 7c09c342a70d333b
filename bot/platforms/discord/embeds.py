"""The body of a post: a message as Discord's JSON, with an embed for each section.

Embeds and not Components V2: a message of those has no content for notifications and screen readers to begin
with, holds 4,000 characters where content and embeds hold 8,000, and once a message is of one kind no edit
makes it the other, as turning pages would need. They would serve better where every line of a list has a
button of its own, and no answer of ours has such a list.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Any

from bot.plain import FIGURES
from bot.platforms.discord.buttons import rows
from bot.platforms.discord.dialect import domain, plain, written_out
from bot.platforms.discord.measuring import units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.chat import Action, Message, Section

Json = dict[str, Any]

# Each is at least 3.4 : 1 against Discord's white and its dark grey #2b2d31 (WCAG 1.4.11 asks for 3). Colour
# only repeats what "Why:" says in words, so nobody has to tell two of them apart.
PALETTE = (
    0x3A80E2, 0x0B928D, 0x9C68D9, 0xD24BB0, 0xCB640A, 0x7F890F,
    0x25964B, 0xBB6E4D, 0x6287A1, 0xD94E7C, 0x0E8AB3, 0x7474E6,
)  # fmt: skip
_SUPPRESS_EMBEDS = 1 << 2  # link previews; beside embeds of our own it would hide them, too
_LONGEST_URL = 2048
_QUOTE_INSIDE = re.compile(r"(?<=\s)> ")


def body(message: Message, *, custom_id: Callable[[Action], str]) -> Json:
    """Write *message*, one of `parts`, as what Discord takes to create, edit or answer with a message.

    Every key is there, so that an edit clears what was shown before. *custom_id* says what a button sends
    back when it is pressed.
    """
    embeds = list(_embeds(message))
    return {
        "content": content(message),
        "embeds": embeds,
        "components": rows(message.actions, custom_id),
        "allowed_mentions": {"parse": []},
        "flags": 0 if embeds else _SUPPRESS_EMBEDS,
    }


def content(message: Message) -> str:
    """Write the title and the lead, which a notification shows and a screen reader begins with."""
    title = f"**{message.title}**" if message.title and "**" not in message.title else message.title
    return "\n".join(_row(line) for line in (title, *message.lead) if line)


def description(section: Section) -> str:
    """Write the lines of *section*, and small below them its receipts and why it is there."""
    told = [_row(line) for line in section.lines]
    small = [f"-# {line}" for line in (*section.receipts, section.why) if line]
    return "\n".join([*told, *small])


def size(section: Section) -> int:
    """Count what *section* takes of the 6,000 units that all embeds of a message have."""
    embed = _embed(section, section.url)
    fields = [text for field in embed.get("fields", ()) for text in (field["name"], field["value"])]
    author = embed.get("author", {"name": ""})["name"]
    return sum(map(units, (embed.get("title", ""), embed.get("description", ""), author, *fields)))


def colour(topic: str) -> int:
    """Return the colour of *topic*: the same in every process and for ever."""
    return PALETTE[zlib.crc32(topic.encode()) % len(PALETTE)]


def _embeds(message: Message) -> Iterator[Json]:
    footer = {"footer": {"text": plain(message.footer)}} if message.footer else {}
    linked: set[str | None] = set()
    for number, section in enumerate(message.sections, 1):
        # Discord merges embeds that lead to one address, and shows only the first of them.
        url = None if section.url in linked else section.url
        linked.add(url)
        yield _embed(section, url) | (footer if number == len(message.sections) else {})


def _embed(section: Section, url: str | None) -> Json:
    leads = url if url and section.heading and units(url) <= _LONGEST_URL else ""
    value = figures(section)
    parts: Json = {
        "author": _author(section, leads),
        "title": written_out(section.heading),
        "url": leads,
        "description": description(section),
        "fields": [{"name": FIGURES, "value": value}] if value else None,
        "color": colour(section.topic) if section.topic else None,
    }
    return {name: part for name, part in parts.items() if part is not None and part != ""}


def figures(section: Section) -> str:
    """Write as many key figures as a field holds; the lines hold them all."""
    value = ""
    for figure in section.figures:
        longer = f"{value} · {figure}" if value else figure
        value = longer if units(longer) <= 1024 else value
    return value


def _author(section: Section, url: str) -> Json | None:
    """Show where the heading leads, unless a receipt that leads there says so."""
    host = domain(url)
    if not host or any(f" ({host})" in receipt for receipt in section.receipts):
        return None
    return {"name": host}


def _row(line: str) -> str:
    """Drop the bar of a quotation that does not begin its line: Discord would show it as a sign."""
    return _QUOTE_INSIDE.sub("", line)
