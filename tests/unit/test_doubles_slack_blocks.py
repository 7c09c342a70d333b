"""What the loopback Slack takes and refuses in blocks, views and options, and how it reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.doubles.clock import Clock
from tests.doubles.slack.blocks import broken_blocks
from tests.doubles.slack.checking import check_options, check_view
from tests.doubles.slack.elements import broken_options
from tests.doubles.slack.kit import actions, button, marked, menu, option, plain, rich, section
from tests.doubles.slack.problems import Problem
from tests.doubles.slack.reading import said
from tests.doubles.slack.world import World

if TYPE_CHECKING:
    from tests.doubles.slack import Json


PARAGRAPH = {"type": "rich_text_section", "elements": [{"type": "text", "text": "t"}]}
DATE = {"type": "date", "timestamp": 1_700_000_000, "format": "{date_short} at {time}", "fallback": "14 Nov"}
SOUND: list[list[Json]] = [
    [{"type": "header", "text": plain("h" * 150)}, {"type": "divider"}, section("s" * 3000)],
    [{"type": "section", "fields": [marked("f" * 2000)]}] * 2,
    [section("x") | {"accessory": button(url="https://example.com/", style="primary")}],
    [{"type": "context", "elements": [marked("c")] * 10}],
    [actions(*(button(action_id=f"a{number}", value="v" * 2000) for number in range(25)))],
    [actions(menu(*(option(value=str(number)) for number in range(100)), placeholder=plain("p" * 150)))],
    [
        rich(
            {"type": "text", "text": "t", "style": {"bold": True}},
            {"type": "link", "url": "https://a.b"},
            DATE,
        )
    ],
    [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [PARAGRAPH]}],
        }
    ],
    [{"type": "markdown", "text": "m" * 12_000}],
    [{"type": "table", "rows": [[{"type": "raw_text", "text": "1"}] * 20] * 100}],
    [{"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A harbour"}],
]
BROKEN: dict[str, list[Json]] = {
    "section of 3001": [section("s" * 3001)],
    "section of nothing": [section("")],
    "section without text": [{"type": "section"}],
    "eleven fields": [{"type": "section", "fields": [marked("f")] * 11}],
    "field of 2001": [{"type": "section", "fields": [marked("f" * 2001)]}],
    "header of 151": [{"type": "header", "text": plain("h" * 151)}],
    "header in mrkdwn": [{"type": "header", "text": marked("h")}],
    "eleven in a context": [{"type": "context", "elements": [marked("c")] * 11}],
    "26 buttons": [actions(*(button(action_id=f"a{number}") for number in range(26)))],
    "no buttons": [actions()],
    "label of 76": [actions(button(text=plain("l" * 76)))],
    "value of 2001": [actions(button(value="v" * 2001))],
    "address of 3001": [actions(button(url="https://example.com/" + "u" * 2981))],
    "style of its own": [actions(button(style="green"))],
    "action_id of 256": [actions(button(action_id="a" * 256))],
    "action_id twice": [actions(button(), button())],
    "block_id twice": [section("x") | {"block_id": "b"}, section("y") | {"block_id": "b"}],
    "block_id of 256": [section("x") | {"block_id": "b" * 256}],
    "101 options": [actions(menu(*(option(value=str(number)) for number in range(101))))],
    "option label of 76": [actions(menu(option("l" * 76)))],
    "option value of 151": [actions(menu(option(value="v" * 151)))],
    "initial option of none": [actions(menu(option(), initial_option=option("Two", "2")))],
    "placeholder of 151": [actions(menu(option(), placeholder=plain("p" * 151)))],
    "options and groups": [actions(menu(option(), option_groups=[]))],
    "text field in a row": [actions({"type": "plain_text_input", "action_id": "t"})],
    "unknown field": [section("x") | {"colour": "red"}],
    "unknown block": [{"type": "hologram"}],
    "empty run": [rich({"type": "text", "text": ""})],
    "style no run has": [rich({"type": "text", "text": "t", "style": {"big": True}})],
    "style as a text": [rich({"type": "text", "text": "t", "style": {"bold": "yes"}})],
    "link without address": [rich({"type": "link", "text": "t"})],
    "date without format": [rich(DATE | {"format": "today"})],
    "date in parts of seconds": [rich(DATE | {"timestamp": 1.5})],
    "mrkdwn in rich text": [rich(marked("x"))],
    "list of runs": [
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "text", "text": "t"}]}
            ],
        }
    ],
    "two tables": [{"type": "table", "rows": [[{"type": "raw_text", "text": "1"}]]}] * 2,
    "101 rows": [{"type": "table", "rows": [[{"type": "raw_text", "text": "1"}]] * 101}],
    "21 columns": [{"type": "table", "rows": [[{"type": "raw_text", "text": "1"}] * 21]}],
    "12,001 of markdown": [
        {"type": "markdown", "text": "m" * 6001},
        {"type": "markdown", "text": "m" * 6000},
    ],
    "image without words": [{"type": "image", "image_url": "https://example.com/a.png"}],
}


@pytest.mark.parametrize("blocks", SOUND, ids=lambda blocks: blocks[0]["type"])
def test_blocks_at_their_limits_are_taken(blocks: list[Json]) -> None:
    """What the documents allow passes, to the last character."""
    assert [] == broken_blocks(blocks)


@pytest.mark.parametrize("wrong", BROKEN)
def test_blocks_beyond_their_limits_are_refused(wrong: str) -> None:
    """One character, one element or one field too many is named."""
    assert 1 == len(broken_blocks(BROKEN[wrong]))


VIEW: Json = {"type": "modal", "title": plain("T"), "blocks": [section("s")]}
FIELD: Json = {
    "type": "input",
    "label": plain("l"),
    "element": {"type": "plain_text_input", "action_id": "v"},
}


@pytest.mark.parametrize(
    ("view", "error"),
    [
        (VIEW | {"title": plain("t" * 25)}, "invalid_arguments"),
        (VIEW | {"close": plain("c" * 25)}, "invalid_arguments"),
        (VIEW | {"private_metadata": "p" * 3001}, "invalid_arguments"),
        (VIEW | {"callback_id": "c" * 256}, "invalid_arguments"),
        (VIEW | {"blocks": [FIELD]}, "invalid_arguments"),
        (VIEW | {"blocks": [section("s")] * 101}, "invalid_arguments"),
        (VIEW | {"blocks": [{"type": "markdown", "text": "m"}]}, "invalid_arguments"),
        (VIEW | {"text": "t"}, "invalid_arguments"),
        (VIEW | {"type": "home"}, "invalid_arguments"),
        (VIEW | {"blocks": [section("ä" * 2000)] * 100}, "view_too_large"),
        (VIEW | {"blocks": [section("")]}, "invalid_blocks"),
    ],
)
def test_views_beyond_their_limits_are_refused(view: Json, error: str) -> None:
    """A view's title, buttons, carried text, blocks and size each have a limit."""
    with pytest.raises(Problem) as refused:
        check_view(World(Clock()), view, kinds=("modal",))

    assert error == refused.value.error


