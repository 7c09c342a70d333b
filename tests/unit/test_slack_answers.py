"""What each answer of Slack means for a post."""

from __future__ import annotations

import json
import ssl
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.chat import ChatError, Scope, TryLater, Uncertain, Undeliverable
from bot.platforms.slack.answers import _LATER, _REFUSALS, error_name, meaning, socket_meaning

METHODS = Path(__file__).parents[3] / "shared" / "specs" / "slack-methods.json"
# What would be our own mistake in a post, and so is refused one post at a time, in Slack's words.
OURS = frozenset(
    {
        "as_user_not_supported",
        "attachment_payload_limit_exceeded",
        "cannot_reply_to_message",
        "draft_already_deleted",
        "draft_already_sent",
        "draft_has_conflict",
        "draft_not_found",
        "duplicate_channel_not_found",
        "duplicate_message_not_found",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "markdown_text_conflict",
        "metadata_must_be_sent_from_app",
        "metadata_too_large",
        "missing_file_data",
        "msg_blocks_too_long",
        "no_text",
        "send_on_behalf_not_allowed",
        "slack_connect_canvas_sharing_blocked",
        "slack_connect_file_link_sharing_blocked",
        "slack_connect_lists_sharing_blocked",
        "too_many_attachments",
        "too_many_contact_cards",
    }
)


def answer(error: str = "", *, status: int = 200, retry_after: str = "", **more: Any) -> SlackApiError:
    """Make the exception slack_sdk raises for an answer."""
    data = {"ok": False, "error": error, **more} if error else {}
    headers = {"Retry-After": retry_after} if retry_after else {}
    response = SimpleNamespace(data=data, status_code=status, headers=headers)
    return SlackApiError("No.", response)  # type: ignore[no-untyped-call]  # slack_sdk lacks the types


def meant(error: Exception) -> ChatError:
    """Say what it means in #news."""
    return meaning(error, place="#news", bot="@brief")


@pytest.mark.parametrize("name", sorted(_REFUSALS))
def test_known_refusals_say_what_to_do(name: str) -> None:
    """Each refusal in the table is refused in its scope, in sentences without a gap."""
    error = meant(answer(name))

    assert isinstance(error, Undeliverable)
    assert (_REFUSALS[name][0], ".") == (error.scope, str(error)[-1])
    assert "{" not in str(error)


def test_bot_outside_says_how_to_let_it_in() -> None:
    """The commonest refusal is answered with what to type."""
    assert "I'm not in #news. Type /invite @brief there." == str(meant(answer("not_in_channel")))


@pytest.mark.parametrize("name", sorted(_LATER))
def test_refusals_for_now_are_tried_later(name: str) -> None:
    """What Slack refuses for the moment is tried later, after as long as it says."""
    error = meant(answer(name, retry_after="7"))

    assert isinstance(error, TryLater)
    assert 7 == error.retry_after


@pytest.mark.parametrize(
    ("error", "kind", "scope"),
    [
        (answer("missing_scope", needed="chat:write"), Undeliverable, Scope.ACCOUNT),
        (answer("missing_scope", needed="im:write"), Undeliverable, Scope.DESTINATION),
        (answer("missing_scope"), Undeliverable, Scope.DESTINATION),
        (answer("invalid_blocks"), Undeliverable, Scope.MESSAGE),
        (answer("something_new"), Undeliverable, Scope.MESSAGE),
        (answer("fatal_error"), Uncertain, None),
        (answer("internal_error"), Uncertain, None),
        (answer("request_timeout"), Uncertain, None),
        (answer("invalid_auth", status=500), Uncertain, None),
        (answer(status=503), Uncertain, None),
        (answer(), Uncertain, None),
        (answer(status=403), TryLater, None),
        (answer(status=429), TryLater, None),
        (TimeoutError(), Uncertain, None),
        (aiohttp.ServerDisconnectedError(), Uncertain, None),
        (aiohttp.ClientPayloadError(), Uncertain, None),
        (ConnectionResetError(104, "Connection reset by peer"), Uncertain, None),
        (json.JSONDecodeError("Expecting value", "", 0), Uncertain, None),
        (aiohttp.ConnectionTimeoutError(), TryLater, None),
        (KeyError("ts"), Uncertain, None),
        (Uncertain("As it was."), Uncertain, None),
    ],
)
def test_every_answer_has_its_meaning(error: Exception, kind: type[ChatError], scope: Scope | None) -> None:
    """Certainly not posted, perhaps posted, or never: each answer is one of the three."""
    found = meant(error)

    assert (kind, scope) == (type(found), getattr(found, "scope", None))


def test_documented_errors_of_a_post_are_known() -> None:
    """Every error that Slack documents for a post is in the table, or is a mistake only we could make."""
    if not METHODS.exists():  # it stands beside the repository, not in it
        return
    documented = set(json.loads(METHODS.read_text("utf-8"))["methods"]["chat.postMessage"]["errors"])

    assert set() == documented - set(_REFUSALS) - set(_LATER) - OURS


def test_details_of_a_refusal_are_told() -> None:
    """What Slack says is wrong with the blocks stands in the reason."""
    error = meant(answer("invalid_blocks", response_metadata={"messages": ["must be under 3001 characters"]}))

    assert "Slack does not take this post in #news: invalid_blocks (must be under 3001 characters)." == str(
        error
    )


@pytest.mark.parametrize("details", [None, [], {}, {"messages": None}])
def test_odd_details_do_no_harm(details: object) -> None:
    """Details in another form than documented are left out."""
    assert str(meant(answer("new", response_metadata=details))).endswith("in #news: new.")


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        (aiohttp.ClientConnectorError, OSError(111, "Connect call failed")),
        (aiohttp.ClientConnectorDNSError, OSError(-2, "Name or service not known")),
        (aiohttp.ClientConnectorSSLError, ssl.SSLError(1, "wrong version number")),
    ],
)
def test_nothing_was_posted_without_a_connection(
    kind: type[aiohttp.ClientConnectorError], cause: OSError
) -> None:
    """Refused, no such name, no encryption: the request never left, and the sentence ends."""
    key = cast("Any", SimpleNamespace(host="slack.example", port=443, ssl=True, is_ssl=True))
    found = meant(kind(key, cause))

    assert (TryLater, True) == (type(found), str(found).startswith("Slack cannot be reached: "))


def test_limit_without_a_time_is_given_one() -> None:
    """A 429 says how long to wait; one that does not, or says nonsense, is given half a minute."""
    answers = [meant(answer(status=429, retry_after=said)) for said in ("37", "", "soon", "-1")]

    assert [37.0, 30.0, 30.0, 30.0] == [getattr(error, "retry_after", None) for error in answers]


def test_refused_socket_is_about_the_app_token() -> None:
    """The same word of Slack's means the app token when a socket was asked for; all else is tried again."""
    refused, later = socket_meaning(answer("invalid_auth")), socket_meaning(TimeoutError())

    assert (True, Undeliverable, TryLater) == ("xapp-" in str(refused), type(refused), type(later))


def test_only_slack_names_errors() -> None:
    """An exception that is none of Slack's has no name."""
    assert ("not_authed", "", "") == tuple(
        error_name(error) for error in (answer("not_authed"), answer(), TimeoutError())
    )
