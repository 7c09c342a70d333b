"""What a user waits for before the first word: `briefbot --version` beside the bare command line library."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

COMMANDS = {
    "import typer": [sys.executable, "-c", "import typer"],
    "briefbot --version": [str(Path(sys.executable).with_name("briefbot")), "--version"],
}
ROUNDS = 15


def report() -> None:
    """Print the median CPU time of each command, taken in turn, and their ratio (goal: at most 1.5)."""
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS + 1):
        for name, command in COMMANDS.items():
            seconds[name].append(_cpu_seconds(command))
    # The first round fills the file cache and the byte-code cache.
    medians = {name: statistics.median(taken[1:]) for name, taken in seconds.items()}
    for name, median in medians.items():
        print(f"{name:20s} {median * 1000:6.0f} ms CPU")
    print(f"ratio {medians['briefbot --version'] / medians['import typer']:.2f} (goal: at most 1.5)")


def _cpu_seconds(command: list[str]) -> float:
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own two commands
    after = os.times()
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)
