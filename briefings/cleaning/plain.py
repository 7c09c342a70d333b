"""Plain text becomes a page: whatever was saved from the web, without its markup."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from briefings.cleaning.blocks import Page
from briefings.cleaning.dirt import certain_dirt
from briefings.cleaning.heads import read_head
from briefings.cleaning.lines import is_separator, read_lines
from briefings.cleaning.segmenting import body_of
from briefings.cleaning.structure import to_blocks
from briefings.cleaning.traits import traits_of
from briefings.cleaning.weighing import strangers, weigh
from briefings.model import CleaningRules, Reason, RemovedLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefings.cleaning.lines import Line
    from briefings.cleaning.traits import Trait

_NO_RULES = CleaningRules()
_FURNITURE = 0.3  # share of a line from which its furniture explains why it went


def read_text(
    text: str, *, rules: CleaningRules = _NO_RULES, repeated: frozenset[int] = frozenset()
) -> Page:
    """Read *text* as a page that lost its markup; *repeated* are the keys of lines that other pages have too."""
    lines = read_lines(text)
    traits = traits_of(lines)
    gone = certain_dirt(lines, traits) | _ruled_out(lines, rules, repeated)
    head = read_head(lines, traits, gone)
    gone |= head.read
    body = body_of(weigh(lines, traits, gone))
    gone |= dict(_weighed_out(lines, traits, body, gone))
    for at, line in enumerate(lines):
        if any(phrase in line.text for phrase in rules.keep):
            gone.pop(at, None)
    return Page(
        blocks=to_blocks([line for at, line in enumerate(lines) if at not in gone]),
        removed=tuple(_entries(lines, gone)),
        title=head.title,
        authors=head.authors,
        publisher=head.publisher,
        published=head.published,
        date_source="text" if head.published else None,
        url=head.url,
    )


def _ruled_out(lines: Sequence[Line], rules: CleaningRules, repeated: frozenset[int]) -> dict[int, Reason]:
    """Find what an admin wants gone, and what stands in several documents."""
    gone = {at: Reason.REPEATED for at, line in enumerate(lines) if repeated and line_key(line.text) in repeated}
    for at, line in enumerate(lines):
        if any(phrase in line.text for phrase in rules.drop):
            gone[at] = Reason.ADMIN_RULE
    return gone


def line_key(text: str) -> int:
    """Return a key under which equal lines of different documents meet."""
    return int.from_bytes(hashlib.blake2b(" ".join(text.split()).encode("utf-8", "replace"), digest_size=8).digest())


def _weighed_out(
    lines: Sequence[Line], traits: Sequence[Trait], body: Sequence[bool], gone: Mapping[int, Reason]
) -> Iterator[tuple[int, Reason]]:
    """Name for each line outside the body what it is: its own furniture, or that of the section it stands in."""
    adverts = strangers(lines, traits, gone)
    section = Reason.BOILERPLATE
    said: set[str] = set()
    for at, (line, trait) in enumerate(zip(lines, traits, strict=True)):
        own = trait.furniture.reason if trait.furniture.share >= _FURNITURE else None
        if body[at]:
            section = Reason.BOILERPLATE
        elif at in gone or trait.is_label:
            section = gone.get(at) or own or section
        if not body[at] and at not in gone:
            repeated = Reason.DUPLICATE if line.text in said else None
            found = own or repeated or (Reason.ADVERT if at in adverts else section)
            # A lone "March 2024" or "by" was not read as anything.
            yield at, Reason.BOILERPLATE if found is Reason.METADATA else found
        said.add(line.text)


def _entries(lines: Sequence[Line], gone: Mapping[int, Reason]) -> Iterator[RemovedLine]:
    for at in sorted(gone):
        if not is_separator(lines[at].text):
            yield RemovedLine(line=lines[at].number, reason=gone[at], text=lines[at].text)
