"""Faults on demand, whatever the platform: answers lost, cut, late or garbled."""

from __future__ import annotations

import asyncio
import socket
import struct
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aiohttp import web

HTML = "<!DOCTYPE html><html><head><title>Bad gateway</title></head><body>upstream error</body></html>"


@dataclass(slots=True, kw_only=True)
class Fault:
    """What goes wrong with the next requests that match."""

    where: str
    times: int = 1
    has_effect: bool = False  # the request is carried out all the same
    cuts: bool = False  # no answer: the connection ends
    resets: bool = True  # it ends with RST (the client sees ECONNRESET), not with FIN
    status: int = 0  # of an answer in the place of the real one
    body: Any = None  # of that answer; a text goes out as HTML
    headers: dict[str, str] = field(default_factory=dict)
    delay_seconds: float = 0
    gate: asyncio.Event | None = None  # waits for it before anything else
    met: int = 0  # how many requests ran into it


class Faults:
    """The faults that wait for a request; * in *where* stands for anything."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, where: str, **what: Any) -> Fault:
        """Add a fault; see `Fault` for *what*."""
        fault = Fault(where=where, **what)
        self._waiting.append(fault)
        return fault

    def lose_answer(self, where: str, *, times: int = 1, resets: bool = True) -> Fault:
        """Carry the request out and cut the connection in the place of an answer."""
        return self.add(where, times=times, has_effect=True, cuts=True, resets=resets)

    def cut(self, where: str, *, times: int = 1, resets: bool = True) -> Fault:
        """Cut the connection before the request is carried out."""
        return self.add(where, times=times, cuts=True, resets=resets)

    def fail(self, where: str, status: int = 503, *, times: int = 1, has_effect: bool = False) -> Fault:
        """Answer with an HTML error page and *status*."""
        return self.add(where, times=times, status=status, body=HTML, has_effect=has_effect)

    def garble(self, where: str, *, times: int = 1, status: int = 200) -> Fault:
        """Carry the request out and answer with half a JSON text."""
        half = {"headers": {"Content-Type": "application/json"}, "body": '{"id": "12'}
        return self.add(where, times=times, has_effect=True, status=status, **half)

    def slow(self, where: str, seconds: float, *, times: int = 1) -> Fault:
        """Carry the request out and answer after *seconds*."""
        return self.add(where, times=times, has_effect=True, delay_seconds=seconds)

    def hold(self, where: str, *, times: int = 1) -> asyncio.Event:
        """Keep the request waiting until the event returned is set."""
        gate = asyncio.Event()
        self.add(where, times=times, has_effect=True, gate=gate)
        return gate

    def clear(self) -> None:
        """Take every fault back."""
        self._waiting.clear()

    def take(self, asked: str) -> Fault | None:
        """Take the fault that a request called *asked* runs into, if there is one."""
        for fault in self._waiting:
            if fault.times > 0 and fnmatchcase(asked, fault.where):
                fault.times -= 1
                fault.met += 1
                return fault
        return None


def cut_connection(request: web.Request, *, resets: bool) -> None:
    """End the connection without an answer: with RST, as a failing machine does, or with FIN."""
    transport = request.transport
    if transport is None:
        return
    if resets:
        plug = transport.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
