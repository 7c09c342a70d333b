"""What commands are called in other languages: read from files, one a language, and checked key by key.

The bot brings some in bot/locales; a file of the same name in config/locales goes before it, word by word.

    [groups.brief]                   # /brief itself
    name = "bericht"
    summary = "Berichte aus den gelesenen Artikeln"
    [commands.now]                   # /brief now
    name = "jetzt"
    [commands.now.options.window]
    name = "zeitraum"
    choices = { since-last = "seit dem letzten" }
    [options.topic]                  # wherever a command says nothing else
    name = "thema"
    [menus.why]                      # "Why is this here?" on every message
    name = "Warum steht das hier?"
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Table = Mapping[str, Any]

BUILT_IN = Path(__file__).parents[2] / "locales"
# The languages of Discord's clients (reference#locales, November 2026).
LOCALES = frozenset(
    {"bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "hi", "hr", "hu"}
    | {"id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk"}
    | {"vi", "zh-CN", "zh-TW"}
)
NAME_LENGTH, SUMMARY_LENGTH = 32, 100  # characters; a choice is as long as a summary
_TABLES = ("groups", "commands", "options", "menus")
_SIGNS = "-_'"
_SCRIPTS = (range(0x0900, 0x0980), range(0xA8E0, 0xA900), range(0x0E00, 0x0E80))  # Devanagari, Thai
_NAME_RULE = "letters, digits, - and _ only, no spaces and no capitals, at most 32 characters"

Key: TypeAlias = tuple[str, ...]


class LanguageError(Exception):
    """A file of names cannot be used; each line says which file and key, what is wrong and what is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The words of one language, by where they stand in its file: ("commands", "now", "name")."""

    locale: str
    words: Mapping[Key, str]
    path: Path  # the last file they were read from

    def word(self, *keys: Key) -> str | None:
        """Return the word that stands under the first of *keys* to have one."""
        return next((self.words[key] for key in keys if key in self.words), None)


def read_languages(folder: Path | None = None) -> tuple[Language, ...]:
    """Read the languages the bot brings, and those in *folder*, which go before them.

    Raises:
        LanguageError: A file cannot be read, is no language's, or holds what Discord does not take.
    """
    found: dict[str, Language] = {}
    problems: list[str] = []
    for path in (*_files(BUILT_IN), *(_files(folder) if folder else ())):
        words, wrong = _read(path)
        problems += wrong
        before = found[path.stem].words if path.stem in found else {}
        found[path.stem] = Language(locale=path.stem, words={**before, **words}, path=path)
    if problems:
        raise LanguageError("\n".join(problems))
    return tuple(found[locale] for locale in sorted(found))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))


def _read(path: Path) -> tuple[dict[Key, str], list[str]]:
    """Return the words of one file, and what is wrong with it."""
    if path.stem not in LOCALES:
        known = ", ".join(sorted(LOCALES))
        return {}, [f"{path}: {path.stem} is no language of Discord's. Call the file after one of {known}."]
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return {}, [f"{path}: this cannot be read as TOML: {error}."]
    words: dict[Key, str] = {}
    problems: list[str] = []
    for key, value in _leaves(table):
        wrong = _wrong(key, value)
        if wrong:
            problems.append(f"{path}: {'.'.join(key)}: {wrong}.")
        else:
            words[key] = str(value)
    return words, problems


def _leaves(table: Table, before: Key = ()) -> Iterator[tuple[Key, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*before, name))
        else:
            yield (*before, name), value


def _wrong(key: Key, value: object) -> str:
    """Say what is wrong with *value* under *key*; nothing when all is well."""
    if key[0] not in _TABLES:
        return f"there is no table of this name, only {', '.join(_TABLES)}"
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        return "this is no text; write it in quotes, on one line"
    is_free = "choices" in key or key[-1] == "summary" or key[0] == "menus"
    if is_free:
        limit = NAME_LENGTH if key[0] == "menus" else SUMMARY_LENGTH
        return f"{len(value)} characters are too many; the limit is {limit}" if len(value) > limit else ""
    return "" if is_name(value) else f'"{value}" is no name of a command or option: {_NAME_RULE}'


def is_name(text: str) -> bool:
    """Tell whether Discord takes *text* as the name of a command or an option."""
    is_short = 0 < len(text) <= NAME_LENGTH
    return is_short and text == text.lower() and all(map(_is_sign_of_name, text))


def _is_sign_of_name(sign: str) -> bool:
    is_letter = unicodedata.category(sign)[0] in "LN"
    return is_letter or sign in _SIGNS or any(ord(sign) in script for script in _SCRIPTS)
