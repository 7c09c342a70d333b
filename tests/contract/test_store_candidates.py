"""Candidates come unseen first and newest first, from a few steps along an index."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from briefings.model import Candidate, KeySentence, Rejection, TopicMatch
from briefings.store import Articles, Documents, Store, choosing
from tests.factories import NOON, article

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

HOUR = timedelta(hours=1)
ABOUT = {name: TopicMatch(topic=name, words=(name.upper(),), score=0.5) for name in ("bridge", "port")}


def add(
    store: Store,
    title: str,
    *topics: str,
    published: datetime | None = NOON,
    at: datetime = NOON,
    source: str = "harbour",
    copy_of: str | None = None,
) -> str:
    """Add an article and return its id."""
    made = article(title, published=published, source=source)
    matches = [ABOUT[topic] for topic in topics]
    Articles(store).add(made, digest=title, story_id="story", at=at, topics=matches, copy_of=copy_of)
    return made.id


def titles(candidates: Sequence[Candidate]) -> list[str | None]:
    """Name the candidates in order."""
    return [each.title for each in candidates]


def test_a_candidate_carries_what_choosing_needs(store: Store) -> None:
    """Everything found out about an article comes back with it, without its full text."""
    made = article("One", "The bridge is open.\n\nFerries sail.", url="https://example.org/1")
    sentence = KeySentence(paragraph=0, start=0, end=19, text="The bridge is open.", score=0.1)
    seq = Articles(store).add(
        made,
        digest="1",
        story_id="s",
        topics=[ABOUT["port"], ABOUT["bridge"]],
        key_sentences=[sentence],
        at=NOON + HOUR,
    )

    expected = Candidate(
        id=made.id,
        seq=seq or 0,
        story_id="s",
        source="harbour",
        outlet="Harbour Post",
        title="One",
        published=NOON,
        added=NOON + HOUR,
        path="one.txt",
        url="https://example.org/1",
        language="en",
        characters=32,
        copies=1,
        topics=(ABOUT["port"], ABOUT["bridge"]),
        key_sentences=(sentence,),
        seen=False,
    )
    assert [expected] == Articles(store).candidates()


def test_the_newest_come_first_and_no_more_than_asked_for(store: Store) -> None:
    """Articles stand by the time they were news, later additions first where that is equal."""
    add(store, "Old", published=NOON - HOUR)
    add(store, "New")
    add(store, "New too")

    assert ["New too", "New", "Old"] == titles(Articles(store).candidates())
    assert ["New too"] == titles(Articles(store).candidates(limit=1))


def test_an_undated_article_was_news_when_it_was_added(store: Store) -> None:
    """Without a date the moment of adding counts, and the date stays unknown."""
    add(store, "Dated", published=NOON - HOUR)
    add(store, "Undated", published=None, at=NOON)
    found = Articles(store).candidates(since=NOON)

    assert [("Undated", None)] == [(each.title, each.published) for each in found]


def test_a_date_in_the_future_leads_nothing(store: Store) -> None:
    """A page that claims to be of 2099 counts from when it was added, in the coverage not at all."""
    add(store, "Liar", published=NOON + timedelta(days=27_000), at=NOON - HOUR)
    add(store, "Honest")

    assert ["Honest", "Liar"] == titles(Articles(store).candidates(until=NOON))
    assert NOON == Articles(store).coverage().newest


def test_a_window_has_both_its_ends(store: Store) -> None:
    """Both moments that bound a window belong to it."""
    for hours in range(4):
        add(store, f"{hours}", published=NOON - hours * HOUR)

    assert ["1", "2"] == titles(Articles(store).candidates(since=NOON - 2 * HOUR, until=NOON - HOUR))


def test_what_was_told_comes_last(store: Store) -> None:
    """The unseen come first, however old; what was told follows only where there is room."""
    shelf = Articles(store)
    told = [add(store, "Told"), add(store, "Told too", published=NOON - HOUR)]
    add(store, "Fresh", published=NOON - 9 * HOUR)
    shelf.mark_seen("daily", told, at=NOON)
    found = shelf.candidates(digest="daily")

    assert [("Fresh", False), ("Told", True), ("Told too", True)] == [
        (each.title, each.seen) for each in found
    ]
    assert ["Fresh", "Told"] == titles(shelf.candidates(digest="daily", limit=2))
    assert ["Told", "Told too", "Fresh"] == titles(shelf.candidates(digest="weekly"))


def test_topics_choose_and_none_choose_all(store: Store) -> None:
    """An article of any wanted topic comes once; with no topics wanted, articles of no topic come too."""
    add(store, "Both", "bridge", "port", published=NOON - HOUR)
    add(store, "Port", "port")
    add(store, "Neither")
    shelf = Articles(store)

    assert ["Port", "Both"] == titles(shelf.candidates(topics=["bridge", "port"]))
    assert ["Both"] == titles(shelf.candidates(topics=["bridge", "unknown", "bridge"]))
    assert ["Neither", "Port", "Both"] == titles(shelf.candidates())


def test_a_topic_leaves_out_near_copies(store: Store) -> None:
    """Texts that are one voice are one candidate of their topic."""
    one = add(store, "One", "port")
    add(store, "Two", "port", copy_of=one)

    assert ["One"] == titles(Articles(store).candidates(topics=["port"]))


def test_a_mended_text_moves_its_copies_in_time(store: Store) -> None:
    """A source that copied a page has the mended page in the window of the new date, not of the old one."""
    shelf = Articles(store)
    old, new = (
        article("Live", f"It is {published}.", path="a.txt", published=published)
        for published in (NOON - HOUR, NOON)
    )
    shelf.add(old, digest="1", story_id="s", at=NOON)
    shelf.add(article("Copy", source="wire"), digest="2", story_id="s", at=NOON, copy_of=old.id)
    shelf.add(new, digest="3", story_id="s", at=NOON, copy_of=old.id)

    assert ["Live"] == titles(shelf.candidates(sources=["wire"], since=NOON))
    assert [] == shelf.candidates(sources=["wire"], until=NOON - HOUR)


def test_a_source_tells_what_any_of_its_documents_tells(store: Store) -> None:
    """An article is of a source that has only a copy of it, and comes once however many copies there are."""
    one = add(store, "One", source="wire")
    add(store, "Two", source="harbour", copy_of=one)
    add(store, "Three", source="harbour", copy_of=one)
    add(store, "Four", source="other", published=NOON - HOUR)
    shelf = Articles(store)

    assert ["One"] == titles(shelf.candidates(sources=["harbour"]))
    assert ["One", "Four"] == titles(shelf.candidates(sources=["harbour", "wire", "other"]))
    assert [] == titles(shelf.candidates(sources=["nobody"]))


def test_a_rejected_document_is_no_candidate(store: Store) -> None:
    """A document that became no article does not stand in its source's way."""
    Documents(store).reject(Rejection(source="harbour", path="x", reason="empty"), digest="1", at=NOON)

    assert [] == Articles(store).candidates(sources=["harbour"])


