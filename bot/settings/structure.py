"""Check the admin file as a whole: its version, its sections, and that no secret stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.settings.problems import BadValue, dotted, is_known_secret, shown
from bot.settings.schema import NAMED, PLATFORMS, SCHEMA_VERSION, SINGLE, example_of, keys, known_section
from bot.settings.suggestions import closest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings.problems import KeyPath, Report


def check_structure(data: Mapping[str, Any], report: Report) -> None:
    """Report a wrong version, unknown sections and platforms, stray keys, and secrets written in clear."""
    _check_version(data, report)
    _check_sections(data, report)
    platforms = data.get("platforms")
    for name in platforms if isinstance(platforms, dict) else ():
        known_section(name, PLATFORMS, report, at=("platforms",))
    _check_secrets(data, (), report)


def _check_version(data: Mapping[str, Any], report: Report) -> None:
    version = data.get("schema_version")
    example = f"schema_version = {SCHEMA_VERSION}"
    if version is None:
        wrong = "this key is missing; it says which rules the file follows"
        error = BadValue(wrong, example=f"{example} as the first line", is_absence=True)
        report.add((), ("schema_version",), error)
    elif not isinstance(version, int) or isinstance(version, bool) or version < 1:
        report.add((), ("schema_version",), BadValue(f"{shown(version)} is not a version", example=example))
    elif version > SCHEMA_VERSION:
        wrong = f"version {shown(version)} is for a newer Briefbot; this one reads version {SCHEMA_VERSION}"
        error = BadValue(wrong, rule="update Briefbot, or use the file it came with")
        report.add((), ("schema_version",), error)


def _check_sections(data: Mapping[str, Any], report: Report) -> None:
    """Report sections nobody knows, and keys that stand outside any section."""
    known = {**SINGLE, **NAMED, "platforms": None}
    for name, value in data.items():
        if name == "schema_version":
            continue
        if isinstance(value, dict):
            known_section(name, known, report)
        elif name in known:
            example = f"[{name}.NAME]" if name in NAMED else f"[{name}]"
            report.add((), (name,), BadValue(f"{name} is a section, not a value", example=example))
        else:
            report.add((), (name,), _stray(name))


def _stray(name: str) -> BadValue:
    homes = tuple(f"[{section}] {name}" for section, model in SINGLE.items() if name in keys(model))
    meant = homes or closest(name, ["schema_version"])
    return BadValue("no such key outside a section", rule="only schema_version stands there", closest=meant)


def _check_secrets(value: object, path: KeyPath, report: Report) -> None:
    """Refuse what is certainly a secret, wherever it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_secrets(inner, (*path, key), report)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            _check_secrets(inner, (*path, position), report)
    elif isinstance(value, str) and is_known_secret(value):
        section, key = _split(path)
        name = str(key[-1]) if key else ""
        example = example_of(dotted(section), f"{name.removesuffix('_env')}_env")
        rule = "name an environment variable instead, and replace the secret: it was seen"
        report.hush(section, key, BadValue("a secret stands in this file", rule=rule, example=example))


def _split(path: KeyPath) -> tuple[KeyPath, KeyPath]:
    """Part a path into its section and its key."""
    names = tuple(part for part in path if isinstance(part, str))
    depth = 2 if names[0] in NAMED or names[0] == "platforms" else 1
    depth = min(depth, len(path) - 1)
    return path[:depth], path[depth:]
