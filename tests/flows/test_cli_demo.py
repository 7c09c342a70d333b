"""The demo: what a newcomer sees first, on the sample set and on any folder, in a pipe and on a terminal."""

from __future__ import annotations

import logging
import os
import pty
import re
import select
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.cli.logfile import LogFile
from bot.cli.main import run
from bot.newsroom import Plan, open_newsroom, system_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE_SECONDS = 20
ROOT = Path(__file__).parents[2]
TOWN = {
    "bridge.txt": "The harbour bridge reopens\n\nThe mayor, Oona Brack, opened the harbour bridge on Monday. "
    "She thanked the engineers of Kestrel Works for each cable. Later Oona Brack cut a ribbon.\n",
    "ferry.txt": "A ferry for Harwich\n\nA new ferry sails to Harwich at seven each morning. "
    "The captain, Tomas Reedham, said that Harwich had waited nine years. Fares to Harwich are low.\n",
    "school.txt": "The school choir wins\n\nThe choir of the school won a prize in the city of Lindenau. "
    "Its leader, Marta Holz, said that nobody in Lindenau had heard such a choir. Lindenau applauded.\n",
}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep logs out of the user's folders, and leave the log as it was."""
    monkeypatch.setenv("BRIEFBOT_DATA_DIR", str(tmp_path / "data"))
    yield
    root = logging.getLogger()
    root.handlers[:] = [handler for handler in root.handlers if not isinstance(handler, LogFile)]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Have three articles that no admin file knows."""
    folder = tmp_path / "town"
    folder.mkdir()
    for name, text in TOWN.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def test_the_demo_runs_on_the_sample_set(capfd: pytest.CaptureFixture[str]) -> None:
    """In a pipe it shows a briefing, three answers with receipts and a refusal, and ends with 0."""
    code = run(["--config", str(ROOT / "config" / "briefbot.toml"), "demo"])
    shown, errors = capfd.readouterr()
    _, briefing, *answers, refusal = re.split(r"^> .*\n", shown, flags=re.MULTILINE)

    assert (0, "") == (code, errors)
    assert 3 == len(answers)
    assert all("\n  [1] " in each for each in (briefing, *answers))
    assert re.search(r"I found nothing in \d+ articles", refusal)


def test_the_demo_keeps_nothing(tmp_path: Path, town: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """After a demo there is no database and no lookup."""
    run(["demo", "--articles", str(town)])
    capfd.readouterr()

    assert not (tmp_path / "data").exists()


def test_the_demo_asks_what_the_articles_suggest(town: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """On a strange folder the questions are about its own names, one of them with a slip that is mended."""
    run(["demo", "--articles", str(town)])
    shown = capfd.readouterr().out
    asked = re.findall(r"^> /ask (.*)$", shown, flags=re.MULTILINE)

    assert 4 == len(asked)
    assert "What about Oona Brack?" == asked[0]
    assert "\nRead as: " in shown


# The terminal must be the process's own, or Ctrl-C on it would be no signal.
_OWN_TERMINAL = (
    "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); from bot.cli import main; main()"
)


def _demo_on(terminal: int, arguments: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  # ours
        [sys.executable, "-c", _OWN_TERMINAL, "demo", *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "TERM": "dumb", "COLUMNS": "80", "LINES": "50"},
        start_new_session=True,
    )


def converse(*lines: str, arguments: list[str]) -> tuple[int, str]:
    """Run the demo on a terminal, type a line whenever it asks for one, and return exit code and screen."""
    ours, theirs = pty.openpty()
    with _demo_on(theirs, arguments) as process:
        os.close(theirs)
        # What the demo itself asks looks like a prompt, too: the chat begins after its invitation.
        screen = _until_asked(ours, after=b"/quit ends.")
        for line in lines:
            screen += _until_asked(ours, typing=line.encode())
        os.close(ours)  # a demo that is still there now has lost its terminal, and ends
    return process.returncode, screen.replace("\r\n", "\n")


def _until_asked(terminal: int, *, after: bytes = b"", typing: bytes = b"") -> str:
    """Type, and read the screen up to the next prompt, or to the end.

    A Ctrl-C in the instant in which Python's readline takes the terminal over is lost; as a person would,
    we press the key again.
    """
    read = b""
    with suppress(OSError):  # the other end is closed
        os.write(terminal, typing)
        while not (after in read and read.endswith(b"\n> ")):
            is_told = select.select([terminal], [], [], _PATIENCE_SECONDS)[0]
            if not is_told and typing != b"\x03":
                break
            read += os.read(terminal, 4096) if is_told else b""
            os.write(terminal, b"" if is_told else typing)
    return read.decode("utf-8")


def test_on_a_terminal_the_demo_stays_as_a_chat(town: Path) -> None:
    """Questions and commands are answered in 80 columns until /quit."""
    code, screen = converse(
        "/help\n",
        "what did the choir win?\n",
        "\n",
        "/topics\n",
        "/quit\n",
        arguments=["--articles", str(town)],
    )

    assert 0 == code
    assert "What you can ask\n" in screen
    assert "won a prize in the city of" in screen.partition("what did the choir win?\n")[2]
    assert max(len(row) for row in screen.splitlines()) <= 80


@pytest.mark.parametrize("leaving", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_the_chat_is_left_by_the_usual_keys(town: Path, leaving: str) -> None:
    """Ctrl-C and the end of the input end the demo with 0 and without a traceback."""
    code, screen = converse(leaving, arguments=["--articles", str(town)])

    assert 0 == code
    assert "Traceback" not in screen


def test_about_everything_there_is_no_refusal(
    town: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the articles answer even what was meant to be out of reach, the demo pretends nothing."""
    monkeypatch.setattr("bot.cli.questions._ELSEWHERE", ("What did the choir win?",))
    run(["demo", "--articles", str(town)])

    assert "I found nothing" not in capfd.readouterr().out


def test_titles_stand_in_where_there_are_no_names(tmp_path: Path) -> None:
    """In a language without capitals the demo asks by titles."""
    from bot.cli.questions import answerable  # noqa: PLC0415  # the room behind the demo

    (tmp_path / "bridge.txt").write_text(
        "港口大桥周一重新开放\n\n港口大桥在周一重新开放，市长第一个驾车通过了大桥。大桥关闭了十一个月。\n",
        "utf-8",
    )
    plan = Plan().reading(tmp_path)
    with open_newsroom(plan, url="sqlite://", home=None, clock=system_clock) as newsroom:
        newsroom.take_in()
        asked = answerable(newsroom, newsroom.brief(plan.first_digest))

    assert ["港口大桥周一重新开放"] == asked
