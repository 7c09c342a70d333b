"""A message becomes Slack's blocks, and as many posts as it needs, with all of it in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.chat import Action, Message, Section
from bot.plain import flatten
from bot.platforms.slack.blocks import body, figures, section_blocks
from bot.platforms.slack.dialect import SlackDialect
from bot.platforms.slack.splitting import parts, weight
from tests.doubles.slack.blocks import broken_blocks
from tests.doubles.slack.checking import characters
from tests.slack_reading import Row, rows

DIALECT = SlackDialect()
ACTION = Action(label="Why?", verb="why")


def story(number: int, *lines: str, title: str = "") -> Section:
    """Make a section whose lines cite its one receipt."""
    url = f"https://harbour.example/{number}"
    return Section(
        heading=title or f"Story {number}",
        url=url,
        lines=tuple(f"{DIALECT.quote(line)} [{number}]" for line in lines),
        receipts=(f"[{number}] Harbour Post - {DIALECT.link(url, f'Title {number}')} - 15 Jan 2025",),
        topic="harbour",
    )


SHORT = Message(
    title="Daily", lead=("Lead.",), sections=(story(1, "One."),), footer="Foot", actions=(ACTION,)
)


def checked(message: Message, *, in_thread: bool = False) -> tuple[Message, ...]:
    """Divide a message and hold each part against Slack's limits."""
    made = parts(message, in_thread=in_thread)
    for part in made:
        written = body(part)["blocks"]
        assert [] == broken_blocks(written)
        assert characters(written) <= 12_000
        assert len(written) <= 50
    return made


def test_a_briefing_is_written_whole() -> None:
    """Title, lead, linked heading, quotation, receipt, footer and buttons have their places."""
    (post,) = checked(SHORT)
    made = body(post, asker="U1")

    assert made == {
        "text": (
            "Daily\n\nLead.\n\nStory 1 &lt;https://harbour.example/1&gt;\nOne. [1]\n"
            "[1] Harbour Post - Title 1 &lt;https://harbour.example/1&gt; - 15 Jan 2025\n\nFoot"
        ),
        "blocks": made["blocks"],
        "unfurl_links": False,
        "unfurl_media": False,
        "link_names": False,
        "parse": "none",
    }
    link = "https://harbour.example/1"
    assert [
        Row(kind="header", text="Daily"),
        Row(kind="text", text="Lead."),
        Row(kind="text", text="Story 1", links=(("Story 1", link),), weighty=("Story 1",)),
        Row(kind="quote", text="One. [1]", links=(("[1]", link),)),
        Row(kind="small", text="[1] Harbour Post - Title 1 (harbour.example) - 15 Jan 2025"),
        Row(kind="small", text="Foot"),
        Row(kind="button", text="Why?"),
    ] == rows(made["blocks"])


def test_figures_and_reasons_stand_below_the_quotations() -> None:
    """Figures keep their weight, and why is small."""
    told = replace(story(1, "It cost $5."), figures=(f"{DIALECT.bold('$5')} [1]",), why="Why: harbour")

    assert [("text", "Key figures: $5 [1]", ("$5",)), ("small", "Why: harbour", ())] == [
        (row.kind, row.text, row.weighty)
        for row in rows(section_blocks(told))
        if row.text[:3] in {"Key", "Why"}
    ]


def test_a_receipt_that_no_line_cites_keeps_its_own_link() -> None:
    """Small text has no links, so what only it leads to stands with the lines."""
    other = f"[2] Desk - {DIALECT.link('https://desk.example/x', 'More')} - undated"
    told = replace(story(1, "One."), receipts=(*story(1).receipts, other, "[3] Desk - c.txt - undated"))
    found = {row.text[:3]: (row.kind, row.links) for row in rows(section_blocks(told)) if row.text[0] == "["}

    assert found == {
        "[1]": ("small", ()),
        "[2]": ("text", (("More", "https://desk.example/x"),)),
        "[3]": ("text", ()),
    }


def test_a_heading_says_its_host_when_no_receipt_does() -> None:
    """A linked heading never stands without saying where it leads."""
    assert "Story 1 (harbour.example)" == rows(section_blocks(replace(story(1), receipts=())))[0].text


def test_an_endless_address_is_left_out() -> None:
    """An address of more than 1000 characters is no link, in blocks and in the text."""
    (post,) = checked(Message(sections=(replace(story(1, "One."), url="https://a.example/" + "p" * 50_000),)))

    assert () == rows(body(post)["blocks"])[0].links
    assert len(body(post)["text"]) < 200


def test_moments_are_in_the_readers_zone_and_said_where_there_is_none() -> None:
    """A line draws a moment; a title and the text say it with its zone."""
    moment = DIALECT.moment(datetime(2025, 1, 20, 12, tzinfo=UTC), UTC)
    (post,) = checked(Message(title=f"Daily - {moment}", lead=(f"Next: {moment}",)))
    made = body(post)

    assert "Daily - 20 Jan 2025, 12:00 UTC\n\nNext: 20 Jan 2025, 12:00 UTC" == made["text"]
    assert made["blocks"][1]["elements"][0]["elements"][1] == {
        "type": "date",
        "timestamp": 1737374400,
        "format": "{date_short_pretty}, {time}",
        "fallback": "20 Jan 2025, 12:00 UTC",
    }


