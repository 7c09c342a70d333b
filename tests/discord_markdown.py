"""What a reader sees of Discord's Markdown: a renderer of its own, which shares no code with the dialect.

It follows the documented rules (support article "Markdown Text 101", reference page "Message Formatting") and
where clients are known to be more lenient, it is: what it takes for markup, some client may.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_BLOCKS = {
    "heading": re.compile(r" {0,3}#{1,3}\s+"),
    "subtext": re.compile(r" {0,3}-#\s+"),
    "list": re.compile(r"\s*(?:[-*+]|\d{1,9}\.)\s+"),
    "quote": re.compile(r"\s*>(?:>>)?\s"),
}
# In the order they are tried; the first group is the text inside, which is rendered again.
_INLINE = {
    "code": re.compile(r"(`+)(?P<inside>.*?[^`])\1(?!`)", re.DOTALL),
    "mention": re.compile(r"<(?:@[!&]?|#)\d+>|</[^>\n]+:\d+>|<id:\w+>|@everyone|@here"),
    "emoji": re.compile(r"<a?:\w+:\d+>|:[^\s:]+:"),
    "moment": re.compile(r"<t:(?P<target>-?\d+)(?::[tTdDfFRsS])?>"),
    "address": re.compile(
        r"<(?P<target>[a-z][a-z0-9+.-]*:[^ >]+)>|<[^\s<>@]+@[^\s<>@]+>|<\+\d+>", re.IGNORECASE
    ),
    "url": re.compile(r"(?P<target>(?:https?|steam|discord)://[^\s<]+[^<.,:;\"'\]\s])", re.IGNORECASE),
    "link": re.compile(
        r"\[(?P<inside>(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]"
        r"\(\s*<?(?P<target>(?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['\"].*?['\"])?\s*\)",
        re.DOTALL,
    ),
    "bold": re.compile(r"\*\*(?P<inside>(?:\\.|[^\\])+?)\*\*(?!\*)", re.DOTALL),
    "underline": re.compile(r"__(?P<inside>(?:\\.|[^\\])+?)__(?!_)", re.DOTALL),
    "italic": re.compile(
        r"\*(?P<inside>(?:\\.|[^\\*\s])(?:\\.|[^\\*])*?)\*|_(?P<other>(?:\\.|[^\\_])+?)_", re.DOTALL
    ),
    "strike": re.compile(r"~~(?P<inside>.+?)~~", re.DOTALL),
    "spoiler": re.compile(r"\|\|(?P<inside>.+?)\|\|", re.DOTALL),
}
# What begins with none of these is text: without asking each rule at each letter it is ten times as fast.
_TEXT = re.compile(r"[^\\`<@:\[*_~|hsd]+", re.IGNORECASE)
_IN_TITLES = ("code", "bold", "underline", "italic", "strike", "spoiler", "emoji")


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that Discord does not show as the plain text it is written in."""

    kind: str
    text: str  # as seen
    target: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as its reader sees it, and all that is more than text in it."""

    text: str
    marks: tuple[Mark, ...]

    def of(self, kind: str) -> list[Mark]:
        """List the marks of one kind."""
        return [mark for mark in self.marks if mark.kind == kind]


def render(written: str) -> Seen:
    """Render content, a description or the value of a field."""
    lines = [_line(line) for line in written.split("\n")]
    return Seen("\n".join(text for text, _ in lines), tuple(mark for _, marks in lines for mark in marks))


def render_title(written: str) -> Seen:
    """Render the title of an embed or the name of a field: weight and escapes, but no blocks and no links."""
    text, marks = _inline(written, _IN_TITLES)
    return Seen(text, tuple(marks))


def _line(line: str) -> tuple[str, list[Mark]]:
    for kind, pattern in _BLOCKS.items():
        if start := pattern.match(line):
            text, marks = _line(line[start.end() :])
            return text, [Mark(kind, text), *marks]
    return _inline(line, tuple(_INLINE))


def _inline(written: str, kinds: tuple[str, ...]) -> tuple[str, list[Mark]]:
    seen, marks, at = "", [], 0
    while at < len(written):
        if escaped := _ESCAPED.match(written, at):
            seen, at = seen + escaped[1], escaped.end()
            continue
        if text := _TEXT.match(written, at):
            seen, at = seen + text[0], text.end()
            continue
        kind, match = next(
            ((kind, found) for kind in kinds if (found := _INLINE[kind].match(written, at))), ("", None)
        )
        if match is None:
            seen, at = seen + written[at], at + 1
            continue
        shown, inner = _seen(kind, match, kinds)
        target = match.groupdict().get("target") or ""
        marks += [Mark(kind, shown, target), *inner]
        seen, at = seen + shown, match.end()
    return seen, marks


def _seen(kind: str, match: re.Match[str], kinds: tuple[str, ...]) -> tuple[str, list[Mark]]:
    groups = match.groupdict()
    inside = groups.get("inside") or groups.get("other")
    if kind == "code":
        return inside or "", []
    if inside is not None:
        return _inline(inside, kinds)
    return (groups["target"] or match[0]) if kind in {"address", "url"} else match[0], []
