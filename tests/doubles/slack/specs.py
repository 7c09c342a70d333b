"""What Slack's own reference documents about each method, where that file is at hand."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING

from jsonschema.validators import validator_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.doubles.slack.problems import Json

_ADDED = ("team_id",)  # Bolt lets its client send it with every call; Slack ignores it
_SPECS = Path(__file__).parents[4] / "shared" / "specs"
DESCRIPTION = _SPECS / "slack-methods.json"
MANIFEST = _SPECS / "slack-manifest.schema.json"


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


def broken_manifest(manifest: Json) -> list[str]:
    """Name what is wrong with an app's manifest by Slack's own schema; nothing without the file."""
    if not MANIFEST.exists():
        return []
    schema = json.loads(MANIFEST.read_text("utf-8"))
    return [
        f"{one.json_path}: {one.message[-200:]}"
        for one in validator_for(schema)(schema).iter_errors(manifest)
    ]
