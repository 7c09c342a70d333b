"""What every command is given: the admin file, the data folder, the moment; and how a command stops."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.newsroom import Plan
    from bot.settings import Settings
    from briefings.model import CleaningRules

FAILED, WRONG_USE, UNUSABLE = 1, 2, 3
# A clone has its admin file beside the packages, so that its command works from any directory.
_IN_CLONE = Path(__file__).parents[2] / "config" / "briefbot.toml"

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="The admin file. [default: config/briefbot.toml]"),
]
DataDirOption = Annotated[
    Path | None, typer.Option("--data-dir", metavar="DIR", help="Where database and lookup live.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
ArticlesOption = Annotated[
    Path | None,
    typer.Option("--articles", metavar="DIR", help="Read this folder only, into memory; keep nothing."),
]
NowOption = Annotated[
    str | None,
    typer.Option("--now", metavar="TIME", help="Take this for now, for example 2025-01-24T08:30+00:00."),
]


class Stop(Exception):
    """The command ends here; the message says what happened, why, and what to do."""

    def __init__(self, message: str, *, code: int) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was given before or after the command's name."""

    config: Path | None = None
    data_dir: Path | None = None

    @classmethod
    def of(cls, ctx: typer.Context, config: Path | None, data_dir: Path | None) -> "Given":
        """Join what stands after the command's name with what stands before it; the former wins."""
        before = ctx.obj if isinstance(ctx.obj, cls) else cls()
        return cls(config=config or before.config, data_dir=data_dir or before.data_dir)

    def settings(self) -> "Settings":
        """Read the admin file.

        Raises:
            Stop: There is none.
            SettingsError: It has problems.
        """
        found = self._read()
        if found is None:
            raise Stop(
                "There is no admin file config/briefbot.toml here. "
                "Name yours with --config FILE or BRIEFBOT_CONFIG.",
                code=WRONG_USE,
            )
        return found

    def plan(self) -> "Plan":
        """Read the admin file's plan, or make do with an empty one where no admin file is in force."""
        from bot.newsroom import Plan  # noqa: PLC0415  # brings the newsroom's words

        found = self._read()
        return Plan() if found is None else Plan.of(found)

    def rules(self) -> "CleaningRules":
        """Read the admin file's general rules of cleaning, or take the built-in ones."""
        from briefings.model import CleaningRules  # noqa: PLC0415  # not for --version

        found = self._read()
        return CleaningRules() if found is None else found.cleaning

    def _read(self) -> "Settings | None":
        from bot.settings import config_path, load  # noqa: PLC0415  # brings pydantic

        path = config_path(self.config, os.environ)
        is_default = self.config is None and not os.environ.get("BRIEFBOT_CONFIG", "").strip()
        if is_default and not path.exists():
            if not _IN_CLONE.exists():
                return None
            path = _IN_CLONE
        settings = load(path, environment=os.environ)
        if self.data_dir is None:
            return settings
        return replace(settings, data_dir=self.data_dir.expanduser().absolute())


def clock_at(now: str | None) -> Callable[[], datetime]:
    """Return the clock: this machine's, or one that stands still at *now*.

    Raises:
        typer.BadParameter: *now* is no time with a zone.
    """
    from bot.newsroom import system_clock  # noqa: PLC0415  # brings the newsroom's words

    if now is None:
        return system_clock
    moment = _moment(now)
    return lambda: moment


def _moment(now: str) -> datetime:
    try:
        moment = datetime.fromisoformat(now)
    except ValueError:
        moment = None
    # Within centuries in which every zone and every sum of a few years has a date.
    if moment is None or moment.tzinfo is None or not 1970 < moment.year < 3000:
        raise typer.BadParameter(
            f"{now!r} is no time with a zone; write 2025-01-24T08:30+00:00.", param_hint="--now"
        )
    return moment.astimezone(UTC)
