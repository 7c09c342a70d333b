"""Typed lines become requests."""

from __future__ import annotations

import pytest

from bot.commands import COMMANDS
from bot.typed import read_line

LINES = [
    ("who runs the ferry?", ("ask", {"question": "who runs the ferry?"})),
    ("/ask who runs the ferry?", ("ask", {"question": "who runs the ferry?"})),
    ("/ask why 3:2 topic:harbour", ("ask", {"question": "why 3:2", "topic": "harbour"})),
    ("/ask where is http://a.example/x", ("ask", {"question": "where is http://a.example/x"})),
    (
        '/ask who? topic:"harbour bridge" share:yes',
        ("ask", {"question": "who?", "topic": "harbour bridge", "share": "yes"}),
    ),
    ("/ask who? share:no", ("ask", {"question": "who?"})),
    ("/brief", ("now", {})),
    ("/BRIEF Now harbour bridge window:7d", ("now", {"topic": "harbour bridge", "window": "7d"})),
    ("/brief now topic=harbour", ("now", {"topic": "harbour"})),
    ("/brief window:7d", ("now", {"window": "7d"})),
    ("/brief source a title page:2", ("source", {"source": "a title", "page": "2"})),
    ("/topics", ("topics", {})),
    ("/topics and more", ("topics", {})),
    ("  /  help  ask ", ("help", {"command": "ask"})),
    ("/brief frobnicate", ("frobnicate", {})),
    ("/frobnicate now", ("frobnicate", {})),
    (
        "/me-save topics:bridge,ferry time:08:30 zone:Europe/London",
        ("me-save", {"topics": "bridge,ferry", "time": "08:30", "zone": "Europe/London"}),
    ),
    ("/briefadmin", ("status", {})),
    ("", None),
    ("  \n", None),
    ("/", None),
    ("// /", None),
]


@pytest.mark.parametrize(("line", "request_"), LINES)
def test_a_line_is_read_as_its_request(line: str, request_: tuple[str, dict[str, str]] | None) -> None:
    """Verb, named options and the rest of the text come apart as a person means them."""
    assert request_ == read_line(line, COMMANDS)
