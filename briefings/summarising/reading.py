"""Read an article once for the sentences worth telling."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from briefings.model import Article, KeySentence, Kind
from briefings.summarising.standing import leans_on, names_something
from briefings.text import normalise, sentences, terms

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT = 8
_LOOKED_AT = 24  # sentences that stand alone; those further down come too late to be among the best
_TOLD_IN = (Kind.TEXT, Kind.LIST)  # a block quotation has a speaker, and a heading or table row no verb
_SUBORDINATE = re.compile(r"(?:Whether|If|How|Why|When|Where|Who|What|Which|That|To)\b")
_LATER = 0.25  # how fast a sentence counts less the later it comes; see `key_sentences`
_NAMELESS = 0.4  # a sentence without a name says too little of who and where
_SHARE = 0.15  # of the article: what a digest quotes at most, unless its admin says otherwise
_FEWEST_QUOTABLE = 5  # of those kept, where there are any


class _Sentence(NamedTuple):
    paragraph: int
    start: int
    end: int
    text: str
    place: int  # among all sentences of the article, usable or not
    about: float  # how much it says of what the article says


def key_sentences(article: Article) -> tuple[KeySentence, ...]:
    """Pick at most eight sentences that can stand alone, the best first; each is verbatim at its offsets.

    The score is 1 / (1 + .25 place), less for a sentence that names nobody: no graph method beats the lead of
    a single article (measured on CNN/DM), and for several articles the same factor times the closeness to
    their centroid is the best known (Multi-News). Which eight are kept is decided by both.
    """
    found = list(itertools.islice(_standing(article), _LOOKED_AT))
    ranked = sorted(found, key=lambda sentence: (-_worth(sentence), sentence.place))
    longest = _SHARE * sum(len(paragraph.text) for paragraph in article.paragraphs)
    quotable = [sentence for sentence in ranked if len(sentence.text) <= longest]
    kept = {*quotable[:_FEWEST_QUOTABLE]}
    kept |= {*[sentence for sentence in ranked if sentence not in kept][: _KEPT - len(kept)]}
    return tuple(
        KeySentence(
            paragraph=sentence.paragraph,
            start=sentence.start,
            end=sentence.end,
            text=sentence.text,
            score=round(_early(sentence), 4),
        )
        for sentence in sorted(kept, key=lambda sentence: sentence.place)
    )


def _early(sentence: _Sentence) -> float:
    return (1.0 if names_something(sentence.text) else _NAMELESS) / (1 + _LATER * sentence.place)


def _worth(sentence: _Sentence) -> float:
    return _early(sentence) * sentence.about


def _standing(article: Article) -> Iterator[_Sentence]:
    """Yield the sentences that can stand alone, once each, with their place and weight."""
    centroid = Counter(
        term
        for paragraph in article.paragraphs
        if paragraph.kind in _TOLD_IN
        for term in terms(paragraph.text)
    )
    length = math.hypot(*centroid.values())
    # A sentence that says the title again says nothing new.
    told = {normalise(article.title or "").strip(".! ")}
    place = -1
    for number, paragraph in enumerate(article.paragraphs):
        if paragraph.kind not in _TOLD_IN:
            continue
        for start, end in sentences(paragraph.text):
            place += 1
            text = paragraph.text[start:end]
            said = normalise(text).strip(".! ")
            if said not in told and _is_standing(article, paragraph.text[:start], text, paragraph.kind):
                about = {*terms(text)}
                closeness = sum(centroid[term] for term in about) / (length * math.sqrt(len(about)))
                yield _Sentence(number, start, end, text, place, closeness)
            told.add(said)


def _is_standing(article: Article, before: str, text: str, kind: Kind) -> bool:
    if any(author in text for author in article.authors):  # a note about who wrote it, not what it tells
        return False
    # In a list, "Step one: ..." is a label and its note, and "Whether it rains" waits for the line above.
    if kind is Kind.LIST and (":" in text or _SUBORDINATE.match(text)):
        return False
    is_dated = article.published is not None
    return leans_on(text, before=before, language=article.language, is_dated=is_dated) is None
