"""What stands around a paragraph and lends it meaning: its heading, the title, the byline, its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefings.answering.matching import matches, sureness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.answering.concepts import Part
    from briefings.answering.matching import Match
    from briefings.answering.reading import ReadArticle, ReadParagraph

# How much of a concept counts that a piece itself does not say, by where it is said.
_SAME_PARAGRAPH = 0.8
_HEAD = 0.75
_TITLE = 0.6
_BYLINE = 0.9  # "the Lakeside Daily author" is said by the byline alone
_NEXT_PARAGRAPH = 0.3
_ELSEWHERE = 0.15


class Surroundings:
    """Where an article says the concepts of a part, paragraph by paragraph."""

    def __init__(self, part: Part, source: ReadArticle) -> None:
        self._found = [
            [matches(concept, paragraph.places) for concept in part.concepts]
            for paragraph in source.paragraphs
        ]
        self._surest = [
            [max((match.variant.sureness for match in found), default=0.0) for found in paragraph]
            for paragraph in self._found
        ]
        self._title = [_TITLE * sureness(concept, source.title) for concept in part.concepts]
        self._byline = [_BYLINE * sureness(concept, source.byline) for concept in part.concepts]

    def said_in(self, paragraph: ReadParagraph) -> Sequence[Sequence[Match]]:
        """List for each concept where *paragraph* says it."""
        return self._found[paragraph.index]

    def is_told(self, paragraph: ReadParagraph) -> bool:
        """Tell whether *paragraph* says anything that is asked, or its heading just above does."""
        under = paragraph.under
        return any(self._found[paragraph.index]) or (under == paragraph.index - 1 and any(self._found[under]))

    def lent_to(self, paragraph: ReadParagraph) -> list[float]:
        """Say for each concept how much of it is lent to a piece of *paragraph* that does not say it."""
        at, under = paragraph.index, paragraph.under
        heading = self._surest[under] if under is not None else [0.0] * len(self._title)
        return [
            max(
                _SAME_PARAGRAPH * self._surest[at][number],
                _HEAD * heading[number],
                self._title[number],
                self._byline[number],
                _NEXT_PARAGRAPH * max(row[number] for row in self._surest[max(0, at - 1) : at + 2]),
                _ELSEWHERE * max(row[number] for row in self._surest),
            )
            for number in range(len(self._title))
        ]
