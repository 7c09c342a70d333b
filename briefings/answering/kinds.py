"""Kinds of answers: how a question asks for a number, date, person or reason, and how a text gives one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefings.answering.matching import Match

_NEAR = (
    30  # characters; "about 300 million monthly users" answers how many users, a number farther off may not
)

# The adjective of "how long" belongs to the asking; the answer says hours.
HOW = re.compile(r"\bhow (?:much|many|long|old|big|large|far|often|high|fast)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of answer: the words that ask for it, and what it looks like."""

    asked: re.Pattern[str]
    given: re.Pattern[str]
    is_indispensable: bool = False  # a passage without it cannot answer, whatever else it says

    def found(self, text: str, span: tuple[int, int], said: Iterable[Match]) -> float:
        """Say how well `text[span]` gives it: 1 beside a place of *said*, .4 farther off, 0 not at all."""
        places = [match.span() for match in self.given.finditer(text, *span)]
        if not places:
            return 0.0
        beside = [(match.start - _NEAR, match.end + _NEAR) for match in said]
        return (
            1.0
            if any(left <= end and start <= right for start, end in places for left, right in beside)
            else 0.4
        )


_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_NUMBERS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|fifteen|twenty|thirty|forty|fifty"
)
KINDS = (
    Kind(  # a number
        asked=re.compile(
            rf"{HOW.pattern}|\bnumber of\b|\bpercent|多少|多久|多长|多長|几[个次]|幾[個次]", re.IGNORECASE
        ),
        given=re.compile(
            rf"\d|\b(?:{_NUMBERS}|\w+teen|hundreds?|thousands?|millions?|billions?|half|twice)\b"
            "|[一二三四五六七八九十百千万亿]",
            re.IGNORECASE,
        ),
        is_indispensable=True,
    ),
    Kind(  # a date
        asked=re.compile(
            r"\bwhen\b|\b(?:what|which) (?:date|day|month|year|time)\b|什么时候|什麼時候|何时|何時|哪天|哪年",
            re.IGNORECASE,
        ),
        given=re.compile(
            rf"\b(?:19|20)\d\d\b|\b(?:{_MONTHS}|{_DAYS}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
            r"|[\d一二三四五六七八九十][年月日号]|(?:周|星期|礼拜)[一二三四五六日天]|今天|昨天|明天"
        ),
        is_indispensable=True,
    ),
    Kind(  # a person
        asked=re.compile(r"\bwho(?:m|se)?\b|谁|誰", re.IGNORECASE),
        given=re.compile(
            r"\b[A-Z][a-z]+ [A-Z][a-z]+|\b(?:professor|president|minister|author|chief|spokes\w+)\b"
        ),
    ),
    Kind(  # a reason
        asked=re.compile(r"\bwhy\b|\breasons?\b|为什么|為什麼|为何|為何|原因", re.IGNORECASE),
        given=re.compile(
            r"\b(?:because|due to|since|reasons?|caused?|causes|driven by|prompted|sparked|fears?|concerns?"
            r"|so that|in order to|for this|thanks to|as a result|therefore|need to|desire)\b"
            "|因为|由于|原因|所以",
            re.IGNORECASE,
        ),
    ),
)


def wanted(question: str) -> Kind | None:
    """Say what kind of answer *question* asks for; None for no particular one."""
    return next((kind for kind in KINDS if kind.asked.search(question)), None)
