"""Clean documents only to look at them: `briefbot clean`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from briefings import reading as documents
from briefings.cleaning import clean, survey
from briefings.model import Article, CleaningRules, RawDocument, Rejection, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

log = logging.getLogger(__name__)


def clean_all(paths: Sequence[Path], rules: CleaningRules) -> Iterator[tuple[str, Article | Rejection]]:
    """Clean each document of *paths*, in order; what stands in several of them is known as such."""
    read = (document for _, _, document in _documents(paths, rules))
    repeated = survey(document for document in read if isinstance(document, RawDocument))
    for path, source, document in _documents(paths, rules):
        if isinstance(document, Rejection):
            yield path, document
            continue
        try:
            yield path, clean(document, source=source, repeated=repeated)
        except Exception:  # the rim of cleaning: one bad page never stops the others
            log.exception("cleaning failed", extra={"path": path})
            reason = "cleaning it failed on our side; the log has the details"
            yield path, Rejection(source=source.name, path=path, reason=reason)


def _documents(
    paths: Sequence[Path], rules: CleaningRules
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


def show_cleaned(path: str, article: Article) -> None:
    """Print an article as it was cleaned, and what was removed."""
    from bot.cli.output import show  # noqa: PLC0415  # not for programs
    from bot.platforms.console import ConsoleDialect  # noqa: PLC0415
    from bot.rendering import Renderer  # noqa: PLC0415  # brings templates

    show(
        Renderer(ConsoleDialect()).show(
            "cleaned", path=path, article=article, kept=f"{article.kept_ratio:.0%}"
        )
    )
