"""Decide whether a cleaned page is an article at all; a page that only sells or only spams is none."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from briefings.cleaning import wording
from briefings.cleaning.blocks import Block, Page
from briefings.cleaning.dirt import addresses, certain_dirt, spam_words
from briefings.cleaning.furniture import is_spaceless, tokens
from briefings.cleaning.lines import Line
from briefings.cleaning.traits import traits_of
from briefings.model import Kind, Reason, RemovedLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.cleaning.judging import Rules

_FEWEST_WORDS = 5
_HARDLY_ANY = 40  # characters
_SPAM_SHARE = 0.03  # of the words
_SALES_SHARE = 0.07  # of the words; product reviews reach .04
_ADDRESSED_SHARE = 0.04  # "we" and "you" among the words of a text that sells
_SPAM = frozenset({Reason.LINK_FARM, Reason.SPAM, Reason.ADVERT, Reason.PROMOTION})
_INJECTED = frozenset({Reason.LINK_FARM, Reason.SPAM, Reason.SUBMISSIONS})
_READ = 200_000  # characters of a page that are read for its purpose


def why_rejected(page: Page) -> str | None:
    """Say why *page* is no article, in a sentence for the admin; None for an article."""
    text = "\n".join(block.text for block in page.blocks)[:_READ]
    found = tokens(text)
    words = len(found) - sum(map(is_spaceless, found)) / 2
    spam_lines = sum(entry.reason in _SPAM for entry in page.removed)
    if words < _FEWEST_WORDS:
        if spam_lines:
            return "it holds nothing but links, spam and adverts"
        has_more = sum(len(entry.text) for entry in page.removed) > _HARDLY_ANY
        return "no text is left without its menus and boilerplate" if has_more else "it has hardly any text"
    lowered = [word.casefold() for word in found]
    spam = sum(spam_words(block.text) for block in page.blocks)
    sales = sum(word in wording.SALES for word in lowered) + sum(map(text.count, wording.SALES_SPACELESS))
    if spam >= 3 and spam >= _SPAM_SHARE * words and sales >= _SPAM_SHARE * words:
        return "its text is spam"
    if sales >= 3 and sales >= _SALES_SHARE * words and sum(addresses(text)) >= _ADDRESSED_SHARE * words:
        return "its text only promotes something"
    return None


def screen(page: Page, rules: Rules) -> Page:
    """Take out of a page with markup what an admin wants gone, what other pages have too, and spam."""
    lines = [_line(block) for block in page.blocks]
    certain = certain_dirt(lines, traits_of(lines))
    gone = {at: reason for at, reason in certain.items() if reason in _INJECTED}
    gone |= {at: reason for at, line in enumerate(lines) if (reason := rules.verdict(line.text))}
    gone = {at: reason for at, reason in gone.items() if not rules.keeps(lines[at].text)}
    back = [entry for entry in page.removed if rules.keeps(entry.text)]
    removed = [entry for entry in page.removed if entry not in back]
    removed += [
        RemovedLine(line=lines[at].number, reason=reason, text=lines[at].text) for at, reason in gone.items()
    ]
    blocks = [block for at, block in enumerate(page.blocks) if at not in gone]
    blocks += [Block(text=entry.text, kind=Kind.TEXT, line=entry.line) for entry in back]
    return dataclasses.replace(page, blocks=_in_order(blocks, sort=bool(back)), removed=tuple(removed))


def _in_order(blocks: Sequence[Block], *, sort: bool) -> tuple[Block, ...]:
    return tuple(sorted(blocks, key=lambda block: block.line)) if sort else tuple(blocks)


def _line(block: Block) -> Line:
    return Line(number=block.line, text=block.text, indent=0, after_blank=True, before_blank=True)
