"""The description of every key, from which the README's table is made."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from bot.settings import KeyHelp, describe
from bot.settings.schema import NAMED, PLATFORMS, SINGLE
from tests.unit.adminfile import AdminFile

if TYPE_CHECKING:
    from pathlib import Path

KEYS = describe()


def test_every_section_is_described() -> None:
    """No section of the admin file is left out."""
    described = {key.section for key in KEYS}
    platforms = {f"platforms.{name}" for name in PLATFORMS}

    assert {"", *SINGLE, *platforms, *(f"{name}.NAME" for name in NAMED)} <= described


def test_a_key_is_described_as_the_admin_writes_it() -> None:
    """A row holds section, key, type, default, description and example, as they stand in the file."""
    rows = {(row.section, row.key): row for row in KEYS}

    assert (
        KeyHelp(
            section="digests.NAME",
            key="if_empty",
            type='"skip" or "line"',
            default='"skip"',
            description="With nothing new: post nothing, or one line.",
            example='"line"',
        )
        == rows["digests.NAME", "if_empty"]
    )
    assert ("list", '["title", "body"]') == (
        rows["topics.NAME", "in"].type,
        rows["topics.NAME", "in"].default,
    )
    assert ("duration", '"6h"') == (
        rows["schedules.NAME", "grace"].type,
        rows["schedules.NAME", "grace"].default,
    )
    assert ("true or false", "true") == (
        rows["qa", "unanswered_log"].type,
        rows["qa", "unanswered_log"].default,
    )
    assert ("number", "") == (rows["topics.NAME", "cap"].type, rows["topics.NAME", "cap"].default)
    assert "required" == rows["sources.NAME", "type"].default
    assert ("fetch.timeouts", "total") in rows


@pytest.mark.parametrize("row", KEYS, ids=lambda row: f"{row.section} {row.key}")
def test_a_key_says_what_it_does_in_a_sentence(row: KeyHelp) -> None:
    """Each description is a short sentence, and each example is TOML."""
    value = tomllib.loads(f"example = {row.example}")["example"]

    assert row.description[0].isupper()
    assert row.description.endswith(".")
    assert value not in ("", [], None)


def test_examples_are_right(tmp_path: Path) -> None:
    """A section that holds an example is never told that this value is wrong."""
    admin = AdminFile(tmp_path)
    wrong = [
        problem
        for row in KEYS[1:]
        for problem in admin.problems(f"schema_version = 1\n[{row.section}]\n{row.key} = {row.example}\n")
        if problem.key == row.key
        and not problem.wrong.startswith(("there is no", "the variable", "platform"))
    ]

    assert [] == wrong


@pytest.mark.parametrize(
    "value",
    [
        *[
            "5",
            "-1",
            "1.5",
            "nan",
            "inf",
            "true",
            "1" + "0" * 400,
            '""',
            '"x"',
            r'"\u0000"',
            f'"{"x" * 3000}"',
        ],
        *["[]", "[1]", '["x", 5]', "[[1]]", "[{}]", "{}", "{ a = 1 }"],
        *["2025-01-01", "08:00:00", "2025-01-01T00:00:00", "9999-12-31T23:59:59-23:59"],
    ],
)
def test_any_value_of_any_key_is_taken_or_refused(tmp_path: Path, value: str) -> None:
    """Whatever stands at every key at once, it is told in sentences, each at a line of the file."""
    sections = dict.fromkeys(row.section for row in KEYS[1:])
    tables = {
        section: [f"{row.key} = {value}" for row in KEYS if row.section == section] for section in sections
    }
    text = "schema_version = 1\n" + "".join(
        f"[{section.replace('NAME', 'x')}]\n" + "\n".join(lines) + "\n" for section, lines in tables.items()
    )
    problems = AdminFile(tmp_path).problems(text)

    assert problems
    assert [] == [problem for problem in problems if problem.line is None or len(str(problem)) > 600]
