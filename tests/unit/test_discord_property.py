"""Whatever articles say, their briefing fits Discord's limits, calls nobody, and is read as it was written.

`BRIEFBOT_EXAMPLES=10000 pytest tests/unit/test_discord_property.py` tries that many briefings.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat import Action, Message
from bot.plain import day, disarm, web_address
from bot.platforms.discord.dialect import DiscordDialect
from bot.platforms.discord.embeds import body
from bot.platforms.discord.splitting import parts
from bot.rendering import Renderer
from briefings.model import ArticleRef, Briefing, Citation, Coverage, Digest, Story, Why
from tests.discord_markdown import Seen, render, render_title
from tests.doubles.discord.checking import check_message
from tests.doubles.discord.specs import broken_rules

EXAMPLES = int(os.environ.get("BRIEFBOT_EXAMPLES", "100"))
DIALECT = DiscordDialect()
NOW = datetime(2025, 1, 23, 8, 30, tzinfo=UTC)
COVERAGE = Coverage(sources=5, sources_read=5, articles=5, undated=1, newest=NOW)
OURS = {"bold", "link", "address", "moment", "quote", "subtext", "code"}
INVITATION = re.compile(r"discord(?:app)?\.(?:gg|com/invite|me|io)", re.IGNORECASE)

HOSTILE = [
    "@everyone", "@here", "<@1>", "<@!22>", "<@&333>", "<#4444>", "</ask:55>", "<id:customize>",
    "<:pay:66>", "<a:pay:77>", "<t:0:R>", ":skull:", ":smile::smile:",
    "[bank](http://evil.example)", "](http://evil.example)", "[", "]", "[1]", "[2](", "(", ")",
    "https://evil.example/x", "<https://evil.example>", "discord.gg/free", "DISCORD.GG/free",
    "https://discord.com/invite/free", "discordapp.com/invite/x", "www.evil.example",
    "javascript:alert(1)", "mailto:a@b.example", "<a@b.example>", "<+15551234>", "# ", "## Big",
    "-# small", "- item", "* item", "+ item", "1. item", "12.", "> quote", ">>> quote", "```py\n",
    "`code`", "``", "**bold**", "*", "**", "***", "_it_", "__under__", "~~gone~~", "||spoiler||",
    "|", "\\", "\\\\", "\\*", "\\<@1>", "\u202eevil\u202c", "zero\u200bwidth", "\x00\x1b[31m",
    "\x1etitle\x1f\x1f", "\r\n", "\u2028", "{{ x }}", "{% x %}", "…", "… ", " …", "👨‍👩‍👧‍👦",
    "🇬🇧🇨🇳", "👍🏽", "e\u0301", "नमस्ते", "مرحبا بالعالم", "שלום", "小红书，你好。", "日本語。", "\ud800",
    "a" * 300, "字" * 2100, "word " * 900, "*" * 2500, "🧵" * 300, "a.b" * 100, "$14 billion",
    "170 million users",
]  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=20), st.sampled_from([" ", ". ", "The port opened"])
)
TEXTS = st.lists(PIECES, min_size=1, max_size=6).map("".join).filter(lambda text: bool(disarm(text).strip()))
ADDRESSES = st.one_of(
    st.none(),
    st.sampled_from([
        "https://a.example/1", "https://a.example/x(1)[2]_3_*4*", "https://例え.jp/道", "javascript:alert(1)",
        "https://bank.example@evil.example/", "https://a.example/" + "p" * 3000, "http://a.example/a b>c\nd",
        "https://www.b.example/@everyone", "https://discord.gg/free", "https://a.example/?q='x'&r=\"y\"",
    ]),
    st.text(max_size=12).map(lambda path: f"https://c.example/{path}"),
)  # fmt: skip
ARTICLES = st.builds(
    ArticleRef,
    id=st.uuids().map(str),
    title=TEXTS,
    source=st.just("desk"),
    outlet=st.one_of(st.none(), st.just("Harbour Post"), st.sampled_from(HOSTILE[:60])),
    published=st.sampled_from([None, NOW]),
    path=st.just("a.txt"),
    url=ADDRESSES,
)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Draw a story of some articles, whose sentences cite them, some with figures and matched words."""
    articles = tuple(draw(st.lists(ARTICLES, min_size=1, max_size=3)))
    sentences = tuple(
        Citation(
            article_id=draw(st.sampled_from(articles)).id, paragraph=0, start=0, end=len(text), text=text
        )
        for text in draw(st.lists(TEXTS, max_size=4))
    )
    why = Why(
        rank=1,
        score=1.0,
        parts=(),
        topics=tuple(draw(st.lists(st.sampled_from(["harbour", "trade", HOSTILE[7]]), max_size=2))),
        matched=tuple(draw(st.lists(st.sampled_from(["port", "a", "字", "*", "<@1>"]), max_size=3))),
        copies=draw(st.integers(1, 3)),
        seen_before=False,
        beat=(),
    )
    return Story(
        id="s", title=draw(TEXTS), articles=articles, sentences=sentences, figures=sentences[:2], why=why
    )


BRIEFINGS = st.lists(stories(), min_size=1, max_size=5).map(
    lambda drawn: Briefing(
        digest="daily-harbour", as_of=NOW, stories=tuple(drawn), left_out=(), coverage=COVERAGE
    )
)
ACTIONS = st.lists(
    st.builds(
        Action,
        label=TEXTS,
        verb=st.sampled_from(["why", "share", "now"]),
        options=st.integers(0, 50).map(lambda n: (("n", str(n)),)),
    ),
    max_size=12,
)


def told(briefing: Briefing, actions: list[Action]) -> Message:
    """Render a briefing for Discord by the real templates."""
    return Renderer(DIALECT).briefing(briefing, Digest(name="daily-harbour"), actions=actions)


