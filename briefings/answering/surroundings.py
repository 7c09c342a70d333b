"""What stands around a paragraph and lends it meaning: its heading, the title, the byline, its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefings.answering.matching import surest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefings.answering.matching import Match, Sought
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

    def __init__(self, sought: Sought, source: ReadArticle) -> None:
        self._found = [sought.matches(paragraph.places) for paragraph in source.paragraphs]
        self._surest = [[surest(found) for found in paragraph] for paragraph in self._found]
        elsewhere = [_ELSEWHERE * max(column) for column in zip(*self._surest, strict=True)]
        titled = [_TITLE * surest(found) for found in sought.matches(source.title)]
        signed = [_BYLINE * surest(found) for found in sought.matches(source.byline)]
        self._anywhere = [max(each) for each in zip(titled, signed, elsewhere or titled, strict=True)]

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
        lent = self._anywhere
        for share, row in (
            (_SAME_PARAGRAPH, at),
            (_HEAD, under),
            (_NEXT_PARAGRAPH, at - 1),
            (_NEXT_PARAGRAPH, at + 1),
        ):
            if row is not None and 0 <= row < len(self._surest):
                lent = [max(most, share * each) for most, each in zip(lent, self._surest[row], strict=True)]
        return lent
