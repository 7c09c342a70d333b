"""Who wrote it, when, and where it appeared: the lines between a headline and its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefings.cleaning.moments import read_moment

if TYPE_CHECKING:
    from datetime import datetime

_LONGEST = 200  # characters; a byline is no paragraph
_BETWEEN = re.compile(
    r"\s*[|｜•·]\s*|\s+[-–—/]{1,2}\s+|\s{3,}|\t+|\u3000+\s*|\xa0{2,}\s*|;\s+"
    # A label begins a new part, and so does a date.
    r"|[\s,]+(?=(?:published|posted|updated|last updated|modified|source|publié|veröffentlicht|aktualisiert"
    r"|publicado"
    r"|pubblicato)\b)|\s+(?=(?:来源|來源|作者|发布|發布|更新|记者|記者|编辑|編輯|责任编辑|浏览|阅读"
    r"|点击)[^ ]{0,4}[:：])"
    r"|\s+(?=(?:by|von|par|por)\s+(?-i:[A-ZÀ-Þ]))|,?\s+(?=(?:19|20)\d\d[-年/.])"
    r"|,\s+(?=\d{1,2}\.?\s+[A-Za-zä]{3})",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"(?:(?:words|text|story|report(?:ed|ing)?|written|posted|published) by|by|author"
    r"|from our correspondent|von|text(?:\svon)?|par|por"
    r"|di|door|af|autor|autore|auteur|автор|текст|撰文|作者|文|记者|記者|通讯员|執筆|기자)\s*(?:[:：/]\s*"
    r"|\s+|(?<=者)|(?<=文))(?=\S)",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(?P<changed>(?:last |first )?(?:updated|modified|revised|aktualisiert|mis à jour(?: le)?|actualizado"
    r"|atualizado|aggiornato"
    r"|обновлено)|更新(?:时间|日期|日時|日)?|修改时间)?"
    r"(?:(?:first )?(?:published|posted|created|released|date|veröffentlicht|publié(?: le)?|publicado"
    r"|pubblicato|gepubliceerd"
    r"|opublikowano|опубликовано|дата)|发布(?:时间|日期|于)?|發布(?:時間|日期)?|发表(?:时间|于)|時間|时间"
    r"|日期|公開日|掲載日|입력|등록일|게시일)?"
    r"\s*(?:on|at|am|le|el|il|op)?\s*[:：]?\s*",
    re.IGNORECASE,
)
_OUTLET = re.compile(
    r"(?:source|quelle|fuente|fonte|bron|источник|来源|來源|出处|出處|稿源|출처)\s*[:：]\s*(?=\S)",
    re.IGNORECASE,
)
_OUTLET_BEHIND = re.compile(
    r",\s+((?:\S+\s){0,3}(?:Post|Times|News|Herald|Daily|Journal|Tribune|Gazette|Courier|Press|Agency"
    r"|Magazine|Review|Observer"
    r"|Guardian|Telegraph|Standard|Wire|Weekly|Chronicle|Mail|Today|Globe|Star|Zeitung|Monde|Heraldo"
    r"|Diario))$"
)
_ADDRESS = re.compile(
    r"(?:(?:url|link|source|original(?: article)?|canonical|permalink|retrieved from|原文链接|链接"
    r"|网址)\s*[:：]\s*)?(https?://\S+)",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"[\d\s:.,/+()年月日时分秒년월일-]|(?:\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?"
    r"|sun)(?:day)?\b|\b(?:at|on|of|de|the|st|nd|rd|th"
    r"|am|pm|a\.m|p\.m|utc|gmt|z|t|[ecmp][sd]?t|cest|cet|bst|jst|ist|hrs?|uhr|updated|published)\b"
    r"|(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez|ene|abr|ago|dic|янв|фев|апр|авг"
    r"|сен|окт|ноя|дек|июн|июл)"
    r"[a-zäéûçа-я]*)",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"(?:views?|reads?|hits|visits|comments|shares)\s*[:：]\s*\d[\d.,]*[km]?|(?:浏览|瀏覽|阅读|閱讀|点击"
    r"|點擊|人气)[^\d]{0,6}\d*|조회\D{0,3}\d*|\d[\d.,]*[km]?\s*(?:views?|reads?|comments?|shares?|likes?"
    r"|min(?:ute)?s? read)",
    re.IGNORECASE,
)


_EDITOR = re.compile(
    r"(?:编辑|編輯|责任编辑|責任編輯|责编|editor|edited by)\s*[:：]?\s*\S{1,20}", re.IGNORECASE
)
_NOBODY = frozenset(
    {"本站", "本网", "本網", "网络", "網絡", "互联网", "原创", "未知"}
)  # "this site", "the internet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What one line in the head of an article says of it."""

    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: datetime | None = None
    is_change: bool = False  # the date is the one of an update
    url: str | None = None


