"""Log lines: one event each, with its fields, and nothing that must not be there."""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import TYPE_CHECKING, Any

import pytest

from bot.logbook import EventFormatter, start_logging

if TYPE_CHECKING:
    from collections.abc import Iterator


def record(message: str, **fields: Any) -> logging.LogRecord:
    """Make a record as `log.info(message, extra=fields)` does, at a fixed time."""
    made = logging.makeLogRecord({"name": "bot.delivery", "levelname": "INFO", "msg": message, **fields})
    made.created = 1_737_707_400.5
    return made


def failed(error: Exception, **fields: Any) -> logging.LogRecord:
    """Make a record of an exception."""
    try:
        raise error
    except type(error):
        return record("alarm failed", exc_info=sys.exc_info(), **fields)


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Put the loggers back as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("bot", "briefings", "apscheduler")}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def test_people_read_a_line() -> None:
    """The time, the level, the event, the fields; what is empty is left out."""
    line = EventFormatter(as_json=False).format(
        record("delivered", schedule="morning", part=0, receipt=None, reason="two words", gap="")
    )

    assert '08:30:00Z info delivered schedule=morning part=0 reason="two words" gap=""' == line


def test_machines_read_json() -> None:
    """The same as one object a line."""
    line = EventFormatter(as_json=True).format(record("delivered", schedule="morning", part=0))

    assert {
        "time": "2025-01-24T08:30:00.500+00:00",
        "level": "info",
        "event": "delivered",
        "logger": "bot.delivery",
        "schedule": "morning",
        "part": 0,
    } == json.loads(line)


@pytest.mark.parametrize("as_json", [False, True])
def test_a_title_cannot_forge_a_line(*, as_json: bool) -> None:
    """Case 61: line breaks and terminal codes stay inside their field."""
    forged = "News\n08:30:00Z error all is lost\x1b[2J\u2028"
    line = EventFormatter(as_json=as_json).format(record("told", title=forged))

    assert 1 == len(line.splitlines())
    assert "\x1b" not in line


def test_a_message_cannot_forge_a_line() -> None:
    """What a library puts into its message stays one line, too."""
    line = EventFormatter(as_json=False).format(record("broken\nby \x1b[2J this"))

    assert "08:30:00Z info broken\\nby \\u001b[2J this" == line


@pytest.mark.parametrize("as_json", [False, True])
def test_no_secret_is_ever_written(*, as_json: bool) -> None:
    """Case 60: tokens are taken out of messages, fields and tracebacks, the longer of two first."""
    formatter = EventFormatter(as_json=as_json, secrets=["canary", 'canary-"long', ""])
    line = formatter.format(failed(ValueError('with canary-"long'), url="https://h/?t=canary"))

    assert "canary" not in line
    assert "long" not in line
    assert 2 <= line.count("[secret]")


def test_a_traceback_follows_its_line() -> None:
    """People see where it broke, indented under the event."""
    lines = EventFormatter(as_json=False).format(failed(ValueError("broken"))).splitlines()

    assert "08:30:00Z info alarm failed" == lines[0]
    assert "  ValueError: broken" == lines[-1]


@pytest.mark.usefixtures("own_logging")
def test_our_events_are_logged_and_libraries_only_warn() -> None:
    """Of ourselves everything from the level up is logged, of libraries what matters."""
    stream = io.StringIO()
    start_logging(as_json=False, level=logging.INFO, stream=stream)
    for name in ("bot.app", "briefings.store", "library", "apscheduler.executors"):
        logging.getLogger(name).info("told by %s", name)
        logging.getLogger(name).warning("warned by %s", name)
    words = [line.split(" ", 2)[2] for line in stream.getvalue().splitlines()]

    assert [
        "told by bot.app",
        "warned by bot.app",
        "told by briefings.store",
        "warned by briefings.store",
        "warned by library",
    ] == words
