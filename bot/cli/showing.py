"""`briefbot demo`: a briefing, three answers and an honest refusal from any articles; then a chat."""

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from bot.cli.options import ArticlesOption, ConfigOption, Given, clock_at

if TYPE_CHECKING:
    import asyncio

    from bot.chat import Desk
    from bot.newsroom import Newsroom
    from bot.platforms.console import ConsolePlatform

_LEAVING = {"/quit", "/exit"}


def demo(ctx: typer.Context, *, articles: ArticlesOption = None, config: ConfigOption = None) -> int:
    """Show a briefing, three cited answers and a refusal.

    On a terminal it then stays as a chat. Nothing is kept.
    """
    from bot.cli.rooms import in_memory, over  # noqa: PLC0415  # brings the newsroom

    plan, clock = Given.of(ctx, config, None).plan(), clock_at(None)
    room = in_memory(plan.telling_all(), clock) if articles is None else over(articles, plan, clock)
    with room as newsroom:
        _show(newsroom)
    return 0


def _show(newsroom: "Newsroom") -> None:
    import asyncio  # noqa: PLC0415  # 30 ms that --version does not need

    from bot.cli import questions  # noqa: PLC0415  # reads texts
    from bot.commands import CommandDesk  # noqa: PLC0415
    from bot.platforms.console import ConsolePlatform  # noqa: PLC0415

    platform, desk = ConsolePlatform(), CommandDesk(newsroom)
    briefing = newsroom.brief(newsroom.plan.first_digest)
    asked = [*questions.answerable(newsroom, briefing), questions.unanswerable(newsroom)]
    with asyncio.Runner() as runner:
        for line in ("/brief now", *(f"/ask {question}" for question in asked if question)):
            print(f"> {line}\n")
            runner.run(platform.respond(desk, line))
        if sys.stdin.isatty() and sys.stdout.isatty():
            _chat(runner, platform, desk)


def _chat(runner: "asyncio.Runner", platform: "ConsolePlatform", desk: "Desk") -> None:
    """Answer what is typed until the end of the input, /quit or Ctrl-C."""
    with suppress(ImportError):
        import readline  # noqa: F401, PLC0415  # gives input() a history and arrow keys, where there is one

    print("Ask anything, or try /brief, /topics, /source, /why, /help; /quit ends.")
    with suppress(EOFError, KeyboardInterrupt):
        while (line := input("> ")).strip().casefold() not in _LEAVING:
            print()
            runner.run(platform.respond(desk, line))
    print()
