"""Tell what inside an English sentence points elsewhere: back, at the page, at a day told in the text."""

from __future__ import annotations

import re
from typing import Final

_WHEN = (
    "year|month|week|weekend|morning|afternoon|evening|summer|winter|spring|autumn|fall|season|decade|century"
)
_DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_BACK = (
    rf"\b(?:this|these)\b(?!\s+(?:{_WHEN}|{_DAY})\b)",
    r"\bthose\b(?!\s+(?:who|of|in|from|with|that|which|at|on|under|over|to|for|aged|whose|\w+ed|\w+ing)\b)",
    r"\bsuch\b(?!\s+(?:as|that)\b)",
    r"\b(?:the|both)\s+(?:latter|former|aforementioned|aforesaid)\b",
    r"\b(?:at|by|until|since|before|after|during|from|in|on|for|of|like|with|as|to|than)\s+that(?=\s*[,.;])",
    r"\bthat\s+(?:time|day|year|point|moment|week|month|period|reason|case|way|end|regard|sense|respect)\b",
    r"\bthat\s+(?:off|up|down|out|away|back|too)\b",
    r"\b(?:thereof|therein|thereby|likewise|respectively|vice\s+versa|the\s+opposite)\b",
    r"\bthe\s+same\s+(?:thing|reason|way|goes|applies|is\s+true)\b",
    r"\b(?:as\s+well|too|either|neither)\s*[.!]?$",
    r"\b(?:do|does|did|doing|done)\s+so\b",
    r"\bthe\s+(?:pair|duo|trio|others?)\b(?!\s+\w+\s+of\b)",
    r"\banother\s+(?:\w+\s+)?(?:said|says|added|noted)\b|\b(?:he|she|they)\s+added\b",
    r"\bhere\b(?!['’])|\bthere\s*[,.]",
)
_ADVERB = "also|likewise|then|therefore|thus|however|meanwhile|instead|further|later|afterwards?|subsequently"
_ON = (
    rf"^\W*(?:[\w’'.-]+\s+){{1,6}}?(?:{_ADVERB})\b(?!\s+known\b|\s+\d|\s+(?:this|next|in)\b)",
    r"\bthough,",
    r",\s+(?:however|though|too|meanwhile|therefore|moreover|for\s+(?:example|instance)|in\s+turn)\s*[,.]",
    r",\s+on\s+the\s+other\s+hand\b",
)
_PICTURE = "table|chart|figure|graph|image|picture|photo|video|map|list|box|link|section|links"
_SHOWN = "shown|seen|described|listed|noted|mentioned|discussed|explained|outlined|stated|detailed|pictured"
_PAGE = (
    rf"\bas\s+(?:{_SHOWN})\b|\b(?:{_SHOWN}|linked)\s+(?:below|above|here|earlier)\b",
    r"\b[Ss]ee\s+(?:below|above|also|here|more|our|the\s+(?:table|chart|figure))\b",
    rf"\b(?:{_PICTURE})\s+(?:below|above)\b|\b(?:below|above)[:.!]?$",
    r"\bthe\s+following\b|\bas\s+follows\b|\b(?:[Ff]igure|[Ff]ig\.|[Tt]able)\s+\d",
    r"\b(?:read\s+more|click|subscribe|newsletter|follow\s+us|sign\s+up|log\s+in|stay\s+tuned)\b",
    r"\b(?:[Ff]ile\s+(?:photo|picture)|[Aa]ll\s+rights\s+reserved|[Cc]opyright|[Ee]-?mail\s+protected)\b",
    r"\b(?:[Pp]hoto|[Ii]mage|[Pp]icture|[Cc]redit|[Ii]llustration)s?\s*(?::|/|[Bb]y\b|courtesy\b)",
    r"\b(?:is|are|was|were)\s+(?:seen|pictured|shown)\s+(?:in|at|on|here|during|outside|near|after|with)\b",
    r"\b(?:this|our)\s+(?:article|post|guide|blog|page|website|site|piece|tutorial|story|column)\b",
    r"\b[Tt]he\s+(?:author|writer|editor|columnist|photographer)\s+is\b|\bviews\s+(?:expressed|of\s+the\s+author)",
    r"\b(?:[Rr]eporting|[Ee]diting|[Ww]riting|[Tt]ranslated|[Ee]dited|[Rr]eported|[Cc]ompiled)\s+by\s+[A-Z]",
    r"\([Ll](?:eft|-R)\)|\([Rr]ight\)",
)
_TEXT_DAY = (
    rf"\b(?:the|that|this)\s+(?:same|next|following|previous|preceding|very)\s+(?:day|night|{_WHEN})\b",
    r"\b(?:the|a|one|two|three|\d+)\s+(?:day|week|month|year|night)s?\s+(?:before|after|later|earlier|prior)\s*[,.]",
    r"\b(?:hours|minutes|days|weeks|months|years|moments|shortly)\s+(?:later|earlier|afterwards?|beforehand)\b",
    rf"\bthat\s+(?:{_DAY}|night|morning|afternoon|evening)\b",
)
_POINTING: Final = tuple(
    (reason, re.compile("|".join(patterns)))
    for reason, patterns in (
        ("points back", _BACK),
        ("carries on", _ON),
        ("points at the page", _PAGE),
        ("hangs on a day of the text", _TEXT_DAY),
    )
)


def pointing(sentence: str) -> str | None:
    """Say what *sentence* points at; None when it explains itself."""
    return next((reason for reason, pattern in _POINTING if pattern.search(sentence)), None)
