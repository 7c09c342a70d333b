"""Join the text between two block boundaries into paragraphs, white space as a browser shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_SPACE = re.compile(r"[ \t\n\r\f]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_EDGES = " \t\n\r\f\u00a0\u3000"
_BLANK_LINES = re.compile(r"\n(?:[ \t\r]*\n)+")
_ENDS_SENTENCE = re.compile(r"[.!?…:;。！？：；؟।][\"'”’»」』)\]]*$")


def tidy(text: str) -> str:
    """Collapse white space as a browser does and drop characters that no browser shows."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return _SPACE.sub(" ", text).strip(_EDGES)


@dataclass(slots=True)
class Run:
    """The text since the last block boundary, each part with whether it is a link; None stands for a <br>."""

    parts: list[tuple[str, bool] | None] = field(default_factory=list)
    first: str = ""  # the first part that is not only white space, and the line of the tag before it
    tag_line: int | None = None

    def add(self, text: str, tag: HtmlElement, *, is_link: bool) -> None:
        """Append a part of the text, which stands in or after *tag*."""
        self.parts.append((text, is_link))
        if not self.first and not text.isspace():
            self.first, self.tag_line = text, tag.sourceline

    def paragraphs(self, *, is_whole: bool) -> Iterator[tuple[str, int]]:
        """Yield each paragraph with the number of its characters that are links.

        Two breaks make a paragraph, and so does one where a sentence ends before it, unless the run
        *is_whole*: a heading or a list item.
        """
        current: list[str] = []
        links = breaks = 0
        for segment in self._segments():
            if segment is None:
                breaks += 1
                continue
            text, link_characters = segment
            if current and not is_whole and (breaks > 1 or (breaks and _ENDS_SENTENCE.search(current[-1]))):
                yield " ".join(current), links
                current, links = [], 0
            current.append(text)
            links += link_characters
            breaks = 0
        if current:
            yield " ".join(current), links

    def _segments(self) -> Iterator[tuple[str, int] | None]:
        """Yield what stands between breaks, tidied, and None for each break."""
        gathered: list[str] = []
        links = 0
        for part in (*self.parts, None):
            if part is not None:
                gathered.append(part[0])
                links += len(tidy(part[0])) if part[1] else 0
                continue
            if text := tidy("".join(gathered)):
                yield text, min(links, len(text))
            gathered.clear()
            links = 0
            yield None

    def preformatted(self) -> Iterator[tuple[str, int]]:
        """Yield the parts between blank lines; breaks and indents inside stay, as a browser shows them."""
        shown = _INVISIBLE.sub("", "".join(part[0] if part else "\n" for part in self.parts))
        for block in _BLANK_LINES.split(shown.replace("\r\n", "\n")):
            if text := "\n".join(line.rstrip() for line in block.split("\n")).strip("\n"):
                yield text, 0
