"""Keep a database file to one process, on a disk where that can be kept."""

from __future__ import annotations

import ctypes
import fcntl
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from briefings.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# statfs(2), f_type: file systems whose locks or shared memory do not reach all who may open the file.
_SHARED_FILE_SYSTEMS = {
    0x6969: "NFS",
    0x517B: "SMB",
    0xFF534D42: "SMB",
    0xFE534D42: "SMB",
    0x01021997: "9P",
    0x65735546: "FUSE",
    0x5346414F: "AFS",
    0x00C36400: "Ceph",
}


def file_system(folder: Path) -> int:
    """Tell the type of the file system of *folder*, as statfs(2) numbers it; 0 where it cannot be asked."""
    if sys.platform != "linux":
        return 0
    answer = ctypes.create_string_buffer(256)  # struct statfs has 120 bytes; f_type is its first word
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.statfs(os.fsencode(folder), answer) != 0:
        return 0
    return ctypes.c_ulong.from_buffer(answer).value & 0xFFFFFFFF


def refuse_shared_disk(folder: Path, type_number: int) -> None:
    """Refuse a network file system, where SQLite's write-ahead log may lose what it confirmed.

    Raises:
        StoreError: *type_number* is that of a network file system.
    """
    name = _SHARED_FILE_SYSTEMS.get(type_number)
    if name is not None:
        raise StoreError(
            f"{folder} is on a shared file system ({name}), where SQLite cannot keep data safe. Put the data "
            "on a local disk, use PostgreSQL, or add ?allow_shared_disk=yes to [store] url "
            "if no other machine ever uses it."
        )


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold *path* as this process's own; the system lets go of it when the process ends, however it ends.

    Raises:
        StoreError: Another process holds it, or the folder may not be written.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"{path.parent} may not be written: {error.strerror}. "
            "Create it, or give this user the right to write there."
        ) from error
    try:
        _take(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
        raise StoreError(
            f"{path.with_suffix('')} is in use by another Briefbot (process {holder}). End that one first."
        ) from error
    # The file stays behind: removing it would let two processes lock two files of one name.
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
