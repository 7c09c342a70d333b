"""What Slack sends, once each: events are written down before they are acknowledged, and repeats left alone.

Bolt acknowledges an event before its listener runs and knows no repeats; Slack repeats an event that was
not acknowledged, and forgets one that was.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from slack_bolt.listener.async_listener_start_handler import AsyncListenerStartHandler
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from slack_bolt.async_app import AsyncApp

    from bot.platforms import Inbox
    from bot.platforms.slack.connection import Patience

log = logging.getLogger(__name__)

_PLATFORM = "slack"
_REMEMBERED = 20_000  # gestures; a replay is signed for five minutes
_IDLE = timedelta(minutes=2)  # what another process has worked on for so long, it has died over
_OLDEST = timedelta(minutes=15)  # whoever asked longer ago does not wait for an answer any more
_LOOK_SECONDS = 60.0
_STORE_SECONDS = 2.0  # of the three that Slack waits for an acknowledgement
_AGAIN = "is_taken_up"


class Receiving(AsyncListenerStartHandler):
    """Stands before every listener."""

    def __init__(self, inbox: Inbox, patience: Patience, *, is_alone: bool) -> None:
        self._patience = patience
        self._inbox = inbox
        self._is_alone = is_alone
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._at_work: set[asyncio.Task[Any]] = set()
        self._noting: set[asyncio.Task[None]] = set()

    def listen(self, app: AsyncApp) -> None:
        """Hang the check before whatever *app* listens to, and hear when a listener starts."""

        async def once(
            body: dict[str, Any],
            context: Mapping[str, Any],
            next: Callable[[], Awaitable[Any]],  # noqa: A002  # Bolt's name
        ) -> Any:
            if context.get(_AGAIN) or await self._is_new(body):
                return await next()
            return BoltResponse(status=200, body="")

        app.middleware(once)
        app.listener_runner.listener_start_handler = self

    async def handle(self, request: AsyncBoltRequest, response: BoltResponse | None) -> None:
        """Keep track of a listener that starts, so that a stop can wait for it."""
        del response
        event, task = str(request.body.get("event_id") or ""), asyncio.current_task()
        if task is not None:
            self._at_work.add(task)
            task.add_done_callback(lambda ended: self._ended(ended, event))

    async def keep(self, app: AsyncApp) -> None:
        """Take up, until cancelled, what a dead process was working on."""
        idle = timedelta() if self._is_alone else _IDLE
        while True:
            try:
                await self._take_up(app, idle)
            except Exception as error:  # noqa: BLE001  # the rim: the next look may succeed
                log.warning("inbox not read", extra={"reason": str(error)})
            idle = _IDLE
            await asyncio.sleep(_LOOK_SECONDS)

    async def finish(self) -> None:
        """Let answers under way arrive; what takes too long is given up, and taken up by the next process."""
        if self._at_work:
            _, late = await asyncio.wait(self._at_work, timeout=self._patience.last_words_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await asyncio.gather(*self._noting, return_exceptions=True)

    # ------------------------------------------------------------------------------------- our own

    async def _is_new(self, body: Mapping[str, Any]) -> bool:
        """Tell whether *body* is new: an event by its id, a gesture by the trigger it pulled."""
        event = str(body.get("event_id") or "")
        key = event or str(body.get("trigger_id") or "")
        if not key:  # it only asks, such as for the options of a menu
            return True
        if key in self._seen:
            return False
        self._seen[key] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return await self._is_taken(event, body) if event else True

    async def _is_taken(self, event: str, body: Mapping[str, Any]) -> bool:
        try:
            async with asyncio.timeout(_STORE_SECONDS):
                return await asyncio.to_thread(self._inbox.take, _PLATFORM, event, json.dumps(body))
        except Exception as error:  # noqa: BLE001  # an answer given twice is better than none
            log.warning("event not written down", extra={"event": event, "reason": str(error)})
            return True

    def _ended(self, task: asyncio.Task[Any], event: str) -> None:
        self._at_work.discard(task)
        if event and not task.cancelled():
            noting = asyncio.get_running_loop().create_task(self._note_done(event))
            self._noting.add(noting)
            noting.add_done_callback(self._noting.discard)

    async def _note_done(self, event: str) -> None:
        try:
            await asyncio.to_thread(self._inbox.done, _PLATFORM, event)
        except Exception as error:  # noqa: BLE001  # it was worked on all the same
            log.warning("event not ticked off", extra={"event": event, "reason": str(error)})

    async def _take_up(self, app: AsyncApp, idle: timedelta) -> None:
        left = await asyncio.to_thread(self._inbox.take_up, _PLATFORM, idle=idle, oldest=_OLDEST)
        for event, content in left:
            log.info("event taken up", extra={"event": event})
            self._seen[event] = None
            request = AsyncBoltRequest(mode="socket_mode", body=json.loads(content), context={_AGAIN: True})
            response = await app.async_dispatch(request)
            if response.status != 200:  # nobody listens to it
                await self._note_done(event)
