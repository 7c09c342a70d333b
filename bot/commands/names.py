"""Find what people mean when they name something: by its id, its label, its other names, or nearly so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefings.text import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALIKE = 60  # per cent; below it a fuzzy match is noise ("rednot"/"rednote" 92, "deal"/"rednote" 36)
_LONGEST = 100  # characters compared; a 10 KB "name" would only cost time


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something people can name."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    detail: str = ""  # "4 articles, 15 Jan 2025"
    ids: tuple[str, ...] = ()  # of what stands for it, such as the articles of a story
    folded: tuple[str, ...] = field(init=False, repr=False, compare=False)  # its names, as they are compared

    def __post_init__(self) -> None:
        names = (self.label, self.id, *self.aliases)
        object.__setattr__(self, "folded", tuple(fold(name) for name in names))

    @property
    def line(self) -> str:
        """The line of an autocomplete list: RedNote migration - 4 articles, 15 Jan 2025."""
        return f"{self.label} - {self.detail}" if self.detail else self.label


def complete(typed: str, named: Sequence[Named], *, limit: int = 25) -> list[Named]:
    """Offer what *typed* may become: by prefix, word prefix, alias, then nearly so; all for nothing typed."""
    wanted = fold(typed)
    if not wanted:
        return list(named[:limit])
    ranked = [
        (rank, number) for number, each in enumerate(named) if (rank := _rank(wanted, each)) is not None
    ]
    found = [named[number] for _, number in sorted(ranked)]
    return [*found, *(each for each in closest(typed, named, limit=limit) if each not in found)][:limit]


def resolve(typed: str, named: Sequence[Named]) -> list[Named]:
    """Return what *typed* names: one when it is clear, several when it is not, none when nothing fits.

    A name given in full is clear even when others begin with it. Being nearly right is never enough: that is
    for `closest` to propose and for a person to decide.
    """
    wanted = fold(typed)
    exact = [each for each in named if typed == each.id or typed in each.ids]
    if exact or not wanted:
        return exact
    whole = [each for each in named if wanted in each.folded]
    return whole or [each for each in named if _rank(wanted, each) is not None]


def closest(typed: str, named: Sequence[Named], *, limit: int = 3) -> list[Named]:
    """Return what is spelled most like *typed*, best first."""
    from rapidfuzz import fuzz  # noqa: PLC0415  # 20 ms, and rarely needed

    wanted = fold(typed)
    scored = [(max(fuzz.ratio(wanted, name) for name in each.folded), each) for each in named]
    alike = sorted((pair for pair in scored if pair[0] >= _ALIKE), key=lambda pair: -pair[0])
    return [each for _, each in alike[:limit]]


def fold(text: str) -> str:
    """Make names comparable: case, width, quotes, hyphens and spaces aside."""
    return " ".join(normalise(text[:_LONGEST]).replace("-", " ").replace("_", " ").split())


def _rank(wanted: str, each: Named) -> int | None:
    """Rank how *wanted* begins a name of *each*: the label, one of its words, or another name."""
    label, *others = each.folded
    if label.startswith(wanted):
        return 0
    if f" {wanted}" in label:
        return 1
    if any(other.startswith(wanted) or f" {wanted}" in other for other in others):
        return 2
    # Scripts without spaces have no word prefixes: there, anywhere is a beginning.
    return 3 if not wanted.isascii() and any(wanted in name for name in (label, *others)) else None
