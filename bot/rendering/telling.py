"""Tell briefings, answers and notices as messages: number the receipts, choose the template."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.rendering.templating import Templates

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from bot.chat import Action, Dialect, Message
    from briefings.model import Answer, ArticleRef, Briefing, Citation, Digest, Passage, Story, Topic, Why


class Audience(StrEnum):
    """Who reads, and so what the next step may be: a member of a channel has no command line."""

    CHAT = "chat"
    CONSOLE = "console"  # a chat on a terminal of the machine the bot runs on
    SHELL = "shell"  # one command of `briefbot`, which understands no slash commands


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A source line: [1] Outlet - title - 15 Jan 2025."""

    number: int
    outlet: str
    title: str
    published: datetime | None
    url: str | None
    place: str = ""  # where in the article, and how well it fits
    article_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quoted:
    text: str
    number: int  # of its receipt
    marks: tuple[tuple[int, int], ...] = ()  # words to set apart, as offsets into the text


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldStory:
    """A story as templates see it: its sentences point to numbered receipts."""

    title: str
    url: str | None
    topic: str
    sentences: tuple[_Quoted, ...]
    figures: tuple[_Quoted, ...]
    receipts: tuple[Receipt, ...]
    why: Why


class Renderer:
    """Tells what the newsroom made in one platform's dialect, with times in one zone."""

    def __init__(
        self,
        dialect: Dialect,
        *,
        zone: tzinfo = UTC,
        topics: Mapping[str, Topic] | None = None,
        audience: Audience = Audience.CHAT,
    ) -> None:
        self._templates = Templates(dialect, zone)
        self._audience = audience
        # What the words depend on beside what is told: two of equal voice say the same.
        self.voice: Hashable = (dialect, zone, audience)
        self._labels = {name: topic.label for name, topic in (topics or {}).items()}

    def briefing(
        self,
        briefing: Briefing,
        digest: Digest,
        *,
        since: datetime | None = None,
        remark: str = "",
        checked: str = "",
        actions: Sequence[Action] = (),
    ) -> Message:
        """Tell a briefing: a section a story, each sentence with its receipt, the coverage at the foot.

        An empty one says since when nothing is new, and how long ago the sources were *checked* ("12 min").
        """
        return self.show(
            "briefing",
            actions=actions,
            name=digest.label or readable(briefing.digest),
            as_of=briefing.as_of,
            since=since,
            remark=remark,
            checked=checked,
            window=digest.window,
            stories=self.numbered(briefing.stories),
            coverage=briefing.coverage,
            shows_why="why" in digest.show,
            shows_coverage="coverage" in digest.show,
        )

    def answer(self, answer: Answer, *, first: int = 1, actions: Sequence[Action] = ()) -> Message:
        """Tell an answer: its passages verbatim with the matched words bold, or what was searched in vain.

        The passages are numbered from *first* on.
        """
        return self.show(
            "answer",
            actions=actions,
            question=answer.question,
            status=str(answer.status),
            corrected=answer.corrected,
            matched_as=answer.matched_as,
            passages=[_passage(number, passage) for number, passage in enumerate(answer.passages, first)],
            suggestions=answer.suggestions,
            coverage=answer.coverage,
        )

    def show(self, template: str, /, *, actions: Sequence[Action] = (), **values: Any) -> Message:
        """Fill any other template; a value is shown as text, whatever markup it holds."""
        return self._templates.message(template, actions=actions, audience=self._audience, **values)

    def numbered(self, stories: Iterable[Story]) -> list[ToldStory]:
        """Give the receipts of *stories* their numbers, from 1 on, for a template to tell them."""
        told: list[ToldStory] = []
        count = 0
        for story in stories:
            told.append(self._told(story, count))
            count += len(story.articles)
        return told

    def _told(self, story: Story, count: int) -> ToldStory:
        """Tell one story, its receipts numbered after the *count* before it, in the order they are read."""
        articles = {article.id: article for article in story.articles}
        cited = [articles[sentence.article_id] for sentence in story.sentences]
        in_order = list(dict.fromkeys((*cited, *story.articles)))
        numbers = {article.id: number for number, article in enumerate(in_order, count + 1)}
        labels = tuple(self._labels.get(topic, topic) for topic in story.why.topics)
        return ToldStory(
            title=story.title,
            url=story.articles[0].url,
            topic=story.why.topics[0] if story.why.topics else "",
            sentences=_marked(_quoted(story.sentences, numbers), story.why.matched),
            figures=_quoted(story.figures, numbers),
            receipts=tuple(receipt(numbers[article.id], article) for article in in_order),
            why=replace(story.why, topics=labels),
        )


def _quoted(citations: Iterable[Citation], numbers: Mapping[str, int]) -> tuple[_Quoted, ...]:
    return tuple(_Quoted(text=each.text, number=numbers[each.article_id]) for each in citations)


def _marked(sentences: tuple[_Quoted, ...], words: Iterable[str]) -> tuple[_Quoted, ...]:
    """Mark in *sentences* where each of the *words* that a topic matched comes first: more would shout."""
    marks: list[list[tuple[int, int]]] = [[] for _ in sentences]
    for word in words:
        pattern = re.compile(
            rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])" if word.isascii() else re.escape(word),
            re.IGNORECASE,
        )
        for sentence, its_marks in zip(sentences, marks, strict=True):
            if found := pattern.search(sentence.text):
                its_marks.append(found.span())
                break
    return tuple(
        replace(sentence, marks=tuple(sorted(its_marks)))
        for sentence, its_marks in zip(sentences, marks, strict=True)
    )


def receipt(number: int, article: ArticleRef, *, place: str = "") -> Receipt:
    """Name where something stands: by the outlet and title when they are known, else by source and path."""
    return Receipt(
        number=number,
        outlet=article.outlet or article.source,
        title=article.title or article.path,
        published=article.published,
        url=article.url,
        place=place,
        article_id=article.id,
    )


def readable(name: str) -> str:
    """Write the name of something in the admin file as words: "weekday-morning" is "Weekday morning"."""
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def _passage(number: int, passage: Passage) -> dict[str, Any]:
    place = f"¶ {passage.citation.paragraph + 1}, {passage.strength}"
    told = receipt(number, passage.article, place=place)
    return {
        "text": passage.citation.text,
        "marks": passage.marks,
        **{name: getattr(told, name) for name in Receipt.__dataclass_fields__},
    }