@pytest.mark.parametrize("small", [0, 2_000], ids=["along topics", "along sources"])
def test_topics_and_sources_narrow_each_other(
    store: Store, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With both wanted an article is of both, whichever of the two the store walks along."""
    monkeypatch.setattr(choosing, "_SMALL", small)
    add(store, "Wanted", "port", source="wire")
    add(store, "Other topic", "bridge", source="wire")
    add(store, "Other source", "port", source="other")
    add(store, "Wanted too", "port", "bridge", source="harbour")
    found = Articles(store).candidates(topics=["port"], sources=["wire", "harbour"])

    assert ["Wanted too", "Wanted"] == titles(found)


def test_many_candidates_come_in_order(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for more than one question to the database names keeps the order."""
    monkeypatch.setattr(choosing, "_CHUNK", 2)
    for number in range(5):
        add(store, f"{number}")

    assert ["4", "3", "2", "1", "0"] == titles(Articles(store).candidates())


def _plans(store: Store, ask: Callable[[], object]) -> list[str]:
    """List the steps SQLite plans for each statement that *ask* has it run."""
    asked: list[tuple[str, Any]] = []
    event.listen(store._engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    ask()
    told = [(text, values) for text, values in asked if not text.startswith("BEGIN")]
    with store.outside() as connection:
        return [
            step[3]
            for text, values in told
            for one in (values if isinstance(values, list) else [values])
            for step in connection.execute(f"EXPLAIN QUERY PLAN {text}", one)
        ]


def _detours(plans: list[str]) -> list[str]:
    tables = [step for step in plans if step.startswith("SCAN") and step != "SCAN CONSTANT ROW"]
    whole = [step for step in tables if "INDEX" not in step]
    sorted_afterwards = [step for step in plans if "TEMP B-TREE" in step]
    return [*whole, *sorted_afterwards]


@pytest.mark.parametrize(
    ("topics", "sources", "small", "way"),
    [
        ((), (), 0, "articles USING INDEX articles_newest (moment>?)"),
        (("port",), (), 0, "article_topics USING COVERING INDEX sqlite_autoindex_article_topics_1 (topic=?"),
        ((), ("wire",), 0, "documents USING COVERING INDEX documents_newest (source=? AND moment>?)"),
        (("port",), ("wire",), -1, "documents USING COVERING INDEX documents_lead (lead=? AND source=?)"),
        (
            ("port",),
            ("wire",),
            9,
            "article_topics USING COVERING INDEX article_topics_article (seq=? AND topic=?)",
        ),
    ],
)
def test_choosing_walks_indexes_only(
    topics: tuple[str, ...], sources: tuple[str, ...], small: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No question behind candidates() makes SQLite read a whole table or sort what it found."""
    monkeypatch.setattr(choosing, "_SMALL", small)
    with Store.open("sqlite://") as store:
        add(store, "One", "port", source="wire")
        shelf, since = Articles(store), NOON - HOUR
        plans = _plans(
            store, lambda: shelf.candidates(topics=topics, sources=sources, since=since, digest="daily")
        )

    assert [] == _detours(plans)
    assert [] != [step for step in plans if way in step]


def test_writing_walks_indexes_only() -> None:
    """No statement behind add() and mark_seen(), mending and copies included, reads a whole table."""
    with Store.open("sqlite://") as store:
        shelf, old = Articles(store), article("Old", path="a.txt")

        def write() -> None:
            for made, copy_of in (
                (old, None),
                (article("Copy"), old.id),
                (article("New", path="a.txt"), old.id),
            ):
                matches = [ABOUT["port"]]
                shelf.add(made, digest="1", story_id="s", at=NOON, copy_of=copy_of, topics=matches)
            shelf.mark_seen("daily", [old.id], at=NOON)
            shelf.retag(1, [])

        plans = _plans(store, write)

    assert [] == _detours(plans)
    assert [] != [step for step in plans if "articles USING COVERING INDEX articles_lead (lead=?)" in step]
