"""Divide a message into posts that a platform takes, between sections and lines and nowhere else.

Only a line that no post can hold is divided itself, with an ellipsis on both sides of each cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.chat import Message, Section
from bot.measuring import units
from bot.plain import flatten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.measuring import Ruler

CONTINUED = " (continued)"
_HEADINGS = 1200  # units of the headings in the short lead above a thread
_CITED = re.compile(r"\[(\d+)\]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a post of one platform holds: lengths in units, and whether something fits."""

    ruler: Ruler
    plain: Callable[[str], str]  # what the dialect wrote, without its marks
    title: int  # a longer one is shortened, and told in full below
    heading: int  # the same
    lead: int  # a line; a longer one is broken
    line: int  # of a section
    receipt: int  # and a why
    footer: int  # a longer one is told as a section
    has_lone_footer: bool  # it may stand without a section above it
    bullet: str
    as_heading: Callable[[str], str] = str  # what a heading looks like where it stands
    says_something: Callable[[Section], bool]
    holds: Callable[[Section], bool]  # lines, receipts and why of a section, in one piece
    fits: Callable[[Message], bool]  # a whole post


def divided(message: Message, paper: Paper, *, in_thread: bool = False) -> tuple[Message, ...]:
    """Divide *message* into posts: all of it, in its order, each with its share of the plain text.

    With *in_thread* the first is a short lead for the channel, with the headings and the buttons; the others,
    with the sections, are for the thread below it.
    """
    return _Divider(paper).parts(message, in_thread=in_thread)


@dataclass(frozen=True, slots=True)
class _Divider:
    paper: Paper

    def parts(self, message: Message, *, in_thread: bool) -> tuple[Message, ...]:
        whole = self._with_short_edges(message)
        if in_thread and whole.sections:
            above = replace(whole, lead=(*whole.lead, *self._headings(whole)), sections=(), footer="")
            below = replace(whole, lead=(), actions=())
            posts = [*self._posts(above), *(replace(post, in_thread=True) for post in self._posts(below))]
        else:
            posts = self._posts(whole)
        if len(posts) == 1:
            return (replace(posts[0], text=message.text),)
        return tuple(replace(post, text=without_marks(post, self.paper.plain)) for post in posts)

    def _with_short_edges(self, message: Message) -> Message:
        """Shorten a title that fills a post, and say it in full below; tell a long footer as a section."""
        paper = self.paper
        sections = tuple(filter(paper.says_something, message.sections))
        message = replace(message, sections=sections)
        if units(message.title) > paper.title:
            short = paper.ruler.cut(message.title, paper.title)
            message = replace(message, title=short, lead=(message.title, *message.lead))
        is_lone = not sections and not paper.has_lone_footer
        if message.footer and (is_lone or units(paper.plain(message.footer)) > paper.footer):
            last = Section(lines=(message.footer,))
            message = replace(message, sections=(*sections, last), footer="")
        return message

    def _headings(self, message: Message) -> list[str]:
        """List the headings, each a line, however short they have to be; below they stand in full."""
        headings = [section.heading for section in message.sections if section.heading]
        room = max(_HEADINGS // max(len(headings), 1), 20)
        return [f"{self.paper.bullet}{self.paper.ruler.cut(heading, room)}" for heading in headings]

    def _posts(self, message: Message) -> list[Message]:
        """Fill one post after the other; the buttons and the footer are on the last."""
        posts = self._leads(message)
        for section in message.sections:
            for piece in self._pieces(section):
                last = posts[-1]
                longer = replace(last, sections=(*last.sections, piece))
                posts[-1:] = (
                    [longer] if self._fits(longer, message) else [last, _next(message, sections=(piece,))]
                )
        return [*posts[:-1], _ended(posts[-1], message)]

    def _leads(self, message: Message) -> list[Message]:
        """Fill posts with the lines of the lead."""
        posts = [replace(message, lead=(), sections=(), footer="", actions=(), text="")]
        for line in message.lead:
            for piece in self.paper.ruler.broken(line, self.paper.lead):
                longer = replace(posts[-1], lead=(*posts[-1].lead, piece))
                if self._fits(longer, message):
                    posts[-1] = longer
                    continue
                below = _next(message, lead=(piece,))
                posts.append(below if self._fits(below, message) else replace(below, title=""))
        return posts

    def _fits(self, post: Message, whole: Message) -> bool:
        """Tell whether *post* could be the last one."""
        return self.paper.fits(_ended(post, whole))

    def _pieces(self, section: Section) -> Iterator[Section]:
        """Divide *section* into what a post holds; each piece has the heading and the receipts it cites."""
        paper, cut = self.paper, self.paper.ruler.cut
        section = replace(section, heading=paper.as_heading(section.heading))
        if units(section.heading) > paper.heading:
            short = cut(section.heading, paper.heading - len(CONTINUED))
            section = replace(section, heading=short, lines=(section.heading, *section.lines))
        if paper.holds(section):
            yield section
            return
        heading = cut(section.heading, paper.heading - len(CONTINUED))
        for number, piece in enumerate(self._filled(section)):
            is_first = number == 0
            yield replace(
                piece,
                heading=section.heading if is_first else f"{heading}{CONTINUED}" if heading else "",
                url=section.url if is_first else None,
                figures=section.figures if is_first else (),
                topic=section.topic,
            )

    def _filled(self, section: Section) -> Iterator[Section]:
        """Fill one piece after the other."""
        piece = Section()
        for bit in self._bits(section):
            receipts = tuple(dict.fromkeys((*piece.receipts, *bit.receipts)))
            longer = Section(lines=(*piece.lines, *bit.lines), receipts=receipts)
            if self.paper.holds(longer):
                piece = longer
            else:
                yield piece
                piece = bit
        yield piece

    def _bits(self, section: Section) -> Iterator[Section]:
        """Yield each line with the receipt it cites, then the receipts that no line cites, then the why."""
        broken, longest = self.paper.ruler.broken, self.paper.receipt
        receipts = [row for receipt in section.receipts for row in broken(receipt, longest)]
        cited: set[str] = set()
        for line in (piece for whole in section.lines for piece in broken(whole, self.paper.line)):
            number = _CITED.search(line)
            its_own = tuple(row for row in receipts if number and row.startswith(f"{number[0]} "))
            bit = Section(lines=(line,), receipts=its_own)
            if self.paper.holds(bit):
                yield bit
            else:  # a whole sentence matters more than its receipt beside it
                yield replace(bit, receipts=())
                yield from (Section(receipts=(row,)) for row in its_own)
            cited |= {*its_own}
        rest = [row for row in receipts if row not in cited] + [*broken(section.why, longest)]
        yield from (Section(receipts=(row,)) for row in rest if row)


def without_marks(post: Message, plain: Callable[[str], str]) -> str:
    """Write *post* as text in which *plain* left no marks."""
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


def _ended(post: Message, whole: Message) -> Message:
    return replace(post, footer=whole.footer, actions=whole.actions)


def _next(message: Message, *, lead: tuple[str, ...] = (), sections: tuple[Section, ...] = ()) -> Message:
    """Begin a post that says which one it goes on with."""
    title = f"{message.title}{CONTINUED}" if message.title else ""
    return Message(title=title, lead=lead, sections=sections, answer=message.answer)
