"""Tell how the bot fares: to whoever asks for /healthz, and in the log when it changes."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.chat import Condition

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.chat import ChatPlatform

log = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0  # between two looks at the platforms; it costs an attribute each
_WORST_LAST = (Condition.READY, Condition.DEGRADED, Condition.DOWN)
_LEVELS = {
    Condition.READY: logging.INFO,
    Condition.DEGRADED: logging.WARNING,
    Condition.DOWN: logging.ERROR,
}


class CannotListen(Exception):
    """The health page cannot be served where the admin file says; the message says why."""


@asynccontextmanager
async def watched(platforms: Mapping[str, ChatPlatform], *, bind: str | None) -> AsyncIterator[None]:
    """Log each change of health meanwhile, and serve it on *bind* ("127.0.0.1:9464") if that is given.

    Raises:
        CannotListen: The port is taken, or the address is not this machine's.
    """
    page = None if bind is None else await _serve(platforms, bind)
    watch = asyncio.create_task(_log_changes(platforms))
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
        if page is not None:
            await page.cleanup()


def report(platforms: Mapping[str, ChatPlatform]) -> dict[str, Any]:
    """Put the health of all platforms in one: it is as bad as that of the worst."""
    each = {name: platform.health for name, platform in platforms.items()}
    conditions = [health.condition for health in each.values()]
    return {
        "status": max(conditions, key=_WORST_LAST.index, default=Condition.READY),
        "platforms": {
            name: {"status": health.condition, "reason": health.reason} for name, health in each.items()
        },
    }


async def _serve(platforms: Mapping[str, ChatPlatform], bind: str) -> web.AppRunner:
    async def answer(request: web.Request) -> web.Response:
        del request
        found = report(platforms)
        return web.json_response(found, status=503 if found["status"] is Condition.DOWN else 200)

    pages = web.Application()
    pages.router.add_get("/healthz", answer)
    runner = web.AppRunner(pages, access_log=None)
    await runner.setup()
    host, _, port = bind.rpartition(":")
    try:
        await web.TCPSite(runner, host.strip("[]"), int(port)).start()
    except OSError as error:
        await runner.cleanup()
        raise CannotListen(
            f"[observability] bind: {bind} cannot be listened on ({error.strerror or error}). "
            "Another program may have it; write another port, or take the line out."
        ) from None
    return runner


async def _log_changes(platforms: Mapping[str, ChatPlatform]) -> None:
    told: dict[str, Condition] = {}
    while True:
        for name, platform in platforms.items():
            health = platform.health
            # A reason alone changes often ("the next attempt is in 8 s") and is for the page.
            if told.get(name) is not health.condition:
                told[name] = health.condition
                log.log(
                    _LEVELS[health.condition],
                    "health",
                    extra={"platform": name, "status": health.condition, "reason": health.reason or None},
                )
        await asyncio.sleep(_LOOK_SECONDS)
