"""Rich text: lines that the dialect wrote as elements that Slack shows and does not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.measuring import units
from bot.platforms.slack.dialect import BOLD, CHANNEL, CODE, LINK, MOMENT, QUOTE, Run, runs

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]

RICH_TEXT = 3000  # units a block of it; Slack names no limit, and a section holds that much
_DATE = "{date_short_pretty}, {time}"  # in the reader's own zone and language
_STYLES = {BOLD: {"style": {"bold": True}}, CODE: {"style": {"code": True}}}
_SHOWN = frozenset({"text", "url", "fallback", "channel_id"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of rich text, and whether it is somebody else's words."""

    elements: tuple[Json, ...]
    is_quoted: bool = False

    @property
    def size(self) -> int:
        """Count what it takes of `RICH_TEXT`, with the break before it."""
        return 1 + sum(
            units(value) for each in self.elements for name, value in each.items() if name in _SHOWN
        )


def line(shown: str) -> Line:
    """Make a line of what the dialect wrote."""
    return Line(tuple(map(_element, runs(shown))), is_quoted=shown.startswith(QUOTE))


def link(address: str, words: str) -> Json:
    """Make an element that leads to *address*."""
    return {"type": "link", "url": address, "text": words}


def bold(element: Json) -> Json:
    """Set *element* apart by weight; a date has none."""
    return element if element["type"] == "date" else element | _STYLES[BOLD]


def rich_texts(lines: Iterable[Line]) -> list[Json]:
    """Fill blocks with *lines*, those of one kind together in one element."""
    found: list[Json] = []
    left = 0
    for each in lines:
        if each.size > left:
            found.append({"type": "rich_text", "elements": []})
            left = RICH_TEXT
        left -= each.size
        _add(found[-1]["elements"], each)
    return found


def _add(groups: list[Json], line: Line) -> None:
    kind = "rich_text_quote" if line.is_quoted else "rich_text_section"
    if groups and groups[-1]["type"] == kind:
        groups[-1]["elements"] += [{"type": "text", "text": "\n"}, *line.elements]
    else:
        groups.append({"type": kind, "elements": [*line.elements]})


def _element(run: Run) -> Json:
    if run.kind == LINK:
        return link(run.detail, run.words)
    if run.kind == MOMENT:
        return {"type": "date", "timestamp": int(run.detail), "format": _DATE, "fallback": run.words}
    if run.kind == CHANNEL:
        return {"type": "channel", "channel_id": run.detail}
    return {"type": "text", "text": run.words, **_STYLES.get(run.kind, {})}
