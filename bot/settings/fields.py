"""The kinds of values a key of the admin file can have, as pydantic types."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from bot.settings import names, times
from bot.settings.problems import BadValue, shown

Item = TypeVar("Item")


class Section(BaseModel):
    """A table of the admin file: unknown keys are refused, true is not 1 and "5" is not 5."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


def key(default: Any, description: str, example: str) -> Any:
    """Declare a key: its default (`...` when it must be given), what it does, and a right value as TOML."""
    # Defaults are written as an admin would write them ("6h"), so they are read like any other value.
    return Field(default, description=description, examples=[example], validate_default=True)


def _once(values: tuple[Item, ...]) -> tuple[Item, ...]:
    twice = [value for position, value in enumerate(values) if value in values[:position]]
    if twice:
        text = f"{twice[0]:%H:%M}" if isinstance(twice[0], time) else twice[0]
        raise BadValue(f"{shown(text)} is given twice", rule="once is enough")
    return values


def _days(values: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    if not values:
        raise BadValue("no day is left", rule="leave the key out for every day")
    return tuple(sorted({day for days in values for day in days}))


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
LongText = Annotated[str, StringConstraints(max_length=2_000)]
# A TOML list arrives as a list; only this step from list to tuple is lax, its items stay strict.
Lax = Field(strict=False)
Words = Annotated[tuple[Text, ...], Lax, AfterValidator(_once)]
Names = Annotated[tuple[Text, ...], Lax, AfterValidator(_once)]
Zone = Annotated[str, AfterValidator(times.parse_zone)]
Cron = Annotated[str, AfterValidator(times.parse_cron)]
Duration = Annotated[timedelta, BeforeValidator(times.parse_duration)]
Time = Annotated[time, BeforeValidator(times.parse_time)]
Times = Annotated[tuple[Time, ...], Lax, AfterValidator(_once)]
Days = Annotated[
    tuple[Annotated[tuple[int, ...], BeforeValidator(times.parse_days)], ...], Lax, AfterValidator(_days)
]
Dates = Annotated[tuple[Annotated[date, BeforeValidator(times.parse_date)], ...], Lax]
Moment = Annotated[datetime, BeforeValidator(times.parse_moment)]
Variable = Annotated[str, AfterValidator(names.parse_variable)]
Address = Annotated[str, AfterValidator(names.parse_address)]
Bind = Annotated[str, AfterValidator(names.parse_bind)]
Networks = Annotated[tuple[Annotated[str, AfterValidator(names.parse_network)], ...], Lax]
Share = Annotated[float, Field(gt=0, le=1)]
