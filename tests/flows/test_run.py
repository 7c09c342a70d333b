"""`briefbot run` and `briefbot run --once`: from articles in a folder to a digest on the console."""

from __future__ import annotations

import errno
import io
import logging
import os
import signal
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot import app
from bot.chat import Scope, Undeliverable
from bot.platforms.console import ConsolePlatform
from briefings.model import DeliveryState
from briefings.store import Store
from briefings.store.ledger import Ledger
from briefings.store.schedules import Schedules
from tests.flows.house import House
from tests.posting import DAY, FRIDAY, HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.chat import Desk, Message
    from briefings.model import Delivery

FRIDAY_WORDS = "2025-01-24T08:30+00:00"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Build a house with two articles and a digest on weekdays at half past eight."""
    return House.build(tmp_path / "house")


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """Put the loggers back as they were: running the bot starts its own logging."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("bot", "briefings", "apscheduler"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def run_once(house: House, now: datetime | None = FRIDAY) -> tuple[int, str]:
    """Run the bot once; return its exit code and what it printed."""
    out = io.StringIO()
    console = ConsolePlatform(out, journal=house.journal)
    return app.run(house.settings(), once=True, now=now, platforms={"console": console}), out.getvalue()


def ledger(house: House) -> list[Delivery]:
    """List the deliveries of a house whose bot has ended."""
    with Store.open(house.settings().store_url()) as store:
        return Ledger(store).listing()


