"""The console shows messages on a terminal and in a pipe, and reads what is typed."""

from __future__ import annotations

import asyncio
import io
import os
import pty
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.chat import Action, Choice, Message, OptionKind, Request, Section, Uncertain
from bot.commands import COMMANDS
from bot.platforms.console import ConsoleDialect, ConsolePlatform

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from bot.chat import CommandSpec, Dialect, Form, Place, Trouble

DIALECT = ConsoleDialect()
NOW = datetime(2025, 1, 24, tzinfo=UTC)
LONG = (
    "The harbour bridge reopened on Monday after eleven months of repairs that cost twice what was planned."
)
MESSAGE = Message(
    title="Daily",
    lead=("Read as: " + DIALECT.bold("bridge"),),
    sections=(
        Section(
            heading="Bridge",
            lines=(DIALECT.quote(DIALECT.escape(LONG)) + " [1]", "plain"),
            receipts=("[1] Post - " + DIALECT.link("https://a.example/b", "Bridge [red]") + " - undated",),
            why="Why: harbour",
        ),
    ),
    footer="1 of 1 source read",
    actions=(
        Action(label="Next page", verb="source", options=(("source", "a b"), ("page", "2"))),
        Action(label="Why these?", verb="why"),
    ),
)


class Terminal(io.StringIO):
    """A terminal as far as a program can tell by asking."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


class Echo:
    """A desk that says back what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.has_two = asyncio.Event()

    @property
    def commands(self) -> Sequence[CommandSpec]:
        """All of them."""
        return COMMANDS

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Say the verb."""
        self.asked.append(request)
        if len(self.asked) == 2:
            self.has_two.set()
        return Message(title=dialect.escape(f"{request.verb} {dict(request.options)}"))

    def explain(self, trouble: Trouble, dialect: Dialect, *, ref: str = "") -> Message:
        """Say what went wrong."""
        return Message(title=dialect.escape(f"{trouble} {ref}"))

    async def form(self, request: Request, dialect: Dialect) -> Form | Message:
        """Have no form."""
        return await self.answer(request, dialect)

    async def share(
        self, request: Request, dialect: Dialect, *, post: Callable[[Message], Awaitable[str]]
    ) -> Message:
        """Share nothing."""
        del post
        return await self.answer(request, dialect)

    async def complete(self, kind: OptionKind, typed: str, *, limit: int, where: Place) -> tuple[Choice, ...]:
        """Offer nothing."""
        del kind, typed, limit, where
        return ()

    async def closed(self, platform: str, channels: Sequence[str], *, reason: str) -> None:
        """Take no note: a terminal sends nobody away."""

    async def opened(self, platform: str, channels: Sequence[str]) -> None:
        """Take no note."""


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Have a terminal of 40 columns without colours."""
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LINES", "24")
    monkeypatch.setenv("TERM", "dumb")
    return monkeypatch


def shown(message: Message, out: io.StringIO) -> str:
    """Show *message* and return what was written."""
    ConsolePlatform(out).show(message)
    return out.getvalue()


def test_a_pipe_gets_every_sentence_on_one_line() -> None:
    """Without a terminal nothing is wrapped, coloured or left out."""
    assert shown(MESSAGE, io.StringIO()) == (
        "Daily\n\n"
        "Read as: bridge\n\n"
        "Bridge\n"
        f"│ {LONG} [1]\n"
        "  plain\n"
        "  [1] Post - Bridge [red] - undated\n"
        "      https://a.example/b\n"
        "  Why: harbour\n\n"
        "1 of 1 source read\n\n"
        'Next page: /source source:"a b" page:2\n'
        "Why these: /why\n\n"
    )


def test_key_figures_stand_below_their_sentences() -> None:
    """The amounts of a story are read before its receipts."""
    message = Message(
        sections=(Section(lines=("It cost much. [1]",), figures=("2 [1]", "3 [1]"), receipts=("[1] Post",)),)
    )

    assert "  It cost much. [1]\n  Key figures: 2 [1] · 3 [1]\n  [1] Post\n\n" == shown(
        message, io.StringIO()
    )


