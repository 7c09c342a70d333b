"""Describe every key of the admin file, for the README's table and for `briefbot check`."""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from bot.settings.fields import Section
from bot.settings.schema import NAMED, PLATFORMS, SCHEMA_VERSION, SINGLE, keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

# What a person calls a type, by how the field is annotated; the example shows its shape.
_KINDS = {"str": "text", "int": "number", "float": "number", "bool": "true or false", "tuple": "list"}
_KINDS |= {"timedelta": "duration", "time": "time", "datetime": "date"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHelp:
    """One key of the admin file, as its documentation shows it."""

    section: str  # "schedules.NAME"; empty above the first section
    key: str
    type: str  # 'text', 'list', '"latest" or "none"' ...
    default: str  # as TOML; empty when the key may be left out, "required" when not
    description: str
    example: str  # as TOML


def describe() -> list[KeyHelp]:
    """List every key there is, section by section."""
    version = KeyHelp(
        section="",
        key="schema_version",
        type="number",
        default="required",
        description="The rules this file follows.",
        example=str(SCHEMA_VERSION),
    )
    sections = {
        "bot": SINGLE["bot"],
        "store": SINGLE["store"],
        **{f"platforms.{name}": model for name, model in PLATFORMS.items()},
        **{f"{name}.NAME": model for name, model in NAMED.items()},
        **SINGLE,
    }
    return [version, *(row for name, model in sections.items() for row in _rows(name, model))]


def _rows(section: str, model: type[Section]) -> Iterator[KeyHelp]:
    for name, field in keys(model).items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, Section):
            yield from _rows(f"{section}.{name}", inner)
            continue
        yield KeyHelp(
            section=section,
            key=name,
            type=_kind(inner),
            default=_default(field),
            description=str(field.description),
            example=str((field.examples or [""])[0]),
        )


def _kind(annotation: Any) -> str:
    """Name a type as a person would."""
    origin = typing.get_origin(annotation)
    if origin is Literal:
        return " or ".join(_toml(choice) for choice in typing.get_args(annotation))
    if origin in {typing.Union, types.UnionType}:
        return next(_kind(part) for part in typing.get_args(annotation) if part is not types.NoneType)
    if origin is typing.Annotated:
        return _kind(typing.get_args(annotation)[0])
    name = (origin or annotation).__name__
    return _KINDS[name]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    return "" if field.default in (None, (), "") else _toml(field.default)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
