"""`briefbot ask` and `briefbot brief`: answers and briefings for people and for programs."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import (
    FAILED,
    WRONG_USE,
    ArticlesOption,
    ConfigOption,
    DataDirOption,
    Given,
    JsonOption,
    NowOption,
    Stop,
    clock_at,
)

if TYPE_CHECKING:
    from bot.chat import OptionKind
    from bot.newsroom import Newsroom
    from bot.rendering import Renderer

TopicOption = Annotated[
    str | None, typer.Option("--topic", metavar="TOPIC", help="Only this topic, by its name or label.")
]


def ask(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(metavar="QUESTION", help="The question.")] = None,
    *,
    batch: Annotated[
        Path | None, typer.Option("--batch", metavar="FILE", help="Answer each line of FILE; - is stdin.")
    ] = None,
    articles: ArticlesOption = None,
    topic: TopicOption = None,
    as_json: JsonOption = False,
    now: NowOption = None,
    config: ConfigOption = None,
    data_dir: DataDirOption = None,
) -> int:
    """Answer a question with cited sentences."""
    if bool(words) == (batch is not None):
        raise typer.BadParameter("give either a question or --batch FILE.", param_hint="QUESTION")
    questions = [" ".join(words)] if words else _lines(batch or Path("-"))
    with _newsroom(Given.of(ctx, config, data_dir), articles, clock_at(now)) as newsroom:
        name = _named(newsroom, topic, "topic") if topic else None
        (_answer_programs if as_json else _answer_people)(newsroom, questions, name)
    return 0


def brief(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    *,
    digest: Annotated[
        str | None, typer.Option("--digest", metavar="NAME", help="Which digest. [default: the first]")
    ] = None,
    topic: TopicOption = None,
    articles: ArticlesOption = None,
    as_json: JsonOption = False,
    now: NowOption = None,
    config: ConfigOption = None,
    data_dir: DataDirOption = None,
) -> int:
    """Show the briefing as it stands now.

    Nothing is posted, and nothing counts as told.
    """
    with _newsroom(Given.of(ctx, config, data_dir), articles, clock_at(now)) as newsroom:
        plan = newsroom.plan
        chosen = plan.digests[_named(newsroom, digest, "digest")] if digest else plan.first_digest
        if topic:
            chosen = replace(chosen, topics=(_named(newsroom, topic, "topic"),))
        briefing = newsroom.brief(chosen)
        if as_json:
            from bot.cli.contract import briefed  # noqa: PLC0415  # only for this
            from bot.cli.output import print_json  # noqa: PLC0415

            print_json(briefed(briefing, plan.folders))
        else:
            from bot.cli.output import show  # noqa: PLC0415

            show(_renderer(newsroom).briefing(briefing, chosen))
    return 0


def _newsroom(
    given: Given, articles: Path | None, clock: Callable[[], datetime]
) -> AbstractContextManager["Newsroom"]:
    """Open the folder *articles*, or what was read before."""
    from bot.cli.rooms import kept, over  # noqa: PLC0415  # brings the newsroom

    return kept(given, clock) if articles is None else over(articles, given.plan(), clock)


def _answer_programs(newsroom: "Newsroom", questions: Iterable[str], topic: str | None) -> None:
    """Print one object a question, a blank one among them, so that lines correspond."""
    from bot.cli.contract import answered  # noqa: PLC0415  # only for this
    from bot.cli.output import print_json  # noqa: PLC0415

    for question in questions:
        print_json(answered(newsroom.ask(question, topic=topic), newsroom.plan.folders))


def _answer_people(newsroom: "Newsroom", questions: Iterable[str], topic: str | None) -> None:
    from bot.cli.output import show  # noqa: PLC0415  # only for this
    from bot.commands.specs import QUESTION_LENGTH  # noqa: PLC0415

    for question in questions:
        if not question.strip():
            raise Stop('The question is blank. Write one: briefbot ask "who runs the ferry?"', code=WRONG_USE)
        length = len(question)
        if length > QUESTION_LENGTH:
            too_long = f"Question is {length} characters; the limit is {QUESTION_LENGTH}."
            raise Stop(f"{too_long} Shorten it and ask again.", code=WRONG_USE)
        show(_renderer(newsroom).answer(newsroom.ask(question, topic=topic)))


def _renderer(newsroom: "Newsroom") -> "Renderer":
    from bot.platforms.console import ConsoleDialect  # noqa: PLC0415  # only to show something
    from bot.rendering import Audience, Renderer  # noqa: PLC0415

    plan = newsroom.plan
    return Renderer(ConsoleDialect(), zone=plan.zone, topics=plan.topics, audience=Audience.SHELL)


def _named(newsroom: "Newsroom", given: str, kind: "str | OptionKind") -> str:
    """Return the id of the topic or digest that *given* names.

    Raises:
        Stop: It names none, or several.
    """
    from bot.chat import OptionKind  # noqa: PLC0415
    from bot.commands.book import read_book  # noqa: PLC0415
    from bot.commands.call import Notice, find  # noqa: PLC0415

    kind = OptionKind(kind)
    try:
        return find(given, read_book(newsroom).of(kind), kind, verb="now", option=kind.value).id
    except Notice as notice:
        values = notice.values | {"listing": "briefbot check"}
        message = _renderer(newsroom).show(f"notices/{notice.template}", **values)
        raise Stop(message.text, code=WRONG_USE) from notice


def _lines(batch: Path) -> Iterator[str]:
    r"""Yield the lines of *batch*, whatever bytes they hold; only "\n" ends one.

    Raises:
        Stop: The file cannot be read.
    """
    if str(batch) == "-":
        yield from map(_line, sys.stdin.buffer)
        return
    try:
        with batch.open("rb") as file:
            yield from map(_line, file)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Stop(
            f"{batch} cannot be read: {reason}. Name a file with one question a line.", code=FAILED
        ) from error


def _line(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").removeprefix("\ufeff").rstrip("\r\n")
