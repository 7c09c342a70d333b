"""What a command prints beside its answer: a bar for long work, notes, a log that never gets in the way."""

from __future__ import annotations

import io
import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.cli import output
from bot.cli.logfile import LogFile, path
from briefings.ingesting import IngestReport
from briefings.model import Rejection
from tests.factories import article

if TYPE_CHECKING:
    from pathlib import Path


class Terminal(io.StringIO):
    """A terminal as far as a program can tell by asking."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


def test_long_work_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal many documents get a bar; a few are done before it could be read."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with output.progress() as report:
        assert report is not None
        report("few", 0, 10)
        report("town", 0, 1000)
        report("town", 400, 1000)

    assert "Reading town" in terminal.getvalue()
    assert "Reading few" not in terminal.getvalue()


def test_without_a_terminal_there_is_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a log file a bar would be noise."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with output.progress() as report:
        assert report is None


def test_json_is_one_line_for_every_reader(capsys: pytest.CaptureFixture[str]) -> None:
    """No character that anybody takes for an end of line stands in it bare; times are ISO."""
    output.print_json({"text": "a\u2028b\x85c", "at": datetime(2025, 1, 24, tzinfo=UTC)})

    assert '{"text":"a\\u2028b\\u0085c","at":"2025-01-24T00:00:00+00:00"}\n' == capsys.readouterr().out


def test_json_refuses_what_it_has_no_word_for() -> None:
    """A value that would only be guessed at is a fault."""
    with pytest.raises(TypeError, match="no word for a set"):
        output.print_json({1, 2})


def test_what_was_not_read_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Each rejected document, closed source and flagged article has its line, disarmed."""
    report = IngestReport(
        rejected=(Rejection(source="town", path="a\x1b[2J.txt", reason="it is empty"),),
        unread=(Rejection(source="town", path="", reason="the folder is gone"),),
        flagged=(article(flagged="More than 60 % was removed; look."),),
    )
    output.note_report(report)

    assert capsys.readouterr().err == (
        "town: not read, the folder is gone.\n"
        "town/a.txt: not read, it is empty.\n"
        "harbour/harbour-bridge-reopens.txt: More than 60 % was removed; look.\n"
    )


def test_the_log_stands_where_it_was_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In BRIEFBOT_DATA_DIR when that is set, else where the system keeps logs."""
    monkeypatch.setenv("BRIEFBOT_DATA_DIR", str(tmp_path))
    chosen = path()
    monkeypatch.delenv("BRIEFBOT_DATA_DIR")

    assert tmp_path / "briefbot.log" == chosen
    assert "briefbot" in str(path().parent)


def test_a_log_that_cannot_be_written_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The person was told already; a second complaint would help nobody."""
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("BRIEFBOT_DATA_DIR", str(tmp_path / "file"))
    LogFile().handle(logging.makeLogRecord({"msg": "failed", "levelno": logging.ERROR}))

    assert ("", "") == tuple(capsys.readouterr())
