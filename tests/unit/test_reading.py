"""Folders are read without surprises: regular files only, in order, and a line for everything passed over."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from briefings import reading
from briefings.model import RawDocument, Rejection, Source

if TYPE_CHECKING:
    from pathlib import Path


def _source(folder: Path) -> Source:
    return Source(name="desk", kind="folder", location=str(folder))


def _outcome(folder: Path) -> dict[str, str]:
    found = reading.documents(_source(folder), folder)
    return {one.path: one.reason if isinstance(one, Rejection) else "read" for one in found}


def test_articles_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    """Text, HTML and Markdown are read in the order of their paths, folders no other files."""
    (tmp_path / "b").mkdir()
    for name in ("b/two.md", "c.HTML", "a.txt", "picture.png", ".hidden.txt"):
        (tmp_path / name).write_bytes(b"words")

    assert ["a.txt", "b/two.md", "c.HTML"] == list(_outcome(tmp_path))


def test_bytes_come_as_they_lie(tmp_path: Path) -> None:
    """A document's bytes are those of its file."""
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00words")

    assert [RawDocument(source="desk", path="a.txt", data=b"\xff\xfe\x00words")] == list(
        reading.documents(_source(tmp_path), tmp_path)
    )


def test_links_and_special_files_are_named_and_passed_over(tmp_path: Path) -> None:
    """A link, a linked folder and a FIFO each get a line; the rest is read."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("not for the channel")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "linked").symlink_to(outside)
    os.mkfifo(folder / "pipe.txt")
    (folder / "words.txt").write_text("words")

    assert {
        "link.txt": reading.A_LINK,
        "linked": reading.A_LINK,
        "pipe.txt": "it is not a regular file",
        "words.txt": "read",
    } == _outcome(folder)


def test_an_oversized_file_is_named_and_not_swallowed(tmp_path: Path) -> None:
    """A file over the limit gets a line, without being read to its end."""
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(2_000_000_000)
    (tmp_path / "fits.txt").write_bytes(b"x" * reading.MAX_BYTES)

    too_large = "it is larger than 2 MB; save the article alone or split it"
    assert {"big.txt": too_large, "fits.txt": "read"} == _outcome(tmp_path)


def test_a_file_that_vanishes_gets_its_line(tmp_path: Path) -> None:
    """A file that is gone between listing and reading is a line, not an end."""
    gone = reading.read(_source(tmp_path), tmp_path / "gone.txt", shown="gone.txt")

    reason = "it cannot be read: no such file or directory"
    assert Rejection(source="desk", path="gone.txt", reason=reason) == gone


def test_a_source_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the bound the rest is not read, and a line says so."""
    monkeypatch.setattr(reading, "MAX_FILES", 2)
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(name)

    assert {
        "a.txt": "read",
        "b.txt": "read",
        "c.txt": "3 files are more than the 2 a source may have; split it into several",
    } == _outcome(tmp_path)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    """A folder that cannot be listed is the caller's to report."""
    with pytest.raises(FileNotFoundError):
        list(reading.documents(_source(tmp_path), tmp_path / "missing"))


def test_a_folder_that_stays_closed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder below that the system does not let us list is a line with its path; the rest is read."""
    (tmp_path / "a.txt").write_text("words")
    closed = tmp_path / "closed"
    closed.mkdir()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path == str(closed):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)

    assert {"a.txt": "read", "closed": "it cannot be read: permission denied"} == _outcome(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on POSIX only")
def test_a_name_that_is_no_utf8_can_be_shown(tmp_path: Path) -> None:
    """A file name of other bytes than UTF-8 is shown with replacement characters and read all the same."""
    with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123  # a path of bytes
        file.write(b"words")

    assert {"caf�.txt": "read"} == _outcome(tmp_path)
