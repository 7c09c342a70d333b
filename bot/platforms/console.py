"""The console as a chat platform: messages on a terminal or in a pipe, typed lines as requests."""

from __future__ import annotations

import asyncio
import codecs
import os
import re
import shutil
import sys
from typing import TYPE_CHECKING, NamedTuple, TextIO

from bot.chat import Action, Condition, Health, Person, Place, Request, Uncertain
from bot.plain import FIGURES, PlainDialect, disarm, web_address
from bot.typed import read_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from rich.text import Text

    from bot.chat import Desk, Dialect, Message
    from bot.platforms import PlatformSetup

_WIDEST = 100  # columns; longer lines tire the eye, however wide the window
_STYLES = {"\x02": "bold", "\x03": "cyan"}  # control characters: no escaped text can hold one
_END = "\x04"
_QUOTED = "\x05"
_ADDRESS = re.compile("\x06([^\x06]*)\x06")
_MARKS = re.compile(f"([\x02\x03][^{_END}]*{_END})")


class ConsoleDialect(PlainDialect):
    """Plain text in which weight is marked by control characters, so that no text can pass for markup."""

    def bold(self, text: str) -> str:
        """Mark *text* to be shown bold."""
        return f"\x02{self.escape(text)}{_END}"

    def code(self, text: str) -> str:
        """Mark *text* to be shown as something to type."""
        return f"\x03{self.escape(text)}{_END}"

    def quote(self, shown: str) -> str:
        """Mark *shown* to stand behind a bar."""
        return f"{_QUOTED}{shown}"

    def link(self, url: str, label: str) -> str:
        """Mark the address to be shown below the line that holds *label*: a line of addresses reads badly."""
        address = web_address(url)
        return f"{self.escape(label)}\x06{address}\x06" if address else self.escape(label)


class Journal:
    """Notes what is printed, before and after, in a file that the next process can read."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._states: dict[str, str] = {}
        if path is not None and path.exists():
            *lines, cut_off = path.read_text("utf-8").split("\n")
            self._states = {nonce: state for state, _, nonce in (line.partition(" ") for line in lines)}
            if cut_off:  # what is noted next needs a line of its own
                self._append("\n")

    @property
    def is_kept(self) -> bool:
        """Whether earlier processes wrote here, too: then what it does not name was never begun."""
        return self._path is not None

    def state(self, nonce: str) -> str:
        """Return "begun", "ended" or "unknown"."""
        return self._states.get(nonce, "unknown")

    def begin(self, nonce: str) -> None:
        """Note that *nonce* is about to be printed."""
        self._note("begun", nonce)

    def end(self, nonce: str) -> None:
        """Note that *nonce* was printed."""
        self._note("ended", nonce)

    def _note(self, state: str, nonce: str) -> None:
        self._states[nonce] = state
        self._append(f"{state} {nonce}\n")

    def _append(self, text: str) -> None:
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(text)


class _Line(NamedTuple):
    prefix: str
    text: str  # with marks
    style: str = ""
    hanging: str = ""  # the prefix of the rows a line goes on in


class ConsolePlatform:
    """Shows messages on *out*: wrapped and weighted on a terminal, one sentence a line in a pipe."""

    name = "console"

    def __init__(
        self, out: TextIO | None = None, keyboard: TextIO | None = None, *, journal: Path | None = None
    ) -> None:
        self.dialect: Dialect = ConsoleDialect()
        self._given_out = out
        self._given_keyboard = keyboard
        self._journal = Journal(journal)

    @property
    def health(self) -> Health:
        """Always well: a terminal that goes away takes the process with it."""
        return Health(condition=Condition.READY)

    def parts(self, message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
        """Leave *message* whole: a terminal scrolls, and has no threads."""
        del in_thread
        return (message,)

    async def post(
        self, channel: str, message: Message, *, nonce: str, silent: bool = False, thread: str = ""
    ) -> str:
        """Print *message*; a terminal is one channel, and silent anyway."""
        del channel, silent, thread
        self._journal.begin(nonce)
        self.show(message)
        self._journal.end(nonce)
        return nonce

    async def find(self, channel: str, *, nonce: str, since: datetime, thread: str = "") -> str | None:
        """Return the id of what the journal says was printed: a terminal cannot be read back.

        Raises:
            Uncertain: Printing began and nobody saw its end, or there is no journal of earlier processes.
        """
        del thread
        match self._journal.state(nonce):
            case "ended":
                return nonce
            case "unknown" if self._journal.is_kept:
                return None
            case _:
                place = channel or "the console"
                raise Uncertain(f"Whether it was printed on {place} since {since:%d %b %H:%M} is not known.")

    async def link(self, channel: str, receipt: str) -> str:
        """Return nothing: no address leads to a line on a terminal."""
        del channel, receipt
        return ""

    def workspace_of(self, channel: str) -> str:
        """Return the one there is: a terminal is a workspace of its own."""
        del channel
        return self.name

    async def serve(self, desk: Desk) -> None:
        """Answer the lines typed on a terminal until cancelled; without a terminal, only wait for that."""
        keyboard = sys.stdin if self._given_keyboard is None else self._given_keyboard
        lines: asyncio.Queue[str] = asyncio.Queue()
        stop = _listen(keyboard, lines)
        try:
            while True:
                await self.respond(desk, await lines.get())
        finally:
            stop()

    async def close(self) -> None:
        """Do nothing: the streams are the process's."""

    async def respond(self, desk: Desk, line: str) -> None:
        """Answer one typed line; a blank one needs no answer."""
        read = read_line(line, desk.commands)
        if read is not None:
            self.show(await desk.answer(_request(*read), self.dialect))

    def show(self, message: Message) -> None:
        """Print *message* and a blank line."""
        out = sys.stdout if self._given_out is None else self._given_out
        if out.isatty():
            _print_on_terminal(message, out)
        else:
            out.writelines(
                f"{line.prefix}{_unmarked(line.text)}".rstrip() + "\n" for line in _layout(message)
            )
            out.write("\n")
        out.flush()


