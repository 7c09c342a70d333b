"""How a question asks: in how many parts, as a sentence or in bare words."""

from __future__ import annotations

import re

from briefings.answering.kinds import HOW
from briefings.text import words

_BREAK = re.compile(
    r"\s*[;；]\s*|\s*[,，、]\s*(?:and\s+|or\s+)?|\s+(?:and|plus|&)\s+|\s*(?:以及|还有|和|与)\s*",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|will|would|has|have)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"^(?:what|which|who|whom|whose|when|where|why|how)\b"
    r"|\b(?:is|are|was|were|do|does|did|can|could|will|would|should)\b"
    r"|什么|什麼|为何|為何|怎|如何|吗|嗎|谁|誰|哪|几|幾|多少|多久|多长|多長|何时|何時|是否|有没有|有沒有",
    re.IGNORECASE,
)


def parted(text: str) -> list[str]:
    """Part a list of things, or several questions in one; a single question is left whole."""
    pieces = [piece for piece in _BREAK.split(text) if piece.strip()]
    if not _BEGINS.match(text):
        return pieces
    joined: list[str] = []
    for piece in pieces:
        if joined and not _BEGINS.match(piece):
            joined[-1] = f"{joined[-1]} {piece}"
        else:
            joined.append(piece)
    return joined


def is_sentence(text: str) -> bool:
    """Tell whether *text* asks in a sentence, rather than by a name and what one wants of it."""
    return bool(_SENTENCE.search(text))


def counted(text: str) -> str:
    """Name the thing whose number *text* asks for, as it stands there ("US users" of how many US users)."""
    how = HOW.search(text)
    if how is None:
        return ""
    rest = text[how.end() :]
    end = next((word.start for word in words(rest) if word.is_stop), len(rest))
    return rest[:end].strip(" ?")


def without_asking(text: str) -> str:
    """Put spaces in place of "how long", leaving every other character where it is."""
    return HOW.sub(lambda match: " " * len(match.group()), text)
