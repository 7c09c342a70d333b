"""Copies of a text as they are met on the web: with other boilerplate, cut, excerpted, edited, retitled."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from briefings.model import Kind, Paragraph

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from briefings.model import Article

_NOTICES = (
    "Readers in the region can receive our evening letter with pictures from the archive and a crossword.",
    "This desk is run by four people and a dog, and corrections are printed on the second page each Friday.",
    "Tickets for the debate in the old customs house are sold at the door and cost as much as a sandwich.",
    "Our weather service reports light wind from the west and the usual fog over the lower harbour at dawn.",
    "Advertisers who book before the end of the month get a second week on the back page without a charge.",
    "The paper was founded by two printers and a baker who could not agree on the price of bread or ink.",
)
_FEWEST_WORDS = 40  # an excerpt shorter than this is a quotation


def copies(article: Article, chance: random.Random) -> list[tuple[str, Article]]:
    """Make one copy of each kind that the length of *article* allows, each with its kind."""
    texts = [paragraph.text for paragraph in article.paragraphs]
    made: list[tuple[str, list[str]]] = [
        ("boilerplate", [chance.choice(_NOTICES), *texts, *chance.sample(_NOTICES, 2)]),
        ("edited", [_edit(text, chance) for text in texts]),
        ("reordered", texts[::-1]),
    ]
    words = " ".join(texts).split()
    if len(words) * 2 // 3 >= _FEWEST_WORDS:
        made.append(("cut", [" ".join(words[: len(words) * 2 // 3])]))
    longest = max(texts, key=len)
    if len(longest.split()) >= _FEWEST_WORDS:
        made.append(("excerpt", [longest, chance.choice(_NOTICES)]))
    return [(kind, _rewritten(article, kind, paragraphs)) for kind, paragraphs in made]


def _edit(text: str, chance: random.Random) -> str:
    """Exchange one word in twenty-five, as an editor's second pass does."""
    words = text.split(" ")
    changes: Sequence[Callable[[str], str]] = (str.upper, lambda word: f"{word} indeed", lambda _word: "")
    return " ".join(chance.choice(changes)(word) if chance.random() < 0.04 else word for word in words)


def _rewritten(article: Article, kind: str, texts: Sequence[str]) -> Article:
    told = [text for text in texts if text.strip()]
    return dataclasses.replace(
        article,
        id=f"{article.id}-{kind}",
        title=f"{kind}: again",
        paragraphs=tuple(
            Paragraph(text=text, kind=Kind.TEXT, line=line) for line, text in enumerate(told, 1)
        ),
    )
