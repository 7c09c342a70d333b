"""How Slack writes: weight, links and moments marked by control characters, which no stranger's text holds.

No markup of Slack's is written at all: the marks become elements of rich text, which Slack shows and does not
read. So nothing can format, mask a link or call anybody, and nothing need be escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from bot.chat import Limits
from bot.measuring import Ruler
from bot.plain import PlainDialect, disarm, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

# A button's value holds 2000 characters; the asker takes up to 21 of them and a sign one.
LIMITS = Limits(message=12_000, section=3000, heading=300, sections=50, choices=100, action_id=1978)

BOLD, CODE, QUOTE, LINK, MOMENT, CHANNEL = "\x02", "\x03", "\x05", "\x06", "\x0e", "\x0f"
_DETAIL, _END = "\x07", "\x04"  # a mark is its sign, a detail where it has one, its words and an end
_MARK = rf"""(?P<kind>[{BOLD}{CODE}{LINK}{MOMENT}{CHANNEL}])
    (?:(?P<detail>[^{_DETAIL}{_END}]*){_DETAIL})?
    (?P<words>[^{_END}]*){_END}"""
_RUNS = re.compile(_MARK, re.VERBOSE)
_HOST = r"(?:\ \([^()\s]+\))?"  # stays with its link

RULER = Ruler(_MARK + _HOST, bar=QUOTE)

_CHANNEL_ID = re.compile(r"(?:[TE][A-Z0-9]{2,20}/)?([CG][A-Z0-9]{2,20})")
_LONGEST_LABEL = 200  # characters; a longer title is a paragraph, and stands as the heading in full
_NAMES_A_HOST = re.compile(r"://|\w\.\w{2}")
LONGEST_ADDRESS = 1000  # characters; more leaves no room for what it is the address of


class Run(NamedTuple):
    """A stretch of a line: plain words, or one mark with its words."""

    kind: str  # one of the signs above; empty for plain words
    words: str
    detail: str = ""  # an address, a time stamp, a channel id


class SlackDialect(PlainDialect):
    """Text for rich text elements, in which only this dialect's own marks mean anything."""

    limits = LIMITS

    def bold(self, text: str) -> str:
        """Set *text* apart by weight."""
        return _marked(BOLD, self.escape(text))

    def code(self, text: str) -> str:
        """Show *text* as something to type."""
        return _marked(CODE, self.escape(text))

    @staticmethod
    def command(line: str) -> str:
        """Spell a command behind `/brief`: names are the workspace's, and one app takes one of them."""
        verb = line.removeprefix("/")
        for name, here in (("briefadmin", "brief admin"), ("brief", "brief")):
            if verb.partition(" ")[0] == name:
                return f"/{here}{verb.removeprefix(name)}"
        return f"/brief {verb}"

    def link(self, url: str, label: str) -> str:
        """Show *label* leading to *url*, and behind it the host, so that nobody is led astray.

        A label that names a host itself is followed by the whole address instead, which is the link.
        """
        address, words = web_address(url), _shortened(disarm(label))
        if address is None or len(address) > LONGEST_ADDRESS:
            return words
        if not words.strip() or _NAMES_A_HOST.search(words):
            return f"{words} {_marked(LINK, address, detail=address)}".lstrip()
        return f"{_marked(LINK, words, detail=address)} ({domain(address)})"

    def quote(self, shown: str) -> str:
        """Put *shown* behind a bar."""
        return f"{QUOTE}{shown}"

    def channel(self, channel: str) -> str:
        """Show a channel by its name, leading there; "@ID" is the direct messages with a person."""
        found = _CHANNEL_ID.fullmatch(channel)
        words = super().channel(channel)
        return _marked(CHANNEL, words, detail=found[1]) if found else words

    def moment(self, at: datetime, zone: tzinfo) -> str:
        """Show a moment in the reader's own zone; where Slack draws none, in *zone*, which is named."""
        return _marked(MOMENT, f"{super().moment(at, zone)} {zone}", detail=str(int(at.timestamp())))


def domain(address: str) -> str:
    """Return the host that *address* leads to, as people know it."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def runs(shown: str) -> Iterator[Run]:
    """Divide what this dialect wrote into its runs; the sign of a quotation is none of them."""
    shown, at = shown.replace(QUOTE, ""), 0
    for mark in _RUNS.finditer(shown):
        if mark.start() > at:
            yield Run("", shown[at : mark.start()])
        yield Run(mark["kind"], mark["words"], mark["detail"] or "")
        at = mark.end()
    if at < len(shown):
        yield Run("", shown[at:])


def plain(shown: str) -> str:
    """Write what this dialect wrote without its marks, links with their address."""
    shown = re.sub(rf"{_RUNS.pattern}{_HOST}", _with_address, shown, flags=re.VERBOSE)
    return "".join(run.words for run in runs(shown))


def small(shown: str) -> str:
    """Write what this dialect wrote without its marks, links with their host only."""
    return "".join(run.words for run in runs(shown))


def _with_address(mark: re.Match[str]) -> str:
    if mark["kind"] != LINK:
        return mark[0]
    return f"<{mark['detail']}>" if mark["words"] == mark["detail"] else f"{mark['words']} <{mark['detail']}>"


def _marked(sign: str, words: str, *, detail: str = "") -> str:
    if not words.strip():
        return words
    return f"{sign}{detail}{_DETAIL}{words}{_END}" if detail else f"{sign}{words}{_END}"


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_LABEL else f"{words[: _LONGEST_LABEL - 1].rstrip()}…"
