"""The newsroom as the bot has it: a store, the lookup beside it, and what the admin file says of both."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, tzinfo
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from briefings.model import Digest, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bot.settings import Settings
    from briefings.index import Index
    from briefings.ingesting import IngestReport
    from briefings.model import Answer, Briefing, GlossaryEntry, Schedule, Topic
    from briefings.store import Articles, Documents, Store
    from briefings.store.people import People, Reader

    Progress = Callable[[str, int, int], None]

_ANY = Digest(name="briefing", window="all")


class DigestGone(LookupError):
    """Nothing of this name can be composed any more; a KeyError while composing is a fault, and is mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is read, what it is about and how it is told; the default reads nothing and tells everything."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    glossary: Mapping[str, GlossaryEntry] = field(default_factory=dict)
    digests: Mapping[str, Digest] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    zone: tzinfo = UTC
    earliest: time = time.min  # no personal digest is due before this local time
    max_passages: int = 3

    @classmethod
    def of(cls, settings: Settings) -> Plan:
        """Take the plan out of the admin file."""
        return cls(
            sources=settings.sources,
            topics=settings.topics,
            glossary=settings.glossary,
            digests=settings.digests,
            schedules=settings.schedules,
            zone=ZoneInfo(settings.bot.timezone),
            earliest=settings.personal.earliest or time.min,
            max_passages=settings.qa.max_passages,
        )

    def reading(self, folder: Path) -> Plan:
        """Return this plan for the articles of *folder* alone, whatever they are about."""
        source = Source(name=folder.resolve().name or "articles", kind="folder", location=str(folder))
        digests = {name: _open(digest) for name, digest in (self.digests or {_ANY.name: _ANY}).items()}
        return replace(
            self,
            sources=MappingProxyType({source.name: source}),
            digests=MappingProxyType(digests),
            schedules=MappingProxyType({}),
        )

    def telling_all(self) -> Plan:
        """Return this plan with digests that tell what is old, too."""
        digests = {name: replace(digest, window="all") for name, digest in self.digests.items()}
        return replace(self, digests=MappingProxyType(digests))

    @property
    def folders(self) -> dict[str, str]:
        """Where each source lies."""
        return {name: source.location for name, source in self.sources.items() if source.kind == "folder"}

    @property
    def first_digest(self) -> Digest:
        """The digest that is meant when nobody names one."""
        return next(iter(self.digests.values()), _ANY)


