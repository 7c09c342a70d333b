"""Copies, lost answers, faults of Discord's and of ours: who asked always hears something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.chat import Action, Form, Message, Section
from bot.commands import CommandDesk
from tests.doubles.discord import MEMBER, Permission
from tests.flows.discord_scene import BrokenDesk, NotingDesk, Scene, play, post
from tests.flows.discord_town import town

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.chat import Dialect, Request
    from bot.newsroom import Newsroom

CALLBACK = "POST *callback*"
ORIGINAL = "PATCH */messages/@original*"
FOLLOWUP = "POST /webhooks/*"
MANAGER = MEMBER | Permission.MANAGE_GUILD


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Have a newsroom that has read enough for several pages."""
    with town(tmp_path_factory.mktemp("town"), more=12) as opened:
        yield opened


def test_a_copy_of_a_gesture_is_left_alone(newsroom: Newsroom) -> None:
    """Discord may tell twice; what was asked once is done once."""

    async def act(scene: Scene) -> None:
        await scene.discord.slash(scene.guild, scene.news, scene.ada, "brief", "topics", copies=3)
        await scene.slash("brief", "help")

        assert ["topics", "help"] == desk.asked
        assert 2 == scene.sent("POST", "/callback")

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_an_event_that_cannot_be_read_costs_only_itself(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    """The session goes on, and whoever asks next is answered in it."""

    async def act(scene: Scene) -> None:
        scene.discord.world.emit("GUILD_UPDATE", {"id": "no number"}, scene.guild.id)
        reply = await scene.slash("brief", "topics")

        assert "Topics" in reply.text

    play(newsroom, act)

    assert ["event not read"] == [line.getMessage() for line in caplog.records if line.levelname == "ERROR"]
    assert "gateway lost" not in caplog.text


@pytest.mark.parametrize("code", [10062, 40060])
def test_what_somebody_else_answered_is_left_to_them(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    """Too late, or another process was faster: nothing is done, and the log has a line and no traceback."""

    async def act(scene: Scene) -> None:
        scene.discord.faults.refuse(CALLBACK, code)
        with caplog.at_level("INFO"):
            await scene.discord.slash(scene.guild, scene.news, scene.ada, "brief", "topics", awaits=False)
            await scene.discord.until(lambda: "interaction over" in caplog.text or None, "the line")

        assert ([], "Traceback" in caplog.text) == (desk.asked, False)

    desk = NotingDesk(newsroom)
    play(desk, act)


@pytest.mark.parametrize("fault", ["lose_answer", "cut", "garble", "fail", "limit"])
@pytest.mark.parametrize("where", [CALLBACK, ORIGINAL])
def test_a_lost_answer_of_discord_loses_nobodys(newsroom: Newsroom, where: str, fault: str) -> None:
    """A connection cut before or after the effect, nonsense, 5xx and 429: the asker gets the answer."""

    async def act(scene: Scene) -> None:
        getattr(scene.discord.faults, fault)(where)
        reply = await scene.slash("brief", "topics")

        assert "Harbour bridge" in reply.text
        assert ["topics"] == desk.asked

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_our_own_faults_get_a_reference(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    """What breaks outside the desk is said with a reference that the log knows."""

    async def act(scene: Scene) -> None:
        reply = await scene.slash("brief", "topics")
        said = re.search(r"Ref `(\w{4})`", reply.text)

        assert said is not None
        assert said[1] in {getattr(record, "ref", "") for record in caplog.records}

    play(BrokenDesk(newsroom), act)


def test_an_answer_that_discord_refuses_gets_a_reference(newsroom: Newsroom) -> None:
    """When the message itself is at fault, a plain sentence takes its place."""

    async def act(scene: Scene) -> None:
        scene.discord.faults.refuse(ORIGINAL, 50035)
        reply = await scene.slash("brief", "topics")

        assert "Something broke on my side" in reply.text

    play(newsroom, act)


def test_a_fault_leaves_the_page_that_is_shown(newsroom: Newsroom) -> None:
    """A page that cannot be turned because of us stays, and the sentence stands below."""

    async def act(scene: Scene) -> None:
        first = await scene.slash("brief", "now")
        before = first.text
        scene.discord.faults.refuse(ORIGINAL, 50035)
        reply = await scene.press(first.message, ">")

        assert before == first.message.text
        assert "Something broke on my side" in reply.followups[0].text

    play(newsroom, act)


def test_when_nothing_can_be_said_the_log_knows(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    """If even the sentence is refused, there is a line with its reference."""

    async def act(scene: Scene) -> None:
        scene.discord.faults.refuse(ORIGINAL, 50035, times=2)
        await scene.discord.slash(scene.guild, scene.news, scene.ada, "brief", "topics", awaits=False)
        await scene.discord.until(lambda: "nothing could be said" in caplog.text or None, "the line")

    play(newsroom, act)


class LooseDesk(CommandDesk):
    """Gives long answers that nobody keeps, and forms with nothing to fill in."""

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Answer in four messages."""
        sections = tuple(Section(heading=f"Story {number}", lines=("Told.",)) for number in range(35))
        return Message(title="Stories", sections=sections)

    async def form(self, request: Request, dialect: Dialect) -> Form:
        """Open nothing."""
        return Form(title="Empty", verb="me")


def test_a_long_answer_that_is_not_kept_comes_in_several_messages(newsroom: Newsroom) -> None:
    """Without an id there are no pages to turn, and nothing is cut off: the rest follows at once."""

    async def act(scene: Scene) -> None:
        reply = await scene.slash("brief", "now")
        await scene.discord.until(lambda: "Story 34" in reply.followups[-1].text if reply.followups else None)

        assert "Story 0" in reply.text
        assert all(each.is_ephemeral for each in reply.followups)

    play(LooseDesk(newsroom), act)


def test_a_form_that_breaks_gets_a_reference(newsroom: Newsroom) -> None:
    """Even before anything was acknowledged a fault of ours is answered."""

    async def act(scene: Scene) -> None:
        public = await post(scene, Action(label="Set up", verb="me-change", opens_form=True))
        reply = await scene.press(public, "Set up")

        assert "Something broke on my side" in reply.text

    play(LooseDesk(newsroom), act)


def test_a_gesture_of_another_kind_is_noted(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    """What Discord may invent one day leaves a line, and the connection as it was."""

    async def act(scene: Scene) -> None:
        await scene.discord.send(9, {}, scene.guild, scene.news, scene.ada, awaits=False)
        await scene.discord.until(lambda: "interaction of an unknown type" in caplog.text, "the line")

        assert "Harbour bridge" in (await scene.slash("brief", "topics")).text

    play(newsroom, act)


def test_a_discord_that_stays_away_is_given_up(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody can be told any more; the log says so, once, with a reference."""

    async def act(scene: Scene) -> None:
        scene.discord.faults.fail(CALLBACK, times=20)
        await scene.discord.slash(scene.guild, scene.news, scene.ada, "brief", "topics", awaits=False)
        await scene.discord.until(lambda: "nothing could be said" in caplog.text, "the line")

        assert [] == desk.asked

    desk = NotingDesk(newsroom)
    play(desk, act)
