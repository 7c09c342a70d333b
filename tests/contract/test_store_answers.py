"""Kept answers come back to whoever looks for them, are shared once, and are forgotten in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from briefings.store.answers import Answers, KeptAnswer
from briefings.store.unanswered import Unanswered, UnansweredQuestion
from tests.posting import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefings.store import Store

KEPT = KeptAnswer(
    id="abc234defg",
    platform="chat",
    workspace="harbour",
    channel="quay",
    person="ada",
    verb="now",
    options={"topic": "ferry"},
    message='{"title":"码头"}',
    cited={"1": "one", "2": "two"},
)
QUESTION = UnansweredQuestion(
    answer="abc234defg", platform="chat", workspace="harbour", reason="not helpful", question="Who?"
)


def test_a_shared_answer_is_found_by_its_message(store: Store) -> None:
    """By the id at the end of its link, in its channel alone."""
    answers = Answers(store)
    answers.keep([KEPT])
    answers.claim_share(KEPT.id, channel="12", person="Ada")
    answers.settle_share(KEPT.id, channel="12", link="https://chat.example.org/1/12/345")
    found = answers.shared_as("12", "345")

    assert found is not None
    assert (KEPT.id, "Ada", KEPT.verb) == (found[0].answer, found[0].person, found[1].verb)
    assert [None, None] == [answers.shared_as("12", "45"), answers.shared_as("13", "345")]


def test_an_answer_comes_back_as_it_was_kept(store: Store) -> None:
    """All of it, and the moment it was kept by the database's clock; nothing for an id that is not kept."""
    answers = Answers(store)
    before = store.now()
    answers.keep([KEPT, replace(KEPT, id="other")])
    found = answers.get(KEPT.id)

    assert found is not None
    assert found.at is not None
    assert before - timedelta(seconds=1) <= found.at <= store.now()
    assert KEPT == replace(found, at=None)
    assert answers.get("nobody") is None


def test_answers_survive_a_restart(open_store: Callable[[str], Store], postgres_url: str) -> None:
    """Another process finds what this one kept."""
    Answers(open_store(postgres_url)).keep([KEPT])

    assert Answers(open_store(postgres_url)).get(KEPT.id) is not None


def test_numbers_mean_the_last_numbered_answer_of_a_person_in_a_workspace(store: Store) -> None:
    """Answers without numbers between, other people and other workspaces change nothing."""
    answers = Answers(store)
    answers.keep([KEPT])
    answers.keep(
        [
            replace(KEPT, id="plain", cited={}),
            replace(KEPT, id="bo", person="bo", cited={"1": "three"}),
            replace(KEPT, id="peak", workspace="mountains", cited={"1": "four"}),
        ]
    )

    assert {"1": "one", "2": "two"} == answers.last_cited("chat", "harbour", "ada")
    assert {"1": "three"} == answers.last_cited("chat", "harbour", "bo")
    assert {} == answers.last_cited("chat", "valley", "ada")


def test_one_of_many_may_share(store: Store) -> None:
    """Of callers at the same moment exactly one may post; the others learn who does."""
    answers = Answers(store)

    def claim(person: int) -> bool:
        return answers.claim_share(KEPT.id, channel="quay", person=str(person)) is None

    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(claim, range(8)))
    before = answers.claim_share(KEPT.id, channel="quay", person="late")

    assert 1 == claimed.count(True)
    assert before is not None
    assert (str(claimed.index(True)), None) == (before.person, before.link)


def test_replicas_share_once(open_store: Callable[[str], Store], postgres_url: str) -> None:
    """Processes on one PostgreSQL agree who may post."""
    replicas = [Answers(open_store(postgres_url)) for _ in range(4)]

    def claim(answers: Answers) -> bool:
        return answers.claim_share(KEPT.id, channel="quay", person="ada") is None

    with ThreadPoolExecutor(4) as pool:
        claimed = list(pool.map(claim, replicas))

    assert 1 == claimed.count(True)


