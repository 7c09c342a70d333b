"""The migrations make the tables that the queries expect, once, and in order."""

from __future__ import annotations

import importlib
import pkgutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, text

from briefings import store as package
from briefings.store import Facts, Store, StoreError, migrations
from briefings.store.opening import prepare
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


def _take_a_step_that_fails(store: Store) -> None:
    with store.write() as connection:
        migrations._run(
            connection, "create table half (a {integer}) {strict}; insert into nowhere values (1)"
        )


def test_a_step_that_fails_leaves_no_half(store: Store) -> None:
    """A step whose second statement fails is as if it was never begun."""
    with pytest.raises(StoreError, match="nowhere"):
        _take_a_step_that_fails(store)
    with store.read() as connection:
        half = inspect(connection).has_table("half")

    assert not half


def test_an_older_database_is_brought_up_to_date(store_url: str) -> None:
    """A database of an older program takes the missing steps, and what is stored stays."""
    told: list[int] = []
    with closing(Store(prepare(store_url))) as store:
        migrations.migrate(store, to=1)
        Facts(store).put("one", "1")
        migrations.migrate(store, before=told.append)
        found = Facts(store).get("one"), migrations.version(store)

    assert (("1", migrations.newest()), [1]) == (found, told)


@pytest.mark.parametrize("programs", [4])
def test_programs_that_start_at_once_take_each_step_once(postgres_url: str, programs: int) -> None:
    """Replicas may start together on an empty PostgreSQL; one makes the tables, the others wait and go on."""
    with ThreadPoolExecutor(programs) as pool:
        stores = list(pool.map(Store.open, [postgres_url] * programs))
    versions = [migrations.version(store) for store in stores]
    for store in stores:
        store.close()

    assert [migrations.newest()] * programs == versions
