"""Find the articles that hold given terms: a cache beside the store, derived from it and rebuilt at will.

A document per article, in tantivy. Terms are made by `briefings.text` and stored apart by spaces, so that the
index and the rest of the newsroom agree on what a word is; the title counts twice more than the body.
"""

from __future__ import annotations

import logging
import shutil
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from briefings.index.document import FINGERPRINT, as_document, new_index, seconds
from briefings.index.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    import tantivy

    from briefings.model import Article

log = logging.getLogger(__name__)

_BATCH = 500  # articles read from the store at once
_COMMIT_EVERY = (
    10_000  # a commit costs an fsync and a merge: 1,450 articles/s at 100 a commit, 6,300 at 10,000
)
_WRITER_BYTES = 64_000_000
_MOST_TERMS = 256  # of one search, expansions among them


class ArticleFeed(Protocol):
    """What the index asks of the store it is derived from."""

    def articles_after(self, seq: int, limit: int) -> Sequence[tuple[int, Article]]:
        """List at most *limit* articles stored after *seq*, in order, each with its own seq."""
        ...

    def highest_seq(self) -> int:
        """Name the seq of the newest article, 0 when there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that holds some of the terms, and how well it fits them."""

    id: str
    seq: int
    score: float


class Index:
    """The lookup over one store. Reading is safe from any thread; `catch_up` lets one caller in at a time."""

    def __init__(self, feed: ArticleFeed, home: Path | None, engine: tantivy.Index) -> None:
        self._feed = feed
        self._home = home
        self._engine = engine
        self._writing = threading.Lock()

    @classmethod
    def open(cls, directory: Path | None, store: ArticleFeed) -> Index:
        """Open the lookup kept in *directory*, or in memory for None; damaged or outdated files are dropped.

        Nothing is read from *store* yet: call `catch_up`.
        """
        if directory is None:
            return cls(store, None, new_index(None))
        home = directory / f"lookup-{FINGERPRINT}"
        for old in directory.glob("lookup-*"):
            if old != home:  # of another version of the terms: they would not be found
                shutil.rmtree(old)
        return cls(store, home, _open_or_renew(home))

    @property
    def articles(self) -> int:
        """How many articles can be found."""
        return int(self._engine.searcher().num_docs)

    def catch_up(self) -> int:
        """Add what the store has beyond the index, and say how many articles. Cheap when there is nothing.

        An index that is damaged, or does not belong to this store, is built anew from the start.
        """
        with self._writing:
            try:
                last = self._last()
                added = self._add_after(last[0]) if self._belongs(last) else self._rebuild()
            except (OSError, ValueError) as error:
                log.warning("index rebuilt", extra={"reason": str(error)})
                added = self._rebuild()
        return added

    def search(
        self,
        terms: Mapping[str, float] | Iterable[str],
        *,
        limit: int,
        since: datetime | None = None,
        source: str | None = None,
    ) -> list[Hit]:
        """List the articles that hold any of *terms*, best first.

        *terms* come from `briefings.text.terms`, with weights or repeated as the question repeats them. An
        undated article is never newer than *since*.
        """
        import tantivy  # noqa: PLC0415  # only where something is looked up

        weights = _weights(terms)
        if not weights or limit < 1:
            return []
        schema = self._engine.schema
        wanted = tantivy.Query.boolean_query(
            [
                (
                    tantivy.Occur.Should,
                    _boosted(tantivy.Query.term_query(schema, "text", term, "freq"), weight),
                )
                for term, weight in weights.items()
            ]
        )
        searcher = self._engine.searcher()
        found = searcher.search(self._narrowed(wanted, since, source), limit, count=False)
        return [_hit(searcher, address, score) for score, address in found.hits]

    def frequency(self, term: str) -> int:
        """Count the articles that hold *term*."""
        return int(self._engine.searcher().doc_freq("text", term)) if term else 0

    def frequencies(self, prefix: str) -> dict[str, int]:
        """Count the articles for every term that begins with *prefix*, at most a thousand of them."""
        return dict(self._engine.searcher().terms_with_prefix("text", prefix, limit=1_000))

    def correct(self, word: str) -> str | None:
        """Name the word of the articles that *word* is most likely a slip for; None when there is none."""
        return nearest(word, self._engine.searcher())

    def _narrowed(self, wanted: tantivy.Query, since: datetime | None, source: str | None) -> tantivy.Query:
        import tantivy  # noqa: PLC0415

        schema = self._engine.schema
        filters = []
        if since is not None:
            filters.append(
                tantivy.Query.range_query(
                    schema, "published", tantivy.FieldType.Integer, seconds(since), None
                )
            )
        if source is not None:
            filters.append(tantivy.Query.term_query(schema, "source", source))
        if not filters:
            return wanted
        unscored = [(tantivy.Occur.Must, tantivy.Query.const_score_query(query, 0.0)) for query in filters]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, wanted), *unscored])

    def _last(self) -> tuple[int, str]:
        """Name the newest article held: (seq, id), or (0, "")."""
        import tantivy  # noqa: PLC0415

        searcher = self._engine.searcher()
        newest = searcher.search(tantivy.Query.all_query(), 1, count=False, order_by_field="seq").hits
        if not newest:
            return 0, ""
        document = searcher.doc(newest[0][1])
        return int(document["seq"][0]), str(document["id"][0])

    def _belongs(self, last: tuple[int, str]) -> bool:
        """Tell whether the newest article held is the same in the store: not ahead of it, not of another."""
        seq, held = last
        if not seq:
            return True
        same = self._feed.articles_after(seq - 1, 1)
        return bool(same) and same[0][0] == seq and same[0][1].id == held

    def _add_after(self, seq: int) -> int:
        if self._feed.highest_seq() <= seq:
            return 0
        writer = self._engine.writer(heap_size=_WRITER_BYTES, num_threads=1)
        added = 0
        while batch := self._feed.articles_after(seq, _BATCH):
            for number, article in batch:
                writer.add_document(as_document(number, article))
            seq = batch[-1][0]
            added += len(batch)
            if added % _COMMIT_EVERY < len(batch):
                writer.commit()
        writer.commit()
        writer.wait_merging_threads()
        self._engine.reload()
        return added

    def _rebuild(self) -> int:
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
        self._engine = new_index(self._home)
        return self._add_after(0)


def _open_or_renew(home: Path) -> tantivy.Index:
    with suppress(OSError, ValueError):
        engine = new_index(home)
        engine.searcher()
        return engine
    log.warning("index unreadable, will be rebuilt", extra={"path": str(home)})
    shutil.rmtree(home, ignore_errors=True)
    return new_index(home)


def _weights(terms: Mapping[str, float] | Iterable[str]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for term in terms:
        weight = terms[term] if hasattr(terms, "keys") else 1.0  # type: ignore[index]  # a mapping then
        if term and (term in weights or len(weights) < _MOST_TERMS):
            weights[term] = weights.get(term, 0.0) + weight
    return weights


def _boosted(query: tantivy.Query, weight: float) -> tantivy.Query:
    import tantivy  # noqa: PLC0415

    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)


def _hit(searcher: tantivy.Searcher, address: Any, score: float) -> Hit:
    document = searcher.doc(address)
    return Hit(id=str(document["id"][0]), seq=int(document["seq"][0]), score=float(score))
