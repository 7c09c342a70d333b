"""How good answers are: the right passage first, nothing for questions that no article answers.

Two sets. The repository's own, over the sample articles: a passage is right if it stands in the named file
and holds the named words. And, where it lies beside the repository, the development set with its own scorer.
"""

from __future__ import annotations

import importlib.util
import io
import json
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.settings import load
from briefings.answering import answer
from briefings.index import Index
from briefings.ingesting import ingest
from briefings.model import Source
from briefings.store import Articles, Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefings.model import Answer, Passage

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
NOW = datetime(2025, 1, 25, 9, 0, tzinfo=UTC)
GOALS = "goals: hit@1 .875, hit@3 .94, MRR .90, no false answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the repository's own set; each group of *gold* asks for a passage of its own."""

    kind: str
    question: str
    gold: list[list[dict[str, str]]]


def own_questions() -> list[Question]:
    """Read the repository's own questions."""
    file = Path(__file__).with_name("questions.json")
    return [Question(**each) for each in json.loads(file.read_text("utf-8"))]


def ask_all(folder: Path, questions: list[str]) -> list[Answer]:
    """Answer *questions* from the articles in *folder*, with names and topics of the sample admin file."""
    settings = load(ROOT / "config" / "briefbot.toml", environment={})
    topics, glossary = list(settings.topics.values()), list(settings.glossary.values())
    with Store.open("sqlite://") as store:
        articles = Articles(store)
        index = Index.open(None, articles)
        source = Source(name="set", kind="folder", location=str(folder))
        ingest(store, index, [source], topics=topics, glossary=glossary, now=NOW)
        return [
            answer(articles, index, question, glossary=glossary, topics=topics, now=NOW)
            for question in questions
        ]


def is_right(passage: Passage, group: list[dict[str, str]]) -> bool:
    """Tell whether *passage* is one of those that *group* would accept."""
    return any(
        passage.article.path == gold["path"] and gold["says"] in passage.citation.text for gold in group
    )


def rank(question: Question, answered: Answer) -> int:
    """Name the place of the first passage that is right for any group; 0 for none."""
    return next(
        (
            place
            for place, passage in enumerate(answered.passages, start=1)
            if any(is_right(passage, group) for group in question.gold)
        ),
        0,
    )


def report() -> None:
    """Print how many questions find their passage, and how many are answered that should not be."""
    questions = own_questions()
    began = time.process_time()
    answered = ask_all(ROOT / "config" / "articles", [each.question for each in questions])
    spent = time.process_time() - began
    print(
        f"own set over the sample articles ({GOALS}); {spent / len(questions) * 1000:.0f} ms CPU a question"
    )
    _tell(questions, answered)
    _report_development_set()


def _tell(questions: list[Question], answered: list[Answer]) -> None:
    ranks: dict[str, list[int]] = defaultdict(list)
    false: dict[str, list[bool]] = defaultdict(list)
    for question, each in zip(questions, answered, strict=True):
        place = rank(question, each)
        if question.gold:
            ranks[question.kind].append(place)
            ranks["all"].append(place)
        else:
            false[question.kind].append(bool(each.passages))
        if (place != 1) if question.gold else each.passages:
            found = each.passages[0].citation.text[:50] if each.passages else "nothing found"
            print(f"  {question.kind}: {question.question!r} at place {place or '-'} ({found})")
    for kind, places in ranks.items():
        print(f"  {kind:12s} {_figures(places)}")
    for kind, answers in false.items():
        print(f"  {kind:12s} n={len(answers):3d} answered {sum(answers)}")


def _figures(places: list[int]) -> str:
    count = len(places)
    first = sum(place == 1 for place in places) / count
    third = sum(0 < place <= 3 for place in places) / count
    reciprocal = sum(1 / place for place in places if place) / count
    return f"n={count:3d} hit@1 {first:.3f} hit@3 {third:.3f} MRR {reciprocal:.3f}"


def _report_development_set() -> None:
    scorer, questions = SHARED / "eval" / "score_questions.py", SHARED / "eval" / "questions_dev.json"
    if not (scorer.is_file() and questions.is_file()):
        print("development set: not here")
        return
    asked = json.loads(questions.read_text("utf-8"))["questions"]
    answered = ask_all(SHARED / "articles", [each["query"] for each in asked])
    found = {
        each["id"]: [{"file": passage.article.path, "lines": [passage.line]} for passage in answer.passages]
        for each, answer in zip(asked, answered, strict=True)
    }
    print(f"development set ({GOALS})")
    print(_score(scorer, found, questions))


def _score(scorer: Path, found: dict[str, Any], questions: Path) -> str:
    """Run the development set's own scorer as its command line would."""
    spec = importlib.util.spec_from_file_location("scorer", scorer)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    main: Callable[[], None] = module.main
    arguments, printed = sys.argv, io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "found.json"
        file.write_text(json.dumps(found), "utf-8")
        sys.argv = ["score", str(file), str(questions), "--seeds", str(SHARED / "articles"), "-v"]
        try:
            with redirect_stdout(printed):
                main()
        finally:
            sys.argv = arguments
    return printed.getvalue().rstrip()
