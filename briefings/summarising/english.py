"""How an English sentence opens when it leans on another one: pronouns, pointers, connectives, orders.

A rule that goes too far costs one sentence of many; a rule that misses shows a reader half a thought. So the
rules are strict. Words are matched as they stand in running text: "US", "IT" and "WHO" are no pronouns.
"""

from __future__ import annotations

import re
from typing import Final

_PRONOUNS = """
    he, she, it, they, we, I, you, his, her, hers, its, their, theirs, our, ours, my, mine, your, yours,
    him, them, us, one, ones, who, whom, which, whose, whatever, whichever
"""
_POINTERS = """
    this, that, these, those, such, same, here, there, another, other, others, both, neither, either,
    each, several, some, many, most, few, all of, none of, any of, the same, the latter, the former, the
    other, the others, the above, the following, the rest, the pair, the duo, the trio, the two, the
    three, the first, the second, the third, the last, the next
"""
_CONNECTIVES = """
    however, but, and, or, nor, so, yet, thus, hence, therefore, moreover, furthermore, additionally,
    also, besides, meanwhile, instead, still, then, nevertheless, nonetheless, notwithstanding,
    consequently, accordingly, similarly, likewise, conversely, otherwise, finally, firstly, secondly,
    thirdly, lastly, afterward, afterwards, later, earlier, eventually, subsequently, ultimately, overall,
    again, indeed, rather, anyway, regardless, specifically, namely, notably, importantly, more
    importantly, most importantly, equally, alternatively, interestingly, unfortunately, fortunately,
    surprisingly, unsurprisingly, sadly, luckily, ironically, clearly, obviously, certainly, perhaps,
    maybe, actually, basically, essentially, simply put, frankly, admittedly, granted, now, plus, soon,
    once there, either way, for example, for instance, for one, for now, for another, for starters, in
    contrast, in addition, in other words, in fact, in turn, in short, in brief, in sum, in summary, in
    conclusion, in particular, in general, in essence, in response, in return, in reply, in the end, in
    the meantime, in the process, in the same way, in any case, in comparison, in effect, in practice, in
    theory, in reality, in truth, by contrast, by comparison, by then, by now, by the way, by the same, on
    the other hand, on the one hand, on the other side, on one hand, on the contrary, on top, as a result,
    as a consequence, as such, as well, as noted, as mentioned, as discussed, as expected, as usual, as
    always, as before, as for, at the same time, at the time, at first, at last, at least, at best, at
    worst, at stake, at issue, at present, to be sure, to begin with, to start with, to conclude, to sum
    up, to summarise, to summarize, to this end, to that end, of course, after all, above all, even so,
    even then, even now, either way, that said, having said, needless, not to mention, not so, not only
    that, what's more, what’s more, if so, if not, until then, since then, so far, more than that, worse,
    better still, better yet, along with, part of the reason, the more
"""
_BEFORE_A_COMMA = (
    "first, second, third, fourth, next, last, no, yes, well, sure, oh, okay, ok, again, all told"
)
# In front of a pointer or pronoun these are connectives: "for this reason", "among them", "despite that".
_BEFORE_A_POINTER = """
    for, in, by, on, at, as, to, of, from, under, after, before, since, until, beyond, among, amid,
    amidst, with, without, within, despite, given, alongside, like, unlike, through, throughout, along
    with, together with, because of, due to, thanks to, in addition to, in light of, in view of, on top
    of, according to, against, about, over, behind, between, around, based on, if, when, while, although,
    though, even if, even though
"""
_SPEAKING = """
    let's, let’s, let us, let me, imagine, remember, note that, please, thank you, thanks,
    congratulations, hello, hi, here's, here’s, there's, there’s, that's, that’s, what's, what’s, who's,
    who’s, don't, don’t, do not, click, sign up, read more, learn more, find out, make sure, stay tuned,
    see also, see our, good news
"""
_HEADLESS = """
    adds, includes, offers, provides, comes, has, is, are, was, were, does, can, will, gives, makes, uses,
    features, supports, allows, helps, lets, requires, contains, means, works, runs, sends, keeps, takes,
    be
"""
_ORDERS = """
    consider, think, suppose, look, check, try, always, use, get, keep, take, join, visit, download,
    watch, contact, follow, share, enter, choose, find, read, see, tap, buy, add, call, avoid, start,
    give, put, set, go, come, ask
"""
_ORDERED = r"\s+(?:the|a|an|your|our|us|this|these|it|them|for|at|out|up|on|in|all|more|some|to|about|of)\b"
# These open a whole thought though their first word is on a list above.
_YET_WHOLE = re.compile(
    r"""(?: One\s(?:of\sthe|in|out\sof|million|billion|hundred|thousand|day|year|month|week)
    | Such\sas | Those\swho | So\s(?:many|much) | Rather\sthan | Instead\sof | Regardless\sof
    | Besides\s\w+ing | Earlier\sthis | Later\sthis | Each\s(?:year|day|week|month)
    | (?:Last|Next)\s(?:year|week|month) | Both\s[A-Z]\w*\sand | Some\s[\d~]
    | There\s(?:is|are|was|were|will|has|have|had|may|could|can)\b(?!\s(?:also|another|other|more)\b)
    | (?:All|Many|Some)\sof\sthe | Many\s\w+\s(?:of|in|from|who|at)\b
    | (?:Many|Most|Some|Several|Few)\s(?:of\s[A-Z]|people|countries|companies|experts|scientists|children
        |adults|states|cities|parents|students|schools|users|investors|economists|researchers|\w*[A-Z]\w*)
    | The\s(?:first|second|third|last|next|other|following|two|three)\s\w+\s(?:of|to|in)\b
    | The\sfirst\s(?:time|half|quarter|woman|man|person|country|commercial)
    | No\s(?:one|other|\w+s?\s(?:was|were|is|are)\b)
    | (?:If|When|While|Although|Though|Even\sif|Even\sthough)\sit\s(?:is|was)\s\w+\sthat )""",
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