def connect(setup: PlatformSetup) -> ConsolePlatform:
    """Make the console of this process; with a database of its own it keeps a journal beside it."""
    return ConsolePlatform(journal=setup.data_dir / "console.journal" if setup.is_alone else None)


def _request(verb: str, options: dict[str, str]) -> Request:
    # Whoever has the terminal has the machine, and so the right to administer.
    person, place = Person(id="console"), Place(platform="console", workspace="console", channel="console")
    return Request(verb=verb, options=options, who=person, where=place, may_administer=True)


def _layout(message: Message) -> Iterator[_Line]:
    """Put the parts of a message one below the other, a blank line between them."""
    blocks = [[_Line("", message.title, "bold")] if message.title else []]
    blocks.append([_Line("", lead) for lead in message.lead])
    for section in message.sections:
        block = [_Line("", section.heading, "bold")] if section.heading else []
        block += [_body(line) for line in section.lines]
        if section.figures:
            block.append(_Line("  ", f"{FIGURES}: {' · '.join(section.figures)}", hanging="      "))
        for receipt in section.receipts:
            block += _with_addresses(receipt)
        blocks.append([*block, _Line("  ", section.why, "dim", "      ")] if section.why else block)
    blocks.append([_Line("", message.footer, "dim")] if message.footer else [])
    blocks.append([_Line("", _typed(action.label, action.id), "dim") for action in message.actions])
    for number, block in enumerate(filter(None, blocks)):
        if number:
            yield _Line("", "")
        yield from block


def _body(line: str) -> _Line:
    bar = "│ " if line.startswith(_QUOTED) else "  "
    return _Line(bar, line, hanging=bar if bar.strip() else "      ")


def _with_addresses(receipt: str) -> Iterator[_Line]:
    yield _Line("  ", _ADDRESS.sub("", receipt), "dim", "      ")
    for address in _ADDRESS.findall(receipt):
        yield _Line("      ", address, "dim", "      ")


def _typed(label: str, action_id: str) -> str:
    """Say what to type in the place of a button."""
    verb, options = Action.read_id(action_id)
    words = [f"/{verb}", *(f"{name}:{_word(value)}" for name, value in options.items())]
    return disarm(f"{label.rstrip('?')}: {' '.join(words)}")


def _word(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _unmarked(text: str) -> str:
    return re.sub("[\x02-\x05]", "", _ADDRESS.sub(r" <\1>", text))


def _print_on_terminal(message: Message, out: TextIO) -> None:
    from rich.console import Console  # noqa: PLC0415  # 60 ms, and not needed in a pipe

    width = min(shutil.get_terminal_size().columns, _WIDEST)
    console = Console(file=out, width=width, force_terminal=True, highlight=False, markup=False, emoji=False)
    for line in _layout(message):
        prefix = line.prefix
        for row in _text(line).wrap(console, max(width - len(line.hanging or prefix), 20)):
            row.rstrip()
            console.print(prefix, row, sep="", no_wrap=True, overflow="ignore", crop=False)
            prefix = line.hanging
    console.print()


def _text(line: _Line) -> Text:
    """Turn the marks of a line into styles."""
    from rich.text import Text  # noqa: PLC0415  # as above

    text = Text(style=line.style)
    for piece in _MARKS.split(line.text):
        text.append(_unmarked(piece), _STYLES.get(piece[:1]))
    return text


def _listen(keyboard: TextIO, lines: asyncio.Queue[str]) -> Callable[[], object]:
    """Queue the lines typed on a terminal; return what stops it.

    By the event loop and not by a thread: a thread waiting for a line would keep the process from ending.
    """
    if not keyboard.isatty():
        return lambda: None
    loop, descriptor = asyncio.get_running_loop(), keyboard.fileno()
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    typed = ""

    def read() -> None:
        nonlocal typed
        data = os.read(descriptor, 65_536)
        *whole, typed = (typed + decoder.decode(data)).split("\n")
        for line in whole:
            lines.put_nowait(line)
        if not data:
            loop.remove_reader(descriptor)

    loop.add_reader(descriptor, read)
    return lambda: loop.remove_reader(descriptor)
