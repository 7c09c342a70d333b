"""What Slack's answers mean: the one table of its errors and of exceptions, with what a person can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.chat import ChatError, Scope, TryLater, Uncertain, Undeliverable

if TYPE_CHECKING:
    from collections.abc import Mapping

MISSING_SCOPE = "missing_scope"
# There is no thread to go into: its first message is gone, or the channel has none.
NO_THREAD = frozenset(
    {"cannot_reply_to_message", "restricted_action_non_threadable_channel", "thread_not_found"}
)
_UNTOLD_SECONDS = 30.0  # when Slack does not say how long to wait
_PAGE = "api.slack.com/apps > your app"
_TOKEN_REFUSED = (
    "Slack does not accept the bot token: it was revoked, or is no bot token. Copy it anew from "
    f"{_PAGE} > Install App (it begins with xoxb-) to where the admin file says."
)
_APP_TOKEN_REFUSED = (
    "Slack opens no socket for the app token: it was revoked, or lacks connections:write. Make one at "
    f"{_PAGE} > Basic Information > App-Level Tokens (it begins with xapp-)."
)
_GONE = f"Briefbot was removed from the workspace. Install it again ({_PAGE} > Install App)."
_OTHER = "Name another channel as the target."
_RULES = "Ask an owner of the workspace who may post there, or name another channel."
_LIMITED = (Scope.DESTINATION, "{place} takes posts of some members only. " + _RULES)

# Every refusal that has a way out, by Slack's word for it. {place} is what the channel is called, {bot} what
# the bot is.
_REFUSALS: Mapping[str, tuple[Scope, str]] = {
    "access_denied": (Scope.ACCOUNT, _TOKEN_REFUSED),
    "account_inactive": (Scope.ACCOUNT, _GONE),
    "app_access_restricted": (
        Scope.ACCOUNT,
        "The workspace does not let this app in. Ask an owner to approve it.",
    ),
    "app_missing_action_url": (
        Scope.ACCOUNT,
        f"The app has no address for buttons. Paste the manifest anew at {_PAGE} > App Manifest.",
    ),
    "cannot_dm_bot": (Scope.DESTINATION, "{place} is an app; apps take no direct messages of each other."),
    "channel_is_limited_access": _LIMITED,
    "channel_not_found": (
        Scope.DESTINATION,
        "I don't see {place}: it is gone, or private. Type /invite {bot} there, or name another channel.",
    ),
    "ekm_access_denied": (Scope.ACCOUNT, "The workspace's own keys keep apps out. Ask its administrators."),
    "enterprise_is_restricted": (
        Scope.ACCOUNT,
        "The organisation does not let this app in. Ask its administrators to approve it.",
    ),
    "invalid_auth": (Scope.ACCOUNT, _TOKEN_REFUSED),
    "is_archived": (Scope.DESTINATION, "{place} is archived. Unarchive it, or name another channel."),
    "is_inactive": (Scope.DESTINATION, "{place} is frozen. " + _OTHER),
    "messages_tab_disabled": (
        Scope.DESTINATION,
        f"Direct messages to the app are off. Switch them on at {_PAGE} > App Home > Messages Tab.",
    ),
    "no_permission": (Scope.ACCOUNT, f"The app may not post. Reinstall it at {_PAGE} > Install App."),
    "not_allowed_token_type": (
        Scope.ACCOUNT,
        f"This is no bot token. Copy the one that begins with xoxb- from {_PAGE} > Install App.",
    ),
    "not_authed": (Scope.ACCOUNT, _TOKEN_REFUSED),
    "not_in_channel": (Scope.DESTINATION, "I'm not in {place}. Type /invite {bot} there."),
    "org_login_required": (
        Scope.ACCOUNT,
        "The workspace is moving to an organisation. Install Briefbot again.",
    ),
    "restricted_action": _LIMITED,
    "restricted_action_non_threadable_channel": (Scope.DESTINATION, "{place} takes no threads. " + _OTHER),
    "restricted_action_read_only_channel": (Scope.DESTINATION, "{place} is read only. " + _RULES),
    "restricted_action_thread_locked": (Scope.MESSAGE, "The thread in {place} is locked."),
    "restricted_action_thread_only_channel": (
        Scope.DESTINATION,
        "{place} takes nothing but answers in threads. " + _OTHER,
    ),
    "team_access_not_granted": (Scope.ACCOUNT, "The app is not approved for this workspace. Ask an owner."),
    "team_not_found": (Scope.ACCOUNT, _GONE),
    "token_expired": (Scope.ACCOUNT, _TOKEN_REFUSED),
    "token_revoked": (Scope.ACCOUNT, _TOKEN_REFUSED),
    "two_factor_setup_required": (
        Scope.ACCOUNT,
        "Whoever installed the app must set up two-factor login first.",
    ),
    "user_disabled": (Scope.DESTINATION, "This person's account is deactivated."),
    "user_not_found": (Scope.DESTINATION, "There is no such person in the workspace."),
    "user_not_visible": (Scope.DESTINATION, "I may not write to this person: they are a guest elsewhere."),
}
# Slack says no for now. What carries out nothing when it refuses stands here; `fatal_error` and
# `internal_error` do not: Slack documents that some of it may have been carried out.
_LATER: Mapping[str, str] = {
    "accesslimited": "Slack is turning requests away for now.",
    "message_limit_exceeded": "The workspace has posted as much as Slack allows for now.",
    "rate_limited": "Slack asks for patience.",
    "ratelimited": "Slack asks for patience.",
    "service_unavailable": "Slack is down for the moment.",
    "team_added_to_org": "The workspace is moving to an organisation.",
}
_UNKNOWN_OUTCOME = frozenset({"fatal_error", "internal_error", "request_timeout"})


def meaning(error: Exception, *, place: str, bot: str = "@briefbot") -> ChatError:
    """Say what it means for a post to *place* that asking Slack failed with *error*.

    *place* and *bot* are for people: "#news", "@brief".
    """
    match error:
        case ChatError():
            return error
        case SlackApiError():
            return _of_answer(error, {"place": place, "bot": bot})
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return TryLater(f"Slack cannot be reached: {_cause(error)}. Is this machine online?")
        case _:
            # The request may have arrived: a connection cut, no answer in time, an answer nobody can read.
            return Uncertain(f"Slack's answer did not arrive whole: {_cause(error)}.")


def socket_meaning(error: Exception) -> ChatError:
    """Say what it means that no socket could be opened: what Slack refuses then is the app token."""
    if isinstance(error, aiohttp.WSServerHandshakeError):
        return TryLater(f"Slack's socket answered {error.status}.")
    meant = meaning(error, place="Slack")
    if isinstance(meant, Undeliverable) and error_name(error):
        return Undeliverable(_APP_TOKEN_REFUSED, scope=Scope.ACCOUNT)
    return TryLater(str(meant), retry_after=getattr(meant, "retry_after", None))


def error_name(error: Exception) -> str:
    """Return Slack's word for *error*; empty when it is none of Slack's."""
    return str(_said(error).get("error", "")) if isinstance(error, SlackApiError) else ""


def _of_answer(error: SlackApiError, words: Mapping[str, str]) -> ChatError:
    said, status = _said(error), _status(error)
    name = str(said.get("error", ""))
    if status == 429 or name in _LATER:
        wait = _retry_after(error) or (_UNTOLD_SECONDS if status == 429 else None)
        return TryLater(_LATER.get(name, "Slack turned us away for too many requests."), retry_after=wait)
    if status >= 500 or name in _UNKNOWN_OUTCOME:
        return Uncertain(f"Slack answered {name or status}.")
    if not name:
        if status >= 400:
            return TryLater(f"A proxy between us and Slack answered {status} in its place.")
        return Uncertain("Slack's answer did not arrive whole: it was not JSON.")
    scope, reason = _refusal(name, said, words)
    return Undeliverable(reason, scope=scope)


def _refusal(name: str, said: Mapping[str, Any], words: Mapping[str, str]) -> tuple[Scope, str]:
    if name == MISSING_SCOPE:
        needed = str(said.get("needed") or "a scope it does not name")
        where = f"Add it at {_PAGE} > OAuth & Permissions > Bot Token Scopes, and reinstall the app."
        # Without chat:write nothing goes anywhere; what other scopes open is one kind of destination each.
        scope = Scope.ACCOUNT if needed == "chat:write" else Scope.DESTINATION
        return scope, f"The app lacks the scope {needed}. {where}"
    if name in _REFUSALS:
        scope, sentence = _REFUSALS[name]
        return scope, sentence.format(**words)
    details = said.get("response_metadata") or {}
    messages = details.get("messages") if isinstance(details, dict) else None
    told = f" ({'; '.join(str(line) for line in messages[:2])})" if messages else ""
    return Scope.MESSAGE, f"Slack does not take this post in {words['place']}: {name}{told}."


def _said(error: SlackApiError) -> Mapping[str, Any]:
    """Return what Slack wrote; slack_sdk leaves text, bytes or nothing there when it was not JSON."""
    data = getattr(error.response, "data", None)
    return data if isinstance(data, dict) else {}


def _status(error: SlackApiError) -> int:
    response: Any = error.response
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 200)


def _retry_after(error: SlackApiError) -> float | None:
    headers = getattr(error.response, "headers", None) or {}
    try:
        return max(float(headers.get("Retry-After", "")), 0.0)
    except ValueError:
        return None


def _cause(error: Exception) -> str:
    """Name what happened in a few words, without the address: it may hold more than a reader needs."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "its name could not be looked up"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return type(error).__name__
