"""A question is understood: its spelling, names, set phrases, compounds and parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefings.answering.everyday import kindred
from briefings.answering.mending import mend
from briefings.answering.relatives import relatives, root
from briefings.answering.understanding import understand
from briefings.model import GlossaryEntry
from tests.factories import article
from tests.library import library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefings.answering.concepts import Part, Question
    from briefings.index import Index

GLOSSARY = [
    GlossaryEntry(name="rednote", term="RedNote", aliases=("Xiaohongshu", "小红书", "Little Red Book")),
    GlossaryEntry(name="book", term="Book Club", aliases=("book", "...")),
]
TEXT = (
    "TikTok and RedNote compete. Services of the healthcare system are affordable. A cross-cultural win-win "
    "deal. "
    "The band played in a night club. Red notes hang on the board. Regulatory bodies met in Shenzhen. "
    "A bandstand has cheap seats. 小红书每月约有三亿用户。"
)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """Open an index over one article."""
    with library(article("Apps", TEXT)) as shelf:
        yield shelf.index


def _ask(question: str, index: Index) -> Question:
    return understand(question, index, GLOSSARY)


def _asked(part: Part) -> list[str]:
    return [concept.asked for concept in part.concepts]


def _ways(part: Part, number: int = 0) -> list[str]:
    return [" ".join(variant.phrase) for variant in part.concepts[number].variants]


@pytest.mark.parametrize(
    ("typed", "mended"),
    [("rednot", "RedNote"), ("RedNote", "RedNote"), ("book", "book"), ("xiaohongsh", "Xiaohongshu")],
)
def test_a_name_that_lacks_its_end_is_mended(index: Index, typed: str, mended: str) -> None:
    """A name without its last letter is completed and said so, though its stem would find it silently."""
    assert mended == mend(typed, index, ["RedNote", "Xiaohongshu", "book"])


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What about the bridge?", ["bridge"]),
        ("ways to make money", ["ways", "make money"]),
        ("little red book users", ["little red book", "users"]),
        ("red note users", ["red note", "users"]),
        ("RedNote's users and Xiaohongshu’s rules", ["RedNote", "users", "rules"]),
        ("health care system", ["health care", "system"]),
        ("night club", ["night", "club"]),
        ("band stand", ["band stand"]),
        ("a book", ["book"]),
        ("cross-cultural deal", ["cross-cultural", "deal"]),
        ("far-fetched deal", ["far", "fetch", "deal"]),
        ("bridge, bridges and a bridge", ["bridge"]),
        ("who is it", ["who", "is", "it"]),
        ("小红书的用户", ["小红书", "用户"]),
        ("三亿 用户", ["三亿", "用户"]),
        ("小红书上的用户为什么难过", ["小红书", "用户", "难过"]),
        ("小紅書的看法是什麼", ["小紅書"]),
        ("国会怎么看最高法院", ["国会", "最高", "高法", "法院"]),
        ("深圳会议谁做了什么", ["深圳", "圳会", "会议"]),
        ("?!", []),
    ],
)
def test_a_question_asks_for_its_concepts(index: Index, question: str, asked: list[str]) -> None:
    """Names come first, then set phrases and words, each once; stop words only where nothing else is."""
    assert asked == _asked(_ask(question, index).whole)


def test_a_name_stands_for_all_names_of_its_entry(index: Index) -> None:
    """Every name of a glossary entry is a way to put it, the one asked for first."""
    names = ["xiaohongshu", "rednot", "小红 红书", "littl red book"]

    assert names == _ways(_ask("Xiaohongshu", index).whole)


def test_another_name_brings_its_kindred() -> None:
    """A name asked in one language finds the kindred of its name in another."""
    takeover = [GlossaryEntry(name="takeover", term="takeover", aliases=("收购",))]
    with library(article("Apps", TEXT)) as shelf:
        part = understand("谁可能收购", shelf.index, takeover).whole

    assert ["收购"] == _asked(part)
    assert {"purchas", "buy"} <= set(_ways(part))


def test_the_longest_name_wins(index: Index) -> None:
    """A name inside a longer one is not asked for."""
    assert ["Little Red Book"] == _asked(_ask("Little Red Book", index).whole)


def test_words_bring_their_kindred_and_relatives(index: Index) -> None:
    """A word may be put by what everyday news calls it, by its root, and a comparative by its plain form."""
    cheaper, serving = _ask("cheaper serving", index).whole.concepts

    assert {("cheap",), ("afford",)} <= {variant.phrase for variant in cheaper.variants}
    assert ("servic",) in [variant.phrase for variant in serving.variants]


def test_an_unknown_word_may_be_two(index: Index) -> None:
    """A word that no article writes as one is looked for as two that they have."""
    assert "night club" in _ways(_ask("nightclub", index).whole)


def test_an_unknown_name_says_most(index: Index) -> None:
    """A name that nobody knows weighs more than a word of asking or one that every article has."""
    concepts = _ask("tell TikTok 47 Zyxwvut", index).whole.concepts

    by_weight = sorted(concepts, key=lambda concept: concept.weight)
    assert ["tell", "TikTok", "47", "Zyxwvut"] == [concept.asked for concept in by_weight]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("healthcare and TikTok", ["healthcare", "TikTok"]),
        ("healthcare, TikTok; deal", ["healthcare", "TikTok", "deal"]),
        ("why do bands and clubs compete", ["why do bands and clubs compete"]),
        ("who met, and what is affordable", ["who met", "what is affordable"]),
        ("小红书和用户", ["小红书", "用户"]),
        ("healthcare and ?", ["healthcare and ?"]),
        ("a1, a2, a3, a4, a5", ["a1", "a2", "a3", "a4"]),
    ],
)
def test_a_question_has_parts(index: Index, question: str, parts: list[str]) -> None:
    """A list asks for several things; one sentence asks for one, unless another question follows."""
    assert parts == [part.text for part in _ask(question, index).parts]


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("how much is it", ("42", True)),
        ("when did they meet", ("on Monday", True)),
        ("谁见了面", ("Jane Roe", True)),
        ("reasons for the deal", ("because", False)),
        ("TikTok deal", (None, False)),
        ("deal services system band board notes", (None, True)),
    ],
)
def test_a_question_wants_a_kind_of_answer(
    index: Index, question: str, understood: tuple[str | None, bool]
) -> None:
    """What a question begins with says what would answer it, and many words make a sentence."""
    whole = _ask(question, index).whole
    answer, is_sentence = understood

    assert is_sentence == whole.is_sentence
    if answer is None:
        assert whole.wants is None
    else:
        assert whole.wants is not None
        assert [0.4, 0.0] == [whole.wants.found(text, (0, len(text)), []) for text in (answer, "x")]


@pytest.mark.parametrize(
    ("asked", "mended"),
    [
        ("tiktock deal", "tiktok deal"),
        ("tik tok deal", "tiktok deal"),
        ("tick tok", "tiktok"),
        ("Xiaohongsu", "Xiaohongshu"),
        ("helthcare", "healthcare"),
        ("xiao hongshu", "Xiaohongshu"),
        ("police in shenzen", "police in shenzhen"),
        ("TikTok's deal", "TikTok's deal"),
        ("tok", "tok"),
        ("zzzz", "zzzz"),
        ("zzzzzzzzzz qqqqqqqqqq", "zzzzzzzzzz qqqqqqqqqq"),
        ("小红书", "小红书"),
    ],
)
def test_slips_are_mended_against_articles_and_names(index: Index, asked: str, mended: str) -> None:
    """Unknown words become what they are a slip for, also across a space; known and real words stay."""
    assert mended == mend(asked, index, ["RedNote", "Xiaohongshu"])


def test_without_names_only_the_articles_mend(index: Index) -> None:
    """An empty glossary mends nothing, and breaks nothing."""
    assert "tiktok zzzzzzzz" == mend("tiktock zzzzzzzz", index, [])


def test_kindred_words_are_mutual() -> None:
    """If one word may stand for another, so may the other for the one, and none for itself."""
    table = kindred()

    for phrase, others in table.items():
        for other, sureness in others:
            assert phrase != other
            assert 0 < sureness < 1
            assert phrase in [back for back, _ in table[other]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("serv", "servic"),
        ("regul", "regulatori"),
        ("diplomaci", "diplomat"),
        ("cheaper", "cheap"),
        ("interact", "interactiv"),
    ],
)
def test_relatives_share_a_root(one: str, other: str) -> None:
    """What is built from one root has it in common."""
    assert root(one) == root(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("part", "parti"), ("store", "stori"), ("用户", "用"), ("usa", "us"), ("internship", "internat")],
)
def test_strangers_do_not(one: str, other: str) -> None:
    """A letter more may be another word, short words have no relatives, and a prefix is no root."""
    assert root(one) != root(other)


def test_relatives_are_terms_of_the_articles(index: Index) -> None:
    """Only what an article holds is a relative; short and foreign terms have none."""
    assert [["servic"], ["regulatori"], [], []] == [
        relatives(term, index) for term in ("serv", "regul", "usa", "用户用户")
    ]
