"""Block Kit: which blocks there are, what each may hold, and how much of it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.doubles.slack.elements import broken_element, broken_options
from tests.doubles.slack.rich_text import broken_rich_text
from tests.doubles.slack.rules import PLAIN, count_rule, key_rule, string_rule, text_rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.doubles.slack.problems import Json

__all__ = ["broken_blocks", "broken_options"]

TABLE_ROWS, TABLE_COLUMNS = 100, 20
MARKDOWN = 12_000


def broken_blocks(blocks: list[Json]) -> list[str]:
    """Name everything that is wrong with *blocks*."""
    broken = [one for place, block in enumerate(blocks) for one in _broken_block(f"/blocks/{place}", block)]
    broken += _twice("block_id", [str(one["block_id"]) for one in blocks if "block_id" in one])
    if sum(one.get("type") == "table" for one in blocks) > 1:
        broken.append("only one table is allowed")
    markdown = sum(len(str(one.get("text"))) for one in blocks if one.get("type") == "markdown")
    if markdown > MARKDOWN:
        broken.append(f"markdown: {markdown} characters together, at most {MARKDOWN}")
    return broken


def _twice(what: str, names: list[str]) -> list[str]:
    return [f"{what} {name!r} is there twice" for name in dict.fromkeys(names) if names.count(name) > 1]


def _broken_block(where: str, block: Json) -> list[str]:
    kind = block.get("type")
    found = _KINDS.get(str(kind))
    if found is None:
        return [f"{where}: {kind!r} is no type of block"]
    required, allowed, rule = found
    broken = key_rule(where, block, ("type", *required), ("block_id", *allowed))
    if "block_id" in block:
        broken += string_rule(f"{where}.block_id", block["block_id"], most=255)
    if not broken:
        broken = rule(where, block)
    return broken or _by_library(where, block)


def _by_library(where: str, block: Json) -> list[str]:
    """Ask the models of Slack's own library, which know a rule or two more."""
    try:
        model = Block.parse(copy.deepcopy(block))
        if model is not None:
            model.validate_json()
    except SlackObjectFormationError as error:
        return [f"{where}: {error}"]
    return []


def _section(where: str, block: Json) -> list[str]:
    if "text" not in block and "fields" not in block:
        return [f"{where}: must have text or fields"]
    broken = text_rule(f"{where}.text", block["text"], most=3000) if "text" in block else []
    if "fields" in block:
        broken += count_rule(f"{where}.fields", block["fields"], most=10)
        broken += [one for part in block["fields"] for one in text_rule(f"{where}.fields", part, most=2000)]
    if "accessory" in block:
        broken += broken_element(f"{where}.accessory", block["accessory"], inside="section")
    return broken


def _header(where: str, block: Json) -> list[str]:
    return text_rule(f"{where}.text", block["text"], most=150, kinds=(PLAIN,))


def _divider(where: str, block: Json) -> list[str]:
    del where, block
    return []


def _context(where: str, block: Json) -> list[str]:
    broken = count_rule(f"{where}.elements", block["elements"], most=10)
    for place, one in enumerate(block["elements"] if not broken else ()):
        at = f"{where}.elements/{place}"
        is_image = one.get("type") == "image"
        broken += broken_element(at, one, inside="context") if is_image else text_rule(at, one, most=3000)
    return broken


def _actions(where: str, block: Json) -> list[str]:
    broken = count_rule(f"{where}.elements", block["elements"], most=25)
    if broken:
        return broken
    for place, one in enumerate(block["elements"]):
        broken += broken_element(f"{where}.elements/{place}", one, inside="actions")
    return broken + _twice(
        "action_id", [str(one["action_id"]) for one in block["elements"] if "action_id" in one]
    )


def _image(where: str, block: Json) -> list[str]:
    broken = string_rule(f"{where}.alt_text", block["alt_text"], most=2000)
    if ("image_url" in block) == ("slack_file" in block):
        broken.append(f"{where}: must have either image_url or slack_file")
    if "image_url" in block:
        broken += string_rule(f"{where}.image_url", block["image_url"], most=3000)
    if "title" in block:
        broken += text_rule(f"{where}.title", block["title"], most=2000, kinds=(PLAIN,))
    return broken


def _input(where: str, block: Json) -> list[str]:
    broken = text_rule(f"{where}.label", block["label"], most=2000, kinds=(PLAIN,))
    if "hint" in block:
        broken += text_rule(f"{where}.hint", block["hint"], most=2000, kinds=(PLAIN,))
    return broken + broken_element(f"{where}.element", block["element"], inside="input")


def _markdown(where: str, block: Json) -> list[str]:
    return string_rule(f"{where}.text", block["text"], most=MARKDOWN)


def _rich_text(where: str, block: Json) -> list[str]:
    return broken_rich_text(where, block["elements"])


def _table(where: str, block: Json) -> list[str]:
    rows = block["rows"]
    if not isinstance(rows, list) or not 1 <= len(rows) <= TABLE_ROWS:
        return [f"{where}.rows: must hold 1 to {TABLE_ROWS}"]
    if any(not isinstance(row, list) or not 1 <= len(row) <= TABLE_COLUMNS for row in rows):
        return [f"{where}.rows: each must hold 1 to {TABLE_COLUMNS} cells"]
    return [one for row in rows for cell in row for one in _cell(where, cell)]


def _cell(where: str, cell: Any) -> list[str]:
    kind = cell.get("type") if isinstance(cell, dict) else None
    if kind == "rich_text":
        return broken_rich_text(where, cell.get("elements"))
    is_raw = kind == "raw_text" and isinstance(cell.get("text"), str)
    return [] if is_raw else [f"{where}: a cell must be raw_text or rich_text"]


# Kind: what it must have, what it may have, and the rule for what is in it.
_KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], Callable[[str, Json], list[str]]]] = {
    "actions": (("elements",), (), _actions),
    "context": (("elements",), (), _context),
    "divider": ((), (), _divider),
    "header": (("text",), (), _header),
    "image": (("alt_text",), ("image_url", "slack_file", "title"), _image),
    "input": (("label", "element"), ("dispatch_action", "hint", "optional"), _input),
    "markdown": (("text",), (), _markdown),
    "rich_text": (("elements",), (), _rich_text),
    "section": ((), ("text", "fields", "accessory", "expand"), _section),
    "table": (("rows",), ("column_settings",), _table),
}
