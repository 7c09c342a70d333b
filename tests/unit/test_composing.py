"""What a briefing tells, in which order, and the trace of why."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from briefings.composing import compose
from briefings.model import ArticleRef, Citation, Digest, KeySentence, Topic, TopicMatch
from briefings.store import Articles, Store
from briefings.summarising import key_sentences
from tests.factories import NOON, article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefings.model import Article, Briefing

DAY = timedelta(days=1)
DIGEST = Digest(name="morning", window="all", length="full")
BRIDGES = Topic(name="bridges", label="Bridges", any=("bridge",))
EVENTS = {
    "Alba": "Ferry Alba of the Rourke Line sank off Westhaven with forty tonnes of salt.",
    "Berta": "Mayor Berta Prado opened the tram depot of Eastport after two years of works.",
    "Carla": "Storm Carla tore the roofs from the fish market in Harrow and flooded the cellars.",
    "Dora": "Singer Dora Quell gave the town hall of Torrano a piano made in 1931.",
}
PADDING = "\n\nnothing to tell here" * 30  # so that a sentence is a small share of its article


class _Desk:
    """A store with articles, and the briefings made of it."""

    def __init__(self, store: Store) -> None:
        self.articles = Articles(store)

    def add(self, made: Article, **findings: Any) -> Article:
        """Keep an article with plausible findings about it."""
        usual = {"digest": made.id, "story_id": made.id, "at": NOON, "key_sentences": key_sentences(made)}
        self.articles.add(made, **{**usual, **findings})
        return made

    def tell(self, digest: Digest = DIGEST, *, topics: tuple[Topic, ...] = (), **more: Any) -> Briefing:
        """Compose a briefing at noon."""
        return compose(self.articles, digest, topics=topics, **{"as_of": NOON, **more})


@pytest.fixture
def desk() -> Iterator[_Desk]:
    """Give a desk with an empty store."""
    with Store.open("sqlite://") as store:
        yield _Desk(store)


def report(name: str, *, days: float = 0, **fields: Any) -> Article:
    """Make an article with one sentence to tell, published some days before noon."""
    published = {"published": NOON - days * DAY}
    return article(title=f"About {name}", text=EVENTS[name] + PADDING, **{**published, **fields})


def titles(briefing: Briefing) -> list[str]:
    """List the titles of a briefing's stories."""
    return [story.title for story in briefing.stories]


def on(topic: str, score: float = 0.5) -> list[TopicMatch]:
    """Make what the topics found in an article."""
    return [TopicMatch(topic=topic, words=(topic.title(),), score=score)]


def test_a_story_is_told_in_verbatim_sentences_with_receipts(desk: _Desk) -> None:
    """Each story has its title, its article and a sentence that stands at its offsets."""
    told = desk.add(report("Alba"))
    (story,) = desk.tell().stories
    (sentence,) = key_sentences(told)

    assert "About Alba" == story.title
    assert (
        Citation(article_id=told.id, paragraph=0, start=0, end=sentence.end, text=sentence.text)
        in story.sentences
    )
    assert sentence.text == told.paragraphs[0].text[: sentence.end]
    assert story.articles == (
        ArticleRef(
            id=told.id,
            title="About Alba",
            source="harbour",
            outlet="Harbour Post",
            published=NOON,
            path="about-alba.txt",
            url=None,
        ),
    )


def test_the_newest_come_first(desk: _Desk) -> None:
    """Among equals the newer story is told first."""
    for name, days in (("Alba", 2), ("Berta", 0), ("Carla", 1)):
        desk.add(report(name, days=days))

    assert ["About Berta", "About Carla", "About Alba"] == titles(desk.tell())


def test_what_was_told_before_comes_last(desk: _Desk) -> None:
    """An older story the digest has not told goes before a newer one it has."""
    old, new = desk.add(report("Alba", days=3)), desk.add(report("Berta"))
    desk.articles.mark_seen("morning", [new.id], at=NOON)
    briefing = desk.tell()

    assert [old.title, new.title] == titles(briefing)
    assert [False, True] == [story.why.seen_before for story in briefing.stories]


