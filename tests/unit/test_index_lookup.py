"""The lookup finds what the store holds, and comes back by itself when it is lost, damaged or astray."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from briefings.index import Hit, Index
from briefings.index import lookup as lookup_module
from briefings.store import Articles, Store
from briefings.text import terms
from tests.factories import NOON, article

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from briefings.model import Article


@pytest.fixture
def store() -> Iterator[Store]:
    """Open an empty store in memory."""
    with Store.open("sqlite://") as opened:
        yield opened


@pytest.fixture
def articles(store: Store) -> Articles:
    """Stand before the articles of the store."""
    return Articles(store)


def _keep(articles: Articles, *made: Article) -> None:
    for each in made:
        articles.add(each, digest=each.id, story_id=each.id, at=NOON)


def _ids(hits: list[Hit]) -> list[str]:
    return [hit.id for hit in hits]


BRIDGE = article("Bridge opens", "The bridge opened.", source="harbour")
FERRY = article("Ferry rests", "The ferry rests while the bridge is open.", source="sea")
MARKET = article("Market", "Fish is cheap.", source="sea", published=None)


def test_an_article_is_found_by_its_terms(articles: Articles) -> None:
    """What the store holds is found once the index has caught up."""
    _keep(articles, BRIDGE, MARKET)
    index = Index.open(None, articles)

    assert [] == index.search(terms("fish"), limit=5)
    assert 2 == index.catch_up()
    assert [MARKET.id] == _ids(index.search(terms("fishes"), limit=5))
    assert 2 == index.articles


def test_the_title_counts_more(articles: Articles) -> None:
    """An article that is about a word comes before one that mentions it."""
    _keep(articles, FERRY, BRIDGE)
    index = Index.open(None, articles)
    index.catch_up()

    assert [BRIDGE.id, FERRY.id] == _ids(index.search(terms("bridge"), limit=5))


def test_weights_and_repeats_count(articles: Articles) -> None:
    """A term asked twice, or with a weight, counts for more than one asked once."""
    _keep(articles, FERRY, MARKET)
    index = Index.open(None, articles)
    index.catch_up()
    first: list[Mapping[str, float] | list[str]] = [
        ["fish", "fish", "fish", "ferri"],
        {"fish": 3.0, "ferri": 1.0},
        {"fish": 1.0, "ferri": 3.0},
    ]

    assert [MARKET.id, MARKET.id, FERRY.id] == [index.search(asked, limit=1)[0].id for asked in first]


@pytest.mark.parametrize("asked", [[], [""], {}])
def test_nothing_asked_finds_nothing(articles: Articles, asked: list[str]) -> None:
    """No terms, or empty ones, are no question."""
    _keep(articles, BRIDGE)
    index = Index.open(None, articles)
    index.catch_up()

    assert [] == index.search(asked, limit=5)
    assert [] == index.search(["bridg"], limit=0)
    assert 0 == index.frequency("")


def test_a_search_is_bounded(articles: Articles) -> None:
    """Of an endless question only so many terms are looked up."""
    _keep(articles, BRIDGE)
    index = Index.open(None, articles)
    index.catch_up()

    assert [] == index.search([*(f"x{number}" for number in range(300)), "bridg"], limit=5)


@pytest.mark.parametrize("asked", ['"', "NEAR(", "a:b", "title:*", "\0", "x" * 70_000, "🙂", "-", "^2"])
def test_signs_are_no_commands(articles: Articles, asked: str) -> None:
    """No string means anything to the lookup but itself."""
    _keep(articles, BRIDGE)
    index = Index.open(None, articles)
    index.catch_up()

    assert [] == index.search([asked], limit=5)
    assert 0 == index.frequency(asked)
    assert {} == index.frequencies(asked)
    assert index.correct(asked) is None


def test_a_source_narrows(articles: Articles) -> None:
    """Only articles of the source asked for are found."""
    _keep(articles, BRIDGE, FERRY)
    index = Index.open(None, articles)
    index.catch_up()

    assert [FERRY.id] == _ids(index.search(["bridg"], limit=5, source="sea"))


def test_a_date_narrows(articles: Articles) -> None:
    """Only articles published since are found; one without a date is never new."""
    later = article("Later", "The bridge and the fish.", published=NOON + timedelta(days=1))
    _keep(articles, BRIDGE, MARKET, later)
    index = Index.open(None, articles)
    index.catch_up()

    assert [later.id] == _ids(index.search(["bridg", "fish"], limit=5, since=NOON + timedelta(hours=1)))


def test_terms_are_counted(articles: Articles) -> None:
    """The index says how many articles hold a term, and which terms begin alike."""
    _keep(articles, BRIDGE, FERRY)
    index = Index.open(None, articles)
    index.catch_up()

    assert 2 == index.frequency("bridg")
    assert {"rest": 1} == index.frequencies("res")


def test_catching_up_adds_only_what_is_new(articles: Articles, tmp_path: Path) -> None:
    """The index goes on where it stopped, also in another process."""
    _keep(articles, BRIDGE)
    assert 1 == Index.open(tmp_path, articles).catch_up()
    _keep(articles, FERRY)
    reopened = Index.open(tmp_path, articles)

    assert [1, 0] == [reopened.catch_up(), reopened.catch_up()]
    assert [BRIDGE.id, FERRY.id] == _ids(reopened.search(["bridg"], limit=5))


def test_many_articles_come_in_batches(articles: Articles, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches and commits change nothing about what is found."""
    monkeypatch.setattr(lookup_module, "_BATCH", 2)
    monkeypatch.setattr(lookup_module, "_COMMIT_EVERY", 3)
    _keep(articles, *(article(f"Number {number}", f"Text {number} of the bridge.") for number in range(7)))
    index = Index.open(None, articles)

    assert 7 == index.catch_up()
    assert 7 == len(index.search(["bridg"], limit=10))


