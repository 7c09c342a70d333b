"""The line of every key, checked against `tomllib` on texts nobody wrote."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings.lines import locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    Path = tuple[str | int, ...]

KEYS = st.one_of(
    st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True),
    st.sampled_from(
        ["a.b", "x = 1", "# no", "[t]", "小红书", "tab\there", 'quo"te', "it's", "", "back\\slash"]
    ),
)
TEXTS = st.sampled_from(["", "\nfake = 1\n[fake]\n", ' # "no" comment', "\n\n]]}}", "'", '""', "\\", "é小"])
SPACE = st.sampled_from(["", " ", "  ", "\t"])
GAPS = st.sampled_from(["", "\n", "# [comment]\n", "  # key = 'v'\n\n", "\t\n"])


class _Writer:
    """Writes a tree as TOML in a random style; each leaf holds a number that stands nowhere else."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.marker = 7_000_000

    def table(self, depth: int, above: tuple[str, ...]) -> str:
        """Write the keys of a table and the tables below it."""
        names = self.draw(st.lists(KEYS, max_size=4, unique=True))
        pairs: list[str] = []
        tables: list[str] = []
        for name in names:
            style = self.draw(st.sampled_from(["value", "value", "dotted", "table", "tables"]))
            if style == "value" or depth == 0:
                pairs.append(f"{self.key(name)}{self.equals()}{self.value(depth)}")
            elif style == "dotted":
                inner = self.draw(st.lists(KEYS, min_size=1, max_size=2, unique=True))
                pairs += [f"{self.key(name)} . {self.key(k)}{self.equals()}{self.value(0)}" for k in inner]
            elif style == "table":
                tables.append(self.header("[", (*above, name), "]") + self.table(depth - 1, (*above, name)))
            else:
                times = self.draw(st.integers(1, 3))
                tables += [
                    self.header("[[", (*above, name), "]]") + self.table(depth - 1, (*above, name))
                    for _ in range(times)
                ]
        gap = [self.draw(GAPS) for _ in pairs]
        written = [f"{before}{self.draw(SPACE)}{pair}\n" for before, pair in zip(gap, pairs, strict=True)]
        return "".join(written) + "".join(tables)

    def header(self, opening: str, path: tuple[str, ...], closing: str) -> str:
        """Write the heading of a table."""
        space = self.draw(SPACE)
        return f"{self.draw(GAPS)}{opening}{space}{'.'.join(map(self.key, path))}{space}{closing} # end\n"

    def key(self, name: str) -> str:
        """Write a key, bare where it can be and sometimes quoted all the same."""
        if name.isascii() and name.replace("-", "").replace("_", "").isalnum() and self.draw(st.booleans()):
            return name
        if "'" not in name and "\t" not in name and self.draw(st.booleans()):
            return f"'{name}'"
        return json.dumps(name, ensure_ascii=self.draw(st.booleans()))

    def equals(self) -> str:
        """Write the equals sign with some space."""
        return f"{self.draw(SPACE)}={self.draw(SPACE)}"

    def value(self, depth: int) -> str:
        """Write a leaf, a list or an inline table."""
        kind = self.draw(
            st.sampled_from(["number", "text", "literal", "long", "long literal", "list", "inline"])
        )
        if kind == "list" and depth > 0:
            gap = self.draw(GAPS)
            items = [
                f"{self.draw(GAPS)}{self.value(depth - 1)}{gap}" for _ in range(self.draw(st.integers(0, 3)))
            ]
            return f"[{','.join(items)}{',' if self.draw(st.booleans()) and items else ''}{self.draw(GAPS)}]"
        if kind == "inline" and depth > 0:
            names = self.draw(st.lists(KEYS, max_size=3, unique=True))
            return "{" + ", ".join(f"{self.key(n)}{self.equals()}{self.flat()}" for n in names) + "}"
        return self.leaf(kind)

    def flat(self) -> str:
        """Write a value that stands on one line."""
        return self.leaf(self.draw(st.sampled_from(["number", "text", "literal"])))

    def leaf(self, kind: str) -> str:
        """Write a leaf that begins with its own number."""
        self.marker += 1
        text = f"{self.marker}{self.draw(TEXTS)}"
        if kind == "text":
            return json.dumps(text)
        if kind == "literal" and "'" not in text and "\n" not in text:
            return f"'{text}'"
        if kind == "long":
            return '"""' + text.replace("\\", "\\\\").replace('"""', "") + '"""'
        if kind == "long literal":
            return "'''" + text.replace("'''", "") + "'''"
        return str(self.marker)


@st.composite
def _texts(draw: st.DrawFn) -> str:
    return _Writer(draw).table(3, ())


def _walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _walk(inner, (*path, position))


def _line_of(text: str, leaf: str | int) -> int:
    return text.count("\n", 0, text.index(str(leaf)[:7])) + 1


@settings(deadline=None, max_examples=200)
@given(_texts())
def test_every_path_has_its_line(text: str) -> None:
    """Whatever a text holds, each path of it is found, and each value on the line where it begins."""
    paths = dict(_walk(tomllib.loads(text)))
    lines = locate(text)
    leaves = {path: value for path, value in paths.items() if not isinstance(value, dict | list)}

    assert set(paths) == set(lines)
    assert {path: _line_of(text, leaf) for path, leaf in leaves.items()} == {
        path: lines[path] for path in leaves
    }


def test_tables_stand_where_they_are_named() -> None:
    """A table is found on the line of its heading, a list entry and each table of a list on its own."""
    text = '[a.b]\nat = [\n  "x",\n  "y",\n]\n[[c]]\n[[c]]\nd.e = 2024-01-01 08:30:00\n'

    assert {
        ("a",): 1,
        ("a", "b"): 1,
        ("a", "b", "at"): 2,
        ("a", "b", "at", 0): 3,
        ("a", "b", "at", 1): 4,
        ("c",): 6,
        ("c", 0): 6,
        ("c", 1): 7,
        ("c", 1, "d"): 8,
        ("c", 1, "d", "e"): 8,
    } == locate(text)


def test_an_invalid_text_is_not_followed() -> None:
    """Where a key should stand and none does, the search for lines gives up."""
    with pytest.raises(ValueError, match="no key at character 0"):
        locate("= 1")
