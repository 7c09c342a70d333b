"""What a command prints: answers on stdout, everything about the work itself on stderr."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.chat import Message
    from briefings.ingesting import IngestReport

    Progress = Callable[[str, int, int], None]

# JSON may hold these as they are, but many readers take them for ends of lines.
_ENDS_OF_LINES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}
_LONG = 200  # documents; less is done before a bar could be read


def print_json(value: Any) -> None:
    """Print *value* as one line of JSON, at once, so that a reader can follow."""
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    print(line.translate(_ENDS_OF_LINES), flush=True)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"JSON has no word for a {type(value).__name__}")


def note(text: str) -> None:
    """Say something about the work on stderr."""
    from bot.plain import disarm  # noqa: PLC0415  # file names are what strangers wrote, too

    print(disarm(text), file=sys.stderr)


def show(message: Message) -> None:
    """Print a message as the console platform does."""
    from bot.platforms.console import ConsolePlatform  # noqa: PLC0415  # only to show something

    ConsolePlatform().show(message)


@contextmanager
def progress() -> Iterator[Progress | None]:
    """Show a bar on stderr while many documents are read; None where nobody would see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415  # 60 ms, only for a terminal
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def report(source: str, done: int, total: int) -> None:
            if total < _LONG:
                return
            if source not in tasks:
                tasks[source] = bar.add_task(f"Reading {source}", total=total)
            bar.update(tasks[source], completed=done)

        yield report


def note_report(report: IngestReport) -> None:
    """Name on stderr each document and source that could not be read, and why."""
    for rejection in (*report.unread, *report.rejected):
        place = f"{rejection.source}/{rejection.path}" if rejection.path else rejection.source
        note(f"{place}: not read, {rejection.reason}.")
    for article in report.flagged:
        note(f"{article.source}/{article.path}: {article.flagged}")
