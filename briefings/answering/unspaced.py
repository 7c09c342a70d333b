"""Understand the parts of a question that are written without spaces between words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefings.answering.concepts import Concept, Variant
from briefings.answering.weighing import weigh
from briefings.text import words

if TYPE_CHECKING:
    from briefings.index import Index

UNSPACED = re.compile("[々぀-ヿ㐀-䶿一-鿿豈-﫿\U00020000-\U0002fa1f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
# Chinese words of asking, and particles; what stands between them is asked about.
_ASKING = re.compile(
    "为什么|為什麼|什么时候|什麼時候|什么|什麼|怎么样|怎麼樣|怎么|怎麼|怎样|如何|为何|為何|是否|有没有|有沒有|是不是|能不能|会不会"
    "|有多少|多少|几个|哪些|哪个|哪裡|哪里|哪儿|何时|请问|關於|关于|告诉|谁|誰|吗|嗎|呢|吧|啊|的|了|着|是|有|在|对|對|把|被|从|從|到|去|会|會"
    "|要|想|说|說|我|你|他|她|它|们|們|这|這|那|和|与|與|及|或|也|都|就|很|最"
)


def without_asking(text: str) -> str:
    """Put spaces in place of Chinese words of asking, leaving every other character where it is."""
    return _ASKING.sub(lambda match: " " * len(match.group()), text)


def unspaced_concepts(run: str, index: Index) -> list[Concept]:
    """Make a concept of each pair of characters; a pair that only spans two known words says little."""
    pairs = list(words(run))
    known = {at for at, pair in enumerate(pairs) if index.frequency(pair.term)}
    covered = {char for at in known for char in range(pairs[at].start, pairs[at].end)}
    concepts = []
    for at, pair in enumerate(pairs):
        variants = (Variant(phrase=(pair.term,), sureness=1.0),)
        news = sum(char not in covered for char in range(pair.start, pair.end)) / (pair.end - pair.start)
        share = 1.0 if at in known else max(news, 0.1)
        weight = share * weigh(pair.term, variants, index)
        asked = run[pair.start : pair.end]
        concepts.append(Concept(asked=asked, variants=variants, weight=weight, is_fragment=len(pairs) > 1))
    return concepts
