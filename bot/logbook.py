"""Write the log: one event a line with its fields, and never a secret."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable

_OURS = ("bot", "briefings")
# What logging puts on every record; the rest came by `extra`.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_HIDDEN = "[secret]"


class EventFormatter(logging.Formatter):
    """Formats events for people, or as JSON for machines."""

    def __init__(self, *, as_json: bool, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._as_json = as_json
        written = {form for secret in secrets if secret for form in (secret, json.dumps(secret)[1:-1])}
        self._secrets = sorted(written, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Make one line of *record*, with its traceback as a field."""
        fields = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        fields = {name: value for name, value in fields.items() if value is not None}
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        moment = datetime.fromtimestamp(record.created, UTC)
        event = record.getMessage()
        line = (
            _json(moment, record, event, fields) if self._as_json else _plain(moment, record, event, fields)
        )
        for secret in self._secrets:
            line = line.replace(secret, _HIDDEN)
        return line


def start_logging(
    *, as_json: bool, secrets: Iterable[str] = (), level: int = logging.INFO, stream: TextIO | None = None
) -> None:
    """Log to stderr from now on: our own events from *level* up, those of libraries from warnings up."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(EventFormatter(as_json=as_json, secrets=secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    # It warns of each ring that a long round swallows, which is what the rounds are made for.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def _json(moment: datetime, record: logging.LogRecord, event: str, fields: dict[str, Any]) -> str:
    head = {
        "time": moment.isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": event,
    }
    return _safe(json.dumps(head | {"logger": record.name} | fields, default=str, ensure_ascii=False))


def _plain(moment: datetime, record: logging.LogRecord, event: str, fields: dict[str, Any]) -> str:
    trace = fields.pop("traceback", "")
    words = [f"{moment:%H:%M:%S}Z", record.levelname.lower(), _safe(event)]
    words += [f"{name}={_value(value)}" for name, value in fields.items()]
    return "\n  ".join([" ".join(words), *map(_safe, str(trace).splitlines())])


def _value(value: object) -> str:
    text = str(value)
    is_one_word = text and text.isprintable() and " " not in text
    return text if is_one_word else _safe(json.dumps(text, ensure_ascii=False))


def _safe(text: str) -> str:
    """Write line breaks and terminal codes as JSON does, other scripts as they are."""
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)
