"""Read a typed line as a request: `/brief now harbour window:7d`, `/ask who pays?`, or just a question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.chat import OptionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.chat import CommandSpec

_OPTION = re.compile(r"(?:(?<=\s)|^)([a-z_]+)[:=](?:\"([^\"]*)\"|“([^”]*)”|(\S+))")
_GROUP_DEFAULTS = {"brief": "now", "briefadmin": "status"}


def read_line(line: str, commands: Sequence[CommandSpec]) -> tuple[str, dict[str, str]] | None:
    """Return the verb and the options of *line*, or None for a blank one.

    A line without a slash is a question. `/brief` may be left out before a verb; text that names no option is
    the command's first one. A verb that is no command may be a button's: it is handed on with whatever
    options it names, for the desk to know.
    """
    line = line.strip()
    if not line.strip("/ "):
        return None
    if not line.startswith("/"):
        return "ask", {"question": line}
    verb, rest = _verb(line.lstrip("/ "), commands)
    command = next((command for command in commands if command.verb == verb), None)
    return verb, _options(rest, command) if command else _named(rest)


def _verb(line: str, commands: Sequence[CommandSpec]) -> tuple[str, str]:
    """Divide *line* into its verb and what follows; a group alone means its usual verb."""
    first, _, rest = line.partition(" ")
    group = first.casefold()
    if group not in _GROUP_DEFAULTS:
        return group, rest
    second, _, after = rest.strip().partition(" ")
    verbs = {command.verb for command in commands}
    if not second:
        return _GROUP_DEFAULTS[group], ""
    if second.casefold() in verbs or not _OPTION.match(second):
        return second.casefold(), after
    return _GROUP_DEFAULTS[group], rest


def _named(text: str) -> dict[str, str]:
    """Take every `name:value` of *text*."""
    return {match[1]: _value(match) for match in _OPTION.finditer(text)}


def _value(match: re.Match[str]) -> str:
    return next(value for value in match.groups()[1:] if value is not None)


def _options(text: str, command: CommandSpec) -> dict[str, str]:
    """Take `name:value` for the names that *command* has; the rest of the text is its first option."""
    names = {option.name for option in command.options}
    options: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        if match[1] not in names:
            return match[0]
        options[match[1]] = _value(match)
        return ""

    rest = _OPTION.sub(take, text).strip()
    if rest and command.options and command.options[0].name not in options:
        options[command.options[0].name] = rest
    flags = {option.name for option in command.options if option.kind is OptionKind.FLAG}
    return {name: value for name, value in options.items() if name not in flags or value != "no"}
