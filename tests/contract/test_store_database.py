"""Transactions and the clock: what every room of the store stands on, on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.dialects.postgresql import insert  # SQLite compiles its `on conflict` to the same words

from briefings.store import Facts, Store, StoreError
from briefings.store.schema import facts

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_clock_is_aware_and_right(store: Store) -> None:
    """The database's clock is a UTC time close to the one of this machine."""
    now = store.now()

    assert UTC == now.tzinfo
    assert timedelta(seconds=5) > abs(now - datetime.now(UTC))


def test_what_was_confirmed_is_there_after_opening_again(
    open_store: Callable[[str], Store], store_url: str
) -> None:
    """A change outlives the store it was made through, unless that is in memory."""
    first = open_store(store_url)
    Facts(first).put("colour", "blue")
    first.close()

    expected = None if store_url == "sqlite://" else "blue"
    assert expected == Facts(open_store(store_url)).get("colour")


def test_closing_twice_is_nothing(store: Store) -> None:
    """A store may be closed again by whoever is not sure."""
    store.close()
    store.close()


def test_a_closed_store_says_so(open_store: Callable[[str], Store]) -> None:
    """What comes after the end is one sentence, and ends with one full stop."""
    store = open_store("sqlite://")
    store.close()
    with pytest.raises(StoreError, match=r"closed database\.$"):
        store.now()


def test_a_batch_is_kept_whole(store: Store) -> None:
    """Changes inside one write() see each other, and are there when it ends."""
    facts = Facts(store)
    with store.write():
        facts.put("one", "1")
        within = facts.get("one")
        facts.put("two", "2")

    assert ("1", "1", "2") == (within, facts.get("one"), facts.get("two"))


def _put_and_fail(store: Store, name: str) -> None:
    with store.write():
        Facts(store).put(name, "1")
        raise KeyError(name)


def _put_and_hide_a_failure(store: Store) -> None:
    with store.write():
        Facts(store).put("one", "1")
        with suppress(KeyError):
            _put_and_fail(store, "two")


def test_a_batch_that_fails_leaves_nothing(store: Store) -> None:
    """An error inside a write() takes back all that was changed in it, and is passed on as it is."""
    with pytest.raises(KeyError):
        _put_and_fail(store, "one")

    assert None is Facts(store).get("one")


def test_a_part_that_fails_undoes_the_batch_even_when_caught(store: Store) -> None:
    """Half a change is never kept because somebody caught an error on the way."""
    with pytest.raises(StoreError, match="none of it was kept"):
        _put_and_hide_a_failure(store)

    assert (None, None) == (Facts(store).get("one"), Facts(store).get("two"))


def test_a_failed_batch_does_not_stain_the_next(store: Store) -> None:
    """After a batch was undone the store works as before."""
    with pytest.raises(KeyError):
        _put_and_fail(store, "one")
    Facts(store).put("one", "2")

    assert "2" == Facts(store).get("one")


def test_an_insert_says_whether_it_did(store: Store) -> None:
    """The first to note something learns that it was first, on both databases."""
    row = insert(facts).values(name="one", value="1").on_conflict_do_nothing()
    with store.write() as connection:
        counts = [connection.execute(row).rowcount for _ in range(2)]

    assert [1, 0] == counts


def test_writing_inside_reading_is_refused(store: Store) -> None:
    """A write() inside a read() is a mistake that is named at once, on either database."""
    with store.read(), pytest.raises(RuntimeError, match="inside read"):
        Facts(store).put("one", "1")

    assert None is Facts(store).get("one")


def test_any_thread_may_write(store: Store) -> None:
    """Threads that write at once each get their turn, and nothing is lost."""
    facts = Facts(store)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: facts.put(f"fact {number}", str(number)), range(40)))

    assert [str(number) for number in range(40)] == [facts.get(f"fact {number}") for number in range(40)]


def test_nobody_sees_half_a_batch(store: Store) -> None:
    """Another thread sees a batch after it ended, never a part of it."""
    facts = Facts(store)
    begun, seen = threading.Event(), []

    def look() -> None:
        begun.wait(5)
        seen.append(facts.get("one"))

    looker = threading.Thread(target=look)
    with store.write():
        facts.put("one", "1")
        looker.start()
        begun.set()
        if not store.is_sqlite:  # there, readers do not wait for writers
            looker.join(5)
    looker.join(5)

    assert (["1"] if store.is_sqlite else [None]) == seen


def test_one_read_sees_one_moment(store: Store) -> None:
    """What others confirm while a read() lasts does not show in it."""
    facts = Facts(store)
    writer = threading.Thread(target=facts.put, args=("one", "1"))
    with store.read():
        before = facts.get("one")
        writer.start()
        if not store.is_sqlite:  # there, writers do not wait for readers
            writer.join(5)
        after = facts.get("one")
    writer.join(5)

    assert (None, None, "1") == (before, after, facts.get("one"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "is not a database address"),
        ("mysql://host/name", "does not speak"),
        ("postgresql://nobody@127.0.0.1:1/nothing", "cannot be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_explained(url: str, said: str) -> None:
    """An address that is no database's is one sentence, not a traceback from a library."""
    with pytest.raises(StoreError, match=said):
        Store.open(url)


def test_a_password_is_never_shown() -> None:
    """The sentence about a server out of reach does not hold its password."""
    with pytest.raises(StoreError) as caught:
        Store.open("postgresql+psycopg://nobody:hunter2@127.0.0.1:1/nothing")

    assert "hunter2" not in str(caught.value)


def test_a_refusal_of_the_database_is_a_sentence(store: Store) -> None:
    """Whatever a database refuses comes out as a StoreError that names the database."""
    facts = Facts(store)
    with pytest.raises(StoreError, match="refused: "):
        facts.put("one", None)  # type: ignore[arg-type]  # the mistake is the point

    assert None is facts.get("one")