def read_byline(text: str) -> Byline | None:
    """Read a line as a byline; None where it says anything else besides, or nothing of the kind."""
    if len(text) > _LONGEST:
        return None
    if address := _ADDRESS.fullmatch(text):
        return Byline(url=address.group(1))
    parts = [part.strip() for part in _BETWEEN.split(text.strip(" |•·*_[]()")) if part.strip()]
    read = _Reading()
    for part in parts:
        read.take(part)
    return read.byline()


@dataclass(slots=True)
class _Reading:
    """Collects what the parts of one line say."""

    authors: list[str] = field(default_factory=list)
    publisher: str | None = None
    published: datetime | None = None
    is_change: bool = False
    loose: list[str] = field(default_factory=list)  # parts that may be an outlet's name, or anything
    label: str = ""  # "Updated:", whose date stands in the next part

    def take(self, part: str) -> None:
        if _WHEN.fullmatch(part):
            self.label = f"{part} "
        elif outlet := _OUTLET.match(part):
            name = part[outlet.end() :].strip()
            self.publisher = None if name in _NOBODY else name
        elif names := _names(part):
            self.authors += names
            outlet = _OUTLET_BEHIND.search(part)
            self.publisher = self.publisher or (outlet.group(1) if outlet else None)
        elif (when := _moment(self.label + part)) is not None:
            self.label = ""
            if self.published is None or self.is_change:
                self.published, self.is_change = when
        elif not _COUNTS.fullmatch(part) and not _EDITOR.match(part):
            self.loose.append(part)

    def byline(self) -> Byline | None:
        if not (self.authors or self.published or self.publisher):
            return None
        if len(self.loose) > 2 or not all(map(_is_outlet, self.loose)):
            return None
        named = [part for part in self.loose if "," not in part]
        return Byline(
            authors=tuple(dict.fromkeys(self.authors)),
            publisher=self.publisher or (named[0] if named else None),
            published=self.published,
            is_change=self.is_change,
        )


def _names(part: str) -> list[str]:
    label = _AUTHOR.match(part)
    if label is None:
        return []
    from briefings.cleaning.htmlauthors import names_in  # noqa: PLC0415  # brings lxml with it

    return names_in(part[label.end() :]) if len(part) - label.end() <= 80 else []


def _moment(part: str) -> tuple[datetime, bool] | None:
    """Read a part that is a date and nothing else: (moment, whether it is the one of an update)."""
    label = _WHEN.match(part)
    rest = part[label.end() :] if label else part
    moment = read_moment(rest)
    if moment is None or len(_DATE_WORDS.sub("", rest)) > 3:
        return None
    return moment, bool(label and label.group("changed"))


def _is_outlet(part: str) -> bool:
    """Tell whether a part may be an outlet's name: few words, with capitals or in a script without any."""
    words = part.split()
    return (
        1 <= len(words) <= 5
        and len(part) <= 40
        and not part.endswith((".", "!", "?", ":"))
        and not any(word[0].islower() for word in (words[0], words[-1]))
    )