def test_a_view_at_its_limits_is_taken() -> None:
    """A hundred blocks, 24 characters of title and 3000 of carried text pass."""
    blocks = [section("s")] * 99 + [FIELD]
    view = VIEW | {"title": plain("t" * 24), "submit": plain("s" * 24), "private_metadata": "p" * 3000}
    world = World(Clock())
    check_view(world, view | {"blocks": blocks}, kinds=("modal",))

    assert [] == world.violations


@pytest.mark.parametrize(
    "offered",
    [
        None,
        {},
        {"options": [option()] * 101},
        {"options": [option("l" * 76)]},
        {"options": [], "option_groups": []},
        {"option_groups": [{"label": plain("l" * 76), "options": [option()]}]},
    ],
)
def test_suggestions_beyond_their_limits_are_refused(offered: Any) -> None:
    """A search is answered with options or groups of them, at most a hundred, each short."""
    with pytest.raises(Problem, match="invalid_options"):
        check_options(offered)


def test_a_search_may_find_nothing() -> None:
    """No options is an answer, too."""
    check_options({"options": []})

    assert [] == broken_options("options", {"options": []}, is_answer=True)


SHOWN: list[Json] = [
    {"type": "header", "text": plain("Head")},
    {"type": "markdown", "text": "**bold**"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "a &amp; b"}, plain("c")]},
    {
        "type": "section",
        "fields": [plain("one"), {"type": "mrkdwn", "text": "<https://a.b> <!here> <#C1|x>"}],
    },
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "text", "text": "see "},
                            {"type": "link", "url": "https://a.b", "text": "it"},
                            {"type": "date", "timestamp": 0, "format": "{time}", "fallback": " at 1 UTC"},
                            {"type": "user", "user_id": "U1"},
                            {"type": "emoji", "name": "wave"},
                        ],
                    }
                ],
            }
        ],
    },
    {
        "type": "table",
        "rows": [
            [
                {"type": "raw_text", "text": "1"},
                {
                    "type": "rich_text",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "2"}]}],
                },
            ]
        ],
    },
    {"type": "divider"},
]


