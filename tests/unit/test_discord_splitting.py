"""A message becomes as many posts as it needs, each fit for Discord, and all of it is in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat import Action, Message, Section
from bot.platforms.discord.embeds import body, description
from bot.platforms.discord.measuring import broken, cut, units
from bot.platforms.discord.splitting import parts
from tests.discord_markdown import render
from tests.doubles.discord.checking import check_message


def section(number: int, *lines: str, heading: str = "") -> Section:
    """Make a section whose lines cite its one receipt."""
    return Section(
        heading=heading or f"Story {number}",
        url=f"https://a.example/{number}",
        lines=tuple(f"> {line} [{number}]" for line in lines),
        receipts=(f"[{number}] Harbour Post - Title {number} - 15 Jan 2025",),
        topic="harbour",
    )


def checked(message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
    """Divide a message and hold each part against Discord's limits."""
    made = parts(message, in_thread=in_thread)
    for part in made:
        check_message(body(part, custom_id=lambda action: action.id))
    return made


SHORT = Message(
    title="Daily", lead=("Lead.",), sections=(section(1, "One."),), footer="Foot", text="All of it"
)
ACTION = Action(label="Why?", verb="why")


def test_what_fits_stays_one_post() -> None:
    """A short message is its own only part, plain text and all."""
    assert (SHORT,) == checked(SHORT)


def test_stories_are_divided_between_sections() -> None:
    """Ten embeds fill a post; the next says that it goes on, and the last has the footer and the buttons."""
    long = replace(SHORT, sections=tuple(section(n, "One.") for n in range(1, 13)), actions=(ACTION,))
    first, second = checked(long)

    assert (10, 2) == (len(first.sections), len(second.sections))
    assert ("Daily", "Daily (continued)") == (first.title, second.title)
    assert (("Lead.",), ()) == (first.lead, second.lead)
    assert [("", ()), ("Foot", (ACTION,))] == [(part.footer, part.actions) for part in (first, second)]


def test_each_part_carries_its_share_of_the_plain_text() -> None:
    """Together the shares are the whole, without any markup."""
    long = Message(
        title="Daily <t:1737374400:f>",
        sections=(section(1, "**One** \\*" + "a" * 4000), section(2, "Two." + "b" * 3000)),
        footer="Foot",
    )
    first, second = checked(long)

    assert first.text == (
        "Daily 20 Jan 2025, 12:00 UTC\n\n"
        f"Story 1 <https://a.example/1>\nOne *{'a' * 4000} [1]\n[1] Harbour Post - Title 1 - 15 Jan 2025"
    )
    assert second.text.endswith("[2]\n[2] Harbour Post - Title 2 - 15 Jan 2025\n\nFoot")


def test_a_long_story_goes_on_under_its_heading_with_its_receipts() -> None:
    """A story too long for an embed is divided between lines; each piece has what its lines cite."""
    lines = tuple(f"> {'a' * 1500} [{number}]" for number in (1, 1, 2))
    receipts = ("[1] A - a", "[2] B - b", "[3] C - c")
    long = replace(section(1), lines=lines, receipts=receipts, figures=("75 days [1]",), why="Why: x")
    (post,) = checked(Message(sections=(long,)))
    first, second = post.sections

    assert ("Story 1", "Story 1 (continued)") == (first.heading, second.heading)
    assert ("https://a.example/1", None) == (first.url, second.url)
    assert (lines[:2], lines[2:]) == (first.lines, second.lines)
    assert (receipts[:1], (*receipts[1:], "Why: x")) == (first.receipts, second.receipts)
    assert (("75 days [1]",), ()) == (first.figures, second.figures)
    assert "harbour" == second.topic


def test_a_sentence_that_fills_an_embed_stays_whole() -> None:
    """A sentence matters more than its receipt in the same embed, which follows in the next."""
    line = f"> {'a' * 4090} [1]"[:4096]
    (post,) = checked(Message(sections=(replace(section(1), lines=(f"{line[:-4]} [1]"[-4096:],)),)))

    assert [1, 0] == [len(piece.lines) for piece in post.sections]
    assert [0, 1] == [len(piece.receipts) for piece in post.sections]


def test_a_sentence_that_no_embed_can_hold_is_visibly_broken() -> None:
    """It is cut after a clause, with an ellipsis on both sides, and all of it arrives."""
    sentence = "港口重新开放，" * 800 + "完。"
    posts = checked(Message(sections=(section(1, sentence),)))
    lines = [line for post in posts for piece in post.sections for line in piece.lines]

    assert 2 == len(lines)
    assert lines[0].endswith("， …")
    assert lines[1].startswith("> … 港口")
    assert f"{sentence} [1]" == lines[0][2:-2] + lines[1][4:]


