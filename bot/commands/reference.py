"""Answer questions, and say what can be asked: topics, names, commands."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chat import Action
from bot.commands.call import THIS_ANSWER, Notice
from bot.commands.keeping import new_id
from bot.commands.personal_following import toggles
from bot.commands.referring import ref
from bot.commands.specs import COMMANDS, spec_of
from bot.rendering.telling import receipt
from briefings.model import Status
from briefings.text import normalise, terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.chat import Message
    from bot.commands.call import Call, Handler
    from briefings.model import Answer, Article, GlossaryEntry

_NOTHING_FOUND, _NOT_HELPFUL = "nothing found", "not helpful"
_LISTED = 10  # articles that use a name
_MOST_PAGES = 5  # of passages: further down the ranking nothing answers any more


async def ask(call: Call) -> Message:
    """Answer a question with passages, further ones when asked for."""
    if not call.book.articles:
        raise Notice("no_articles")
    page = _page_number(call.options.get("page", "1"))
    asked = ("ask", *sorted(call.options.items()))
    answer = await call.memory.once(asked, lambda: call.memory.work(_answered, call, page))
    if page > 1 and not answer.passages:
        raise Notice("no_more_passages")
    if answer.status is Status.NOTHING_FOUND and call.is_in_chat:
        await asyncio.to_thread(_note, call, new_id(), answer.question, _NOTHING_FOUND)
    first = 1 + (page - 1) * call.newsroom.plan.max_passages
    call.cite([passage.article.id for passage in answer.passages], first=first)
    return call.renderer.answer(answer, first=first, actions=_actions(call, answer, page))


async def unhelpful(call: Call) -> Message:
    """Note that an answer did not help, as far as the admin file wants that noted."""
    kept = await call.keeper.of(call.request)
    question = kept.options.get("question", "")
    keeps_words = await asyncio.to_thread(_note, call, kept.id, question, _NOT_HELPFUL)
    return call.show("thanks", keeps_words=keeps_words)


async def topics(call: Call) -> Message:
    """List the topics, with buttons to follow them."""
    return call.show("topics", topics=call.book.topics, actions=await toggles(call))


async def glossary(call: Call) -> Message:
    """List the names that are known, or explain one."""
    entries = call.newsroom.plan.glossary
    if "term" not in call.options:
        return call.show("glossary", entries=list(entries.values()))
    entry = entries[call.options["term"]]
    used = await asyncio.to_thread(_using, call, entry)
    call.cite([article.id for article in used])
    receipts = [receipt(number, ref(article)) for number, article in enumerate(used, 1)]
    return call.show("term", entry=entry, receipts=receipts)


async def help_(call: Call) -> Message:
    """Say what can be asked."""
    command = spec_of(call.options.get("command", ""))
    if command is None:
        can_administer = call.request.may_administer
        return call.show("help", commands=[each for each in COMMANDS if can_administer or not each.is_admin])
    return call.show("command", command=command)


def _answered(call: Call, page: int) -> Answer:
    """Answer with the passages of one page: those of the longer ranking that no page before has."""
    options, size = call.options, call.newsroom.plan.max_passages

    def best(most: int) -> Answer:
        return call.newsroom.ask(
            options["question"],
            topic=options.get("topic"),
            source=options.get("source"),
            max_passages=most,
        )

    # With more to choose from, the first few may come in another order: so the pages are told apart by what
    # they showed, and not by places in the ranking.
    shown = {passage.citation for before in range(1, page) for passage in best(before * size).passages}
    answer = best(page * size)
    fresh = [passage for passage in answer.passages if passage.citation not in shown]
    return replace(answer, passages=tuple(fresh[:size]))


def _page_number(asked: str) -> int:
    if not asked.isdecimal() or not 1 <= int(asked) <= _MOST_PAGES:
        raise Notice("no_page", asked=asked, pages=_MOST_PAGES)
    return int(asked)


def _actions(call: Call, answer: Answer, page: int) -> list[Action]:
    actions = []
    if len(answer.passages) == call.newsroom.plan.max_passages and page < _MOST_PAGES:
        narrowing = [(name, call.options[name]) for name in ("topic", "source") if name in call.options]
        asked = (("question", answer.question), *narrowing, ("page", str(page + 1)))
        actions.append(Action(label="More passages", verb="ask", options=asked))
    if call.is_in_chat and call.office is not None and call.office.settings.qa.unanswered_log:
        actions.append(Action(label="Not helpful", verb="unhelpful", options=(THIS_ANSWER,)))
    return actions


def _note(call: Call, answer_id: str, question: str, reason: str) -> bool | None:
    """Note *question*; say whether with its words, or None when nothing is noted at all."""
    if call.office is None or not call.office.settings.qa.unanswered_log:
        return None
    from briefings.store.unanswered import Unanswered, UnansweredQuestion  # noqa: PLC0415  # brings SQLAlchemy

    keeps_words = call.office.settings.privacy.store_questions
    Unanswered(call.newsroom.store).note(
        UnansweredQuestion(
            answer=answer_id,
            platform=call.request.where.platform,
            workspace=call.request.where.workspace,
            reason=reason,
            question=question if keeps_words else None,
        )
    )
    return keeps_words


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


HANDLERS: dict[str, Handler] = {
    "ask": ask,
    "unhelpful": unhelpful,
    "topics": topics,
    "glossary": glossary,
    "help": help_,
}
