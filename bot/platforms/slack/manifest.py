"""The manifest that an admin pastes to make the app: what it offers, and the scopes that this takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.platforms.slack.callbacks import PATH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.chat import CommandSpec

    Json = dict[str, Any]

# Scopes of the bot, and what each is for.
SCOPES = {
    "app_mentions:read": "to answer @briefbot, which works in threads, too",
    "chat:write": "to post briefings and shared answers in channels it was invited to",
    "commands": "to offer /brief and the menu of a message",
    "im:history": "to read what people write to it in direct messages",
    "im:write": "to send personal digests as direct messages",
    "users:read": "to know a person's time zone, and who is an admin",
}
# The bot works without these; who installs the app may leave them out.
OPTIONAL_SCOPES = {
    "channels:history": "to find out whether a post arrived when Slack's answer did not",
    "groups:history": "the same in private channels",
    "channels:read": "to call a channel by its name when it cannot be posted to",
    "groups:read": "the same for private channels",
}
_EVENTS = ("app_home_opened", "app_mention", "message.im")
_COLOUR = "#1f4e79"
_HINT_LENGTH = 100  # characters; Slack shows one line


def manifest(commands: Sequence[CommandSpec], *, address: str = "") -> Json:
    """Write the manifest of an app that offers *commands*.

    Without an *address* it is for Socket Mode. With one, such as "https://bot.example.org", Slack sends its
    requests there, to `callbacks.PATH`.
    """
    request_url = f"{address.rstrip('/')}{PATH}" if address else ""
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Briefbot",
            "description": "Short briefings and cited answers, every sentence verbatim from its article.",
            "background_color": _COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "briefbot", "always_online": True},
            "shortcuts": [
                {
                    "name": "Why is this here?",
                    "type": "message",
                    "callback_id": "why",
                    "description": "Say why a story is in this briefing.",
                }
            ],
            "slash_commands": [_slash_command(commands, request_url)],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES), "bot_optional": list(OPTIONAL_SCOPES)}},
        "settings": {
            "event_subscriptions": _at("request_url", request_url) | {"bot_events": list(_EVENTS)},
            "interactivity": {
                "is_enabled": True,
                **_at("request_url", request_url),
                **_at("message_menu_options_url", request_url),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": not request_url,
            "token_rotation_enabled": False,
        },
    }


def _slash_command(commands: Sequence[CommandSpec], request_url: str) -> Json:
    """Write the one command: names are of the whole workspace, so all verbs stand behind one."""
    return {
        "command": "/brief",
        "description": "Briefings and cited answers. /brief help shows all there is.",
        "usage_hint": _hint(commands),
        # A channel comes as <#C0123456789|news>, with its id, and not as a name that may be anybody's.
        "should_escape": True,
        **_at("url", request_url),
    }


def _hint(commands: Sequence[CommandSpec]) -> str:
    """Name the verbs for everybody, as many as fit."""
    verbs = [command.verb for command in commands if not command.is_admin]
    fitting = [last for last in range(len(verbs) + 1) if len(_told(verbs[:last])) <= _HINT_LENGTH]
    return _told(verbs[: fitting[-1]])


def _told(verbs: Sequence[str]) -> str:
    return f"[{' | '.join(verbs)}]"


def _at(name: str, request_url: str) -> Json:
    return {name: request_url} if request_url else {}
