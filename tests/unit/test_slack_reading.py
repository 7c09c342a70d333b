"""What Slack sends of a gesture is read as what a person meant."""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands.specs import COMMANDS
from bot.platforms.slack import reading

BOT = "U0BOT"

TYPED = [
    ("", "now", {}),
    ("   ", "now", {}),
    ("now harbour window:7d", "now", {"topic": "harbour", "window": "7d"}),
    ("NOW harbour", "now", {"topic": "harbour"}),
    ("topic:harbour", "now", {"topic": "harbour"}),
    ("ask who pays?", "ask", {"question": "who pays?"}),
    ("ask\nwho  pays?", "ask", {"question": "who pays?"}),
    ("who pays for the bridge?", "ask", {"question": "who pays for the bridge?"}),
    ("admin", "status", {}),
    ("admin status", "status", {}),
    ("Admin pause weekday", "pause", {"schedule": "weekday"}),
    ("/ask who pays?", "ask", {"question": "who pays?"}),
    ("nonsense", "nonsense", {}),
    ("why is it here", "why", {"item": "is it here"}),
    ("ask what does R&amp;D cost, &lt;5?", "ask", {"question": "what does R&D cost, <5?"}),
    (
        "ask what says <https://x.example|x.example> of <#C01|news>?",
        "ask",
        {"question": "what says x.example of #news?"},
    ),
    (
        "ask did <!here> and <@U01|ada> and <@U02> see &lt;b&gt;?",
        "ask",
        {"question": "did @here and @ada and @U02 see <b>?"},
    ),
    (
        "admin subscribe daily channel:<#C0123456|news> at:08:30",
        "subscribe",
        {"digest": "daily", "channel": "C0123456", "at": "08:30"},
    ),
    ("now topic:“harbour bridge”", "now", {"topic": "harbour bridge"}),
]


@pytest.mark.parametrize(("text", "verb", "options"), TYPED)
def test_a_command_is_read(text: str, verb: str, options: dict[str, str]) -> None:
    """One command has a verb behind it, an admin's two words; what Slack made of names is undone."""
    asked = reading.slash(text, COMMANDS)

    assert (verb, options) == (asked.verb, dict(asked.options))


SAID = [
    ("<@U0BOT> who pays?", "ask", {"question": "who pays?"}),
    ("<@U0BOT|briefbot> ask who pays?", "ask", {"question": "who pays?"}),
    ("hey <@U0BOT> what changed", "ask", {"question": "hey what changed"}),
    ("<@U0BOT>", "help", {}),
    ("<@U0BOT> help?", "help", {}),
    ("<@U0BOT> now harbour", "now", {"topic": "harbour"}),
    ("now", "now", {}),
    ("why?", "why", {}),
    ("why is the bridge closed?", "ask", {"question": "why is the bridge closed?"}),
    ("last", "last", {}),
    ("admin status", "status", {}),
    ("admin of the harbour", "ask", {"question": "admin of the harbour"}),
    ("/brief now harbour", "now", {"topic": "harbour"}),
    ("/brief", "now", {}),
    ("/now harbour", "now", {"topic": "harbour"}),
    ("brief now", "now", {}),
    ("brief history of the bridge", "ask", {"question": "brief history of the bridge"}),
    ("/nonsense", "nonsense", {}),
    ("<@U0OTHER> who pays?", "ask", {"question": "@U0OTHER who pays?"}),
]


@pytest.mark.parametrize(("text", "verb", "options"), SAID)
def test_a_message_is_a_verb_or_else_a_question(text: str, verb: str, options: dict[str, str]) -> None:
    """What ends with a question mark is a question whatever it begins with; nothing at all asks for help."""
    asked = reading.message(text, COMMANDS, bot_user=BOT)

    assert (verb, options) == (asked.verb, dict(asked.options))


def test_halves_of_characters_are_not_passed_on() -> None:
    """No store can keep them."""
    asked = reading.slash("ask who\ud83d pays?", COMMANDS)

    assert {"question": "who? pays?"} == asked.options


