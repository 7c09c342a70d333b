"""Checks request bodies against Discord's own OpenAPI description, where that file is at hand."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

if TYPE_CHECKING:
    from tests.doubles.discord.problems import Json

DESCRIPTION = Path(__file__).parents[4] / "shared" / "specs" / "discord-openapi.json"
_NUMBER = re.compile(r"-?\d+")


def broken_rules(method: str, route: str, body: Any) -> list[str]:
    """Name what is wrong with *body* by the description; nothing when there is no such file or route."""
    if body is None:
        return []
    return list(_broken(method.lower(), re.sub(r"\{\w+\}", "{}", route), json.dumps(body)))


@functools.lru_cache(maxsize=1_000)  # the commands alone take 0.3 s, and every connection registers the same
def _broken(method: str, route: str, body: str) -> tuple[str, ...]:
    validator = _validator(method, route)
    if validator is None:
        return ()
    closest = [best_match([error]) for error in validator.iter_errors(json.loads(body))]
    return tuple(f"{error.json_path}: {error.message[-200:]}" for error in closest)


@functools.cache
def _description() -> Json:
    if not DESCRIPTION.exists():
        return {"paths": {}, "components": {"schemas": {}}}
    read: Json = json.loads(DESCRIPTION.read_text("utf-8"), object_hook=_as_discord_reads)
    return read


def _as_discord_reads(schema: Json) -> Json:
    """Read oneOf as anyOf, as the description's own README announces; and take a number for a snowflake."""
    if schema.get("format") == "snowflake":
        return {"type": ["string", "integer"]}
    if "oneOf" in schema:
        schema["anyOf"] = schema.pop("oneOf")
    return schema


@functools.cache
def _schemas() -> dict[tuple[str, str], str]:
    """Map a method and a path without the names of its parameters to the place of the body's schema."""
    found: dict[tuple[str, str], str] = {}
    for path, methods in _description()["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict) and "application/json" in operation.get("requestBody", {}).get(
                "content", {}
            ):
                escaped = path.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
                place = f"urn:discord#/paths/{escaped}/{method}/requestBody/content/application~1json/schema"
                found[method, re.sub(r"\{\w+\}", "{}", path)] = place
    return found


@functools.cache
def _registry() -> Registry[Any]:
    resource = Resource.from_contents(_description(), default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:discord", resource)
    return registry


@functools.cache
def _validator(method: str, path: str) -> Any:
    place = _schemas().get((method, path))
    if place is None:
        return None
    return _Validator({"$ref": place}, registry=_registry())


def _is_integer(_checker: Any, value: object) -> bool:
    """Take numeric strings for integers, as the description's README says Discord does."""
    is_text = isinstance(value, str) and _NUMBER.fullmatch(value) is not None
    return is_text or (isinstance(value, int) and not isinstance(value, bool))


_Validator = extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)
