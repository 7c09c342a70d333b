"""Open the newsroom a command works in: in memory over a folder, or the one kept in the data folder."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.options import UNUSABLE, Given, Stop
from bot.cli.output import note_report, progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from bot.newsroom import Newsroom, Plan
    from bot.settings import Settings
    from briefings.ingesting import IngestReport

    Clock = Callable[[], datetime]

_SQLITE = "sqlite:///"
NOTHING_READ = (
    "No articles have been read yet. "
    "Run briefbot ingest; it reads the .txt, .html and .md files of the source folders."
)


@contextmanager
def in_memory(plan: Plan, clock: Clock) -> Iterator[Newsroom]:
    """Read the folders of *plan* into memory; documents that could not be read are named on stderr.

    Raises:
        Stop: There is nothing to work with.
    """
    from bot.newsroom import open_newsroom  # noqa: PLC0415  # brings the newsroom

    with open_newsroom(plan, url="sqlite://", home=None, clock=clock) as newsroom:
        report = take_in(newsroom)
        if not newsroom.articles.highest_seq():
            raise Stop(_nothing(plan, report), code=UNUSABLE)
        yield newsroom


@contextmanager
def over(folder: Path, plan: Plan, clock: Clock) -> Iterator[Newsroom]:
    """Read *folder* alone into memory.

    Raises:
        Stop: It is no folder, cannot be read or holds no article.
    """
    if not folder.is_dir():
        raise Stop(f"{folder} is not a folder. Name one with .txt, .html or .md files in it.", code=UNUSABLE)
    with in_memory(plan.reading(folder), clock) as newsroom:
        yield newsroom


@contextmanager
def kept(given: Given, clock: Clock) -> Iterator[Newsroom]:
    """Open what was read before, only to look into it: the bot may be running on it meanwhile.

    Raises:
        Stop: Nothing was read yet.
    """
    from bot.newsroom import open_kept  # noqa: PLC0415  # brings the newsroom

    settings = given.settings()
    if not is_kept(settings):
        raise Stop(NOTHING_READ, code=UNUSABLE)
    with open_kept(settings, clock=clock, read_only=True) as newsroom:
        yield newsroom


def is_kept(settings: Settings) -> bool:
    """Tell whether there is a store to look into; only a file can be missing."""
    url = settings.store_url()
    return not url.startswith(_SQLITE) or Path(url.removeprefix(_SQLITE)).exists()


def take_in(newsroom: Newsroom) -> IngestReport:
    """Read what is new, with a bar on a terminal, and name on stderr what could not be read."""
    with progress() as report_progress:
        report = newsroom.take_in(report_progress)
    note_report(report)
    return report


def _nothing(plan: Plan, report: IngestReport) -> str:
    folders = ", ".join(source.location for source in plan.sources.values()) or "the admin file's sources"
    rejected = f" {len(report.rejected)} could not be read; see above." if report.rejected else ""
    return f"There is no article in {folders}.{rejected} Put .txt, .html or .md files there."
