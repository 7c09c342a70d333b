"""Measure and divide what a dialect wrote, never inside one of its marks."""

from __future__ import annotations

import re
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MORE = "…"
_BELONGING = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e"
    r"\u200d\u20d0-\u20f0\u3099\u309a\ufe00-\ufe0f\U0001f3fb-\U0001f3ff"
)
_CLAUSE_ENDS = re.compile(r"[。！？；，、．…]$|[,.;:!?][\"”’)]?$")


def units(text: str) -> int:
    """Count *text* in UTF-16 code units.

    Platforms say "characters". Their clients are written in a language that counts these, their interfaces
    may count code points (discord/discord-api-docs#1315); whoever counts more is right with both.
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Ruler:
    """Measures and divides the lines of one dialect."""

    def __init__(self, marks: str, *, bar: str, sign: str = ".") -> None:
        """Learn a dialect: its *marks*, a pattern with the text inside as the group "words", and its *sign*.

        A quoted line begins with *bar*.
        """
        self._bar = bar
        # What stays in one piece: a mark with its text, or one character as people see it, with the accents,
        # joiners and skin tones that belong to it, or both halves of a flag.
        self._piece = re.compile(
            rf"""{marks}
            | \ ?\[\d+\]  # the number of a receipt
            | [\U0001f1e6-\U0001f1ff]{{2}}
            | {sign}(?:[{_BELONGING}]|(?<=\u200d).)*
            """,
            re.VERBOSE | re.DOTALL,
        )

    def cut(self, shown: str, limit: int) -> str:
        """Shorten *shown* to *limit* units, with an ellipsis; only for what can be read in full elsewhere."""
        if units(shown) <= limit:
            return shown
        pieces = self._pieces(shown, limit)
        return "".join(pieces[: _fitting(pieces, limit - len(_MORE))]).rstrip() + _MORE

    def broken(self, line: str, limit: int) -> tuple[str, ...]:
        """Divide a line that no post can hold into pieces of at most *limit* units, visibly.

        At the end of a clause if there is one, else between words, else between characters.
        """
        if units(line) <= limit:
            return (line,)
        bar = self._bar if line.startswith(self._bar) else ""
        room = limit - len(f"{bar}{_MORE} {_MORE} ")
        left = self._pieces(line.removeprefix(bar), room)
        found = []
        while left:
            end = _best_end(left, _fitting(left, room))
            found.append("".join(left[:end]).strip())
            left = left[end:]
        last = len(found) - 1
        return tuple(
            f"{bar}{f'{_MORE} ' if number else ''}{piece}{f' {_MORE}' if number < last else ''}"
            for number, piece in enumerate(found)
        )

    def _pieces(self, shown: str, limit: int) -> list[str]:
        return [part for piece in self._piece.finditer(shown) for part in self._parts(piece, limit)]

    def _parts(self, piece: re.Match[str], limit: int) -> Iterator[str]:
        """Give up a mark that is longer than the limit, and keep its text."""
        if units(piece[0]) <= limit:
            yield piece[0]
        else:
            yield from self._pieces(piece["words"], limit) if piece["words"] else piece[0]


def _fitting(pieces: Sequence[str], limit: int) -> int:
    """Count the first pieces that fit in *limit* together; one at least."""
    within = takewhile(lambda total: total <= limit, accumulate(map(units, pieces)))
    return max(1, sum(1 for _ in within))


def _best_end(pieces: Sequence[str], most: int) -> int:
    if most >= len(pieces):
        return len(pieces)
    ends = range(most, most // 2, -1)
    is_space = [piece.isspace() for piece in pieces[: most + 1]]
    clause = (end for end in ends if _ends_clause(pieces[end - 1], is_followed_by_space=is_space[end]))
    return next(clause, None) or next((end for end in ends if is_space[end]), most)


def _ends_clause(piece: str, *, is_followed_by_space: bool) -> bool:
    return bool(_CLAUSE_ENDS.search(piece)) and (is_followed_by_space or not piece.isascii())
