"""What only a SQLite file can meet: another process, a full or read-only disk, damage, a power cut."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefings.store import Articles, Facts, Store, StoreError, backups, locking, migrations, opening
from briefings.store.opening import prepare
from tests.factories import NOON, article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name the file of a store."""
    return tmp_path / "briefbot.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Open a store in a file."""
    with Store.open(f"sqlite:///{path}") as opened:
        yield opened


def _pragma(store: Store, name: str) -> object:
    with store.outside() as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_what_is_confirmed_survives_a_power_cut(store: Store) -> None:
    """The write-ahead log is on and flushed at each confirmation, and the file is marked as ours."""
    names = ("journal_mode", "synchronous", "foreign_keys", "application_id")

    assert ["wal", 2, 1, int.from_bytes(b"brie")] == [_pragma(store, name) for name in names]


def test_a_writer_takes_its_turn_before_it_reads(store: Store, path: Path) -> None:
    """From its first moment a write() keeps other writers out, so it never fails halfway for having read."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        with store.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        with store.read():
            other.execute("BEGIN IMMEDIATE")


def test_every_table_is_strict(store: Store) -> None:
    """No table takes a text where a number belongs."""
    with store.outside() as connection:
        tables = connection.execute("PRAGMA table_list").fetchall()
    loose = [name for _, name, kind, _, _, strict in tables if kind == "table" and not strict]

    assert [] == [name for name in loose if not name.startswith("sqlite_")]


_SECOND = """
import sys, time
from briefings.store import Store, StoreError
begun = time.monotonic()
try:
    Store.open(sys.argv[1])
except StoreError as error:
    print(time.monotonic() - begun, error)
"""


def _python(script: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", script, f"sqlite:///{path}"], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def test_a_second_process_is_refused_at_once(store: Store, path: Path) -> None:
    """Who comes second is told within two seconds which process has the file."""
    with _python(_SECOND, path) as second:
        seconds, said = second.communicate()[0].strip().split(" ", 1)

    assert f"{store.where} is in use by another Briefbot (process {os.getpid()}). End that one first." == said
    assert 2 > float(seconds)


def test_a_second_store_of_one_process_is_refused(store: Store) -> None:
    """One file is never opened twice for writing, not by one process either."""
    with pytest.raises(StoreError, match=f"process {os.getpid()}"):
        Store.open(f"sqlite:///{store.where}")


def test_the_lock_ends_with_its_holder(path: Path) -> None:
    """A closed store may be opened again at once."""
    Store.open(f"sqlite:///{path}").close()
    Store.open(f"sqlite:///{path}").close()

    assert path.exists()


def test_a_reader_may_look_in_beside_the_holder(store: Store, path: Path) -> None:
    """A store opened for reading needs no lock, sees what was confirmed, and refuses to change it."""
    Facts(store).put("one", "1")
    with Store.open(f"sqlite:///{path}", read_only=True) as reader:
        seen = Facts(reader).get("one")
        with pytest.raises(StoreError, match="opened for reading only"):
            Facts(reader).put("one", "2")

    assert "1" == seen


def _older(path: Path) -> None:
    with closing(Store(prepare(f"sqlite:///{path}"))) as store:
        migrations.migrate(store, to=1)
        Facts(store).put("one", "1")


def test_a_reader_does_not_change_the_schema(path: Path) -> None:
    """A file of an older program is not migrated by who may only look."""
    _older(path)
    with pytest.raises(StoreError, match="is of an older Briefbot"):
        Store.open(f"sqlite:///{path}", read_only=True)


def test_a_full_disk_is_said_and_then_gone(store: Store) -> None:
    """With no space left nothing of a change is kept, and with space again the store goes on."""
    shelf = Articles(store)
    pages = _pragma(store, "page_count")
    _pragma(store, f"max_page_count = {pages}")
    with pytest.raises(StoreError, match="disk is full"):
        shelf.add(article("One", "word " * 50_000), digest="1", story_id="s", at=NOON)
    kept = shelf.highest_seq()
    _pragma(store, "max_page_count = 1000000")
    shelf.add(article("Two"), digest="2", story_id="s", at=NOON)

    assert (0, ["Two"]) == (kept, [each.title for each in shelf.candidates()])


def test_a_read_only_file_is_said(store: Store) -> None:
    """A file that may not be written is one sentence when it is written."""
    with store.outside() as connection:
        connection.execute("PRAGMA query_only = 1")
    with pytest.raises(StoreError, match="read-only"):
        Facts(store).put("one", "1")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """A path through a file, not a folder, is one sentence."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file cannot be made: "):
        Store.open(f"sqlite:///{tmp_path / 'file' / 'briefbot.db'}")


