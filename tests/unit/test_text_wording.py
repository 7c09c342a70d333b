"""Words are found where they stand, and compared by what they come down to."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.text import Word, normalise, telling, terms, words
from briefings.text.wording import _term

_ROOTS = (
    "harbour",
    "regulat",
    "migrat",
    "generalis",
    "conspir",
    "electric",
    "consult",
    "navig",
    "operat",
    "hope",
)
_ENDINGS = ("ational", "fulness", "ingly", "ies", "izer", "ousness", "edly", "ements", "ators", "ing")


def _found(text: str) -> list[str]:
    return [text[word.start : word.end] for word in words(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("audit", "Audits"),
        ("regulate", "regulating"),
        ("taught", "teaches"),
        ("children", "child"),
        ("café", "cafe"),
        ("Ｔｉｋｔｏｋ", "TikTok"),
        ("Łódź", "lodz"),
        ("1,000", "1000"),
        ("January 19th", "january 19"),
        ("the app's", "app’s"),
        ("U.S.", "US"),
        ("U.S", "USA"),
        ("小紅書", "小红书"),
        ("J.K. Rowling", "JK Rowling"),
        ("harbours", "harbor"),
        ("labour", "labor"),
        ("organisation", "organizations"),
        ("centre", "centers"),
    ],
)
def test_the_same_word_has_the_same_term(one: str, other: str) -> None:
    """Endings, irregular forms, case, width, accents, dots and traditional characters make no other word."""
    assert terms(other) == terms(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("US", "us"),
        ("audit", "auditorium"),
        ("抖音", "音抖"),
        ("5G", "5"),
        ("police", "policy"),
        ("promise", "promiz"),
    ],
)
def test_another_word_has_another_term(one: str, other: str) -> None:
    """The country is not the pronoun, and neighbours in spelling are not forms of each other."""
    assert terms(one) != terms(other)


@pytest.mark.parametrize("asked", ["Red-Note", "rednote", "RedNote's"])
def test_a_compound_is_found_joined(asked: str) -> None:
    """However a compound is written, it holds the term of the joined whole."""
    assert terms("RedNote")[0] in terms(asked)


def test_a_compound_is_found_by_its_parts() -> None:
    """A compound gives its parts and then, overlapping them, the whole."""
    assert [
        Word(0, 3, "red"),
        Word(4, 8, "note"),
        Word(0, 8, "rednot", is_joined=True),
    ] == list(words("Red-Note"))


def test_a_long_chain_is_not_joined() -> None:
    """A chain of more than four parts is a phrase or a number: only its parts are found."""
    assert not any(word.is_joined for word in words("on-the-other-hand-now"))


def test_chinese_gives_overlapping_pairs() -> None:
    """A run without spaces is found by each pair of neighbours, each at its place."""
    assert ["小红", "红书"] == _found("小红书")


def test_a_lone_character_is_a_word() -> None:
    """One character between other signs is kept."""
    assert ["火"] == terms("“火”")


def test_scripts_that_touch_are_parted() -> None:
    """Latin letters inside Chinese are a word of their own."""
    assert ["用小", "小红", "红书", "app", "聊天"] == _found("用小红书app聊天")


def test_vowel_signs_belong_to_their_word() -> None:
    """Signs that are no letters by themselves do not cut a Hindi word."""
    assert ["हिन्दी", "में"] == _found("हिन्दी में")


@pytest.mark.parametrize("text", ["\u0301", "a \u0301\u0301 b", "\u0301-\u0301", "\u064b.\u064b"])
def test_accents_on_no_letter_are_no_word(text: str) -> None:
    """A term of no letters would be looked up under nothing; decorated titles hold such runs."""
    assert "" not in [word.term for word in words(text)]
    assert "" not in telling(text).terms


def test_stop_words_are_left_out() -> None:
    """What says nothing about the subject is no term."""
    assert ["bridg"] == terms("What about the bridge? Isn't it there?")


def test_stop_words_alone_are_kept() -> None:
    """A question of stop words only does not come to nothing."""
    assert ["to", "be", "or", "not", "to", "be"] == terms("to be or not to be")


def test_a_contraction_is_one_stop_word() -> None:
    """A negated verb is not split into a word and a letter."""
    assert [Word(0, 5, "don't", is_stop=True)] == list(words("don’t"))


def test_an_ampersand_joins() -> None:
    """Initials around an ampersand are found as one."""
    assert "att" in terms("AT&T")


def test_a_part_after_a_hyphen_is_no_contraction() -> None:
    """Only an apostrophe contracts: the last letter of a hyphenated word stays."""
    assert ["vitamin", "d", "vitamind"] == terms("Vitamin-D")


def test_normalising_folds_for_comparing() -> None:
    """Case, width and quotes are folded, and invisible characters go."""
    assert "it's “x” a".replace("“", '"').replace("”", '"') == normalise("IT’S\u200b “Ｘ” A")


@settings(deadline=None)  # other work may be going on
@given(st.text(max_size=200))
def test_every_word_stands_where_it_says(text: str) -> None:
    """Any string is read without an error, words in order, none empty, all inside the string."""
    found = list(words(text))

    assert all(0 <= word.start < word.end <= len(text) and word.term for word in found)
    plain = [word for word in found if not word.is_joined]
    assert sorted(plain, key=lambda word: word.start) == plain


def test_telling_words_are_numbered() -> None:
    """Stop words have no number, and a joined compound has that of its first part."""
    found = telling("The app of Red-Note is an X-ray of us.")

    assert ("app", "red", "note", "rednot", "x", "ray", "xray") == found.terms
    assert [1, 2, 3, 2, 4, 5, 4] == list(found.places[2::3])


@given(text=st.text())
def test_telling_words_are_all_but_stop_words(text: str) -> None:
    """Whatever the text, its telling words stand where its words do."""
    asked = f"{text} Red-Notes on 小红书app, don't {text}"
    found = telling(asked)
    words_told = [word for word in words(asked) if not word.is_stop]

    assert [word.term for word in words_told] == list(found.terms)
    assert [word[:2] for word in words_told] == list(zip(found.places[0::3], found.places[1::3], strict=True))


def test_threads_do_not_mix_their_words() -> None:
    """Texts read in several threads at once have the terms they have one after the other."""
    texts = [
        " ".join(f"{root}{at % 7 * 'e'}{ending}" for root in _ROOTS for ending in _ENDINGS) for at in range(7)
    ]
    _term.cache_clear()
    alone = [terms(text) for text in texts]
    _term.cache_clear()
    often = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(len(texts)) as pool:
            together = list(pool.map(terms, texts))
    finally:
        sys.setswitchinterval(often)

    assert alone == together
