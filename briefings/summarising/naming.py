"""Tell whether an English sentence says whom it speaks of, or only "the company" and "the decision"."""

from __future__ import annotations

import re

from briefings.text.folding import STOP_WORDS

# What people and things are called once their name was given. Alone they say: you know which one I mean.
_ROLES = """
    company firm group agency organisation organization institute institution foundation union authority
    authorities ministry minister president premier mayor governor senator chancellor official officials
    officer officers spokesman spokeswoman spokesperson researcher researchers scientist scientists team
    study report survey paper author authors app apps platform platforms site website service services
    tool product device model system software bill law act rule rules ban deal agreement accord proposal
    scheme statement order ruling verdict complaint lawsuit attack accident crash explosion blast fire
    blaze storm flood floods quake earthquake tremor disaster tragedy outbreak episode couple man woman
    men women boy girl child victim victims suspect suspects defendant driver singer actor actress player
    striker coach manager club squad match game film movie book album show exhibition bank lender fund
    board council committee commission court judge jury school university hospital museum airport airline
    carmaker chipmaker retailer newspaper magazine channel account video letter document documents email
    message trial process programme program project campaign initiative event competition tournament
    meeting summit talks vehicle car train plane aircraft ship vessel building bridge tower newcomers
    organisers organizers developers founder founders winner winners loser algorithm network state city
    town village country region province river island party coalition government regime army
"""
# Nobody knows which one is meant unless the sentence says of what: "the decision to leave".
_POINTING_NOUNS = """
    issue matter situation move decision announcement incident approach trend development phenomenon
    measure measures controversy dispute row debate discussion shift change changes step goal aim idea
    point reason reasons answer question problem result results effect effects consequence consequences
    implications difference findings figures numbers total increase decrease rise drop decline method
    technique feature features concept theory practice option options alternative alternatives future
    opposite news plan plans offer request demand demands policy strategy risk risks challenge challenges
    opportunity promise warning threat charge charges allegation allegations accusation accusations
    criticism claims
"""
# "The plan to leave" and "the bank Corran" say which one; "the plan" does not.
_PREPOSITIONS = """
    of for to that which who whose where when behind in on at from between over against by with about
    into near under around across among known called named
"""
_WHICH_ONE = "|".join(_PREPOSITIONS.split())
_LEFT_OPEN = (
    r"(?=['’]s?\b|[^\w-]|$)"
    rf"(?!\s*(?:{_WHICH_ONE}|is\s+that|was\s+that)\b|\s+[A-Z\"“‘(\d]|['’]s?\s+\w+\s+(?:of|for|to|in)\b)"
)
_ROLE = rf"(?:[a-z-]+\s+){{0,2}}?(?:{'|'.join(_ROLES.split())}){_LEFT_OPEN}"
_BARE_ROLE = re.compile(rf"\b[Tt]he\s+{_ROLE}")
_OPENING_ROLE = re.compile(rf"[\"'“‘«(\[\s]*The\s+{_ROLE}")
_POINTING = re.compile(rf"\b[Tt]he\s+(?:[a-z-]+\s+)?(?:{'|'.join(_POINTING_NOUNS.split())}){_LEFT_OPEN}")

# A name is written large where no sentence or quotation begins; days and months are none.
_DAYS = "Mon|Tues|Wednes|Thurs|Fri|Satur|Sun"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NAME = re.compile(
    rf"(?<!^)(?<![.!?:][\s\"“])(?<!\()\b(?!(?:(?:{_DAYS})day|{_MONTHS})\b)[A-Z][\w’'-]*[a-z][\w-]*"
    r"|\b[A-Z]{2,}\b(?!\))|\b(?:[A-Z]\.){2,}"
)
_NUMBERS = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "half"})

# "The visitors complained": who they were was said before, unless a name says it here.
_INTRODUCTION = (
    "In|On|At|By|For|After|Before|During|Since|Until|With|Within|Over|From|Despite|Through|Without"
)
_THERE_IS_ONE = "world|global|international|internet|sun\\b|moon\\b|planet|climate|economy|average|number"
_OPENING_THE = re.compile(
    rf"[\"'“‘«(\[\s]*(?:(?:{_INTRODUCTION})\b[^,;:]{{0,60}},\s+the|The)\s+(?!{_THERE_IS_ONE})"
)
# "Both sides" are known when two names came before.
_GROUPS = """
    sides countries nations men women companies parties governments teams groups leaders firms states
    cities sisters brothers candidates platforms apps economies powers clubs
"""
_PAIR = re.compile(rf"\b(?:[Bb]oth|[Tt]he\s+(?:two|three))\s+(?:{'|'.join(_GROUPS.split())})\b")


def has_name(sentence: str) -> bool:
    """Tell whether *sentence* names somebody or something; a first word may be a name too."""
    first = sentence.lstrip("\"'“‘([").partition(" ")[0]
    is_mere = first.lower() in STOP_WORDS | _NUMBERS or first.endswith(("s", "ing", "ed"))
    return (first[:1].isupper() and not is_mere) or _NAME.search(sentence) is not None


def unnamed(sentence: str) -> str | None:
    """Say what *sentence* leaves without a name: "the company", "the decision", "both sides"."""
    names = len(_NAME.findall(sentence))
    pair = _PAIR.search(sentence)
    if not names and (_OPENING_THE.match(sentence) or _BARE_ROLE.search(sentence)):
        return "names nobody and nothing"
    if _OPENING_ROLE.match(sentence) or _POINTING.search(sentence):
        return "does not say which one"
    if pair and len(_NAME.findall(f" {sentence[: pair.start()]}")) < 2:
        return "does not say which two"
    return None
