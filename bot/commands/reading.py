"""Show what was read: the sources, an article as it was cleaned, what was removed, what a briefing cites."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.chat import Action
from bot.commands.call import Notice
from bot.commands.referring import ref
from bot.plain import day
from bot.rendering.telling import receipt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.chat import Message
    from bot.commands.call import Call, Handler
    from briefings.model import Article, Paragraph, RemovedLine

_PAGE = 1_800  # characters of an article on one page: what a post of every platform holds
_REMOVED = 30  # removed lines shown
_LISTED = 10  # articles listed of a source
_OPENED = 5  # articles a list has buttons for: one row on Discord


async def source(call: Call) -> Message:
    """Show the sources, the articles of one, or one article as it was cleaned."""
    wanted = call.options.get("source")
    if wanted is None or wanted in call.newsroom.plan.sources:
        return await asyncio.to_thread(_sources, call, wanted)
    article = await asyncio.to_thread(call.newsroom.articles.article, wanted)
    if article is None:  # superseded between reading the names and now
        raise Notice("unknown", kind="article", asked=wanted, near=[], listing="/brief source")
    if call.options.get("removed") == "yes":
        return _removed(call, article)
    return _article(call, article)


async def sources_of(call: Call) -> Message:
    """Show the articles that a kept answer cites, under its numbers, with a way to read each."""
    cited = (await call.keeper.of(call.request)).cited
    numbers = sorted(cited, key=int)
    found = await asyncio.gather(
        *(asyncio.to_thread(call.newsroom.articles.article, cited[number]) for number in numbers)
    )
    shown = [(int(number), article) for number, article in zip(numbers, found, strict=True) if article]
    call.cited.update(cited)
    actions = [
        Action(label=f"Read [{number}]", verb="source", options=(("source", article.id),))
        for number, article in shown[:_OPENED]
    ]
    receipts = [receipt(number, ref(article)) for number, article in shown]
    return call.show("sources_of", actions=actions, receipts=receipts)


def _sources(call: Call, only: str | None) -> Message:
    """List what was read of every source, or of *only* one."""
    shown = []
    for named in call.book.sources:
        if only in {None, named.id}:
            members = call.newsroom.articles.candidates(sources=[named.id], limit=_LISTED)
            labels = [f"{each.title or each.path} - {day(each.published)}" for each in members]
            shown.append({"label": named.label, "detail": named.detail, "articles": labels})
    return call.show("sources", sources=shown)


def _article(call: Call, article: Article) -> Message:
    """Show one page of an article, with buttons to the others."""
    pages = _pages(article.paragraphs)
    page = _page_number(call.options.get("page", "1"), len(pages))
    return call.show(
        "article",
        actions=_turning(article, page, len(pages)),
        heading_text=article.title or article.path,
        outlet=article.publisher or article.source,
        authors=article.authors,
        published=article.published,
        date_source=article.date_source,
        url=article.url,
        path=article.path,
        paragraphs=pages[page - 1],
        page=page,
        pages=len(pages),
        removed=len(article.removed),
        flagged=article.flagged,
    )


def _removed(call: Call, article: Article) -> Message:
    lines: Sequence[RemovedLine] = article.removed[:_REMOVED]
    back = Action(label="Show the article", verb="source", options=(("source", article.id),), in_place=True)
    return call.show(
        "removed",
        actions=[back],
        heading_text=article.title or article.path,
        lines=lines,
        more=len(article.removed) - len(lines),
    )


def _pages(paragraphs: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Divide *paragraphs*, none of them cut, into pages; a longer paragraph has a page of its own."""
    pages: list[list[Paragraph]] = [[]]
    room = _PAGE
    for paragraph in paragraphs:
        if pages[-1] and len(paragraph.text) > room:
            pages.append([])
            room = _PAGE
        pages[-1].append(paragraph)
        room -= len(paragraph.text)
    return pages


def _page_number(asked: str, pages: int) -> int:
    if not asked.isdecimal() or not 1 <= int(asked) <= pages:
        raise Notice("no_page", asked=asked, pages=pages)
    return int(asked)


def _turning(article: Article, page: int, pages: int) -> list[Action]:
    """Make the buttons that turn the pages of *article*, and the one that shows what was removed."""

    def leaf(label: str, *options: tuple[str, str]) -> Action:
        return Action(label=label, verb="source", options=(("source", article.id), *options), in_place=True)

    actions = []
    if page > 1:
        actions.append(leaf(f"Previous: page {page - 1} of {pages}", ("page", str(page - 1))))
    if page < pages:
        actions.append(leaf(f"Next: page {page + 1} of {pages}", ("page", str(page + 1))))
    if article.removed:
        actions.append(leaf("Show removed", ("removed", "yes")))
    return actions


HANDLERS: dict[str, Handler] = {"source": source, "sources-of": sources_of}
