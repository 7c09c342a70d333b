"""Read what Slack sends of a gesture: who did what, where, and what it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.chat import Place
from bot.typed import read_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.chat import CommandSpec

    Json = Mapping[str, Any]

_ADMIN = "admin"  # `/brief admin status` here is `/briefadmin status` to the core
_ITEM_LENGTH = 300  # characters of a message that is asked about
# What Slack's clients make of names, channels and addresses: <@U1|ada>, <#C1|news>, <!here>, <https://x|x>.
_TOKEN = re.compile(
    r"(?P<option>\b[a-z_]+[:=])?<(?P<sign>[@#!]|https?:|mailto:)(?P<rest>[^<>|]*)(?:\|(?P<label>[^<>]*))?>"
)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks for, before it is known whether it makes sense."""

    verb: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a gesture was made, and the ways back to the one who made it."""

    team: str
    person: str
    name: str = ""
    channel: str = ""
    thread: str = ""  # ts of the message that the thread hangs on
    response_url: str = ""
    trigger: str = ""  # opens one modal, within three seconds
    is_private: bool = False  # made on a message that nobody else sees
    is_at_home: bool = False  # made in the App Home

    @property
    def is_direct(self) -> bool:
        """Whether it was made among two people, one of whom may be the bot."""
        return self.channel.startswith("D")

    @property
    def place(self) -> Place:
        """Where it was made, as the core sees it."""
        workspace = "" if self.is_direct or not self.channel else self.team
        return Place(platform="slack", workspace=workspace, channel=self.channel, thread=self.thread)


def of_command(body: Json) -> Origin:
    """Tell where a slash command was typed; Slack takes none in threads."""
    return Origin(
        team=_text(body, "team_id"),
        person=_text(body, "user_id"),
        name=_text(body, "user_name"),
        channel=_text(body, "channel_id"),
        response_url=_text(body, "response_url"),
        trigger=_text(body, "trigger_id"),
    )


def of_event(body: Json) -> Origin:
    """Tell where a message to the bot was written."""
    event = _part(body, "event")
    return Origin(
        team=_text(body, "team_id") or _text(event, "team"),
        person=_text(event, "user"),
        channel=_text(event, "channel"),
        thread=_text(event, "thread_ts"),
        is_private=_text(event, "channel_type") == "im",
    )


def of_interaction(body: Json) -> Origin:
    """Tell where a button was pressed, a menu used or a message asked about."""
    container, message, user = (_part(body, name) for name in ("container", "message", "user"))
    channel = _text(_part(body, "channel"), "id") or _text(container, "channel_id")
    return Origin(
        team=_text(_part(body, "team"), "id") or _text(user, "team_id"),
        person=_text(user, "id"),
        name=_text(user, "username") or _text(user, "name"),
        channel=channel,
        thread=_text(container, "thread_ts") or _text(message, "thread_ts"),
        response_url=_text(body, "response_url"),
        trigger=_text(body, "trigger_id"),
        is_private=bool(container.get("is_ephemeral")) or _is_among_us(channel, message, body),
        is_at_home=_text(_part(body, "view"), "type") == "home",
    )


def slash(text: str, commands: Sequence[CommandSpec]) -> Asked:
    """Tell what `/brief` followed by *text* asks for."""
    words = _words(text).lstrip("/ ")
    first, _, rest = words.partition(" ")
    if first.casefold() == _ADMIN:
        return _read(f"/briefadmin {rest}", commands)
    is_known = first.casefold() in {command.verb for command in commands}
    if " " in words and words.endswith("?") and not is_known:
        return Asked(verb="ask", options={"question": words})
    return _read(f"/brief {words}", commands)


def message(text: str, commands: Sequence[CommandSpec], *, bot_user: str) -> Asked:
    """Tell what a message to the bot asks for: a verb with its options, or else a question.

    What ends with a question mark is a question, whichever verb it happens to begin with; nothing at all asks
    for help.
    """
    without_us = re.sub(rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>", " ", text) if bot_user else text
    words = _words(without_us)
    is_typed = words.startswith("/")
    first, _, rest = words.lstrip("/ ").partition(" ")
    if first.casefold() == "brief" and (is_typed or _begins_with_verb(rest, commands)):
        return slash(rest, commands)
    if not first:
        return Asked(verb="help", options={})
    is_question = bool(rest) and words.endswith("?") and first.casefold() != "ask"
    if is_typed or (_begins_with_verb(words, commands) and not is_question):
        return slash(f"{first.rstrip('?!.')} {rest}" if not rest else words, commands)
    return Asked(verb="ask", options={"question": words})


def asked_about(body: Json, *, bot_user: str) -> Asked:
    """Name the message whose menu was used; of one that is not ours, say what it is about instead."""
    target = _part(body, "message")
    words = _words(_text(target, "text"))
    is_ours = bool(bot_user) and _text(target, "user") == bot_user
    if is_ours or not words:
        return Asked(verb="why", options={"post": _text(target, "ts")})
    return Asked(verb="why", options={"item": words[:_ITEM_LENGTH]})


def is_for_us(event: Json) -> bool:
    """Tell whether a message in direct messages is a person's, and new: not an edit, a bot's or a notice."""
    is_plain = event.get("subtype") in {None, "file_share", "thread_broadcast"}
    return (
        is_plain
        and not event.get("bot_id")
        and bool(event.get("user"))
        and _text(event, "channel_type") == "im"
    )


def picked(action: Json) -> str:
    """Return what a button holds, or what was picked from a menu."""
    chosen = _part(action, "selected_option")
    return _text(chosen, "value") or _text(action, "value")


def _begins_with_verb(words: str, commands: Sequence[CommandSpec]) -> bool:
    first, _, rest = words.partition(" ")
    verbs = {command.verb for command in commands}
    if first.casefold() == _ADMIN:
        second = rest.split(" ", 1)[0].casefold()
        return not second or second in {command.verb for command in commands if command.is_admin}
    return first.casefold().rstrip("?!.") in verbs


def _read(line: str, commands: Sequence[CommandSpec]) -> Asked:
    found = read_line(line, commands)
    verb, options = found if found is not None else ("now", {})
    return Asked(verb=verb, options=options)


def _words(text: str) -> str:
    """Write a text as it was typed, on one line and without halves of characters, which no store can keep."""
    shown = _TOKEN.sub(_typed, text)
    for entity, sign in _ENTITIES:
        shown = shown.replace(entity, sign)
    return " ".join(shown.encode("utf-8", "replace").decode("utf-8").split())


def _typed(token: re.Match[str]) -> str:
    """Write what a token stands for: after the name of an option its id, elsewhere what people read."""
    option, sign, rest = token["option"] or "", token["sign"], token["rest"]
    if sign in {"@", "#"}:
        return f"{option}{rest}" if option else f"{sign}{token['label'] or rest}"
    if sign == "!":
        return option + (token["label"] or f"@{rest.partition('^')[0]}")
    return f"{option}{token['label'] or sign + rest}"


def _is_among_us(channel: str, message: Json, body: Json) -> bool:
    """Tell whether a message stands in somebody's direct messages with the bot, which wrote it."""
    return channel.startswith("D") and bool(message.get("bot_id")) and body.get("type") == "block_actions"


def _text(part: Json, name: str) -> str:
    value = part.get(name)
    return value if isinstance(value, str) else ""


def _part(body: Json, name: str) -> Json:
    value = body.get(name)
    return value if isinstance(value, dict) else {}
