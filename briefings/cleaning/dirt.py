"""Lines that are surely not the article's, and the reason an admin reads in the ledger.

Only certain cases: link farms and spam, notices of rights, calls for submissions, pitches at the foot of an
article, menus and forms that are nothing else, lines in a script the article is not written in. Everything
doubtful is weighed together with its neighbours instead (see `weighing`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefings.cleaning import wording
from briefings.cleaning.furniture import tokens
from briefings.cleaning.lines import number, ruled_rows
from briefings.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefings.cleaning.lines import Line
    from briefings.cleaning.traits import Trait

_READ = 4_000  # characters of a line that rules look at
_COUNTER = 20  # characters; a longer line of digits is a table's, or somebody's bait
_BARS = re.compile(r"[|｜·•›»→]|\s[-–—/]\s|(?<=[\u3400-\u9fff])[-_/](?=[\u3400-\u9fff])")
_BREADCRUMB = re.compile(
    r"(?:home|start|startseite|accueil|inicio|início|首页|首頁|ホーム|главная|you are here)\s*[/>»›→|:-]",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"all rights reserved|rights reserved\b|^copyright (?-i:[A-Z])|copyright (?:©|\(c\)|\d{4})|©|^\(c\) \d{4}"
    r"|without (?:\w+ ){0,3}(?:written )?"
    r"(?:permission|authori[sz]ation|consent)|alle rechte vorbehalten|tous droits réservés"
    r"|todos los derechos reservados"
    r"|todos os direitos reservados|tutti i diritti riservati|все права защищены|版权所有|版權所有"
    r"|未经.{0,12}授权|无断转载|無断転載"
    r"|著作権|무단\s?전재|جميع الحقوق محفوظة",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"^\W{0,3}(?:\w{1,20} ){0,2}(?:disclaimer|disclosure)s?\s?[:：]|haftungsausschluss\s?:"
    r"|\baffiliate (?:links?"
    r"|commissions?)\b"
    r"|\b(?:uses?|accept) cookies\b[^.]{0,80}\b(?:experience|browsing|site|website)\b|^免责声明|^免責聲明",
    re.IGNORECASE,
)
_SUBMISSIONS = re.compile(
    r"\b(?:send|submit|e-?mail|pitch|contribute|share)\b[^.!?]{0,60}\b(?:writings?|articles?|submissions?"
    r"|manuscripts?|op-?eds?"
    r"|letters?|essays?|pitch(?:es)?|contributions?|your (?:thoughts?|stor(?:y|ies)|opinions?"
    r"|views?))\b[^.!?]{0,80}"
    r"(?:@|protected|\bto us\b|\bus your\b|\bus at\b|\bour editors?\b)|\bwrite for us\b|\b(?:send"
    r"|submit) (?:us )?your\b[^.!?]{0,60}"
    r"(?:@|protected)|欢迎投稿|歡迎投稿|投稿邮箱|投稿信箱",
    re.IGNORECASE,
)
_LEARN_MORE = re.compile(
    r"\b(?:learn|find out|know|discover) more\b[^.!?]{0,60}\b(?:follow|visit|click|contact|see|check"
    r"|website|here)\b"
    r"|\b(?:visit|follow) (?:our|us|the)\b[^.!?]{0,40}\b(?:website|page|channel|account)\b|(?:更多"
    r"|详情)[^。]{0,12}(?:关注|点击|访问)",
    re.IGNORECASE,
)
_COUNT_ONLY = re.compile(r"[\s#№]*\d{1,3}(?:[.,]?\d{3})*(?:[.,]\d)?\s?[KkMm万]?[\s\d]*")
_TAG_ONLY = re.compile(
    r"(?:\s*</?[A-Za-z!][^<>]{0,300}>)+\s*"
    r"|\s*(?:</?[A-Za-z][^<>]*>)?[.#@]?[\w .#:>-]{1,80}\{[^{}]{0,500}\}?\s*"
)
_SPAM_SPACELESS = re.compile("|".join(sorted(map(re.escape, wording.SPAM_SPACELESS))))
_LETTERS = {
    "latin": re.compile(r"[A-Za-zÀ-ɏ]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "greek": re.compile(r"[\u0370-\u03ff]"),
    "hebrew": re.compile(r"[\u0590-\u05ff]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "indic": re.compile(r"[\u0900-\u0d7f]"),
    "thai": re.compile(r"[\u0e00-\u0e7f]"),
    "cjk": re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"),
    "hangul": re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"),
}
_PITCH_RATE = 0.03  # share of "we" and "you" among the words of a pitch ...
_TELLING_RATE = 0.01  # ... and at most in the article above it
_MOST_PITCH = 0.4  # of a page's words; a page that pitches throughout is its own subject


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What the page is, in the light of which a line is dirt or not."""

    script: str | None  # that its prose is written in
    first: int  # line of prose
    last: int
    is_bilingual: bool
    is_about_spam: bool


def certain_dirt(lines: Sequence[Line], traits: Sequence[Trait]) -> dict[int, Reason]:
    """Map the index of each line that surely goes to its reason; the rows of a ruled table never do."""
    setting = _setting(lines, traits)
    rows = ruled_rows(lines)
    found: dict[int, Reason] = {}
    for at, (line, trait) in enumerate(zip(lines, traits, strict=True)):
        is_edge = not setting.first <= at <= setting.last
        text = line.text[:_READ]
        reason = (
            _linked(text, trait, setting, is_edge=is_edge)
            or _noticed(text, trait, is_edge=is_edge)
            or _furnished(trait, line)
        )
        if reason is not None and at not in rows:
            found[at] = reason
    return found


