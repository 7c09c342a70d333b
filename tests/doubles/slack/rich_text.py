"""Rich text: groups of runs, each of a shape of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.doubles.slack.rules import count_rule, key_rule, string_rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.doubles.slack.problems import Json

# Kind of a group: what it may have besides its elements.
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "rich_text_section": (),
    "rich_text_list": ("style", "indent", "offset", "border"),
    "rich_text_quote": ("border",),
    "rich_text_preformatted": ("border", "language"),
}
# Kind of a run: what it must have, and what it may have.
_RUNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "text": (("text",), ("style",)),
    "link": (("url",), ("text", "unsafe", "style")),
    "emoji": (("name",), ("unicode", "style", "skin_tone")),
    "user": (("user_id",), ("style",)),
    "usergroup": (("usergroup_id",), ("style",)),
    "channel": (("channel_id",), ("style",)),
    "broadcast": (("range",), ("style",)),
    "color": (("value",), ()),
    "date": (("timestamp", "format"), ("url", "fallback")),
}
_STYLES = frozenset(
    {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"}
)
_DATE_WORDS = frozenset(
    {"date_num", "date_slash", "date", "date_short", "date_long", "date_pretty", "date_short_pretty"}
    | {"date_long_pretty", "date_long_full", "day_divider_pretty", "time", "time_secs", "ago"}
)
_RANGES = ("here", "channel", "everyone")
URL_CHARACTERS = 3000
MANY = 1_000_000


def broken_rich_text(where: str, groups: Any) -> list[str]:
    """Name everything that is wrong with the groups of a rich text."""
    broken = count_rule(f"{where}.elements", groups, most=MANY)
    for place, group in enumerate(groups if not broken else ()):
        broken += _group(f"{where}.elements/{place}", group)
    return broken


def _group(where: str, group: Json) -> list[str]:
    kind = str(group.get("type"))
    if kind not in _GROUPS:
        return [f"{where}: {kind!r} is no group of rich text"]
    broken = key_rule(where, group, ("type", "elements"), _GROUPS[kind])
    if kind == "rich_text_list":
        broken += _list(where, group)
    broken += count_rule(f"{where}.elements", group.get("elements"), most=MANY, least=0)
    for place, part in enumerate(group["elements"] if not broken else ()):
        at = f"{where}.elements/{place}"
        if kind != "rich_text_list":
            broken += _run(at, part, is_code=kind == "rich_text_preformatted")
        elif part.get("type") == "rich_text_section":
            broken += _group(at, part)
        else:
            broken.append(f"{at}: a list holds sections only")
    return broken


def _list(where: str, group: Json) -> list[str]:
    broken = (
        [] if group.get("style") in ("bullet", "ordered") else [f"{where}.style: must be bullet or ordered"]
    )
    indent = group.get("indent", 0)
    return broken + ([] if indent in range(9) else [f"{where}.indent: must be 0 to 8"])


def _run(where: str, run: Json, *, is_code: bool) -> list[str]:
    kind = str(run.get("type"))
    if kind not in _RUNS or (is_code and kind not in ("text", "link")):
        return [f"{where}: {kind!r} may not stand here"]
    required, allowed = _RUNS[kind]
    broken = key_rule(where, run, ("type", *required), allowed) + _style(where, run.get("style", {}))
    return broken or _own_rules(where, kind, run)


def _own_rules(where: str, kind: str, run: Json) -> list[str]:
    if kind == "text":
        return string_rule(f"{where}.text", run["text"], most=MANY)
    if kind == "link":
        return string_rule(f"{where}.url", run["url"], most=URL_CHARACTERS) + _label(where, run)
    if kind == "date":
        return _date(where, run)
    if kind == "broadcast" and run["range"] not in _RANGES:
        return [f"{where}.range: must be one of {_RANGES}"]
    return []


def _label(where: str, run: Json) -> list[str]:
    return string_rule(f"{where}.text", run["text"], most=MANY) if "text" in run else []


def _style(where: str, style: Any) -> list[str]:
    if not isinstance(style, dict):
        return [f"{where}.style: must be an object"]
    wrong = [name for name, value in style.items() if name not in _STYLES or not isinstance(value, bool)]
    return [f"{where}.style: {name!r} is not allowed" for name in wrong]


def _date(where: str, run: Json) -> list[str]:
    if not isinstance(run["timestamp"], int) or isinstance(run["timestamp"], bool):
        return [f"{where}.timestamp: must be whole seconds"]
    words = re.findall(r"\{(\w*)\}", str(run["format"]))
    if not words or set(words) - _DATE_WORDS:
        return [f"{where}.format: {run['format']!r} names no date Slack knows"]
    return string_rule(f"{where}.url", run["url"], most=URL_CHARACTERS) if "url" in run else []
