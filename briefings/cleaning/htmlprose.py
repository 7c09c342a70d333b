"""Find where a page's prose is: the part of its tree that holds most, and its densest stretch."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from briefings.model import Kind, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from briefings.cleaning.htmlleaves import Leaf

_COMMA = re.compile("[,，、،;；]")
_MIN_PARAGRAPH = 25  # characters; shorter lines say nothing of where the prose is
_SIBLING_SHARE = 0.2  # of the best part's score: a sibling with that much belongs to the article
_FAR = frozenset(
    (Reason.MENU, Reason.RELATED, Reason.COMMENT_FORM, Reason.LEGAL, Reason.ADVERT, Reason.SHARE)
)


def densest_part(leaves: Sequence[Leaf]) -> list[bool]:
    """Say for each leaf whether it is in the part of the tree with most prose, or in a full sibling of it."""
    tree = _Tree(leaves)
    best = tree.best()
    if best is None:
        return [False] * len(leaves)
    parts = tree.parts_beside(best)
    inside = [not parts.isdisjoint(tree.around(leaf.element)) for leaf in leaves]
    ignored = _regions_of_most(leaves, inside)
    return [
        is_in and (leaf.region is None or leaf.region in ignored) and not _is_links(leaf) and not leaf.hidden
        for leaf, is_in in zip(leaves, inside, strict=True)
    ]


def densest_stretch(leaves: Sequence[Leaf]) -> list[bool]:
    """Say for each leaf whether it lies in the stretch with the greatest sum of prose less clutter."""
    best, best_sum, start, total = (0, 0), 0.0, 0, 0.0
    for index, leaf in enumerate(leaves):
        if total <= 0:
            start, total = index, 0.0
        total += _weight(leaf)
        if total > best_sum:
            best, best_sum = (start, index + 1), total
    return [
        best[0] <= index < best[1] and leaf.region not in _FAR and not leaf.hidden
        for index, leaf in enumerate(leaves)
    ]


def _weight(leaf: Leaf) -> float:
    if leaf.hidden:
        return 0.0
    if leaf.region in _FAR:
        return -3.0
    if _is_links(leaf):
        return -2.0
    if len(leaf.text) < _MIN_PARAGRAPH:
        return -0.5 if leaf.kind in (Kind.HEADING, Kind.LIST, Kind.TABLE) else -1.0
    return min(len(leaf.text) / 40, 8.0)


def _is_links(leaf: Leaf) -> bool:
    return leaf.link_characters * 2 > len(leaf.text)


def _regions_of_most(leaves: Sequence[Leaf], inside: Sequence[bool]) -> set[Reason]:
    """Name the regions that hold so much of the best part that their name must be a misnomer."""
    sizes: Counter[Reason] = Counter()
    everything = 0
    for leaf, is_in in zip(leaves, inside, strict=True):
        if is_in:
            everything += len(leaf.text)
            if leaf.region is not None:
                sizes[leaf.region] += len(leaf.text)
    return {region for region, size in sizes.items() if size > 0.4 * everything}


class _Tree:
    """Scores of the elements around the leaves: a paragraph counts for its parent, and half one above."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._around: dict[HtmlElement, tuple[HtmlElement, ...]] = {}
        self._characters: defaultdict[HtmlElement, int] = defaultdict(int)
        self._links: defaultdict[HtmlElement, int] = defaultdict(int)
        self._scores: defaultdict[HtmlElement, float] = defaultdict(float)
        direct = Counter(leaf.element for leaf in leaves if not leaf.hidden)
        parents = {leaf.element.getparent() for leaf in leaves}
        for leaf in leaves:
            chain = self.around(leaf.element)
            for element in chain:
                self._characters[element] += len(leaf.text)
                self._links[element] += leaf.link_characters
            holds_itself = direct[leaf.element] > 1 or leaf.element in parents
            self._score(leaf, chain if holds_itself else chain[1:])

    def around(self, element: HtmlElement) -> tuple[HtmlElement, ...]:
        """Return *element* and what is around it, innermost first; always the same objects."""
        known = self._around.get(element)
        if known is None:
            chain = [element]
            while (parent := chain[-1].getparent()) is not None and parent not in self._around:
                chain.append(parent)
            known = () if parent is None else self._around[parent]
            for inner in reversed(chain):
                known = self._around[inner] = (inner, *known)
        return known

    def _score(self, leaf: Leaf, chain: tuple[HtmlElement, ...]) -> None:
        if leaf.hidden or leaf.region in _FAR or leaf.kind in (Kind.HEADING, Kind.TABLE) or _is_links(leaf):
            return
        if len(leaf.text) < _MIN_PARAGRAPH:
            return
        score = 1 + len(_COMMA.findall(leaf.text)) + min(len(leaf.text) / 100, 3)
        for element, share in zip(chain, (1, 0.5), strict=False):
            self._scores[element] += score * share

    def _final(self, element: HtmlElement) -> float:
        density = self._links[element] / max(1, self._characters[element])
        return self._scores.get(element, 0.0) * (1 - density)

    def best(self) -> HtmlElement | None:
        """Return the element with the highest score, the first of equals."""
        return max(self._scores, key=self._final, default=None)

    def parts_beside(self, best: HtmlElement) -> set[HtmlElement]:
        """Return *best* with the siblings that hold prose of the same article."""
        parent = best.getparent()
        enough = max(10.0, _SIBLING_SHARE * self._final(best))
        siblings = [] if parent is None else [child for child in parent if child in self._characters]
        return {
            best,
            *(child for child in siblings if self._final(child) >= enough or self._is_paragraph(child)),
        }

    def _is_paragraph(self, element: HtmlElement) -> bool:
        characters, links = self._characters[element], self._links[element]
        return element.tag == "p" and characters > 80 and links * 4 < characters
