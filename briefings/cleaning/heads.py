"""What a flattened page says of itself above its text: title, byline, date; nothing is invented."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from briefings.cleaning.bylines import read_byline
from briefings.cleaning.furniture import is_spaceless, tokens
from briefings.cleaning.lines import ruled_rows
from briefings.model import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from briefings.cleaning.bylines import Byline
    from briefings.cleaning.lines import Line
    from briefings.cleaning.traits import Trait

_BELOW_FIRST_PROSE = 2  # lines; some bylines stand below the lede
_TITLE_WORDS = (1.5, 32.0)
_PLAIN_TITLE_WORDS = 2.5  # a shorter line is a title only if the text says each of its words
_LEAST_LIKENESS = 1.75  # the first line, right above the prose, is a title even if the text says none of it
_NEAR = 4  # lines between a headline and the text it stands above
_LONGEST = 400  # characters
_SITE = re.compile(r"(?:\s[|»]\s|[｜]|(?<=[\u3000-\u9fff])[_-])\s*((?:[^\s|_]+\s){0,4}[^\s|_]+)$")
_DASHED_SITE = re.compile(r"\s+[-–—]\s+(?:\S+\s){0,4}\S+$")
_LABEL = re.compile(r"(?:title|headline|titel|titre|título|标题|標題)\s*[:：]\s*(?=\S)", re.IGNORECASE)
_FULL_STOP = re.compile(r"[.。;；,，:：]$")
_INITIALS = re.compile(r"\b[A-Z]\.$|\b(?:Inc|Co|Jr|Sr|St|U\.S|vs)\.$")
_MANY = 2_000  # head lines that are looked at; no headline stands deeper


@dataclass(slots=True)
class Head:
    """What the head of a page says, and which lines said it."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: datetime | None = None
    is_change: bool = False
    url: str | None = None
    read: dict[int, Reason] = field(default_factory=dict)  # indexes of the lines that went into it


def read_head(
    lines: Sequence[Line], traits: Sequence[Trait], gone: Mapping[int, Reason], *, title_at: int | None = None
) -> Head:
    """Read the lines above the first prose that are not *gone*; *title_at* is surely the title."""
    prose = [at for at, trait in enumerate(traits) if trait.is_strong and at not in gone]
    first = prose[0] if prose else min(3, len(lines))
    head = Head()
    for at in range(min(_MANY, first + _BELOW_FIRST_PROSE, len(lines))):
        if not traits[at].is_strong and (byline := read_byline(lines[at].text)) is not None:
            _note(head, byline)
            head.read[at] = Reason.METADATA
    _signature(lines, head)
    if title_at is not None:
        _take_title(lines, head, title_at)
        return head
    taken = {*gone, *head.read, *ruled_rows(lines)}
    candidates = [
        at for at in range(min(_MANY, first)) if at not in taken and _may_be_title(lines[at].text, traits[at])
    ]
    words = {stem for at in prose or range(1, len(lines)) for stem in _stems(lines[at].text)}
    copies = Counter(key for line in lines[: min(_MANY, first)] for key in _keys(line.text))
    likeness = {
        at: _likeness(at, lines[at].text, head, copies, words, is_near=first - at <= _NEAR)
        for at in candidates
        if traits[at].words >= _PLAIN_TITLE_WORDS or _stems(lines[at].text) <= words
    }
    best = max(likeness, key=lambda at: likeness[at], default=None)
    if best is not None and likeness[best] >= _LEAST_LIKENESS:
        _take_title(lines, head, best)
    return head


def title_key(text: str) -> str:
    """Fold a title to its letters and digits: copies with underscores or other quotes fold to the same."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _note(head: Head, byline: Byline) -> None:
    head.authors = head.authors or byline.authors
    head.publisher = head.publisher or byline.publisher
    head.url = head.url or byline.url
    if byline.published and (head.published is None or (head.is_change and not byline.is_change)):
        head.published, head.is_change = byline.published, byline.is_change


def _signature(lines: Sequence[Line], head: Head) -> None:
    """Read an address that stands alone at the very end: where the text was taken from."""
    byline = read_byline(lines[-1].text) if lines and len(lines) > 1 else None
    if byline is not None and byline.url:
        head.url = head.url or byline.url
        head.read[len(lines) - 1] = Reason.METADATA


def _may_be_title(text: str, trait: Trait) -> bool:
    least, most = _TITLE_WORDS
    if len(text) > _LONGEST:
        return False
    if (
        not least <= trait.words <= most
        or trait.furniture.share >= 0.5
        or trait.is_item
        or trait.points_elsewhere
    ):
        return False
    if _FULL_STOP.search(text) and not _INITIALS.search(text):
        return False
    return not text.startswith(("http", "[", "(", "©", "<"))


def _likeness(
    at: int, text: str, head: Head, copies: Counter[str], words: set[str], *, is_near: bool
) -> float:
    """Weigh how much a line is like the headline: said twice, about the text, above a byline, at the top."""
    stems = _stems(text)
    return (
        2.0 * (copies[title_key(text)] > 1)
        + 2.0 * (len(stems & words) / max(1, len(stems)))
        + 1.5 * any(below in head.read for below in range(at + 1, at + 4))
        + 1.0 * (at == 0)
        + 0.75 * is_near
        + 0.5 * (len(tokens(text)) > 4)
        + 4.0 * (_LABEL.match(text) is not None)
        - 1.5 * (_SITE.search(text) is not None or "_" in text)
    )


def _take_title(lines: Sequence[Line], head: Head, at: int) -> None:
    text = lines[at].text
    label = _LABEL.match(text)
    title = text[label.end() :] if label else text
    head.read[at] = Reason.METADATA
    keys = frozenset(_keys(title))
    for other, line in enumerate(lines[:_MANY]):
        if other not in head.read and keys.intersection(_keys(line.text)):
            head.read[other] = Reason.DUPLICATE_TITLE
    if (site := _SITE.search(title)) is not None:
        head.publisher = head.publisher or site.group(1).strip()
        title = title[: site.start()]
    # A title that was a file's name has underscores for spaces.
    head.title = title if " " in title else " ".join(title.replace("_", " ").split())


def _keys(text: str) -> Iterator[str]:
    """Yield what a line says as a title, with the name of the site behind it and without."""
    if len(text) > _LONGEST:
        return
    whole = title_key(text)
    yield whole
    if (site := _SITE.search(text)) is not None or (site := _DASHED_SITE.search(text)) is not None:
        yield title_key(text[: site.start()])


def _stems(text: str) -> set[str]:
    """Return what can be compared: beginnings of words, or pairs of letters where there are no spaces."""
    found = tokens(text[:2_000])
    pairs = {one + two for one, two in pairwise(found) if is_spaceless(one) and is_spaceless(two)}
    return pairs | {word[:5].casefold() for word in found if len(word) >= 4}
