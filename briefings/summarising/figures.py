"""Find the key figures of sentences: amounts, shares and counts that say what they count, word for word.

A figure is taken with what qualifies it ("nearly 170 million users"), for without it it would say something
else; one that does not say what it counts is left out, and so are dates, times, ages and names with numbers.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from briefings.text.folding import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefings.model import Citation

_MOST = 3  # of a story; more is a table
_ABOUT = (
    r"(?:(?:no\ )?(?:more|less|fewer)\ than|nearly|almost|about|around|over|under|up\ to|at\ least|at\ most"
    r"|as\ (?:many|much|little|few)\ as|roughly|approximately|just|only|some|an\ estimated|below|above)"
)
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_WORDS = r"(?i:one|two|three|four|five|six|seven|eight|nine|ten|half\ an?)"
_MAGNITUDE = r"(?:hundred|thousand|million|billion|trillion)"
_TIME = r"(?:second|minute|hour|day|week|month|year|decade)"
_MONEY = r"dollars|euros|pounds|yuan|renminbi|yen|won|rupees|francs|roubles|rubles|pesos|reais|kronor|kroner"
_PERCENT = rf"{_DIGITS}\ ?(?:%|percent\b|per\ cent\b)"
_CHANGE = (  # "a rise of 216 percent": of what it is a share or a change
    r"(?:increase|decrease|rise|fall|drop|decline|growth|gain|loss|cut|tariff|tax|rate|share|stake|turnout)s?"
    rf"\ of\ (?:{_ABOUT}\ )?"
)
_MODIFIERS = (
    r"(?:(?![a-z]+s\b)[A-Za-z][\w’'-]*\ ){0,3}?"  # "monthly active", "American"; a plural is the noun
)
_PLURAL = r"(?:people|children|women|men|(?!(?:times|as|is|was|has|its|this)\b)[a-z][a-z-]*[a-rt-z]s)\b"
_OPEN = r"(?<![\w.,:/$€£¥+-])"  # not inside a number, a time, a range or a name
_CLOSED = r"(?![\w%])(?![.,:/-]\d)"

_ENGLISH = re.compile(
    rf"""(?i:(?P<about>{_ABOUT})\ )?{_OPEN}(?:
      (?P<money>(?:US|A|C|NZ|HK|S|R)?[$€£¥]\ ?{_DIGITS}(?:\ ?(?:{_MAGNITUDE}|bn|tn|m|k)\b)?{_CLOSED}
          (?:\ (?:per|an?)\ [a-z]+\b)?
        | (?:{_DIGITS}|(?:{_WORDS})\ {_MAGNITUDE})(?:\ {_MAGNITUDE})?\ {_MODIFIERS}(?:{_MONEY})\b)
    | (?P<share>{_CHANGE}{_PERCENT}
        | {_PERCENT}\ of\ (?:the\ |its\ |their\ |all\ )?{_MODIFIERS}{_PLURAL})
    | (?P<many>(?:{_DIGITS}|{_WORDS})\ {_MAGNITUDE}\ {_MODIFIERS}{_PLURAL})
    | (?P<time>{_DIGITS}(?:\ {_TIME}s\b|-{_TIME}\ (?!old\b)[a-z]+\b))
    | (?P<count>{_DIGITS}\ {_MODIFIERS}{_PLURAL})
    )""",
    re.VERBOSE,
)
_HAN = re.compile("[\u3400-\u9fff]")
_HAN_NUMBER = r"\d+(?:[,，]\d{3})*(?:\.\d+)?"
_HAN_NOUN = (
    "用户|网民|网友|民众|员工|职工|学生|教师|人次|人口|人|家庭|企业|公司|商家|商户|粉丝|下载量?|观众|游客|居民|难民|患者|病例|儿童"
    "|用戶|網民|網友|民眾|員工|學生|教師|觀眾|遊客|難民|兒童|商戶"
)
_HAN_MONEY = "美元|欧元|歐元|英镑|英鎊|日元|港元|元人民币|元人民幣|人民币|人民幣|元"
_HAN_CHANGE = "增长|增長|增加|上涨|上漲|上升|下降|下跌|减少|減少|占|关税|關稅"
_HAN_ABOUT = "超过|超過|超|将近|將近|近|大约|大約|约|約|逾|至少|最多|多达|多達|高达|高達|不到|不足"
_HAN_TIME = "天|小时|小時|分钟|分鐘|个月|個月|个星期|個星期|周|週"
_HAN_MODIFIERS = "[\u4e00-\u9fff]{0,5}?"  # "名新"
_CHINESE = re.compile(
    rf"""(?P<about>{_HAN_ABOUT})?(?<![\d.,:/年月第-])(?:
      (?P<money>{_HAN_NUMBER}[多余餘]?[百千万萬]?[亿億]?[多余餘]?(?:{_HAN_MONEY}))
    | (?P<share>(?:{_HAN_CHANGE})了?(?:{_HAN_ABOUT})?{_HAN_NUMBER}[%％])
    | (?P<many>{_HAN_NUMBER}[多余餘]?[百千]?[万萬亿億]{{1,2}}[多余餘]?{_HAN_MODIFIERS}(?:{_HAN_NOUN}))
    | (?P<time>{_HAN_NUMBER}[多余餘]?(?:{_HAN_TIME})(?![岁年末]))
    | (?P<count>{_HAN_NUMBER}[多余餘]?[名位个個家]{_HAN_MODIFIERS}(?:{_HAN_NOUN}))
    )""",
    re.VERBOSE,
)
_TELLING = {"money": 4, "many": 4, "share": 3, "count": 2, "time": 2}
_A_FEW = 10  # what one could as well count on fingers is no figure
_SMALL_MONEY = 1000  # a price, and no figure of the news
_IS_LARGE = re.compile(r"illion\b|\d ?(?:bn|tn|m|k)\b|\b(?:per|an?) |[千万萬亿億]")
_YEARS = range(1900, 2101)
_IN_A_RANGE = (
    re.compile(r"\d ?(?:-|–|to) ?$|\b[Bb]etween .{1,30}\band $"),
    re.compile(r" ?(?:-|–|to|or) ?[$€£¥]?\d"),
)
_NO_COUNT = re.compile(r"\w*[A-Z][\w’'-]* $|\bin $")  # "Windows 11 users", "iOS 18 users", "4 in 10 adults"


class _Figure(NamedTuple):
    start: int
    end: int
    kind: str
    number: str


def key_figures(sentences: Sequence[Citation]) -> tuple[Citation, ...]:
    """Return at most three figures of *sentences*, the most telling first, each a receipt for its words."""
    found: dict[str, tuple[int, Citation]] = {}
    for sentence in sentences:
        for figure in _figures(sentence.text):
            cited = replace(
                sentence,
                start=sentence.start + figure.start,
                end=sentence.start + figure.end,
                text=sentence.text[figure.start : figure.end],
            )
            found.setdefault(figure.number, (_TELLING[figure.kind], cited))
    ranked = sorted(found.values(), key=lambda worth_and_figure: -worth_and_figure[0])
    return tuple(figure for _, figure in ranked[:_MOST])


def _figures(sentence: str) -> Iterator[_Figure]:
    pattern = _CHINESE if _HAN.search(sentence) else _ENGLISH
    for match in pattern.finditer(sentence):
        kind = str(match.lastgroup)
        before, after = sentence[: match.start()], sentence[match.end() :]
        if _IN_A_RANGE[0].search(before) or _IN_A_RANGE[1].match(after):
            continue
        if _is_telling(kind, match[kind], before):
            number = re.sub(r"[^\d.]", "", match[kind]) or match[kind].partition(" ")[0].lower()
            yield _Figure(match.start(), match.end(), kind, number)


def _is_telling(kind: str, figure: str, before: str) -> bool:
    """Tell a figure that says of what from a price, a handful, a year and the number in a name."""
    if kind in {"share", "time"}:
        return True
    words = figure.split()
    if any(word.lower() in STOP_WORDS for word in words[1:-1] if word not in {"a", "an", "per"}):
        return False
    value = _value(figure)
    if kind == "money":
        return value >= _SMALL_MONEY or bool(_IS_LARGE.search(figure))
    is_year = value in _YEARS and "," not in figure
    return kind == "many" or (value >= _A_FEW and not is_year and not _NO_COUNT.search(before))


def _value(figure: str) -> float:
    number = re.search(r"\d[\d,，]*(?:\.\d+)?", figure)
    return float(re.sub("[,，]", "", number[0])) if number else 0.0
