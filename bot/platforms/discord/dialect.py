"""How Discord writes: its Markdown, with the text of strangers disarmed and yet seen as it was written.

Discord renders a backslash before any sign as that sign, so escaped text is longer for the machine and the
same for the reader. Nothing of a sentence is replaced and nothing visible is added.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.chat import Limits
from bot.plain import PlainDialect, disarm, web_address

if TYPE_CHECKING:
    from datetime import tzinfo

# A custom_id holds 100 characters; the asker, 64 bits in base 36, takes 13 of them and a sign one.
LIMITS = Limits(message=2000, section=4096, heading=256, sections=10, choices=25, action_id=86)

_MARKUP = re.compile(
    r"""[\\*_~|`\[\]<>@]      # weight, spoilers, code, links, mentions, time stamps, quotes, emoji
    | (?<=\])\(               # "](", which would make a link with any bracket before it, a receipt's, too
    | :(?!\s)                 # :emoji:, and the colon that makes an address clickable
    | (?<=discord)\.(?=\w) | (?<=discordapp)\.(?=\w)  # an invitation unfolds without http, too
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What means something at the start of a line only. Every piece may come to stand there, so every piece is
# treated as if it did.
_LINE_START = re.compile(r"(\s*(?:\d+(?=\.))?)([#+.(-])")
_CHANNEL = re.compile(r"[0-9]{1,20}")
_NAMES_A_HOST = re.compile(r"://|\w\.\w{2}")
_BRACKETS = re.compile(r"[\[\]]")
_LONGEST_LABEL = 200  # characters; a longer title is a paragraph, and stands as the heading in full
_LONGEST_ADDRESS = 1000  # characters; more leaves no room for what it is the address of
# Discord ends an address at the first closing bracket, and shows signs of weight in it as such.
_IN_TARGETS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "()[]*_~@'!\\<>|`"} | {"_": "_"})

# What this dialect itself wrote: everything else is behind a backslash.
_WRITTEN = re.compile(
    r"""\\(?P<sign>[^0-9A-Za-z\s])
    | \*\*(?P<weight>)
    | ``?(?P<code>[^`]+)``?
    | <t:(?P<moment>\d+):\w>
    | <\#(?P<channel>\d+)>
    | \[(?P<label>(?:\\.|[^\[\]\\])*)\]\(<(?P<target>[^>\s]+)>\)\ \((?P<host>[^()\s]+)\)
    | (?P<quoted>(?:^|(?<=\s))>\ )
    """,
    re.VERBOSE,
)

_MOMENT = re.compile(r"<t:(\d+):\w>")


class DiscordDialect(PlainDialect):
    """Discord's Markdown. Its moments are drawn in content, descriptions and field values only."""

    limits = LIMITS

    def escape(self, text: str) -> str:
        """Disarm *text* and put a backslash before every sign that Discord would not show as it is."""
        shown = _MARKUP.sub(r"\\\g<0>", disarm(text))
        return _LINE_START.sub(r"\1\\\2", shown, count=1) if _LINE_START.match(shown) else shown

    def bold(self, text: str) -> str:
        """Set *text* apart by weight."""
        shown = self.escape(text)
        return f"**{shown}**" if shown.strip() else shown

    def code(self, text: str) -> str:
        """Show *text* as something to type; a backslash is no escape in there, so a backtick cannot be."""
        shown = disarm(text)
        return f"`{shown}`" if shown.strip() and "`" not in shown else self.escape(text)

    def link(self, url: str, label: str) -> str:
        """Show *label* leading to *url*, and behind it the host, so that nobody is led astray.

        A label that names a host itself, or holds a bracket, is followed by the whole address instead.
        """
        address, words = web_address(url), _shortened(disarm(label))
        if address is None or len(address) > _LONGEST_ADDRESS:
            return self.escape(words)
        target = address.translate(_IN_TARGETS)
        if not words.strip() or _NAMES_A_HOST.search(words) or _BRACKETS.search(words):
            return f"{self.escape(words)} <{target}>".lstrip()
        return f"[{self.escape(words)}](<{target}>) ({domain(address)})"

    def quote(self, shown: str) -> str:
        """Put *shown* behind a bar."""
        return f"> {shown}"

    def channel(self, channel: str) -> str:
        """Show a channel by its name, leading there; "@ID" is the direct messages with a person."""
        return f"<#{channel}>" if _CHANNEL.fullmatch(channel) else self.escape(f"channel {channel}")

    def moment(self, at: datetime, zone: tzinfo) -> str:
        """Show a moment in the reader's own zone and language."""
        del zone
        return f"<t:{int(at.timestamp())}:f>"


def domain(address: str) -> str:
    """Return the host that *address* leads to, as people know it."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def plain(shown: str) -> str:
    """Write what this dialect wrote without any markup: for footers, notifications and screen readers."""
    return _WRITTEN.sub(_unwritten, shown)


def written_out(shown: str) -> str:
    """Say in words the moments in *shown*, for titles, where Discord draws none."""
    return _MOMENT.sub(lambda moment: _said(int(moment[1])), shown)


def _unwritten(mark: re.Match[str]) -> str:
    match mark.lastgroup:
        case "sign" | "code":
            return mark[mark.lastgroup]
        case "channel":
            return f"channel {mark['channel']}"
        case "moment":
            return _said(int(mark["moment"]))
        case "host":
            return f"{plain(mark['label'])} <{mark['target']}>"
        case _:
            return ""


def _said(seconds: int) -> str:
    # Whoever reads it is in a zone nobody told us, so the text says its own.
    return f"{PlainDialect().moment(datetime.fromtimestamp(seconds, UTC), UTC)} UTC"


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_LABEL else f"{words[: _LONGEST_LABEL - 1].rstrip()}…"
