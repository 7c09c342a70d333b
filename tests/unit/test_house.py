"""The house rules that no linter knows: small files, small functions, a docstring for every test."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("briefings/**/*.py")])
TESTS = sorted(ROOT.glob("tests/**/*.py"))
FILE_LINES = 400
FUNCTION_LINES = 60


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text("utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.body[0].lineno + 1


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_one_subject(path: Path) -> None:
    """No file of the product grows past the length at which it has found its second subject."""
    lines = len(path.read_text("utf-8").splitlines())

    assert lines <= FILE_LINES


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_function_fits_on_a_screen(path: Path) -> None:
    """No function body of the product is longer than a screen."""
    too_long = [function.name for function in _functions(path) if _body_lines(function) > FUNCTION_LINES]

    assert too_long == []


def test_every_test_states_one_truth() -> None:
    """Every test says in its docstring what it shows."""
    silent = [
        f"{path.name}: {function.name}"
        for path in TESTS
        for function in _functions(path)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]

    assert silent == []


def test_the_lock_pins_hashes_and_names_no_registry() -> None:
    """Every package of the lock has hashes, and no line names an address."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = [block for block in lock.replace("\\\n", " ").splitlines() if "==" in block]

    assert pinned
    assert [block for block in pinned if "--hash=sha256:" not in block] == []
    assert "://" not in lock


def test_no_secret_or_machine_path_is_in_the_repository() -> None:
    """No file of the product names a directory of somebody's machine."""
    named = [str(path.relative_to(ROOT)) for path in CODE if str(ROOT) + "/" in path.read_text("utf-8")]

    assert named == []
