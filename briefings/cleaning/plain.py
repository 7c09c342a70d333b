"""Plain text becomes a page: whatever was saved from the web, without its markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefings.cleaning.blocks import Page
from briefings.cleaning.dirt import certain_dirt
from briefings.cleaning.lines import is_separator, read_lines
from briefings.cleaning.segmenting import body_of
from briefings.cleaning.structure import to_blocks
from briefings.cleaning.traits import traits_of
from briefings.cleaning.weighing import weigh
from briefings.model import Reason, RemovedLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.cleaning.traits import Trait


def read_text(text: str) -> Page:
    """Read *text* as a page that lost its markup."""
    lines = read_lines(text)
    traits = traits_of(lines)
    reasons = certain_dirt(lines, traits)
    body = body_of(weigh(lines, traits, reasons))
    kept = {at for at, stays in enumerate(body) if stays and at not in reasons}
    reasons |= _reasons([at for at, stays in enumerate(body) if not stays and at not in reasons], traits)
    return Page(
        blocks=to_blocks([lines[at] for at in sorted(kept)]),
        removed=tuple(
            RemovedLine(line=lines[at].number, reason=reasons[at], text=lines[at].text) for at in sorted(reasons)
            if not is_separator(lines[at].text)
        ),
    )


def _reasons(gone: Sequence[int], traits: Sequence[Trait]) -> dict[int, Reason]:
    return {at: traits[at].furniture.reason or Reason.BOILERPLATE for at in gone}
