"""`briefbot ingest` and `briefbot clean`: documents become articles, kept or only shown."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import (
    UNUSABLE,
    ConfigOption,
    DataDirOption,
    Given,
    JsonOption,
    NowOption,
    Stop,
    clock_at,
)


def ingest(
    ctx: typer.Context,
    *,
    now: NowOption = None,
    config: ConfigOption = None,
    data_dir: DataDirOption = None,
) -> int:
    """Read what is new in the sources, and keep it."""
    from bot.cli.output import note  # noqa: PLC0415  # only for this command
    from bot.cli.rooms import take_in  # noqa: PLC0415
    from bot.newsroom import open_kept  # noqa: PLC0415
    from bot.rendering.templating import counted  # noqa: PLC0415

    settings = Given.of(ctx, config, data_dir).settings()
    with open_kept(settings, clock=clock_at(now)) as newsroom:
        report = take_in(newsroom)
    note(
        f"{counted(report.added, 'new article')}, {counted(report.copies, 'copy')}, "
        f"{report.unchanged:,} unchanged, {len(report.rejected):,} not read."
    )
    return UNUSABLE if report.unread else 0


def clean(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files, or folders of them.")],
    *,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data_dir: DataDirOption = None,
) -> int:
    """Show documents as articles, and what was removed.

    Each removed line comes with its reason. Nothing is kept.
    """
    from bot.cli.cleaned import clean_all, show_cleaned  # noqa: PLC0415  # brings the cleaning room
    from bot.cli.contract import cleaned  # noqa: PLC0415
    from bot.cli.output import note, print_json  # noqa: PLC0415
    from briefings.model import Rejection  # noqa: PLC0415

    rules = Given.of(ctx, config, data_dir).rules()
    articles = 0
    for path, result in clean_all(paths, rules):
        articles += not isinstance(result, Rejection)
        if as_json:
            print_json(cleaned(path, result))
        elif isinstance(result, Rejection):
            note(f"{path}: not read, {result.reason}.")
        else:
            show_cleaned(path, result)
    if not articles:
        raise Stop(
            "There is no article here. Name .txt, .html or .md files, or folders of them.", code=UNUSABLE
        )
    return 0
