"""The form of a personal digest: what it asks for, how it comes filled in, and what is wrong with that."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import time
from typing import TYPE_CHECKING

from bot.chat import Choice, FieldKind, Form, FormField
from bot.commands.personal_specs import TIME_LENGTH, ZONE_LENGTH
from bot.settings.problems import BadValue
from bot.settings.times import DAYS, parse_days, parse_time, parse_zone, zone_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.commands.names import Named
    from bot.settings.house import PersonalSection
    from briefings.store.people import Reader

NAMES = ("topics", "days", "time", "zone", "length")
_MOST_OFFERED = 25  # choices a form may have
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK = tuple(Choice(label=name, value=day) for name, day in zip(_DAY_NAMES, DAYS, strict=True))
_LENGTHS = (
    Choice(label="Headlines only", value="headlines"),
    Choice(label="Short: two sentences a story", value="short"),
    Choice(label="Full", value="full"),
)
_USUAL_TIME = "08:30"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person wants of their digest, every part of it right."""

    topics: tuple[str, ...]
    days: tuple[int, ...]
    at: time
    timezone: str
    length: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with what was filled in; the template says it in a sentence."""

    kind: str  # "no_topic", "time", "early" ...
    given: str = ""
    meant: str = ""  # what was probably meant, or a right example
    limit: int = 0


class Unusable(Exception):
    """Some of what was filled in cannot be used; `faults` lists everything to mend."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(fault.kind for fault in faults))
        self.faults = tuple(faults)


def form(filled: Mapping[str, str], topics: Sequence[Named]) -> Form:
    """Make the form, filled in with *filled*; *topics* are those it offers."""

    def typed(name: str) -> tuple[str, ...]:
        return (filled[name],) if name in filled else ()

    def chosen(name: str, among: Sequence[Choice]) -> tuple[str, ...]:
        given = filled.get(name, "").split(",")
        return tuple(choice.value for choice in among if choice.value in given)

    subjects = tuple(Choice(label=each.label, value=each.id) for each in topics)
    fields = (
        FormField(
            name="topics",
            label="Topics",
            hint="More than these? Follow them with /brief topics." if len(topics) == _MOST_OFFERED else "",
            kind=FieldKind.CHOICES,
            values=chosen("topics", subjects),
            choices=subjects,
            is_required=True,
        ),
        FormField(
            name="days",
            label="Days",
            kind=FieldKind.CHOICES,
            values=chosen("days", _WEEK),
            choices=_WEEK,
            is_required=True,
        ),
        FormField(
            name="time",
            label="Time of day",
            hint="Hours and minutes, from 00:00 to 23:59, such as 08:30",
            values=typed("time"),
            is_required=True,
            max_length=TIME_LENGTH,
        ),
        FormField(
            name="zone",
            label="Time zone",
            hint="Area/City, such as Europe/London, Asia/Shanghai or America/New_York",
            values=typed("zone"),
            is_required=True,
            max_length=ZONE_LENGTH,
        ),
        FormField(
            name="length",
            label="How much of each story",
            kind=FieldKind.CHOICE,
            values=chosen("length", _LENGTHS),
            choices=_LENGTHS,
            is_required=True,
        ),
    )
    return Form(title="Your digest", verb="me-save", fields=fields if topics else fields[1:])


def as_filled(reader: Reader | None, *, zone: str) -> dict[str, str]:
    """Fill the form in with what *reader* has now, or with what is usual."""
    is_set_up = reader is not None and reader.at is not None
    days = reader.days if reader else range(5)
    return {
        "topics": ",".join(reader.topics if reader else ()),
        "days": ",".join(DAYS[day] for day in days),
        "time": f"{reader.at:%H:%M}" if reader and is_set_up else _USUAL_TIME,
        "zone": reader.timezone if reader and is_set_up else zone,
        "length": reader.length if reader else "short",
    }


def days_in_words(days: Sequence[int]) -> str:
    """Say days as people do: every day, Monday to Friday, or Tuesday and Sunday."""
    names = [_DAY_NAMES[day] for day in days]
    if len(days) == 7:
        return "every day"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]} to {names[-1]}"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def offered(topics: Sequence[Named], followed: Iterable[str]) -> tuple[Named, ...]:
    """Choose the topics a form has room for: those followed first, then those with the latest news."""
    mine = set(followed)
    return tuple(sorted(topics, key=lambda topic: topic.id not in mine)[:_MOST_OFFERED])


def read(filled: Mapping[str, str], *, known: Mapping[str, object], rules: PersonalSection) -> Wanted:
    """Read what was filled in; *known* are the topics there are.

    Raises:
        Unusable: Some of it is missing, cannot be read, or is not allowed here.
    """
    reading = _Reading(filled)
    wanted = Wanted(
        topics=reading.topics(known, most=rules.max_topics),
        days=reading.days(),
        at=reading.time(rules.earliest or time.min),
        timezone=reading.zone(),
        length=reading.length(),
    )
    if reading.faults:
        raise Unusable(reading.faults)
    return wanted


@dataclass(slots=True)
class _Reading:
    """Reads one part after the other, and goes on after a fault to find them all."""

    filled: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def topics(self, known: Mapping[str, object], *, most: int) -> tuple[str, ...]:
        chosen = tuple(dict.fromkeys(self._list("topics")))
        self.faults += [Fault(kind="topic", given=topic) for topic in chosen if topic not in known]
        if known and not chosen:
            self.faults.append(Fault(kind="no_topic"))
        if len(chosen) > most:
            self.faults.append(Fault(kind="many", given=str(len(chosen)), limit=most))
        return chosen

    def days(self) -> tuple[int, ...]:
        days: set[int] = set()
        for given in self._list("days"):
            try:
                days.update(parse_days(given.casefold()))
            except BadValue as error:
                self.faults.append(Fault(kind="day", given=given, meant=error.example.strip('"')))
        if not self._list("days"):
            self.faults.append(Fault(kind="no_day"))
        return tuple(sorted(days))

    def time(self, earliest: time) -> time:
        given = self._text("time")
        try:
            at = parse_time(f"0{given}" if given[1:2] == ":" else given)  # 8:30 can mean nothing else
        except BadValue as error:
            self.faults.append(Fault(kind="time", given=given, meant=error.example.strip('"')))
            return earliest
        if at < earliest:
            self.faults.append(Fault(kind="early", given=f"{at:%H:%M}", meant=f"{earliest:%H:%M}"))
        return at

    def zone(self) -> str:
        given = self._text("zone").replace(" ", "_")
        spelled = {name.casefold(): name for name in zone_names()}
        try:
            return parse_zone(spelled.get(given.casefold(), given))
        except BadValue as error:
            self.faults.append(Fault(kind="zone", given=self._text("zone"), meant=" or ".join(error.closest)))
            return ""

    def length(self) -> str:
        given = self._text("length")
        lengths = [length.value for length in _LENGTHS]
        if given not in lengths:
            self.faults.append(Fault(kind="length", given=given, meant=", ".join(lengths)))
        return given

    def _text(self, name: str) -> str:
        # Chinese keyboards write 08：30; it is the same time.
        return unicodedata.normalize("NFKC", self.filled.get(name, "")).strip()

    def _list(self, name: str) -> list[str]:
        return [each.strip() for each in self.filled.get(name, "").split(",") if each.strip()]
