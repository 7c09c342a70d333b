"""Weigh whether a line is the article's, or the page's around it.

A few weights, set by hand and checked on 270 flattened pages, add up to the odds that a line is body. Each
stands for one thing a person sees at a glance. Only the furniture in `wording` judges a line by its words.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from briefings.cleaning.furniture import tokens
from briefings.cleaning.lines import ruled_rows

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from briefings.cleaning.lines import Line
    from briefings.cleaning.traits import Trait

_START = -0.75  # a line of no words is slightly more often furniture
_PER_DOUBLING = 1.1  # each doubling of the length speaks for the body ...
_DOUBLINGS = 6.0  # ... up to 64 words
_SENTENCE = 0.5
_CLAUSES = 0.5
_CAPITALS = -1.0  # A Line In Which Every Word Is Capitalised; short headings are spared
_FURNITURE = -6.0  # a line that is all furniture
_FURNITURE_ITEM = -3.0  # a list may name such things
_CALL = -1.5
_ADDRESS = -2.0
_SAID_BEFORE = -3.0  # a line of some length that stood in the page already: a teaser, a second menu
_BEFORE_PROSE = -1.5  # above the first line that is surely prose stands the page's head ...
_AFTER_PROSE = -2.0  # ... and below the last its foot
_SENTENCE_AFTER = -1.0  # a short last sentence may be the article's own
_UNDER_LABEL = -1.5  # below "Related posts", until prose begins again
_AFTER_CLOSING = -4.0  # below "Comments", to the end
_STRANGER = -3.0  # at the page's head or foot, a short line that shares no word with the prose: an advert
_ASIDE = -0.5  # "See also: ..." stands between two paragraphs and divides nothing
_MARKED = 1.0  # a heading, list, quotation or table in Markdown
_TABLE_ROW = 1.5  # the rows of a table with a ruled header belong to the text
_MOST = 5.0  # no line outweighs its neighbours altogether
_TITLE_WORDS = 6  # only longer lines are judged by their capitals and for having been said before
_ADVERT_WORDS = 12
_STEM, _CONTENT = 5, 5  # letters: of a stem, and of the shortest word that says something
_READ = 2_000  # characters of a line whose words are compared
_CLOSING_AFTER = 0.25  # of the page's prose: "Comments" above the article is a link to them


def weigh(
    lines: Sequence[Line], traits: Sequence[Trait], gone: Container[int], marked: Container[int] = ()
) -> list[float]:
    """Return for each line how much speaks for the body (above 0) or against it.

    *gone* are surely not body; *marked* are lines whose markup speaks for it.
    """
    prose = [trait.words if trait.is_strong and at not in gone else 0.0 for at, trait in enumerate(traits)]
    first, last = _edges(prose)
    foreign, rows = strangers(lines, traits, gone), ruled_rows(lines)
    under_label, is_closed, said = _under_labels(traits), _closed(traits, prose), _said_before(lines, traits)
    weights = []
    for at, trait in enumerate(traits):
        weight = _TABLE_ROW if at in rows else _alone(trait) + _STRANGER * (at in foreign)
        weight += _UNDER_LABEL * under_label[at] + _AFTER_CLOSING * is_closed[at] + _SAID_BEFORE * said[at]
        weight += _BEFORE_PROSE * (at < first)
        weight += (_AFTER_PROSE if not trait.is_sentence or trait.calls else _SENTENCE_AFTER) * (at > last)
        if at in gone:
            weight = _ASIDE if trait.points_elsewhere else -_MOST
        elif at in marked and not trait.is_label:
            weight = max(weight, _MARKED)
        weights.append(max(-_MOST, min(_MOST, weight)))
    return weights


def strangers(lines: Sequence[Line], traits: Sequence[Trait], gone: Container[int]) -> frozenset[int]:
    """Find the short lines at the page's head and foot that share no word with its prose: adverts, mostly."""
    prose = [at for at, trait in enumerate(traits) if trait.is_strong and at not in gone]
    if not prose:
        return frozenset()
    vocabulary = {stem for at in prose for stem in _stems(lines[at].text)}
    # The very first line is a title more often than an advert.
    edges = [*range(1, prose[0]), *range(prose[-1] + 1, len(lines))]
    return frozenset(at for at in edges if _is_stranger(lines[at], traits[at], vocabulary))


def _under_labels(traits: Sequence[Trait]) -> list[bool]:
    """Mark the lines below the name of a section of furniture, until prose begins again."""
    under, marks = False, []
    for trait in traits:
        under = trait.is_label or (under and not trait.is_strong)
        marks.append(under)
    return marks


def _closed(traits: Sequence[Trait], prose: Sequence[float]) -> list[bool]:
    """Mark the lines below "Comments", provided that enough prose stands above it."""
    closed, before, total, marks = False, 0.0, sum(prose), []
    for trait, words in zip(traits, prose, strict=True):
        marks.append(closed)
        opens = trait.is_label and trait.furniture.closes
        closed = closed or (opens and total > 0 and before >= _CLOSING_AFTER * total)
        before += words
    return marks


def _said_before(lines: Sequence[Line], traits: Sequence[Trait]) -> list[bool]:
    said: set[str] = set()
    marks = []
    for line, trait in zip(lines, traits, strict=True):
        key = line.text.casefold()
        marks.append(trait.words >= _TITLE_WORDS and key in said)
        said.add(key)
    return marks


def _alone(trait: Trait) -> float:
    """Weigh what a line is, wherever it stands."""
    weight = _START + _PER_DOUBLING * min(_DOUBLINGS, math.log2(1 + trait.words))
    weight += _SENTENCE * (trait.is_sentence and trait.words >= 4) + _CLAUSES * trait.has_clauses
    weight += _CAPITALS * trait.capitals * (trait.words >= _TITLE_WORDS)
    weight += (_FURNITURE_ITEM if trait.is_item else _FURNITURE) * trait.furniture.share
    return weight + _CALL * trait.calls + _ADDRESS * trait.has_address


def _is_stranger(line: Line, trait: Trait, vocabulary: set[str]) -> bool:
    stems = _stems(line.text) if trait.words <= _ADVERT_WORDS and not trait.is_sentence else ()
    return len(stems) > 1 and vocabulary.isdisjoint(stems)


def _stems(text: str) -> set[str]:
    """Return the beginnings of the longer words, which is enough to see that two lines speak of one thing."""
    return {word[:_STEM].casefold() for word in tokens(text[:_READ]) if len(word) >= _CONTENT}


def _edges(prose: Sequence[float]) -> tuple[int, int]:
    """Return where the page's prose begins and ends; a page without any has no edges."""
    at = [index for index, words in enumerate(prose) if words]
    return (at[0], at[-1]) if at else (0, len(prose))