def test_since_last_tells_nothing_twice(desk: _Desk) -> None:
    """A digest of what is new leaves out what it has told."""
    told, new = desk.add(report("Alba")), desk.add(report("Berta"))
    desk.articles.mark_seen("morning", [told.id], at=NOON)

    assert [new.title] == titles(desk.tell(Digest(name="morning")))


def test_an_update_is_told_by_its_new_article_and_marked(desk: _Desk) -> None:
    """A new article of a story told before is told alone, and said to be an update."""
    told = desk.add(report("Alba"), story_id="ferry")
    new = desk.add(report("Berta"), story_id="ferry")
    desk.articles.mark_seen("morning", [told.id], at=NOON)
    (story,) = desk.tell(Digest(name="morning")).stories

    assert ([new.id], True) == ([each.id for each in story.articles], story.why.seen_before)


def test_since_counts_what_came_in_late(desk: _Desk) -> None:
    """What was published before the last briefing and came in after it is new; older leftovers are not."""
    desk.add(report("Alba", days=2), at=NOON - 2 * DAY)
    desk.add(report("Berta", days=2), at=NOON)

    assert ["About Berta"] == titles(desk.tell(Digest(name="morning"), since=NOON - DAY))


@pytest.mark.parametrize(("window", "count"), [("24h", 1), ("3d", 2), ("7d", 3), ("all", 4)])
def test_a_window_goes_by_publication(desk: _Desk, window: str, count: int) -> None:
    """A digest of a fixed window tells what was published in it."""
    for name, days in (("Alba", 0.5), ("Berta", 2), ("Carla", 5), ("Dora", 20)):
        desk.add(report(name, days=days))

    assert count == len(desk.tell(dataclasses.replace(DIGEST, window=window)).stories)


def test_topics_and_sources_narrow_a_digest(desk: _Desk) -> None:
    """A digest of a topic or a source tells nothing else."""
    desk.add(report("Alba", source="east"), topics=on("bridges"))
    desk.add(report("Berta", source="west"))

    by_topic = desk.tell(dataclasses.replace(DIGEST, topics=("bridges",)), topics=(BRIDGES,))
    by_source = desk.tell(dataclasses.replace(DIGEST, sources=("west",)))

    assert (["About Alba"], ["About Berta"]) == (titles(by_topic), titles(by_source))
    assert 1 == by_source.coverage.articles


def test_a_story_on_topic_goes_before_one_that_no_topic_claims(desk: _Desk) -> None:
    """The surer a topic, the higher the story; the trace names the topic and its words."""
    desk.add(report("Alba"), topics=on("trams", 0.9))
    desk.add(report("Berta", days=0.2), topics=on("bridges", 0.9))
    first = desk.tell(topics=(BRIDGES,)).stories[0]

    assert "About Berta" == first.title
    assert (("bridges",), ("Bridges",)) == (first.why.topics, first.why.matched)


def test_articles_of_one_story_are_told_together(desk: _Desk) -> None:
    """A story told by several newsrooms is one entry that quotes more than one of them."""
    ids = {desk.add(report(name), story_id="ferry").id for name in ("Alba", "Berta")}
    (story,) = desk.tell().stories

    assert ids == {each.id for each in story.articles}
    assert ids == {each.article_id for each in story.sentences}


def test_near_copies_are_one_voice(desk: _Desk) -> None:
    """A text syndicated twice is told once and counted twice."""
    first = desk.add(report("Alba"))
    desk.add(report("Berta"), story_id=first.id, copy_of=first.id)
    (story,) = desk.tell().stories

    assert ([first.id], 2) == ([each.id for each in story.articles], story.why.copies)


def test_more_voices_weigh_more(desk: _Desk) -> None:
    """A story that several newsrooms tell goes before one that only one tells."""
    desk.add(report("Alba", days=0.1), story_id="ferry")
    desk.add(report("Berta", days=0.1), story_id="ferry")
    desk.add(report("Carla"))

    assert "ferry" == desk.tell().stories[0].id


