"""Further passages, answers that did not help, and the reasons of stories that are not told."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.chat import OptionKind
from bot.commands import CommandDesk
from bot.commands.memory import Memory
from briefings.model import Digest
from briefings.store.unanswered import Unanswered
from tests.unit.adminfile import SMALL, AdminFile
from tests.unit.town import NOW, QUAY, TERMINAL, Member, open_office, open_town

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.newsroom import Newsroom

QUESTION = "What does the ferry carry to Harwich?"
BEYOND = "Who composed The Magic Flute?"


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """Have a newsroom that has read two articles and shows one passage at a time."""
    with open_town(tmp_path) as opened:
        yield dataclasses.replace(opened, plan=dataclasses.replace(opened.plan, max_passages=1))


def member(newsroom: Newsroom, folder: Path, text: str = "") -> Member:
    """Ask a bot whose admin file says *text* beside the usual."""
    (folder / "admin").mkdir()
    settings = AdminFile(folder / "admin").load(SMALL + text)
    return Member(newsroom=newsroom, office=open_office(newsroom, settings))


def test_more_passages_are_others(newsroom: Newsroom) -> None:
    """Each page shows what no page before has shown, numbered on, until nothing answers any more."""
    asker = Member(newsroom=newsroom)
    pages = [asker.ask("ask", question=QUESTION)]
    while (following := asker.press(pages[-1], "More passages")).sections:
        pages.append(following)
        if len(pages) == 5:
            break
    shown = [section.lines[0] for page in pages for section in page.sections]

    assert len(pages) > 1
    assert len(set(shown)) == len(shown)
    assert [f"[{number}]" for number in range(1, len(shown) + 1)] == [line[-3:] for line in shown]


@pytest.mark.parametrize("page", ["0", "6", "x", "²"])
def test_pages_of_passages_end(newsroom: Newsroom, page: str) -> None:
    """A page that is not there is called that."""
    told = Member(newsroom=newsroom).ask("ask", question=QUESTION, page=page)

    assert f"There is no page {page}; choose one from 1 to 5." == told.text


def test_nothing_further_is_said(newsroom: Newsroom) -> None:
    """Where the ranking ends, the next step is another question."""
    told = Member(newsroom=newsroom).ask("ask", question=BEYOND, page="2")

    assert told.text.startswith("No further passage answers this.")


@pytest.mark.parametrize(
    ("keeps", "words", "kept"),
    [("false", "your words are not kept", None), ("true", "with your question", QUESTION)],
)
def test_an_unhelpful_answer_is_noted(
    newsroom: Newsroom, tmp_path: Path, keeps: str, words: str, kept: str | None
) -> None:
    """Once, with the words of the question only where the admin file says to keep them, and with thanks."""
    asker = member(newsroom, tmp_path, f"[privacy]\nstore_questions = {keeps}\n")
    shown = asker.ask("ask", question=QUESTION)
    told = [asker.press(shown, "Not helpful").text for _ in range(2)]
    noted = Unanswered(newsroom.store).listing("chat", "harbour")

    assert [True, True] == [words in text for text in told]
    assert [("not helpful", kept)] == [(each.reason, each.question) for each in noted]


def test_a_question_without_an_answer_is_noted(newsroom: Newsroom, tmp_path: Path) -> None:
    """The admin may learn what people look for in vain; a question on the terminal is the admin's own."""
    asker = member(newsroom, tmp_path)
    asker.ask("ask", question=BEYOND)
    asker.where = TERMINAL
    asker.ask("ask", question=BEYOND)
    noted = Unanswered(newsroom.store)

    assert ["nothing found"] == [each.reason for each in noted.listing("chat", "harbour")]
    assert [] == noted.listing("console", "")


def test_nothing_is_noted_where_the_admin_wants_no_log(newsroom: Newsroom, tmp_path: Path) -> None:
    """Then no button pretends, and one of an older answer says how it is."""
    asker = member(newsroom, tmp_path, "[qa]\nunanswered_log = false\n")
    shown = asker.ask("ask", question=QUESTION)
    told = asker.ask("unhelpful", answer=shown.answer)

    assert "Not helpful" not in [action.label for action in shown.actions]
    assert told.text.startswith("Thank you. This bot keeps no notes about answers")
    assert [] == Unanswered(newsroom.store).listing("chat", "harbour")


