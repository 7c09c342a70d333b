"""Kept lines get their place in the page's structure, and no word of them is lost."""

from __future__ import annotations

from briefings.cleaning.blocks import Block, lists_of, tables_of
from briefings.cleaning.lines import read_lines
from briefings.cleaning.structure import to_blocks
from briefings.model import Kind, Table


def _blocks(text: str) -> tuple[Block, ...]:
    return to_blocks(read_lines(text))


def _kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in _blocks(text)]


def test_a_hard_wrapped_paragraph_is_one_paragraph() -> None:
    """Lines broken at a margin are joined, and the paragraph stands where its first line stands."""
    text = (
        "The harbour bridge reopened on Monday, three weeks earlier\n"
        "than planned, and the first bus of the morning was full of\n"
        "people who only wanted to cross it.\n\n"
        "Ferries return to their winter timetable on the day after\n"
        "tomorrow, as the harbour master had said they would do it.\n"
    )
    joined = [block.text.count("\n") for block in _blocks(text)]

    assert [0, 0] == joined
    assert [1, 5] == [block.line for block in _blocks(text)]


def test_wrapped_chinese_is_joined_without_spaces() -> None:
    """A script without spaces gets none where its line was broken."""
    first = "港口大桥星期一重新开放，比计划提前了三个星期，清晨的第一班公交车坐满了只想过一次桥的市民们"
    text = f"{first}\n{first}\n{first}"

    assert [first * 3] == [block.text for block in _blocks(text)]


def test_sentences_of_one_length_stay_apart() -> None:
    """Lines that happen to be of one length but end as sentences are paragraphs of their own."""
    text = "\n".join(
        f"The ferry number {number} came in on Monday morning at nine." for number in range(10, 16)
    )

    assert 6 == len(_blocks(text))


def test_a_ruled_pipe_table_has_a_header() -> None:
    """The row above the rule names the columns; the rule itself is structure only."""
    blocks = _blocks("Line | From | To |\n---|---|---|\nFour | Market | Quay |\nFive | Tower | Mole |")

    assert (
        Table(
            header=("Line", "From", "To"),
            rows=(("Four", "Market", "Quay"), ("Five", "Tower", "Mole")),
            line=1,
        ),
    ) == (tables_of(blocks))
    assert ["Line | From | To", "Four | Market | Quay", "Five | Tower | Mole"] == [
        block.text for block in blocks
    ]


def test_a_tab_table_has_rows_and_no_header() -> None:
    """Columns parted by tabs are a table too; nothing says that its first row is a header."""
    blocks = _blocks("Four\tMarket\nFive\tTower")

    assert (Table(header=(), rows=(("Four", "Market"), ("Five", "Tower")), line=1),) == tables_of(blocks)


def test_one_line_with_a_bar_is_no_table() -> None:
    """A single line with a bar in it is text."""
    assert [("text", "Bus | Tram")] == _kinds("Bus | Tram")


def test_a_rule_without_a_table_is_no_row() -> None:
    """A row of dashes between paragraphs makes no table of them."""
    assert (Kind.TEXT, Kind.TEXT, Kind.TEXT) == tuple(
        block.kind for block in _blocks("One.\n\n-----\n\nTwo.")
    )


def test_items_lose_their_bullets_and_share_a_list() -> None:
    """Bullets of any shape go; the items of one list stand together."""
    assert (("walk", "ride", "row"),) == lists_of(_blocks("• walk\n• ride\n• row"))


def test_nested_lists_are_lists_of_their_own() -> None:
    """An inner list does not end the outer one, and a paragraph within an item ends neither."""
    text = (
        "1. Walk\n2. Ride\n   - by bus\n   - by tram\n     in the evening only\n   - by night train\n3. Row"
    )

    assert (("Walk", "Ride", "Row"), ("by bus", "by tram", "by night train")) == lists_of(_blocks(text))


def test_an_inner_list_that_ended_is_not_joined_again() -> None:
    """After the outer list went on, bullets below open a new inner list."""
    text = "- Walk\n   - alone\n   - in company\n- Ride\n   - by bus\n   - by tram"

    assert (("Walk", "Ride"), ("alone", "in company"), ("by bus", "by tram")) == lists_of(_blocks(text))


def test_a_count_that_starts_again_inside_goes_on() -> None:
    """A flattener that counts from 1 again after an inner list has still the outer list in mind."""
    text = "  1. Walk\n  2. Ride\n    • by bus\n    • by tram\n    1. Row"

    assert (("Walk", "Ride", "Row"), ("by bus", "by tram")) == lists_of(_blocks(text))


def test_a_paragraph_ends_a_list() -> None:
    """Items above and below a paragraph of their depth are two lists."""
    assert 2 == len(lists_of(_blocks("- one\n- two\n\nBetween them stands this.\n\n- three\n- four")))


def test_a_date_is_no_item() -> None:
    """A line that begins with a number and counts with nobody keeps its number."""
    assert [("text", "19. January was cold.")] == _kinds("19. January was cold.")


def test_a_numbered_heading_keeps_its_number() -> None:
    """Numbers above paragraphs of prose are headings, not a list."""
    text = (
        "1. Why now\n\nBecause the autumn stayed dry this year.\n\n2. Why here\n\nBecause the bridge is here."
    )

    assert () == lists_of(_blocks(text))
    assert ("heading", "1. Why now") == _kinds(text)[0]


def test_headings_are_short_and_stand_above_text() -> None:
    """A short line or question above longer text is a heading; the last line of a page is none."""
    told = (
        "What changes",
        "Ferries return to their timetable.",
        "Who pays?",
        "The council pays for all.",
        "End",
    )
    text = "\n\n".join(told)

    assert ["heading", "text", "heading", "text", "text"] == [kind for kind, _ in _kinds(text)]


def test_marks_of_headings_and_quotations_go() -> None:
    """What Markdown puts before a heading or a quotation is no word of it."""
    assert [("heading", "What changes"), ("quote", "We forgot.")] == _kinds(
        "## What changes ##\n> We forgot."
    )
