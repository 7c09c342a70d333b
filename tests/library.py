"""A small library to ask: articles in a store in memory, with the lookup over them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefings.answering import answer
from briefings.index import Index
from briefings.store import Articles, Store
from briefings.topics import Matcher
from tests.factories import NOON

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefings.model import Answer, Article, GlossaryEntry, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Articles that can be asked, as a person would."""

    articles: Articles
    index: Index
    glossary: Sequence[GlossaryEntry] = ()
    topics: Sequence[Topic] = field(default_factory=tuple)

    def keep(self, *made: Article) -> None:
        """Put articles on the shelf, each a story of its own."""
        matcher = Matcher(self.topics, self.glossary)
        for article in made:
            found = matcher.match(article)
            self.articles.add(article, digest=article.id, story_id=article.id, at=NOON, topics=found)
        self.index.catch_up()

    def ask(
        self, question: str, *, topic: str | None = None, source: str | None = None, max_passages: int = 3
    ) -> Answer:
        """Ask *question* at noon."""
        return answer(
            self.articles,
            self.index,
            question,
            glossary=self.glossary,
            topics=self.topics,
            now=NOON,
            topic=topic,
            source=source,
            max_passages=max_passages,
        )


@contextmanager
def library(
    *made: Article, glossary: Sequence[GlossaryEntry] = (), topics: Sequence[Topic] = ()
) -> Iterator[Library]:
    """Open a library that holds the articles *made*."""
    with Store.open("sqlite://") as store:
        articles = Articles(store)
        opened = Library(
            articles=articles, index=Index.open(None, articles), glossary=glossary, topics=topics
        )
        opened.keep(*made)
        yield opened
