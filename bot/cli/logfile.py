"""Where a command that a person waits for logs: a file, made only when there is something to log."""

import logging
import os
from pathlib import Path

_LINE = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s%(nouns)s")
_COMMON = frozenset(vars(logging.makeLogRecord({}))) | {"nouns", "message", "asctime"}


class LogFile(logging.Handler):
    """Appends warnings and faults to `path()`; does without where that cannot be written."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record, its nouns after its words."""
        nouns = [f" {name}={value}" for name, value in vars(record).items() if name not in _COMMON]
        record.nouns = "".join(nouns)
        try:
            place = path()
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(_LINE.format(record) + "\n")
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name for it
        """Pass over a log that cannot be written: the person was told what happened already."""


def log_to_file() -> None:
    """Send warnings and faults of this process to the file."""
    root = logging.getLogger()
    if not any(isinstance(handler, LogFile) for handler in root.handlers):
        root.addHandler(LogFile())


def path() -> Path:
    """Return the file: in BRIEFBOT_DATA_DIR when it is set, else where this system keeps logs."""
    from platformdirs import user_log_path  # noqa: PLC0415  # only when there is something to log

    chosen = os.environ.get("BRIEFBOT_DATA_DIR", "").strip()
    folder = Path(chosen).expanduser() if chosen else user_log_path("briefbot", appauthor=False)
    return folder / "briefbot.log"
