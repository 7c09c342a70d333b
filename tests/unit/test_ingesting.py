"""Articles are taken in once, whatever happens around them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from briefings import ingesting
from briefings.cleaning import clean
from briefings.index import Index
from briefings.model import Article, CleaningRules, Source, Topic
from briefings.store import Store
from briefings.store.articles import Articles
from briefings.store.documents import Documents
from briefings.summarising import key_sentences
from tests.factories import NOON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefings.ingesting import IngestReport
    from briefings.model import KeySentence, RawDocument, Rejection

BRIDGE = """Harbour bridge reopens after repairs

By Ada Lindqvist | Harbour Post | 2025-01-20 09:00

The harbour bridge reopened on Monday after nine weeks of repairs to its bearings. Engineers replaced
forty steel rollers and painted the railings, and the first tram crossed at six in the morning.

Ferries return to their winter timetable this week. The city paid for extra crossings while the bridge
was closed, and it says that nearly nine thousand people used them on the busiest day.
"""
LIBRARY = """Library opens its roof garden

By Tomas Reiter | Harbour Post | 2025-01-21 10:00

The central library opened a garden on its roof on Tuesday. Readers can borrow blankets at the desk and
take their books outside, and the beds are planted with herbs that the kitchen uses for its soup.

The garden stays open until dusk. Schools may book it for lessons, and the first class came with paper.
"""


class _Newsroom:
    """A store, an index and one folder, as an admin has them."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.index = Index.open(None, Articles(store))
        self.folder = folder
        self.source = Source(name="harbour", kind="folder", location=str(folder))
        self.topics = [Topic(name="bridge", label="Bridge", any=("bridge",))]

    def write(self, **pages: str) -> None:
        for name, text in pages.items():
            (self.folder / f"{name}.txt").write_text(text)

    def ingest(self, *, days: int = 0) -> IngestReport:
        now = NOON + timedelta(days=days)
        return ingesting.ingest(self.store, self.index, [self.source], topics=self.topics, now=now)


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[_Newsroom]:
    """Open an empty newsroom over an empty folder."""
    with Store.open("sqlite://") as store:
        yield _Newsroom(store, tmp_path)


def _titles(newsroom: _Newsroom) -> list[str | None]:
    return [article.title for _, article in Articles(newsroom.store).articles_after(0, 100)]


def test_new_documents_are_stored_and_found(newsroom: _Newsroom) -> None:
    """What lies in the folder is stored, matched to its topics and found by its words."""
    newsroom.write(bridge=BRIDGE, library=LIBRARY)
    report = newsroom.ingest()

    assert (2, 0, 0) == (report.added, report.copies, report.unchanged)
    assert ["Harbour bridge reopens after repairs", "Library opens its roof garden"] == _titles(newsroom)
    assert {"bridge": 1} == {
        name: count.articles for name, count in Articles(newsroom.store).topic_counts().items()
    }
    assert 1 == len(newsroom.index.search(["tram"], limit=5))


def test_the_same_bytes_are_read_once(newsroom: _Newsroom) -> None:
    """A second call, on another day and after the files were touched, changes nothing."""
    newsroom.write(bridge=BRIDGE, library=LIBRARY)
    newsroom.ingest()
    newsroom.write(bridge=BRIDGE, library=LIBRARY)
    again = newsroom.ingest(days=1)

    assert (0, 0, 2) == (again.added, again.copies, again.unchanged)
    assert 2 == len(_titles(newsroom))


def test_equal_content_is_one_article(newsroom: _Newsroom) -> None:
    """The same text under another name is another document of the same article."""
    newsroom.write(bridge=BRIDGE, syndicated=BRIDGE)
    report = newsroom.ingest()

    assert (1, 1) == (report.added, report.copies)
    assert [2] == [candidate.copies for candidate in Articles(newsroom.store).candidates()]


def test_a_changed_page_takes_its_place(newsroom: _Newsroom) -> None:
    """A page that was mended is one article, not two."""
    newsroom.write(bridge=BRIDGE)
    newsroom.ingest()
    newsroom.write(bridge=BRIDGE.replace("forty steel", "forty-two steel"))
    newsroom.ingest(days=1)

    assert 1 == len(Articles(newsroom.store).candidates())


def test_a_bad_document_never_stops_the_others(newsroom: _Newsroom) -> None:
    """A binary file among the articles is a line of the report; the rest is stored."""
    newsroom.write(library=LIBRARY)
    (newsroom.folder / "broken.txt").write_bytes(bytes(range(256)) * 40)
    report = newsroom.ingest()

    assert ["broken.txt"] == [rejection.path for rejection in report.rejected]
    assert ["Library opens its roof garden"] == _titles(newsroom)
    assert ["broken.txt"] == [rejection.path for rejection in Documents(newsroom.store).rejections()]


def test_a_link_is_a_line_too(newsroom: _Newsroom) -> None:
    """A link among the articles is named once, and not read again as long as it is one."""
    newsroom.write(library=LIBRARY)
    (newsroom.folder / "link.txt").symlink_to(newsroom.folder / "library.txt")
    first, second = newsroom.ingest(), newsroom.ingest(days=1)

    assert ["link.txt"] == [rejection.path for rejection in first.rejected]
    assert ((), 2) == (second.rejected, second.unchanged)


