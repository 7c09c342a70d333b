"""Choose what the demo asks: about names the articles themselves hold, and about something they do not."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from briefings.model import Article, Status, Strength
from briefings.model import Kind as ParagraphKind
from briefings.text import normalise

if TYPE_CHECKING:
    from bot.newsroom import Newsroom
    from briefings.model import Answer, Briefing

Place = tuple[str, int]  # article id, paragraph
Kind = tuple[Iterable[str], "Callable[[Answer], bool]"]  # questions, and what makes an answer a good example

ANSWERS = 3
# Names as English writes them: capitals in the middle of a sentence, where they are no accident.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w-]*[a-z](?: [A-Z][\w-]*[a-z])*(?![\w’'])")
_DAYS = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
_MONTHS = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October"}
_WHEN = _DAYS | _MONTHS | {"November", "December"}
_PEOPLES = ("ish", "ese", "an", "ans")  # "English" and "American" are no names to ask for
_SHORTEST = 4  # letters of a name worth asking about
_LONG = 7  # letters of a word in which one missing letter is plainly a slip
_NAMES = 15  # tried at most
# What a person would ask of the sample articles, once with a slip of the pen; others rarely answer them.
_NATURAL = (
    "How large could the fines be?",
    "Why did people move to xiaohongsu?",
    "What does China say about a deal?",
)
_ELSEWHERE = (
    "How long should an egg boil?",
    "Which planet has the most moons?",
    "How do I repot an orchid?",
    "Who composed The Magic Flute?",
)


def answerable(newsroom: "Newsroom", briefing: "Briefing") -> list[str]:
    """Return up to three questions that the articles answer, each from another place.

    Articles about other things than the samples are asked for a name, for a name with a slip of the pen, and
    for a name from the glossary; where one of them does not work out, further names and titles step in.
    """
    articles = list(_told(newsroom, briefing))
    names = _names(articles)
    plain = [_about(name) for name in names]
    fallbacks = [*plain, *(article.title for article in articles if article.title)]
    kinds: list[Kind] = [
        *(((question,), _is_answered) for question in _NATURAL),
        (plain, _is_answered),
        (_misspelled(names), lambda answer: answer.corrected is not None),
        (_other_names(newsroom, articles), lambda answer: bool(answer.matched_as)),
        (fallbacks, _is_answered),
        (fallbacks, _is_answered),
    ]
    chosen: dict[str, Place] = {}
    for questions, is_wanted in kinds:
        if len(chosen) < ANSWERS:
            chosen |= _first_answered(newsroom, questions, is_wanted, taken=chosen.values())
    return list(chosen)


def unanswerable(newsroom: "Newsroom") -> str | None:
    """Return a question that the articles do not answer; None should they be about all of these things."""
    return next((each for each in _ELSEWHERE if newsroom.ask(each).status is Status.NOTHING_FOUND), None)


def _first_answered(
    newsroom: "Newsroom",
    questions: Iterable[str],
    is_wanted: Callable[["Answer"], bool],
    *,
    taken: Collection[Place],
) -> dict[str, Place]:
    """Return the first of *questions* with a strong answer from another place, or else with any; or none."""
    second_best: dict[str, Place] = {}
    for question in questions:
        answer = newsroom.ask(question)
        place = _place(answer)
        if not _is_answered(answer) or not is_wanted(answer) or place is None or place in taken:
            continue
        if answer.passages[0].strength is Strength.STRONG:
            return {question: place}
        second_best = second_best or {question: place}
    return second_best


def _is_answered(answer: "Answer") -> bool:
    return answer.status is Status.ANSWERED


def _place(answer: "Answer") -> Place | None:
    if not answer.passages:
        return None
    citation = answer.passages[0].citation
    return citation.article_id, citation.paragraph


def _told(newsroom: "Newsroom", briefing: "Briefing") -> Iterator[Article]:
    """Yield the articles of the briefing, the first of each story first."""
    for reference in (article for story in briefing.stories for article in story.articles):
        article = newsroom.articles.article(reference.id)
        if article is not None:
            yield article


def _names(articles: Iterable[Article]) -> list[str]:
    """List names in *articles*, those first that one article keeps coming back to and the others do not."""
    counts = [Counter(_NAME.findall(_text(article))) for article in articles]
    spread = Counter(name for count in counts for name in count)
    scored = {
        name: max(count[name] for count in counts) / spread[name]
        for name in spread
        if len(name) >= _SHORTEST and _WHEN.isdisjoint(name.split()) and not name.endswith(_PEOPLES)
    }
    # A name of several words is surely one, and asks for one thing.
    return sorted(scored, key=lambda name: (" " not in name, -scored[name], name))[:_NAMES]


def _text(article: Article) -> str:
    return " ".join(each.text for each in article.paragraphs if each.kind is ParagraphKind.TEXT)


def _about(name: str) -> str:
    return f"What about {name}?"


def _misspelled(names: Iterable[str]) -> Iterator[str]:
    """Ask for names with a letter missing: what people type in a hurry."""
    for name in names:
        if " " not in name and len(name) >= _LONG:
            yield _about(name[: len(name) // 2] + name[len(name) // 2 + 1 :])


def _other_names(newsroom: "Newsroom", articles: Iterable[Article]) -> Iterator[str]:
    """Ask for what the glossary knows under a name that the articles do not use."""
    text = normalise(" ".join(_text(article) for article in articles))
    for entry in newsroom.plan.glossary.values():
        if normalise(entry.term) in text and entry.definition:
            yield from (f"What is {name}?" for name in entry.aliases if normalise(name) not in text)
