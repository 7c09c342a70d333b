"""A slip is mended when it is clear what was meant, and a real word is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefings.index import Index, spelling
from briefings.store import Articles, Store
from tests.factories import NOON, article

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def index() -> Iterator[Index]:
    """Open an index whose articles name an app, a city and a policy."""
    text = (
        "Xiaohongshu is popular in Chongqing. The government has a policy about TikTok. "
        "A cross-cultural policy, number 170. Зеленый мост."
    )
    with Store.open("sqlite://") as store:
        articles = Articles(store)
        articles.add(article("Apps", text), digest="1", story_id="1", at=NOON)
        made = Index.open(None, articles)
        made.catch_up()
        yield made


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("xiaohongsu", "xiaohongshu"),
        ("Xaiohongshu", "xiaohongshu"),
        ("goverment", "government"),
        ("tiktock", "tiktok"),
        ("itktok", "tiktok"),
        ("chonquing", "chongqing"),
        ("crosscultral", "crosscultural"),
        ("зеленйы", "зеленый"),
    ],
)
def test_a_slip_is_mended(index: Index, slip: str, meant: str) -> None:
    """Letters left out, doubled, changed or swapped do not keep a word from being found."""
    assert meant == index.correct(slip)


@pytest.mark.parametrize(
    "word",
    [
        "policy",
        "police",
        "tiktok",
        "tikt",
        "170",
        "x" * 50,
        "bitcoin",
        "qxaohongsgu",
        "小红书",
        "",
        "a b",
        "weather",
    ],
)
def test_other_words_are_left_alone(index: Index, word: str) -> None:
    """A word that is known, English, short, a number or far from everything is not turned into another."""
    assert index.correct(word) is None


def test_a_large_vocabulary_is_searched_by_first_letters(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are too many words, the first letter is believed, or the second: they change places."""
    monkeypatch.setattr(spelling, "_ALL_WORDS", 3)

    assert ["tiktok", "tiktok", None] == [index.correct(word) for word in ("tiktock", "itktok", "biktok")]
