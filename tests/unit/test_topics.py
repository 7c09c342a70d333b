"""What belongs to a topic, and the words that say so."""

from __future__ import annotations

import pytest

from briefings.model import GlossaryEntry, Topic
from briefings.topics import Matcher, match, self_test
from tests.factories import article

REDNOTE = GlossaryEntry(name="rednote", term="RedNote", aliases=("Xiaohongshu", "小红书"))


def topic(*any_of: str, **fields: object) -> Topic:
    """Make a topic that looks for *any_of*."""
    return Topic(**{"name": "bridges", "label": "Bridges", "any": any_of, **fields})  # type: ignore[arg-type]  # tests name what they need


@pytest.mark.parametrize(
    ("phrase", "text", "shown"),
    [
        ("harbour bridge", "Two Harbour Bridges were closed.", "Harbour Bridges"),
        ("RedNote", "Users of Red-Note were greeted.", "Red-Note"),
        ("red-note", "Users of RedNote were greeted.", "RedNote"),
        ("Red-Note users", "Many RedNote users came.", "RedNote users"),
        ("小红书", "我在小紅書上看到的。", "小紅書"),
        ("猫", "小猫跑了。", "猫"),
        ("書", "小红书上的书。", "书"),
        ("Bank of Norland", "The bank of Norland waits.", "bank of Norland"),
        ("2024 vote", "Vote 2024, the 2024 vote.", "2024 vote"),
    ],
)
def test_a_phrase_matches_its_forms(phrase: str, text: str, shown: str) -> None:
    """A phrase is found in any case, number, hyphenation or Chinese script, and shown as it stands."""
    found = match(topic(phrase), article(title="", text=text))

    assert found is not None
    assert (shown,) == found.words


@pytest.mark.parametrize(
    "text", ["The bridge of the harbour is old.", "Harbour, then bridge, said he.", "A harbourbridge."]
)
def test_the_words_of_a_phrase_stand_together(text: str) -> None:
    """Words of a phrase that stand apart or in another order are not the phrase."""
    assert match(topic("harbour bridge"), article(title="", text=text.replace(", then ", " then "))) is None


def test_a_phrase_does_not_reach_over_a_break() -> None:
    """Two words on both sides of a colon or comma are not the phrase they would make beside each other."""
    topic = Topic(name="shops", label="Shops", any=("app store",))

    assert [False, False, True] == [
        match(topic, article(title="News", text=text)) is not None
        for text in ("They carry the app: stores, mostly.", "An app, store bought.", "The app store closed.")
    ]


def test_a_name_stands_for_all_its_names() -> None:
    """A phrase with a name of the glossary finds text with any other name of the same thing."""
    found = match(
        topic("RedNote users"), article(title="", text="Xiaohongshu users; 小红书users."), [REDNOTE]
    )

    assert found is not None
    assert ("Xiaohongshu users", "小红书users") == found.words


def test_part_of_a_word_is_no_name() -> None:
    """A short alias inside a longer word does not change the phrase."""
    entry = GlossaryEntry(name="x", term="X", aliases=("Twitter",))

    assert match(topic("box office"), article(title="", text="The boTwitter office."), [entry]) is None


def test_all_phrases_must_be_there() -> None:
    """Of `all` none may be missing."""
    both = topic(all=("harbour", "ferry"))

    assert match(both, article(title="", text="The harbour has a ferry.")) is not None
    assert match(both, article(title="", text="The harbour has a bridge.")) is None


def test_one_phrase_of_any_is_enough_and_needed() -> None:
    """With `all` fulfilled, at least one phrase of `any` must be there too."""
    either = topic("ferry", "bridge", all=("harbour",))

    assert match(either, article(title="", text="The harbour has a bridge.")) is not None
    assert match(either, article(title="", text="The harbour is empty.")) is None


def test_a_phrase_of_none_keeps_out() -> None:
    """An article that holds a phrase of `none` does not belong, whatever else it holds."""
    assert match(topic("bridge", none=("dental",)), article(title="", text="A dental bridge.")) is None


def test_a_topic_without_phrases_claims_nothing() -> None:
    """Nothing belongs to a topic that says only what it is not about."""
    assert match(topic(none=("dental",)), article()) is None


def test_within_the_title() -> None:
    """A topic that looks at titles is not matched by the body."""
    in_title = topic("ferry", within=("title",))

    assert match(in_title, article(title="Old town", text="A ferry.")) is None
    assert match(in_title, article(title="The ferry", text="A boat.")) is not None


def test_the_words_come_in_the_order_of_the_article() -> None:
    """The title's words come first, each form once, whatever the order of the phrases."""
    found = match(topic("bridge", "ferry"), article(title="The Ferry", text="A bridge. A ferry. A Bridge."))

    assert found is not None
    assert ("Ferry", "bridge") == found.words


def test_the_score_grows_with_mentions_up_to_the_weight() -> None:
    """More mentions make a topic surer, the title most, and never surer than its weight."""
    once = match(topic("ferry", weight=2), article(title="", text="A ferry."))
    titled = match(topic("ferry", weight=2), article(title="Ferry", text="A boat."))
    often = match(topic("ferry", weight=2), article(title="Ferry", text="A ferry. " * 50))

    assert once
    assert titled
    assert often
    assert once.score < titled.score < often.score < 2


def test_topics_are_listed_surest_first() -> None:
    """An article's topics come in the order of their scores."""
    topics = [topic("ferry", name="ferries"), topic("bridge", name="bridges"), topic("tram", name="trams")]
    found = Matcher(topics).match(article(title="Bridge", text="The bridge and the ferry."))

    assert ["bridges", "ferries"] == [each.topic for each in found]


def test_an_untitled_article_is_read_too() -> None:
    """An article without a title belongs to the topics of its text."""
    assert match(topic("ferry"), article(text="A ferry.", title="")) is not None


def test_a_topic_that_holds_its_examples_is_well() -> None:
    """A topic whose examples do as they must has nothing to report."""
    well = topic(
        "bridge", none=("dental",), must_match=("Bridges",), must_not_match=("Dental bridge", "Tram")
    )

    assert [] == self_test(well)


def test_a_failing_example_is_explained() -> None:
    """Each example that fails gives a sentence with the rule it fails by."""
    ill = topic(
        "bridge",
        "???",
        all=("harbour",),
        none=("dental",),
        must_match=("Dental bridge", "A bridge", "A harbour"),
        must_not_match=("Harbour bridge",),
    )

    assert [
        'the phrase "???" holds no letter or digit, so it matches nothing; write a word or a name',
        'must_match: "Dental bridge" does not match: it holds "dental", which none excludes',
        'must_match: "A bridge" does not match: it lacks "harbour", which all demands',
        'must_match: "A harbour" does not match: it holds no phrase of any',
        'must_not_match: "Harbour bridge" matches by "Harbour", "bridge"; put what tells it apart into none',
    ] == self_test(ill)


def test_many_aliases_do_not_explode() -> None:
    """A phrase of several names with many aliases each is looked for in a bounded number of ways."""
    many = [
        GlossaryEntry(name=letter, term=letter * 2, aliases=tuple(f"{letter}{n}" for n in range(100)))
        for letter in "abcd"
    ]

    assert match(topic("aa bb cc dd"), article(title="", text="aa bb cc dd"), many) is not None
