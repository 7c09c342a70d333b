"""Keep of an article what comparing needs: a sample of its four-word shingles, and what it is about.

Hashes are CRC-32, which is the same in every process and on every machine; Python's own hash of a string is
not.
"""

from __future__ import annotations

import itertools
import math
import re
import struct
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import TYPE_CHECKING

from briefings.model import Article, Kind
from briefings.text import normalise, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHINGLE_WORDS = 4
_KEPT_WHOLE = (
    128  # shingles; a longer text keeps every eighth by value, so that an excerpt keeps the same ones
)
_EVERY = 8
_WORD_OR_SIGN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff]|[^\\W_]+")

_FEATURES = 100  # heaviest first; more of them changed no story of the development set
_TITLE_WEIGHT = 2.0
_LEAD_WORDS = 60  # the first sentences of news say what happened; at this distance a word counts half
_FAR = 500  # telling words; what stands further down weighs a seventieth
_OF_A_NAME, _OF_A_NUMBER, _OF_A_WORD = 2.0, 1.5, 0.7

_DATES = """
    monday tuesday wednesday thursday friday saturday sunday januari februari march april june juli august
    septemb octob novemb decemb jan feb mar apr jun jul aug sep sept oct nov dec today yesterday tomorrow
"""
# Names that stand in every third article say little about which event it is.
_EVERYDAY = """
    usa america american unit state china chines eu europ european uk britain british russia russian germani
    german franc french japan japanes india indian washington beij london brussel world
"""
_DATE_TERMS, _EVERYDAY_TERMS = frozenset(_DATES.split()), frozenset(_EVERYDAY.split())
_SENTENCE_OPENS = re.compile(r"[.!?:。！？：\"“”‘「]")
_HEADER = struct.Struct("<BBIHqq")
_VERSION = 1
_UNDATED = -(2**63)


class Sort(IntEnum):
    """How common a feature must be thought before any article was read."""

    NAME = 0
    WORD = 1
    EVERYDAY = 2


@dataclass(frozen=True, slots=True)
class Feature:
    """One word an article is about, and how much it is about it."""

    sort: Sort
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What is kept of an article for comparing it with others."""

    shingles: frozenset[int]
    every: int  # of so many shingles, by value, one is kept
    features: dict[int, Feature]
    published: datetime | None
    added: datetime

    def pack(self) -> bytes:
        """Write it for the store."""
        published = _UNDATED if self.published is None else _seconds(self.published)
        header = _HEADER.pack(
            _VERSION, self.every, len(self.shingles), len(self.features), published, _seconds(self.added)
        )
        shingles = struct.pack(f"<{len(self.shingles)}I", *sorted(self.shingles))
        kinds = itertools.chain.from_iterable(
            (key, one.sort, round(one.weight * 100)) for key, one in self.features.items()
        )
        return header + shingles + struct.pack("<" + "IBH" * len(self.features), *kinds)


def unpack(data: bytes) -> Fingerprint:
    """Read a fingerprint written by `Fingerprint.pack`.

    Raises:
        ValueError: It was written by another version; read the article again.
    """
    if not data or data[0] != _VERSION:
        raise ValueError("the fingerprint is of another version; take it again from its article")
    _, every, shingles, _, published, added = _HEADER.unpack_from(data)
    middle = _HEADER.size + 4 * shingles
    kinds = struct.iter_unpack("<IBH", data[middle:])
    return Fingerprint(
        shingles=frozenset(struct.unpack_from(f"<{shingles}I", data, _HEADER.size)),
        every=every,
        features={key: Feature(Sort(sort), weight / 100) for key, sort, weight in kinds},
        published=None if published == _UNDATED else datetime.fromtimestamp(published, UTC),
        added=datetime.fromtimestamp(added, UTC),
    )


def take(article: Article, *, added: datetime) -> Fingerprint:
    """Take the fingerprint of *article*, as read at *added*."""
    shingles = _shingles(article)
    every = 1 if len(shingles) <= _KEPT_WHOLE else _EVERY
    return Fingerprint(
        shingles=frozenset(shingle for shingle in shingles if shingle % every == 0),
        every=every,
        features=_features(article),
        published=article.published,
        added=added,
    )


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _shingles(article: Article) -> set[int]:
    """Hash each run of four words; where a script has no spaces, of four characters."""
    text = "\n".join(paragraph.text for paragraph in article.paragraphs if paragraph.kind is not Kind.HEADING)
    read = _WORD_OR_SIGN.findall(normalise(text))
    runs = zip(*(read[first:] for first in range(min(_SHINGLE_WORDS, max(1, len(read))))), strict=False)
    return {zlib.crc32(" ".join(run).encode()) for run in runs}


def _features(article: Article) -> dict[int, Feature]:
    """Weigh what the article is about: names before words, the title and the lead before the rest."""
    weight: defaultdict[str, float] = defaultdict(float)
    named: Counter[str] = Counter()  # as a name, less as an everyday word
    for term, surface, opens, weighs in _occurrences(article):
        weight[term] += weighs
        if surface[0].isupper() and not opens:
            named[term] += 1
        elif surface[0].islower():
            named[term] -= 1
    features = {}
    for term, weighs in weight.items():
        sort, factor = _sort(term, is_name=named[term] > 0)
        features[zlib.crc32(term.encode())] = Feature(sort, round(math.sqrt(weighs) * factor, 2))
    heaviest = sorted(features, key=lambda key: (-features[key].weight, key))[:_FEATURES]
    return {key: features[key] for key in heaviest}


def _sort(term: str, *, is_name: bool) -> tuple[Sort, float]:
    if term in _EVERYDAY_TERMS:
        return Sort.EVERYDAY, _OF_A_NAME if is_name else _OF_A_WORD
    if is_name:
        return Sort.NAME, _OF_A_NAME
    if term[0].isdigit() and len(term) > 1:
        return Sort.NAME, _OF_A_NUMBER
    return Sort.WORD, _OF_A_WORD


def _occurrences(article: Article) -> Iterator[tuple[str, str, bool, float]]:
    """Yield each telling word: term, form, whether it opens a sentence, and what its place is worth."""
    if article.title:
        yield from ((*word, _TITLE_WEIGHT) for word in _telling(article.title))
    distance = 0
    for paragraph in article.paragraphs:
        if distance > _FAR:
            return
        for word in _telling(paragraph.text):
            distance += 1
            yield (*word, 1 / (1 + (distance / _LEAD_WORDS) ** 2))


def _telling(text: str) -> Iterator[tuple[str, str, bool]]:
    done = 0
    for word in words(text):
        opens = done == 0 or _SENTENCE_OPENS.search(text, done, word.start) is not None
        if not word.is_stop and word.term not in _DATE_TERMS:
            yield word.term, text[word.start : word.end], opens
        done = word.end
