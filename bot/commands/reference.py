"""Answer questions, and show what stands behind the answers: articles, topics, names, help."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.chat import Action
from bot.commands.call import Call, Notice
from bot.commands.specs import COMMANDS, spec_of
from bot.plain import day
from bot.rendering.telling import receipt
from briefings.model import Article, ArticleRef
from briefings.text import normalise, terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.chat import Message
    from bot.commands.call import Handler
    from briefings.model import GlossaryEntry, Paragraph, RemovedLine

_PAGE = 1_800  # characters of an article on one page: what a post of every platform holds
_REMOVED = 30  # removed lines shown
_LISTED = 10  # articles listed of a source


async def ask(call: Call) -> Message:
    """Answer a question with passages."""
    if not call.book.articles:
        raise Notice("no_articles")
    answer = await asyncio.to_thread(
        call.newsroom.ask,
        call.options["question"],
        topic=call.options.get("topic"),
        source=call.options.get("source"),
    )
    return call.renderer.answer(answer)


async def source(call: Call) -> Message:
    """Show the sources, the articles of one, or one article as it was cleaned."""
    wanted = call.options.get("source")
    if wanted is None or wanted in call.newsroom.plan.sources:
        return await asyncio.to_thread(_sources, call, wanted)
    article = await asyncio.to_thread(call.newsroom.articles.article, wanted)
    if article is None:  # superseded between reading the names and now
        raise Notice("unknown", kind="article", asked=wanted, near=[], listing="/brief source")
    if call.options.get("removed"):
        return _removed(call, article)
    return _article(call, article)


async def topics(call: Call) -> Message:
    """List the topics."""
    return call.show("topics", topics=call.book.topics)


async def glossary(call: Call) -> Message:
    """List the names that are known, or explain one."""
    entries = call.newsroom.plan.glossary
    if "term" not in call.options:
        return call.show("glossary", entries=list(entries.values()))
    entry = entries[call.options["term"]]
    used = await asyncio.to_thread(_using, call, entry)
    receipts = [receipt(number, _ref(article)) for number, article in enumerate(used, 1)]
    return call.show("term", entry=entry, receipts=receipts)


async def help_(call: Call) -> Message:
    """Say what can be asked."""
    command = spec_of(call.options.get("command", ""))
    if command is None:
        return call.show("help", commands=COMMANDS)
    return call.show("command", command=command)


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
        actions=_turning(article.id, page, len(pages), has_removed=bool(article.removed)),
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
    more = len(article.removed) - len(lines)
    return call.show("removed", heading_text=article.title or article.path, lines=lines, more=more)


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


def _turning(article_id: str, page: int, pages: int, *, has_removed: bool) -> list[Action]:
    here = ("source", article_id)
    actions = []
    if page > 1:
        actions.append(Action(label="Previous page", verb="source", options=(here, ("page", str(page - 1)))))
    if page < pages:
        actions.append(Action(label="Next page", verb="source", options=(here, ("page", str(page + 1)))))
    if has_removed:
        actions.append(Action(label="Show removed", verb="source", options=(here, ("removed", "yes"))))
    return actions


def _using(call: Call, entry: GlossaryEntry) -> list[Article]:
    """Find the articles that use *entry* under any of its names."""
    wanted = [term for name in (entry.term, *entry.aliases) for term in terms(name)]
    hits = call.newsroom.index.search(wanted, limit=_LISTED)
    found = (call.newsroom.articles.article(hit.id) for hit in hits)
    names = [normalise(name) for name in (entry.term, *entry.aliases)]
    return [article for article in found if article and _holds(article, names)]


def _holds(article: Article, names: Sequence[str]) -> bool:
    text = normalise(" ".join([article.title or "", *(each.text for each in article.paragraphs)]))
    return any(name in text for name in names)


def _ref(article: Article) -> ArticleRef:
    return ArticleRef(
        id=article.id,
        title=article.title,
        source=article.source,
        outlet=article.publisher,
        published=article.published,
        path=article.path,
        url=article.url,
    )


HANDLERS: dict[str, Handler] = {
    "ask": ask,
    "source": source,
    "topics": topics,
    "glossary": glossary,
    "help": help_,
}
