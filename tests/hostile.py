"""Articles, briefings and buttons at random, as strangers might write them to do harm."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.chat import Action
from bot.plain import day, disarm
from briefings.model import ArticleRef, Briefing, Citation, Coverage, Story, Why

EXAMPLES = int(os.environ.get("BRIEFBOT_EXAMPLES", "100"))
NOW = datetime(2025, 1, 23, 8, 30, tzinfo=UTC)
COVERAGE = Coverage(sources=5, sources_read=5, articles=5, undated=1, newest=NOW)

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
    "170 million users", "<!channel>", "<!here|here>", "<!everyone>", "<@U1>", "<@U1|ann>", "<#C1|news>",
    "<!subteam^S1|team>", "&lt;!channel&gt;", "&amp;lt;", "&", "<!date^0^{date}|never>", "{date_long}",
    "<https://evil.example|bank.example>", "<mailto:a@b.example|mail>", "\x02bold\x04", "\x06u\x07w\x04",
    "\x05",
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


def bare(text: str) -> str:
    """Leave out what a visible break may add or take: spaces and ellipses."""
    return re.sub(r"[\s…]", "", text)


def sentences(briefing: Briefing) -> list[str]:
    """List the sentences of *briefing* as readers are to see them, with the numbers of their receipts."""
    found: list[str] = []
    numbers = 0
    for story in briefing.stories:
        ids = _in_order(story)
        found += [f"{disarm(s.text)} [{numbers + 1 + ids.index(s.article_id)}]" for s in story.sentences]
        numbers += len(ids)
    return found


def beginnings_of_receipts(briefing: Briefing) -> list[tuple[str, str]]:
    """List how each receipt begins, `bare`, and the date that stands in it."""
    found: list[tuple[str, str]] = []
    for story in briefing.stories:
        articles = {article.id: article for article in story.articles}
        for article in map(articles.__getitem__, _in_order(story)):
            number, outlet = len(found) + 1, disarm(article.outlet or article.source)
            # The headline above is not said again.
            title = "" if article.title == story.title else disarm(article.title or "")[:150]
            found.append((bare(f"[{number}] {outlet} {title and f'- {title}'}"), day(article.published)))
    return found


def _in_order(story: Story) -> list[str]:
    """List the articles of *story* in the order in which their numbers come."""
    cited = [each.article_id for each in story.sentences]
    return list(dict.fromkeys([*cited, *(article.id for article in story.articles)]))