def test_a_damaged_index_is_built_anew(articles: Articles, tmp_path: Path) -> None:
    """Files that cannot be read are dropped, and nothing is lost: the store is the truth."""
    _keep(articles, BRIDGE)
    Index.open(tmp_path, articles).catch_up()
    for file in (path for path in tmp_path.rglob("*") if path.name == "meta.json"):
        file.write_text("no json")
    index = Index.open(tmp_path, articles)

    assert 1 == index.catch_up()
    assert [BRIDGE.id] == _ids(index.search(["bridg"], limit=5))


def test_files_that_vanish_are_built_anew(articles: Articles, tmp_path: Path) -> None:
    """An index whose files are gone while it is open is built anew at the next catching up."""
    _keep(articles, BRIDGE)
    index = Index.open(tmp_path, articles)
    index.catch_up()
    for file in (path for path in tmp_path.rglob("*") if path.is_file()):
        file.unlink()
    _keep(articles, FERRY)

    assert 2 == index.catch_up()
    assert 2 == len(index.search(["bridg"], limit=5))


def test_older_files_are_dropped(articles: Articles, tmp_path: Path) -> None:
    """An index made by other rules for words is left behind, other files in the folder are not touched."""
    (tmp_path / "lookup-0").mkdir()
    (tmp_path / "lookup-0" / "meta.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("mine")
    Index.open(tmp_path, articles)

    assert not (tmp_path / "lookup-0").exists()
    assert (tmp_path / "notes.txt").exists()


@pytest.mark.parametrize("here", [(), (FERRY,), (FERRY, BRIDGE)])
def test_an_index_of_another_store_is_built_anew(
    articles: Articles, tmp_path: Path, here: tuple[Article, ...]
) -> None:
    """An index that is ahead of its store, or of another one, is not believed."""
    with Store.open("sqlite://") as other:
        _keep(Articles(other), BRIDGE, MARKET)
        Index.open(tmp_path, Articles(other)).catch_up()
    _keep(articles, *here)
    index = Index.open(tmp_path, articles)

    assert len(here) == index.catch_up()
    assert sorted(each.id for each in here) == sorted(_ids(index.search(["bridg", "fish"], limit=5)))


class _Shelf:
    """Articles that can be taken away again, as when a backup is restored under a running program."""

    def __init__(self, *articles: Article) -> None:
        self.articles = list(articles)

    def articles_after(self, seq: int, limit: int) -> list[tuple[int, Article]]:
        """List what was put here after *seq*."""
        return list(enumerate(self.articles, start=1))[seq : seq + limit]

    def highest_seq(self) -> int:
        """Count what is here."""
        return len(self.articles)


def test_an_index_in_memory_follows_a_store_that_went_back() -> None:
    """What the store no longer holds is no longer found."""
    shelf = _Shelf(BRIDGE, FERRY)
    index = Index.open(None, shelf)
    index.catch_up()
    shelf.articles.pop()

    assert 1 == index.catch_up()
    assert [BRIDGE.id] == _ids(index.search(["bridg"], limit=5))


@pytest.mark.parametrize("keep", [0, 10])
def test_cut_files_are_built_anew(articles: Articles, tmp_path: Path, keep: int) -> None:
    """An index whose files were cut short, as by a full disk, is built anew."""
    _keep(articles, BRIDGE)
    Index.open(tmp_path, articles).catch_up()
    for file in tmp_path.rglob("*"):
        if file.is_file() and file.suffix in {".idx", ".term", ".store", ".fast", ".fieldnorm"}:
            file.write_bytes(file.read_bytes()[:keep])
    index = Index.open(tmp_path, articles)

    assert 1 == index.catch_up()
    assert [BRIDGE.id] == _ids(index.search(["bridg"], limit=5))
