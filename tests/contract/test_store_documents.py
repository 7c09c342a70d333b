"""Documents, sources, coverage and facts: what was read, when, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from briefings.model import Coverage, Rejection
from briefings.store import Articles, Document, Documents, Facts, SourceState
from tests.factories import NOON, article

if TYPE_CHECKING:
    from briefings.store import Store

HOUR = timedelta(hours=1)
EMPTY = Rejection(source="harbour", path="empty.txt", reason="nothing but menus")


def test_a_document_is_known_by_its_bytes(store: Store) -> None:
    """Only the same document with the same bytes is known; what was rejected is known too."""
    shelf, documents = Articles(store), Documents(store)
    shelf.add(article(path="a.txt"), digest="1", story_id="s", at=NOON)
    documents.reject(EMPTY, digest="2", at=NOON)

    assert [True, False, False, False, True] == [
        documents.knows("harbour", "a.txt", "1"),
        documents.knows("harbour", "a.txt", "2"),
        documents.knows("harbour", "b.txt", "1"),
        documents.knows("other", "a.txt", "1"),
        documents.knows("harbour", "empty.txt", "2"),
    ]
    assert {"a.txt": "1", "empty.txt": "2"} == documents.digests("harbour")


def test_documents_are_listed_with_what_became_of_them(store: Store) -> None:
    """The list names the article or the reason, by source and path in the order of characters."""
    documents, made = Documents(store), article(path="b.txt")
    Articles(store).add(made, digest="1", story_id="s", at=NOON)
    documents.reject(EMPTY, digest="2", at=NOON + HOUR)
    documents.reject(Rejection(source="a", path="Ä", reason="why"), digest="3", at=NOON)
    documents.reject(Rejection(source="a", path="Z", reason="why"), digest="4", at=NOON)

    told = Document(source="harbour", path="b.txt", read=NOON, article_id=made.id, reason=None)
    rejected = Document(
        source="harbour", path="empty.txt", read=NOON + HOUR, article_id=None, reason="nothing but menus"
    )
    assert [told, rejected] == documents.listing("harbour")
    assert ["Z", "Ä", "b.txt", "empty.txt"] == [each.path for each in documents.listing()]
    assert [EMPTY] == documents.rejections("harbour")
    assert ["Z", "Ä", "empty.txt"] == [each.path for each in documents.rejections()]


def test_a_document_that_gets_better_is_no_longer_rejected(store: Store) -> None:
    """Reading a rejected document again with other bytes replaces what was said of it."""
    documents = Documents(store)
    documents.reject(EMPTY, digest="1", at=NOON)
    Articles(store).add(article(path="empty.txt"), digest="2", story_id="s", at=NOON)

    assert [] == documents.rejections()
    assert [1] == [each.copies for each in Articles(store).candidates()]


def test_a_document_that_gets_worse_keeps_its_article(store: Store) -> None:
    """An article stays when its document is rejected later, and its copies go on speaking for it."""
    shelf, documents = Articles(store), Documents(store)
    shelf.add(article(path="a.txt"), digest="1", story_id="s", at=NOON)
    shelf.add(article(path="b.txt"), digest="1", story_id="s", at=NOON)
    documents.reject(Rejection(source="harbour", path="a.txt", reason="empty"), digest="2", at=NOON)
    still = [each.copies for each in shelf.candidates()]
    documents.reject(Rejection(source="harbour", path="b.txt", reason="empty"), digest="2", at=NOON)
    documents.reject(Rejection(source="harbour", path="b.txt", reason="still"), digest="3", at=NOON)

    assert ([1], [1]) == (still, [each.copies for each in shelf.candidates()])


def test_a_name_no_database_keeps_is_shown_as_far_as_it_goes(store: Store) -> None:
    """A file name that is no Unicode is noted with replacement characters, and recognised again."""
    documents = Documents(store)
    documents.reject(Rejection(source="harbour", path="caf\udce9\0", reason="NUL \0"), digest="1", at=NOON)

    assert [
        Rejection(source="harbour", path="caf\ufffd\ufffd", reason="NUL \ufffd")
    ] == documents.rejections()
    assert documents.knows("harbour", "caf\udce9\0", "1")


def test_a_poll_is_noted_with_what_went_wrong(store: Store) -> None:
    """A source shows its last poll; a good one wipes the note of a bad one, and no counter changes."""
    documents = Documents(store)
    Articles(store).add(article(), digest="1", story_id="s", at=NOON)
    documents.check_in("harbour", at=NOON, note="no such folder \0")
    noted = [(each.name, each.checked, each.note) for each in documents.sources()]
    documents.check_in("harbour", at=NOON + HOUR)
    documents.check_in("annex", at=NOON)

    assert [("harbour", NOON, "no such folder \ufffd")] == noted
    empty = SourceState(
        name="annex", checked=NOON, note=None, documents=0, rejected=0, articles=0, undated=0, newest=None
    )
    full = SourceState(
        name="harbour",
        checked=NOON + HOUR,
        note=None,
        documents=1,
        rejected=0,
        articles=1,
        undated=0,
        newest=NOON,
    )
    assert [empty, full] == documents.sources()


def test_a_source_counts_its_documents(store: Store) -> None:
    """Documents, rejected ones, articles and undated ones are told apart."""
    documents, shelf = Documents(store), Articles(store)
    shelf.add(article("One"), digest="1", story_id="s", at=NOON)
    shelf.add(article("Two", published=None), digest="2", story_id="s", at=NOON)
    shelf.add(article("One", path="copy.txt"), digest="1", story_id="s", at=NOON)
    documents.reject(EMPTY, digest="3", at=NOON)

    assert [(4, 1, 2, 1)] == [
        (each.documents, each.rejected, each.articles, each.undated) for each in documents.sources()
    ]


def test_coverage_sums_the_sources_asked_for(store: Store) -> None:
    """Documents count as sources, those that became articles as read, a silent place as unread."""
    shelf = Articles(store)
    shelf.add(article("One", published=NOON - HOUR), digest="1", story_id="s", at=NOON)
    shelf.add(article("Two", published=NOON - 2 * HOUR), digest="2", story_id="s", at=NOON)
    shelf.add(article("Three", source="wire", published=None), digest="3", story_id="s", at=NOON)
    shelf.add(article("Three", source="wire", path="copy.txt"), digest="3", story_id="s", at=NOON)
    Documents(store).reject(EMPTY, digest="4", at=NOON)
    Documents(store).check_in("gone", at=NOON, note="the folder cannot be read")

    harbour = Coverage(sources=4, sources_read=2, articles=2, undated=0, newest=NOON - HOUR)
    every = Coverage(sources=6, sources_read=4, articles=3, undated=1, newest=NOON - HOUR)
    assert harbour == shelf.coverage(["harbour", "never"])
    assert every == shelf.coverage() == shelf.coverage(())


def test_coverage_of_nothing_is_nothing(store: Store) -> None:
    """An empty store has read no source and holds no article."""
    assert (
        Coverage(sources=0, sources_read=0, articles=0, undated=0, newest=None) == Articles(store).coverage()
    )


def test_a_fact_is_kept_until_the_next(store: Store) -> None:
    """A fact is none at first, then the last one noted."""
    facts = Facts(store)
    before = facts.get("topics")
    facts.put("topics", "1")
    facts.put("topics", "2")

    assert (None, "2") == (before, facts.get("topics"))
