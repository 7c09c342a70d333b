"""What a briefing over many articles costs beside the rendering of it."""

from __future__ import annotations

import functools
import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.platforms.console import ConsoleDialect
from bot.rendering import Renderer
from briefings.composing import compose
from briefings.model import Article, Digest, KeySentence, Kind, Paragraph, Topic
from briefings.store import Articles, Store
from briefings.topics import Matcher
from tests.bench.pages import body

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefings.model import Briefing

ARTICLES = 10_000
BODIES = 500  # different texts; what an article says does not change what choosing among many costs
ROUNDS = 60
NOW = datetime(2025, 2, 1, 8, 30, tzinfo=UTC)
TOPICS = [Topic(name=word, label=word.title(), any=(word,)) for word in ("bala", "demo", "lile", "sara")]
DIGEST = Digest(name="morning", window="7d", length="full")


def report() -> None:
    """Print the median CPU time of composing and of rendering, taken in turn, and their ratio."""
    with Store.open("sqlite://") as store:
        articles = Articles(store)
        with store.write():
            for number in range(ARTICLES):
                _keep(articles, number)
        composing, rendering, stories = _measure(articles)
    print(f"composing over {ARTICLES:,} articles {composing * 1000:6.2f} ms CPU, {stories} stories")
    print(f"rendering it                  {rendering * 1000:6.2f} ms CPU")
    print(f"ratio {composing / rendering:.2f} (goal: below 5)")


def _measure(articles: Articles) -> tuple[float, float, int]:
    renderer = Renderer(ConsoleDialect(), topics={topic.name: topic for topic in TOPICS})
    composing: list[float] = []
    rendering: list[float] = []
    for _ in range(ROUNDS):
        briefing, taken = _timed(lambda: compose(articles, DIGEST, as_of=NOW, topics=TOPICS))
        composing.append(taken)
        rendering.append(_timed(functools.partial(_render, renderer, briefing))[1])
    return statistics.median(composing), statistics.median(rendering), len(briefing.stories)


def _render(renderer: Renderer, briefing: Briefing) -> Briefing:
    renderer.briefing(briefing, DIGEST)
    return briefing


def _timed(work: Callable[[], Briefing]) -> tuple[Briefing, float]:
    before = time.process_time()
    made = work()
    return made, time.process_time() - before


@functools.cache
def _texts(number: int) -> tuple[list[str], list[KeySentence]]:
    """Make an article's paragraphs, and one sentence to tell of each of the first eight."""
    texts = body(random.Random(number))  # noqa: S311  # made-up words, no secret
    ends = [text.index(".") + 1 for text in texts]
    return texts, [
        KeySentence(paragraph=at, start=0, end=end, text=texts[at][:end], score=1 / (1 + at))
        for at, end in enumerate(ends[:8])
    ]


def _keep(articles: Articles, number: int) -> None:
    """Add an article of the last week; every third tells the story of the one before it."""
    texts, sentences = _texts(number % BODIES)
    made = Article(
        id=f"{number:016x}",
        source=f"paper-{number % 20}",
        path=f"{number}.txt",
        title=f"{number}: {texts[0].partition('.')[0]}",
        publisher=f"Paper {number % 20}",
        published=NOW - timedelta(minutes=number),
        language="en",
        paragraphs=tuple(Paragraph(text=text, kind=Kind.TEXT, line=1) for text in texts),
    )
    articles.add(
        made,
        digest=made.id,
        story_id=f"{number - (number % 3 == 1):016x}",
        topics=Matcher(TOPICS).match(made),
        key_sentences=sentences,
        at=NOW,
    )
