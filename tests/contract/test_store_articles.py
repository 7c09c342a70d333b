"""Articles go in once and come out equal; near-copies are one voice, mended texts replace the old one."""

from __future__ import annotations

import dataclasses
import itertools
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefings.model import Article, KeySentence, Kind, Paragraph, Reason, RemovedLine, Table, TopicMatch
from briefings.store import Articles, Documents, Fingerprint, Store, Unstorable
from tests.factories import NOON, article

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR = timedelta(hours=1)
BRIDGE = TopicMatch(topic="bridge", words=("bridge", "桥"), score=0.75)


def add(store: Store, made: Article, **found_out: Any) -> int | None:
    """Add an article with plausible findings about it."""
    findings: dict[str, Any] = {"digest": f"bytes of {made.id}", "story_id": "story", "at": NOON, **found_out}
    return Articles(store).add(made, **findings)


def copies(store: Store) -> dict[str | None, int]:
    """Tell how many documents speak through each lead."""
    return {each.title: each.copies for each in Articles(store).candidates()}


_text = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40
) | st.sampled_from(
    [
        "小红书 “引号”",
        "a\nb\r\n\tc",
        'he said "no" — it\'s',
        "👩‍👩‍👧‍👦 🇬🇧",
        "\ufeff\u202e\x7f",
        "\\u0000 %s :x {y}",
        "",
    ]
)
_numbers = itertools.count()
_line = st.integers(0, 2**31)
_texts = st.lists(_text, max_size=3).map(tuple)
_moments = st.timedeltas(timedelta(days=-100_000), timedelta(days=1_000_000)).map(lambda since: NOON + since)
_articles = st.builds(
    Article,
    id=st.just(""),
    source=_text,
    path=_text,
    title=st.none() | _text,
    title_is_own=st.booleans(),
    authors=_texts,
    publisher=st.none() | _text,
    published=st.none() | _moments,
    date_source=st.none() | st.sampled_from(["json-ld", "text"]),
    language=st.sampled_from(["en", "zh-Hans", "und"]),
    url=st.none() | _text,
    paragraphs=st.lists(
        st.builds(Paragraph, text=_text, kind=st.sampled_from(Kind), line=_line), max_size=4
    ).map(tuple),
    tables=st.lists(
        st.builds(Table, header=_texts, rows=st.lists(_texts, max_size=3).map(tuple), line=_line), max_size=2
    ).map(tuple),
    lists=st.lists(_texts, max_size=2).map(tuple),
    removed=st.lists(
        st.builds(RemovedLine, line=_line, reason=st.sampled_from(Reason), text=_text), max_size=3
    ).map(tuple),
    kept_ratio=st.floats(0, 1),
    flagged=st.none() | _text,
)


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # articles may pile up in the one store
)
@given(made=_articles)
def test_an_article_comes_back_equal(store: Store, made: Article) -> None:
    """What is given back equals what was added, to the last character and microsecond."""
    made = dataclasses.replace(made, id=f"article {next(_numbers)}")
    seq = add(store, made)

    assert (made, [(seq, made)]) == (
        Articles(store).article(made.id),
        Articles(store).articles_after((seq or 0) - 1, 10),
    )


@pytest.mark.parametrize("bad", ["NUL \0", "half \ud83d"], ids=["NUL", "half a pair"])
@pytest.mark.parametrize("field", ["title", "text", "ledger", "topic", "key sentence"])
def test_a_text_no_database_keeps_is_refused_whole(store: Store, bad: str, field: str) -> None:
    """NUL and half a surrogate pair are refused by name of the document, before anything is written."""
    made, topics = article(), (BRIDGE,)
    key_sentences: tuple[KeySentence, ...] = ()
    if field == "title":
        made = dataclasses.replace(made, title=bad)
    elif field == "text":
        made = dataclasses.replace(made, paragraphs=(Paragraph(text=bad, kind=Kind.TEXT, line=1),))
    elif field == "ledger":
        made = dataclasses.replace(made, removed=(RemovedLine(line=1, reason=Reason.SPAM, text=bad),))
    elif field == "topic":
        topics = (TopicMatch(topic="t", words=(bad,), score=1.0),)
    else:
        key_sentences = (KeySentence(paragraph=0, start=0, end=1, text=bad, score=1.0),)

    with pytest.raises(Unstorable, match=r"^harbour/harbour-bridge-reopens\.txt holds"):
        add(store, made, topics=topics, key_sentences=key_sentences)
    assert 0 == Articles(store).highest_seq()


