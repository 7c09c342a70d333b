"""What strangers wrote means nothing to Discord, and its readers see it as it was written."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.plain import disarm
from bot.platforms.discord.dialect import DiscordDialect, domain, plain
from tests.discord_markdown import Mark, Seen, render, render_title

DIALECT = DiscordDialect()

HOSTILE = [
    "@everyone and @here",
    "<@1> <@!2> <@&3> <#4> </ask:5> <id:home> <:a:6> <a:b:7> <t:0:R>",
    ":smile: at 12:30:45",
    "[bank](http://evil.example/)",
    "](http://evil.example/)",
    "http://evil.example/ HTTPS://EVIL.example steam://run",
    "discord.gg/free and discordapp.com/invite/free",
    "<mailto:a@b.example> <+15551234>",
    "# heading",
    "-# small",
    "- item",
    "+ item",
    "12. item",
    "> quoted",
    ">>> quoted",
    "```py code``` and `code`",
    "**bold** *it* _it_ __under__ ~~gone~~ ||spoiler||",
    "\\*not\\* \\\\",
    "a_b_c * d * e",
    ". (start",
]

SIGNS = st.text(alphabet="[]()<>@#&:*_~|`\\/-+.!1 aht", max_size=25)
TEXTS = st.one_of(st.text(), SIGNS, st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_seen_as_written_and_does_nothing(text: str) -> None:
    """Markup, mentions, emoji, addresses and invitations in an article are nothing but their own letters."""
    assert Seen(text, ()) == render(DIALECT.escape(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_safe_behind_any_mark_of_ours(text: str) -> None:
    """Behind a quotation bar, a number or in bold, nothing more comes to life."""
    quoted = render(f"{DIALECT.quote(DIALECT.bold(text))} [1] {DIALECT.escape(text)}")

    assert [Mark("quote", f"{text} [1] {text}"), Mark("bold", text)] == list(quoted.marks)


@settings(deadline=None)  # timings are noisy where others work, too
@given(TEXTS)
def test_any_text_is_seen_as_written(text: str) -> None:
    """Whatever is written, its reader sees it, and no more, in texts and in titles."""
    shown = DIALECT.escape(text)

    assert Seen(disarm(text), ()) == render(shown)
    assert Seen(disarm(text), ()) == render_title(shown)
    assert disarm(text) == plain(shown)


@settings(deadline=None)  # timings are noisy where others work, too
@given(TEXTS, TEXTS)
def test_no_two_texts_make_markup_together(one: str, other: str) -> None:
    """Text beside text or beside the number of a receipt makes no link and no weight."""
    together = render(f"[1] {DIALECT.escape(one)}{DIALECT.escape(other)} [2]{DIALECT.escape(other)}")

    assert () == together.marks


def test_an_invitation_does_not_unfold() -> None:
    """Discord looks for invitations without http, too, and in what was written, so they are broken there."""
    assert "discord\\.gg/free" == DIALECT.escape("discord.gg/free")


LINKS = [
    ("https://a.example/x", "Bridge opens", "[Bridge opens](<https://a.example/x>) (a.example)"),
    ("https://www.a.example/", "Bridge", "[Bridge](<https://www.a.example/>) (a.example)"),
    ("https://例え.jp/道", "道", "[道](<https://xn--r8jz45g.jp/%E9%81%93>) (xn--r8jz45g.jp)"),
    (
        "https://a.example/x(1)[2]*3*@everyone",
        "B*r",
        "[B\\*r](<https://a.example/x%281%29%5B2%5D%2A3%2A%40everyone>) (a.example)",
    ),
    ("https://a.example/a b>c", "B", "[B](<https://a.example/a%20b%3Ec>) (a.example)"),
    ("https://a.example/x", "[Live] bridge", "\\[Live\\] bridge <https://a.example/x>"),
    ("https://evil.example/x", "bank.example", "bank.example <https://evil.example/x>"),
    ("https://evil.example/x", "https://bank.example", "https\\://bank.example <https://evil.example/x>"),
    ("https://a.example/x", "", "<https://a.example/x>"),
    ("javascript:alert(1)", "Bridge", "Bridge"),
    ("https://bank.example@evil.example/", "Bridge", "Bridge"),
    ("https://a.example/\n", "Bridge", "[Bridge](<https://a.example/>) (a.example)"),
    ("https://a.example/" + "p" * 1000, "Bridge", "Bridge"),
    ("", "Bridge", "Bridge"),
]


@pytest.mark.parametrize(("url", "label", "shown"), LINKS)
def test_a_link_says_where_it_leads(url: str, label: str, shown: str) -> None:
    """The host stands behind each link; a label that could pass for another host is not one."""
    assert shown == DIALECT.link(url, label)


def test_a_long_label_is_shortened() -> None:
    """A title that is a paragraph is cut with an ellipsis where it is only a label."""
    assert f"[{'b' * 199}…](<https://a.example/>) (a.example)" == DIALECT.link(
        "https://a.example/", "b" * 300
    )


def test_each_verb_has_its_mark() -> None:
    """Weight, things to type and moments are written as Discord renders them."""
    noon = datetime(2025, 1, 20, 12, 0, tzinfo=UTC)

    assert "**\\*a\\***" == DIALECT.bold("*a*")
    assert "`/brief now *`" == DIALECT.code("/brief now *")
    assert "\\`a\\`" == DIALECT.code("`a`")
    assert ("", " ") == (DIALECT.bold(""), DIALECT.code(" "))
    assert "<#1234567>" == DIALECT.channel("1234567")
    assert "channel \\<\\@1\\>" == DIALECT.channel("<@1>")
    assert "<t:1737374400:f>" == DIALECT.moment(noon, ZoneInfo("Asia/Tokyo"))


def test_plain_text_has_the_words_and_no_marks() -> None:
    """What goes where Discord renders nothing reads as if it had been rendered, links with their address."""
    link = DIALECT.link("https://a.example/x", "A *b*")
    channel = DIALECT.channel("1" * 18)
    shown = f"> {DIALECT.bold('Bold')} {DIALECT.code('/brief *')} \\# {link} <t:1737374400:f> {channel}"

    assert (
        "Bold /brief * # A *b* <https://a.example/x> 20 Jan 2025, 12:00 UTC channel 111111111111111111"
        == plain(shown)
    )


def test_a_domain_is_what_people_know_it_by() -> None:
    """Scheme, port, path and a leading www are no part of it."""
    assert ["a.example", ""] == [domain("https://www.a.example:8443/x"), domain("")]
