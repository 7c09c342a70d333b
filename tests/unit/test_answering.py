"""A question is answered by passages that stand in the articles, or not at all."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.model import Article, GlossaryEntry, Kind, Paragraph, Status, Strength, Topic
from tests.factories import NOON, article
from tests.library import library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefings.model import Answer
    from tests.library import Library

REDNOTE = GlossaryEntry(name="rednote", term="RedNote", aliases=("Xiaohongshu", "小红书", "Little Red Book"))
TRAFFIC = Topic(name="traffic", label="Bridges and ferries", any=("bridge", "ferry"))
BRIDGE = article(
    "Harbour bridge reopens",
    "The harbour bridge reopened on Monday after eleven weeks of repairs. They cost 4.5 million dollars.\n\n"
    "Ferries return to their winter timetable. Commuters had complained about crowded boats.\n\n"
    "The mayor thanked the engineers because they finished early.",
    source="harbour",
)
APP = article(
    "Newcomers crowd a Chinese app",
    "Thousands of Americans joined Xiaohongshu within days. They feared that their own app would be banned."
    "\n\n"
    "Users compared salaries, rents and what a visit to a doctor costs. Flats in small towns are affordable."
    "\n\n"
    "The author is a professor at the University of Lakeside.",
    source="apps",
    publisher="Lakeside Daily",
)


@pytest.fixture(scope="module")
def shelf() -> Iterator[Library]:
    """Open a library with an article about a bridge and one about an app."""
    with library(BRIDGE, APP, glossary=[REDNOTE], topics=[TRAFFIC]) as opened:
        yield opened


def _first(answer: Answer) -> tuple[str, int] | None:
    """Name the paragraph that the best passage is from: the article's source and the paragraph's index."""
    if not answer.passages:
        return None
    passage = answer.passages[0]
    return passage.article.source, passage.citation.paragraph


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("harbour bridge", ("harbour", 0)),
        ("How much did the repairs cost?", ("harbour", 0)),
        ("when did the bridge reopen", ("harbour", 0)),
        ("why did the mayor thank the engineers", ("harbour", 2)),
        ("ferry timetable", ("harbour", 1)),
        ("complaining commuters", ("harbour", 1)),
        ("why did Americans switch to RedNote?", ("apps", 0)),
        ("is housing cheap in small towns", ("apps", 1)),
        ("which university does the Lakeside Daily author teach at", ("apps", 2)),
        ("小红书", ("apps", 0)),
        ("red note", ("apps", 0)),
        ("xiaohongsu", ("apps", 0)),
        ("harbor brigde reopenned", ("harbour", 0)),
    ],
)
def test_a_question_finds_its_passage(shelf: Library, question: str, where: tuple[str, int]) -> None:
    """Exact words, questions, other words for the same thing, other names and slips find the passage."""
    assert where == _first(shelf.ask(question))


@pytest.mark.parametrize(
    "question",
    [
        "bitcoin price",
        "weather in Lakeside tomorrow",
        "Xiaohongshu share price",
        "harbour bridge architect",
        "who is the king of Norway",
        "比特币价格",
        "",
        "   ",
        "?!",
        "who",
        "to be or not to be",
        "🙂",
    ],
)
def test_what_no_article_says_is_not_answered(shelf: Library, question: str) -> None:
    """A subject nobody wrote about, or a known name with an attribute that no article has, finds nothing."""
    answer = shelf.ask(question)

    assert (Status.NOTHING_FOUND, ()) == (answer.status, answer.passages)


def test_a_small_number_alone_asks_for_nothing() -> None:
    """A 1 among signs is no question, though articles hold it; with a word beside it, it is one."""
    with library(article("Tariff", "A tariff of Norland begins on 1 February, its minister said.")) as shelf:
        found = [shelf.ask(question).status for question in ("' OR 1=1 --", "tariff 1 February")]

    assert [Status.NOTHING_FOUND, Status.ANSWERED] == found


def test_every_passage_stands_in_its_article(shelf: Library) -> None:
    """A passage is byte for byte where its receipt says, its marks are inside it, the best is first."""
    answers = [shelf.ask(question) for question in ("bridge", "app; ferries", "cost", "users and repairs")]

    passages = [passage for answer in answers for passage in answer.passages]
    assert passages
    for passage in passages:
        cited = passage.citation
        stored = shelf.articles.article(cited.article_id)
        assert stored is not None
        paragraph = stored.paragraphs[cited.paragraph]
        assert (cited.text, passage.line) == (paragraph.text[cited.start : cited.end], paragraph.line)
        assert all(0 <= start < end <= len(cited.text) for start, end in passage.marks)


def test_matched_words_are_marked(shelf: Library) -> None:
    """The words that answer are marked as they stand in the passage."""
    passage = shelf.ask("bridges repaired").passages[0]

    assert ["bridge", "repairs"] == [passage.citation.text[start:end] for start, end in passage.marks]


def test_a_passage_carries_its_receipt(shelf: Library) -> None:
    """A passage names its article: title, outlet, source, date and path."""
    told = shelf.ask("salaries").passages[0].article

    assert (APP.id, APP.title, "Lakeside Daily", "apps", NOON, APP.path) == (
        told.id,
        told.title,
        told.outlet,
        told.source,
        told.published,
        told.path,
    )


def test_a_mended_question_is_shown(shelf: Library) -> None:
    """Where spelling was mended the answer says what was asked instead."""
    asked = [shelf.ask(question).corrected for question in ("comuters", "commuters", "xiaohongsu")]

    assert ["commuters", None, "Xiaohongshu"] == asked


def test_another_name_is_shown(shelf: Library) -> None:
    """Where a thing was found under another name of the glossary the answer says so."""
    answers = [shelf.ask(question).matched_as for question in ("little red book", "Xiaohongshu", "bridge")]

    assert [(("little red book", "Xiaohongshu"),), (), ()] == answers


def test_several_things_are_answered_from_several_places(shelf: Library) -> None:
    """Each part of a question gets its passage before any part gets a second."""
    answer = shelf.ask("ferry timetable and salaries; engineers")

    places = [(passage.article.source, passage.citation.paragraph) for passage in answer.passages]
    assert [("harbour", 1), ("apps", 1), ("harbour", 2)] == places


def test_parts_do_not_share_a_place(shelf: Library) -> None:
    """Where two parts have the same best paragraph it is told once, and the next part goes on."""
    answer = shelf.ask("repairs; harbour bridge; mayor")

    assert [("harbour", 0), ("harbour", 2)] == [
        (each.article.source, each.citation.paragraph) for each in answer.passages
    ]


def test_a_word_said_everywhere_is_answered_by_the_best_places() -> None:
    """However many places say it, the wanted number of them is told."""
    text = "\n\n".join(f"The fire reached mill {number} and harbour {number}." for number in range(30))
    with library(article("Fire", text)) as shelf:
        assert 3 == len(shelf.ask("fire").passages)


def test_two_questions_in_one_are_both_answered(shelf: Library) -> None:
    """A question that goes on with another is two."""
    answer = shelf.ask("what did the mayor do, and who is the author and professor")

    assert {("harbour", 2), ("apps", 2)} == {
        (passage.article.source, passage.citation.paragraph) for passage in answer.passages[:2]
    }


def test_one_passage_may_answer_all_parts(shelf: Library) -> None:
    """Where one passage holds everything asked, it comes first and alone if nothing else does."""
    answer = shelf.ask("salaries and rents")

    assert [("apps", 1)] == [(each.article.source, each.citation.paragraph) for each in answer.passages]


def test_a_part_that_nobody_answers_is_left_out(shelf: Library) -> None:
    """Half an answer is given where only half is known."""
    answer = shelf.ask("bitcoin price, ferry timetable")

    assert [("harbour", 1)] == [(each.article.source, each.citation.paragraph) for each in answer.passages]


def test_strength_says_how_well_it_fits(shelf: Library) -> None:
    """All that was asked is strong; a sentence of which half is said is weak, and so is the answer."""
    strong = shelf.ask("harbour bridge reopened")
    weak = shelf.ask("did the harbour mayor thank the Zanzibar engineers")

    assert (Status.ANSWERED, Strength.STRONG) == (strong.status, strong.passages[0].strength)
    assert (Status.WEAK, Strength.WEAK) == (weak.status, weak.passages[0].strength)


def test_a_source_alone_may_answer(shelf: Library) -> None:
    """With a source named nothing else answers, and the coverage is that source's."""
    answer = shelf.ask("salaries", source="harbour")

    assert (Status.NOTHING_FOUND, 1) == (answer.status, answer.coverage.articles)


