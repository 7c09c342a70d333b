"""Divide a message into posts that Slack takes: what one of its posts holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.dividing import CONTINUED, Paper, divided, without_marks
from bot.measuring import units
from bot.platforms.slack.blocks import blocks, escaped, section_blocks
from bot.platforms.slack.dialect import LIMITS, LONGEST_ADDRESS, RULER, plain

if TYPE_CHECKING:
    from bot.chat import Message, Section

# Slack refuses a message near 13,200 characters over all blocks, which no document says. A block counts about
# a hundred by itself, and what else is counted nobody knows (slackapi/bolt-js#2509, #2867): so we count all.
_BLOCK = 100  # units
# `text` is always the whole part, for it is what screen readers read. Slack recommends 4,000 characters, cuts
# at 40,000, and takes no more than 4,000 to change a post with chat.update, which nothing of ours does: posts
# stay as they are, and pages turn by a response_url.
TEXT = 40_000
_HEADER = 150  # units
_FOOTER = 300  # units; a longer one is to be read, and may hold a link
_ANYBODY = "U" * 21  # the longest id of an asker


def parts(message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
    """Divide *message* into posts: all of it, in its order, each with its share of the plain text.

    With *in_thread* the first is a short lead for the channel, with the headings and the buttons; the others,
    with the sections, are for the thread below it.
    """
    sections = tuple(
        replace(section, url=None) if len(section.url or "") > LONGEST_ADDRESS else section
        for section in message.sections
    )
    posts = divided(replace(message, sections=sections), _PAPER, in_thread=in_thread)
    # Written anew even when there is but one, so that a moment says its zone: a notification draws none.
    return tuple(replace(post, text=without_marks(post, plain)) for post in posts)


def weight(written: object) -> int:
    """Count the units of everything in *written* that may count for Slack."""
    if isinstance(written, dict):
        return sum(weight(value) for name, value in written.items() if name not in {"type", "emoji", "style"})
    if isinstance(written, list):
        return sum(map(weight, written))
    return units(str(written))


def _says_something(section: Section) -> bool:
    return bool(section_blocks(section))


def _holds(piece: Section) -> bool:
    return weight(section_blocks(replace(piece, heading="", figures=()))) <= LIMITS.section


def _fits(post: Message) -> bool:
    made = blocks(post, asker=_ANYBODY)
    return (
        len(made) <= LIMITS.sections
        and weight(made) + _BLOCK * len(made) <= LIMITS.message
        and len(escaped(without_marks(post, plain))) <= TEXT
    )


_PAPER = Paper(
    ruler=RULER,
    plain=plain,
    title=_HEADER - len(CONTINUED),
    heading=LIMITS.heading,
    lead=LIMITS.section,
    line=LIMITS.section,
    receipt=LIMITS.section,
    footer=_FOOTER,
    has_lone_footer=True,
    bullet="• ",
    says_something=_says_something,
    holds=_holds,
    fits=_fits,
)