def test_a_lock_that_cannot_be_made_is_said(path: Path) -> None:
    """A folder where no lock file can be made is one sentence."""
    path.with_name("briefbot.db.lock").mkdir()
    with pytest.raises(StoreError, match="may not be written: "):
        Store.open(f"sqlite:///{path}")


def test_a_folder_in_the_place_of_the_file_is_said(path: Path) -> None:
    """A path that is a folder is one sentence."""
    path.mkdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(f"sqlite:///{path}")


def test_a_missing_file_is_not_made_by_a_reader(path: Path) -> None:
    """Looking into a file that is not there makes none."""
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(f"sqlite:///{path}", read_only=True)

    assert not path.exists()


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    """The first start makes the folder of the data."""
    path = tmp_path / "new" / "folder" / "briefbot.db"
    Store.open(f"sqlite:///{path}").close()

    assert path.exists()


def _damage(path: Path) -> None:
    with Store.open(f"sqlite:///{path}") as store:
        for number in range(20):
            Articles(store).add(article(f"{number}"), digest="1", story_id="s", at=NOON)
    with path.open("r+b") as file:
        # Past the pages of the schema, over those of the articles.
        file.seek(4096 * 8)
        file.write(b"\xff" * 4096 * 12)


def test_a_damaged_page_is_found_at_the_start(path: Path) -> None:
    """A file with a page overwritten is not served from; the sentence says what to do."""
    _damage(path)
    with pytest.raises(StoreError, match=r"is damaged.*Put back a backup"):
        Store.open(f"sqlite:///{path}")


def test_damage_in_a_large_file_is_found_where_it_is_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file too large to be checked at each start says that it is damaged when a bad page is met."""
    _damage(path)
    monkeypatch.setattr(opening, "_CHECKED_BYTES", 0)
    with Store.open(f"sqlite:///{path}") as store, pytest.raises(StoreError, match="is damaged"):
        Articles(store).articles_after(0, 20)


def test_a_damaged_copy_is_no_backup(path: Path) -> None:
    """A copy that came out damaged is refused before it takes the place of the last backup."""
    _damage(path)
    with pytest.raises(StoreError, match="came out damaged"):
        backups._check(path)


def test_a_file_that_is_no_database_is_said(path: Path) -> None:
    """A text file under the store's name is left alone."""
    path.write_text("not a database, but long enough to be looked at\n" * 100)
    with pytest.raises(StoreError, match="is not a SQLite database"):
        Store.open(f"sqlite:///{path}")

    assert path.read_text().startswith("not a database")


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    """A SQLite file with tables that are not ours is refused, and nothing is added to it."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("create table songs (title text)")
    with pytest.raises(StoreError, match="belongs to another program"):
        Store.open(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as other:
        tables = other.execute("select name from sqlite_master").fetchall()

    assert [("songs",)] == tables


def test_a_shared_file_system_is_refused_by_name(tmp_path: Path) -> None:
    """Network file systems are refused with their name, local ones are not."""
    with pytest.raises(StoreError, match=r"shared file system \(NFS\)"):
        locking.refuse_shared_disk(tmp_path, 0x6969)
    locking.refuse_shared_disk(tmp_path, 0xEF53)


def test_the_file_system_is_asked_where_that_is_known_how(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linux tells the type of a folder's file system, none of a missing one; elsewhere nobody is asked."""
    is_asked = sys.platform == "linux"
    here, missing = locking.file_system(tmp_path), locking.file_system(tmp_path / "missing")
    monkeypatch.setattr(sys, "platform", "darwin")

    assert (is_asked, 0, 0) == (here != 0, missing, locking.file_system(tmp_path))