@pytest.mark.parametrize(
    ("topic", "where"), [("traffic", None), (None, ("apps", 1)), ("no such topic", None)]
)
def test_a_topic_alone_may_answer(shelf: Library, topic: str | None, where: tuple[str, int] | None) -> None:
    """With a topic named only its articles answer; a topic nobody knows has none."""
    assert where == _first(shelf.ask("salaries", topic=topic))


def test_as_many_passages_as_asked_for(shelf: Library) -> None:
    """Never more passages than wanted."""
    assert [0, 1] == [len(shelf.ask("bridge; app", max_passages=most).passages) for most in (0, 1)]


def test_nearest_topics_are_suggested() -> None:
    """When nothing is found the topics that share words with the question, or look alike, are named."""
    topics = [TRAFFIC, Topic(name="fish", label="Fish market", any=("fish",))]
    with library(BRIDGE, topics=topics) as shelf:
        suggested = [
            shelf.ask(question).suggestions for question in ("bridge toll", "fsh markt", "opera", "bridge")
        ]

    assert [("Bridges and ferries",), ("Fish market",), (), ()] == suggested


def test_near_copies_give_one_passage() -> None:
    """The same text in two outlets is told once."""
    copy = dataclasses.replace(BRIDGE, id="copy", source="other", title="Bridge opens again")
    with library(BRIDGE, copy) as shelf:
        answer = shelf.ask("repairs")

    assert 1 == len(answer.passages)


