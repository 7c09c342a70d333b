"""What Slack's own reference documents about each method, where that file is at hand."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.doubles.slack.problems import Json

_ADDED = ("team_id",)  # Bolt lets its client send it with every call; Slack ignores it
DESCRIPTION = Path(__file__).parents[4] / "shared" / "specs" / "slack-methods.json"


@functools.cache
def documented() -> Json:
    """Return scopes, tier, arguments and errors by method; nothing without the file."""
    if not DESCRIPTION.exists():
        return {}
    methods: Json = json.loads(DESCRIPTION.read_text("utf-8"))["methods"]
    return methods


def unknown_arguments(name: str, args: Iterable[str]) -> list[str]:
    """List the arguments that no document of the method *name* mentions."""
    known = documented().get(name, {}).get("args")
    return [] if known is None else [one for one in args if one not in (*known, *_ADDED)]
