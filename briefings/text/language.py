"""Tell which language a text is in: by its script where that decides, else by its commonest small words."""

from __future__ import annotations

import functools
import importlib.util
import re
from collections import Counter
from pathlib import Path

# A text is named after a script or a language only when it is told apart clearly; measured on sentences of 45
# languages, five words were the shortest that gave no wrong name.
_FEWEST_LETTERS = 12
_FEWEST_WORDS = 5
_SCRIPT_SHARE = 0.6
_SMALL_WORD_SHARE = 0.12  # weight of known small words per word; running text has .25 and more
_LEAD = 1.08  # over the runner-up
_LIST_WORDS = 150  # of each list, which is ordered by frequency: the first are the telling ones

_SCRIPTS = {
    "latin": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "arabic": re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"),
    "devanagari": re.compile("[\u0900-\u097f]"),
    "han": re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    "ja": re.compile("[\u3040-\u30ff\uff66-\uff9f]"),
    "ko": re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "hy": re.compile("[\u0530-\u058f]"),
    "ka": re.compile("[\u10a0-\u10ff]"),
    "bn": re.compile("[\u0980-\u09ff]"),
    "pa": re.compile("[\u0a00-\u0a7f]"),
    "gu": re.compile("[\u0a80-\u0aff]"),
    "ta": re.compile("[\u0b80-\u0bff]"),
    "te": re.compile("[\u0c00-\u0c7f]"),
    "kn": re.compile("[\u0c80-\u0cff]"),
    "ml": re.compile("[\u0d00-\u0d7f]"),
    "si": re.compile("[\u0d80-\u0dff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "lo": re.compile("[\u0e80-\u0eff]"),
    "my": re.compile("[\u1000-\u109f]"),
    "km": re.compile("[\u1780-\u17ff]"),
    "am": re.compile("[\u1200-\u137f]"),
}
# The stop lists of jusText (trafilatura reads pages with it) and the language each stands for.
_LISTS = {
    "latin": """
        Afrikaans=af Albanian=sq Azerbaijani=az Basque=eu Catalan=ca Croatian=hr Czech=cs Danish=da
        Dutch=nl English=en Esperanto=eo Estonian=et Finnish=fi French=fr Galician=gl German=de
        Hungarian=hu Icelandic=is Indonesian=id Irish=ga Italian=it Latin=la Latvian=lv
        Lithuanian=lt Luxembourgish=lb Malay=ms Maltese=mt Norwegian_Bokmal=no Norwegian_Nynorsk=nn
        Polish=pl Portuguese=pt Romanian=ro Slovak=sk Slovenian=sl Spanish=es Swahili=sw Swedish=sv
        Tagalog=tl Turkish=tr Uzbek=uz Vietnamese=vi Welsh=cy West_Frisian=fy
    """,
    "cyrillic": """
        Belarusian=be Bulgarian=bg Kazakh=kk Kyrgyz=ky Macedonian=mk Russian=ru Serbian=sr Ukrainian=uk
    """,
    "arabic": "Arabic=ar Persian=fa Urdu=ur",
    "devanagari": "Hindi=hi Marathi=mr Nepali=ne",
}
_RUN = re.compile("[^\\W\\d_]+(?:[\u0900-\u097f\u064b-\u065f]|[^\\W\\d_])*")


@functools.lru_cache(maxsize=4_000)
def detect_language(text: str) -> str:
    """Name the language of *text* as a BCP 47 primary tag; "und" where it is short, mixed or unknown."""
    script = _script(text)
    if script == "han":
        return "zh"
    return _by_small_words(text, script) if script in _LISTS else script


def _script(text: str) -> str:
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    letters = sum(counts.values())
    # A Chinese character says as much as a short word; kana among Chinese characters make a text Japanese.
    weighed = letters + counts["han"] + counts["ja"] + counts["ko"]
    if weighed < _FEWEST_LETTERS:
        return "und"
    if counts["ja"] >= 0.1 * (counts["han"] + counts["ja"]):
        counts["ja"], counts["han"] = counts["ja"] + counts["han"], 0
    name, most = max(counts.items(), key=lambda item: item[1])
    return name if most >= _SCRIPT_SHARE * letters else "und"


def _by_small_words(text: str, script: str) -> str:
    found = [word.lower() for word in _RUN.findall(text)]
    if len(found) < _FEWEST_WORDS:
        return "und"
    votes: Counter[str] = Counter()
    lists = _small_words(script)
    for word in found:
        votes.update(lists.get(word, {}))
    (best, votes_of_best), (_, votes_of_next) = [*votes.most_common(2), ("und", 0.0), ("und", 0.0)][:2]
    is_clear = votes_of_best >= _SMALL_WORD_SHARE * len(found) and votes_of_best >= _LEAD * votes_of_next
    return best if is_clear else "und"


@functools.cache
def _small_words(script: str) -> dict[str, dict[str, float]]:
    """Map each small word to the languages that use it; a word of many languages speaks softly for each."""
    languages: dict[str, dict[str, float]] = {}
    for entry in _LISTS[script].split():
        name, tag = entry.split("=")
        for rank, word in enumerate(_stop_list(name)):
            languages.setdefault(word, {}).setdefault(tag, 1.0 - rank / (2 * _LIST_WORDS))
    return {word: {tag: w / len(tags) ** 0.5 for tag, w in tags.items()} for word, tags in languages.items()}


def _stop_list(name: str) -> list[str]:
    # Found without importing jusText, which would bring lxml with it.
    package = importlib.util.find_spec("justext")
    home = Path((package.submodule_search_locations or [""])[0] if package else "")
    lines = (home / "stoplists" / f"{name}.txt").read_text("utf-8").split()
    return list(dict.fromkeys(word.lower() for word in lines))[:_LIST_WORDS]
