"""What a person's client writes for them: options of a command, and the values of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.doubles.discord.problems import Json

SUB_COMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER = 1, 2, 3, 4, 5, 6, 7, 8, 10
TEXT_INPUT, RADIO_GROUP, CHECKBOX = 4, 21, 23
_TYPES: dict[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    CHANNEL: (str,),
    NUMBER: (int, float),
}


def options_json(command: Json, verb: str, values: Mapping[str, Any], *, focused: str = "") -> list[Json]:
    """Write *values* as the options of `/command verb`, as far as Discord's client lets a person type them.

    Raises:
        AssertionError: The command has no such verb or option, or the client would refuse the value.
    """
    level, words = command.get("options") or [], verb.split()
    kinds: list[int] = []
    for word in words:
        found = next((one for one in level if one["name"] == word and one["type"] in (1, 2)), None)
        assert found, f"/{command['name']} has no {word!r}; it has {[one['name'] for one in level]}."
        level = found.get("options") or []
        kinds.append(found["type"])
    assert not any(one["type"] in (SUB_COMMAND, GROUP) for one in level), f"/{command['name']} needs a verb."
    specs = {one["name"]: one for one in level}
    unknown = set(values) - set(specs)
    assert not unknown, f"/{command['name']} {verb} has no option {unknown}; it has {list(specs)}."
    if not focused:
        _check_complete(specs, values)
    given = [_option(specs[name], value, is_focused=name == focused) for name, value in values.items()]
    for word, kind in zip(reversed(words), reversed(kinds), strict=True):
        given = [{"name": word, "type": kind, "options": given}]
    return given


def _check_complete(specs: Mapping[str, Json], values: Mapping[str, Any]) -> None:
    missing = [name for name, spec in specs.items() if spec.get("required") and name not in values]
    assert not missing, f"These options are required: {missing}."


def _option(spec: Json, value: Any, *, is_focused: bool) -> Json:
    written: Json = {"name": spec["name"], "type": spec["type"], "value": value}
    if is_focused:
        assert spec.get("autocomplete"), f"{spec['name']} offers no completion."
        return written | {"focused": True}
    fits = isinstance(value, _TYPES.get(spec["type"], (str,)))
    assert fits, f"{spec['name']} cannot be {value!r}."
    choices = [choice["value"] for choice in spec.get("choices") or ()]
    assert not choices or value in choices, f"{spec['name']} is one of {choices}, not {value!r}."
    if spec["type"] == STRING:
        least, most = spec.get("min_length") or 0, spec.get("max_length") or 6000
        assert least <= len(value) <= most, (
            f"{spec['name']} has {len(value)} characters: {least} to {most} fit."
        )
    return written


def submission_json(form: Json, values: Mapping[str, Any]) -> list[Json]:
    """Write the components of the filled-in *form*: *values* by custom id or label, the rest as it stands.

    Raises:
        AssertionError: The form has no such field, or the client would refuse the value.
    """
    sent: list[Json] = []
    used: set[str] = set()
    for number, part in enumerate(form["components"], start=1):
        if "component" not in part and "components" not in part:
            sent.append({"type": part["type"], "id": number})  # words between the fields
            continue
        spec = part["component"] if "component" in part else part["components"][0]
        names = {spec["custom_id"], part.get("label") or spec.get("label")}
        used |= names & set(values)
        given = next((values[name] for name in names if name in values), None)
        field = _field(spec, given, number)
        inner = {"component": field} if "component" in part else {"components": [field]}
        sent.append({"type": part["type"], "id": number} | inner)
    assert used == set(values), f"The form has no {set(values) - used}."
    return sent


def _field(spec: Json, given: Any, number: int) -> Json:
    written: Json = {"type": spec["type"], "id": number, "custom_id": spec["custom_id"]}
    is_required = spec.get("required") is not False
    if spec["type"] == TEXT_INPUT:
        text: str = (spec.get("value") or "") if given is None else given
        least, most = spec.get("min_length") or 0, spec.get("max_length") or 4000
        fits = (not text and not is_required) or max(least, int(is_required)) <= len(text) <= most
        assert fits, f"{spec['custom_id']} has {len(text)} characters: {least} to {most} fit."
        return written | {"value": text}
    if spec["type"] in (RADIO_GROUP, CHECKBOX):
        return written | {"value": spec.get("default") if given is None else given}
    return written | {"values": _chosen(spec, given, is_required=is_required)}


def _chosen(spec: Json, given: Any, *, is_required: bool) -> list[str]:
    options = spec.get("options") or []
    if given is None:
        defaults = [one["id"] for one in spec.get("default_values") or ()]
        chosen = [one["value"] for one in options if one.get("default")] or defaults
    else:
        chosen = list(given) if isinstance(given, list | tuple) else [given]
        chosen = pick(options, chosen) if options else chosen
    least = _or(spec.get("min_values"), 1) if is_required else 0
    most = _or(spec.get("max_values"), 1)
    assert least <= len(chosen) <= most, (
        f"{spec['custom_id']}: {least} to {most} may be chosen, not {chosen}."
    )
    return chosen


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def pick(options: list[Json], wanted: list[str]) -> list[str]:
    """Return the values of the *options* named by value or label.

    Raises:
        AssertionError: One of them is not offered.
    """
    chosen = [one["value"] for one in options if one["value"] in wanted or one["label"] in wanted]
    assert len(chosen) == len(wanted), f"Offered are {[one['label'] for one in options]}, not {wanted}."
    return chosen
