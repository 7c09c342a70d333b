"""Answer what a person asks for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.commands.call import FormHandler, Handler

HANDLERS: dict[str, Handler] = {}
FORMS: dict[str, FormHandler] = {}