def test_a_share_is_of_one_channel(store: Store) -> None:
    """What was shared in one channel may be shared in another."""
    answers = Answers(store)
    first = [answers.claim_share(KEPT.id, channel=channel, person="ada") for channel in ("quay", "market")]

    assert [None, None] == first


def test_a_settled_share_says_where_it_is(store: Store) -> None:
    """The link is told to all who come later, and cannot be released any more."""
    answers = Answers(store)
    answers.claim_share(KEPT.id, channel="quay", person="ada")
    answers.settle_share(KEPT.id, channel="quay", link="https://chat.example.org/1")
    answers.release_share(KEPT.id, channel="quay")
    before = answers.claim_share(KEPT.id, channel="quay", person="ada")

    assert before is not None
    assert "https://chat.example.org/1" == before.link


def test_a_released_share_may_be_claimed_again(store: Store) -> None:
    """What was certainly not posted is as if it was never tried."""
    answers = Answers(store)
    answers.claim_share(KEPT.id, channel="quay", person="ada")
    answers.release_share(KEPT.id, channel="quay")

    assert answers.claim_share(KEPT.id, channel="quay", person="ada") is None


def test_one_person_is_forgotten(store: Store) -> None:
    """Their answers and shares go, those of others stay."""
    answers = Answers(store)
    answers.keep([KEPT, replace(KEPT, id="bo", person="bo"), replace(KEPT, id="elsewhere", platform="mail")])
    answers.claim_share(KEPT.id, channel="quay", person="ada")

    assert 1 == answers.forget("chat", "ada")
    assert [False, True, True] == [answers.get(each) is not None for each in (KEPT.id, "bo", "elsewhere")]
    assert answers.claim_share(KEPT.id, channel="quay", person="ada") is None


def test_old_answers_and_shares_are_pruned(store: Store) -> None:
    """What was kept before a moment goes, what was kept since stays."""
    answers = Answers(store)
    answers.keep([KEPT])
    answers.claim_share(KEPT.id, channel="quay", person="ada")
    kept = answers.prune(before=store.now() - timedelta(hours=1))
    pruned = answers.prune(before=store.now() + timedelta(seconds=1))

    assert (0, 1) == (kept, pruned)
    assert answers.get(KEPT.id) is None
    assert answers.claim_share(KEPT.id, channel="quay", person="ada") is None


def test_a_share_goes_with_its_answer(store: Store) -> None:
    """Shared in its last hour, an answer does not leave behind who did it."""
    clock = Clock()
    answers = Answers(store, clock=clock)
    answers.keep([KEPT])
    clock.now += timedelta(hours=23)
    answers.claim_share(KEPT.id, channel="quay", person="ada")
    answers.prune(before=clock.now - timedelta(hours=1))

    assert answers.claim_share(KEPT.id, channel="quay", person="bo") is None


def test_an_unanswered_question_is_noted_once(store: Store) -> None:
    """The same answer called unhelpful twice is one note; a workspace sees its own, the latest first."""
    room = Unanswered(store)
    noted = [room.note(QUESTION), room.note(QUESTION)]
    room.note(replace(QUESTION, answer="later", question=None, reason="nothing found"))
    room.note(replace(QUESTION, answer="elsewhere", workspace="mountains"))
    listed = room.listing("chat", "harbour")

    assert [True, False] == noted
    assert [("later", None), (QUESTION.answer, "Who?")] == [(each.answer, each.question) for each in listed]
    assert 1 == len(room.listing("chat", "harbour", limit=1))


def test_old_questions_are_pruned(store: Store) -> None:
    """What was noted before a moment is forgotten."""
    room = Unanswered(store)
    room.note(QUESTION)
    forgotten = [room.prune(before=store.now() + timedelta(seconds=at)) for at in (-60, 1)]

    assert [0, 1] == forgotten
