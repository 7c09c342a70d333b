"""When was this published? The dates people write in the head of an article, with their zones."""

from __future__ import annotations

import re
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from briefings.cleaning.htmldates import read_date

if TYPE_CHECKING:
    from datetime import datetime

# Abbreviations that mean one zone to nearly everybody; CST and IST mean several and are left alone.
_ZONES = {
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "ET": -5, "PT": -8, "BST": 1,
    "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "MEZ": 1, "MESZ": 2, "JST": 9, "KST": 9,
    "SGT": 8, "HKT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_ZONE = re.compile(r"\d\s?(?:[ap]\.?m\.?)?\s*\(?(" + "|".join(_ZONES) + r")\b", re.IGNORECASE)
_CJK_DATE = re.compile(r"((?:19|20)\d\d)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_FRENCH_CLOCK = re.compile(r"\b(\d{1,2})\s?h\s?(\d\d)\b")
_DASHED = re.compile(r"\b(\d{1,2})-([A-Za-z]{3,9})-((?:19|20)\d\d)\b")
_DOTTED = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d\d)\b")  # who writes dots puts the day first
_CYRILLIC = ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
_CYRILLIC_DATE = re.compile(rf"(\d{{1,2}})\s+({'|'.join(_CYRILLIC)})\w*\s+((?:19|20)\d\d)", re.IGNORECASE)


def read_moment(text: str) -> datetime | None:
    """Read the first full date of *text*, aware, with the offset that stands there.

    Without a zone it is taken as UTC, without a clock as midnight.
    """
    text = _FRENCH_CLOCK.sub(r"\1:\2", text)
    text = _CJK_DATE.sub(r"\1-\2-\3 ", text[:300]).replace("  ", " ")
    text = _DOTTED.sub(r"\3-\2-\1 ", _DASHED.sub(r"\1 \2 \3", text))
    text = _CYRILLIC_DATE.sub(_numbered, text)
    moment = read_date(text)
    if moment is None:
        return None
    zone = _ZONE.search(text)
    if zone is not None and moment.utcoffset() == timedelta(0):
        moment = moment.replace(tzinfo=timezone(timedelta(hours=_ZONES[zone.group(1).upper()])))
    return moment


def _numbered(found: re.Match[str]) -> str:
    month = _CYRILLIC.index(found.group(2).lower()) + 1
    return f"{found.group(3)}-{month:02}-{int(found.group(1)):02}"
