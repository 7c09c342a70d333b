"""Whatever articles say, their briefing fits Discord's limits, calls nobody, and is read as it was written.

`BRIEFBOT_EXAMPLES=10000 pytest tests/unit/test_discord_property.py` tries that many briefings.
"""

from __future__ import annotations

import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat import Action, Message
from bot.plain import web_address
from bot.platforms.discord.dialect import DiscordDialect
from bot.platforms.discord.embeds import body
from bot.platforms.discord.splitting import parts
from bot.rendering import Renderer
from briefings.model import Briefing, Digest
from tests.discord_markdown import Seen, render, render_title
from tests.doubles.discord.checking import check_message
from tests.doubles.discord.specs import broken_rules
from tests.hostile import ACTIONS, BRIEFINGS, EXAMPLES, bare, beginnings_of_receipts, sentences

DIALECT = DiscordDialect()
OURS = {"bold", "link", "address", "moment", "quote", "subtext", "code"}
INVITATION = re.compile(r"discord(?:app)?\.(?:gg|com/invite|me|io)", re.IGNORECASE)


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


def check_sentences(bodies: list[dict[str, Any]], message: Message, briefing: Briefing) -> None:
    """See that every sentence is there once, in order, unchanged, and whole unless no embed can hold it."""
    expected, lines = sentences(briefing), lines_of(bodies)
    written = [line for section in message.sections for line in section.lines]

    assert bare("".join(expected)) == bare("".join(lines))
    for sentence, line in zip(expected, written, strict=True):
        if units(line) <= 4096:
            assert sentence.strip() in [each.strip() for each in lines]


def check_receipts(bodies: list[dict[str, Any]], briefing: Briefing) -> None:
    """See that each number leads to the article it was given for."""
    smalls = [
        mark.text
        for made in bodies
        for embed in made["embeds"]
        for mark in render(embed.get("description", "")).of("subtext")
    ]
    for beginning, published in beginnings_of_receipts(briefing):
        mine = [small for small in smalls if bare(small).startswith(beginning)]
        assert mine
        assert all(published in small for small in mine)


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
