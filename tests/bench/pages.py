"""Make any number of articles and pages of made-up words, the same ones for the same seed."""

from __future__ import annotations

import random
from functools import cache

_SYLLABLES = (
    "ba be bo da de di fa fe ga go ha he ka ko la le li ma me mo na ne no pa pe ra re ro sa se ta te to va"
)
_SMALL_WORDS = (
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "that",
    "is",
    "was",
    "for",
    "on",
    "with",
    "as",
    "by",
    "at",
)
_MENU = "".join(
    f'<li><a href="/{name}">{name.title()}</a></li>' for name in ("home", "world", "sport", "mail")
)


@cache
def _vocabulary() -> tuple[str, ...]:
    chance = random.Random(7)  # noqa: S311  # made-up words, no secret
    syllables = _SYLLABLES.split()
    return tuple("".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(20_000))


def sentence(chance: random.Random) -> str:
    """Make a sentence of 8 to 24 words, every third of them a small one, the rest by Zipf's law."""
    made = [
        chance.choice(_SMALL_WORDS)
        if chance.random() < 1 / 3
        else _vocabulary()[min(19_999, int(chance.paretovariate(1.0)) - 1)]
        for _ in range(chance.randint(8, 24))
    ]
    return " ".join(made).capitalize() + "."


def body(chance: random.Random) -> list[str]:
    """Make six to twelve paragraphs of two to five sentences."""
    return [
        " ".join(sentence(chance) for _ in range(chance.randint(2, 5))) for _ in range(chance.randint(6, 12))
    ]


def text_page(number: int) -> str:
    """Make a flattened page: title, byline, body, and the dirt around it."""
    chance = random.Random(number)  # noqa: S311  # as above
    head = [
        sentence(chance)[:70].rstrip(". "),
        f"By Ada Lindqvist | Harbour Post | 2025-01-{number % 28 + 1:02d}",
    ]
    foot = [
        "Leave a Reply",
        "Your email address stays with us. Fields marked * are needed.",
        "Back to the top",
    ]
    return "\n\n".join([*head, *body(chance), *foot])


def html_page(number: int) -> str:
    """Make an HTML page: the same article with a menu, a share bar, related links and a footer around it."""
    chance = random.Random(number)  # noqa: S311  # as above
    title = sentence(chance)[:70].rstrip(". ")
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body(chance))
    related = "".join(f'<li><a href="/{n}">{sentence(chance)[:50]}</a></li>' for n in range(8))
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title} | Harbour Post</title>"
        f'<meta property="og:title" content="{title}"><meta name="author" content="Ada Lindqvist">'
        f'<meta property="article:published_time" content="2025-01-{number % 28 + 1:02d}T09:00:00Z"></head>'
        f"<body><nav><ul>{_MENU}</ul></nav><article><h1>{title}</h1><div class='share'>Share Tweet Mail</div>"
        f"{paragraphs}</article><aside><h2>Related</h2><ul>{related}</ul></aside>"
        f"<footer>Copyright 2025 Harbour Post. All rights reserved.</footer></body></html>"
    )
