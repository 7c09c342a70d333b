"""How much of HTML articles is kept, and how little else, beside trafilatura alone on the same pages.

Besides the corpus, other pages can be measured: set BRIEFBOT_HTML_PAGES to a folder of NAME.html files, each
with a NAME.txt that holds the text a person would keep.
"""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import trafilatura

from briefings.cleaning.html import read_html

CORPUS = Path(__file__).parents[1] / "corpus" / "html"
Extract = Callable[[bytes], str]

_WORD = re.compile(r"\w+")


def report() -> None:
    """Print body F1 (four-word runs) and pages per second, for Briefbot and for trafilatura."""
    for folder in (CORPUS, os.environ.get("BRIEFBOT_HTML_PAGES")):
        pages = _pages(Path(folder)) if folder else []
        if pages:
            print(f"{len(pages)} pages in {Path(str(folder)).name}")
            print(f"  briefbot     {_measured(_ours, pages)}")
            print(f"  trafilatura  {_measured(_theirs, pages)}")


def _pages(folder: Path) -> list[tuple[bytes, str]]:
    return [
        (path.read_bytes(), path.with_suffix(".txt").read_text("utf-8"))
        for path in sorted(folder.glob("*.html"))
        if path.with_suffix(".txt").exists()
    ]


def _ours(page: bytes) -> str:
    return "\n".join(block.text for block in read_html(page).blocks)


def _theirs(page: bytes) -> str:
    return trafilatura.extract(page, include_comments=False) or ""


def _measured(extract: Extract, pages: list[tuple[bytes, str]]) -> str:
    for page, _ in pages:
        extract(page)  # imports and word lists are not part of the speed
    began = time.perf_counter()
    texts = [extract(page) for page, _ in pages]
    seconds = time.perf_counter() - began
    scores = [_precision_and_recall(text, wanted) for text, (_, wanted) in zip(texts, pages, strict=True)]
    precision, recall = mean(score[0] for score in scores), mean(score[1] for score in scores)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"F1 {f1:.3f}  precision {precision:.3f}  recall {recall:.3f}  {len(pages) / seconds:.0f} pages/s"


def _precision_and_recall(text: str, wanted: str) -> tuple[float, float]:
    kept, gold = _runs(text), _runs(wanted)
    shared = (kept & gold).total()
    return shared / max(1, kept.total()), shared / max(1, gold.total())


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)))
