"""The body of a post: a message as Slack's JSON, with blocks to look at and its whole text beside them.

Nobody's text stands where Slack would read it as markup: only in plain_text, in rich_text, and escaped in
`text`, which notifications show and screen readers read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.measuring import units
from bot.plain import FIGURES
from bot.platforms.slack.components import ANYONE, actions_blocks
from bot.platforms.slack.dialect import LINK, LONGEST_ADDRESS, domain, plain, runs, small
from bot.platforms.slack.richtext import Json, Line, bold, line, link, rich_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.chat import Message, Section

_FIGURES = 1000  # units
_IN_A_CONTEXT = 10  # elements
_CITED = re.compile(r" (\[\d+\])$")
_NUMBER = re.compile(r"(\[\d+\]) ")


def body(message: Message, *, asker: str = ANYONE) -> Json:
    """Write *message*, one of `parts`, as what Slack takes to post it or to answer with it.

    *asker* is who may press its buttons.
    """
    return {
        "text": escaped(message.text or plain(message.title)),
        "blocks": blocks(message, asker=asker),
        "unfurl_links": False,
        "unfurl_media": False,
        "link_names": False,
        "parse": "none",
    }


def escaped(text: str) -> str:
    """Write *text* so that Slack shows it as it is: it would read "<!channel>" as a call."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def blocks(message: Message, *, asker: str = ANYONE) -> list[Json]:
    """Write what is looked at."""
    header = [{"type": "header", "text": _plain_text(plain(message.title))}] if message.title else []
    lead = rich_texts(map(line, message.lead))
    stories = [block for section in message.sections for block in section_blocks(section)]
    footer = _contexts([small(message.footer)] if message.footer else [])
    return [*header, *lead, *stories, *footer, *actions_blocks(message.actions, asker)]


def section_blocks(section: Section) -> list[Json]:
    """Write a story: linked heading, quotations, figures; small below them where they stand, and why.

    The number behind a quotation leads to its article, so that its receipt may be small, where Slack has no
    links but in markup. A receipt that no line cites stands with the lines, and has its own link.
    """
    links = {
        row[: number.end(1)]: _address(row) for row in section.receipts if (number := _NUMBER.match(row))
    }
    cited = {number[1] for told in section.lines if (number := _CITED.search(told))}
    uncited = [row for row in section.receipts if row.partition(" ")[0] not in cited]
    value = figures(section)
    lines = [
        *([_heading(section)] if section.heading else []),
        *(_quotation(told, links) for told in section.lines),
        *([line(f"{FIGURES}: {value}")] if value else []),
        *map(line, uncited),
    ]
    aside = [row for row in (*section.receipts, section.why) if row and row not in uncited]
    return [*rich_texts(lines), *_contexts([small(row) for row in aside])]


def figures(section: Section) -> str:
    """Write as many key figures as there is room for; the lines hold them all."""
    value = ""
    for figure in section.figures:
        longer = f"{value} · {figure}" if value else figure
        value = longer if units(longer) <= _FIGURES else value
    return value


def _quotation(told: str, links: Mapping[str, str]) -> Line:
    """Write a line; the number of its receipt leads where the receipt does."""
    cited = _CITED.search(told)
    address = links.get(cited[1]) if cited else None
    if cited is None or not address:
        return line(told)
    before = line(told[: cited.start(1)])
    return Line((*before.elements, link(address, cited[1])), is_quoted=before.is_quoted)


def _heading(section: Section) -> Line:
    """Write the heading in bold, leading to its article; if no receipt says the host, it does so itself."""
    if not section.url or len(section.url) > LONGEST_ADDRESS:
        return Line(tuple(map(bold, line(section.heading).elements)))
    title = bold(link(section.url, small(section.heading)))
    host = f" ({domain(section.url)})"
    return Line((title,) if any(host in row for row in section.receipts) else (title, *line(host).elements))


def _address(row: str) -> str:
    return next((run.detail for run in runs(row) if run.kind == LINK), "")


def _contexts(rows: Sequence[str]) -> list[Json]:
    """Write *rows* small."""
    texts = [_plain_text(row) for row in rows]
    return [
        {"type": "context", "elements": texts[start : start + _IN_A_CONTEXT]}
        for start in range(0, len(texts), _IN_A_CONTEXT)
    ]


def _plain_text(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}  # with it Slack would draw ":skull:"
