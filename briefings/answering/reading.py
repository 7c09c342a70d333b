"""Read an article the way a question does: its terms at their places, and what stands around them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from briefings.model import Kind
from briefings.text import sentences, telling

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from briefings.model import Article, Paragraph

_MOST_CHARACTERS = 450  # of a passage
_MOST_SENTENCES = 3
_REMEMBERED = 20_000  # paragraphs; their terms take 30 MB, and finding them half the time of an answer
_LONG = 4_000  # characters; a paragraph beyond is not remembered


class Place(NamedTuple):
    """Where a term stands: offsets for people, the number of the word for telling neighbours."""

    start: int
    end: int
    number: int


Places = dict[str, list[Place]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadParagraph:
    """A paragraph with the places of the terms sought."""

    index: int
    paragraph: Paragraph
    places: Mapping[str, list[Place]]
    under: int | None  # the paragraph that heads it: a heading, or the line that opens its list


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArticle:
    """An article with the places of the terms sought, ready to be asked for them."""

    article: Article
    paragraphs: tuple[ReadParagraph, ...]
    title: Mapping[str, list[Place]]
    byline: Mapping[str, list[Place]]  # publisher and authors


def read(article: Article, sought: Container[str] | None = None) -> ReadArticle:
    """Read *article* for the terms *sought*, or for all."""
    heads = _heads(article.paragraphs)
    return ReadArticle(
        article=article,
        paragraphs=tuple(
            ReadParagraph(
                index=index,
                paragraph=paragraph,
                places=places(paragraph.text, sought),
                under=heads[index],
            )
            for index, paragraph in enumerate(article.paragraphs)
        ),
        title=places(article.title or "", sought),
        byline=places(" . ".join([article.publisher or "", *article.authors]), sought),
    )


def places(text: str, sought: Container[str] | None = None) -> Places:
    """Map each term of *text* that is *sought*, or all, to its places. Stop words have none."""
    terms, numbers = _remembered(text) if len(text) <= _LONG else telling(text)
    found: Places = {}
    for at in [at for at, term in enumerate(terms) if sought is None or term in sought]:
        found.setdefault(terms[at], []).append(Place(*numbers[3 * at : 3 * at + 3]))
    return found


_remembered = functools.lru_cache(maxsize=_REMEMBERED)(telling)


def windows(paragraph: Paragraph) -> tuple[tuple[int, int, int], ...]:
    """List the pieces a paragraph can be quoted in: start, end and how many sentences in a row, up to three.

    A heading is no piece: it answers nothing by itself.
    """
    if paragraph.kind is Kind.HEADING:
        return ()
    spans = sentences(paragraph.text)
    return tuple(
        (spans[first][0], spans[last][1], last - first + 1)
        for first in range(len(spans))
        for last in range(first, min(first + _MOST_SENTENCES, len(spans)))
        if last == first or spans[last][1] - spans[first][0] <= _MOST_CHARACTERS
    )


def _heads(paragraphs: tuple[Paragraph, ...]) -> list[int | None]:
    """Name for each paragraph the one that heads it."""
    heads: list[int | None] = []
    heading: int | None = None
    lead: int | None = None
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind is Kind.HEADING:
            heads.append(None)
            heading, lead = index, None
        elif paragraph.kind in {Kind.LIST, Kind.TABLE}:
            heads.append(heading if lead is None else lead)
        else:
            heads.append(heading)
            lead = index if paragraph.text.rstrip().endswith((":", "：")) else None
    return heads