def _setting(lines: Sequence[Line], traits: Sequence[Trait]) -> _Setting:
    script = own_script(lines, traits)
    prose = [at for at, trait in enumerate(traits) if trait.is_strong]
    foreign = {at for at in prose if _is_foreign(lines[at].text, script)}
    own = [at for at in prose if at not in foreign]
    first, last = (own[0], own[-1]) if own else (0, len(lines))
    return _Setting(
        script=script,
        first=first,
        last=last,
        is_bilingual=any(first < at < last for at in foreign),
        is_about_spam=sum(1 for at in prose if spam_words(lines[at].text)) >= 2,
    )


def own_script(lines: Sequence[Line], traits: Sequence[Trait]) -> str | None:
    """Name the script that the page's prose is written in; None where there is none, or more than one."""
    prose = [line.text[:_READ] for line, trait in zip(lines, traits, strict=True) if trait.is_strong]
    counts = _scripts(" ".join(prose or [line.text[:_READ] for line in lines[:1_000]])[:100_000])
    if not counts:
        return None
    script, letters = counts.most_common(1)[0]
    return script if letters >= 0.7 * counts.total() else None


def spam_words(text: str) -> int:
    """Count the words of *text* that spam is made of."""
    lowered = text[:_READ].casefold()
    spaceless = 0 if lowered.isascii() else len(_SPAM_SPACELESS.findall(lowered))
    return spaceless + sum(word in wording.SPAM for word in tokens(lowered))


def _linked(text: str, trait: Trait, setting: _Setting, *, is_edge: bool) -> Reason | None:
    """Recognise link farms, spam, breadcrumbs and lines in a script of somebody else."""
    parts = len(_BARS.findall(text)) + 1
    foreign = _is_foreign(text, setting.script)
    spam = spam_words(text)
    if parts >= 4 and (foreign or spam >= 2):
        return Reason.LINK_FARM
    # Of gambling speaks an article on gambling too; then the words prove nothing.
    if spam and not trait.is_sentence and (is_edge or foreign) and not setting.is_about_spam:
        return Reason.SPAM
    if foreign and is_edge and not (setting.is_bilingual and trait.is_strong):
        return Reason.OTHER_LANGUAGE
    return Reason.MENU if _BREADCRUMB.match(text) and trait.words <= 40 and parts >= 2 else None


def _noticed(text: str, trait: Trait, *, is_edge: bool) -> Reason | None:
    """Recognise notices of rights, calls for submissions, counters, markup and unreadable lines."""
    if text.count("\ufffd") * 5 > len(text):
        return Reason.MOJIBAKE
    if trait.words <= 150 and _RIGHTS.search(text) and (is_edge or trait.words <= 25 or _RIGHTS.match(text)):
        return Reason.LEGAL
    if trait.words <= 150 and _DISCLAIMER.search(text):
        return Reason.LEGAL
    if trait.words <= 80 and _SUBMISSIONS.search(text):
        return Reason.SUBMISSIONS
    if is_edge and len(text) <= _COUNTER and _COUNT_ONLY.fullmatch(text):
        return Reason.COUNTER
    return Reason.MARKUP if text[0] in "<.#@{}" and _TAG_ONLY.fullmatch(text) else None


def _furnished(trait: Trait, line: Line) -> Reason | None:
    """Recognise a line that is nothing but furniture, in a list only where the whole list is."""
    found = trait.furniture
    if trait.points_elsewhere:
        return Reason.RELATED
    if trait.is_item or number(line.text)[0] or found.reason in (None, Reason.METADATA):
        return None
    return found.reason if found.share >= 0.8 else None


def pitch(lines: Sequence[Line], traits: Sequence[Trait], gone: Mapping[int, Reason]) -> dict[int, Reason]:
    """Find the pitch at the foot of an article that speaks of others: suddenly it is all "we" and "you"."""
    left = [at for at in range(len(lines)) if at not in gone]
    block: list[int] = []
    for at in reversed(left):
        we, you = addresses(lines[at].text)
        if not ((we and you) or _calls(lines[at].text)):
            break
        block.append(at)
    body = left[: len(left) - len(block)]
    if not body or not any(_calls(lines[at].text) for at in block):
        return {}
    share = sum(traits[at].words for at in block) / max(1.0, sum(traits[at].words for at in left))
    told, pitched = _rate(body, lines, traits), _rate(block, lines, traits)
    is_pitch = pitched >= _PITCH_RATE and told <= _TELLING_RATE and share <= _MOST_PITCH
    return dict.fromkeys(block, Reason.PROMOTION) if is_pitch else {}


def _calls(text: str) -> bool:
    return text.rstrip("\"”' ").endswith(("!", "！")) or _LEARN_MORE.search(text[:_READ]) is not None


def _rate(members: Sequence[int], lines: Sequence[Line], traits: Sequence[Trait]) -> float:
    addressed = sum(sum(addresses(lines[at].text)) for at in members)
    return addressed / max(1.0, sum(traits[at].words for at in members))


def addresses(text: str) -> tuple[int, int]:
    """Count the words that mean us, and those that mean the reader."""
    found = Counter(token.casefold() for token in tokens(text[:_READ]))
    we = sum(found[word] for word in wording.WE) + text.count("我们") + text.count("我們")
    return we, sum(found[word] for word in wording.YOU) + text.count("您") + text.count("你")


def _is_foreign(text: str, script: str | None) -> bool:
    counts = _scripts(text[:_READ])
    return script is not None and counts.total() >= 2 and counts[script] < 0.3 * counts.total()


def _scripts(text: str) -> Counter[str]:
    if text.isascii():
        return Counter(latin=sum(map(str.isalpha, text))) if text else Counter()
    return Counter(
        {name: found for name, letters in _LETTERS.items() if (found := len(letters.findall(text)))}
    )
