"""A message becomes Discord's JSON: content to begin with, an embed for each section, buttons below."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat import Action, Emphasis, Message, Section
from bot.platforms.discord.buttons import grouped, rows
from bot.platforms.discord.embeds import PALETTE, body, colour, description, figures
from tests.doubles.discord.checking import check_message

BRIDGE = Section(
    heading="Bridge opens",
    url="https://harbour.example/bridge",
    lines=("> It opened. [1]", "> It held. [2]"),
    figures=("**170 million users** [1]", "**75 days** [2]"),
    receipts=(
        "[1] Harbour Post - [Bridge opens](<https://harbour.example/bridge>) (harbour.example) - 15 Jan 2025",
        "[2] Desk - b.txt - undated",
    ),
    why="Why: harbour",
    topic="harbour",
)
BRIEFING = Message(
    title="Daily - <t:1737374400:f>",
    lead=("Nothing is left out.",),
    sections=(BRIDGE,),
    footer="5 of 5 sources read \\*",
    actions=(Action(label="Why these?", verb="why"),),
)


def named(action: Action) -> str:
    """Make the custom id of a button."""
    return f"me:{action.id}"


def test_a_briefing_is_written_whole() -> None:
    """Title and lead are content; heading, lines, receipts, figures, footer and buttons have their places."""
    made = body(BRIEFING, custom_id=named)

    check_message(made)
    assert made == {
        "content": "**Daily - <t:1737374400:f>**\nNothing is left out.",
        "embeds": [
            {
                "title": "Bridge opens",
                "url": "https://harbour.example/bridge",
                "description": (
                    "> It opened. [1]\n> It held. [2]\n"
                    "-# [1] Harbour Post - [Bridge opens](<https://harbour.example/bridge>)"
                    " (harbour.example) - 15 Jan 2025\n"
                    "-# [2] Desk - b.txt - undated\n-# Why: harbour"
                ),
                "fields": [{"name": "Key figures", "value": "**170 million users** [1] · **75 days** [2]"}],
                "color": colour("harbour"),
                "footer": {"text": "5 of 5 sources read *"},
            }
        ],
        "components": [
            {
                "type": 1,
                "components": [{"type": 2, "style": 2, "label": "Why these?", "custom_id": "me:why"}],
            }
        ],
        "allowed_mentions": {"parse": []},
        "flags": 0,
    }


def test_a_notice_is_content_alone_and_shows_no_previews() -> None:
    """A sentence needs no embed, and then previews are off, which would hide embeds."""
    made = body(Message(lead=("Nothing is called **x**.",)), custom_id=named)

    assert ("Nothing is called **x**.", [], [], 4) == (
        made["content"],
        made["embeds"],
        made["components"],
        made["flags"],
    )


def test_a_heading_shows_its_host_when_no_receipt_does() -> None:
    """A linked heading never stands without saying where it leads."""
    bare = replace(BRIDGE, receipts=())
    (embed,) = body(Message(sections=(bare,)), custom_id=named)["embeds"]

    assert {"name": "harbour.example"} == embed["author"]


def test_two_embeds_never_lead_to_one_address() -> None:
    """Discord merges embeds of one address; the second goes without."""
    made = body(Message(sections=(BRIDGE, BRIDGE)), custom_id=named)

    assert [True, False] == ["url" in embed for embed in made["embeds"]]


def test_an_address_that_discord_refuses_is_left_out() -> None:
    """An address of more than 2048 characters does not lose the whole message."""
    long = replace(BRIDGE, url="https://harbour.example/" + "p" * 2048)
    (embed,) = body(Message(sections=(long,)), custom_id=named)["embeds"]

    assert "url" not in embed


def test_a_moment_is_written_out_where_discord_draws_none() -> None:
    """A footer and a heading render no moments, so they say them with a zone."""
    made = body(
        Message(sections=(Section(heading="At <t:1737374400:f>"),), footer="At <t:1737374400:f>"),
        custom_id=named,
    )

    assert ("At 20 Jan 2025, 12:00 UTC", "At 20 Jan 2025, 12:00 UTC") == (
        made["embeds"][0]["title"],
        made["embeds"][0]["footer"]["text"],
    )


def test_a_quotation_inside_a_line_has_no_bar() -> None:
    """The sign of a quotation is one only where a line begins; after a moment it is none at all."""
    section = Section(lines=("Line 3: > gone", "<t:1:f> > gone", "> stays"))

    assert "Line 3: gone\n<t:1:f> gone\n> stays" == description(section)


def test_a_title_with_weight_of_its_own_gets_no_more() -> None:
    """Weight in weight would end early."""
    assert "**a** b" == body(Message(title="**a** b"), custom_id=named)["content"]


def test_figures_that_do_not_fit_are_left_out_whole() -> None:
    """A field holds 1024 units; a figure is never cut, and its sentence holds it anyway."""
    assert "a · c" == figures(Section(figures=("a", "b" * 1023, "c")))


def test_a_topic_keeps_its_colour() -> None:
    """Colours come from the name alone, so they are the same on every machine and after every restart."""
    assert [0x0E8AB3, 0x7474E6] == [colour("harbour"), colour("小红书")]


def _luminance(shade: int) -> float:
    channels = [(shade >> shift & 255) / 255 for shift in (16, 8, 0)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("shade", PALETTE)
@pytest.mark.parametrize("background", [0xFFFFFF, 0x2B2D31])
def test_every_colour_can_be_told_from_the_background(shade: int, background: int) -> None:
    """Each colour has the contrast that WCAG asks of signs, in Discord's light and dark dress."""
    lighter, darker = sorted((_luminance(shade), _luminance(background)), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= 3.4


def choices(number: int, verb: str = "story") -> list[Action]:
    """Make choices of one kind."""
    return [Action(label=f"No. {n}", verb=verb, options=(("id", str(n)),)) for n in range(number)]


def test_buttons_stand_in_rows_of_five() -> None:
    """Emphasis becomes a style; six different buttons are two rows."""
    actions = [Action(label=verb, verb=verb) for verb in "abcde"]
    actions += [Action(label="f", verb="f", emphasis=Emphasis.DANGER)]
    made = rows(actions, named)

    assert [5, 1] == [len(row["components"]) for row in made]
    assert {"type": 2, "style": 4, "label": "f", "custom_id": "me:f"} == made[1]["components"][0]


def test_many_choices_of_one_kind_are_a_menu() -> None:
    """More than five choices are picked from a menu of 25, whose values are what is asked for."""
    made = rows([*choices(26), Action(label="Help", verb="help")], named)

    check_message(body(Message(title="x", actions=tuple(choices(26))), custom_id=named))
    assert [3, 2] == [row["components"][0]["type"] for row in made]
    assert "me:choose?menu=0" == made[0]["components"][0]["custom_id"]
    assert {"label": "No. 24", "value": "story?id=24"} == made[0]["components"][0]["options"][24]
    assert ["me:story?id=25", "me:help"] == [button["custom_id"] for button in made[1]["components"]]


def test_a_button_that_comes_twice_is_shown_once() -> None:
    """Discord refuses a message in which an id comes twice."""
    assert [1] == [len(row) for row in grouped([*choices(1), *choices(1)])]


def test_buttons_that_open_forms_stay_buttons() -> None:
    """A menu cannot say that a form is wanted, so those never join one."""
    forms = [replace(action, opens_form=True) for action in choices(6)]

    assert [5, 1] == [len(row) for row in grouped(forms)]


def test_a_label_is_one_visible_line_of_80() -> None:
    """A label is disarmed, never empty and never too long."""
    labels = [
        Action(label=label, verb="go", options=(("n", label[:1]),)) for label in ("🧵" * 50, "\u202e", "a\nb")
    ]
    (row,) = rows(labels, named)

    assert ["🧵" * 39 + "…", "go", "a b"] == [button["label"] for button in row["components"]]
