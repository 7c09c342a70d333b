"""Pages of an answer: which one is shown, with the buttons of all of it and those that turn the pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.chat import Action
from bot.platforms.slack.blocks import body
from bot.platforms.slack.components import actions_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.chat import Message, Request

    Json = dict[str, Any]


def page(message: Message, parts: Sequence[Message], request: Request) -> Json:
    """Write the page of *message* that *request* asks for; the first if it asks for none."""
    asker = request.who.id
    number = _page(request, len(parts))
    if len(parts) == 1 or not message.answer:
        return body(parts[number - 1], asker=asker)
    written = body(replace(parts[number - 1], actions=message.actions), asker=asker)
    row = _turning(message.answer, number, len(parts), asker=asker)
    rows = [block for block in written["blocks"] if block["type"] == "actions"]
    others = [block for block in written["blocks"] if block["type"] != "actions"]
    return {**written, "blocks": [*others, *row, *rows]}


def _turning(answer: str, number: int, count: int, *, asker: str) -> list[Json]:
    """Make the row `< Page 2 of 5 >` without what leads nowhere: Slack cannot switch a button off."""
    labels = {number - 1: "<", number: f"Page {number} of {count}", number + 1: ">"}
    actions = [
        Action(label=label, verb="again", options=(("answer", answer), ("page", str(page))), in_place=True)
        for page, label in labels.items()
        if 1 <= page <= count
    ]
    rows = actions_blocks(actions, asker)
    for row in rows:
        row["block_id"] = "pages"
    return rows


def _page(request: Request, count: int) -> int:
    """Return the page that is asked for, or the nearest there is."""
    asked = request.options.get("page", "1") if request.verb == "again" else "1"
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else 1
    return min(max(number, 1), count)
