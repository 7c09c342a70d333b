"""What makes an English sentence lean on another one: pronouns, pointers, connectives, roles without a name.

A rule that goes too far costs one sentence of many; a rule that misses shows a reader half a thought. So the
rules are strict. Words are matched as they stand in running text: "US", "IT" and "WHO" are no pronouns.
"""

from __future__ import annotations

import re
from typing import Final

from briefings.text.folding import STOP_WORDS

_PRONOUNS = """
    he, she, it, they, we, I, you, his, her, hers, its, their, theirs, our, ours, my, mine, your, yours, him,
    them,
    us, one, ones, who, whom, which, whose, whatever, whichever
"""
_POINTERS = """
    this, that, these, those, such, same, here, there, another, other, others, both, neither, either, each,
    several,
    some, many, most, few, all of, none of, any of, the same, the latter, the former, the other, the others,
    the above, the following, the rest, the pair, the duo, the trio, the two, the three, the first, the
    second,
    the third, the last, the next
"""
_CONNECTIVES = """
    however, but, and, or, nor, so, yet, thus, hence, therefore, moreover, furthermore, additionally, also,
    besides,
    meanwhile, instead, still, then, nevertheless, nonetheless, notwithstanding, consequently, accordingly,
    similarly, likewise, conversely, otherwise, finally, firstly, secondly, thirdly, lastly, afterward,
    afterwards,
    later, earlier, eventually, subsequently, ultimately, overall, again, indeed, rather, anyway, regardless,
    specifically, namely, notably, importantly, more importantly, most importantly, equally, alternatively,
    interestingly, unfortunately, fortunately, surprisingly, unsurprisingly, sadly, luckily, ironically,
    clearly,
    obviously, certainly, perhaps, maybe, actually, basically, essentially, simply put, frankly, admittedly,
    granted, now, plus, soon, once there, either way,
    for example, for instance, for one, for now, for another, for starters, in contrast, in addition,
    in other words, in fact, in turn, in short, in brief, in sum, in summary, in conclusion, in particular,
    in general, in essence, in response, in return, in reply, in the end, in the meantime, in the process,
    in the same way, in any case, in comparison, in effect, in practice, in theory, in reality, in truth,
    by contrast, by comparison, by then, by now, by the way, by the same, on the other hand, on the one hand,
    on the other side, on one hand, on the contrary, on top, as a result, as a consequence, as such, as well,
    as noted, as mentioned, as discussed, as expected, as usual, as always, as before, as for, at the same
    time,
    at the time, at first, at last, at least, at best, at worst, at stake, at issue, at present, to be sure,
    to begin with, to start with, to conclude, to sum up, to summarise, to summarize, to this end, to that
    end,
    of course, after all, above all, even so, even then, even now, either way, that said, having said,
    needless,
    not to mention, not so, not only that, what's more, what’s more, if so, if not, until then, since then, so
    far,
    more than that, worse, better still, better yet, along with, part of the reason, the more
"""
_BEFORE_A_COMMA = (
    "first, second, third, fourth, next, last, no, yes, well, sure, oh, okay, ok, again, all told"
)
# In front of a pointer or pronoun these are connectives: "for this reason", "among them", "despite that".
_BEFORE_A_POINTER = """
    for, in, by, on, at, as, to, of, from, under, after, before, since, until, beyond, among, amid, amidst,
    with,
    without, within, despite, given, alongside, like, unlike, through, throughout, along with, together with,
    because of, due to, thanks to, in addition to, in light of, in view of, on top of, according to, against,
    about,
    over, behind, between, around, based on, if, when, while, although, though, even if, even though
"""
_SPEAKING = """
    let's, let’s, let us, let me, imagine, remember, note that, please, thank you, thanks, congratulations,
    hello,
    hi, here's, here’s, there's, there’s, that's, that’s, what's, what’s, who's, who’s, don't, don’t, do not,
    click,
    sign up, read more, learn more, find out, make sure, stay tuned, see also, see our, good news
"""
_HEADLESS = """
    adds, includes, offers, provides, comes, has, is, are, was, were, does, can, will, gives, makes, uses,
    features,
    supports, allows, helps, lets, requires, contains, means, works, runs, sends, keeps, takes, be
"""
_ORDERS = """
    consider, think, suppose, look, check, try, always, use, get, keep, take, join, visit, download, watch,
    contact,
    follow, share, enter, choose, find, read, see, tap, buy, add, call, avoid, start, give, put, set, go,
    come, ask
"""
_ORDERED = r"\s+(?:the|a|an|your|our|us|this|these|it|them|for|at|out|up|on|in|all|more|some|to|about|of)\b"
# These open a whole thought though their first word is on a list above.
_YET_WHOLE = re.compile(
    r"""(?: One\s(?:of\sthe|in|out\sof|million|billion|hundred|thousand|day|year|month|week)
    | Such\sas | Those\swho | So\s(?:many|much) | Rather\sthan | Instead\sof | Regardless\sof |
    Besides\s\w+ing
    | There\s(?:is|are|was|were|will|has|have|had|may|could|can)\b(?!\s(?:also|another|other|more)\b)
    | All\sof\sthe | Some\s[\d~] | Many\s\w+\s(?:of|in|from|who|at)\b | Many\sof\sthe | Some\sof\sthe
    |
    (?:Many|Most|Some|Several|Few)\s(?:of\s[A-Z]|people|countries|companies|experts|scientists|Americans|Europeans
      |children|adults|states|cities|parents|students|schools|users|investors|economists|researchers|\w*[A-Z]\w*)
    | Both\s[A-Z]\w*\sand | Each\s(?:year|day|week|month) | Earlier\sthis | Later\sthis |
    Last\s(?:year|week|month)
    | Next\s(?:year|week|month) |
    The\s(?:first|second|third|last|next|other|following|two|three)\s\w+\s(?:of|to|in)\b
    | The\sfirst\s(?:time|half|quarter|woman|man|person|country|commercial) |
    No\s(?:one|other|\w+s?\s(?:was|were|is|are)\b)
    | (?:If|When|While|Although|Though|Even\sif|Even\sthough)\s(?:it\s(?:is|was)\s\w+\sthat) )""",
    re.VERBOSE,
)
_MARKS = r"^[\"'“‘«(\[\s]*"
_POINTER = (
    r"(?:this|that|these|those|such|it|them|him|her|his|their|its|he|she|they|we|our|us|which|whom|both)\b"
    r"(?!\s+who\b)"
)
_WORD_ENDS = r"(?![\w-]|['’](?!(?:s|re|ve|d|ll|m)\b)|\.[A-Z])"


