"""How good the choice for a briefing is: copies, stories, and sentences that stand alone.

`events.txt` holds invented events in words of our own, each told by several newsrooms, several of them about
the same
people and places: `# event`, `## date | outlet | title`, text.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from briefings.model import Article, Kind, Paragraph
from briefings.stories import Stories
from briefings.summarising import key_sentences
from briefings.text import sentences
from tests.quality.variants import copies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EVENTS = Path(__file__).with_name("events.txt")
NOW = datetime(2025, 12, 1, tzinfo=UTC)


def report() -> None:
    """Print how well copies and stories are found, and how many sentences may be told."""
    told = list(events())
    print(f"{len(told)} articles on {len({event for event, _ in told})} events (events.txt)")
    _print_stories("in order of the file", told)
    _print_stories("newest first", told[::-1])
    _print_copies([article for _, article in told])
    _print_sentences([article for _, article in told])


def events() -> Iterator[tuple[str, Article]]:
    """Read the events: the name of each and one of its articles at a time."""
    event, head, texts = "", "", list[str]()
    for line in [*EVENTS.read_text("utf-8").splitlines(), "# "]:
        if line.startswith("#") and head:
            yield event, _article(head, texts)
            head, texts = "", []
        if line.startswith("## "):
            head = line.removeprefix("## ")
        elif line.startswith("# "):
            event = line.removeprefix("# ")
        elif line.strip():
            texts.append(line)


def _article(head: str, texts: Sequence[str]) -> Article:
    day, outlet, title = head.split(" | ", 2)
    return Article(
        id=f"{day} {title}",
        source=outlet,
        path=title,
        title=title,
        published=datetime.fromisoformat(day).replace(tzinfo=UTC),
        paragraphs=tuple(
            Paragraph(text=text, kind=Kind.TEXT, line=line) for line, text in enumerate(texts, 1)
        ),
    )


def _print_stories(order: str, told: Sequence[tuple[str, Article]]) -> None:
    stories = Stories()
    found = [stories.place(article, NOW).story_id for _, article in told]
    precision, recall = b_cubed([event for event, _ in told], found)
    score = 2 * precision * recall / (precision + recall)
    print(f"stories, {order}: B3 {score:.3f}, precision {precision:.3f}, recall {recall:.3f} (goal: .94)")


def b_cubed(wanted: Sequence[str], found: Sequence[str]) -> tuple[float, float]:
    """Give the mean share of right neighbours an item has in its found and in its wanted cluster."""
    both = Counter(zip(wanted, found, strict=True))
    of_wanted, of_found = Counter(wanted), Counter(found)
    pairs = list(zip(wanted, found, strict=True))
    precision = sum(both[pair] / of_found[pair[1]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / of_wanted[pair[0]] for pair in pairs) / len(pairs)
    return precision, recall


def _print_copies(articles: Sequence[Article]) -> None:
    chance = random.Random(1)  # noqa: S311  # repeatable, not secret
    stories = Stories()
    wrong = sum(stories.place(article, NOW).copy_of is not None for article in articles)
    right, missed = 0, Counter[str]()
    for article in articles:
        for kind, variant in copies(article, chance):
            copied = stories.place(variant, NOW).copy_of
            right += copied == article.id
            wrong += copied not in {None, article.id}
            missed[kind] += copied != article.id
    score = 2 * right / (2 * right + wrong + missed.total())
    print(f"copies: F1 {score:.3f}; {right} found, {missed.total()} missed {dict(+missed)}, {wrong} wrong")


def _print_sentences(articles: Sequence[Article]) -> None:
    texts = [paragraph.text for article in articles for paragraph in article.paragraphs]
    every = sum(len(sentences(text)) for text in texts)
    kept = [(article, sentence) for article in articles for sentence in key_sentences(article)]
    silent = sum(not key_sentences(article) for article in articles)
    verbatim = all(
        article.paragraphs[each.paragraph].text[each.start : each.end] == each.text for article, each in kept
    )
    print(f"sentences: {len(kept)} of {every} told, {silent} articles without one, all verbatim: {verbatim}")
