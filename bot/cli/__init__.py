"""The command line: what people type, what other programs read, and how a command ends."""

from bot.cli.main import main

__all__ = ["main"]
