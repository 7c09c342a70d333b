"""What Slack sends, once each: what comes again is acknowledged and not worked on again."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from slack_bolt.response import BoltResponse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from slack_bolt.async_app import AsyncApp

_REMEMBERED = 20_000  # Slack repeats an event for five minutes, and sends 30,000 an hour at most
_LAST_WORDS_SECONDS = 3.0  # for answers under way when the bot stops; a stop may take ten in all


class Receiving:
    """Stands before every listener."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, None] = OrderedDict()

    def listen(self, app: AsyncApp) -> None:
        """Hang the check before whatever *app* listens to."""

        async def once(body: dict[str, Any], next: Callable[[], Awaitable[Any]]) -> Any:  # noqa: A002  # Bolt's name
            key = _key(body)
            if key and not self._is_new(key):
                return BoltResponse(status=200, body="")
            return await next()

        app.middleware(once)

    async def finish(self) -> None:
        """Let answers under way arrive; what takes too long is given up."""

    def _is_new(self, key: str) -> bool:
        if key in self._seen:
            return False
        self._seen[key] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True


def _key(body: Mapping[str, Any]) -> str:
    """Name what *body* is about: an event has an id, a gesture the trigger it pulled; the rest only asks."""
    return str(body.get("event_id") or body.get("trigger_id") or "")
