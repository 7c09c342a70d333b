"""Take in articles: read, clean, place, store, index. One bad document never stops the others."""

from __future__ import annotations

import hashlib
import itertools
import logging
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from briefings import reading
from briefings.cleaning import clean, survey
from briefings.model import RawDocument, Rejection
from briefings.store import Unstorable
from briefings.store.articles import Articles
from briefings.store.documents import Documents
from briefings.store.facts import Facts
from briefings.stories import Stories
from briefings.stories.placing import REMEMBERED
from briefings.summarising import key_sentences
from briefings.topics import Matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from briefings.index import Index
    from briefings.model import Article, GlossaryEntry, KeySentence, Source, Topic, TopicMatch
    from briefings.store import Store

    Progress = Callable[[str, int, int], None]  # source, documents done, documents to do

log = logging.getLogger(__name__)

T = TypeVar("T")

_BATCH = 200  # documents in one transaction, and in memory at once
_TOPICS_FACT = "topics last matched"


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What became of the documents of all sources."""

    added: int = 0
    copies: int = 0  # near-copies and equal texts: no new voice
    unchanged: int = 0
    rejected: tuple[Rejection, ...] = ()
    flagged: tuple[Article, ...] = ()  # stored, but a person should look
    unread: tuple[Rejection, ...] = ()  # sources that could not be read at all

    def __add__(self, other: IngestReport) -> IngestReport:
        """Add up two reports."""
        return IngestReport(
            added=self.added + other.added,
            copies=self.copies + other.copies,
            unchanged=self.unchanged + other.unchanged,
            rejected=self.rejected + other.rejected,
            flagged=self.flagged + other.flagged,
            unread=self.unread + other.unread,
        )


def ingest(  # noqa: PLR0913  # the newsroom's whole equipment, by name
    store: Store,
    index: Index,
    sources: Sequence[Source],
    *,
    topics: Sequence[Topic],
    glossary: Sequence[GlossaryEntry] = (),
    now: datetime,
    progress: Progress | None = None,
) -> IngestReport:
    """Read what is new in *sources* and make it ready to be told and found.

    Idempotent: a document with the same bytes under the same rules is passed over, equal content is one
    article whatever its path or date. When the process dies, the next call goes on from the last batch kept.

    Raises:
        StoreError: The store could not keep an article; what was confirmed before is kept.
    """
    desk = _Desk(store, Matcher(topics, glossary), now)
    _rematch(store, desk.matcher, definition=repr((topics, glossary)))
    report = sum((desk.take_in(source, progress) for source in sources), IngestReport())
    index.catch_up()
    log.info(
        "ingested",
        extra={"added": report.added, "copies": report.copies, "rejected": len(report.rejected)},
    )
    return report


class _Read(NamedTuple):
    """An article with all that is read out of it before it is stored."""

    article: Article
    topics: Sequence[TopicMatch]
    key_sentences: Sequence[KeySentence]

    @property
    def path(self) -> str:
        """Where its document lies in the source."""
        return self.article.path


class _Desk:
    """Where documents become stored articles, one source after the other."""

    def __init__(self, store: Store, matcher: Matcher, now: datetime) -> None:
        self.matcher = matcher
        self._store = store
        self._articles = Articles(store)
        self._documents = Documents(store)
        self._now = now

    @cached_property
    def _stories(self) -> Stories:
        """What is already told, read when the first new document needs it."""
        return _remembered(self._store, self._now)

    def take_in(self, source: Source, progress: Progress | None) -> IngestReport:
        """Take in what is new in *source*; a source that cannot be read is a line in the report."""
        try:
            report = self._take_in(source, progress or (lambda *_: None))
        except OSError as error:
            reason = f"the folder {source.location} cannot be read: {(error.strerror or str(error)).lower()}"
            report = IngestReport(unread=(Rejection(source=source.name, path="", reason=reason),))
            self._documents.check_in(source.name, at=self._now, note=reason)
        else:
            self._documents.check_in(source.name, at=self._now)
        return report

    def _take_in(self, source: Source, progress: Progress) -> IngestReport:
        known = self._documents.digests(source.name)
        digests = {each.path: _digest(each, source) for each in _documents(source)}
        fresh = {path for path, digest in digests.items() if known.get(path) != digest}
        report = IngestReport(unchanged=len(digests) - len(fresh))
        if not fresh:
            return report
        # All documents are surveyed, not only the fresh ones: a menu shows by standing in many of them.
        repeated = survey(each for each in _documents(source) if isinstance(each, RawDocument))
        to_do = (each for each in _documents(source) if each.path in fresh)
        for done, batch in enumerate(_batched(to_do, _BATCH)):
            progress(source.name, done * _BATCH, len(fresh))
            report += self._keep([_cleaned(each, source, repeated) for each in batch], digests)
        progress(source.name, len(fresh), len(fresh))
        return report

    def _keep(self, cleaned: Sequence[Article | Rejection], digests: dict[str, str]) -> IngestReport:
        ready = [each if isinstance(each, Rejection) else self._read(each) for each in cleaned]
        with self._store.write():
            return sum((self._keep_one(each, digests[each.path]) for each in ready), IngestReport())

    def _read(self, article: Article) -> _Read | Rejection:
        """Read *article* for its topics and sentences, and let the stories know that it comes."""
        try:
            read = _Read(article, self.matcher.match(article), key_sentences(article))
            self._stories.expect(article, self._now)
        except Exception:
            # As in cleaning: whatever a page does to our reading, the others are read.
            log.exception("reading failed", extra={"source": article.source, "path": article.path})
            reason = "reading it failed on our side; the log has the details"
            return Rejection(source=article.source, path=article.path, reason=reason)
        return read

    def _keep_one(self, read: _Read | Rejection, digest: str) -> IngestReport:
        if isinstance(read, Rejection):
            return self._reject(read, digest)
        cleaned = read.article
        placement = self._stories.place(cleaned, self._now)
        try:
            seq = self._articles.add(
                cleaned,
                digest=digest,
                story_id=placement.story_id,
                copy_of=placement.copy_of,
                fingerprint=placement.fingerprint,
                topics=read.topics,
                key_sentences=read.key_sentences,
                at=self._now,
            )
        except Unstorable as error:
            return self._reject(
                Rejection(source=cleaned.source, path=cleaned.path, reason=str(error)), digest
            )
        is_copy = seq is None or placement.copy_of is not None
        return IngestReport(
            added=int(not is_copy), copies=int(is_copy), flagged=(cleaned,) if cleaned.flagged else ()
        )

    def _reject(self, rejection: Rejection, digest: str) -> IngestReport:
        self._documents.reject(rejection, digest=digest, at=self._now)
        return IngestReport(rejected=(rejection,))


def _documents(source: Source) -> Iterator[RawDocument | Rejection]:
    return reading.documents(source, Path(source.location))


def _digest(document: RawDocument | Rejection, source: Source) -> str:
    """Name all that decides what becomes of a document: its bytes and the source's rules, never a date."""
    content = document.data if isinstance(document, RawDocument) else document.reason.encode()
    rules = repr((source.outlet, source.title, source.published, source.cleaning)).encode()
    return hashlib.sha256(hashlib.sha256(rules).digest() + content).hexdigest()