@pytest.mark.parametrize(
    ("digest", "words"),
    [
        (Digest(name="d", window="all", topics=("bridge",)), "about none of its topics"),
        (Digest(name="d", window="all", sources=("nowhere",)), "from none of its sources"),
        (Digest(name="d", window="24h"), "older than the time this briefing looks back"),
        (Digest(name="d"), "told before, and this briefing tells only what is new"),
        (Digest(name="d", window="all", topics=("ferry",), sources=("town",)), ""),
    ],
)
def test_the_rule_that_keeps_a_story_out_is_named(newsroom: Newsroom, digest: Digest, words: str) -> None:
    """A stored story that is not considered at all is told why."""
    told = {each.id for each in newsroom.articles.candidates()}
    newsroom.articles.mark_seen("d", told, at=NOW)
    later = dataclasses.replace(
        newsroom,
        plan=dataclasses.replace(newsroom.plan, digests={"d": digest}),
        clock=lambda: NOW + timedelta(days=3),
    )

    assert words in Member(newsroom=later).ask("why", item="a new ferry").text


def test_what_is_new_since_the_last_reading_needs_one(newsroom: Newsroom) -> None:
    """Without a mark the way to one is said; on a terminal, what works there."""
    here = Member(newsroom=newsroom).ask("changed", since="last-read")
    there = Member(newsroom=newsroom, where=TERMINAL).ask("changed", since="last-read")

    assert ["Mark read"] == [action.label for action in here.actions]
    assert "/brief changed since:24h shows the last day." in there.text
    assert () == there.actions


def test_nothing_new_says_since_when_and_how_long_ago_was_looked(newsroom: Newsroom) -> None:
    """The silence can be judged: what was read, when, and where older stories are."""
    told = {each.id for each in newsroom.articles.candidates()}
    newsroom.articles.mark_seen("d", told, at=NOW)
    plan = dataclasses.replace(newsroom.plan, digests={"d": Digest(name="d")})

    def lead(later: timedelta) -> str:
        room = dataclasses.replace(newsroom, plan=plan, clock=lambda: NOW + later)
        return Member(newsroom=room).ask("now").lead[0]

    assert (
        "Nothing new. 2 of 2 sources read, last checked 12 min ago. /brief now window:7d shows older stories."
        == lead(timedelta(minutes=12))
    )
    assert "last checked 1 hour ago" in lead(timedelta(minutes=80))
    assert "last checked 3 days ago" in lead(timedelta(days=3))


def test_names_are_read_again_when_there_are_new_articles(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Autocomplete answers at once from what it knows, and knows more the next time."""
    monkeypatch.setattr("bot.commands.memory._FRESH_SECONDS", -1.0)

    async def offered() -> list[int]:
        desk, numbers = CommandDesk(newsroom), []
        for _ in range(2):
            numbers.append(len(await desk.complete(OptionKind.STORY, "", limit=25, where=QUAY)))
            _read_a_third(newsroom, tmp_path)
            await desk._memory.book()
        return numbers

    assert [2, 3] == asyncio.run(offered())


def test_many_who_ask_the_same_wait_for_one_making(newsroom: Newsroom) -> None:
    """A burst composes once; what failed is not remembered."""
    made = []

    async def make() -> int:
        made.append(1)
        await asyncio.sleep(0)
        if len(made) == 1:
            raise ValueError("the first fails")
        return len(made)

    async def burst() -> tuple[list[object], int, int]:
        memory = Memory(newsroom)
        failed = await asyncio.gather(*(memory.once("x", make) for _ in range(5)), return_exceptions=True)
        again = [await memory.once("x", make) for _ in range(5)]
        return [type(each) for each in failed], len(made), sum(again)

    assert ([ValueError] * 5, 2, 10) == asyncio.run(burst())


def _read_a_third(newsroom: Newsroom, folder: Path) -> None:
    article = (
        "A lighthouse is lit again\n\nBy Ada Quill\n\nThe lighthouse at the end of the mole was lit again on "
    )
    (folder / "light.txt").write_text(
        f"{article}Thursday, after a silence of sixty years and nine keepers.\n", "utf-8"
    )
    newsroom.take_in()
