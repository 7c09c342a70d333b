"""Share a kept answer with everybody in its channel: once, by whoever may, honest about what became of it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chat import Message, TryLater, Uncertain, Undeliverable
from bot.commands.notices import Notice
from bot.commands.rights import may_show_all

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.chat import Request
    from bot.commands.keeping import Keeper
    from bot.commands.office import Office
    from bot.rendering import Renderer
    from briefings.store.answers import KeptAnswer, Share

log = logging.getLogger(__name__)


async def share(
    request: Request,
    renderer: Renderer,
    keeper: Keeper,
    office: Office | None,
    *,
    post: Callable[[Message], Awaitable[str]],
) -> Message:
    """Post the answer that *request* names, unless it was before; tell the asker where it is to be seen.

    Raises:
        Notice: It is gone, may not be shared, was shared before, or could not be posted.
    """
    kept = await keeper.of(request)
    if not may_show_all(request, office):
        raise Notice("sharing_for_admins")
    channel = request.where.thread or request.where.channel
    async with keeper.turn_to_share(kept.id, channel):  # of a double click, the second hears of the first
        before = await asyncio.to_thread(
            keeper.answers.claim_share, kept.id, channel=channel, person=request.who.name
        )
        if before is not None:
            return _as_before(renderer, before)
        link = await _post(_signed(kept, request, renderer), kept, channel, keeper, post)
        await asyncio.to_thread(keeper.answers.settle_share, kept.id, channel=channel, link=link)
        return renderer.show("shared", address=link)


async def _post(
    message: Message,
    kept: KeptAnswer,
    channel: str,
    keeper: Keeper,
    post: Callable[[Message], Awaitable[str]],
) -> str:
    """Post *message*; what was certainly not posted may be shared again."""
    try:
        return await post(message)
    except (TryLater, Undeliverable) as error:
        await asyncio.to_thread(keeper.answers.release_share, kept.id, channel=channel)
        log.warning("not shared", extra={"reason": str(error)})
        is_lasting = isinstance(error, Undeliverable)
        raise Notice("not_shared", reason=str(error), is_lasting=is_lasting) from error
    except Exception as error:
        # Uncertain, no answer in time, or a fault of ours: perhaps everybody can read it already.
        fault = None if isinstance(error, Uncertain) else error
        log.warning("sharing uncertain", extra={"reason": str(error)}, exc_info=fault)
        raise Notice("perhaps_shared") from error


def _signed(kept: KeptAnswer, request: Request, renderer: Renderer) -> Message:
    """Say in the copy for everybody whose answer it is; its buttons stay with the one who asked."""
    message = Message.thaw(kept.message)
    signature = renderer.show("shared_by", name=request.who.name)
    return replace(
        message,
        lead=(*signature.lead, *message.lead),
        actions=(),
        text=f"{signature.text}\n\n{message.text}",
        answer="",
    )


def _as_before(renderer: Renderer, before: Share) -> Message:
    """Say where an answer that was shared before is to be seen, as far as that is known."""
    return renderer.show("shared_before", address=before.link, at=before.at)
