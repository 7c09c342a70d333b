"""Decide which topics an article belongs to, and show the words that say so.

Phrases are compared by terms, so that case, plurals, width and traditional characters do not matter; a name
of the glossary stands for all its names. All topics share one table keyed by the first term of their phrases:
an article is read once, however many topics there are.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from briefings.model import Article, Kind, Paragraph, TopicMatch
from briefings.text import Word, words
from briefings.text.folding import SIMPLIFIED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefings.model import GlossaryEntry, Topic

_TITLE, _BODY = "title", "body"
_TITLE_COUNTS = 3  # a word in the title says as much as three in the text
_HALF_SURE = 3  # so many mentions give half of a topic's weight; the score never reaches the weight
_SHOWN_WORDS = 5
_VARIANTS = 50  # of one phrase; two names with many aliases each would multiply without end
_LAST_SPACED = "\u2e7f"  # behind it come the scripts of East Asia
_BREAK = re.compile(r"[,:;!?]\s|[。！？；，：]")  # two words on its two sides are no phrase
_Terms = tuple[str, ...]


class _Found(NamedTuple):
    at: tuple[int, int]  # which text of the article, the title being the first, and where in it
    zone: str
    surface: str


class Matcher:
    """The phrases of many topics, ready to be looked for in many articles."""

    def __init__(self, topics: Sequence[Topic], glossary: Sequence[GlossaryEntry] = ()) -> None:
        self._topics = topics
        self._wanting: dict[str, list[int]] = defaultdict(list)
        for number, topic in enumerate(topics):
            for phrase in dict.fromkeys((*topic.any, *topic.all)):
                self._wanting[phrase].append(number)
        self._by_first: dict[str, list[tuple[_Terms, str]]] = defaultdict(list)
        names = _Names(glossary)
        phrases = dict.fromkeys(phrase for topic in topics for phrase in _phrases(topic))
        for phrase in phrases:
            for variant in names.variants(phrase):
                self._by_first[variant[0]].append((variant, phrase))
        # Scripts without spaces are read by pairs of signs, so a phrase of one sign is looked for by itself.
        alone = [phrase for phrase in phrases if len(phrase) == 1 and phrase > _LAST_SPACED]
        self._signs = {phrase.translate(SIMPLIFIED): phrase for phrase in alone}

    def match(self, article: Article) -> tuple[TopicMatch, ...]:
        """List the topics of *article*, the surest first, each with its words as they stand in it."""
        found = self._read(article)
        wanted = sorted({number for phrase in found for number in self._wanting.get(phrase, ())})
        matches = [made for number in wanted if (made := _decide(self._topics[number], found))]
        return tuple(sorted(matches, key=lambda match: (-match.score, match.topic)))

    def why_not(self, topic: Topic, article: Article) -> str:
        """Say in a clause which rule of *topic* keeps *article* out of it."""
        found = self._read(article)
        if excluded := [phrase for phrase in topic.none if phrase in found]:
            return f"it holds {_quoted(excluded)}, which none excludes"
        if missing := [phrase for phrase in topic.all if phrase not in found]:
            return f"it lacks {_quoted(missing)}, which all demands"
        return "it holds no phrase of any"

    def _read(self, article: Article) -> Mapping[str, list[_Found]]:
        """Collect the places where a phrase of any topic stands, in the order of the article."""
        found: dict[str, list[_Found]] = {}
        texts = [(_BODY, paragraph.text) for paragraph in article.paragraphs]
        for number, (zone, text) in enumerate([(_TITLE, article.title or ""), *texts]):
            for (start, end), phrase in sorted(self._look(text)):
                found.setdefault(phrase, []).append(_Found((number, start), zone, text[start:end]))
        return found

    def _look(self, text: str) -> set[tuple[tuple[int, int], str]]:
        signs = text.translate(SIMPLIFIED) if self._signs else ""
        alone = {((at, at + 1), self._signs[sign]) for at, sign in enumerate(signs) if sign in self._signs}
        return alone | {
            ((word.start, reading[at + len(variant) - 1].end), phrase)
            for reading in _readings(text)
            for at, word in enumerate(reading)
            for variant, phrase in self._by_first.get(word.term, ())
            if variant == tuple(word.term for word in reading[at : at + len(variant)])
            and not _BREAK.search(text, word.start, reading[at + len(variant) - 1].end)
        }


def match(topic: Topic, article: Article, glossary: Sequence[GlossaryEntry] = ()) -> TopicMatch | None:
    """Say whether *article* belongs to *topic*; for many topics or articles keep a `Matcher` instead."""
    return next(iter(Matcher([topic], glossary).match(article)), None)


def self_test(topic: Topic, glossary: Sequence[GlossaryEntry] = ()) -> list[str]:
    """List in sentences what is wrong with *topic* by its own phrases and examples; empty: all is well."""
    matcher = Matcher([topic], glossary)
    wordless = [_wordless(phrase) for phrase in _phrases(topic) if not any(_readings(phrase))]
    missed = [
        f'must_match: "{example}" does not match: {matcher.why_not(topic, _as_article(example))}'
        for example in topic.must_match
        if not matcher.match(_as_article(example))
    ]
    caught = [
        f'must_not_match: "{example}" matches by {_quoted(made[0].words)}; put what tells it apart into none'
        for example in topic.must_not_match
        if (made := matcher.match(_as_article(example)))
    ]
    return wordless + missed + caught


class _Names:
    """The glossary read backwards: from each name to all names of the same thing."""

    def __init__(self, glossary: Sequence[GlossaryEntry]) -> None:
        self._same: dict[str, list[str]] = defaultdict(list)
        for entry in glossary:
            for name in (entry.term, *entry.aliases):
                self._same[name.casefold()] += [entry.term, *entry.aliases]
        # The longest first: "Red Note app" is not "Red" and something. Names without spaces stand anywhere.
        longest = sorted(filter(None, self._same), key=len, reverse=True)
        edged = [rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in longest]
        self._any_name = re.compile("|".join(edged) or r"(?!)", re.IGNORECASE)

    def variants(self, phrase: str) -> list[_Terms]:
        """List the ways to say *phrase*: each name inside it exchanged for each other of the same thing."""
        choices: list[list[str]] = []
        done = 0
        for name in self._any_name.finditer(phrase):
            choices += [[phrase[done : name.start()]], self._same[name.group().casefold()]]
            done = name.end()
        choices.append([phrase[done:]])
        said = ["".join(choice) for choice in itertools.islice(itertools.product(*choices), _VARIANTS)]
        readings = [reading for text in (phrase, *said) for reading in _readings(text) if reading]
        return list(dict.fromkeys(tuple(word.term for word in reading) for reading in readings))


def _phrases(topic: Topic) -> _Terms:
    return (*topic.any, *topic.all, *topic.none)


def _readings(text: str) -> list[list[Word]]:
    """Read *text* with its compounds in parts and, where there are any, once more with each as one word."""
    everything = list(words(text))
    parts = [word for word in everything if not word.is_joined]
    joined = [word for word in everything if word.is_joined]
    if not joined:
        return [parts]
    inside = {at for whole in joined for at in range(whole.start, whole.end)}
    whole = [word for word in parts if word.start not in inside] + joined
    return [parts, sorted(whole)]


def _decide(topic: Topic, found: Mapping[str, list[_Found]]) -> TopicMatch | None:
    """Say whether what was found makes the topic's rule true, and how surely."""
    here = {
        phrase: [place for place in found.get(phrase, ()) if place.zone in topic.within]
        for phrase in _phrases(topic)
    }
    if any(here[phrase] for phrase in topic.none) or not all(here[phrase] for phrase in topic.all):
        return None
    if topic.any and not any(here[phrase] for phrase in topic.any):
        return None
    places = [place for phrase in dict.fromkeys((*topic.any, *topic.all)) for place in here[phrase]]
    mentions = sum(_TITLE_COUNTS if place.zone == _TITLE else 1 for place in places)
    shown = {place.surface.casefold(): place.surface for place in sorted(places, reverse=True)}
    score = topic.weight * mentions / (mentions + _HALF_SURE)
    return TopicMatch(
        topic=topic.name, words=tuple(reversed(shown.values()))[:_SHOWN_WORDS], score=round(score, 4)
    )


def _as_article(example: str) -> Article:
    """Take an example for the title and the text of an article, whatever part the topic looks at."""
    paragraph = Paragraph(text=example, kind=Kind.TEXT, line=1)
    return Article(id="", source="", path="", title=example, paragraphs=(paragraph,))


def _quoted(phrases: Sequence[str]) -> str:
    return ", ".join(f'"{phrase}"' for phrase in phrases)


def _wordless(phrase: str) -> str:
    return f'the phrase "{phrase}" holds no letter or digit, so it matches nothing; write a word or a name'
