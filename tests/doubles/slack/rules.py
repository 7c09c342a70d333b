"""Small rules that blocks, elements and views share; each returns what is wrong, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.doubles.slack.problems import Json

PLAIN, MRKDWN = "plain_text", "mrkdwn"
EITHER = (PLAIN, MRKDWN)


def text_rule(where: str, text: Any, *, most: int, kinds: tuple[str, ...] = EITHER) -> list[str]:
    """Check a text object."""
    if not isinstance(text, dict) or text.get("type") not in kinds:
        return [f"{where}: must be a text object of type {' or '.join(kinds)}"]
    broken = key_rule(where, text, ("type", "text"), ("emoji",) if text["type"] == PLAIN else ("verbatim",))
    return broken + string_rule(f"{where}.text", text.get("text"), most=most)


def string_rule(where: str, value: Any, *, most: int, least: int = 1) -> list[str]:
    """Check a string's length."""
    if not isinstance(value, str):
        return [f"{where}: must be a string"]
    if len(value) < least:
        return [f"{where}: must have at least {least} character"]
    return [f"{where}: must be at most {most} characters, has {len(value)}"] if len(value) > most else []


def key_rule(where: str, value: Json, required: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Check which fields an object has."""
    known = {*required, *allowed}
    broken = [f"{where}: lacks {name}" for name in required if name not in value]
    return broken + [f"{where}: {name!r} is not allowed" for name in value if name not in known]


def count_rule(where: str, values: Any, *, most: int, least: int = 1) -> list[str]:
    """Check that something is a list of objects and how many it holds."""
    if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
        return [f"{where}: must be a list of objects"]
    return (
        [] if least <= len(values) <= most else [f"{where}: must hold {least} to {most}, has {len(values)}"]
    )
