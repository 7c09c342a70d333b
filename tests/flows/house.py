"""A small house to run the bot in: an admin file, a few articles, a data folder; and a console that dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot import app
from bot.platforms.console import ConsolePlatform
from bot.settings import load

if TYPE_CHECKING:
    from bot.chat import Message
    from bot.settings import Settings

_ROOT = Path(__file__).parents[2]
_ADMIN_FILE = """
schema_version = 1
[bot]
timezone = "Europe/London"
data_dir = "data"
[platforms.console]
enabled = true
[sources.harbour]
type = "folder"
path = "articles"
[digests.all]
window = "since-last"
if_empty = "{if_empty}"
[targets.desk]
platform = "console"
[schedules.morning]
digest = "all"
at = ["08:30"]
days = ["mon-fri"]
targets = ["desk"]
"""
ARTICLES = {
    "bridge.txt": """Harbour bridge reopens after a year of repairs

By Ada Quill, Harbour Post, 23 January 2025

The harbour bridge reopened to traffic on Thursday after a year of repairs. Engineers replaced the bearings of
all four towers. The port authority expects the morning queue at the ferry to be gone by the end of the month.

Ferries return to their winter timetable next week. The port authority said that tickets already sold stay
valid on the bus that crosses the bridge every ten minutes.
""",
    "library.txt": """City library lends tools from March on

By Bo Lantern, Tidewater News, 22 January 2025

The city library will lend drills, ladders and sewing machines from the first of March. The council gave the
library 40,000 pounds for the tools. Members may keep a tool for a week without paying anything.

The idea came from a reader who needed a ladder for one afternoon. Staff say that two hundred people have put
their names on the list already.
""",
}


@dataclass(frozen=True, kw_only=True)
class House:
    """Where one bot lives."""

    folder: Path

    @classmethod
    def build(cls, folder: Path, *, if_empty: str = "skip") -> House:
        """Write the admin file and the articles."""
        (folder / "articles").mkdir(parents=True)
        for name, text in ARTICLES.items():
            (folder / "articles" / name).write_text(text, "utf-8")
        (folder / "briefbot.toml").write_text(_ADMIN_FILE.format(if_empty=if_empty), "utf-8")
        return cls(folder=folder)

    @property
    def admin_file(self) -> Path:
        """The admin file."""
        return self.folder / "briefbot.toml"

    @property
    def journal(self) -> Path:
        """Where the console notes what it prints."""
        return self.folder / "data" / "console.journal"

    def settings(self, **environment: str) -> Settings:
        """Read the admin file."""
        return load(self.admin_file, environment=environment)

    def run_once(self, now: str) -> subprocess.CompletedProcess[str]:
        """Run the bot once in a process of its own."""
        return self._run("bot", "--config", str(self.admin_file), "run", "--once", "--now", now)

    def die_once(self, now: str, moment: str) -> subprocess.CompletedProcess[str]:
        """Run the bot once in a process that kills itself at *moment* of its first post."""
        return self._run("tests.flows.house", str(self.folder), now, moment)

    def status(self) -> str:
        """Ask how the bot stands, in a process of its own."""
        return self._run("bot", "--config", str(self.admin_file), "status").stdout

    def start(self) -> subprocess.Popen[str]:
        """Start the bot in a process of its own."""
        command = [sys.executable, "-m", "bot", "--config", str(self.admin_file), "run"]
        return subprocess.Popen(  # noqa: S603  # our own program
            command,
            cwd=_ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _run(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-m", module, *arguments],
            cwd=_ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BRIEFBOT_", "COV_"))}
    return kept | {"PYTHONUTF8": "1"}


class DyingConsole(ConsolePlatform):
    """A console whose process is killed at a moment of its first post, as by `kill -9`."""

    def __init__(self, journal: Path, moment: str) -> None:
        super().__init__(journal=journal)
        self._moment = moment

    async def post(
        self, channel: str, message: Message, *, nonce: str, silent: bool = False, thread: str = ""
    ) -> str:
        """Print *message*, or die before or after it."""
        if self._moment == "before":
            _die()
        receipt = await super().post(channel, message, nonce=nonce, silent=silent, thread=thread)
        _die()
        return receipt

    def show(self, message: Message) -> None:
        """Print *message*, and perhaps die before anybody has noted that."""
        super().show(message)
        if self._moment == "between":
            _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(folder: str, now: str, moment: str) -> int:
    """Run the bot of *folder* once, until it dies."""
    house = House(folder=Path(folder))
    platforms = {"console": DyingConsole(house.journal, moment)}
    return app.run(house.settings(), once=True, now=datetime.fromisoformat(now), platforms=platforms)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
