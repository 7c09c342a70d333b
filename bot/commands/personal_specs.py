"""The commands for what a person keeps for themselves, specified once for every platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.chat import CommandSpec

PERSONAL_COMMANDS: tuple[CommandSpec, ...] = ()
PERSONAL_BUTTONS: tuple[CommandSpec, ...] = ()  # what only buttons and forms ask for
