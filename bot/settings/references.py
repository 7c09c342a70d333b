"""Check that every name the admin file uses is one it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.settings.problems import BadValue, shown
from bot.settings.schema import PLATFORMS
from bot.settings.suggestions import closest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.settings.problems import KeyPath, Report

# (section, key, the section its names come from)
_POINTS_TO = (
    ("digests", "topics", "topics"),
    ("digests", "sources", "sources"),
    ("schedules", "digest", "digests"),
    ("schedules", "targets", "targets"),
)


def check_references(data: Mapping[str, Any], report: Report) -> None:
    """Report each name that nothing in the file has.

    It reads the tables as written: a name that points to a faulty table is no second mistake.
    """
    for section, key, target in _POINTS_TO:
        known = _names(data, target)
        for name, table in _tables(data, section):
            for place, wanted in _wanted(table, key):
                _check_name(wanted, known, target, (section, name), place, report)
    bot = data.get("bot")
    for place, wanted in _wanted(bot if isinstance(bot, dict) else {}, "admin_target"):
        _check_name(wanted, _names(data, "targets"), "targets", ("bot",), place, report)
    _check_platforms(data, report)


def _check_name(
    wanted: str, known: list[str], target: str, at: KeyPath, place: KeyPath, report: Report
) -> None:
    if wanted in known:
        return
    one = target.removesuffix("s")
    listed = (
        f"there are {', '.join(known[:8])}" if known else f"there is none yet; start one with [{target}.NAME]"
    )
    meant = closest(wanted, known)
    report.add(
        at, place, BadValue(f"there is no {one} {shown(wanted)}", rule="" if meant else listed, closest=meant)
    )


def _check_platforms(data: Mapping[str, Any], report: Report) -> None:
    """Report targets on platforms that do not exist or are not switched on."""
    platforms = data.get("platforms")
    tables = platforms if isinstance(platforms, dict) else {}
    for name, table in _tables(data, "targets"):
        for place, wanted in _wanted(table, "platform"):
            if wanted not in PLATFORMS:
                _check_name(wanted, list(PLATFORMS), "platforms", ("targets", name), place, report)
            elif not isinstance(tables.get(wanted), dict) or tables[wanted].get("enabled", False) is False:
                wrong = f"platform {shown(wanted)} is not switched on"
                example = f"enabled = true below [platforms.{wanted}]"
                report.add(("targets", name), place, BadValue(wrong, example=example, is_absence=True))


def _names(data: Mapping[str, Any], section: str) -> list[str]:
    return [name for name, _ in _tables(data, section)]


def _tables(data: Mapping[str, Any], section: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    tables = data.get(section)
    for name, table in tables.items() if isinstance(tables, dict) else ():
        if isinstance(table, dict):
            yield name, table


def _wanted(table: Mapping[str, Any], key: str) -> Iterator[tuple[KeyPath, str]]:
    """Yield the names a key gives, each with its place; values of a wrong type are reported elsewhere."""
    value = table.get(key)
    if isinstance(value, str):
        yield (key,), value
    for position, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, str):
            yield (key, position), item
