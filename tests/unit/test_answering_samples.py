"""The sample articles answer the repository's own questions, and no others."""

from __future__ import annotations

import pytest

from briefings.model import Answer
from tests.quality.answers import ROOT, Question, ask_all, own_questions, rank

Asked = list[tuple[Question, Answer]]


@pytest.fixture(scope="module")
def asked() -> Asked:
    """Ask every question of the set once."""
    questions = own_questions()
    answers = ask_all(ROOT / "config" / "articles", [each.question for each in questions])
    return list(zip(questions, answers, strict=True))


def test_the_right_passage_comes_first(asked: Asked) -> None:
    """Four of five questions have their passage at the first place, nine of ten among the first three."""
    ranks = [rank(question, answer) for question, answer in asked if question.gold]

    assert sum(place == 1 for place in ranks) >= 0.8 * len(ranks)
    assert sum(place > 0 for place in ranks) >= 0.9 * len(ranks)


def test_nothing_is_answered_by_accident(asked: Asked) -> None:
    """Questions out of scope, about dirt, or for an attribute that no article has find nothing."""
    answered = [question.question for question, answer in asked if not question.gold and answer.passages]

    assert answered == []


def test_receipts_fit_their_passages(asked: Asked) -> None:
    """A passage is as long as its receipt says, and its marks are inside it."""
    passages = [passage for _, answer in asked for passage in answer.passages]

    assert passages
    for passage in passages:
        assert len(passage.citation.text) == passage.citation.end - passage.citation.start
        assert all(0 <= start < end <= len(passage.citation.text) for start, end in passage.marks)