@pytest.mark.usefixtures("columns")
def test_a_terminal_wraps_inside_its_width() -> None:
    """Every row fits, every word is there, and a quotation keeps its bar."""
    rows = shown(MESSAGE, Terminal()).splitlines()
    quoted = [row.removeprefix("│ ") for row in rows if row.startswith("│ ")]

    assert max(map(len, rows)) <= 40
    assert f"{LONG} [1]" == " ".join(quoted)
    assert "[red]" in " ".join(rows)


def test_a_terminal_shows_weight(columns: pytest.MonkeyPatch) -> None:
    """Bold words are set apart by the terminal's own sequence, and only they."""
    columns.setenv("TERM", "xterm")
    text = shown(Message(lead=("a " + DIALECT.bold("b") + " " + DIALECT.code("/c"),)), Terminal())

    assert "a \x1b[1mb\x1b[0m" in text


def test_text_cannot_pass_for_markup() -> None:
    """Control characters in an article mark nothing."""
    assert "a b" == DIALECT.escape("a\x02 b\x04\x05\x06")
    assert "label" == DIALECT.link("javascript:x", "label")


def test_what_was_posted_is_found_by_its_nonce() -> None:
    """Without a journal, a post of this process is certain, and of any other nobody can tell."""
    out = io.StringIO()
    platform = ConsolePlatform(out)

    assert "n1" == asyncio.run(platform.post("terminal", Message(title="Daily"), nonce="n1"))
    assert "Daily\n\n" == out.getvalue()
    assert "n1" == asyncio.run(platform.find("terminal", nonce="n1", since=NOW))
    with pytest.raises(Uncertain, match="is not known"):
        asyncio.run(platform.find("terminal", nonce="n2", since=NOW))


def test_the_next_process_reads_the_journal(tmp_path: Path) -> None:
    """What was printed before is found, what was never begun was not posted, what broke off is unknown."""
    journal = tmp_path / "data" / "console.journal"
    asyncio.run(ConsolePlatform(io.StringIO(), journal=journal).post("", Message(title="Daily"), nonce="n1"))
    with journal.open("a", encoding="utf-8") as file:
        file.write("begun n2\nbegun n3 cut o")
    later = ConsolePlatform(io.StringIO(), journal=journal)

    assert "n1" == asyncio.run(later.find("", nonce="n1", since=NOW))
    assert asyncio.run(later.find("", nonce="n3", since=NOW)) is None
    with pytest.raises(Uncertain, match="the console"):
        asyncio.run(later.find("", nonce="n2", since=NOW))


def test_a_message_is_one_part() -> None:
    """A terminal needs no splitting."""
    assert (MESSAGE,) == ConsolePlatform().parts(MESSAGE)


def test_typed_lines_are_answered_and_blank_ones_are_not() -> None:
    """A line becomes a request of the one who has the terminal; an empty line becomes nothing."""
    out, desk = io.StringIO(), Echo()
    platform = ConsolePlatform(out)
    for line in ("", "/brief now harbour", "who?"):
        asyncio.run(platform.respond(desk, line))

    assert "now {'topic': 'harbour'}\n\nask {'question': 'who?'}\n\n" == out.getvalue()
    assert [True, True] == [request.may_administer for request in desk.asked]


def test_lines_typed_while_the_bot_runs_are_answered() -> None:
    """On a terminal the running bot answers each whole line, however its bytes arrive."""
    ours, theirs = pty.openpty()
    out = io.StringIO()

    async def talk() -> None:
        with os.fdopen(theirs, encoding="utf-8") as keyboard:
            desk = Echo()
            serving = asyncio.create_task(ConsolePlatform(out, keyboard).serve(desk))
            os.write(ours, "/ask 小".encode()[:-1])
            os.write(ours, b"\x8f?\n/topics\n")
            await desk.has_two.wait()
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

    asyncio.run(talk())
    os.close(ours)

    assert "ask {'question': '小?'}\n\ntopics {}\n\n" == out.getvalue()


def test_without_a_terminal_the_running_bot_only_waits() -> None:
    """A pipe as keyboard is no member of the channel."""

    async def wait() -> str:
        serving = asyncio.create_task(ConsolePlatform(io.StringIO(), io.StringIO("who?\n")).serve(Echo()))
        await asyncio.sleep(0)
        still_serving = not serving.done()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        return "waits" if still_serving else "ended"

    assert "waits" == asyncio.run(wait())