@dataclass(frozen=True, kw_only=True)
class Newsroom:
    """One newsroom at work. Every method is synchronous, and any thread may call it."""

    store: Store
    index: Index
    plan: Plan
    clock: Callable[[], datetime]

    @cached_property
    def articles(self) -> Articles:
        """The articles."""
        from briefings.store import Articles  # noqa: PLC0415  # brings SQLAlchemy

        return Articles(self.store)

    @cached_property
    def documents(self) -> Documents:
        """The documents they came from."""
        from briefings.store import Documents  # noqa: PLC0415  # brings SQLAlchemy

        return Documents(self.store)

    @property
    def people(self) -> People:
        """What people keep for themselves."""
        from briefings.store.people import People  # noqa: PLC0415  # brings SQLAlchemy

        return People(self.store, earliest=self.plan.earliest)

    def digest(self, name: str) -> Digest:
        """Return the digest called *name*: the admin's, or a person's own.

        Raises:
            DigestGone: There is none; the file was changed, or the person wants it no more.
        """
        if found := self.plan.digests.get(name):
            return found
        if reader := self.people.behind(name):
            return personal_digest(reader)
        raise DigestGone(f"There is no digest called {name} any more.")

    def is_personal(self, digest: str) -> bool:
        """Tell whether the digest called so is, or was, a person's own."""
        from briefings.store.people import is_personal  # noqa: PLC0415  # brings SQLAlchemy

        return is_personal(digest)

    def zone_of(self, digest: Digest) -> tzinfo:
        """Say in which zone the times of *digest* are shown."""
        return ZoneInfo(digest.timezone) if digest.timezone else self.plan.zone

    def take_in(self, progress: Progress | None = None) -> IngestReport:
        """Read what is new in the folders of the plan."""
        from briefings.ingesting import ingest  # noqa: PLC0415  # brings the cleaning room

        return ingest(
            self.store,
            self.index,
            [source for source in self.plan.sources.values() if source.kind == "folder"],
            topics=list(self.plan.topics.values()),
            glossary=list(self.plan.glossary.values()),
            now=self.clock(),
            progress=progress,
        )

    def brief(
        self, digest: Digest, *, as_of: datetime | None = None, since: datetime | None = None
    ) -> Briefing:
        """Compose *digest* from what there is; nothing is marked as told."""
        from briefings.composing import compose  # noqa: PLC0415  # as above

        return compose(
            self.articles,
            digest,
            as_of=as_of or self.clock(),
            topics=list(self.plan.topics.values()),
            since=since,
        )

    def ask(
        self,
        question: str,
        *,
        topic: str | None = None,
        source: str | None = None,
        max_passages: int | None = None,
    ) -> Answer:
        """Answer *question* from the articles, with as many passages as the plan says or *max_passages*."""
        from briefings.answering import answer  # noqa: PLC0415  # as above

        return answer(
            self.articles,
            self.index,
            question,
            glossary=list(self.plan.glossary.values()),
            topics=list(self.plan.topics.values()),
            topic=topic,
            source=source,
            now=self.clock(),
            max_passages=max_passages or self.plan.max_passages,
        )


def personal_digest(reader: Reader) -> Digest:
    """Make the digest that *reader* asked for: what this person was not shown, on the topics followed."""
    return Digest(
        name=reader.digest,
        label="Your briefing",
        topics=reader.topics,
        length=reader.length,
        timezone=reader.timezone,
    )


def system_clock() -> datetime:
    """Tell the time by this machine."""
    return datetime.now(tz=UTC)


@contextmanager
def open_newsroom(
    plan: Plan, *, url: str, home: Path | None, clock: Callable[[], datetime], read_only: bool = False
) -> Iterator[Newsroom]:
    """Open the store at *url* with its lookup in *home*; both live in memory for "sqlite://" and None.

    With *read_only* another process may be at work on the same store, and nothing is written or locked.

    Raises:
        StoreError: The store cannot be opened; the error says why and what to do.
    """
    from briefings.index import Index  # noqa: PLC0415  # brings tantivy
    from briefings.store import Articles, Store  # noqa: PLC0415  # brings SQLAlchemy

    with Store.open(url, read_only=read_only) as store:
        index = _beside(Articles(store), home) if read_only else Index.open(_made(home), Articles(store))
        if not read_only or not index.articles:
            index.catch_up()
        yield Newsroom(store=store, index=index, plan=plan, clock=clock)


@contextmanager
def open_kept(
    settings: Settings, *, clock: Callable[[], datetime] = system_clock, read_only: bool = False
) -> Iterator[Newsroom]:
    """Open the newsroom that the admin file describes, as `open_newsroom` does."""
    url, home = settings.store_url(), settings.data_dir / "lookup"
    with open_newsroom(Plan.of(settings), url=url, home=home, clock=clock, read_only=read_only) as newsroom:
        yield newsroom


def _beside(articles: Articles, home: Path | None) -> Index:
    """Open the lookup that another process keeps level, or an empty one in memory; *home* stays as it is."""
    from briefings.index import Index  # noqa: PLC0415  # brings tantivy

    is_kept = home is not None and any(home.glob("lookup-*"))
    return Index.open(home if is_kept else None, articles)


def _made(home: Path | None) -> Path | None:
    if home is not None:
        home.mkdir(parents=True, exist_ok=True)
    return home


def _open(digest: Digest) -> Digest:
    """Let *digest* tell every source and topic: the folder may be about anything."""
    return replace(digest, sources=(), topics=(), window="all")
