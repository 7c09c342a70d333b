"""Custom ids hold all there is to know of a button, and nothing that comes back in one is trusted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import Action
from bot.platforms.discord.components import ANYONE, CUSTOM_ID_LENGTH, Pressed, custom_id, read, turning
from bot.platforms.discord.dialect import LIMITS

ADA = "1234567890123456789"
LARGEST_ID = str(2**64 - 1)
NOW = Action(label="Now", verb="now", options=(("topic", "harbour"),))


def test_a_button_says_who_may_press_it_and_what_it_asks() -> None:
    """A custom id is read back as it was written."""
    its_id = custom_id(NOW, asker=ADA)

    assert "9do1sj396nf9:now?topic=harbour" == its_id
    assert Pressed(asker=ADA, verb="now", options={"topic": "harbour"}) == read(its_id)


def test_a_button_for_everybody_is_anyones() -> None:
    """What was posted for everybody answers whoever presses it."""
    pressed = read(custom_id(NOW))

    assert pressed is not None
    assert (ANYONE, True, True) == (pressed.asker, pressed.is_for(ADA), pressed.is_for("1"))


def test_a_button_of_somebody_is_nobody_elses() -> None:
    """Who asked may press, and nobody else."""
    pressed = read(custom_id(NOW, asker=ADA))

    assert pressed is not None
    assert (True, False) == (pressed.is_for(ADA), pressed.is_for("1"))


@pytest.mark.parametrize(("opens_form", "in_place"), [(True, False), (False, True), (False, False)])
def test_a_button_says_what_becomes_of_its_answer(*, opens_form: bool, in_place: bool) -> None:
    """Opening a form and changing a message must be known before anything is asked."""
    action = Action(label="Change", verb="me", opens_form=opens_form, in_place=in_place)
    pressed = read(custom_id(action, asker=ADA))

    assert pressed is not None
    assert (opens_form, in_place) == (pressed.opens_form, pressed.in_place)


def test_the_longest_action_of_the_largest_user_fits() -> None:
    """What the dialect promises the desk holds for every user id there can be."""
    longest = Action(label="x", verb="v" * LIMITS.action_id)

    assert CUSTOM_ID_LENGTH >= len(custom_id(longest, asker=LARGEST_ID))


def test_what_does_not_fit_is_not_cut() -> None:
    """A cut request would be another request."""
    with pytest.raises(ValueError, match="holds 100 characters"):
        custom_id(Action(label="x", verb="v" * 100), asker=ADA)


def test_a_menu_asks_for_what_was_picked() -> None:
    """The value that was picked is the request, whoever wrote the menu."""
    menu = custom_id(Action(label="", verb="choose", options=(("menu", "0"),)), asker=ADA)
    expected = Pressed(asker=ADA, verb="story", options={"story": "s1"})

    assert expected == read(menu, ["story?story=s1"])


@pytest.mark.parametrize("picked", [[], ["a", "b"], ["?"], ["ask", ""]])
def test_a_menu_without_one_answer_asks_for_nothing(picked: list[str]) -> None:
    """None or two picked cannot be a request."""
    assert read("-:choose?menu=0", picked) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "-:",
        "now",
        "now?topic=x",
        "-:NOW",
        "-;now",
        "-:?a=b",
        ":now",
        "ABC:now",
        "-:1",
        f"-:{'a' * 200}",
    ],
)
def test_what_nobody_wrote_asks_for_nothing(text: str) -> None:
    """An id of another version, or of nobody, is not taken for a request."""
    assert read(text) is None


@given(text=st.text(max_size=120), picked=st.lists(st.text(max_size=120), max_size=2))
def test_whatever_comes_back_is_read_or_refused(text: str, picked: list[str]) -> None:
    """No custom id can raise, and what is read of one is a plain request."""
    pressed = read(text, picked)

    assert pressed is None or (pressed.verb.isascii() and pressed.verb.islower())


@given(
    asker=st.integers(min_value=0, max_value=2**64 - 1),
    options=st.lists(st.tuples(st.from_regex("[a-z]{1,4}", fullmatch=True), st.text(max_size=6)), max_size=1),
)
def test_every_request_comes_back_whole(asker: int, options: list[tuple[str, str]]) -> None:
    """Whatever signs the options hold, the request read is the one written."""
    action = Action(label="x", verb="ask", options=tuple(options))
    if len(action.id) <= LIMITS.action_id:
        expected = Pressed(asker=str(asker), verb="ask", options=dict(options))

        assert expected == read(custom_id(action, asker=str(asker)))


def test_pages_are_turned_both_ways() -> None:
    """Between two pages both lead on; the number of the page shown does not."""
    buttons = turning("k7", 2, 3, asker=ADA)["components"]

    assert [("<", False), ("Page 2 of 3", True), (">", False)] == [
        (button["label"], button["disabled"]) for button in buttons
    ]
    assert ["1", "3"] == [read(buttons[at]["custom_id"]).options["page"] for at in (0, 2)]  # type: ignore[union-attr]  # written just above


@pytest.mark.parametrize(("number", "dead"), [(1, 0), (3, 2)])
def test_no_page_comes_before_the_first_or_after_the_last(number: int, dead: int) -> None:
    """What leads nowhere cannot be pressed."""
    buttons = turning("k7", number, 3, asker=ADA)["components"]

    assert {dead, 1} == {at for at, button in enumerate(buttons) if button["disabled"]}
