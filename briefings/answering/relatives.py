"""Words of one root: serve and services, regulate and regulatory, diplomat and diplomacy."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefings.index import Index

# What English adds to a root beyond the endings the stemmer takes off; longest first.
_SUFFIXES = (
    "ization isation ational ationist atori ation ition ility ement ment ness ship less ance ence anc enc"
    " abl ibl ativ itiv iti ist ism ian ial ual aci ati ator itor ori ari ant ent at it iz is iv ic al ar er"
    " or an ee if i e t"
)
_ORDERED = sorted(_SUFFIXES.split(), key=len, reverse=True)
# What it puts before one. The root lies behind it: international is not akin to internship.
_PREFIX = re.compile("inter|trans|under|over|super|counter|contra|micro|multi|anti|auto|tele")
_SHORTEST_ROOT = 4
_MOST = 8


@functools.lru_cache(maxsize=50_000)
def root(term: str) -> str:
    """Strip the stem *term* to the root it shares with its relatives; short stems are their own."""
    if not (term.isascii() and term.isalpha()):
        return term
    prefix = _PREFIX.match(term)
    least = _SHORTEST_ROOT + (prefix.end() - 1 if prefix else 0)  # a root behind a prefix may be short: act
    for suffix in _ORDERED:
        # A single letter more is often another word: part and party, store and story.
        shortest = least if len(suffix) > 1 else least + 2
        if term.endswith(suffix) and len(term) - len(suffix) >= shortest:
            return term[: -len(suffix)]
    return term


def relatives(term: str, index: Index) -> list[str]:
    """List the other terms of the articles that share the root of *term*, the commonest first."""
    shared = root(term)
    if len(shared) < _SHORTEST_ROOT or not shared.isascii():
        return []
    counted = index.frequencies(shared)
    kin = [other for other in counted if other != term and root(other) == shared]
    return sorted(kin, key=lambda other: (-counted[other], other))[:_MOST]