def test_a_refused_article_does_not_spoil_its_batch(store: Store) -> None:
    """An article that cannot be kept is refused before its batch is touched, so the others stay."""
    with store.write():
        add(store, article("One"))
        with pytest.raises(Unstorable):
            add(store, article("Two", "\0"))

    assert {"One": 1} == copies(store)


def test_several_articles_are_fetched_at_once(store: Store) -> None:
    """Articles come by their ids, equal to what was added; one that is not there is left out."""
    made = [article(title) for title in ("One", "Two", "Three")]
    for each in made:
        add(store, each)

    assert {each.id: each for each in made[1:]} == Articles(store).fetch([made[1].id, "none", made[2].id])


def test_standing_articles_name_their_topics(store: Store) -> None:
    """What is on the shelf stands under its topics, or under none."""
    told, other = article("Told"), article("Other")
    add(store, told, topics=(BRIDGE,))
    add(store, other)

    assert {told.id: {BRIDGE.topic}, other.id: frozenset()} == Articles(store).standing([told.id, other.id])


def test_an_unknown_article_is_none(store: Store) -> None:
    """Asking for what is not there is no error."""
    shelf = Articles(store)

    assert (None, {}, {}, 0, []) == (
        shelf.article("none"),
        shelf.fetch(["none"]),
        shelf.standing(["none"]),
        shelf.highest_seq(),
        shelf.articles_after(0, 5),
    )


def test_numbers_grow_and_can_be_read_on_from(store: Store) -> None:
    """Whoever remembers the highest number reads on from it and misses nothing."""
    first, second, third = (add(store, article(title)) for title in ("One", "Two", "Three"))
    shelf = Articles(store)

    assert first is not None
    assert third == shelf.highest_seq()
    assert [second] == [seq for seq, _ in shelf.articles_after(first, 1)]
    assert [second, third] == [seq for seq, _ in shelf.articles_after(first, 9)]


def test_equal_content_is_one_article(store: Store) -> None:
    """A second document with the same text is a copy: no new article, one more voice, its path known."""
    first = add(store, article(path="a.txt"))
    again = add(store, article(path="b.txt", source="other", published=None))

    assert (1, None) == (first, again)
    assert {"Harbour bridge reopens": 2} == copies(store)
    assert ["a.txt", "b.txt"] == [each.path for each in Documents(store).listing()]


def test_reading_a_document_again_adds_no_voice(store: Store) -> None:
    """The same document read twice is still one voice, even when its bytes changed around the same text."""
    add(store, article(), digest="1")
    add(store, article(), digest="2")

    assert {"Harbour bridge reopens": 1} == copies(store)
    assert Documents(store).knows("harbour", "harbour-bridge-reopens.txt", "2")


def test_a_near_copy_speaks_through_the_first(store: Store) -> None:
    """Syndicated texts are one candidate that counts them all, also a copy of a copy."""
    one, two, three = article("One"), article("Two"), article("Three")
    add(store, one)
    add(store, two, copy_of=one.id)
    add(store, three, copy_of=two.id)

    assert {"One": 3} == copies(store)
    assert [one.id] * 3 == [each.lead_id for each in Articles(store).fingerprints()]


