"""What was posted is shown and explained again: as it was then, and only to those who could read it there."""

from __future__ import annotations

import asyncio
import dataclasses
import io
from typing import TYPE_CHECKING

import pytest

from bot.platforms.console import ConsolePlatform
from bot.press import Press
from briefings.model import DeliveryState, Digest, Target
from tests.posting import DAY, FRIDAY, Clock, Desk, daily
from tests.unit.adminfile import SMALL, AdminFile
from tests.unit.town import ALONE, BO, ELSEWHERE, MARKET, QUAY, TERMINAL, Member, open_office, open_town

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.chat import Place
    from bot.commands.office import Office
    from bot.newsroom import Newsroom

DIGESTS = {"daily": 5, "one": 1}  # stories told by each
NOT_OURS = "This is no briefing that I posted here"
NOTHING = "No briefing has been posted here on schedule yet."


class Squares(ConsolePlatform):
    """A chat with two channels in one workspace and one in another."""

    name = "chat"

    def __init__(self) -> None:
        super().__init__(io.StringIO())

    async def link(self, channel: str, receipt: str) -> str:
        """Lead to a post."""
        return f"https://chat.example.org/{channel}/{receipt}"

    def workspace_of(self, channel: str) -> str:
        """Tell where a channel is."""
        return {"quay": "harbour", "market": "harbour", "peak": "mountains"}.get(channel, "")


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """Have a newsroom that has read two articles and tells all of them or one."""
    with open_town(tmp_path) as opened:
        digests = {name: Digest(name=name, window="all", max_stories=most) for name, most in DIGESTS.items()}
        yield dataclasses.replace(opened, plan=dataclasses.replace(opened.plan, digests=digests))


@pytest.fixture
def office(newsroom: Newsroom, tmp_path: Path) -> Office:
    """Open the office of a bot on the squares."""
    (tmp_path / "admin").mkdir()
    settings = AdminFile(tmp_path / "admin").load(SMALL)
    return open_office(newsroom, settings, chat=Squares(), console=ConsolePlatform(io.StringIO()))


def post(
    newsroom: Newsroom,
    channel: str,
    *,
    day: int = 0,
    digest: str = "daily",
    name: str = "",
) -> str:
    """Post a briefing on the schedule and return its receipt."""
    target = Target(name=name or channel, platform="chat", channel=channel)
    desk = Desk(newsroom.store, Clock(FRIDAY + day * DAY))
    schedule = daily(f"{target.name}-{digest}".replace(":", "-"), digest=digest, targets=(target.name,))
    desk.schedules.owe([schedule], {target.name: target}, now=desk.clock.now)
    platforms = {"chat": Squares(), "console": ConsolePlatform(io.StringIO())}
    asyncio.run(Press(newsroom, desk.frozen, platforms, {}).run())
    for delivery in desk.claim():
        assert desk.outbox.settle(delivery, DeliveryState.SENT, receipt=f"{channel}-{day}")
    return f"{channel}-{day}"


def test_the_last_post_is_shown_as_it_was(newsroom: Newsroom, office: Office) -> None:
    """With the moment, the schedule, the target, a link, and buttons that explain it."""
    post(newsroom, "quay")
    message = Member(newsroom=newsroom, office=office).ask("last")

    assert (
        "Posted 24 Jan 2025, 08:30 by the schedule quay-daily to quay. "
        "Open the post <https://chat.example.org/quay/quay-0>"
    ) == message.lead[0]
    assert 2 == len(message.sections)
    assert ["Why these?", "As plain text"] == [action.label for action in message.actions]


def test_a_place_comes_before_its_neighbours(newsroom: Newsroom, office: Office) -> None:
    """What was posted in this channel is meant before what was posted later elsewhere in the workspace."""
    post(newsroom, "quay")
    post(newsroom, "market", day=1)
    here = Member(newsroom=newsroom, office=office)
    thread = Member(newsroom=newsroom, office=office, where=dataclasses.replace(QUAY, channel="a thread"))

    assert "to quay." in here.ask("last").lead[0]
    assert "to market." in thread.ask("last").lead[0]


def test_a_digest_may_be_named(newsroom: Newsroom, office: Office) -> None:
    """Then its last post is meant."""
    post(newsroom, "quay", digest="one")
    post(newsroom, "quay", day=1)
    member = Member(newsroom=newsroom, office=office)

    assert "quay-daily" in member.ask("last").lead[0]
    assert "quay-one" in member.ask("last", digest="one").lead[0]


