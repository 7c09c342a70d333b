"""Nobody can keep the desk so busy that others wait: a pace for each person and each workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.chat import Person, Place, Request
from bot.commands.notices import Notice
from bot.commands.pace import Pace
from bot.rendering import Renderer
from tests.unit.adminfile import SMALL, AdminFile
from tests.unit.town import ALONE, BO, DIALECT, ELSEWHERE, QUAY, Member, open_office, open_town

if TYPE_CHECKING:
    from pathlib import Path


class Watch:
    """A clock that stands still until it is moved."""

    seconds = 1_000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.seconds


def refusal(pace: Pace, who: str = "ada", where: Place = QUAY) -> tuple[str, int] | None:
    """Count one request; return the notice and the seconds to wait if it is one too many."""
    try:
        pace.count(Request(verb="now", who=Person(id=who), where=where))
    except Notice as notice:
        return notice.template, notice.values["wait_seconds"]
    return None


def test_one_person_may_ask_so_often_a_minute() -> None:
    """The next request waits until the first is a minute old; a refused one does not count."""
    watch = Watch()
    pace = Pace(per_person=2, per_workspace=10, monotonic=watch)
    told = []
    for moment in (0.0, 20.0, 30.5, 59.9, 60.0, 61.0):
        watch.seconds = 1_000.0 + moment
        told.append(refusal(pace))

    assert [None, None, ("too_fast", 30), ("too_fast", 1), None, ("too_fast", 19)] == told


def test_a_workspace_has_a_pace_of_its_own() -> None:
    """Many people together are held back; other workspaces and direct messages are not."""
    pace = Pace(per_person=10, per_workspace=2, monotonic=Watch())
    told = [refusal(pace, who) for who in ("ada", "bo", "cy")]

    assert [None, None, ("too_many", 60)] == told
    assert [None] * 4 == [refusal(pace, "cy", where) for where in (ELSEWHERE, ALONE, ALONE, ALONE)]


def test_who_was_silent_for_a_minute_is_forgotten() -> None:
    """Memory does not grow with everybody who ever asked."""
    watch = Watch()
    pace = Pace(per_person=10, per_workspace=10_000, monotonic=watch)
    for number in range(50):
        refusal(pace, str(number))
    watch.seconds += 60.0
    refusal(pace, "late")

    assert {("person", "chat", "late"), ("workspace", "chat", "harbour")} == set(pace._asked)


def test_the_desk_says_how_long_to_wait(tmp_path: Path) -> None:
    """The limits of the admin file hold for requests, and turning the pages of an answer is free."""
    (tmp_path / "town").mkdir()
    with open_town(tmp_path / "town") as newsroom:
        settings = AdminFile(tmp_path).load(f"{SMALL}[limits]\nper_user_per_minute = 2\n")
        member = Member(newsroom=newsroom, office=open_office(newsroom, settings))
        member.desk = member.at_desk()
        shown = member.ask("now")
        turned = [member.ask("again", answer=shown.answer, page="2") for _ in range(5)]
        member.ask("topics")
        told = [member.ask("topics").text, member.share(shown.answer).text]
        member.who = BO
        other = member.ask("topics").title

    assert [shown] * 5 == turned
    for text in told:
        assert text.startswith("That was a lot at once: I answer 2 requests a minute for each person.")
    assert "Topics" == other


@pytest.mark.parametrize(("seconds", "words"), [(0.0, "60 seconds."), (59.5, "1 second.")])
def test_the_wait_is_at_least_a_second(seconds: float, words: str) -> None:
    """Rounded up, so that who waits so long is not refused again."""
    watch = Watch()
    pace = Pace(per_person=1, per_workspace=1, monotonic=watch)
    refusal(pace)
    watch.seconds += seconds
    refused = refusal(pace)
    assert refused is not None
    told = Renderer(DIALECT).show("notices/too_fast", most=1, wait_seconds=refused[1]).text

    assert told.endswith(f"Try again in {words}")
