"""What Discord's answers mean: the one table of HTTP answers and exceptions, with what a person can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.chat import ChatError, Scope, TryLater, Uncertain, Undeliverable

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
UNKNOWN_INTERACTION = 10062
ALREADY_ACKNOWLEDGED = 40060
THREAD_EXISTS = 160004
THREAD_IS_SHUT = {UNKNOWN_CHANNEL, 50083, 160005}  # deleted, archived for good, locked
DAILY_COMMANDS_USED_UP = 30034

# A 429 that is not Discord's own comes from its guard: 10,000 wrong requests in ten minutes close the door.
_BAN_SECONDS = 600.0
_TOKEN_REFUSED = (
    "Discord does not accept the bot token: it was reset, or is no bot token. Copy it anew from the "  # noqa: S105  # no token
    "Developer Portal (your app > Bot > Reset Token) to where the admin file says."
)
_ADD = "Channel settings > Permissions > add Briefbot."
_ROLE = "Server settings > AutoMod > let Briefbot's role through."
_PRIVACY = "Privacy settings of a server we share > Direct messages > on."
_OTHER = "Name another channel as the target."
_TEXT = "Name a text channel as the target."

# Every refusal that says more than its HTTP status, by Discord's number of it. {place} is what
# the channel is called, {missing} the permissions Briefbot lacks there, in Discord's words.
_REFUSALS: Mapping[int, tuple[Scope, str]] = {
    10003: (Scope.DESTINATION, "{place} is gone, or Briefbot was never in it. " + _OTHER),
    10004: (
        Scope.DESTINATION,
        "The server of {place} sent Briefbot away. Invite it again (briefbot invite).",
    ),
    10013: (Scope.DESTINATION, "There is no such person to write to."),
    20026: (Scope.ACCOUNT, "Discord flagged the bot as spam. Open the Developer Portal and appeal there."),
    40002: (Scope.ACCOUNT, "Discord wants the bot's account verified. Open the Developer Portal."),
    40066: (Scope.DESTINATION, "{place} wants a tag on every post. " + _TEXT),
    50001: (Scope.DESTINATION, "I can't post in {place}: missing {missing}. " + _ADD),
    50007: (Scope.DESTINATION, "Direct messages from me are off. " + _PRIVACY),
    50008: (Scope.DESTINATION, "{place} takes no messages. " + _TEXT),
    50013: (Scope.DESTINATION, "I can't post in {place}: missing {missing}. " + _ADD),
    50014: (Scope.ACCOUNT, _TOKEN_REFUSED),
    50024: (Scope.DESTINATION, "{place} takes no messages of this kind. " + _TEXT),
    50083: (Scope.DESTINATION, "{place} is an archived thread. Open it again; I can't."),
    50095: (Scope.DESTINATION, "The server of {place} is closed to Briefbot where it runs. " + _OTHER),
    50278: (Scope.DESTINATION, "I can't write to this person: no server has us both. Join one I am in."),
    160005: (Scope.DESTINATION, "{place} is a locked thread. Unlock it, or name another channel."),
    200000: (Scope.MESSAGE, "AutoMod of {place} blocked this post. " + _ROLE),
    200001: (Scope.MESSAGE, "AutoMod of {place} blocked this title. " + _ROLE),
    240000: (Scope.MESSAGE, "Discord holds a link in this post for harmful, and blocked it in {place}."),
}
# Discord says no for now.
_LATER: Mapping[int, str] = {
    20016: "{place} is in slow mode.",
    20028: "{place} has taken too many posts for now.",
    40003: "Too many direct messages were opened in a short time.",
    40004: "Discord takes no messages just now.",
    40006: "Discord has switched this off for the moment.",
    40062: "Discord is under load.",
    130000: "Discord is under load.",
}


def meaning(error: Exception, *, place: str, missing: str = "View Channel or Send Messages") -> ChatError:
    """Say what it means for a post to *place* that asking Discord failed with *error*.

    *place* and *missing* are for people: "#news", "Send Messages, Embed Links".
    """
    match error:
        case ChatError():
            return error
        case discord.RateLimited(retry_after=seconds):
            return TryLater(f"Discord asks for {seconds:.0f} s of patience.", retry_after=seconds)
        case discord.LoginFailure():
            return Undeliverable(_TOKEN_REFUSED, scope=Scope.ACCOUNT)
        case discord.HTTPException():
            return _of_answer(error, {"place": place, "missing": missing})
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return TryLater(f"Discord cannot be reached: {_cause(error)}. Is this machine online?")
        case _:
            # The request may have arrived: a connection cut, no answer in time, an answer nobody can read.
            return Uncertain(f"Discord's answer did not arrive whole: {_cause(error)}.")


def _of_answer(error: discord.HTTPException, words: Mapping[str, str]) -> ChatError:
    if error.status == 429:
        seconds = _retry_after(error) or _BAN_SECONDS
        return TryLater("Discord turned us away for too many requests.", retry_after=seconds)
    if not 400 <= error.status < 500:
        return Uncertain(f"Discord answered {error.status}.")
    if not _is_discords(error):
        return TryLater(f"A proxy between us and Discord answered {error.status} in its place.")
    if error.code in _LATER:
        return TryLater(_LATER[error.code].format(**words), retry_after=_retry_after(error))
    scope, reason = _refusal(error, words)
    return Undeliverable(reason, scope=scope)


def _refusal(error: discord.HTTPException, words: Mapping[str, str]) -> tuple[Scope, str]:
    if error.code in _REFUSALS:
        scope, sentence = _REFUSALS[error.code]
        return scope, sentence.format(**words)
    if error.status == 401:
        return Scope.ACCOUNT, _TOKEN_REFUSED
    if error.status == 403:  # whatever it is, the next post would meet it, too
        return Scope.DESTINATION, f"I can't post in {words['place']}: {error.text} ({error.code})."
    return Scope.MESSAGE, f"Discord does not take this post: {error.text} ({error.status}, {error.code})."


def _is_discords(error: discord.HTTPException) -> bool:
    """Tell whether Discord itself answered: it always does in JSON."""
    return error.response.headers.get("Content-Type", "").startswith("application/json")


def _retry_after(error: discord.HTTPException) -> float | None:
    try:
        return float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return None


def _cause(error: Exception) -> str:
    """Name what happened in a few words, without the address: it may hold more than a reader needs."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "its name could not be looked up"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return type(error).__name__
