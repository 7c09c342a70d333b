"""The command line, as a person and as another program meet it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot import __version__
from bot.chat import Person, Place, Request
from bot.cli.logfile import LogFile
from bot.cli.main import run
from bot.commands import CommandDesk
from bot.newsroom import open_kept
from bot.plain import PlainDialect
from bot.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator

BRIDGE = """\
The harbour bridge reopens after eleven months

By Ada Quill
Published: 21 January 2025

The harbour bridge reopened to cars on Monday after eleven months of repairs worth nine million pounds.
The first car across belonged to the mayor, Oona Brack, who had promised to cross it in an old van.

Engineers from the Harwich Works replaced every cable and found rust in places that no plan had shown.
The town council says that the bridge will carry forty thousand cars a day once the road is finished.
"""
CONFIG = """\
schema_version = 1
[platforms.console]
enabled = true
[sources.town]
type = "folder"
path = "town"
[topics.bridge]
label = "Harbour bridge"
any = ["bridge"]
[topics.brides]
label = "Harbour brides"
any = ["bride"]
[digests.daily]
window = "all"
max_share_of_article = 0.5
[targets.terminal]
platform = "console"
[schedules.weekday]
digest = "daily"
at = ["08:30"]
days = ["mon-fri"]
targets = ["terminal"]
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in a directory of its own, with an admin file that reads one article; leave the log as it was."""
    (tmp_path / "config" / "town").mkdir(parents=True)
    (tmp_path / "config" / "briefbot.toml").write_text(CONFIG, "utf-8")
    (tmp_path / "config" / "town" / "bridge.txt").write_text(BRIDGE, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRIEFBOT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("BRIEFBOT_CONFIG", raising=False)
    yield tmp_path
    root = logging.getLogger()
    root.handlers[:] = [handler for handler in root.handlers if not isinstance(handler, LogFile)]


@pytest.fixture
def town(home: Path) -> Path:
    """Name the folder of the article."""
    return home / "config" / "town"


class Ran:
    """What a command did."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Read its JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        """Read its only JSON line."""
        (only,) = self.objects
        return only


@pytest.fixture
def briefbot(capfd: pytest.CaptureFixture[str]) -> Any:
    """Run a command in this process."""

    def call(*arguments: object) -> Ran:
        code = run([str(argument) for argument in arguments])
        return Ran(code, *capfd.readouterr())

    return call


def spawn(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own."""
    command = [sys.executable, "-m", "bot", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **options)  # noqa: S603  # ours


def says(answer: Ran | subprocess.CompletedProcess[bytes], pattern: str) -> bool:
    """Tell whether stderr holds one sentence like *pattern* and no traceback."""
    err = answer.err if isinstance(answer, Ran) else answer.stderr.decode()
    return re.search(pattern, err) is not None and "Traceback" not in err


# ---------------------------------------------------------------- wrong use


def test_the_version_names_the_contract(briefbot: Any) -> None:
    """Programs can tell what they talk to."""
    ran = briefbot("--version")

    assert (0, f"briefbot {__version__} (JSON contract 1)\n") == (ran.code, ran.out)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["ask"], "either a question or --batch FILE"),
        (["ask", "who?", "--batch", "x"], "either a question or --batch FILE"),
        (["clean"], "Missing argument"),
        (["brief", "--now", "tomorrow"], "'tomorrow' is no time with a zone; write 2025-01-24T08:30"),
        (["brief", "--now", "2025-01-24T08:30"], "no time with a zone"),
        (["check", "--config", "missing.toml"], "missing.toml"),
        (["ask", " ", "--articles", "config/town"], "The question is blank"),
        (["ask", "x" * 412, "--articles", "config/town"], "Question is 412 characters; the limit is 300."),
        (["brief", "--topic", "opera", "--articles", "config/town"], "No topic called opera"),
        (["brief", "--topic", "harb", "--articles", "config/town"], "harb could be several"),
        (
            ["brief", "--digest", "dayly", "--articles", "config/town"],
            "Closest: daily. See all with briefbot check",
        ),
    ],
)
def test_wrong_use_is_answered_in_a_sentence(briefbot: Any, arguments: list[str], sentence: str) -> None:
    """Wrong arguments end with 2, a sentence on stderr, and nothing on stdout."""
    ran = briefbot(*arguments)

    assert (2, "") == (ran.code, ran.out)
    assert says(ran, re.escape(sentence))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["brief"], "No articles have been read yet"),
        (["ask", "who?"], "No articles have been read yet"),
        (["ask", "who?", "--articles", "nowhere"], "nowhere is not a folder"),
        (["ask", "who?", "--articles", "config/briefbot.toml"], "is not a folder"),
        (["brief", "--articles", "empty"], "There is no article in .*empty"),
        (["demo", "--articles", "empty"], "There is no article in .*empty"),
        (["clean", "empty"], "There is no article here"),
    ],
)
def test_unusable_data_is_answered_in_a_sentence(
    briefbot: Any, home: Path, arguments: list[str], sentence: str
) -> None:
    """Without anything to read a command ends with 3 and says what to do."""
    (home / "empty").mkdir()
    ran = briefbot(*arguments)

    assert (3, "") == (ran.code, ran.out)
    assert says(ran, sentence)


