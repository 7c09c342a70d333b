"""Blocks in the fewest words, for tests that post or open them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.doubles.slack.problems import Json


def plain(text: str) -> Json:
    """Make a text object that parses nothing."""
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    """Make a text object of Slack's own markup."""
    return {"type": "mrkdwn", "text": text}


def section(text: str) -> Json:
    """Make a section."""
    return {"type": "section", "text": marked(text)}


def rich(*runs: Json) -> Json:
    """Make a rich text of one paragraph."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(runs)}]}


def button(**more: Any) -> Json:
    """Make a button."""
    return {"type": "button", "text": plain("Go"), "action_id": "go"} | more


def actions(*elements: Json) -> Json:
    """Make a row of elements."""
    return {"type": "actions", "elements": list(elements)}


def menu(*options: Json, **more: Any) -> Json:
    """Make a menu."""
    return {"type": "static_select", "action_id": "m", "options": list(options)} | more


def option(label: str = "One", value: str = "1") -> Json:
    """Make an option."""
    return {"text": plain(label), "value": value}
