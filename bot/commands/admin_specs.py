"""The commands of admins, specified once for every platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.chat import CommandSpec

ADMIN_COMMANDS: tuple[CommandSpec, ...] = ()
ADMIN_BUTTONS: tuple[CommandSpec, ...] = ()  # what only buttons and forms ask for
