"""Print benchmarks as ratios measured in one run: `make bench`. They fail nothing."""

from __future__ import annotations

import importlib
import sys

REPORTS = ("startup", "ingest", "briefing", "lookup", "discord")


def main(only: list[str]) -> None:
    """Print the reports named in *only*, or all of them, each under its heading."""
    for name in only or REPORTS:
        print(f"\n== {name} ==", flush=True)
        importlib.import_module(f"tests.bench.{name}").report()


if __name__ == "__main__":
    main(sys.argv[1:])