def _any_of(phrases: str, *, then: str = _WORD_ENDS) -> str:
    """Write phrases, apart by commas, as a pattern of a sentence's first words."""
    listed = sorted((" ".join(phrase.split()) for phrase in phrases.split(",")), key=len, reverse=True)
    written = (
        rf"[{phrase[0].upper()}{phrase[0]}]" + re.escape(phrase[1:]).replace(r"\ ", r"\s+")
        for phrase in listed
    )
    return f"{_MARKS}(?:{'|'.join(written)}){then}"


_OPENINGS: Final = tuple(
    (reason, re.compile(pattern))
    for reason, pattern in (
        ("opens with a pronoun", _any_of(_PRONOUNS)),
        ("opens with a pointer", _any_of(_POINTERS)),
        ("opens with a connective", _any_of(_CONNECTIVES)),
        ("opens with a connective", _any_of(_BEFORE_A_COMMA, then=r"\s*[,:;—–]")),
        ("opens with a pointer", _any_of(_BEFORE_A_POINTER, then=r"\s+(?:all\s+of\s+)?") + _POINTER),
        ("speaks to the reader", _any_of(_SPEAKING)),
        ("speaks to the reader", _any_of(_ORDERS, then=_ORDERED)),
        ("has no subject", _any_of(_HEADLESS, then=r"\s+[a-z\d]")),
    )
)


def opening(sentence: str) -> str | None:
    """Say what the first words of *sentence* lean on; None when they open a thought."""
    if _YET_WHOLE.match(sentence.lstrip("\"'“‘«([ ")):
        return None
    return next((reason for reason, pattern in _OPENINGS if pattern.match(sentence)), None)


