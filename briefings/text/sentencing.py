"""Find the sentences of a text, so that each can be shown exactly as it stands."""

from __future__ import annotations

import functools
import re

# The full stops of scripts that put no space after them, with the closing marks that belong to the sentence.
_FULL_STOP = re.compile(r"(?:[。！？｡]+|；|[।॥۔؟]+)[”’」』）》】\"')]*")
# Titles before a name, and words before a number: the sentence goes on behind their dot.
_BEFORE_NAME = re.compile(
    r"(?:^|[\s(\"“'‘])(?:Adm|Capt|Cmdr|Col|Fr|Gen|Gov|Hon|Lt|Maj|Messrs|Pres|Rep|Rev|Sen|Sgt|St|Supt)\.$"
)
_BEFORE_NUMBER = re.compile(r"(?:^|[\s(])(?:Nos?|Vols?|Figs?|Art|Sec|Ch|pp?|approx|ca|cf)\.$")


@functools.lru_cache(maxsize=4_000)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """List the sentences of *text* as (start, end): in order, trimmed of white space, nothing else left out.

    A list item or heading without a full stop is one sentence. An abbreviation, an initial or a decimal point
    does not end one.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _by_full_stop(text):
        spans.extend(_spaced(text, start, end))
    return tuple(spans)


def _by_full_stop(text: str) -> list[tuple[int, int]]:
    ends = [match.end() for match in _FULL_STOP.finditer(text)] + [len(text)]
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _spaced(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Split a piece by the rules of the scripts that put a space after a sentence."""
    from syntok import segmenter  # noqa: PLC0415  # 30 ms, only where text is read

    piece = text[start:end]
    # Cut where a sentence's first token begins, so that nothing between two tokens is lost.
    cuts = [
        start + sentence[0].offset - len(sentence[0].spacing.lstrip())
        for paragraph in segmenter.analyze(piece)
        for sentence in paragraph
    ]
    spans: list[tuple[int, int]] = []
    for left, right in zip([start, *cuts[1:]], [*cuts[1:], end], strict=False):
        trimmed = _trim(text, left, right)
        if spans and _goes_on(text[spans[-1][0] : spans[-1][1]], text[trimmed[0] : trimmed[1]]):
            trimmed = (spans.pop()[0], trimmed[1])
        if trimmed[0] < trimmed[1]:
            spans.append(trimmed)
    return spans


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _goes_on(before: str, after: str) -> bool:
    """Tell whether the dot that ends *before* belongs to an abbreviation of what *after* begins with."""
    tail = before[-12:]
    return bool(_BEFORE_NAME.search(tail) or (_BEFORE_NUMBER.search(tail) and after[:1].isdigit()))