def seen(made: dict[str, Any]) -> list[Seen]:
    """Render all texts of a body in which Discord renders anything."""
    embeds = made["embeds"]
    values = [field["value"] for embed in embeds for field in embed.get("fields", [])]
    shown = [made["content"], *(embed.get("description", "") for embed in embeds), *values]
    return [*map(render, shown), *(render_title(embed.get("title", "")) for embed in embeds)]


def units(text: str) -> int:
    """Count UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def check_limits(made: dict[str, Any]) -> None:
    """Hold a body against Discord's limits, by the loopback Discord, the description and in UTF-16 units."""
    check_message(made)
    total = 0
    for embed in made["embeds"]:
        texts = [(embed.get("title", ""), 256), (embed.get("description", ""), 4096)]
        texts += [
            (embed.get("footer", {}).get("text", ""), 2048),
            (embed.get("author", {}).get("name", ""), 256),
        ]
        texts += [(field["name"], 256) for field in embed.get("fields", [])]
        texts += [(field["value"], 1024) for field in embed.get("fields", [])]
        assert [] == [text for text, limit in texts if units(text) > limit]
        total += sum(units(text) for text, _ in texts)
    urls = [embed["url"] for embed in made["embeds"] if "url" in embed]

    assert total <= 6000
    assert units(made["content"]) <= 2000
    assert len(urls) == len(set(urls))
    assert [] == broken_rules("post", "/channels/{channel_id}/messages", made)


def letters(address: str | None) -> str:
    """Leave of an address what no encoding changes."""
    decoded = re.sub("%([0-9A-F]{2})", lambda code: chr(int(code[1], 16)), address or "")
    return re.sub("[^a-z0-9]", "", decoded.lower())


def check_markup(made: dict[str, Any], briefing: Briefing, *, has_list: bool) -> None:
    """See that nothing is markup but what the dialect wrote, and that links go where they say."""
    articles = [article for story in briefing.stories for article in story.articles]
    allowed = {letters(web_address(article.url)) for article in articles}
    for text in seen(made):
        assert {mark.kind for mark in text.marks} <= OURS | ({"list"} if has_list else set())
        assert {letters(mark.target) for mark in text.of("link") + text.of("address")} <= allowed
        for mark in text.of("link"):
            host = mark.target.split("/")[2].removeprefix("www.")
            assert f"{mark.text} ({host})" in text.text
    written = "\n".join([made["content"], *(embed.get("description", "") for embed in made["embeds"])])
    assert None is INVITATION.search(
        re.sub(r"\(?<https?://[^>]*>\)?", "", written).replace("(discord.gg)", "")
    )


def lines_of(bodies: list[dict[str, Any]]) -> list[str]:
    """List the quoted lines of all bodies, in their order, as they are seen."""
    texts = [render(embed.get("description", "")) for made in bodies for embed in made["embeds"]]
    return [mark.text for text in texts for mark in text.of("quote")]


def bare(text: str) -> str:
    """Leave out what a visible break may add or take: spaces and ellipses."""
    return re.sub(r"[\s…]", "", text)


def check_sentences(bodies: list[dict[str, Any]], message: Message, briefing: Briefing) -> None:
    """See that every sentence is there once, in order, unchanged, and whole unless no embed can hold it."""
    numbers, expected = 0, []
    for story in briefing.stories:
        ids = list(
            dict.fromkeys([*(each.article_id for each in story.sentences), *(a.id for a in story.articles)])
        )
        expected += [f"{disarm(s.text)} [{numbers + 1 + ids.index(s.article_id)}]" for s in story.sentences]
        numbers += len(ids)
    lines = lines_of(bodies)
    written = [line for section in message.sections for line in section.lines]
    titles = [story.title for story in briefing.stories]

    assert bare("".join(expected)) == bare("".join(lines))
    for sentence, line in zip(expected, written, strict=True):
        if units(line) <= 4096:
            assert sentence.strip() in [each.strip() for each in lines], titles


def check_receipts(bodies: list[dict[str, Any]], briefing: Briefing) -> None:
    """See that each number leads to the article it was given for."""
    smalls = [
        mark.text
        for made in bodies
        for embed in made["embeds"]
        for mark in render(embed.get("description", "")).of("subtext")
    ]
    number = 0
    for story in briefing.stories:
        cited = [each.article_id for each in story.sentences]
        articles = {article.id: article for article in story.articles}
        for its_id in dict.fromkeys([*cited, *articles]):
            number += 1
            article = articles[its_id]
            # The headline above is not said again.
            title = "" if article.title == story.title else disarm(article.title or "")[:150]
            start = bare(f"[{number}] {disarm(article.outlet or article.source)} {title and f'- {title}'}")
            mine = [small for small in smalls if bare(small).startswith(start)]
            assert mine
            assert all(day(article.published) in small for small in mine)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(BRIEFINGS, ACTIONS, st.booleans())
def test_any_briefing_is_posted_safely_and_whole(
    briefing: Briefing,
    actions: list[Action],
    in_thread: bool,  # noqa: FBT001  # Hypothesis passes it
) -> None:
    """No limit is broken, nobody called, no link hides where it leads, no sentence is cut or changed."""
    message = told(briefing, actions)
    posts = parts(message, in_thread=in_thread)
    bodies = [body(post, custom_id=lambda action: action.id) for post in posts]

    for post, made in zip(posts, bodies, strict=True):
        check_limits(made)
        check_markup(made, briefing, has_list=in_thread and not post.in_thread)
    check_sentences(bodies, message, briefing)
    check_receipts(bodies, briefing)
    assert posts == tuple(Message.thaw(post.freeze()) for post in posts)