def test_a_fault_of_ours_is_a_line_too(newsroom: _Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that breaks our own cleaning is named, and the others are stored."""

    def breaks_on_bridges(document: RawDocument, **options: Any) -> Article | Rejection:
        if b"bridge" in document.data:
            raise RecursionError("too deep")
        return clean(document, **options)

    monkeypatch.setattr(ingesting, "clean", breaks_on_bridges)
    newsroom.write(bridge=BRIDGE, library=LIBRARY)
    report = newsroom.ingest()

    assert [("bridge.txt", "cleaning it failed on our side; the log has the details")] == [
        (rejection.path, rejection.reason) for rejection in report.rejected
    ]
    assert ["Library opens its roof garden"] == _titles(newsroom)


def test_a_fault_in_reading_is_a_line_too(newsroom: _Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose words break our reading is named, and the others are stored."""

    def breaks_on_bridges(article: Article) -> tuple[KeySentence, ...]:
        if "bridge" in article.path:
            raise IndexError("no letter")
        return key_sentences(article)

    monkeypatch.setattr(ingesting, "key_sentences", breaks_on_bridges)
    newsroom.write(bridge=BRIDGE, library=LIBRARY)
    report = newsroom.ingest()

    assert [("bridge.txt", "reading it failed on our side; the log has the details")] == [
        (rejection.path, rejection.reason) for rejection in report.rejected
    ]
    assert ["Library opens its roof garden"] == _titles(newsroom)


def test_what_no_database_keeps_is_a_line_too(newsroom: _Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article whose words cannot be stored is named, and the others are stored."""

    def leaves_a_nul(document: RawDocument, **options: Any) -> Article | Rejection:
        cleaned = clean(document, **options)
        assert isinstance(cleaned, Article)
        return replace(cleaned, title="no end: \x00") if b"bridge" in document.data else cleaned

    monkeypatch.setattr(ingesting, "clean", leaves_a_nul)
    newsroom.write(bridge=BRIDGE, library=LIBRARY)
    report = newsroom.ingest()

    assert ["bridge.txt"] == [rejection.path for rejection in report.rejected]
    assert ["Library opens its roof garden"] == _titles(newsroom)


def test_a_missing_folder_is_named(newsroom: _Newsroom) -> None:
    """A source that cannot be read is in the report and in the source's state; nothing else stops."""
    newsroom.source = replace(newsroom.source, location=str(newsroom.folder / "gone"))
    report = newsroom.ingest()
    reason = f"the folder {newsroom.folder / 'gone'} cannot be read: no such file or directory"

    assert [reason] == [rejection.reason for rejection in report.unread]
    assert [reason] == [state.note for state in Documents(newsroom.store).sources()]


def test_changed_topics_are_matched_anew(newsroom: _Newsroom) -> None:
    """When the admin changes a topic, the articles already stored follow."""
    newsroom.write(bridge=BRIDGE, library=LIBRARY)
    newsroom.ingest()
    newsroom.topics = [Topic(name="garden", label="Garden", any=("garden",))]
    newsroom.ingest()

    assert ["garden"] == list(Articles(newsroom.store).topic_counts())


def test_changed_rules_are_read_anew(newsroom: _Newsroom) -> None:
    """When the admin changes a source's rules, its documents are cleaned once more."""
    newsroom.write(library=LIBRARY)
    newsroom.ingest()
    newsroom.source = replace(newsroom.source, cleaning=CleaningRules(drop=("stays open until dusk",)))
    newsroom.ingest()
    [candidate] = Articles(newsroom.store).candidates()
    article = Articles(newsroom.store).article(candidate.id)

    assert article is not None
    assert 1 == len(article.paragraphs)


def test_an_outlet_set_by_the_admin_wins(newsroom: _Newsroom) -> None:
    """What the admin says of a source wins over what its pages say."""
    newsroom.write(library=LIBRARY)
    newsroom.source = replace(newsroom.source, outlet="Harbour Weekly")
    newsroom.ingest()

    assert ["Harbour Weekly"] == [candidate.outlet for candidate in Articles(newsroom.store).candidates()]


def test_stories_are_remembered_over_restarts(newsroom: _Newsroom) -> None:
    """A near-copy that arrives after a restart joins the text that was told before it."""
    newsroom.write(bridge=BRIDGE)
    newsroom.ingest()
    newsroom.write(near=f"Menu\nHome\n\n{BRIDGE}\nThe tram was full all day, said its driver.\n")
    report = newsroom.ingest(days=1)

    assert (0, 1) == (report.added, report.copies)


def test_an_outdated_fingerprint_is_passed_over(newsroom: _Newsroom) -> None:
    """An article whose fingerprint no longer means anything does not stop new ones."""
    newsroom.write(bridge=BRIDGE)
    newsroom.ingest()
    [known] = Articles(newsroom.store).articles_after(0, 1)
    Articles(newsroom.store).add(
        replace(known[1], id="older", path="older.txt"), digest="d", story_id="s", at=NOON, fingerprint=b"?"
    )
    newsroom.write(library=LIBRARY)

    assert 1 == newsroom.ingest().added


def test_progress_is_told(newsroom: _Newsroom) -> None:
    """Long work says how far it is: source, done, to do."""
    newsroom.write(bridge=BRIDGE, library=LIBRARY)
    told: list[tuple[str, int, int]] = []
    ingesting.ingest(
        newsroom.store,
        newsroom.index,
        [newsroom.source],
        topics=(),
        now=NOON,
        progress=lambda *step: told.append(step),
    )

    assert [("harbour", 0, 2), ("harbour", 2, 2)] == told