def test_a_channel_and_code_are_elements() -> None:
    """Slack shows a channel by its name, and leads there."""
    (post,) = checked(Message(lead=(f"In {DIALECT.channel('C0123456789')}: {DIALECT.code('/brief now')}",)))

    assert [
        {"type": "text", "text": "In "},
        {"type": "channel", "channel_id": "C0123456789"},
        {"type": "text", "text": ": "},
        {"type": "text", "text": "/brief now", "style": {"code": True}},
    ] == body(post)["blocks"][0]["elements"][0]["elements"]


def test_figures_that_do_not_fit_are_left_out_whole() -> None:
    """A figure is never cut, and its sentence holds it anyway."""
    assert "a · c" == figures(Section(figures=("a", "b" * 1000, "c")))


def test_stories_are_divided_between_sections() -> None:
    """A post holds 50 blocks; the next says that it goes on, and the last has the footer and the buttons."""
    long = replace(SHORT, sections=tuple(story(n, "One.") for n in range(1, 31)))
    first, second = checked(long)

    assert 30 == len(first.sections) + len(second.sections)
    assert ("Daily", "Daily (continued)") == (first.title, second.title)
    assert [("", ()), ("Foot", (ACTION,))] == [(part.footer, part.actions) for part in (first, second)]


def test_a_post_holds_12_000_characters_of_everything() -> None:
    """What Slack counts nobody knows, so addresses and blocks count, too."""
    posts = checked(Message(sections=tuple(story(n, "a" * 2000) for n in range(1, 12))))

    assert 3 == len(posts)
    assert all(weight(body(post)["blocks"]) <= 12_000 for post in posts)


def test_a_long_story_goes_on_under_its_heading_with_its_receipts() -> None:
    """A story too long for a block is divided between lines; each piece has what its lines cite."""
    lines = tuple(f"{DIALECT.quote('a' * 1200)} [{number}]" for number in (1, 1, 2))
    receipts = ("[1] A - a", "[2] B - b", "[3] C - c")
    (post,) = checked(Message(sections=(replace(story(1), lines=lines, receipts=receipts, why="Why: x"),)))
    first, second = post.sections

    assert ("Story 1", "Story 1 (continued)") == (first.heading, second.heading)
    assert (lines[:2], lines[2:]) == (first.lines, second.lines)
    assert (receipts[:1], (*receipts[1:], "Why: x")) == (first.receipts, second.receipts)


def test_a_sentence_that_fills_a_block_stays_whole() -> None:
    """A sentence matters more than its receipt beside it, which follows in the next block."""
    (post,) = checked(Message(sections=(story(1, "a" * 2994),)))

    assert [1, 0] == [len(piece.lines) for piece in post.sections]
    assert [0, 1] == [len(piece.receipts) for piece in post.sections]


def test_a_sentence_that_no_block_can_hold_is_visibly_broken() -> None:
    """It is cut after a clause, with an ellipsis on both sides, and all of it arrives."""
    sentence = "港口重新开放，" * 600 + "完。"
    posts = checked(Message(sections=(story(1, sentence),)))
    lines = [row.text for post in posts for row in rows(body(post)["blocks"]) if row.kind == "quote"]

    assert lines[0].endswith("， …")
    assert lines[1].startswith("… 港口")
    assert f"{sentence} [1]" == lines[0][:-2] + lines[1][2:]


def test_a_title_too_long_is_told_in_full_below() -> None:
    """A header holds 150 characters."""
    title = ("Who opened the bridge? " * 10).strip()
    (post,) = checked(Message(title=title))

    assert post.title.endswith("…")
    assert (title,) == post.lead


def test_a_long_briefing_goes_into_a_thread() -> None:
    """The channel gets title, lead, headings and buttons; the thread gets the sections."""
    above, below = checked(replace(SHORT, sections=(story(1, "One."), story(2, "Two."))), in_thread=True)

    assert ("Lead.", "• Story 1", "• Story 2") == above.lead
    assert ((), (ACTION,), False) == (above.sections, above.actions, above.in_thread)
    assert (2, (), "Foot", True) == (len(below.sections), below.actions, below.footer, below.in_thread)


def test_sections_that_say_nothing_are_left_out_and_a_footer_may_stand_alone() -> None:
    """Slack refuses an empty block."""
    assert () == checked(Message(title="x", sections=(Section(),)))[0].sections
    assert [Row(kind="small", text="f")] == rows(body(*checked(Message(footer="f")))["blocks"])


def test_a_text_of_ampersands_stays_within_what_slack_keeps() -> None:
    """Each is five characters once it is escaped."""
    posts = checked(Message(sections=tuple(story(n, "&" * 2900) for n in range(1, 5))))

    assert all(len(body(post)["text"]) <= 40_000 for post in posts)


def test_without_marks_the_text_is_the_same() -> None:
    """What a notification says is what was said."""
    plain = Message(
        title="T", lead=("L",), sections=(Section(heading="H", lines=("l",), why="w"),), footer="F"
    )

    assert flatten(plain) == checked(plain)[0].text
