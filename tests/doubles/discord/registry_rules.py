"""The rules of command registration."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from tests.doubles.discord.problems import FormErrors, Json

if TYPE_CHECKING:
    At = tuple[str | int, ...]

LOCALES = frozenset(
    [
        "id",
        "da",
        "de",
        "en-GB",
        "en-US",
        "es-ES",
        "es-419",
        "fr",
        "hr",
        "it",
        "lt",
        "hu",
        "nl",
        "no",
        "pl",
        "pt-BR",
        "ro",
        "fi",
        "sv-SE",
        "vi",
        "tr",
        "cs",
        "el",
        "bg",
        "ru",
        "uk",
        "hi",
        "th",
        "zh-CN",
        "ja",
        "zh-TW",
        "ko",
    ]
)
MOST_OF_TYPE = {1: 100, 2: 15, 3: 15}  # slash, user and message commands
CHARACTERS = 8000
SUB_COMMAND, GROUP, STRING = 1, 2, 3


def check_commands(commands: list[Json]) -> None:
    """Refuse a set of commands that breaks a rule.

    Raises:
        Problem: 50035 with every broken rule by field.
    """
    errors = FormErrors()
    for kind, most in MOST_OF_TYPE.items():
        if sum((one.get("type") or 1) == kind for one in commands) > most:
            errors.add((), "APPLICATION_COMMANDS_TOO_MANY", f"More than {most} commands of type {kind}.")
    _check_names_differ(errors, (), [(one.get("name"), one.get("type") or 1) for one in commands])
    for at, command in enumerate(commands):
        _check_command(errors, (at,), command)
    errors.check()


def _check_command(errors: FormErrors, at: At, command: Json) -> None:
    kind = command.get("type") or 1
    _check_named(errors, at, command, is_slash=kind == 1)
    if kind != 1 and command.get("description"):
        message = "Context menu commands cannot have description"
        errors.add((*at, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", message)
    _check_options(errors, (*at, "options"), command.get("options") or [], depth=0)
    if characters_of(command) > CHARACTERS:
        message = f"Command exceeds maximum size ({CHARACTERS})"
        errors.add(at, "APPLICATION_COMMAND_TOO_LARGE", message)
    if set(command.get("contexts") or ()) - {0, 1, 2}:
        errors.add((*at, "contexts"), "BASE_TYPE_CHOICES", "Value must be one of {0, 1, 2}.")
    if set(command.get("integration_types") or ()) - {0, 1}:
        errors.add((*at, "integration_types"), "BASE_TYPE_CHOICES", "Value must be one of {0, 1}.")


def _check_named(errors: FormErrors, at: At, part: Json, *, is_slash: bool) -> None:
    names = {"name": part.get("name", "")}
    names |= {f"name_localizations.{at}": name for at, name in (part.get("name_localizations") or {}).items()}
    for field, name in names.items():
        errors.length((*at, *field.split(".")), name, least=1, most=32)
        if is_slash and not is_command_name(str(name)):
            message = "Command name is invalid"
            errors.add((*at, *field.split(".")), "APPLICATION_COMMAND_INVALID_NAME", message)
    if is_slash:
        errors.length((*at, "description"), part.get("description") or "", least=1, most=100)
    for locale, text in (part.get("description_localizations") or {}).items():
        errors.length((*at, "description_localizations", locale), text, least=1, most=100)
    for field in ("name_localizations", "description_localizations"):
        for locale in set(part.get(field) or ()) - LOCALES:
            errors.add((*at, field, locale), "BASE_TYPE_CHOICES", f"{locale} is no locale of Discord's.")


def is_command_name(name: str) -> bool:
    r"""Tell whether *name* fits ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$ and is in lower case."""
    return 1 <= len(name) <= 32 and name == name.lower() and all(map(_may_stand, name))


def _may_stand(character: str) -> bool:
    is_deva_or_thai = 0x0900 <= ord(character) <= 0x097F or 0x0E00 <= ord(character) <= 0x0E7F
    return character in "-_'" or unicodedata.category(character)[0] in "LN" or is_deva_or_thai


def _check_options(errors: FormErrors, at: At, options: list[Json], *, depth: int) -> None:
    errors.count(at, options, most=25)
    _check_names_differ(errors, at, [one.get("name") for one in options])
    was_optional = False
    for number, option in enumerate(options):
        where = (*at, number)
        _check_option(errors, where, option, depth=depth)
        if option.get("required") and was_optional:
            message = "Required options must be placed before non-required options"
            errors.add((*where, "required"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        was_optional = was_optional or not option.get("required")
    kinds = {(one.get("type") or 0) in (SUB_COMMAND, GROUP) for one in options}
    if len(kinds) > 1:
        message = "Sub-commands and other options cannot be mixed"
        errors.add(at, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)


def _check_option(errors: FormErrors, at: At, option: Json, *, depth: int) -> None:
    _check_named(errors, at, option, is_slash=True)
    kind = option.get("type")
    if kind not in range(1, 12):
        errors.add((*at, "type"), "BASE_TYPE_CHOICES", "Value must be one of {1..11}.")
    if (kind == GROUP and depth > 0) or (kind == SUB_COMMAND and depth > 1):
        errors.add((*at, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Too deep for a sub-command.")
    if kind in (SUB_COMMAND, GROUP):
        _check_options(errors, (*at, "options"), option.get("options") or [], depth=depth + 1)
        return
    if option.get("autocomplete") and option.get("choices"):
        message = "Autocomplete and choices exclude each other"
        errors.add((*at, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", message)
    _check_choices(errors, (*at, "choices"), option.get("choices") or [])
    if kind == STRING and not 1 <= (option.get("max_length") or 6000) <= 6000:
        errors.add((*at, "max_length"), "NUMBER_TYPE_MAX", "int value should be between 1 and 6000.")


def _check_choices(errors: FormErrors, at: At, choices: list[Json]) -> None:
    errors.count(at, choices, most=25)
    _check_names_differ(errors, at, [one.get("name") for one in choices])
    for number, choice in enumerate(choices):
        check_choice(errors, (*at, number), choice)


def check_choice(errors: FormErrors, at: At, choice: Json) -> None:
    """Note what breaks a rule of one choice, registered or offered by completion."""
    errors.length((*at, "name"), choice.get("name", ""), least=1, most=100)
    if isinstance(choice.get("value"), str) or choice.get("value") is None:
        errors.length((*at, "value"), choice.get("value") or "", least=1, most=100)
    for locale, name in (choice.get("name_localizations") or {}).items():
        errors.length((*at, "name_localizations", locale), name, least=1, most=100)
        if locale not in LOCALES:
            errors.add((*at, "name_localizations", locale), "BASE_TYPE_CHOICES", "No locale of Discord's.")


def _check_names_differ(errors: FormErrors, at: At, names: list[Any]) -> None:
    if len(set(names)) < len(names):
        message = "Application command names must be unique"
        errors.add(at, "APPLICATION_COMMANDS_DUPLICATE_NAME", message)


def characters_of(part: Json) -> int:
    """Count name, description and values of a command and all inside it; the longest localisation counts."""
    total = 0
    for field in ("name", "description"):
        texts = [part.get(field) or "", *(part.get(f"{field}_localizations") or {}).values()]
        total += max(map(len, texts))
    if isinstance(part.get("value"), str):
        total += len(part["value"])
    return total + sum(map(characters_of, [*(part.get("options") or []), *(part.get("choices") or [])]))
