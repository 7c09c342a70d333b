"""What a wrong admin file is told: every fault at once, with file, line, key, rule and a right example."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from bot.settings import SettingsError, load
from tests.unit.adminfile import SMALL, AdminFile

HOURS = "HH:MM, from 00:00 to 23:59"


def _cases(kind: str) -> list[tuple[str, str, str]]:
    """Read the faults that lie beside this file: what is replaced by what, and what is told."""
    cases = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))[kind]
    return [(case["old"], case["new"], case["told"]) for case in cases]


@pytest.fixture
def admin(tmp_path: Path) -> AdminFile:
    """Give an admin file in a folder of its own."""
    return AdminFile(tmp_path)


def test_all_faults_are_told_at_once(admin: AdminFile) -> None:
    """Bad syntax, types, references, times and sections stand in one message, in the order of the file."""
    text = (
        SMALL.replace("enabled = true", "enabled = yes")
        .replace('any = ["ban"]', 'any = "ban"')
        .replace('digest = "daily"', 'digest = "dayly"')
        .replace('"08:30"', '"8am"')
        + "[schedul.weekend]\n"
    )

    assert [
        (
            "briefbot.toml:5: [platforms.console] enabled: this is neither true nor false"
            " (small letters, no quotes) - write enabled = true"
        ),
        'briefbot.toml:10: [topics.ban] any: "ban" is not a list - write any = ["ban", "shut down"]',
        'briefbot.toml:16: [schedules.weekday] digest: there is no digest "dayly" - did you mean daily?',
        f'briefbot.toml:18: [schedules.weekday] at: "8am" is not a time ({HOURS}) - write "08:00"',
        "briefbot.toml:19: [schedul]: there is no such section - did you mean [schedules.NAME]?",
    ] == admin.told(text)


def test_the_message_holds_every_problem_as_a_paragraph(admin: AdminFile) -> None:
    """Printed, the error is one paragraph for each problem."""
    with pytest.raises(SettingsError) as raised:
        admin.load(SMALL.replace("08:30", "8am").replace("enabled = true", "enabled = 5"))

    assert [str(problem) for problem in raised.value.problems] == str(raised.value).split("\n\n")
    assert 2 == len(raised.value.problems)


def test_problems_are_data(admin: AdminFile) -> None:
    """Each part of a problem can be read by a program."""
    (problem,) = admin.problems(SMALL.replace("08:30", "25:00"))

    assert (18, "schedules.weekday", "at", '"25:00" is not a time', HOURS, '"08:30"', ()) == (
        problem.line,
        problem.section,
        problem.key,
        problem.wrong,
        problem.rule,
        problem.example,
        problem.closest,
    )


@pytest.mark.parametrize(("old", "new", "told"), _cases("fault"))
def test_a_fault_is_told_with_its_line_and_a_right_example(
    admin: AdminFile, old: str, new: str, told: str
) -> None:
    """Whoever reads the first line knows where the fault is and what to write instead."""
    assert told == admin.told_of(old, new)[0]


def test_a_dangling_name_says_how_to_start_the_first_table(admin: AdminFile) -> None:
    """A reference into an empty section shows the heading it needs."""
    told = admin.told_of('[topics.ban]\nany = ["ban"]\n', "")

    assert [
        (
            'briefbot.toml:10: [digests.daily] topics: there is no topic "ban"'
            " (there is none yet; start one with [topics.NAME])"
        )
    ] == told


def test_a_name_of_a_faulty_table_is_no_second_fault(admin: AdminFile) -> None:
    """A digest may point to a topic that is wrong in itself; only the topic is told."""
    assert [10] == [problem.line for problem in admin.problems(SMALL.replace('["ban"]\n[dig', "5\n[dig"))]


def test_a_topic_that_fails_its_own_test_is_told_by_the_sentence(admin: AdminFile) -> None:
    """A failing self-test stands on the line of its sentence."""
    told = admin.told_of(
        'any = ["ban"]',
        'any = ["ban"]\nmust_match = [\n  "It was banned.",\n  "It rained."]\nmust_not_match = ["A ban."]',
    )

    assert [
        'briefbot.toml:13: [topics.ban] must_match: "It rained." does not match: it holds no phrase of any',
        (
            'briefbot.toml:14: [topics.ban] must_not_match: "A ban." matches by "ban"; put what tells it'
            " apart into none"
        ),
    ] == told


def test_self_tests_use_the_glossary(admin: AdminFile) -> None:
    """A topic's sentence may use another name of the glossary; a faulty glossary is told alone."""
    topic = SMALL.replace('any = ["ban"]', 'any = ["ban"]\nmust_match = ["禁令"]')

    assert [] == admin.told(topic + '[glossary.ban]\nterm = "ban"\naliases = ["禁令"]\n')
    assert [21] == [
        problem.line for problem in admin.problems(topic + '[glossary.ban]\nterm = 5\naliases = ["禁令"]\n')
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty - write schema_version = 1 in its first line"),
        (b" \n\n", "the file is empty - write schema_version = 1 in its first line"),
        (SMALL.encode("utf-16"), "the file is not UTF-8 (line 1); save it again with that encoding"),
        (b"a = 1\n# caf\xe9\n", "the file is not UTF-8 (line 2); save it again with that encoding"),
        (b"#" * 1_000_001, "the file is larger than 1,000,000 bytes; this is no admin file"),
        (b"a = " + b"[" * 5000, "lists or tables stand in each other too deeply to be read"),
    ],
)
def test_what_is_no_admin_file_is_told_in_a_sentence(admin: AdminFile, data: bytes, told: str) -> None:
    """Empty, foreign, huge and bottomless files are refused whole."""
    assert [f"briefbot.toml: {told}"] == admin.told(data)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    """A folder or a pipe in place of the file is refused at once."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    told = []
    for place in (tmp_path, pipe, tmp_path / "none", tmp_path / ("x" * 400)):
        with pytest.raises(SettingsError) as raised:
            load(place, environment={})
        told.append(str(raised.value).removeprefix(f"{place}: "))

    assert [
        "this is no regular file; name yours with --config or BRIEFBOT_CONFIG",
        "this is no regular file; name yours with --config or BRIEFBOT_CONFIG",
        "there is no such file; name yours with --config or BRIEFBOT_CONFIG",
        "the file cannot be read: File name too long",
    ] == told


@pytest.mark.parametrize(("old", "new", "told"), _cases("syntax"))
def test_bad_syntax_is_told_by_line_and_section(admin: AdminFile, old: str, new: str, told: str) -> None:
    """Where the file is no TOML, the line, the section and the usual cause are named."""
    assert told == admin.told_of(old, new)[0]


def test_a_line_left_out_for_its_syntax_is_not_missed(admin: AdminFile) -> None:
    """A faulty line is one fault: nobody complains that its key is missing or that a test fails."""
    told = [
        problem.line
        for old in (
            "enabled = true",
            'any = ["ban"]',
            'type = "folder"',
            'at = ["08:30"]',
            "schema_version = 1",
        )
        for problem in admin.problems(
            SMALL.replace('any = ["ban"]', 'any = ["ban"]\nmust_match = ["A ban."]').replace(
                old, f"{old.split(' ')[0]} = ?"
            )
        )
    ]

    assert [5, 10, 7, 19, 1] == told


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("1" * 5_000, "the number is too long - write schema_version = 5"),
        ("0x" + "f" * 5_000, "version a very long number is for a newer Briefbot; this one reads version 1"),
    ],
)
def test_a_number_of_thousands_of_digits_is_a_fault_like_any_other(
    admin: AdminFile, number: str, told: str
) -> None:
    """Numbers Python itself refuses to write are told by their line."""
    text = "# a comment\n" + SMALL.replace("schema_version = 1", f"schema_version = {number}")

    assert admin.told(text)[0].startswith(f"briefbot.toml:2: schema_version: {told}")


def test_a_name_that_is_unknown_twice_is_told_once(admin: AdminFile) -> None:
    """The same fault of the same key is told once."""
    told = admin.told_of('topics = ["ban"]', 'topics = ["bann", "bann"]')

    assert 1 == sum("there is no topic" in line for line in told)