def test_an_admin_may_insist_on_a_shared_disk(path: Path) -> None:
    """With allow_shared_disk in the address the type of the file system is not asked."""
    Store.open(f"sqlite:///{path}?allow_shared_disk=yes").close()

    assert path.exists()


def test_a_backup_is_whole_while_the_store_is_in_use(store: Store, tmp_path: Path) -> None:
    """A backup holds what was confirmed, replaces the one before, and opens as a store."""
    target = tmp_path / "backup.db"
    Facts(store).put("one", "1")
    backups.back_up(store, target)
    Facts(store).put("one", "2")
    backups.back_up(store, target)
    Facts(store).put("one", "3")
    with Store.open(f"sqlite:///{target}") as copy:
        found = Facts(copy).get("one")

    assert ("2", []) == (found, list(tmp_path.glob("*.unfinished")))


def test_a_backup_that_cannot_be_written_is_said(store: Store, tmp_path: Path) -> None:
    """A missing folder is one sentence, and so is a name that is taken by a folder."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        backups.back_up(store, tmp_path / "missing" / "backup.db")
    with pytest.raises(StoreError, match="may not be written"):
        backups.back_up(store, tmp_path / "taken")


def test_postgresql_is_backed_up_by_its_own_tool(
    open_store: Callable[[str], Store], postgres_url: str
) -> None:
    """Asked for a copy of a server's database, the store names the tool for it."""
    store = open_store(postgres_url)
    with pytest.raises(StoreError, match="pg_dump"):
        backups.back_up(store, "unused")  # type: ignore[arg-type]  # refused before it is looked at


def test_a_new_schema_leaves_a_way_back(path: Path) -> None:
    """Before an upgrade changes a file, a copy of it stays beside it for the older program."""
    _older(path)
    Store.open(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path.with_name("briefbot.db.schema-1"))) as copy:
        facts = copy.execute("select name, value from facts").fetchall()

    assert [("one", "1")] == facts


def test_a_new_store_needs_no_way_back(store: Store, path: Path) -> None:
    """An empty file that gets its first schema leaves no copy of itself."""
    assert store.path == path
    assert [] == list(path.parent.glob("*.schema-*"))


_WRITER = """
import sys
from briefings.store import Articles, Store
from tests.factories import NOON, article
with Store.open(sys.argv[1]) as store:
    begun = Articles(store).highest_seq()
    for batch in range(1000):
        with store.write():
            for number in range(5):
                made = article(f"{begun} {batch} {number}")
                Articles(store).add(made, digest="1", story_id="s", at=NOON)
        print(made.id, flush=True)
"""


def test_killing_a_writer_loses_no_confirmed_batch(path: Path) -> None:
    """After each kill -9 every batch that was reported is there whole, the next writer starts at once."""
    reported: list[str] = []
    for lines in (1, 4, 9):
        with _python(_WRITER, path) as writer:
            assert writer.stdout is not None
            reported += [writer.stdout.readline().strip() for _ in range(lines)]
            writer.send_signal(signal.SIGKILL)
            reported += [line.strip() for line in writer.stdout if line.endswith("\n")]
    with Store.open(f"sqlite:///{path}") as store:
        kept = [each.id for _, each in Articles(store).articles_after(0, 100_000)]
        counted = Articles(store).coverage().articles

    assert [] == [each for each in reported if each not in kept]
    assert (0, counted) == (len(kept) % 5, len(kept))
