"""Who answers which command, and who opens which form: the parts of the command core put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands import admin, briefs, personal, posts, reading, reasons, reference

if TYPE_CHECKING:
    from bot.commands.call import FormHandler, Handler

HANDLERS: dict[str, Handler] = {
    **briefs.HANDLERS,
    **posts.HANDLERS,
    **reasons.HANDLERS,
    **reading.HANDLERS,
    **reference.HANDLERS,
    **personal.HANDLERS,
    **admin.HANDLERS,
}
FORMS: dict[str, FormHandler] = {**personal.FORMS}