def test_a_source_has_its_share_of_stories(desk: _Desk) -> None:
    """No source tells more stories than the digest allows, and the rule is named."""
    for name in ("Alba", "Berta", "Carla"):
        desk.add(report(name, source="east"))
    desk.add(report("Dora", days=3, source="west"))
    briefing = desk.tell(dataclasses.replace(DIGEST, max_stories_per_source=2))

    assert "About Dora" == titles(briefing)[-1]
    assert ["east has its 2 stories already"] == [each.reason for each in briefing.left_out]


def test_the_only_source_may_tell_everything(desk: _Desk) -> None:
    """Where there is one source, its cap would only make the briefing short."""
    for name in ("Alba", "Berta", "Carla"):
        desk.add(report(name))

    assert 3 == len(desk.tell(dataclasses.replace(DIGEST, max_stories_per_source=1)).stories)


def test_a_topic_has_its_share_of_stories(desk: _Desk) -> None:
    """A topic with a cap fills no more of a briefing than that."""
    for name in ("Alba", "Berta"):
        desk.add(report(name), topics=on("bridges"))
    capped = dataclasses.replace(BRIDGES, cap=1)

    assert ["the topic Bridges has its 1 stories already"] == [
        each.reason for each in desk.tell(topics=(capped,)).left_out
    ]


def test_a_digest_has_its_number_of_stories(desk: _Desk) -> None:
    """What scored lower is named with its rule, and the last told story says what it beat."""
    for name, days in (("Alba", 0), ("Berta", 1)):
        desk.add(report(name, days=days))
    briefing = desk.tell(dataclasses.replace(DIGEST, max_stories=1))
    reason = "the digest tells 1 stories, and these scored higher"

    assert ["About Alba"] == titles(briefing)
    assert [("About Berta", reason)] == [(each.title, each.reason) for each in briefing.left_out]
    assert ("About Berta",) == briefing.stories[0].why.beat


def test_the_same_story_again_is_left_out(desk: _Desk) -> None:
    """A story in the words of one above it would tell nothing new."""
    desk.add(report("Alba"))
    desk.add(report("Alba", days=1, id="again", path="again.txt"))

    assert ["it would repeat “About Alba”"] == [each.reason for each in desk.tell().left_out]


def test_a_story_like_one_above_gives_way(desk: _Desk) -> None:
    """A slightly better story on the subject of the one above comes after something else."""
    desk.add(report("Alba"))
    like = "Ferry Elsa of the Rourke Line sank off Westhaven on the way to Harrow."
    desk.add(article(title="About Elsa", text=like + PADDING, published=NOON - 0.1 * DAY))
    desk.add(report("Berta", days=0.15))

    assert ["About Alba", "About Berta", "About Elsa"] == titles(desk.tell())


def test_no_article_is_quoted_beyond_its_share(desk: _Desk) -> None:
    """Sentences of one article never make up more than the digest's share of it; the shorter one fits."""
    long = f"Ferry Alba of the Rourke Line, {'built in Norland, ' * 9}sank off Westhaven."
    short = "Ferry Berta of the Rourke Line came to help from Eastport."
    told = desk.add(article(title="Two ferries", text=f"{long} {short}\n\n{'x' * 500}"))
    (story,) = desk.tell().stories
    quoted = sum(len(each.text) for each in story.sentences)

    assert [short] == [each.text for each in story.sentences]
    assert quoted <= 0.15 * sum(len(each.text) for each in told.paragraphs)


def test_an_article_too_short_to_quote_is_told_by_its_title(desk: _Desk) -> None:
    """Where every sentence is more than the share, none is shown, and the trace says so."""
    desk.add(article(title="Ferry", text="Ferry Alba of the Rourke Line sank off Westhaven."))
    (story,) = desk.tell().stories

    assert () == story.sentences
    assert ("Every sentence of ferry.txt that can stand alone is more than 15% of it.",) == story.why.notes


