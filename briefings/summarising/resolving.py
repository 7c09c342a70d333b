"""Tell whether the pronouns and days of an English sentence are explained in the sentence itself."""

from __future__ import annotations

import re
from typing import Final

from briefings.text.folding import STOP_WORDS

# Who "he" and "her" may be: a name, or somebody named by what they are.
_PERSON = re.compile(
    r"""\b(?: [A-Z][\w’'-]+ | man | woman | boy | girl | father | mother | son | daughter | husband | wife |
        king
    | queen | president | minister | mayor | officer | teacher | doctor | driver | player | singer | actor |
    actress
    | author | writer | artist | student | worker | patient | victim | suspect | leader | founder | chief
    | executive | director | lawyer | judge | farmer | resident | someone | anyone | everyone | nobody | who
    | child | person | user | owner | reader | voter | candidate | coach | captain | striker | soldier |
    priest
    )\b""",
    re.VERBOSE,
)
_HE_OR_SHE = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]im|[Hh]er|[Hh]ers|[Hh]is|himself|herself)\b")
_THEY_OR_IT = re.compile(r"\b(?:it|[Ii]ts|itself|[Tt]hey|[Tt]hem|[Tt]heir|theirs|themselves)\b")
# "It is clear that", "it takes": nothing is pointed at.
_EMPTY_IT = re.compile(
    r"\bit(?:['’]s|\s+(?:is|was|will\s+be|would\s+be|may\s+be|might\s+be|has\s+been|bec[oa]mes?|seem(?:s|ed)"
    r"|appear(?:s|ed)|takes|took|makes|made|remains|turns|turned|comes|came|means|meant)\b)"
)
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|me|myself|[Ww]e|[Uu]s|[Oo]urs?|ourselves)\b")
_SECOND_PERSON = re.compile(r"\b(?:[Yy]ou|[Yy]ours?|yourself)\b")
# "In 2020, it": words of time, place or manner at the start name nobody.
_ADRIFT = re.compile(
    r"^(?:In|On|At|By|For|After|Before|During|Since|Until|With|Within|Over|Under|From|Despite|Through|Throughout"
    r"|Last|Next|Late|Early|Once|Today|Yesterday|Tomorrow|Without|\w+ly)\b(?:[^,;:]{0,60},|(?:\s*[\w.-]+){0,2})\s+"
    r"(?:he|she|it|they|his|her|its|their|both|neither)\b"
)
_CLAUSE_WITH_NAME = re.compile(r"(?:After|Before|Since|Once|Until)\b[^,]*\b[A-Z]")
_SAID_BY_A_PRONOUN = re.compile(
    r"[,.!?…][\"”’]\s*(?:he|she|they|it|I|we)\s+\w+|[,.!?…][\"”’]\s*\w+\s+(?:he|she|they|it|we)\b"
    r"|,\s*(?:he|she|they|it)\s+(?:say|says|said|adds?|added|wrote|writes?|told|warned|argued?s?|explained)\b[^,]*$"
)
# In its own clause an object is somebody else than the subject: "Rossi called him a hero" does not say whom.
_OTHER_THAN_THE_SUBJECT = re.compile(
    r"^(?:(?!\b(?:that|which|who|when|after|before|because|if|as|while|and|but|where|whether|than|for|of)\b)[^,;:—])*?"
    r"\s(?:him|them|her(?=\s*[.,;])|it(?!['’])(?=\s*[.,;]|\s+(?:a|an|the|on|in|at|to|for|from|with|by|as|irre\w+)\b))\b"
)
_SPOKEN = re.compile(r"\"[^\"]*\"|“[^”]*”|‘[^’]{12,}’")  # what somebody says may say I and we

_RELATIVE_DAY = re.compile(
    r"""\b(?: yesterday | today | tomorrow | tonight | nowadays | currently | recently
    |
    (?:last|next|this|past|coming)\s+(?:year|month|week|weekend|night|morning|afternoon|evening|quarter|summer
    | winter|spring|autumn|fall|season|decade)
    | (?:on\s+)?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?
    | (?:minutes?|hours?|days?|weeks?|months?|years?)\s+ago
    | (?:earlier|later)\s+(?:this|in\s+the)\s+(?:day|week|month|year) )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
EXPLICIT_DATE: Final = re.compile(
    rf"\b(?:{_MONTHS})[a-z]*\.?\s+\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})"
    rf"|\b(?:{_MONTHS})[a-z]*\.?,?\s+(?:19|20)\d\d\b|\d{{1,2}}\s*月\s*\d{{1,2}}|\d{{4}}\s*年",
    re.IGNORECASE,
)


def unresolved(sentence: str) -> str | None:
    """Say which pronoun of *sentence* comes before anything it could stand for."""
    if _SAID_BY_A_PRONOUN.search(sentence):
        return "says who spoke by a pronoun"
    own = _SPOKEN.sub(" ", sentence)
    if _FIRST_PERSON.search(own):
        return "says I or we"
    if _SECOND_PERSON.search(own):
        return "speaks to the reader"
    return "has a pronoun before its name" if _points_ahead(own) else None


def undated(sentence: str) -> bool:
    """Tell whether *sentence* names a day by the day it was written on, and holds no date itself."""
    return bool(_RELATIVE_DAY.search(sentence)) and not EXPLICIT_DATE.search(sentence)


def _points_ahead(own: str) -> bool:
    if _ADRIFT.match(own) and not _CLAUSE_WITH_NAME.match(own):
        return True
    if _OTHER_THAN_THE_SUBJECT.match(own):
        return True
    person = _HE_OR_SHE.search(own)
    if person and not _PERSON.search(_without_a_mere_opening(own[: person.start()])):
        return True
    thing = _THEY_OR_IT.search(_EMPTY_IT.sub(lambda found: "." * len(found.group()), own))
    return bool(thing) and not re.search(r"[^\W\d_]{4,}|\b[A-Z]{2,}", own[: thing.start() if thing else 0])


def _without_a_mere_opening(words: str) -> str:
    """Leave out a first word that is written large only because it is the first."""
    first, _, rest = words.partition(" ")
    is_mere = first.lower() in STOP_WORDS or first.endswith(("s", "ly", "ing", "ed", ","))
    return rest if is_mere else words