@pytest.mark.parametrize("where", [ELSEWHERE, ALONE, dataclasses.replace(QUAY, platform="mail")])
def test_nothing_crosses_between_workspaces(newsroom: Newsroom, office: Office, where: Place) -> None:
    """Not the last post, not its reasons, not its text: neither by its receipt nor by its own id."""
    receipt = post(newsroom, "quay")
    own_id = office.ledger.listing()[0].id
    stranger = Member(newsroom=newsroom, office=office, where=where)

    assert stranger.ask("last").text.startswith(NOTHING)
    for each in (receipt, own_id):
        assert stranger.ask("why", post=each).text.startswith(NOT_OURS)
        assert stranger.ask("text", post=each).text.startswith(NOT_OURS)


def test_direct_messages_are_for_their_reader(newsroom: Newsroom, office: Office) -> None:
    """A personal digest is shown again to this one person, and in direct messages only."""
    receipt = post(newsroom, "@ada", name="chat:@ada")
    own = Member(newsroom=newsroom, office=office, where=ALONE)
    other = Member(newsroom=newsroom, office=office, where=ALONE, who=BO)
    among_others = Member(newsroom=newsroom, office=office)

    assert own.ask("last").lead[0].startswith("Posted 24 Jan 2025, 08:30")
    assert "chat:@ada" not in own.ask("last").lead[0]
    assert own.ask("why", post=receipt).title == "Why these"
    assert other.ask("last").text.startswith(NOTHING)
    assert among_others.ask("why", post=receipt).text.startswith(NOT_OURS)


def test_a_bot_without_an_office_shows_posts_of_this_channel(newsroom: Newsroom) -> None:
    """Nobody can say which workspace another channel is in."""
    post(newsroom, "quay")

    assert Member(newsroom=newsroom).ask("last").sections
    assert Member(newsroom=newsroom, where=MARKET).ask("last").text.startswith(NOTHING)


def test_the_terminal_shows_posts_of_other_platforms_as_text(newsroom: Newsroom, office: Office) -> None:
    """Whoever has the terminal has the machine."""
    post(newsroom, "quay")
    message = Member(newsroom=newsroom, office=office, where=TERMINAL).ask("last")

    assert "Daily - 24 Jan 2025, 08:30" == message.sections[0].lines[0]
    assert () == message.actions


def test_a_post_is_explained_as_it_was_then(newsroom: Newsroom, office: Office) -> None:
    """What the newsroom tells today does not matter, nor does what the digest is today."""
    receipt = post(newsroom, "quay", digest="one")
    later = dataclasses.replace(newsroom, plan=dataclasses.replace(newsroom.plan, digests={}))
    member = Member(newsroom=later, office=office)
    message = member.ask("why", post=receipt)
    left_out = message.sections[-1].lines[0].partition(":")[0]

    assert ("One, as it was posted for 24 Jan 2025, 08:30.",) == message.lead
    assert "1. " == message.sections[0].heading[:3]
    assert "Left out" == message.sections[-1].heading
    assert ["Left out"] == [each.heading for each in member.ask("why", post=receipt, item=left_out).sections]
    assert member.ask("why", post=receipt, item="moon landing").text.startswith(
        "No story called moon landing."
    )


def test_a_post_can_be_read_as_plain_text(newsroom: Newsroom, office: Office) -> None:
    """By the message's own id, or from where it is shown again."""
    receipt = post(newsroom, "quay")
    member = Member(newsroom=newsroom, office=office)
    by_receipt = member.ask("text", post=receipt)
    shown_again = member.press(member.ask("last"), "As plain text")

    assert "Daily - 24 Jan 2025, 08:30" == by_receipt.sections[0].lines[0]
    assert set(by_receipt.sections[0].lines) <= set(shown_again.sections[0].lines)


def test_a_shared_answer_is_told_from_a_briefing(newsroom: Newsroom, office: Office) -> None:
    """Who asked about the copy learns whose answer it is, and may look behind it; elsewhere nothing."""
    member = Member(newsroom=newsroom, office=office)
    member.share(member.ask("now", topic="ferry").answer)
    told = member.ask("why", post="1")
    elsewhere = Member(newsroom=newsroom, office=office, where=ELSEWHERE)

    assert told.text.startswith("Ada Quill asked me and shared the answer")
    assert ["why?topic=ferry"] == [action.id for action in told.actions]
    assert elsewhere.ask("why", post="1").text.startswith(NOT_OURS)


def test_a_shared_passage_has_no_briefing_behind_it(newsroom: Newsroom, office: Office) -> None:
    """Its sentences are all there is to explain."""
    member = Member(newsroom=newsroom, office=office)
    member.share(member.ask("ask", question="What do tickets for the ferry cost?").answer)

    assert () == member.ask("why", post="1").actions


@pytest.mark.parametrize("post_id", ["12345", "' or 1=1 --", "%", "\ud800", "0"])
def test_what_we_did_not_post_is_called_that(newsroom: Newsroom, office: Office, post_id: str) -> None:
    """A message of somebody else has no reasons of ours."""
    post(newsroom, "quay")

    assert Member(newsroom=newsroom, office=office).ask("why", post=post_id).text.startswith(NOT_OURS)
