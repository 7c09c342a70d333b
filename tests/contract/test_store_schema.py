"""The migrations make the tables that the queries expect, once, and in order."""

from __future__ import annotations

import importlib
import pkgutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, text

from briefings import store as package
from briefings.store import Facts, Store, StoreError, migrations
from briefings.store.schema import metadata

if TYPE_CHECKING:
    from collections.abc import Callable

# A table outside schema.py hangs on its metadata once the module that owns it is imported.
for _module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
    importlib.import_module(_module.name)


def test_migrations_make_the_tables_that_queries_expect(store: Store) -> None:
    """Tables, columns, their order and their kinds are those the queries were written for."""
    with store.read() as connection:
        dialect, look = connection.dialect, inspect(connection)
        found = {
            name: [(column["name"], column["type"].compile(dialect)) for column in look.get_columns(name)]
            for name in look.get_table_names()
        }
    wanted = {
        table.name: [(column.name, column.type.compile(dialect)) for column in table.columns]
        for table in metadata.sorted_tables
    }

    assert wanted == found


def test_the_steps_are_numbered_without_gaps(store: Store) -> None:
    """Step n stands after step n-1, and a new database has taken all."""
    numbers = list(migrations.steps())

    assert list(range(1, len(numbers) + 1)) == numbers
    assert migrations.newest() == migrations.version(store)


def test_opening_again_changes_nothing(open_store: Callable[[str], Store], store_url: str) -> None:
    """The steps are taken once: what is stored stays."""
    first = open_store(store_url)
    Facts(first).put("one", "1")
    migrations.migrate(first, before=lambda version: pytest.fail(f"took a step from {version}"))

    assert "1" == Facts(first).get("one")


def test_a_newer_database_is_refused(open_store: Callable[[str], Store], store_url: str) -> None:
    """An older program does not touch what a newer one wrote, and says what to do."""
    store = open_store(store_url)
    with store.write() as connection:
        connection.execute(text("insert into schema_version values (999, 0)"))

    with pytest.raises(StoreError, match=r"newer Briefbot \(schema 999"):
        migrations.migrate(store)


def test_a_step_that_fails_leaves_no_half(
    open_store: Callable[[str], Store], store_url: str, next_step: Callable[[str], None]
) -> None:
    """A step whose second statement fails is as if it was never begun."""
    store = open_store(store_url)
    before = migrations.version(store)
    next_step("create table half (a {integer}) {strict}; insert into nowhere values (1)")
    with pytest.raises(StoreError, match="nowhere"):
        migrations.migrate(store)
    with store.read() as connection:
        half = inspect(connection).has_table("half")

    assert (before, False) == (migrations.version(store), half)


def test_a_missing_step_is_taken_and_what_is_stored_stays(
    open_store: Callable[[str], Store], store_url: str, next_step: Callable[[str], None]
) -> None:
    """A database of an older program is brought up to date in place, after *before* was told its version."""
    store = open_store(store_url)
    Facts(store).put("one", "1")
    found = migrations.version(store)
    next_step("create table whole (a {integer}, b {real}, c {blob}) {strict}")
    told: list[int] = []
    migrations.migrate(store, before=told.append)

    assert ([found], found + 1, "1") == (told, migrations.version(store), Facts(store).get("one"))


@pytest.mark.parametrize("programs", [4])
def test_programs_that_start_at_once_take_each_step_once(postgres_url: str, programs: int) -> None:
    """Replicas may start together on an empty PostgreSQL; one makes the tables, the others wait and go on."""
    with ThreadPoolExecutor(programs) as pool:
        stores = list(pool.map(Store.open, [postgres_url] * programs))
    versions = [migrations.version(store) for store in stores]
    for store in stores:
        store.close()

    assert [migrations.newest()] * programs == versions
