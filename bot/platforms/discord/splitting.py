"""Divide a message into posts that Discord takes, between sections and lines and nowhere else.

Only a line that no post can hold is divided itself, with an ellipsis on both sides of each cut.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chat import Message, Section
from bot.plain import flatten
from bot.platforms.discord.dialect import LIMITS, plain, written_out
from bot.platforms.discord.embeds import content, description, size
from bot.platforms.discord.measuring import broken, cut, units

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTINUED = " (continued)"
_LONGEST_FOOTER = 300  # units; Discord takes 2048, but what is longer is to be read, and may hold a link
_EMBEDS = 6000 - _LONGEST_FOOTER  # units over all embeds of a post, with room for the footer in each
_LONGEST_TITLE = 600  # units; a question of 300 characters, each of them escaped
_HEADINGS = 1200  # units of the headings in the short lead above a thread
_CITED = re.compile(r"\[(\d+)\]$")


def parts(message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
    """Divide *message* into posts: all of it, in its order, each with its share of the plain text.

    With *in_thread* the first is a short lead for the channel, with the headings and the buttons; the others,
    with the sections, are for the thread below it.
    """
    whole = _with_short_edges(message)
    if in_thread and whole.sections:
        above = replace(whole, lead=(*whole.lead, *_headings(whole)), sections=(), footer="")
        below = replace(whole, lead=(), actions=())
        posts = [*_posts(above), *(replace(post, in_thread=True) for post in _posts(below))]
    else:
        posts = _posts(whole)
    if len(posts) == 1:
        return (replace(posts[0], text=message.text),)
    return tuple(replace(post, text=_text(post)) for post in posts)


def _with_short_edges(message: Message) -> Message:
    """Shorten a title that fills a post, and say it in full below; tell a long footer as a section."""
    sections = tuple(section for section in message.sections if size(section))
    message = replace(message, sections=sections)
    if units(message.title) > _LONGEST_TITLE:
        short = cut(message.title, _LONGEST_TITLE)
        message = replace(message, title=short, lead=(message.title, *message.lead))
    if message.footer and (not sections or units(plain(message.footer)) > _LONGEST_FOOTER):
        last = Section(lines=(message.footer,))
        message = replace(message, sections=(*sections, last), footer="")
    return message


def _headings(message: Message) -> list[str]:
    """List the headings, each a line, however short they have to be; below they stand in full."""
    headings = [section.heading for section in message.sections if section.heading]
    return [f"- {cut(heading, max(_HEADINGS // len(headings), 20))}" for heading in headings]


def _posts(message: Message) -> list[Message]:
    """Fill one post after the other; the buttons and the footer are on the last."""
    posts = _leads(message)
    for section in message.sections:
        for piece in _pieces(section):
            last = posts[-1]
            longer = replace(last, sections=(*last.sections, piece))
            is_full = len(longer.sections) > LIMITS.sections or sum(map(size, longer.sections)) > _EMBEDS
            posts[-1:] = [last, _next(message, sections=(piece,))] if is_full else [longer]
    return [*posts[:-1], replace(posts[-1], footer=message.footer, actions=message.actions)]


def _leads(message: Message) -> list[Message]:
    """Fill posts with the lines of the lead."""
    posts = [replace(message, lead=(), sections=(), footer="", actions=(), text="")]
    for line in message.lead:
        for piece in broken(line, LIMITS.message):
            longer = replace(posts[-1], lead=(*posts[-1].lead, piece))
            if units(content(longer)) <= LIMITS.message:
                posts[-1] = longer
                continue
            below = _next(message, lead=(piece,))
            posts.append(below if units(content(below)) <= LIMITS.message else replace(below, title=""))
    return posts


def _next(message: Message, *, lead: tuple[str, ...] = (), sections: tuple[Section, ...] = ()) -> Message:
    """Begin a post that says which one it goes on with."""
    title = f"{message.title}{CONTINUED}" if message.title else ""
    return Message(title=title, lead=lead, sections=sections, answer=message.answer)


def _pieces(section: Section) -> Iterator[Section]:
    """Divide *section* into what an embed holds; each piece has the heading and the receipts it cites."""
    section = replace(section, heading=written_out(section.heading))
    if units(section.heading) > LIMITS.heading:
        short = cut(section.heading, LIMITS.heading - len(CONTINUED))
        section = replace(section, heading=short, lines=(section.heading, *section.lines))
    if units(description(section)) <= LIMITS.section:
        yield section
        return
    heading = cut(section.heading, LIMITS.heading - len(CONTINUED))
    for number, piece in enumerate(_filled(section)):
        is_first = number == 0
        yield replace(
            piece,
            heading=section.heading if is_first else f"{heading}{CONTINUED}" if heading else "",
            url=section.url if is_first else None,
            figures=section.figures if is_first else (),
            topic=section.topic,
        )


def _filled(section: Section) -> Iterator[Section]:
    """Fill one piece after the other."""
    piece = Section()
    for bit in _bits(section):
        receipts = tuple(dict.fromkeys((*piece.receipts, *bit.receipts)))
        longer = Section(lines=(*piece.lines, *bit.lines), receipts=receipts)
        if _fits(longer):
            piece = longer
        else:
            yield piece
            piece = bit
    yield piece


def _bits(section: Section) -> Iterator[Section]:
    """Yield each line with the receipt it cites, then the receipts that no line cites, then the why."""
    longest = LIMITS.section - len("-# ")
    receipts = [row for receipt in section.receipts for row in broken(receipt, longest)]
    cited: set[str] = set()
    for line in (piece for whole in section.lines for piece in broken(whole, LIMITS.section)):
        number = _CITED.search(line)
        its_own = tuple(row for row in receipts if number and row.startswith(f"{number[0]} "))
        bit = Section(lines=(line,), receipts=its_own)
        if _fits(bit):
            yield bit
        else:  # a whole sentence matters more than its receipt in the same embed
            yield replace(bit, receipts=())
            yield from (Section(receipts=(row,)) for row in its_own)
        cited |= {*its_own}
    rest = [row for row in receipts if row not in cited] + [*broken(section.why, longest)]
    yield from (Section(receipts=(row,)) for row in rest if row)


def _fits(piece: Section) -> bool:
    return units(description(piece)) <= LIMITS.section


def _text(post: Message) -> str:
    """Write *post* without markup."""
    sections = tuple(
        replace(
            section,
            heading=plain(section.heading),
            lines=tuple(map(plain, section.lines)),
            figures=tuple(map(plain, section.figures)),
            receipts=tuple(map(plain, section.receipts)),
            why=plain(section.why),
        )
        for section in post.sections
    )
    lead = tuple(map(plain, post.lead))
    return flatten(
        replace(post, title=plain(post.title), lead=lead, sections=sections, footer=plain(post.footer))
    )