def test_a_due_digest_is_posted_once(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """On a fresh data folder the digest due at that minute is posted; a second same call posts nothing."""
    first, second = run_once(house), run_once(house)
    said = capsys.readouterr().err.splitlines()

    assert (0, 0, "") == (first[0], *second)
    assert 1 == first[1].count("Harbour bridge reopens after a year of repairs\n")
    assert [
        "Posts due at Fri 24 Jan 2025 08:30 UTC: 1 posted.",
        "Nothing was posted: what is due at Fri 24 Jan 2025 08:30 UTC was dealt with before.",
    ] == said


def test_within_its_grace_it_is_still_due(house: House) -> None:
    """An hour later the digest of half past eight is posted, and it is the same one."""
    late, again = run_once(house, FRIDAY + HOUR), run_once(house, FRIDAY)

    assert "Harbour bridge" in late[1]
    assert "" == again[1]


@pytest.mark.parametrize("now", [FRIDAY - MINUTE, FRIDAY + 7 * HOUR, FRIDAY + DAY + HOUR])
def test_nothing_is_due_at_other_times(
    house: House, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before its minute, past its grace, on a Saturday: nothing is posted, and that is said."""
    assert (0, "") == run_once(house, now)
    assert "Nothing is due at" in capsys.readouterr().err


def test_an_empty_digest_is_passed_over(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Case 62: on the next day nothing is new, and nothing is posted, as the admin wishes."""
    run_once(house, FRIDAY)
    monday = run_once(house, FRIDAY + 3 * DAY)

    assert (0, "") == monday
    assert "Nothing is new for what is due at Mon 27 Jan" in capsys.readouterr().err


def test_an_empty_digest_may_be_a_line(tmp_path: Path) -> None:
    """Case 62: with if_empty = "line" the channel hears once that nothing is new."""
    house = House.build(tmp_path / "house", if_empty="line")
    run_once(house, FRIDAY)
    lines = [run_once(house, FRIDAY + 3 * DAY)[1] for _ in range(2)]

    assert [1, 0] == [each.count("Nothing new") for each in lines]


def test_what_comes_new_is_told_the_next_time(house: House) -> None:
    """A digest since the last one tells what has come since, and not what it told before."""
    run_once(house, FRIDAY)
    article = house.folder / "articles" / "market.txt"
    article.write_text(
        "Fish market moves indoors\n\nBy Cy Keel, Harbour Post, 26 January 2025\n\n"
        "The fish market moves into the old customs house in February. The traders had asked for a roof.\n\n"
        "The first stalls open on the third of February. The council pays for the cold rooms.\n",
        "utf-8",
    )
    told = run_once(house, FRIDAY + 3 * DAY)[1]

    assert (True, False) == ("Fish market moves indoors" in told, "Harbour bridge" in told)


def test_without_a_moved_clock_a_first_run_floods_nobody(house: House) -> None:
    """A first start begins with the next due time; the schedule is kept with it."""
    assert (0, "") == run_once(house, None)
    with Store.open(house.settings().store_url()) as store:
        [kept] = Schedules(store).kept()

    assert kept.next_at is not None
    assert kept.next_at > datetime.now(UTC)


def test_a_moved_clock_needs_once(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """A bot that goes on running cannot do so at a time that stands still."""
    assert 2 == app.run(house.settings(), now=FRIDAY)
    assert "--once" in capsys.readouterr().err


def test_a_platform_that_cannot_be_connected_is_told(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The admin reads what to change before anything is sent anywhere."""
    monkeypatch.setenv("SLACK_API_BASE", "https://slack.example/api/")
    admin_file = house.admin_file.read_text("utf-8")
    there = admin_file.replace("console", "slack")
    with_channel = there.replace('platform = "slack"', 'platform = "slack"\nchannel = "C0123456789"')
    house.admin_file.write_text(with_channel, "utf-8")
    tokens = {"SLACK_BOT_TOKEN": "canary", "SLACK_APP_TOKEN": "canary"}

    assert 2 == app.run(house.settings(**tokens), once=True)
    assert "briefbot.toml: SLACK_API_BASE names slack.example" in capsys.readouterr().err


def test_killed_before_printing_it_is_posted_after_all(house: House) -> None:
    """Case 16: a process that died with the claim in its hand printed nothing; the next one posts it."""
    died = house.die_once(FRIDAY_WORDS, "before")
    then = house.run_once(FRIDAY_WORDS)

    assert (-signal.SIGKILL, "") == (died.returncode, died.stdout)
    assert (0, 1) == (then.returncode, then.stdout.count("Harbour bridge reopens after a year of repairs\n"))


def test_killed_after_printing_it_is_not_posted_again(house: House) -> None:
    """Case 16: a process that died before it could write down what it printed is believed by its journal."""
    died = house.die_once(FRIDAY_WORDS, "after")
    then = house.run_once(FRIDAY_WORDS)

    assert (-signal.SIGKILL, 1) == (
        died.returncode,
        died.stdout.count("Harbour bridge reopens after a year of repairs\n"),
    )
    assert (0, "") == (then.returncode, then.stdout)
    assert [DeliveryState.SENT] == [row.state for row in ledger(house)]


def test_killed_while_printing_it_is_held(house: House) -> None:
    """Case 18: nobody can say whether it was seen, so a person is asked, and nothing is printed again."""
    died = house.die_once(FRIDAY_WORDS, "between")
    then = house.run_once(FRIDAY_WORDS)

    assert -signal.SIGKILL == died.returncode
    assert (1, "") == (then.returncode, then.stdout)
    assert "1 held until somebody has looked" in then.stderr
    assert [DeliveryState.HELD] == [row.state for row in ledger(house)]


class Refusing(ConsolePlatform):
    """A console that is asked to post to a place it may not write to."""

    async def post(
        self, channel: str, message: Message, *, nonce: str, silent: bool = False, thread: str = ""
    ) -> str:
        """Refuse."""
        raise Undeliverable(
            "I can't post here: missing Send Messages. Channel settings > Permissions > add Briefbot.",
            scope=Scope.DESTINATION,
        )


def test_a_place_that_refuses_is_remembered_by_the_next_process(house: House) -> None:
    """Case 22: after one refusal the next run sends nothing, and status tells what to change."""
    refused = app.run(house.settings(), once=True, now=FRIDAY, platforms={"console": Refusing()})
    again = run_once(house, FRIDAY + 3 * DAY)
    status = house.status()

    assert (1, (0, "")) == (refused, again)
    assert "dead morning, due 24 Jan 2025, 08:30, to console:" in status
    assert "console: since " in status
    assert "missing Send Messages. Channel settings > Permissions > add Briefbot. Tried again after" in status


class FullDisk(io.StringIO):
    """A file on a disk that has no space left, as far as a program can tell by writing."""

    def flush(self) -> None:
        """Fail as the system would."""
        raise OSError(errno.ENOSPC, "No space left on device")


def test_status_names_what_may_not_have_been_posted(house: House) -> None:
    """On a full disk nobody knows what was printed; status says which briefing that is."""
    platform = ConsolePlatform(FullDisk(), journal=house.journal)
    code = app.run(house.settings(), once=True, now=FRIDAY, platforms={"console": platform})

    assert 1 == code
    assert "unknown morning, due 24 Jan 2025, 08:30, to console:" in house.status()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_runs_until_told_to_stop(house: House, number: signal.Signals) -> None:
    """Case 31: the bot starts, posts nothing before its time, and ends at a signal, with 0."""
    with house.start() as process:
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line)
            if " running " in line:
                break
        started = datetime.now(UTC)
        process.send_signal(number)
        printed, rest = process.communicate(timeout=60)

    assert (0, "") == (process.returncode, printed)
    assert timedelta(seconds=10) > datetime.now(UTC) - started
    assert any("schedule=morning" in line for line in lines)
    assert "stopped" in rest


class Leaving(ConsolePlatform):
    """A console that tells the bot to stop once it is served."""

    async def serve(self, desk: Desk) -> None:
        """Stop the bot from outside."""
        del desk
        os.kill(os.getpid(), signal.SIGTERM)


class Broken(ConsolePlatform):
    """A console that cannot be served."""

    async def serve(self, desk: Desk) -> None:
        """Fail."""
        del desk
        raise ValueError("broken")


def test_a_broken_platform_does_not_stop_the_others(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """One platform fails, which is logged; the bot goes on until it is told to stop."""
    platforms = {"broken": Broken(), "console": Leaving(io.StringIO())}
    code = app.run(house.settings(), platforms=platforms)
    said = capsys.readouterr().err

    assert 0 == code
    assert all(event in said for event in ("platform failed", "schedule=morning", "running", "stopped"))


def test_what_a_dead_process_left_is_taken_up(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """On SQLite the next start knows at once that the last one died in the middle, and says so."""
    house.die_once(FRIDAY_WORDS, "before")
    code, printed = run_once(house)

    assert (0, True) == (code, "Harbour bridge" in printed)
    assert "deliveries taken up count=1" in capsys.readouterr().err
