"""The chat platforms, one module or folder each, loaded by name: each has `connect(setup)`."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta
    from pathlib import Path

    from bot.chat import ChatPlatform


class Memory(Protocol):
    """What a platform notes for its next run, in the database all processes share."""

    def get(self, name: str) -> str | None:
        """Tell what was noted under *name*; None if nothing was."""
        ...

    def put(self, name: str, value: str) -> None:
        """Note *value* in the place of what was noted under *name*."""
        ...


class NoMemory:
    """Remembers nothing: for a platform that is connected only to be asked something."""

    def get(self, name: str) -> str | None:
        """Tell that nothing was noted under *name*."""
        del name
        return None

    def put(self, name: str, value: str) -> None:
        """Forget it at once."""


class Inbox(Protocol):
    """What reached a platform, each to be worked on once, in the database all processes share."""

    def take(self, platform: str, item: str, content: str) -> bool:
        """Write down that *item* came; True for exactly one caller, ever."""
        ...

    def done(self, platform: str, item: str) -> None:
        """Take note that *item* was worked on, and forget what it said."""
        ...

    def take_up(self, platform: str, *, idle: timedelta, oldest: timedelta) -> list[tuple[str, str]]:
        """Take what came since *oldest* and nobody has finished for as long as *idle*: ids and contents."""
        ...


class NoInbox:
    """Keeps nothing: for a platform that is connected only to be asked something."""

    def take(self, platform: str, item: str, content: str) -> bool:
        """Let everything through."""
        del platform, item, content
        return True

    def done(self, platform: str, item: str) -> None:
        """Forget it at once."""

    def take_up(self, platform: str, *, idle: timedelta, oldest: timedelta) -> list[tuple[str, str]]:
        """Tell that nothing was left."""
        del platform, idle, oldest
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformSetup:
    """What a platform may know when it is connected."""

    data_dir: Path
    config_dir: Path | None = None  # the folder of the admin file
    is_alone: bool  # no other process posts what this one's database holds
    options: Mapping[str, Any] = field(default_factory=dict)  # its section of the admin file
    secrets: Mapping[str, Callable[[], str]] = field(default_factory=dict)  # read when they are used
    environment: Mapping[str, str] = field(default_factory=dict)
    memory: Memory = field(default_factory=NoMemory)  # blocks: use it in a thread
    inbox: Inbox = field(default_factory=NoInbox)  # as above


class CannotConnect(Exception):
    """A platform cannot work with what the admin file and the environment say; the message says why."""


class NoSuchPlatform(CannotConnect):
    """The admin file switches on a platform that this version does not bring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """How people bring the bot into their servers."""

    address: str  # for a server
    personal_address: str  # for one person, who then has the commands everywhere
    scopes: tuple[str, ...]
    permissions: Mapping[str, str]  # as the platform calls them; why each is needed


def connect(name: str, setup: PlatformSetup) -> ChatPlatform:
    """Load the platform called *name* and make it ready to post and to serve.

    Raises:
        NoSuchPlatform: There is no module of that name.
        CannotConnect: It does not work with what the admin file and the environment say.
    """
    return cast("ChatPlatform", load(name).connect(setup))


def load(name: str) -> Any:
    """Load the module of the platform called *name*.

    Some have more doors than `connect`: `invite(setup, threads=...)` returns an Invitation, and
    `sync(setup, commands)` registers commands and returns a sentence for each place.

    Raises:
        NoSuchPlatform: There is no module of that name.
    """
    module = f"{__name__}.{name}"
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise NoSuchPlatform(
            f"[platforms.{name}] is enabled, but this version of Briefbot does not bring {name}. "
            "Set enabled = false there."
        ) from None
