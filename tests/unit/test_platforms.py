"""Platforms are loaded by name, and the console knows from its journal what was printed."""

from __future__ import annotations

import asyncio
import io
import sys
from typing import TYPE_CHECKING

import pytest

from bot.chat import Condition, Health, Message, Uncertain
from bot.platforms import NoMemory, NoSuchPlatform, PlatformSetup, connect
from bot.platforms.console import ConsolePlatform
from tests.posting import FRIDAY

if TYPE_CHECKING:
    from pathlib import Path


def find(console: ConsolePlatform, nonce: str) -> str | None:
    """Ask *console* whether it printed what *nonce* stands for."""
    return asyncio.run(console.find("", nonce=nonce, since=FRIDAY))


def post(console: ConsolePlatform, nonce: str) -> str:
    """Print something short."""
    return asyncio.run(console.post("", Message(text="news", lead=("news",)), nonce=nonce))


def test_a_platform_is_loaded_by_its_name(tmp_path: Path) -> None:
    """The name in the admin file is the name of the module."""
    assert "console" == connect("console", PlatformSetup(data_dir=tmp_path, is_alone=True)).name


def test_a_platform_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The admin reads which section to change."""
    with pytest.raises(NoSuchPlatform, match=r"\[platforms.telegraph\] is enabled"):
        connect("telegraph", PlatformSetup(data_dir=tmp_path, is_alone=True))


def test_a_platform_that_lacks_a_library_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing library is not taken for a missing platform."""
    folder = tmp_path / "loadable"
    folder.mkdir()
    (folder / "telegraph.py").write_text("import a_library_nobody_has\n", "utf-8")
    monkeypatch.setattr(sys.modules["bot.platforms"], "__path__", [str(folder)])

    with pytest.raises(ModuleNotFoundError, match="a_library_nobody_has"):
        connect("telegraph", PlatformSetup(data_dir=tmp_path, is_alone=True))


def test_what_was_printed_is_known_to_the_next_process(tmp_path: Path) -> None:
    """The journal outlives the process; what it does not name was never begun."""
    journal = tmp_path / "new" / "console.journal"
    post(ConsolePlatform(io.StringIO(), journal=journal), "n1")
    later = ConsolePlatform(io.StringIO(), journal=journal)

    assert ("n1", None) == (find(later, "n1"), find(later, "n2"))


def test_what_was_begun_and_not_ended_is_uncertain(tmp_path: Path) -> None:
    """Nobody can say whether the last words of a dead process reached the screen."""
    journal = tmp_path / "console.journal"
    journal.write_text("begun n1\nended n1\nbegun n2\nended n", "utf-8")
    console = ConsolePlatform(io.StringIO(), journal=journal)

    assert "n1" == find(console, "n1")
    with pytest.raises(Uncertain, match="is not known"):
        find(console, "n2")


def test_a_cut_off_note_harms_only_itself(tmp_path: Path) -> None:
    """After a note that was cut off the next one is still read by the next process."""
    journal = tmp_path / "console.journal"
    journal.write_text("begun n1\nended n", "utf-8")
    post(ConsolePlatform(io.StringIO(), journal=journal), "n2")

    assert "n2" == find(ConsolePlatform(io.StringIO(), journal=journal), "n2")


def test_without_a_journal_only_the_own_words_are_known(tmp_path: Path) -> None:
    """Beside other replicas a console cannot know what was printed elsewhere, and does not pretend to."""
    console = connect("console", PlatformSetup(data_dir=tmp_path, is_alone=False))
    assert isinstance(console, ConsolePlatform)
    silent = ConsolePlatform(io.StringIO())
    post(silent, "n1")

    assert "n1" == find(silent, "n1")
    with pytest.raises(Uncertain):
        find(console, "n2")
    assert not (tmp_path / "console.journal").exists()


def test_a_terminal_has_no_addresses_and_is_a_workspace_of_its_own() -> None:
    """A console is always well; nothing printed on it can be opened, and nobody else shares it."""
    console = ConsolePlatform(io.StringIO())

    assert Health(condition=Condition.READY) == console.health
    assert ("", "console") == (asyncio.run(console.link("", "n1")), console.workspace_of(""))


def test_a_platform_without_a_store_remembers_nothing() -> None:
    """What is noted where no database is open is gone at once."""
    memory = NoMemory()
    memory.put("identifies", "1")

    assert memory.get("identifies") is None
