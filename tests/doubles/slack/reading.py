"""Reads blocks as a person does: what they say, what can be pressed, what they link and name."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.doubles.slack.problems import Json

USABLE = frozenset(
    {
        "button",
        "checkboxes",
        "channels_select",
        "conversations_select",
        "datepicker",
        "datetimepicker",
        "external_select",
        "multi_channels_select",
        "multi_conversations_select",
        "multi_external_select",
        "multi_static_select",
        "multi_users_select",
        "number_input",
        "overflow",
        "plain_text_input",
        "radio_buttons",
        "rich_text_input",
        "static_select",
        "timepicker",
        "users_select",
    }
)
_MARKUP = re.compile(r"<([^<>\s|][^<>|]*)(?:\|([^<>]*))?>")
_GROUPS = ("rich_text_list", "rich_text_preformatted", "rich_text_quote", "rich_text_section")


def said(blocks: list[Json], attachments: list[Json], fallback: str = "") -> str:
    """Write what is shown, line by line, without the labels of buttons."""
    lines = [line for block in blocks for line in _lines(block)]
    for attachment in attachments:
        inner = [line for block in attachment.get("blocks", ()) for line in _lines(block)]
        lines += inner or [_plain(attachment.get(name, "")) for name in ("pretext", "title", "text")]
    return "\n".join(line for line in [*lines, _plain(fallback)] if line)


def _lines(block: Json) -> Iterator[str]:
    kind = block["type"]
    if kind == "rich_text":
        for group in block["elements"]:
            yield from _rich(group)
        return
    if kind == "markdown":
        yield block["text"]
        return
    for name in ("text", "title", "label", "hint"):
        if isinstance(block.get(name), dict):
            yield text_of(block[name])
    for one in block.get("fields", ()):
        yield text_of(one)
    if kind == "context":
        yield " ".join(text_of(one) for one in block["elements"] if one["type"] != "image")
    if kind == "table":
        for row in block["rows"]:
            yield " | ".join(_cell(cell) for cell in row)


def _cell(cell: Json) -> str:
    return "\n".join(_lines(cell)) if cell["type"] == "rich_text" else str(cell.get("text", ""))


def text_of(text: Json) -> str:
    """Write a text object as it is shown."""
    return str(text["text"]) if text["type"] == "plain_text" else _plain(text["text"])


def _plain(mrkdwn: str) -> str:
    """Show mrkdwn's links and dates by their labels; emphasis stays as it is written."""
    return html.unescape(_MARKUP.sub(lambda found: _shown(found[1], found[2]), mrkdwn))


def _shown(target: str, label: str | None) -> str:
    if label:
        return label
    return target if target[0] not in "@#!" else f"<{target}>"


def _rich(group: Json) -> Iterator[str]:
    if group["type"] == "rich_text_list":
        for item in group["elements"]:
            yield from _rich(item)
        return
    yield "".join(_run(run) for run in group["elements"])


def _run(run: Json) -> str:
    kind = run["type"]
    if kind == "text":
        return str(run["text"])
    if kind == "link":
        return str(run.get("text") or run["url"])
    if kind == "date":
        return str(run.get("fallback") or run["format"])
    named = {"user": "user_id", "usergroup": "usergroup_id", "channel": "channel_id", "broadcast": "range"}
    return f"<{run[named[kind]]}>" if kind in named else f":{run.get('name', kind)}:"


def usable(blocks: list[Json]) -> list[Json]:
    """List every element that a person can use, each with the block_id of its block."""
    found: list[Json] = []
    for block in blocks:
        parts = [*block.get("elements", ())] if block["type"] in ("actions", "context_actions") else []
        parts += [block[name] for name in ("accessory", "element") if name in block]
        found += [part | {"block_id": block["block_id"]} for part in parts if part["type"] in USABLE]
    return found


def mrkdwn_texts(blocks: list[Json]) -> Iterator[str]:
    """Give every text that Slack parses: mrkdwn objects and markdown blocks, at whatever depth."""
    for part in _objects(blocks):
        if part.get("type") in ("mrkdwn", "markdown") and isinstance(part.get("text"), str):
            yield part["text"]


def rich_elements(blocks: list[Json]) -> Iterator[Json]:
    """Give every element of rich text, outermost first."""
    for block in blocks:
        if block.get("type") == "rich_text":
            yield from _objects(block["elements"])
        for row in block.get("rows", ()):
            yield from rich_elements(row)


def _objects(value: object) -> Iterator[Json]:
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)
    elif isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _objects(one)
