"""How fast articles are taken in: whole ingest beside an extractor that does the first step alone."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.pages import html_page, text_page

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = 1_000


def report() -> None:
    """Print articles per CPU-second and peak memory, each measured in a process of its own."""
    for name in ("text", "html", "trafilatura"):
        # A process of its own: peak memory is the process's, and imports of one do not help the other.
        subprocess.run([sys.executable, "-m", "tests.bench.ingest", name], check=True)  # noqa: S603  # ourselves
    print("trafilatura does the first step alone: it finds the text of the same HTML pages")


def _measure(name: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        make, suffix = (text_page, "txt") if name == "text" else (html_page, "html")
        for number in range(PAGES):
            (folder / f"{number:05d}.{suffix}").write_text(make(number))
        work: Callable[[Path], None] = _extract if name == "trafilatura" else _ingest
        before = time.process_time()
        work(folder)
        seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:12s} {PAGES / seconds:7.0f} articles per CPU-second, peak {peak:.0f} MiB", flush=True)


def _ingest(folder: Path) -> None:
    from briefings.index import Index  # noqa: PLC0415  # not in the process that measures trafilatura
    from briefings.ingesting import ingest  # noqa: PLC0415
    from briefings.model import Source, Topic  # noqa: PLC0415
    from briefings.store import Store  # noqa: PLC0415
    from briefings.store.articles import Articles  # noqa: PLC0415

    source = Source(name="pages", kind="folder", location=str(folder))
    topics = [Topic(name="word", label="Word", any=("harbour", "bala"))]
    with tempfile.TemporaryDirectory() as data, Store.open(f"sqlite:///{data}/bench.db") as store:
        index = Index.open(Path(data), Articles(store))
        made = ingest(store, index, [source], topics=topics, now=datetime(2025, 2, 1, tzinfo=UTC))
    if made.added + made.copies != PAGES:
        raise SystemExit(f"only {made.added + made.copies} of {PAGES} pages became articles")


def _extract(folder: Path) -> None:
    import trafilatura  # noqa: PLC0415  # not in the processes that measure ours

    for page in sorted(folder.iterdir()):
        trafilatura.extract(page.read_text(), include_comments=False)


if __name__ == "__main__":
    _measure(sys.argv[1])