def test_an_article_without_a_whole_thought_is_told_by_its_title(desk: _Desk) -> None:
    """Where no sentence can stand alone, none is shown, and the trace says so."""
    desk.add(article(title="Ferry", text="He sank it."))
    (story,) = desk.tell().stories

    assert ((), ("No sentence of ferry.txt can stand alone.",)) == (story.sentences, story.why.notes)


@pytest.mark.parametrize(("length", "count"), [("headlines", 0), ("short", 2), ("full", 3)])
def test_the_length_of_a_digest_is_in_sentences(desk: _Desk, length: str, count: int) -> None:
    """Headlines are titles alone, a short briefing has two sentences a story, a full one what is allowed."""
    told = article(text="\n\n".join(EVENTS.values()) + PADDING)
    sentences = [
        KeySentence(paragraph=number, start=0, end=len(word), text=word, score=1 - number / 10)
        for number, word in enumerate(("alba", "berta", "carla", "dora"))
    ]
    desk.add(told, key_sentences=sentences)
    (story,) = desk.tell(dataclasses.replace(DIGEST, length=length)).stories

    assert (count, ()) == (len(story.sentences), story.why.notes)


def test_an_untitled_story_is_named_by_its_first_sentence(desk: _Desk) -> None:
    """A title is never invented: the first sentence stands for it, whole, and is not told again."""
    told = desk.add(dataclasses.replace(report("Alba"), title=None))
    (story,) = desk.tell().stories

    assert key_sentences(told)[0].text == story.title
    assert () == story.sentences


def test_an_untitled_story_without_sentences_is_named_by_its_path(desk: _Desk) -> None:
    """Where nothing can be quoted, the document's path is what is known."""
    desk.add(dataclasses.replace(article(text="He sank it."), title=None, path="wire/17.txt"))

    assert ["wire/17.txt"] == titles(desk.tell())


def test_an_undated_article_goes_by_its_arrival_and_shows_no_date(desk: _Desk) -> None:
    """Without a date an article is as new as its arrival, and no date is invented for it."""
    desk.add(report("Alba", days=1))
    desk.add(dataclasses.replace(report("Berta"), published=None), at=NOON - 2 * DAY)
    briefing = desk.tell()

    assert ["About Alba", "About Berta"] == titles(briefing)
    assert briefing.stories[1].articles[0].published is None
    assert 1 == briefing.coverage.undated


def test_a_date_in_the_future_is_no_date(desk: _Desk) -> None:
    """A page dated more than a day ahead counts as undated."""
    desk.add(report("Alba", days=-3), at=NOON - DAY)
    (story,) = desk.tell().stories

    assert story.articles[0].published is None


def test_a_story_in_another_language_comes_after_its_equals(desk: _Desk) -> None:
    """In a channel of English stories a Chinese one is told, and not as the first."""
    desk.add(report("Alba", language="zh"))
    for name in ("Berta", "Carla"):
        desk.add(report(name, days=0.2))

    assert "About Alba" == titles(desk.tell())[-1]


def test_a_briefing_is_the_same_each_time(desk: _Desk) -> None:
    """The same store and moment give the same briefing, to the last part of each score."""
    for name in ("Alba", "Berta", "Carla"):
        desk.add(report(name))

    assert desk.tell() == desk.tell()


def test_the_score_is_the_sum_of_its_parts(desk: _Desk) -> None:
    """What the trace shows of a score adds up to it."""
    desk.add(report("Alba"), topics=on("bridges"))
    why = desk.tell(topics=(BRIDGES,)).stories[0].why

    assert why.score == round(sum(value for _name, value in why.parts), 4)
    assert ["not told before", "topic", "recency", "quotable"] == [name for name, _value in why.parts]


def test_an_empty_store_gives_an_empty_briefing(desk: _Desk) -> None:
    """Where nothing was read, nothing is told, and the coverage says so."""
    briefing = desk.tell()

    assert ((), (), 0) == (briefing.stories, briefing.left_out, briefing.coverage.articles)