HOSTILE: list[dict[str, Any]] = [
    {},
    {"team": None, "user": None, "channel": None, "container": None, "message": None, "view": None},
    {"team": "T1", "user": "U1", "channel": "C1", "message": []},
    {"team_id": 7, "user_id": ["U"], "response_url": {}},
]


@pytest.mark.parametrize("body", HOSTILE)
def test_whatever_is_missing_is_empty(body: dict[str, Any]) -> None:
    """A payload of another shape than documented makes an origin that leads nowhere, and no error."""
    event = {**body, "event": body}
    origins = [reading.of_command(body), reading.of_interaction(body), reading.of_event(event)]

    assert {""} == {origin.thread for origin in origins}
    assert all(isinstance(held, str) for origin in origins for held in (origin.person, origin.team))


def test_a_command_tells_where_it_was_typed() -> None:
    """With the address that takes the answer."""
    body = {
        "team_id": "T1",
        "user_id": "U1",
        "user_name": "ada",
        "channel_id": "C1",
        "response_url": "https://hooks.slack.com/commands/1",
        "trigger_id": "1.2.3",
    }
    origin = reading.of_command(body)

    assert ("slack", "T1", "C1", "") == (
        origin.place.platform,
        origin.place.workspace,
        origin.place.channel,
        origin.place.thread,
    )
    assert ("U1", "ada", "https://hooks.slack.com/commands/1", "1.2.3") == (
        origin.person,
        origin.name,
        origin.response_url,
        origin.trigger,
    )


def test_direct_messages_belong_to_no_workspace() -> None:
    """There is nobody to share with and nothing to administer."""
    event = {"user": "U1", "channel": "D1", "channel_type": "im", "text": "now"}
    origin = reading.of_event({"team_id": "T1", "event": event})

    assert ("", "D1", True) == (origin.place.workspace, origin.place.channel, origin.is_private)


def test_a_button_in_a_thread_is_pressed_in_the_thread() -> None:
    """An ephemeral message says where it stands in its container only."""
    body = {
        "type": "block_actions",
        "team": {"id": "T1", "domain": "harbour"},
        "user": {"id": "U1", "username": "ada", "team_id": "T1"},
        "channel": {"id": "C1", "name": "news"},
        "container": {"type": "message", "channel_id": "C1", "thread_ts": "1.0", "is_ephemeral": True},
        "response_url": "https://hooks.slack.com/actions/1",
    }
    origin = reading.of_interaction(body)

    assert ("1.0", True, False) == (origin.thread, origin.is_private, origin.is_at_home)


EVENTS = [
    ({"user": "U1", "channel_type": "im"}, True),
    ({"user": "U1", "channel_type": "im", "subtype": "file_share"}, True),
    ({"user": "U1", "channel_type": "im", "subtype": "message_changed"}, False),
    ({"user": "U1", "channel_type": "im", "bot_id": "B1"}, False),
    ({"user": "U1", "channel_type": "channel"}, False),
    ({"channel_type": "im"}, False),
]


@pytest.mark.parametrize(("event", "is_ours"), EVENTS)
def test_only_what_a_person_writes_to_us_is_answered(event: dict[str, str], *, is_ours: bool) -> None:
    """Neither edits, nor bots, nor what people write to each other."""
    assert is_ours == reading.is_for_us(event)


def test_our_own_message_is_asked_about_by_its_id() -> None:
    """What we posted is known, with all that was chosen from then."""
    ours = {"message": {"user": BOT, "ts": "1.2", "text": "Daily"}}

    assert {"post": "1.2"} == reading.asked_about(ours, bot_user=BOT).options


def test_a_strangers_message_is_asked_about_by_its_words() -> None:
    """As people read them; one without words by its id, which the desk does not know."""
    words = {"message": {"user": "U1", "ts": "1.2", "text": "The &lt;ferry&gt; " + "x" * 400}}
    silent = {"message": {"user": "U1", "ts": "1.2", "text": ""}}

    assert reading.asked_about(words, bot_user=BOT).options["item"].startswith("The <ferry> xxx")
    assert 300 == len(reading.asked_about(words, bot_user=BOT).options["item"])
    assert {"post": "1.2"} == reading.asked_about(silent, bot_user=BOT).options
