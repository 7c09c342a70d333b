"""Answers in a chat are kept: buttons, pages and numbers work after a restart, for the asker only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.commands import CommandDesk
from bot.commands.keeping import KEPT_FOR, new_id
from briefings.store.answers import Answers
from tests.unit.town import ALONE, BO, ELSEWHERE, MARKET, QUAY, TERMINAL, Member, Narrow, open_town

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.chat import Message
    from bot.newsroom import Newsroom

_GONE = "This answer is gone: I keep one for a day, and for the person who asked."


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Have a newsroom that has read two articles."""
    with open_town(tmp_path_factory.mktemp("town")) as opened:
        yield opened


def labels(message: Message) -> list[str]:
    """List what the buttons of *message* say."""
    return [action.label for action in message.actions]


def test_an_answer_is_shown_again_as_it_was(newsroom: Newsroom) -> None:
    """Another desk shows exactly what was shown, from anywhere in the workspace."""
    shown = Member(newsroom=newsroom).ask("now")

    assert shown.answer
    assert shown == Member(newsroom=newsroom).ask("again", answer=shown.answer)
    assert shown == Member(newsroom=newsroom, where=MARKET).ask("again", answer=shown.answer, page="2")


@pytest.mark.parametrize(
    "other",
    [{"who": BO}, {"where": ELSEWHERE}, {"where": ALONE}],
    ids=["another person", "another workspace", "direct messages"],
)
def test_nobody_else_is_shown_an_answer(newsroom: Newsroom, other: dict[str, object]) -> None:
    """Who has the id of an answer of somebody else, or asks from elsewhere, learns nothing of it."""
    shown = Member(newsroom=newsroom).ask("now")
    stranger = Member(newsroom=newsroom, **other)  # type: ignore[arg-type]  # one field of it
    told = [
        stranger.ask(verb, answer=shown.answer, n="1").text
        for verb in ("again", "text", "sources-of", "unhelpful")
    ]

    assert [True] * 4 == [text.startswith(_GONE) for text in told]
    assert stranger.share(shown.answer).text.startswith(_GONE)
    assert [] == stranger.posts


@pytest.mark.parametrize("answer", ["", "nosuchid", "x" * 5_000, "\0'; drop table answers; --"])
def test_an_answer_that_never_was_is_gone(newsroom: Newsroom, answer: str) -> None:
    """Forged ids find nothing, and the next step is said."""
    told = Member(newsroom=newsroom).ask("again", answer=answer)

    assert f"{_GONE} Ask again with /brief now or /ask." == told.text


def test_an_answer_older_than_a_day_offers_to_ask_again(newsroom: Newsroom) -> None:
    """While the request is known, one button makes it again."""
    member = Member(newsroom=newsroom)
    shown = member.ask("now", topic="ferry")
    _keep_at(newsroom, shown.answer, newsroom.store.now() - KEPT_FOR - timedelta(minutes=1))
    told = member.ask("again", answer=shown.answer)
    again = member.press(told, "Refresh")

    assert f"{_GONE} Refresh asks again." == told.text
    assert ["now?topic=ferry"] == [action.id for action in told.actions]
    assert shown.sections == again.sections


def test_buttons_with_long_ids_are_looked_up(newsroom: Newsroom) -> None:
    """On a platform whose buttons hold little, a long request becomes a number of the kept answer."""
    member = Member(newsroom=newsroom, dialect=Narrow())
    question = "What do tickets for the ferry to Harwich cost for children under twelve?"
    shown = member.ask("ask", question=question)
    pressed = member.ask("source", source="a new ferry")
    removed = member.press(member.ask("source", source="the harbour bridge"), "Show removed")

    assert {True} == {len(action.id) <= 30 for action in (*shown.actions, *pressed.actions, *removed.actions)}
    assert "Removed from The harbour bridge reopens after eleven months" == removed.title


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "²"])
def test_a_button_that_is_not_there_is_gone(newsroom: Newsroom, number: str) -> None:
    """A forged number presses nothing."""
    member = Member(newsroom=newsroom)

    assert member.ask("again", answer=member.ask("now").answer, n=number).text.startswith(_GONE)


def test_choices_too_long_for_a_button_can_be_pressed(newsroom: Newsroom) -> None:
    """What could be several things is kept, too, where its buttons need it."""
    member = Member(newsroom=newsroom, dialect=Narrow())
    asked = member.ask("story", story="ha")
    chosen = member.press(asked, asked.actions[0].label)

    assert "ha could be several. Which one?" == asked.lead[0]
    assert asked.actions[0].label == chosen.title


def test_the_console_keeps_nothing(newsroom: Newsroom) -> None:
    """A terminal scrolls: its answers have no id, no Share and nothing to look up."""
    shown = Member(newsroom=newsroom, where=TERMINAL).ask("now")

    assert "" == shown.answer
    assert ["Why these?"] == labels(shown)


def test_ids_cannot_be_guessed() -> None:
    """Ten signs of base 32, all different."""
    ids = {new_id() for _ in range(1_000)}

    assert 1_000 == len(ids)
    assert {10} == {len(each) for each in ids}


@pytest.mark.parametrize("where", ["chat", "console"])
def test_numbers_on_the_screen_are_understood(newsroom: Newsroom, where: str) -> None:
    """`/brief source 2` and `/brief why [2]` mean the article shown under that number last."""
    here = {"chat": QUAY, "console": TERMINAL}[where]
    member = Member(newsroom=newsroom, where=here, desk=CommandDesk(newsroom))
    shown = member.ask("now")
    second = shown.sections[1].heading

    assert second == member.ask("source", source="2").title
    assert member.ask("why", item="[2]").sections[0].heading.endswith(second)
    assert second == member.ask("story", story="2").title


def test_a_number_that_was_not_shown_is_unknown(newsroom: Newsroom) -> None:
    """It names nothing, and where to look is said."""
    asked = Member(newsroom=newsroom, where=ELSEWHERE).ask("source", source="7")

    assert "No article called 7. See all with /brief source." == asked.text


def test_the_sources_of_an_answer_can_be_read(newsroom: Newsroom) -> None:
    """The button lists what is cited, under the same numbers, with a way into each."""
    member = Member(newsroom=newsroom)
    listed = member.press(member.ask("now"), "Sources")

    assert ["[1]", "[2]"] == [receipt[:3] for receipt in listed.sections[0].receipts]
    assert ["Read [1]", "Read [2]"] == labels(listed)
    assert member.press(listed, "Read [2]").title in listed.sections[0].receipts[1]


def test_an_answer_can_be_read_as_plain_text(newsroom: Newsroom) -> None:
    """Line by line, for screen readers, with all that the answer says."""
    member = Member(newsroom=newsroom)
    shown = member.ask("now")
    plain = member.ask("text", answer=shown.answer)

    assert [line for line in shown.text.splitlines() if line] == list(plain.sections[0].lines)


def _keep_at(newsroom: Newsroom, answer_id: str, moment: datetime) -> None:
    """Make an answer as old as if it had been kept at *moment*."""

    def clock(_connection: Connection) -> datetime:
        return moment

    found = Answers(newsroom.store).get(answer_id)
    assert found is not None
    Answers(newsroom.store).forget(found.platform, found.person)
    Answers(newsroom.store, clock=clock).keep([found])
