"""Transport compression of the gateway: one stream for the life of a socket."""

from __future__ import annotations

import zlib
from typing import Protocol

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
ZSTD_WINDOW = b"\x00\x70"  # frame header: no content size, no checksum; a window of 16 MiB
ZSTD_BLOCK = 128 * 1024  # bytes a block may hold


class Stream(Protocol):
    """Packs one message after the other."""

    def pack(self, text: str) -> bytes | str:
        """Return what goes over the wire for *text*."""
        ...


class Plain:
    """No compression: text frames."""

    def pack(self, text: str) -> str:
        """Return *text* as it is."""
        return text


class ZlibStream:
    """One zlib context; each message ends with 00 00 FF FF."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj()

    def pack(self, text: str) -> bytes:
        """Return the next piece of the stream."""
        return self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """One zstd frame of stored blocks: valid for every decoder, and needs no library here."""

    def __init__(self) -> None:
        self._head = ZSTD_MAGIC + ZSTD_WINDOW

    def pack(self, text: str) -> bytes:
        """Return the next piece of the stream."""
        data, head, self._head = text.encode(), self._head, b""
        pieces = [data[at : at + ZSTD_BLOCK] for at in range(0, len(data), ZSTD_BLOCK)]
        return head + b"".join((len(piece) << 3).to_bytes(3, "little") + piece for piece in pieces)


def stream_for(name: str) -> Stream:
    """Make the stream a client asked for by the query parameter `compress`."""
    if name == "zlib-stream":
        return ZlibStream()
    return ZstdStream() if name == "zstd-stream" else Plain()
