"""Divide a message into posts that Discord takes: what one of its posts holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dividing import Paper, divided
from bot.platforms.discord.dialect import LIMITS, plain, written_out
from bot.platforms.discord.embeds import content, description, size
from bot.platforms.discord.measuring import RULER, units

if TYPE_CHECKING:
    from bot.chat import Message, Section

_LONGEST_FOOTER = 300  # units; Discord takes 2048, but what is longer is to be read, and may hold a link
_EMBEDS = 6000 - _LONGEST_FOOTER  # units over all embeds of a post, with room for the footer in each
_LONGEST_TITLE = 600  # units; a question of 300 characters, each of them escaped


def parts(message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
    """Divide *message* into posts: all of it, in its order, each with its share of the plain text.

    With *in_thread* the first is a short lead for the channel, with the headings and the buttons; the others,
    with the sections, are for the thread below it.
    """
    return divided(message, _PAPER, in_thread=in_thread)


def _holds(piece: Section) -> bool:
    return units(description(piece)) <= LIMITS.section


def _fits(post: Message) -> bool:
    return (
        units(content(post)) <= LIMITS.message
        and len(post.sections) <= LIMITS.sections
        and sum(map(size, post.sections)) <= _EMBEDS
    )


_PAPER = Paper(
    ruler=RULER,
    plain=plain,
    title=_LONGEST_TITLE,
    heading=LIMITS.heading,
    lead=LIMITS.message,
    line=LIMITS.section,
    receipt=LIMITS.section - len("-# "),
    footer=_LONGEST_FOOTER,
    has_lone_footer=False,  # it hangs on an embed
    bullet="- ",
    as_heading=written_out,
    says_something=lambda section: size(section) > 0,
    holds=_holds,
    fits=_fits,
)
