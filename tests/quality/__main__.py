"""Print how good cleaning, answers and briefings are: `make quality`. It fails nothing."""

from __future__ import annotations

import importlib

REPORTS = ("cleaning", "html_pages", "answers", "briefings")


def main() -> None:
    """Print every report under its heading."""
    for name in REPORTS:
        print(f"\n== {name.replace('_', ' ')} ==", flush=True)
        importlib.import_module(f"tests.quality.{name}").report()


if __name__ == "__main__":
    main()