def test_a_superseded_article_does_not_answer() -> None:
    """A document that was mended answers with its present text only."""
    mended = article("Harbour bridge reopens", "The harbour bridge reopened on Tuesday, not on Monday.")
    with library(BRIDGE) as shelf:
        shelf.articles.add(mended, digest="mended", story_id="s", at=NOON)
        shelf.index.catch_up()
        answer = shelf.ask("bridge reopened")

    assert [mended.id] == [passage.article.id for passage in answer.passages]


def test_the_fresher_comes_first_among_equals() -> None:
    """Of two passages that fit alike the newer one comes first, a date in the future counts for none."""
    texts = {"week": -7, "today": 0, "tomorrow": 1}
    made = [
        article(name, f"A fire broke out at {name}.", published=NOON + timedelta(days=days))
        for name, days in texts.items()
    ]
    with library(*made, article("undated", "A fire broke out somewhere.", published=None)) as shelf:
        answer = shelf.ask("fire", max_passages=4)

    assert ["today", "week"] == [passage.article.title for passage in answer.passages[:2]]


def test_what_is_followed_comes_first_among_equals() -> None:
    """Of two passages that fit alike the one of a followed topic comes first."""
    made = [
        article("Mill", "There was a fire in the mill, and nobody was hurt."),
        article("Ferry", "The ferry had a small fire, and nobody on board was hurt."),
    ]
    with library(*made, topics=[TRAFFIC]) as shelf:
        assert "Ferry" == shelf.ask("fire").passages[0].article.title


def test_headings_lend_their_words() -> None:
    """A heading is no passage, but what it says counts for the list below it."""
    paragraphs = (
        Paragraph(text="Who must pay", kind=Kind.HEADING, line=1),
        Paragraph(text="The law names three firms:", kind=Kind.TEXT, line=2),
        Paragraph(text="Northwind carries the parcels.", kind=Kind.LIST, line=3),
        Paragraph(text="Fabrikam | prints the stamps", kind=Kind.TABLE, line=4),
        Paragraph(text="Nobody else is named.", kind=Kind.TEXT, line=5),
    )
    post = Article(id="post", source="post", path="post.txt", title="Post", paragraphs=paragraphs)
    with library(post) as shelf:
        found = [
            _first(shelf.ask(question))
            for question in ("must pay law", "firms parcels", "firms named stamps")
        ]

    assert [("post", 1), ("post", 2), ("post", 3)] == found


def test_a_long_paragraph_is_cut_to_a_few_sentences() -> None:
    """A passage is at most three sentences and about 450 characters, however long its paragraph is."""
    text = " ".join(f"Sentence {number} tells of the fire in mill {number}." for number in range(40))
    with library(article("Fire", text)) as shelf:
        passage = shelf.ask("fire in the mill").passages[0].citation

    assert len(passage.text) <= 450
    assert passage.text.count(".") <= 3


def test_chinese_questions_find_chinese_text() -> None:
    """Pairs of characters find what was written without spaces, words of asking aside."""
    made = article("桥", "大桥周一重新开放。渡轮恢复冬季时刻表。\n\n市长感谢工程师。", language="zh")
    with library(made) as shelf:
        found = [_first(shelf.ask(question)) for question in ("大桥什么时候开放？", "市長感謝誰", "股票价格")]

    assert [("harbour", 0), ("harbour", 1), None] == found


@pytest.mark.parametrize(
    "question",
    ['"', "NEAR(bridge", "title:bridge AND", "bridge\0ferry", "bridge " * 1_500, "({[", "a" * 10_000, "*?^~"],
)
def test_no_string_is_a_command(shelf: Library, question: str) -> None:
    """Signs that other engines obey, and endless text, are read like any other."""
    answer = shelf.ask(question)

    assert question == answer.question


@settings(deadline=None, max_examples=60)
@given(question=st.text(max_size=400))
def test_any_string_is_a_question(question: str) -> None:
    """Whatever is asked, there is an answer or an honest refusal."""
    with library(BRIDGE, glossary=[REDNOTE]) as shelf:
        assert shelf.ask(question).status in set(Status)
