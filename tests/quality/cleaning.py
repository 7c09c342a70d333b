"""How much of flattened pages is kept, and how little else: on the corpus and on the development set.

The development set and its scorer lie outside the repository, and are measured where they are. Its two halves
are told apart by the pages' domains, so that a rule which only fits one of them shows.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import time
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from briefings.cleaning import clean
from briefings.model import Article, RawDocument
from tests.unit.test_cleaning_corpus import CORPUS, as_a_person_expects, as_cleaned

if TYPE_CHECKING:
    from types import ModuleType

DEVELOPMENT = Path(__file__).parents[3] / "shared" / "eval"


def report() -> None:
    """Print how many corpus pages come out as a person expects, and the figures of the development set."""
    pages = sorted(CORPUS.glob("*.json"))
    right = sum(as_a_person_expects(page) == as_cleaned(page) for page in pages)
    print(f"{right} of {len(pages)} corpus pages exactly as a person expects")
    if (DEVELOPMENT / "plain_text_dev.jsonl").exists():
        _development(DEVELOPMENT)


def _development(folder: Path) -> None:
    rows = [json.loads(row) for row in (folder / "plain_text_dev.jsonl").open(encoding="utf-8")]
    scorer = _scorer(folder / "score_plain_text.py")
    start = time.process_time()
    kept = [_kept(row) for row in rows]
    seconds = time.process_time() - start
    lines = sum(row["text"].count("\n") for row in rows)
    print(f"{len(rows)} flattened pages, {lines / seconds:,.0f} lines a second")
    scored = [(row, *_scores(scorer, row, text)) for row, text in zip(rows, kept, strict=True)]
    for name, members in (
        ("all", scored),
        *((kind, [one for one in scored if one[0]["set"] == kind]) for kind in ("full", "residual")),
        *((f"half {half}", [one for one in scored if _half(one[0]) == half]) for half in (0, 1)),
    ):
        precision, recall, f1 = scorer.prf([one[1] for one in members])
        totals = [sum(one[2][at] for one in members) for at in range(4)]
        body, dirt = totals[1] / max(1, totals[0]), totals[3] / max(1, totals[2])
        kept_and_gone = f"body kept {body:.1%}  dirt gone {dirt:.1%}"
        print(f"  {name:9} F1 {f1:.3f} (P {precision:.3f}, R {recall:.3f})  {kept_and_gone}")
    print(f"  pages with F1 0: {sum(not scorer.prf([one[1]])[2] for one in scored)}")
    print(f"  mean length kept: {mean(len(text) for text in kept):,.0f} characters")


def _scores(scorer: ModuleType, row: dict[str, Any], text: str) -> tuple[Any, Any]:
    lines = row["text"].split("\n")
    gold = "\n".join(lines[number - 1] for number in row["keep"])
    return scorer.tpfpfn(gold, text), scorer.line_level(row, text)


def _kept(row: dict[str, Any]) -> str:
    cleaned = clean(RawDocument(source="dev", path=f"{row['id']}.txt", data=row["text"].encode()))
    return "\n".join(one.text for one in cleaned.paragraphs) if isinstance(cleaned, Article) else ""


def _half(row: dict[str, Any]) -> int:
    domain = urlsplit(row["url"] or "").netloc or row["key"]
    return int(hashlib.md5(domain.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_plain_text", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