def test_a_batch_that_cannot_be_read_fails(briefbot: Any, town: Path) -> None:
    """A missing file of questions is named."""
    ran = briefbot("ask", "--batch", "questions.txt", "--json", "--articles", town)

    assert 1 == ran.code
    assert says(ran, "questions.txt cannot be read: no such file")


def test_all_problems_of_the_admin_file_are_told_at_once(briefbot: Any, home: Path) -> None:
    """Each has its file and line; programs get them as a list."""
    (home / "config" / "briefbot.toml").write_text(CONFIG + 'at = "8am"\n[bott]\n', "utf-8")
    ran, for_programs = briefbot("check"), briefbot("check", "--json")

    assert (2, 2) == (ran.code, for_programs.code)
    assert says(ran, r"briefbot\.toml:\d+")
    assert False is for_programs.object["ok"]
    assert for_programs.object["problems"]


def test_a_fault_of_ours_is_logged_under_its_reference(
    briefbot: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person gets a reference and the place of the log, the log gets the traceback."""
    monkeypatch.setattr("bot.cli.options.Given.settings", lambda _: 1 / 0)
    ran = briefbot("check")
    found = re.search(r"was logged in (.+)\. Ref (\w+)\.", ran.err)

    assert (1, "") == (ran.code, ran.out)
    assert says(ran, "Something broke on my side")
    assert found is not None
    log = (home / "data" / "briefbot.log").read_text("utf-8")
    assert str(home / "data" / "briefbot.log") == found[1]
    assert f"ref={found[2]}" in log
    assert "ZeroDivisionError" in log


# ---------------------------------------------------------------- clean


def test_clean_gives_an_object_a_file(briefbot: Any, home: Path, town: Path) -> None:
    """Articles and rejections come in order, one JSON line each; a bad file stops no other."""
    (town / "empty.txt").write_text("", "utf-8")
    os.mkfifo(town / "fifo.txt")
    (town / "link.txt").symlink_to("/etc/passwd")
    (town / "large.txt").write_bytes(b"a" * 2_000_001)
    ran = briefbot("clean", "config/town", home / "missing.txt", town / "fifo.txt", "--json")
    rejected = {Path(each["path"]).name for each in ran.objects if "rejected" in each}

    assert 0 == ran.code
    assert "config/town/bridge.txt" == ran.objects[0]["path"]
    assert {"empty.txt", "fifo.txt", "link.txt", "large.txt", "missing.txt"} == rejected
    assert 7 == len(ran.objects)
    assert all(each["rejected"] for each in ran.objects[1:])


def test_a_cleaned_article_has_the_fields_of_the_contract(briefbot: Any, town: Path) -> None:
    """Metadata, paragraphs with their lines, and the ledger, by the names programs rely on."""
    cleaned = briefbot("clean", town / "bridge.txt", "--json").object

    assert {
        "title": "The harbour bridge reopens after eleven months",
        "authors": ["Ada Quill"],
        "publisher": None,
        "published": "2025-01-21T00:00:00+00:00",
        "language": "en",
        "url": None,
        "tables": [],
        "lists": [],
    }.items() <= cleaned.items()
    assert {"text": BRIDGE.splitlines()[5], "kind": "text", "line": 6} == cleaned["paragraphs"][0]
    assert {"line": 3, "reason": "read as metadata", "text": "By Ada Quill"} in cleaned["removed"]
    assert 0 < cleaned["kept_ratio"] <= 1


def test_clean_shows_people_the_article_and_the_ledger(briefbot: Any, town: Path) -> None:
    """Without --json the same is told for reading; what could not be read is named on stderr."""
    ran = briefbot("clean", town / "bridge.txt", town / "missing.txt")

    assert "The harbour bridge reopens after eleven months\n" in ran.out
    assert "Line 3, read as metadata: By Ada Quill\n" in ran.out
    assert says(ran, "missing.txt: not read, it cannot be read: no such file")


def test_a_folder_that_cannot_be_listed_is_an_object(
    briefbot: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unreadable folder is rejected like a file, and does not stop the rest."""

    def refuse(*_: object) -> Iterator[None]:
        raise PermissionError(13, "Permission denied", str(home))

    monkeypatch.setattr("briefings.reading.documents", refuse)
    ran = briefbot("clean", home, "--json")

    assert 3 == ran.code
    assert {"path": str(home), "rejected": "the folder cannot be read: permission denied"} == ran.object


def test_a_page_that_breaks_the_cleaning_is_rejected(
    briefbot: Any, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours in one page is its rejection."""
    monkeypatch.setattr("bot.cli.cleaned.clean", lambda *_, **__: 1 / 0)

    assert (
        "cleaning it failed on our side; the log has the details"
        == briefbot("clean", town, "--json").object["rejected"]
    )


# ---------------------------------------------------------------- ask and brief


def test_an_answer_has_the_fields_of_the_contract(briefbot: Any, town: Path) -> None:
    """A passage is verbatim at its offsets and names its article."""
    found = briefbot("ask", "Who crossed the bridge first?", "--json", "--articles", town).object
    cleaned = briefbot("clean", town / "bridge.txt", "--json").object
    passage = found["passages"][0]
    paragraph = cleaned["paragraphs"][passage["paragraph"]]

    assert ("Who crossed the bridge first?", "answered", None) == (
        found["question"],
        found["status"],
        found["corrected"],
    )
    assert passage["text"] == paragraph["text"][passage["start"] : passage["end"]]
    assert passage["line"] == paragraph["line"]
    assert {"id", "title", "source", "published", "path", "url"} <= set(passage["article"])
    assert cleaned["path"] == passage["article"]["path"]
    assert passage["strength"] in {"strong", "partial", "weak"}
    assert "bridge" in [word.casefold() for word in passage["matched"]] + ["bridge"]


def test_a_batch_answers_line_by_line(briefbot: Any, home: Path, town: Path) -> None:
    """Every line has its object, blank, broken and endless ones too, and only a newline ends a line."""
    lines = [
        b"\xef\xbb\xbfWho crossed the bridge first?",
        b"",
        b"\xff\xfe",
        b'NEAR("a',
        b"a\x00b",
        b"x" * 10_000,
        "a\u2028b\x0bc".encode(),
    ]
    (home / "questions.txt").write_bytes(b"\r\n".join(lines))
    ran = briefbot("ask", "--batch", "questions.txt", "--json", "--articles", town)

    assert 0 == ran.code
    assert ["answered", *["nothing_found"] * 6] == [each["status"] for each in ran.objects]
    assert "Who crossed the bridge first?" == ran.objects[0]["question"]
    assert "a\u2028b\x0bc" == ran.objects[-1]["question"]


def test_a_batch_may_come_by_pipe(town: Path) -> None:
    """The file - is stdin."""
    ran = spawn("ask", "--batch", "-", "--json", "--articles", town, input=b"bridge?\nopera?")

    assert 2 == len(ran.stdout.splitlines())


def test_a_briefing_has_the_fields_of_the_contract(briefbot: Any, town: Path) -> None:
    """Each sentence is verbatim at its offsets; why and coverage are data."""
    made = briefbot(
        "brief", "--json", "--topic", "bridge", "--articles", town, "--now", "2025-01-24T08:30+01:00"
    ).object
    paragraphs = briefbot("clean", town / "bridge.txt", "--json").object["paragraphs"]
    story = made["stories"][0]

    assert ("daily", "2025-01-24T07:30:00+00:00") == (made["digest"], made["as_of"])
    assert story["sentences"]
    assert [] == [
        each
        for each in story["sentences"]
        if each["text"] != paragraphs[each["paragraph"]]["text"][each["start"] : each["end"]]
    ]
    assert {each["article_id"] for each in story["sentences"]} <= set(story["article_ids"])
    assert {"rank", "score", "parts", "topics", "matched", "copies", "seen_before", "beat"} <= set(
        story["why"]
    )
    assert {
        "sources": 1,
        "sources_read": 1,
        "articles": 1,
        "undated": 0,
        "newest": "2025-01-21T00:00:00+00:00",
    } == made["coverage"]


def test_articles_are_read_without_any_admin_file(
    briefbot: Any, home: Path, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder can be asked about with nothing set up at all."""
    monkeypatch.setattr("bot.cli.options._IN_CLONE", home / "none.toml")
    (home / "config" / "briefbot.toml").unlink()

    assert "answered" == briefbot("ask", "harbour bridge", "--json", "--articles", town).object["status"]
    assert "briefing" == briefbot("brief", "--json", "--articles", town).object["digest"]
    assert 0 == briefbot("clean", town, "--json").code
    assert says(briefbot("check"), "There is no admin file config/briefbot.toml here")


def test_options_may_stand_before_the_command(
    briefbot: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--config and --data-dir hold on either side of the command; BRIEFBOT_CONFIG names the file, too."""
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    before = briefbot("--config", "../config/briefbot.toml", "--data-dir", "here", "ingest")
    monkeypatch.setenv("BRIEFBOT_CONFIG", str(home / "config" / "briefbot.toml"))
    after = briefbot("status", "--data-dir", "here", "--json")

    assert says(before, "1 new article")
    assert 1 == after.object["coverage"]["articles"]
    assert str(elsewhere / "here" / "briefbot.db") == after.object["store"]


# ---------------------------------------------------------------- what is kept


def test_what_was_read_is_kept_and_told(briefbot: Any) -> None:
    """ingest, brief, ask and status work on the same store, and reading again adds nothing."""
    first, second = briefbot("ingest"), briefbot("ingest")
    told = briefbot("brief", "--now", "2025-01-24T08:30+00:00")

    assert says(first, "1 new article, 0 copies, 0 unchanged, 0 not read.")
    assert says(second, "0 new articles, 0 copies, 1 unchanged, 0 not read.")
    assert told.out.startswith(
        "Daily - 24 Jan 2025, 08:30\n\nThe harbour bridge reopens after eleven months\n│ "
    )
    assert "Oona Brack" in briefbot("ask", "Who", "was", "the", "mayor?").out
    assert "answered" == briefbot("ask", "Who was the mayor?", "--json").object["status"]


def test_a_source_that_cannot_be_read_is_named(briefbot: Any, town: Path) -> None:
    """A folder that is missing is a problem of the admin file."""
    (town / "bridge.txt").unlink()
    town.rmdir()
    ran = briefbot("ingest")

    assert 2 == ran.code
    assert says(ran, "town")


def test_status_tells_before_and_after_the_first_reading(briefbot: Any, town: Path) -> None:
    """Sources, rejected documents, next runs and deliveries, for people and programs."""
    before = briefbot("status", "--now", "2025-01-24T08:00+00:00")
    (town / "empty.txt").write_text("", "utf-8")
    briefbot("ingest", "--now", "2025-01-24T08:10+00:00")
    after = briefbot("status", "--now", "2025-01-24T08:20+00:00")
    data = briefbot("status", "--json", "--now", "2025-01-24T08:20+00:00").object

    assert "Nothing has been read yet." in before.out
    assert "24 Jan 2025, 08:30 - weekday posts daily to terminal" in before.out
    assert (
        "town - 2 documents, 1 rejected, 1 article, newest 21 Jan 2025, read 24 Jan 2025, 08:10" in after.out
    )
    assert "town/empty.txt: it is empty" in after.out
    assert "2025-01-24T08:30:00+00:00" == data["schedules"][0]["next"]
    assert {
        "store",
        "coverage",
        "sources",
        "rejected",
        "schedules",
        "deliveries",
        "stuck",
        "closed",
    } == set(data)


def test_the_bot_posts_what_is_due_and_the_chat_can_show_it_again(home: Path) -> None:
    """The briefing of a minute is printed once; /brief last shows it here, and not to other chats."""
    first = spawn("run", "--once", "--now", "2025-01-24T08:30+00:00")
    second = spawn("run", "--once", "--now", "2025-01-24T08:30+00:00")
    settings = load(home / "config" / "briefbot.toml", environment=os.environ)
    with open_kept(settings, read_only=True) as newsroom:
        desk = CommandDesk(newsroom)
        here, elsewhere = (
            asyncio.run(desk.answer(_last(on=platform), PlainDialect()))
            for platform in ("console", "discord")
        )

    assert (0, 0) == (first.returncode, second.returncode)
    assert first.stdout.decode().startswith("Daily - 24 Jan 2025, 08:30\n\nThe harbour bridge reopens")
    assert b"" == second.stdout
    assert "Daily - 24 Jan 2025, 08:30" == here.title
    assert "by the schedule weekday to terminal." in here.lead[0]
    assert elsewhere.text.startswith("No briefing has been posted here on schedule yet.")


def _last(*, on: str) -> Request:
    return Request(verb="last", who=Person(id="ada"), where=Place(platform=on))


def test_check_tells_what_is_set_up_and_what_comes_next(briefbot: Any) -> None:
    """A right admin file is called ok, with its next runs."""
    ran = briefbot("check", "--now", "2025-01-24T09:00+00:00")
    data = briefbot("check", "--json", "--now", "2025-01-24T09:00+00:00").object

    assert ran.out.startswith("config/briefbot.toml is ok\n")
    assert "27 Jan 2025, 08:30 - weekday posts daily to terminal" in ran.out
    assert (True, "2025-01-27T08:30:00+00:00") == (data["ok"], data["schedules"][0]["next"])


def test_a_store_that_cannot_be_opened_is_unusable_data(briefbot: Any, home: Path) -> None:
    """A damaged database ends with 3 and a sentence."""
    (home / "data").mkdir()
    (home / "data" / "briefbot.db").write_bytes(b"no database at all" * 100)
    ran = briefbot("brief")

    assert (3, "") == (ran.code, ran.out)
    assert says(ran, "is not a SQLite database")


# ---------------------------------------------------------------- streams and signals


def test_output_is_utf8_whatever_the_locale(town: Path) -> None:
    """Also where the system says that it knows ASCII only."""
    environment = {
        **os.environ,
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONIOENCODING": "ascii",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }
    ran = spawn(
        "ask", "--batch", "-", "--json", "--articles", town, input="小红书?\n".encode(), env=environment
    )

    assert (0, "小红书?") == (ran.returncode, json.loads(ran.stdout.decode("utf-8"))["question"])


def test_a_full_disk_is_told_once(town: Path) -> None:
    """When the output cannot be written, one sentence says so."""
    command = [sys.executable, "-m", "bot", "ask", "bridge?", "--json", "--articles", str(town)]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)  # noqa: S603  # ours

    assert 1 == ran.returncode
    assert (
        b"The output cannot be used: no space left on device. Put that right and try again.\n" == ran.stderr
    )


def test_a_process_without_streams_still_works(town: Path) -> None:
    """Started by something that closed stdin and stdout, a command ends as ever."""
    shell = f'exec "{sys.executable}" -m bot ask "bridge?" --json --articles "{town}" <&- >&-'
    ran = subprocess.run(["sh", "-c", shell], stderr=subprocess.PIPE, check=False, timeout=60)  # noqa: S603, S607  # ours

    assert (0, b"") == (ran.returncode, ran.stderr)


def pipe(*arguments: object) -> subprocess.Popen[bytes]:
    """Start a command with pipes on all sides."""
    command = [sys.executable, "-m", "bot", *map(str, arguments)]
    everywhere = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, **everywhere)  # type: ignore[call-overload,no-any-return]  # noqa: S603  # ours


def test_a_reader_that_stops_reading_is_no_error(town: Path) -> None:
    """When the pipe closes, the command ends quietly."""
    with pipe("ask", "--batch", "-", "--json", "--articles", town) as process:
        process.stdout.close()  # type: ignore[union-attr]  # it is a pipe
        process.stdin.write(b"bridge?\n" * 50)  # type: ignore[union-attr]
        process.stdin.close()  # type: ignore[union-attr]
        complaint = process.stderr.read()  # type: ignore[union-attr]

    assert (0, b"") == (process.returncode, complaint)


def test_an_interrupt_ends_without_a_word(town: Path) -> None:
    """Ctrl-C leaves no traceback and the exit code shells expect."""
    with pipe("ask", "--batch", "-", "--json", "--articles", town) as process:
        process.stdin.write(b"bridge?\n" + b"\n" * 8192)  # type: ignore[union-attr]  # it is a pipe
        process.stdin.flush()  # type: ignore[union-attr]
        process.stdout.readline()  # type: ignore[union-attr]
        process.send_signal(signal.SIGINT)
        process.stdout.read()  # type: ignore[union-attr]
        complaint = process.stderr.read()  # type: ignore[union-attr]

    assert (130, b"") == (process.returncode, complaint)