def test_a_copy_of_something_unknown_stands_by_itself(store: Store) -> None:
    """An original that is not there leaves the copy its own lead."""
    add(store, article("Two"), copy_of="gone")

    assert {"Two": 1} == copies(store)


def test_a_mended_near_copy_takes_the_place_of_the_old(store: Store) -> None:
    """When a document's text is mended, the new article is told, with the old one's voices and marks."""
    shelf = Articles(store)
    old, elsewhere, new = article("Old", path="a.txt"), article("Elsewhere"), article("New", path="a.txt")
    add(store, old)
    add(store, elsewhere, copy_of=old.id)
    shelf.mark_seen("daily", [old.id], at=NOON)
    add(store, new, copy_of=old.id, at=NOON + HOUR)

    assert {"New": 2} == copies(store)
    assert [new.id] == list(shelf.standing([old.id, new.id]))
    assert {old.id, new.id} == shelf.seen("daily")
    assert old == shelf.article(old.id)


def test_a_rewritten_page_under_its_title_takes_the_place_of_the_old(store: Store) -> None:
    """Other text under the same title and path replaces the old one, and is news again."""
    shelf = Articles(store)
    old, new = article("Live", "Two hurt.", path="a.txt"), article("Live", "All are well.", path="a.txt")
    add(store, old)
    shelf.mark_seen("daily", [old.id], at=NOON)
    add(store, new)

    assert {"Live": 1} == copies(store)
    assert [(new.id, False)] == [(each.id, each.seen) for each in shelf.candidates(digest="daily")]


def test_another_page_at_the_same_path_leaves_the_old_alone(store: Store) -> None:
    """A path that is used for something new does not take back what was told from it."""
    old, new = article("Old", path="a.txt"), article("New", path="a.txt")
    add(store, old)
    add(store, new)

    assert {"Old": 1, "New": 1} == copies(store)
    assert {old.id, new.id} == set(Articles(store).standing([old.id, new.id]))


def test_a_text_that_is_still_told_elsewhere_stays(store: Store) -> None:
    """Mending one of two equal documents makes a near-copy of the other, and supersedes nothing."""
    old, new = article("Old", path="a.txt"), article("New", path="a.txt")
    add(store, old)
    add(store, dataclasses.replace(old, path="b.txt"))
    add(store, new, copy_of=old.id)

    assert {"Old": 2} == copies(store)
    assert {old.id, new.id} == set(Articles(store).standing([old.id, new.id]))


def test_going_back_to_the_old_text_brings_it_back(store: Store) -> None:
    """A document that returns to an earlier text tells that again, and the counters follow."""
    shelf = Articles(store)
    old, new = article("Old", path="a.txt", published=None), article("New", path="a.txt")
    add(store, old)
    add(store, new, copy_of=old.id)
    add(store, old)

    assert {"Old": 1} == copies(store)
    assert [old.id] == list(shelf.standing([old.id, new.id]))
    assert (1, 1) == (shelf.coverage().articles, shelf.coverage().undated)


def test_a_mended_copy_keeps_its_lead(store: Store) -> None:
    """When a near-copy is mended, the lead of both still speaks, for the new one only."""
    lead, old, new = article("Lead"), article("Old", path="a.txt"), article("New", path="a.txt")
    add(store, lead)
    add(store, old, copy_of=lead.id)
    add(store, new, copy_of=lead.id)

    assert {"Lead": 2} == copies(store)
    assert {lead.id, new.id} == set(Articles(store).standing([lead.id, old.id, new.id]))


def test_a_lead_that_becomes_a_copy_hands_its_voices_on(store: Store) -> None:
    """A page rewritten, under its title, into a copy of another page brings all its voices to that one."""
    other, old = article("Other"), article("Live", "Two hurt.", path="a.txt")
    add(store, other)
    add(store, old)
    add(store, article("Syndicated", "Two hurt!"), copy_of=old.id)
    add(store, article("Live", "All are well.", path="a.txt"), copy_of=other.id)

    assert {"Other": 3} == copies(store)


