"""Ports on loopback behind which a double stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "127.0.0.1"
REQUEST_BYTES = 25 * 1024 * 1024


class Door:
    """A port on which an application listens, or for a while does not."""

    def __init__(self) -> None:
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self.port = 0

    async def open(self, handler: Callable[[web.Request], object] | None = None) -> None:
        """Listen; on the same port as before, if it was shut."""
        if self._runner is None:
            app = web.Application(client_max_size=REQUEST_BYTES)
            app.router.add_route("*", "/{path:.*}", handler)  # type: ignore[arg-type]  # awaitable or not
            self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await self._runner.setup()
        self._site = web.TCPSite(self._runner, HOST, self.port)
        await self._site.start()
        self.port = self.port or int(self._runner.addresses[0][1])

    async def shut(self) -> None:
        """Refuse new connections; open ones stay."""
        if self._site is not None:
            await self._site.stop()
            self._site = None

    async def close(self) -> None:
        """End everything."""
        if self._runner is not None:
            await self._runner.cleanup()