def test_blocks_are_read_as_people_read_them() -> None:
    """Everything shown is told line by line: labels stand for links, fallbacks for dates."""
    expected = ["Head", "**bold**", "a & b c", "one", "https://a.b <!here> x"]
    expected += ["see it at 1 UTC<U1>:wave:", "1 | 2"]

    assert [] == broken_blocks(SHOWN)
    assert expected == said(SHOWN, []).split("\n")
    assert "pre\nwords" == said([], [{"pretext": "pre", "text": "words"}])


_CONFIRM = {"title": plain("Sure?"), "text": plain("t"), "confirm": plain("Yes"), "deny": plain("No")}
_FIELD = {"type": "input", "label": plain("l")}


@pytest.mark.parametrize(
    ("block", "broken"),
    [
        ({"type": "actions", "elements": [{"type": "button", "text": plain("b"), "confirm": _CONFIRM}]}, 0),
        ({"type": "actions", "elements": [{"type": "button", "text": plain("b"), "confirm": {}}]}, 4),
        ({"type": "actions", "elements": [{"type": "button", "text": plain("b"), "confirm": "yes"}]}, 1),
        ({"type": "actions", "elements": [{"type": "datepicker", "initial_date": "today"}]}, 1),
        ({"type": "actions", "elements": "all"}, 1),
        ({"type": "section", "text": plain("s"), "accessory": {"type": "image", "alt_text": ""}}, 1),
        ({"type": "context", "elements": [{"type": "button", "text": plain("b")}]}, 1),
        ({"type": "input", "label": plain("l"), "element": {"type": "number_input"}}, 1),
        (_FIELD | {"element": {"type": "plain_text_input", "max_length": 3001}}, 1),
        (_FIELD | {"element": {"type": "plain_text_input"}, "hint": plain("h" * 2001)}, 1),
        ({"type": "image", "image_url": "https://a.b/" + "i" * 3000, "alt_text": "a"}, 1),
        ({"type": "image", "alt_text": "a"}, 1),
        ({"type": "image", "image_url": "https://a.b/", "alt_text": "a", "title": plain("")}, 1),
        ({"type": "table", "rows": [[]]}, 1),
        ({"type": "table", "rows": [[{"type": "text", "text": "x"}]]}, 1),
        ({"type": "rich_text", "elements": [{"type": "rich_text_poem", "elements": []}]}, 1),
        (
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "date"}]}],
            },
            2,
        ),
        ({"type": "section", "text": {"type": "mrkdwn", "text": 5}}, 1),
    ],
)
def test_elements_have_rules_of_their_own(block: Json, broken: int) -> None:
    """Each element is held to its own documented form."""
    assert broken == len(broken_blocks([block]))
