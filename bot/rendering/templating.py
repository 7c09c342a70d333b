"""Fill a template into a message: every value is escaped unless a verb of the dialect made it safe.

A template marks where each part of the message begins (`{{ title }}`, `{{ heading() }}`, `{{ line }}` ...);
a part goes on to the next mark. The marks hold control characters, which no escaped value can, so text from
an article cannot begin a part.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.chat import Message, Section
from bot.plain import PlainDialect, day, disarm, flatten, web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import tzinfo

    from jinja2 import Environment

    from bot.chat import Action, Dialect

PLAIN = PlainDialect()
_MARK = re.compile("\x1e([a-z]+)\x1f([^\x1f]*)\x1f")
_BREAK = re.compile(r" *\n[ \n]*")


class Safe(str):
    """Text in the dialect already. Joining it with other text gives a plain `str`, which is escaped again.

    So a lost mark shows as double escaping and never lets a stranger's markup through.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    note: str
    text: str


class Templates:
    """The templates, spoken in one dialect, with times in one zone."""

    def __init__(
        self, dialect: Dialect, zone: tzinfo, *, command: Callable[[str], str] | None = None
    ) -> None:
        self._dialect = dialect
        self._zone = zone
        self._command = command or dialect.command  # how people type one, also where all is plain text

    def message(self, template: str, /, *, actions: Sequence[Action] = (), **values: Any) -> Message:
        """Fill *template* into a message with its full plain text."""
        spoken = _assemble(_parts(self._fill(template, values)))
        plain = Templates(PLAIN, self._zone, command=self._command)
        text = flatten(_assemble(_parts(plain._fill(template, values))))
        return replace(spoken, actions=tuple(actions), text=text)

    def _fill(self, template: str, values: dict[str, Any]) -> str:
        environment = _environment(self._dialect, self._zone, self._command)
        return environment.get_template(f"{template}.j2").render(values)


def counted(number: int, thing: str) -> str:
    """Count things: "1 source", "5 sources", "2 copies"."""
    if number != 1:
        is_ies = thing.endswith("y") and thing[-2:-1] not in "aeiou"  # copies, and days
        thing = f"{thing[:-1]}ies" if is_ies else f"{thing}s"
    return f"{number:,} {thing}"


@functools.lru_cache(maxsize=32)
def _environment(dialect: Dialect, zone: tzinfo, command: Callable[[str], str]) -> Environment:
    """Make the environment of a dialect; its compiled templates are kept."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  # 40 ms, only to show something

    def finalize(value: object) -> str:
        return value if isinstance(value, Safe) else dialect.escape(str(value))

    environment = Environment(
        loader=PackageLoader("bot", "templates"),
        autoescape=False,  # noqa: S701  # that would be HTML's escaping; finalize escapes for the dialect
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= _verbs(dialect, zone) | _marks()
    environment.globals |= {
        "spelled": command,
        "typed": lambda line: Safe(dialect.code(command(str(line)))),
    }
    environment.filters["day"] = day
    return environment


def _verbs(dialect: Dialect, zone: tzinfo) -> dict[str, Any]:
    """Return what a template may do to a value; each result is safe to show."""

    def escaped(value: object) -> str:
        return value if isinstance(value, Safe) else dialect.escape(str(value))

    return {
        "bold": lambda text: Safe(dialect.bold(str(text))),
        "code": lambda text: Safe(dialect.code(str(text))),
        "link": lambda url, label: Safe(dialect.link(url or "", str(label))),
        "quote": lambda text: Safe(dialect.quote(escaped(text))),
        "marked": lambda text, spans: Safe(_marked(dialect, text, spans)),
        "channel": lambda channel: Safe(dialect.channel(str(channel))),
        "moment": lambda at, own_zone=None: Safe(dialect.moment(at, own_zone or zone)),
        "counted": counted,
    }


def _marked(dialect: Dialect, text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Show *text* with the *spans* of it bold; those that touch are one, for marks back to back clash."""
    joined = _joined(spans)
    ends = [0, *(end for span in joined for end in span), len(text)]
    pieces = [text[start:end] for start, end in pairwise(ends)]
    if "".join(map(disarm, pieces)) != disarm(text):  # a span ends inside what is disarmed as a whole
        return dialect.escape(text)
    shown = [dialect.bold if number % 2 else dialect.escape for number in range(len(pieces))]
    return "".join(show(piece) for show, piece in zip(shown, pieces, strict=True) if piece)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _marks() -> dict[str, Any]:
    plain = {kind: _mark(kind) for kind in ("title", "lead", "line", "figure", "receipt", "why", "footer")}
    return {
        **plain,
        "heading": lambda url=None, topic="": _mark("heading", f"{web_address(url) or ''} {topic}"),
    }


def _mark(kind: str, note: str = "") -> Safe:
    return Safe(f"\x1e{kind}\x1f{disarm(note)}\x1f")


def _parts(filled: str) -> Iterator[_Part]:
    """Divide a filled template at its marks; what stands before the first is layout."""
    _, *pieces = _MARK.split(filled)
    for kind, note, text in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        yield _Part(kind, note, _BREAK.sub(" ", text).strip())


def _assemble(parts: Iterator[_Part]) -> Message:
    title, footer = "", ""
    lead: list[str] = []
    sections: list[Section] = []
    for part in parts:
        if part.kind == "heading":
            url, _, topic = part.note.partition(" ")
            sections.append(Section(heading=part.text, url=url or None, topic=topic))
        elif not part.text:
            continue
        elif part.kind == "title":
            title = part.text
        elif part.kind == "footer":
            footer = part.text
        elif part.kind == "lead":
            lead.append(part.text)
        else:
            sections[-1:] = [_with(sections[-1], part) if sections else _with(Section(), part)]
    return Message(title=title, lead=tuple(lead), sections=tuple(sections), footer=footer)


def _with(section: Section, part: _Part) -> Section:
    if part.kind == "line":
        return replace(section, lines=(*section.lines, part.text))
    if part.kind == "figure":
        return replace(section, figures=(*section.figures, part.text))
    if part.kind == "receipt":
        return replace(section, receipts=(*section.receipts, part.text))
    return replace(section, why=part.text)
