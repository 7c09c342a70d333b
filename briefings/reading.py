"""Read the documents of a folder: regular files only, none too large, and a line for each one passed over."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from briefings.model import RawDocument, Rejection, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIXES = frozenset({".txt", ".text", ".html", ".htm", ".xhtml", ".md", ".markdown"})
MAX_BYTES = 2_000_000
MAX_FILES = 10_000
A_LINK = "it is a link; put the article itself into the folder"


def documents(source: Source, folder: Path) -> Iterator[RawDocument | Rejection]:
    """Yield each document below *folder*, in the order of the paths, or the reason why a file is not read.

    Hidden files and files of other kinds than text, HTML and Markdown are no articles and are passed over in
    silence; a link, a FIFO, a device, an unreadable or an oversized file that looks like an article is named.

    Raises:
        OSError: The folder itself cannot be listed.
    """
    files, closed = _list(source, folder)
    yield from closed
    for path in files[:MAX_FILES]:
        yield read(source, path, shown=_shown(path, folder))
    if len(files) > MAX_FILES:
        reason = (
            f"{len(files):,} files are more than the {MAX_FILES:,} a source may have; split it into several"
        )
        yield Rejection(source=source.name, path=_shown(files[MAX_FILES], folder), reason=reason)


def read(source: Source, path: Path, *, shown: str) -> RawDocument | Rejection:
    """Read one file without ever following a link, waiting on a FIFO or reading more than `MAX_BYTES`."""
    try:
        return RawDocument(source=source.name, path=shown, data=_read_regular(path))
    except (OSError, ValueError) as error:
        return Rejection(source=source.name, path=shown, reason=_sentence(error))


def _list(source: Source, folder: Path) -> tuple[list[Path], list[Rejection]]:
    """List the files that look like articles, and a line for each folder that stays closed."""
    files: list[Path] = []
    closed: list[Rejection] = []

    def note(error: OSError) -> None:
        if error.filename == os.fspath(folder):
            raise error
        path = _shown(folder.__class__(error.filename), folder)
        closed.append(Rejection(source=source.name, path=path, reason=_sentence(error)))

    for directory, folders, names in os.walk(folder, onerror=note):
        here = folder.__class__(directory)
        folders[:] = [name for name in folders if not name.startswith(".")]
        # os.walk does not enter linked folders: a link could lead out of the source, or round in a circle.
        linked = [here / name for name in folders if (here / name).is_symlink()]
        closed += [Rejection(source=source.name, path=_shown(path, folder), reason=A_LINK) for path in linked]
        files += [here / name for name in names if _looks_like_an_article(name)]
    return sorted(files), closed


def _shown(path: Path, folder: Path) -> str:
    # A file name is bytes; one that is no UTF-8 gets replacement characters, so that it can be stored.
    return os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")


def _looks_like_an_article(name: str) -> bool:
    return not name.startswith(".") and os.path.splitext(name)[1].lower() in SUFFIXES  # noqa: PTH122  # a name, no path


def _read_regular(path: Path) -> bytes:
    # O_NOFOLLOW and fstat on the open file: between a check by name and the opening, the name could change.
    # O_NONBLOCK so that a FIFO without a writer cannot hold us.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError("it is not a regular file")
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES // 1_000_000} MB; save the article alone or split it")
    return data


def _sentence(error: OSError | ValueError) -> str:
    if not isinstance(error, OSError):
        return str(error)
    if error.errno == errno.ELOOP:
        return A_LINK
    return f"it cannot be read: {(error.strerror or type(error).__name__).lower()}"
