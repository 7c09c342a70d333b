"""An answer is shared once, by whoever may, and people are told honestly what became of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.chat import Message, Person, TryLater, Uncertain, Undeliverable
from bot.commands import CommandDesk
from tests.unit.adminfile import SMALL, AdminFile
from tests.unit.town import ALONE, DIALECT, MARKET, QUAY, TERMINAL, Member, open_office, open_town

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.commands.office import Office
    from bot.newsroom import Newsroom


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Have a newsroom that has read two articles."""
    with open_town(tmp_path_factory.mktemp("town")) as opened:
        yield opened


def office(newsroom: Newsroom, folder: Path, text: str) -> Office:
    """Open an office whose admin file says *text* beside the usual."""
    return open_office(newsroom, AdminFile(folder).load(SMALL + text))


def test_a_shared_answer_says_by_whom(newsroom: Newsroom) -> None:
    """Everybody reads what the asker read, under their name, and gets none of their buttons."""
    member = Member(newsroom=newsroom)
    shown = member.ask("now")
    told = member.share(shown.answer)
    (post,) = member.posts

    assert "Shared: open it <https://chat.example.org/quay/1>" == told.text
    assert "Shared by Ada Quill" == post.lead[0]
    assert post.text == f"Shared by Ada Quill\n\n{shown.text}"
    assert (shown.sections, (), "") == (post.sections, post.actions, post.answer)


def test_an_answer_is_shared_once(newsroom: Newsroom) -> None:
    """Pressed again, the button tells where it was shared; in another channel it is another share."""
    member = Member(newsroom=newsroom)
    answer = member.ask("ask", question="What do tickets for the ferry cost?").answer
    told = [member.share(answer).text for _ in range(2)]
    beside = Member(newsroom=newsroom, where=MARKET)

    assert "Already shared: open it <https://chat.example.org/quay/1>" == told[1]
    assert "Shared: open it <https://chat.example.org/market/1>" == beside.share(answer).text
    assert 1 == len(member.posts)


def test_a_button_pressed_twice_at_once_posts_once(newsroom: Newsroom) -> None:
    """The second waits for what becomes of the first, and says where that is to be seen."""
    member = Member(newsroom=newsroom)
    request = member.request("share", {"answer": member.ask("now").answer})

    async def both() -> tuple[list[Message], int]:
        desk, posts = CommandDesk(newsroom), 0

        async def post(_message: Message) -> str:
            nonlocal posts
            posts += 1
            return "https://chat.example.org/quay/1"

        presses = (desk.share(request, DIALECT, post=post) for _ in range(3))
        return await asyncio.gather(*presses), posts

    told, posts = asyncio.run(both())

    assert 1 == posts
    assert ["Already shared", "Already shared", "Shared"] == sorted(each.text.split(":")[0] for each in told)


def test_what_another_process_is_sharing_is_not_posted(newsroom: Newsroom) -> None:
    """Nobody can wait for that; what is known is said."""
    member = Member(newsroom=newsroom)
    request = member.request("share", {"answer": member.ask("now").answer})

    async def both() -> Message:
        desk, beside = CommandDesk(newsroom), CommandDesk(newsroom)
        is_posting, may_end = asyncio.Event(), asyncio.Event()

        async def post(_message: Message) -> str:
            is_posting.set()
            await may_end.wait()
            return ""

        first = asyncio.create_task(desk.share(request, DIALECT, post=post))
        await is_posting.wait()
        told = await beside.share(request, DIALECT, post=post)
        may_end.set()
        await first
        return told

    assert asyncio.run(both()).text.startswith("I began to share this")


def test_a_place_without_links_is_told_when(newsroom: Newsroom) -> None:
    """Where a post has no address, the moment is said."""
    member = Member(newsroom=newsroom)
    request = member.request("share", {"answer": member.ask("now").answer})

    async def post(_message: Message) -> str:
        return ""

    desk = CommandDesk(newsroom)
    told = [asyncio.run(desk.share(request, DIALECT, post=post)).text for _ in range(2)]

    assert told[1].startswith("Already shared, ")


@pytest.mark.parametrize(
    ("error", "words", "is_shared_next"),
    [
        (TryLater("The channel is busy."), "It was not shared. The channel is busy. Press Share here", True),
        (Undeliverable("I can't post in #quay."), "It was not shared. I can't post in #quay.", True),
        (Uncertain("No answer came."), "I do not know whether it was shared", False),
        (RuntimeError("a fault of ours"), "I do not know whether it was shared", False),
    ],
)
def test_what_was_not_posted_is_told(
    newsroom: Newsroom, error: Exception, words: str, *, is_shared_next: bool
) -> None:
    """What was certainly not posted may be shared again; what perhaps was is never posted a second time."""
    member = Member(newsroom=newsroom)
    answer = member.ask("now").answer
    told = member.share(answer, error)
    member.share(answer)

    assert told.text.startswith(words)
    assert is_shared_next == bool(member.posts)


@pytest.mark.parametrize(
    ("error", "is_ours"), [(Uncertain("No answer came."), False), (RuntimeError(), True)]
)
def test_only_a_fault_of_ours_is_traced(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture, error: Exception, *, is_ours: bool
) -> None:
    """That a platform did not answer is said in a line."""
    member = Member(newsroom=newsroom)
    member.share(member.ask("now").answer, error)

    assert is_ours == ("Traceback" in caplog.text)


def test_only_admins_share_where_the_admin_file_says_so(newsroom: Newsroom, tmp_path: Path) -> None:
    """Others see no button, and a forged one is refused; roles and people named in the file are admins."""
    ruled = office(
        newsroom,
        tmp_path,
        '[permissions]\nwho_may_share = "admins"\nadmin_roles = ["editor"]\nadmin_users = ["cy"]\n',
    )
    member = Member(newsroom=newsroom, office=ruled)
    editor = Member(newsroom=newsroom, office=ruled, who=Person(id="di", roles=("17", "editor")))
    named = Member(newsroom=newsroom, office=ruled, who=Person(id="cy"))
    shown = member.ask("now")

    assert "Share here" not in [action.label for action in shown.actions]
    assert member.share(shown.answer).text.startswith("Only admins share answers here")
    assert [True, True] == [
        each.share(each.ask("now").answer).text.startswith("Shared") for each in (editor, named)
    ]


@pytest.mark.parametrize(("where", "offers"), [(QUAY, True), (ALONE, False), (TERMINAL, False)])
def test_sharing_is_offered_among_others(newsroom: Newsroom, where: object, *, offers: bool) -> None:
    """In direct messages and on a terminal there is nobody to share with."""
    shown = Member(newsroom=newsroom, where=where).ask("now")  # type: ignore[arg-type]  # a Place

    assert offers == ("Share here" in [action.label for action in shown.actions])


def test_what_says_nothing_is_not_shared(newsroom: Newsroom) -> None:
    """An empty briefing has no Share."""
    assert () == Member(newsroom=newsroom).ask("now", topic="opera").actions


def test_somebody_without_a_name_may_share(newsroom: Newsroom) -> None:
    """The copy says so."""
    member = Member(newsroom=newsroom, who=Person(id="anon"))
    member.share(member.ask("now").answer)

    assert "Shared by somebody here" == member.posts[0].lead[0]
