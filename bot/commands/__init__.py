"""The command core: every command specified once and handled once, for all platforms."""

from bot.commands.desk import CommandDesk
from bot.commands.specs import COMMANDS

__all__ = ["COMMANDS", "CommandDesk"]
