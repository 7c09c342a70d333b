"""What a question costs over many articles: the newsroom's lookup beside SQLite's FTS5, on the same terms.

Both engines answer the same questions in turn in one process, by CPU time: their ratio holds on a busy
machine. The articles are generated (Zipf 1.0 over 200,000 words): they say what a lookup costs, nothing about
its quality.
"""

from __future__ import annotations

import bisect
import itertools
import os
import random
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from briefings.index import Index
from briefings.model import Article, Kind, Paragraph
from briefings.text import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

VOCABULARY = 200_000
ARTICLES = 100_000
WORDS = 300  # of an article; the longer they are, the more FTS5 has to rank
QUESTIONS = 60
HITS = 10
MANY = 1_000_000  # for the growth; takes half an hour, so only with BENCH_GROWTH=1


class Generated:
    """Articles made up as they are asked for: the same number is the same article, so none need be kept."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._words = [_word(rank) for rank in range(VOCABULARY)]
        self._weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(VOCABULARY)))

    def words(self, number: int, count: int) -> list[str]:
        """Draw *count* words for *number*."""
        drawn = random.Random(number)  # noqa: S311  # made-up text, not a secret
        total = self._weights[-1]
        return [self._words[bisect.bisect(self._weights, drawn.random() * total)] for _ in range(count)]

    def articles_after(self, seq: int, limit: int) -> list[tuple[int, Article]]:
        """Make up the next articles."""
        return [
            (number, _article(number, self.words(number, WORDS)))
            for number in range(seq + 1, min(seq + limit, self.count) + 1)
        ]

    def highest_seq(self) -> int:
        """Name the last article."""
        return self.count

    def questions(self) -> list[list[str]]:
        """Draw questions of three to six words that say something: the hundred commonest are stop words."""
        drawn = random.Random(7)  # noqa: S311  # made-up text, not a secret
        asked = []
        for number in range(QUESTIONS):
            pool = [word for word in self.words(-1 - number, 60) if self._words.index(word) >= 100]
            asked.append(terms(" ".join(pool[: drawn.randint(3, 6)])))
        return asked


def report() -> None:
    """Print the CPU time of both engines per question and their ratio (goal: at least 30)."""
    feed = Generated(ARTICLES)
    with tempfile.TemporaryDirectory() as folder:
        index = _indexed(feed, Path(folder))
        database = _fts5(feed, Path(folder) / "fts5.db")
        try:
            ours, theirs = _in_turn(
                feed.questions(),
                lambda asked: index.search(asked, limit=HITS),
                lambda asked: _fts5_search(database, asked),
            )
        finally:
            database.close()
        print(f"{ARTICLES:,} articles, natural questions, CPU a question, median (99th percentile)")
        print(f"  lookup      {_figures(ours)}")
        print(f"  SQLite FTS5 {_figures(theirs)}")
        print(f"  ratio {statistics.median(theirs) / statistics.median(ours):.1f} (goal: at least 30)")
    if os.environ.get("BENCH_GROWTH") == "1":
        _report_growth(statistics.median(ours))
    else:
        print(f"  growth to {MANY:,} articles: set BENCH_GROWTH=1 (half an hour)")


def _report_growth(before: float) -> None:
    feed = Generated(MANY)
    with tempfile.TemporaryDirectory() as folder:
        index = _indexed(feed, Path(folder))
        seconds, _ = _in_turn(feed.questions(), lambda asked: index.search(asked, limit=HITS), len)
    print(f"{MANY:,} articles")
    print(f"  lookup      {_figures(seconds)}")
    print(f"  growth {statistics.median(seconds) / before:.1f} for ten times the articles (goal: at most 10)")


def _indexed(feed: Generated, folder: Path) -> Index:
    began = time.process_time()
    index = Index.open(folder, feed)
    index.catch_up()
    spent = time.process_time() - began
    print(f"indexed {feed.count:,} articles, {feed.count / spent:,.0f} a CPU second, making them up included")
    return index


def _fts5(feed: Generated, path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE articles USING fts5(text, tokenize='unicode61')")
    database.executemany(
        "INSERT INTO articles(rowid, text) VALUES (?, ?)",
        ((number, " ".join(feed.words(number, WORDS))) for number in range(1, feed.count + 1)),
    )
    database.execute("INSERT INTO articles(articles) VALUES ('optimize')")
    database.commit()
    return database


def _fts5_search(database: sqlite3.Connection, asked: Sequence[str]) -> list[int]:
    wanted = " OR ".join(f'"{term}"' for term in asked)
    found = database.execute(
        "SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT ?", (wanted, HITS)
    )
    return [row[0] for row in found]


def _in_turn(
    questions: Sequence[list[str]],
    ours: Callable[[list[str]], object],
    theirs: Callable[[list[str]], object],
) -> tuple[list[float], list[float]]:
    """Time both engines on each question, one after the other; the first round only warms the caches."""
    times: tuple[list[float], list[float]] = ([], [])
    for warm in (False, True, True):
        for asked in questions:
            for engine, seconds in zip((ours, theirs), times, strict=True):
                began = time.process_time()
                engine(asked)
                if warm:
                    seconds.append(time.process_time() - began)
    return times


def _figures(seconds: Sequence[float]) -> str:
    worst = sorted(seconds)[int(0.99 * (len(seconds) - 1))]
    return f"{statistics.median(seconds) * 1000:8.2f} ms ({worst * 1000:.2f})"


def _word(rank: int) -> str:
    """Spell a made-up word, another for each rank, that is its own term."""
    letters = ""
    while rank or not letters:
        rank, digit = divmod(rank, 60)
        letters += "bcdfghklmnprtvz"[digit // 4] + "aiou"[digit % 4]
    return letters + "zk"


def _article(number: int, words: Sequence[str]) -> Article:
    text = Paragraph(text=" ".join(words), kind=Kind.TEXT, line=1)
    return Article(id=f"{number:08d}", source="made", path=f"{number}.txt", title=None, paragraphs=(text,))