# What people and things are called once their name was given. Alone they say: you know which one I mean.
_ROLES = """
    company firm group agency organisation organization institute institution foundation union authority
    authorities
    ministry minister president premier mayor governor senator chancellor official officials officer officers
    spokesman spokeswoman spokesperson researcher researchers scientist scientists team study report survey
    paper
    author authors app apps platform platforms site website service services tool product device model system
    software bill law act rule rules ban deal agreement accord proposal scheme statement order ruling verdict
    complaint lawsuit attack accident crash explosion blast fire blaze storm flood floods quake earthquake
    tremor
    disaster tragedy outbreak episode couple man woman men women boy girl child victim victims suspect
    suspects
    defendant driver singer actor actress player striker coach manager club squad match game film movie book
    album
    show exhibition bank lender fund board council committee commission court judge jury school university
    hospital
    museum airport airline carmaker chipmaker retailer newspaper magazine channel account video letter
    document
    documents email message trial process programme program project campaign initiative event competition
    tournament meeting summit talks vehicle car train plane aircraft ship vessel building bridge tower
    newcomers organisers organizers developers founder founders winner winners loser algorithm network state
    city
    town village country region province river island party coalition government regime army
"""
# Nobody knows which one is meant unless the sentence says of what: "the decision to leave".
_POINTING_NOUNS = """
    issue matter situation move decision announcement incident approach trend development phenomenon measure
    measures
    controversy dispute row debate discussion shift change changes step goal aim idea point reason reasons
    answer
    question problem result results effect effects consequence consequences implications difference findings
    figures
    numbers total increase decrease rise drop decline method technique feature features concept theory
    practice
    option options alternative alternatives future opposite news plan plans offer request demand demands
    policy strategy
"""
_OF_WHAT = (
    r"(?=['’]s?\b|[^\w-]|$)(?!\s*(?:of|for|to|that|which|who|whose|where|when|behind|in|on|at|from|between|over|against|by"
    r"|with|about|into|near|under|around|across|among|known|called|named|is\s+that|was\s+that)\b|\s+[A-Z\"“‘(\d]"
    r"|['’]s?\s+\w+\s+(?:of|for|to|in)\b)"
)
_BARE_ROLE = re.compile(rf"\b[Tt]he\s+(?:[a-z-]+\s+){{0,2}}?(?:{'|'.join(_ROLES.split())}){_OF_WHAT}")
_OPENING_ROLE = re.compile(rf"{_MARKS}The\s+(?:[a-z-]+\s+){{0,2}}?(?:{'|'.join(_ROLES.split())}){_OF_WHAT}")
_POINTING = re.compile(rf"\b[Tt]he\s+(?:[a-z-]+\s+)?(?:{'|'.join(_POINTING_NOUNS.split())}){_OF_WHAT}")
_DAYS = "Mon|Tues|Wednes|Thurs|Fri|Satur|Sun"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NAME = re.compile(
    rf"(?<!^)(?<![.!?:][\s\"“])(?<!\()\b(?!(?:(?:{_DAYS})day|{_MONTHS})\b)[A-Z][\w’'-]*[a-z][\w-]*"
    r"|\b[A-Z]{2,}\b(?!\))|\b(?:[A-Z]\.){2,}"
)
_PREPOSITIONS = (
    r"(?:In|On|At|By|For|After|Before|During|Since|Until|With|Within|Over|From|Despite|Through|Without)"
)
_NUMBERS = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "half"})
# "The visitors complained": who they were was said before, unless a name says it here.
_OPENING_THE = re.compile(
    rf"{_MARKS}(?:{_PREPOSITIONS}\b[^,;:]{{0,60}},\s+the|The)\s+"
    r"(?!world|global|international|internet|sun\b|moon\b|planet|universe|climate|economy|average|number)"
)
# "Both sides" are known when two names came before.
_PAIR = re.compile(
    r"\b(?:[Bb]oth|[Tt]he\s+(?:two|three))\s+(?:sides|countries|nations|men|women|companies|parties|governments|teams"
    r"|groups|leaders|firms|states|cities|sisters|brothers|candidates|platforms|apps|economies|powers|clubs)\b"
)


def has_name(sentence: str) -> bool:
    """Tell whether *sentence* names somebody or something; a word written large where it opens counts too."""
    first = sentence.lstrip("\"'“‘([").partition(" ")[0]
    is_mere = first.lower() in STOP_WORDS | _NUMBERS or first.endswith(("s", "ing", "ed"))
    return (first[:1].isupper() and not is_mere) or _NAME.search(sentence) is not None


def bare_role(sentence: str) -> str | None:
    """Say whether *sentence* speaks of "the company" or "the decision" and leaves open which one."""
    if _OPENING_THE.match(sentence) and not _NAME.search(sentence):
        return "names nobody and nothing"
    if _OPENING_ROLE.match(sentence) or _POINTING.search(sentence):
        return "does not say which one"
    if _BARE_ROLE.search(sentence) and not _NAME.search(sentence):
        return "names nobody and nothing"
    pair = _PAIR.search(sentence)
    if pair and len(_NAME.findall(" " + sentence[: pair.start()])) < 2:
        return "does not say which two"
    return None


