"""`briefbot ingest` and `briefbot clean`: documents become articles, kept or only shown."""

import logging
from collections.abc import Iterator
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
from briefings import reading as documents
from briefings.model import Article, CleaningRules, RawDocument, Rejection, Source

log = logging.getLogger(__name__)


def ingest(
    ctx: typer.Context,
    *,
    now: NowOption = None,
    config: ConfigOption = None,
    data_dir: DataDirOption = None,
) -> int:
    """Read what is new in the sources of the admin file, and keep it."""
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
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders of them.")],
    *,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data_dir: DataDirOption = None,
) -> int:
    """Show documents as articles, with the ledger of what was removed and why; keep nothing."""
    from bot.cli.contract import cleaned  # noqa: PLC0415
    from bot.cli.output import note, print_json  # noqa: PLC0415

    rules = Given.of(ctx, config, data_dir).rules()
    articles = 0
    for path, result in _cleaned(paths, rules):
        articles += not isinstance(result, Rejection)
        if as_json:
            print_json(cleaned(path, result))
        elif isinstance(result, Rejection):
            note(f"{path}: not read, {result.reason}.")
        else:
            _show(path, result)
    if not articles:
        raise Stop(
            "There is no article here. Name .txt, .html or .md files, or folders of them.", code=UNUSABLE
        )
    return 0


def _cleaned(paths: list[Path], rules: CleaningRules) -> Iterator[tuple[str, Article | Rejection]]:
    """Clean each document of *paths*, in order; what stands in several of them is known as such."""
    from briefings.cleaning import clean as clean_document  # noqa: PLC0415  # brings the cleaning room
    from briefings.cleaning import survey  # noqa: PLC0415

    read = (document for _, _, document in _documents(paths, rules))
    repeated = survey(document for document in read if isinstance(document, RawDocument))
    for path, source, document in _documents(paths, rules):
        if isinstance(document, Rejection):
            yield path, document
            continue
        try:
            yield path, clean_document(document, source=source, repeated=repeated)
        except Exception:  # the rim of cleaning: one bad page never stops the others
            log.exception("cleaning failed", extra={"path": path})
            reason = "cleaning it failed on our side; the log has the details"
            yield path, Rejection(source=source.name, path=path, reason=reason)


def _documents(
    paths: list[Path], rules: CleaningRules
) -> Iterator[tuple[str, Source, RawDocument | Rejection]]:
    for path in paths:
        folder = path if path.is_dir() else path.parent
        name = folder.resolve().name or "articles"
        source = Source(name=name, kind="folder", location=str(folder), cleaning=rules)
        if path.is_dir():
            yield from _folder(path, source)
        else:
            yield str(path), source, documents.read(source, path, shown=str(path))


def _folder(folder: Path, source: Source) -> Iterator[tuple[str, Source, RawDocument | Rejection]]:
    try:
        for document in documents.documents(source, folder):
            yield f"{folder}/{document.path}", source, document
    except OSError as error:
        reason = f"the folder cannot be read: {(error.strerror or str(error)).lower()}"
        yield str(folder), source, Rejection(source=source.name, path=str(folder), reason=reason)


def _show(path: str, article: Article) -> None:
    from bot.cli.output import show  # noqa: PLC0415
    from bot.platforms.console import ConsoleDialect  # noqa: PLC0415
    from bot.rendering import Renderer  # noqa: PLC0415  # brings templates

    show(
        Renderer(ConsoleDialect()).show(
            "cleaned", path=path, article=article, kept=f"{article.kept_ratio:.0%}"
        )
    )
