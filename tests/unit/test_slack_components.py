"""Buttons and menus on Slack carry all they ask for, and who may press them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat import Action, Emphasis
from bot.platforms.slack.components import ACTION_ID, ANYONE, Pressed, actions_blocks, read, value_of
from tests.doubles.slack.blocks import broken_blocks

ASKER = "U012AB3CD"


def choices(number: int, *, length: int = 0) -> list[Action]:
    """Make choices of one kind, each with a value of some *length*."""
    return [
        Action(label=f"No. {n}", verb="story", options=(("id", f"{n:0>{length}}"),)) for n in range(number)
    ]


@pytest.mark.parametrize(
    ("action", "written"),
    [
        (
            Action(label="x", verb="now", options=(("topic", "小 & co"),)),
            "U012AB3CD:now?topic=%E5%B0%8F+%26+co",
        ),
        (Action(label="x", verb="again", in_place=True), "U012AB3CD=again"),
        (Action(label="x", verb="me", opens_form=True), "U012AB3CD!me"),
    ],
)
def test_a_value_holds_the_whole_request(action: Action, written: str) -> None:
    """Asker, what to do with the answer, verb and options come back as they went."""
    assert written == value_of(action, ASKER)
    assert read(written) == Pressed(
        asker=ASKER,
        verb=action.verb,
        options=dict(action.options),
        opens_form=action.opens_form,
        in_place=action.in_place,
    )


def test_a_button_for_everybody_may_be_pressed_by_anybody() -> None:
    """What was posted in a channel is nobody's own."""
    public, own = (
        read(value_of(Action(label="x", verb="why"))),
        read(value_of(Action(label="x", verb="why"), ASKER)),
    )

    assert public is not None
    assert own is not None
    assert (ANYONE, True) == (public.asker, public.is_for("U999"))
    assert [True, False] == [own.is_for(ASKER), own.is_for("U999")]


@pytest.mark.parametrize("text", ["", "why", "U1", "U1:", "U1?why", "<@U1>:why", "U1:WHY", ":why", "U1: why"])
def test_a_value_that_nobody_wrote_is_not_read(text: str) -> None:
    """Anybody can send us anything."""
    assert read(text) is None


def test_a_value_too_long_is_our_own_fault() -> None:
    """The desk knows how much there is room for."""
    with pytest.raises(ValueError, match="A value holds 2000 characters, not 2015"):
        value_of(Action(label="x", verb="ask", options=(("q", "a" * 1999),)), ASKER)


def test_buttons_stand_in_one_block_in_their_order() -> None:
    """Emphasis becomes a style, and ids are numbered, for none may come twice."""
    actions = [Action(label=verb, verb=verb) for verb in "ab"]
    actions += [Action(label="c", verb="c", emphasis=Emphasis.DANGER), replace(actions[0], label="again")]
    (block,) = made = actions_blocks(actions, ASKER)

    assert [] == broken_blocks(made)
    assert [("press-1", "U012AB3CD:a"), ("press-2", "U012AB3CD:b"), ("press-3", "U012AB3CD:c")] == [
        (each["action_id"], each["value"]) for each in block["elements"]
    ]
    assert "danger" == block["elements"][2]["style"]


def test_many_choices_of_one_kind_are_a_menu() -> None:
    """More than five are picked from a menu of a hundred, among the buttons around it."""
    made = actions_blocks([Action(label="Help", verb="help"), *choices(101)], ASKER)
    kinds = [(each["type"], each["action_id"]) for each in made[0]["elements"]]

    assert [] == broken_blocks(made)
    assert [("button", "press-1"), ("static_select", "pick-2"), ("button", "press-3")] == kinds
    assert "U012AB3CD:story?id=99" == made[0]["elements"][1]["options"][99]["value"]
    assert all(ACTION_ID.fullmatch(action_id) for _, action_id in kinds)


def test_choices_too_long_for_a_menu_stay_buttons() -> None:
    """An option holds 150 characters, a button 2000; 25 of them are a block."""
    made = actions_blocks(choices(26, length=150), ASKER)

    assert [] == broken_blocks(made)
    assert [25, 1] == [len(block["elements"]) for block in made]


def test_no_actions_are_no_block() -> None:
    """Slack refuses an empty one."""
    assert [] == actions_blocks([])


def test_a_label_is_one_visible_line_of_75() -> None:
    """A label is disarmed, never empty and never too long, and no colon of it becomes an emoji."""
    labels = [
        Action(label=label, verb=verb) for verb, label in (("a", "🧵" * 50), ("go", "\u202e"), ("c", "a\nb"))
    ]
    (block,) = actions_blocks(labels)

    assert ["🧵" * 37 + "…", "go", "a b"] == [each["text"]["text"] for each in block["elements"]]
    assert {False} == {each["text"]["emoji"] for each in block["elements"]}
