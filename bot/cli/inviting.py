"""`briefbot invite` and `sync`: bring the bot into servers, and its commands up to date there."""

from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.options import FAILED, WRONG_USE, ConfigOption, DataDirOption, Given, JsonOption, Stop
from bot.cli.output import print_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.platforms import Invitation, Memory, PlatformSetup
    from bot.settings import Settings


def invite(
    ctx: typer.Context,
    *,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data_dir: DataDirOption = None,
) -> int:
    """Print the address that invites the bot.

    It asks for the permissions the bot uses, and no others.
    """
    from bot.platforms import NoMemory  # noqa: PLC0415  # not for --version

    settings = Given.of(ctx, config, data_dir).settings()
    for name, module, setup in _with_door("invite", settings, NoMemory()):
        threads = any(target.threads for target in settings.targets.values() if target.platform == name)
        with _asking():
            invitation = module.invite(setup, threads=threads)
        if as_json:
            print_json({"platform": name, **asdict(invitation)})
        else:
            print(_told(name, invitation))
    return 0


def sync(
    ctx: typer.Context,
    *,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data_dir: DataDirOption = None,
) -> int:
    """Register the commands anew.

    The bot does so by itself when they have changed; this is for when somebody took them away.
    """
    from bot.commands import COMMANDS  # noqa: PLC0415  # not for --version

    settings = Given.of(ctx, config, data_dir).settings()
    with _memory(settings) as memory:
        for name, module, setup in _with_door("sync", settings, memory):
            with _asking():
                places = module.sync(setup, COMMANDS)
            if as_json:
                print_json({"platform": name, "places": places})
            else:
                print("\n".join(places))
    return 0


@contextmanager
def _asking() -> "Iterator[None]":
    """Say what a platform answers instead of what was asked of it."""
    from bot.chat import ChatError  # noqa: PLC0415  # not for --version

    try:
        yield
    except ChatError as error:
        raise Stop(str(error), code=FAILED) from None


class _ReadOnly:
    """What platforms noted, to look at only: the bot may be running, and it is the one to note."""

    def __init__(self, notes: "Memory") -> None:
        self._notes = notes

    def get(self, name: str) -> str | None:
        """Tell what was noted under *name*."""
        return self._notes.get(name)

    def put(self, name: str, value: str) -> None:
        """Forget it: the next start registers once more, which does no harm."""


@contextmanager
def _memory(settings: "Settings") -> "Iterator[Memory]":
    """Open what platforms noted, if there is a database."""
    from bot.cli.rooms import is_kept  # noqa: PLC0415  # not for --version
    from bot.newsroom import open_kept, system_clock  # noqa: PLC0415
    from bot.platforms import NoMemory  # noqa: PLC0415
    from briefings.store.facts import Facts  # noqa: PLC0415

    if not is_kept(settings):
        yield NoMemory()
        return
    with open_kept(settings, clock=system_clock, read_only=True) as newsroom:
        yield _ReadOnly(Facts(newsroom.store))


def _with_door(
    door: str, settings: "Settings", memory: "Memory"
) -> "Iterator[tuple[str, Any, PlatformSetup]]":
    """Load each platform that is switched on and has the door.

    Raises:
        Stop: None has.
    """
    from bot.app import setup_of  # noqa: PLC0415  # brings everything
    from bot.platforms import load  # noqa: PLC0415

    modules = {name: load(name) for name in settings.platforms}
    found = {name: module for name, module in modules.items() if hasattr(module, door)}
    if not found:
        raise Stop(
            f"{settings.path}: no platform that is switched on needs this. "
            "Set enabled = true under [platforms.discord] first.",
            code=WRONG_USE,
        )
    for name, module in found.items():
        yield name, module, setup_of(settings, name, memory)


def _told(name: str, invitation: "Invitation") -> str:
    """Say in words what the address asks for, so that whoever opens it is not surprised."""
    width = max(map(len, invitation.permissions))
    lines = [
        f"Open this to bring Briefbot into a {name.title()} server of yours:",
        "",
        f"  {invitation.address}",
        "",
        f"It asks for {' and '.join(invitation.scopes)}, and for these permissions:",
        *(f"  {right:{width}}  {why}" for right, why in invitation.permissions.items()),
        "",
        "For yourself alone, wherever you are, without a server:",
        f"  {invitation.personal_address}",
    ]
    return "\n".join(lines)