def test_a_story_lists_its_articles_in_order(store: Store) -> None:
    """All leads of a story, oldest number first; near-copies speak through them."""
    one = article("One")
    add(store, one, story_id="a")
    add(store, article("Two"), story_id="b")
    add(store, article("Three"), story_id="a", copy_of=one.id)
    add(store, article("Four"), story_id="a", key_sentences=[])

    assert ["One", "Four"] == [each.title for each in Articles(store).story("a")]


def test_fingerprints_come_back_from_a_moment_on(store: Store) -> None:
    """The search for near-copies gets what was added since then, with all it needs."""
    add(store, article("One"), fingerprint=b"\0\xff1")
    two = article("Two", published=None)
    seq = add(store, two, fingerprint=b"2", at=NOON + HOUR, story_id="b")

    expected = Fingerprint(
        seq=seq or 0,
        article_id=two.id,
        story_id="b",
        lead_id=two.id,
        title="Two",
        source="harbour",
        published=None,
        added=NOON + HOUR,
        fingerprint=b"2",
    )
    assert [expected] == Articles(store).fingerprints(since=NOON + HOUR)
    assert [b"\0\xff1", b"2"] == [each.fingerprint for each in Articles(store).fingerprints()]


def test_topics_are_counted(store: Store) -> None:
    """Each topic that has articles tells how many, and when the newest was news."""
    add(store, article("One"), topics=(BRIDGE, dataclasses.replace(BRIDGE, topic="port")))
    add(store, article("Two", published=NOON - HOUR), topics=(BRIDGE, BRIDGE))
    counts = Articles(store).topic_counts()

    assert {"bridge": (2, NOON), "port": (1, NOON)} == {
        name: (count.articles, count.newest) for name, count in counts.items()
    }


def test_retagging_replaces_the_topics(store: Store) -> None:
    """After the admin's topics changed an article is found under the new ones only."""
    shelf = Articles(store)
    seq = add(store, article(), topics=(BRIDGE,))
    port = TopicMatch(topic="port", words=("Ferries",), score=0.1)
    shelf.retag(seq or 0, [port])
    shelf.retag(99, [port])

    assert [] == shelf.candidates(topics=["bridge"])
    assert [(port,)] == [each.topics for each in shelf.candidates(topics=["port"])]
    assert ["port"] == list(shelf.topic_counts())


def test_retagging_can_take_all_topics_away(store: Store) -> None:
    """An article that no topic claims any more is still there."""
    shelf = Articles(store)
    shelf.retag(add(store, article(), topics=(BRIDGE,)) or 0, [])

    assert ({}, [()]) == (shelf.topic_counts(), [each.topics for each in shelf.candidates()])


def test_marks_are_kept_a_digest(store: Store) -> None:
    """What one digest has told is not told for another; unknown articles and second times do nothing."""
    shelf, one = Articles(store), article("One")
    add(store, one)
    shelf.mark_seen("daily", [one.id, "unknown"], at=NOON)
    shelf.mark_seen("daily", [one.id], at=NOON + HOUR)
    shelf.mark_seen("daily", [], at=NOON)

    assert (frozenset({one.id}), frozenset()) == (shelf.seen("daily"), shelf.seen("weekly"))


def test_writers_at_once_never_confirm_numbers_out_of_order(
    open_store: Callable[[str], Store], postgres_url: str
) -> None:
    """On PostgreSQL a second writer waits for the first, so who reads on from a number misses nothing."""
    first, second = open_store(postgres_url), open_store(postgres_url)
    waiting = threading.Thread(target=add, args=(second, article("Two")))
    with first.write():
        add(first, article("One"))
        waiting.start()
        waiting.join(0.2)
        blocked = waiting.is_alive()
    waiting.join(5)

    assert blocked
    assert ["One", "Two"] == [each.title for _, each in Articles(first).articles_after(0, 9)]
