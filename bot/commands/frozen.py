"""Read a briefing as the press wrote it down, by this version or an earlier one."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from briefings.model import ArticleRef, Briefing, Citation, Coverage, LeftOut, Story, Why

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Written = Mapping[str, Any]

Kind = TypeVar("Kind")


def thaw_briefing(content: str) -> Briefing:
    """Read the JSON of a briefing; what another version wrote beside it is passed over."""
    written = json.loads(content)
    return _made(
        Briefing,
        written,
        as_of=datetime.fromisoformat,
        stories=_each(_story),
        left_out=_each(lambda each: _made(LeftOut, each)),
        coverage=lambda each: _made(Coverage, each, newest=_moment),
    )


def _story(written: Written) -> Story:
    return _made(
        Story,
        written,
        articles=_each(lambda each: _made(ArticleRef, each, published=_moment)),
        sentences=_each(lambda each: _made(Citation, each)),
        why=_why,
    )


def _why(written: Written) -> Why:
    return _made(Why, written, parts=_each(tuple), topics=tuple, matched=tuple, beat=tuple, notes=tuple)


def _made(kind: type[Kind], written: Written, **readers: Callable[[Any], Any]) -> Kind:
    """Make a *kind* of the fields it has, each read by its reader if it has one."""
    known = {each.name for each in fields(kind)} & set(written)  # type: ignore[arg-type]  # dataclasses all
    return kind(**{name: readers.get(name, _as_it_is)(written[name]) for name in known})


def _each(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda written: tuple(read(each) for each in written)


def _as_it_is(value: object) -> object:
    return value


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
