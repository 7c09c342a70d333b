"""Decide for every line of a page without markup whether it stays, and name the reason if it goes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefings.cleaning.dirt import certain_dirt, pitch
from briefings.cleaning.heads import Head, read_head
from briefings.cleaning.lines import is_separator
from briefings.cleaning.segmenting import body_of
from briefings.cleaning.traits import traits_of
from briefings.cleaning.weighing import strangers, weigh
from briefings.model import CleaningRules, Reason, RemovedLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefings.cleaning.lines import Line
    from briefings.cleaning.traits import Trait

_FURNITURE = 0.3  # share of a line from which its furniture explains why it went


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is known beyond the page: what an admin wants, and which lines other documents have too."""

    admin: CleaningRules = field(default_factory=CleaningRules)
    repeated: frozenset[int] = frozenset()

    def verdict(self, text: str) -> Reason | None:
        """Return why a line of this *text* always goes; None where nothing is known of it."""
        if any(phrase in text for phrase in self.admin.drop):
            return Reason.ADMIN_RULE
        return Reason.REPEATED if self.repeated and line_key(text) in self.repeated else None

    def keeps(self, text: str) -> bool:
        """Tell whether a line of this *text* always stays."""
        return any(phrase in text for phrase in self.admin.keep)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the page says of itself, and which lines go; indexes into the lines that were judged."""

    head: Head
    gone: Mapping[int, Reason]


def judge(
    lines: Sequence[Line],
    rules: Rules,
    *,
    title_at: int | None = None,
    marked: frozenset[int] = frozenset(),
) -> Judgement:
    """Judge each line, by what it surely is first, then together with its neighbours.

    Where there is markup, *title_at* is the title it names, and *marked* are lines that it says are text.
    """
    traits = traits_of(lines)
    gone = certain_dirt(lines, traits)
    gone |= {at: reason for at, line in enumerate(lines) if (reason := rules.verdict(line.text))}
    head = read_head(lines, traits, gone, title_at=title_at)
    gone |= head.read
    weights = weigh(lines, traits, gone, marked)
    body = body_of(weights)
    if not any(body):  # one short sentence weighs too little for a stretch, and may still be all there is
        body = [trait.is_sentence and weight > 0 for trait, weight in zip(traits, weights, strict=True)]
    gone |= dict(_weighed_out(lines, traits, body, gone))
    gone |= pitch(lines, traits, gone)
    return Judgement(head=head, gone={at: gone[at] for at in sorted(gone) if not rules.keeps(lines[at].text)})


def ledger(lines: Sequence[Line], gone: Mapping[int, Reason]) -> tuple[RemovedLine, ...]:
    """List what was removed; a rule that only draws a table is structure and is not listed."""
    return tuple(
        RemovedLine(line=lines[at].number, reason=reason, text=lines[at].text)
        for at, reason in gone.items()
        if not is_separator(lines[at].text)
    )


def line_key(text: str) -> int:
    """Return a key under which equal lines of different documents meet."""
    folded = " ".join(text.split()).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(folded, digest_size=8).digest(), "big")


def _weighed_out(
    lines: Sequence[Line], traits: Sequence[Trait], body: Sequence[bool], gone: Mapping[int, Reason]
) -> Iterator[tuple[int, Reason]]:
    """Name for each line outside the body what it is: its own furniture, or its section's."""
    adverts = strangers(lines, traits, gone)
    section = Reason.BOILERPLATE
    said: set[str] = set()
    for at, (line, trait) in enumerate(zip(lines, traits, strict=True)):
        own = trait.furniture.reason if trait.furniture.share >= _FURNITURE else None
        if body[at]:
            section = Reason.BOILERPLATE
        elif trait.is_label or gone.get(at) is Reason.LEGAL:
            section = own or gone.get(at, section)
        if not body[at] and at not in gone:
            found = own or (Reason.DUPLICATE if line.text in said else section)
            if found is Reason.BOILERPLATE and at in adverts:
                found = Reason.ADVERT
            # A lone "March 2024" or "by" was not read as anything.
            yield at, Reason.BOILERPLATE if found is Reason.METADATA else found
        said.add(line.text)
