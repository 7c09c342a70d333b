"""How Slack shows a message: what its blocks say to a reader, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line as it is seen."""

    kind: str  # "header", "text", "quote", "small", "button"
    text: str
    links: tuple[tuple[str, str], ...] = ()  # what is shown of each, and where it leads
    weighty: tuple[str, ...] = ()  # what stands out by weight


def rows(blocks: list[Json]) -> list[Row]:
    """List the lines that a reader sees, from the top down.

    Raises:
        KeyError: There is a kind of block in which Slack would read markup, or one that it does not know.
    """
    return [row for block in blocks for row in _READ[block["type"]](block)]


def _header(block: Json) -> list[Row]:
    return [Row(kind="header", text=_plain(block["text"]))]


def _context(block: Json) -> list[Row]:
    return [Row(kind="small", text=_plain(element)) for element in block["elements"]]


def _actions(block: Json) -> list[Row]:
    found = []
    for element in block["elements"]:
        labels = [each["text"] for each in element.get("options", [element])]
        found += [Row(kind="button", text=_plain(label)) for label in labels]
    return found


def _rich_text(block: Json) -> list[Row]:
    kinds = {"rich_text_section": "text", "rich_text_quote": "quote"}
    return [row for group in block["elements"] for row in _lines(kinds[group["type"]], group["elements"])]


def _lines(kind: str, elements: list[Json]) -> list[Row]:
    lines: list[list[Json]] = [[]]
    for element in elements:
        if element == {"type": "text", "text": "\n"}:
            lines.append([])
        else:
            lines[-1].append(element)
    return [_row(kind, line) for line in lines]


def _row(kind: str, line: list[Json]) -> Row:
    is_bold = [element.get("style", {}).get("bold", False) for element in line]
    return Row(
        kind=kind,
        text="".join(map(_seen, line)),
        links=tuple((_seen(each), each["url"]) for each in line if each["type"] == "link"),
        weighty=tuple(_seen(each) for each, bold in zip(line, is_bold, strict=True) if bold),
    )


def _seen(element: Json) -> str:
    shown = {"text": "text", "link": "text", "date": "fallback", "channel": "channel_id"}
    return str(element[shown[element["type"]]])


def _plain(text: Json) -> str:
    if text["type"] != "plain_text" or text["emoji"]:
        raise KeyError(text)
    return str(text["text"])


_READ = {"header": _header, "context": _context, "actions": _actions, "rich_text": _rich_text}