_BACK = (
    (
        "points back",
        r"""\b(?:this|these)\b(?!\s+(?:year|month|week|weekend|morning|afternoon|evening|summer|winter|spring|autumn
            |fall|season|decade|century|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b)
        | \bthose\b(?!\s+(?:who|of|in|from|with|that|which|at|on|under|over|to|for|aged|whose|\w+ed|\w+ing)\b)
        | \bsuch\b(?!\s+(?:as|that)\b) | \b(?:the|both)\s+(?:latter|former|aforementioned|aforesaid)\b
        | \b(?:at|by|until|since|before|after|during|from|in|on|for|of|like|with|as|to|than)\s+that(?=\s*[,.;]
            |\s+(?:time|day|year|point|moment|week|month|period|reason|case|way|end|regard|sense|respect|score)\b)
        | \b(?:thereof|therein|thereby|likewise|respectively|vice\s+versa|the\s+opposite|the\s+same\s+(?:thing
            |reason|way|goes|applies|is\s+true))\b | \b(?:as\s+well|too|either|neither)\s*[.!]?$
        | \b(?:do|does|did|doing|done)\s+so\b | \bthe\s+(?:pair|duo|trio|others?)\b(?!\s+\w+\s+of\b)
        | \banother\s+(?:\w+\s+)?(?:said|says|added|noted) | \b(?:he|she|they)\s+added\b | \bhere\b(?!['’]) |
        \bthere\s*[,.]""",
    ),
    (
        "carries on",
        r"""^\W*(?:[\w’'.-]+\s+){1,6}?(?:also|likewise|then|therefore|thus|however|meanwhile|instead|further|in\s+turn)
            \b(?!\s+known\b|\s+\d) | \bthough, |
            ,\s+(?:however|though|too|meanwhile|therefore|moreover|for\s+example
            |for\s+instance|in\s+turn|on\s+the\s+other\s+hand)\s*[,.]""",
    ),
    (
        "points at the page",
        r"""\bas\s+(?:shown|seen|described|listed|noted|mentioned|discussed|explained|outlined|stated|detailed|pictured)\b
        |
        \b(?:shown|seen|listed|described|pictured|mentioned|outlined|explained|linked)\s+(?:below|above|here|earlier)\b
        | \b[Ss]ee\s+(?:below|above|also|here|more|our|the\s+(?:table|chart|figure))\b
        |
        \b(?:table|chart|figure|graph|image|picture|photo|video|map|list|box|link|section|links)\s+(?:below|above)\b
        | \b(?:below|above)[:.]?$ | \bthe\s+following\b | \bas\s+follows\b |
        \b(?:[Ff]igure|[Ff]ig\.|[Tt]able)\s+\d
        | \b(?:read\s+more|click|subscribe|newsletter|follow\s+us|sign\s+up|log\s+in|stay\s+tuned)\b
        | \b(?:[Ff]ile\s+(?:photo|picture)|[Aa]ll\s+rights\s+reserved|[Cc]opyright|[Ee]-?mail\s+protected)\b
        | \b(?:[Pp]hoto|[Ii]mage|[Pp]icture|[Cc]redit|[Ii]llustration)s?\s*(?::|/|[Bb]y\b|courtesy\b)
        | \b(?:is|are|was|were)\s+(?:seen|pictured|shown)\s+(?:in|at|on|here|during|outside|near|after|with)\b
        | \b(?:this|our)\s+(?:article|post|guide|blog|page|website|site|piece|tutorial|story|column)\b
        | \b[Tt]he\s+(?:author|writer|editor|columnist|photographer)\s+is\b |
        \bviews\s+(?:expressed|of\s+the\s+author)
        |
        \b(?:[Rr]eporting|[Ee]diting|[Ww]riting|[Tt]ranslated|[Ee]dited|[Rr]eported|[Cc]ompiled)\s+by\s+[A-Z]
        | \bin\s+this\s+(?:file\s+)?(?:photo|picture|image|illustration) | \([Ll](?:eft|-R)\)|\([Rr]ight\)""",
    ),
    (
        "hangs on a day of the text",
        r"""\b(?:the|that|this)\s+(?:same|next|following|previous|preceding|very)\s+(?:day|morning|afternoon|evening
            |night|week|weekend|month|year)\b |
            \b(?:the|a|one|two|three|\d+)\s+(?:day|week|month|year|night)s?
            \s+(?:before|after|later|earlier|prior)\s*[,.]
        |
        \b(?:hours|minutes|days|weeks|months|years|moments|shortly)\s+(?:later|earlier|afterwards?|beforehand)\b
        | \bthat\s+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|)day|night|morning|afternoon|evening)\b""",
    ),
)
_POINTING_BACK: Final = tuple((reason, re.compile(pattern, re.VERBOSE)) for reason, pattern in _BACK)


def pointing_back(sentence: str) -> str | None:
    """Say what inside *sentence* points at another sentence, at the page or at a day told elsewhere."""
    return next((reason for reason, pattern in _POINTING_BACK if pattern.search(sentence)), None)