def test_a_heading_too_long_is_told_in_full_below() -> None:
    """A title holds 256; the whole of a longer one is the first line of the same embed."""
    heading = "Bridge \\* " * 60
    (post,) = checked(Message(sections=(section(1, "One.", heading=heading.strip()),)))

    assert post.sections[0].heading.endswith("…")
    assert units(post.sections[0].heading) <= 256
    assert heading.strip() == post.sections[0].lines[0]


def test_a_title_too_long_is_told_in_full_below() -> None:
    """The same for the title of a message."""
    title = "Who opened the bridge? " * 40
    (post,) = checked(Message(title=title.strip()))

    assert post.title.endswith("…")
    assert (title.strip(),) == post.lead


def test_a_long_lead_fills_posts_of_its_own() -> None:
    """Lines that content cannot hold go on in the next post, under the title if it leaves room for it."""
    lead = ("a" * 1500, "b" * 1500, "c" * 1995)
    posts = checked(Message(title="Text", lead=lead, sections=(section(1, "One."),)))

    assert [("Text", lead[:1]), ("Text (continued)", lead[1:2]), ("", lead[2:])] == [
        (post.title, post.lead) for post in posts
    ]
    assert [0, 0, 1] == [len(post.sections) for post in posts]


def test_a_long_footer_and_a_lonely_one_are_sections() -> None:
    """A footer renders no links and needs an embed above it, so a long or lonely one is an embed itself."""
    assert "f" * 301 == checked(replace(SHORT, footer="f" * 301))[0].sections[1].lines[0]
    assert ("f",) == checked(Message(footer="f"))[0].sections[0].lines


def test_sections_that_say_nothing_are_left_out() -> None:
    """Discord refuses an empty embed."""
    assert () == checked(Message(title="x", sections=(Section(),)))[0].sections


def test_a_long_briefing_goes_into_a_thread() -> None:
    """The channel gets title, lead, headings and buttons; the thread gets the sections."""
    briefing = replace(SHORT, sections=(section(1, "One."), section(2, "Two.")), actions=(ACTION,))
    above, below = checked(briefing, in_thread=True)

    assert ("Lead.", "- Story 1", "- Story 2") == above.lead
    assert ((), (ACTION,), False) == (above.sections, above.actions, above.in_thread)
    assert (briefing.sections, (), "Foot", True) == (
        below.sections,
        below.actions,
        below.footer,
        below.in_thread,
    )


def test_a_message_without_sections_needs_no_thread() -> None:
    """What is only a line stays in the channel."""
    notice = Message(lead=("Nothing new.",), text="Nothing new.")

    assert (notice,) == checked(notice, in_thread=True)


def test_long_headings_are_shortened_above_a_thread() -> None:
    """However many stories there are, the lead is one post of headings."""
    stories = tuple(section(n, "One.", heading="h" * 250) for n in range(1, 21))
    first, *others = checked(Message(title="Daily", sections=stories), in_thread=True)

    assert 20 == len(first.lead)
    assert all(part.in_thread for part in others)


BREAKS = [
    ("one two three four five", ("one two …", "… three …", "… four …", "… five")),
    ("> aaaa, bbbbbbb", ("> aaaa, …", "> … bbbbbb …", "> … b")),
    ("**bold** and [1]", ("**bold** …", "… and [1]")),
    ("👨‍👩‍👧👨‍👩‍👧", ("👨‍👩‍👧 …", "… 👨‍👩‍👧")),
    ("short", ("short",)),
]


@pytest.mark.parametrize(("line", "pieces"), BREAKS)
def test_a_line_breaks_where_it_reads_best(line: str, pieces: tuple[str, ...]) -> None:
    """Never inside a mark, a number of a receipt or what people see as one character."""
    assert pieces == broken(line, 13)


def test_a_mark_longer_than_a_post_gives_way_to_its_text() -> None:
    """Weight that no post could hold is dropped, its words are not."""
    pieces = broken(f"**{'a' * 30}**", 20)

    assert "a" * 30 == "".join(piece.strip("… ") for piece in pieces)


def test_a_cut_never_leaves_half_a_mark() -> None:
    """What is shortened is still what the dialect wrote."""
    assert ["\\*\\*…", "abcd", "👍🏽…"] == [cut("\\*\\*\\*", 5), cut("abcd", 4), cut("👍🏽👍🏽", 6)]
    assert () == render(cut("\\*" * 40, 33)).marks


def test_a_description_keeps_receipts_small() -> None:
    """The eye finds the sentences first."""
    assert "> One. [1]\n-# [1] Harbour Post - Title 1 - 15 Jan 2025" == description(section(1, "One."))