def _cleaned(
    document: RawDocument | Rejection, source: Source, repeated: frozenset[int]
) -> Article | Rejection:
    if isinstance(document, Rejection):
        return document
    try:
        return clean(document, source=source, repeated=repeated)
    except Exception:
        # The rim of cleaning: whatever a page does to a parser, the other pages are still read.
        log.exception("cleaning failed", extra={"source": document.source, "path": document.path})
        reason = "cleaning it failed on our side; the log has the details"
        return Rejection(source=document.source, path=document.path, reason=reason)


def _remembered(store: Store, now: datetime) -> Stories:
    stories = Stories()
    for known in Articles(store).fingerprints(since=now - REMEMBERED):
        copy_of = known.lead_id if known.lead_id != known.article_id else None
        try:
            stories.remember(known.article_id, known.story_id, known.fingerprint, copy_of=copy_of)
        except ValueError:  # a fingerprint of an older version: compared with no new article
            log.warning("fingerprint outdated", extra={"article": known.article_id})
    return stories


def _rematch(store: Store, matcher: Matcher, *, definition: str) -> None:
    """Match the stored articles anew when the admin's topics or names have changed."""
    fingerprint = hashlib.sha256(definition.encode()).hexdigest()
    facts, articles = Facts(store), Articles(store)
    if facts.get(_TOPICS_FACT) == fingerprint:
        return
    seq = 0
    while batch := articles.articles_after(seq, _BATCH):
        with store.write():
            for number, article in batch:
                articles.retag(number, matcher.match(article))
        seq = batch[-1][0]
    facts.put(_TOPICS_FACT, fingerprint)


def _batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, size)):
        yield batch
