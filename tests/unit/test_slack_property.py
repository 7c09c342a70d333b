"""Whatever articles say, their briefing fits Slack's limits, calls nobody, and is read as it was written.

`BRIEFBOT_EXAMPLES=10000 pytest tests/unit/test_slack_property.py` tries that many briefings.
"""

from __future__ import annotations

import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.chat import Action, Message
from bot.plain import web_address
from bot.platforms.slack.blocks import body
from bot.platforms.slack.dialect import SlackDialect
from bot.platforms.slack.splitting import parts
from bot.rendering import Renderer
from briefings.model import Briefing, Digest
from tests.doubles.slack.blocks import broken_blocks
from tests.doubles.slack.checking import characters
from tests.doubles.slack.mentions import pinged, unfurled
from tests.hostile import ACTIONS, BRIEFINGS, EXAMPLES, bare, beginnings_of_receipts, sentences
from tests.slack_reading import Row, rows

ASKER = "U012AB3CD"
DIALECT = SlackDialect()
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def told(briefing: Briefing, actions: list[Action]) -> Message:
    """Render a briefing for Slack by the real templates."""
    return Renderer(DIALECT).briefing(briefing, Digest(name="daily-harbour"), actions=actions)


def texts(made: Any) -> list[str]:
    """List every string of a body."""
    if isinstance(made, dict):
        return [text for value in made.values() for text in texts(value)]
    if isinstance(made, list):
        return [text for value in made for text in texts(value)]
    return [made] if isinstance(made, str) else []


def check_limits(made: dict[str, Any]) -> None:
    """Hold a body against Slack's limits: as we, the loopback Slack and Slack's library count."""
    for block in made["blocks"]:
        model = Block.parse(block)
        assert model is not None
        model.validate_json()

    assert [] == broken_blocks(made["blocks"])
    assert len(made["blocks"]) <= 50
    assert characters(made["blocks"]) <= 12_000
    assert [] == [
        block for block in made["blocks"] if characters(block) > 3000 and block["type"] != "actions"
    ]
    assert 0 < len(made["text"]) <= 40_000


def check_harmless(made: dict[str, Any], briefing: Briefing) -> None:
    """See that nobody is called, nothing unfolds or is read as markup, and links go where they say."""
    found = rows(made["blocks"])  # fails for what Slack would read as markup
    articles = [article for story in briefing.stories for article in story.articles]
    allowed = {web_address(article.url) for article in articles}

    assert frozenset() == pinged(made)
    assert () == unfurled(made)
    assert None is re.search("[<>]", made["text"])
    assert None is re.search("&(?!amp;|lt;|gt;)", made["text"])
    assert [] == [text for text in texts(made) if CONTROL.search(text)]
    for shown, address in (link for row in found for link in row.links):
        host = address.split("/")[2].removeprefix("www.")
        assert address in allowed
        assert any(f"({host})" in row.text or address in row.text for row in found), shown


def check_sentences(found: list[Row], message: Message, briefing: Briefing) -> None:
    """See that every sentence is there once, in order, unchanged, and whole unless no block can hold it."""
    expected = sentences(briefing)
    lines = [row.text for row in found if row.kind == "quote"]
    written = [line for section in message.sections for line in section.lines]

    assert bare("".join(expected)) == bare("".join(lines))
    for sentence, line in zip(expected, written, strict=True):
        if len(line.encode("utf-16-le")) // 2 <= 3000:
            assert sentence.strip() in [each.strip() for each in lines]


def check_receipts(found: list[Row], briefing: Briefing) -> None:
    """See that each number leads to the article it was given for, and nothing of its receipt is lost."""
    lines = [row.text for row in found if row.kind in {"small", "text"}]
    for beginning, published in beginnings_of_receipts(briefing):
        mine = [line for line in lines if bare(line).startswith(beginning)]
        assert mine
        assert all(published in line for line in mine)


def check_text(posts: tuple[Message, ...], briefing: Briefing) -> None:
    """See that the plain text of all parts holds every sentence, in order."""
    whole = bare("".join(post.text for post in posts))
    at = 0
    for sentence in sentences(briefing):
        at = whole.find(bare(sentence), at)
        if len(sentence) < 2900:
            assert at >= 0
        at = max(at, 0)


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
    bodies = [body(post, asker=ASKER) for post in posts]
    found = [row for made in bodies for row in rows(made["blocks"])]

    for made in bodies:
        check_limits(made)
        check_harmless(made, briefing)
    check_sentences(found, message, briefing)
    check_receipts(found, briefing)
    check_text(posts, briefing)
    assert posts == tuple(Message.thaw(post.freeze()) for post in posts)
