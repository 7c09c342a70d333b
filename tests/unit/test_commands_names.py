"""Names are completed and resolved, and never guessed."""

from __future__ import annotations

from bot.commands.names import Named, closest, complete, resolve

HARBOUR = Named(id="harbour", label="Harbour bridge", aliases=("the quay", "港口大桥"), detail="4 articles")
HARVEST = Named(id="harvest", label="Harvest")
FERRY = Named(id="ferry-1", label="New ferry to Harwich", aliases=("boat",))
ALL = (HARVEST, FERRY, HARBOUR)


def test_nothing_typed_offers_everything_in_its_order() -> None:
    """An empty input shows the list as it stands, as far as it may."""
    assert [HARVEST, FERRY] == complete("  ", ALL, limit=2)


def test_completion_ranks_prefix_then_word_then_alias_then_spelling() -> None:
    """What begins so comes first, then words that begin so, other names, and what is spelled alike."""
    assert [HARVEST, HARBOUR, FERRY] == complete("har", ALL)
    assert [HARBOUR] == complete("quay", ALL)
    assert [FERRY] == complete("BOA", ALL)
    assert [HARVEST] == complete("harvets", ALL)
    assert [] == complete("xylophone", ALL)


def test_scripts_without_spaces_match_anywhere() -> None:
    """In Chinese a name is found by any of its characters."""
    assert [HARBOUR] == complete("大桥", ALL)
    assert [HARBOUR] == resolve("大桥", ALL)


def test_a_whole_name_is_clear_even_when_others_begin_with_it() -> None:
    """The exact name, label, id or alias wins over everything that only begins like it."""
    longer = Named(id="harvest-2", label="Harvest festival")

    assert [HARVEST] == resolve("harvest", (longer, HARVEST))
    assert [longer] == resolve("harvest-2", (longer, HARVEST))
    assert [HARBOUR] == resolve("The  Quay", ALL)


def test_hyphens_case_and_width_do_not_matter() -> None:
    """A name is the same however it is typed."""
    assert [HARBOUR] == resolve("HARBOUR-BRIDGE", ALL)
    assert [FERRY] == resolve("ＦＥＲＲＹ＿1", ALL)


def test_a_unique_beginning_is_clear_and_a_shared_one_is_not() -> None:
    """One that fits is meant; several that fit are all returned."""
    assert [HARBOUR] == resolve("harb", ALL)
    assert [HARVEST, FERRY, HARBOUR] == resolve("har", ALL)


def test_a_misspelled_name_is_proposed_and_not_resolved() -> None:
    """Being nearly right names nothing, but is what `closest` proposes."""
    assert [] == resolve("harbor bridge", ALL)
    assert [HARBOUR] == closest("harbor bridge", ALL)


def test_nothing_typed_names_nothing() -> None:
    """A blank is no name, and hugely long text is compared only at its beginning."""
    assert [] == resolve(" - ", ALL)
    assert [] == closest("x" * 100_000, ALL)


def test_a_line_of_the_list_has_the_detail() -> None:
    """The list shows how much there is."""
    assert ("Harbour bridge - 4 articles", "Harvest") == (HARBOUR.line, HARVEST.line)
