"""List the sections of the admin file, and check its tables against them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from bot.settings import house, newsroom
from bot.settings.fields import Section
from bot.settings.problems import BadValue, is_secret_key, shown
from bot.settings.suggestions import closest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from bot.settings.problems import KeyPath, Report

SCHEMA_VERSION = 1

# One table each: [bot].
SINGLE: Mapping[str, type[Section]] = {
    "bot": house.BotSection,
    "store": house.StoreSection,
    "cleaning": newsroom.CleaningSection,
    "stories": house.StoriesSection,
    "qa": house.QaSection,
    "personal": house.PersonalSection,
    "permissions": house.PermissionsSection,
    "fetch": house.FetchSection,
    "limits": house.LimitsSection,
    "privacy": house.PrivacySection,
    "observability": house.ObservabilitySection,
}
# One table for each name the admin gives: [sources.NAME].
NAMED: Mapping[str, type[Section]] = {
    "sources": newsroom.SourceSection,
    "topics": newsroom.TopicSection,
    "glossary": newsroom.GlossarySection,
    "digests": newsroom.DigestSection,
    "targets": newsroom.TargetSection,
    "schedules": newsroom.ScheduleSection,
}
# A new platform adds its table here.
PLATFORMS: Mapping[str, type[Section]] = {
    "console": house.ConsolePlatform,
    "discord": house.DiscordPlatform,
    "slack": house.SlackPlatform,
}

_KINDS = {  # pydantic's name of a refused type -> what a person calls the right one
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "model_type": "a table",
    "model_attributes_type": "a table",
}
_BOUNDS = {  # pydantic's name of a passed bound -> how a person says it
    "greater_than": "is too small: more than {gt}",
    "greater_than_equal": "is too small: at least {ge}",
    "less_than_equal": "is too large: at most {le}",
    "string_too_short": "is empty",
    "too_short": "is empty",
    "string_too_long": "is too long: at most {max_length} characters",
    "string_pattern_mismatch": "is not the id of a server: 15 to 21 digits in quotes",
}

AnySection = TypeVar("AnySection", bound=Section)


def check(model: type[AnySection], table: object, at: KeyPath, report: Report) -> AnySection | None:
    """Return *table* as *model*; report everything wrong with it under the section *at* and return None."""
    if not isinstance(table, dict):
        report.add(
            at, (), BadValue(f"this is a table, not {shown(table)}", example=f"[{'.'.join(map(str, at))}]")
        )
        return None
    try:
        return model.model_validate(table)
    except ValidationError as refused:
        for error in refused.errors(include_url=False):
            report.add(at, error["loc"], _explain(error, model))
        return None


def _explain(error: ErrorDetails, model: type[Section]) -> BadValue:
    """Turn one of pydantic's errors into a sentence with the key's own example."""
    context = error.get("ctx", {})
    cause = context.get("error")
    names = [part for part in error["loc"] if isinstance(part, str)]
    if error["type"] == "extra_forbidden":
        return _unknown_key(names, model)
    example = f"{names[-1]} = {_example(names, model)}" if names else ""
    if isinstance(cause, BadValue):
        cause.example = cause.example or ("" if cause.closest else example)
        return cause
    if error["type"] == "missing":
        return BadValue("this key is missing", example=example, is_absence=True)
    value = _shown_at(names, error["input"])
    if error["type"] in _KINDS:
        return BadValue(f"{value} is not {_KINDS[error['type']]}", example=example)
    if error["type"] == "literal_error":
        return _not_one_of(error["input"], value, str(context["expected"]))
    return BadValue(f"{value} {_outside(error['type'], context)}", example=example)


def _shown_at(names: list[str], value: object) -> str:
    return "this (hidden)" if any(is_secret_key(name) for name in names) else shown(value)


def _outside(kind: str, context: Mapping[str, Any]) -> str:
    """Say which bound a value passes."""
    sentence = _BOUNDS.get(kind, "is not a number that can be used here")
    return sentence.format(**context)


def _not_one_of(given: object, value: str, expected: str) -> BadValue:
    allowed = [choice.strip("'") for part in expected.split(" or ") for choice in part.split(", ")]
    meant = closest(given, allowed, limit=1) if isinstance(given, str) else ()
    rule = "one of " + ", ".join(f'"{choice}"' for choice in allowed)
    return BadValue(
        f"{value} is not one of the choices", rule=rule, closest=tuple(f'"{name}"' for name in meant)
    )


def _unknown_key(names: list[str], model: type[Section]) -> BadValue:
    name, known = names[-1], keys(_model_at(names[:-1], model))
    if f"{name}_env" in known:
        example = f"{name}_env = {_example([*names[:-1], f'{name}_env'], model)}"
        return BadValue(
            "a secret stands in this file", rule="it belongs in a variable, named here", example=example
        )
    if is_secret_key(name):
        return BadValue("no such key", rule="if it holds a secret, take it out and replace the secret")
    meant = closest(name, known)
    rule = "" if meant else f"the keys here are {', '.join(sorted(known))}"
    return BadValue("no such key", rule=rule, closest=meant)


def keys(model: type[Section]) -> dict[str, Any]:
    """Return the keys of *model* as the admin writes them, each with its field."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _model_at(names: list[str], model: type[Section]) -> type[Section]:
    """Follow *names* into the tables inside a table."""
    for name in names:
        inner = keys(model)[name].annotation
        if isinstance(inner, type) and issubclass(inner, Section):
            model = inner
    return model


def _example(names: list[str], model: type[Section]) -> str:
    return str(keys(_model_at(names[:-1], model))[names[-1]].examples[0])


def known_section(name: str, names: Mapping[str, object], report: Report, at: KeyPath = ()) -> bool:
    """Tell whether *name* is one of *names*; report an unknown one."""
    if name in names:
        return True
    near = [".".join((*map(str, at), *_heading(known))) for known in closest(name, names)]
    listed = "" if near else f"there are {', '.join(names)}"
    meant = tuple(f"[{name}]" for name in near)
    report.add((*at, name), (), BadValue("there is no such section", rule=listed, closest=meant))
    return False


def _heading(section: str) -> tuple[str, ...]:
    return (section, "NAME") if section in NAMED else (section,)


def example_of(section: str, key: str) -> str:
    """Return a right line for *key* of *section* as written in the file; empty when there is no such key."""
    kind, _, name = section.partition(".")
    model = SINGLE.get(kind) or NAMED.get(kind) or PLATFORMS.get(name)
    return f"{key} = {_example([key], model)}" if model and key in keys(model) else ""
