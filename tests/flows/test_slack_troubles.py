"""Copies, forged values, lost answers, faults of Slack's and of ours: who asked always hears something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from bot.chat import Action, Form, Message, Section
from bot.commands import CommandDesk
from bot.platforms.slack import replies
from tests.flows.discord_scene import BrokenDesk, NotingDesk
from tests.flows.discord_town import town
from tests.flows.slack_scene import Scene, play, post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.chat import Dialect, Request
    from bot.newsroom import Newsroom


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Have a newsroom that has read enough for several pages."""
    with town(tmp_path_factory.mktemp("town"), more=40) as opened:
        yield opened


def test_a_copy_of_a_gesture_is_left_alone(newsroom: Newsroom) -> None:
    """Slack may tell twice; what was asked once is done once."""

    async def act(scene: Scene) -> None:
        typed = await scene.brief("topics", copies=3)
        written = await scene.slack.mention(scene.news, scene.ada, "topics", copies=2)
        await scene.slack.redeliver(written, retry=1)
        await scene.brief("help")

        assert ["topics", "topics", "help"] == desk.asked
        assert (1, 1) == (len(typed.messages), len(written.messages))

    desk = NotingDesk(newsroom)
    play(desk, act)


async def forge(scene: Scene, value: str) -> Any:
    """Let Bob send a button that stands nowhere."""
    public = scene.posts()[0]
    button = {"type": "button", "action_id": "press-1", "text": {"type": "plain_text", "text": "X"}}
    public.blocks = [{"type": "actions", "block_id": "b", "elements": [{**button, "value": value}]}]
    return await scene.slack.press(public, "X", scene.bob)


HOSTILE = [
    "",
    "now",
    "-:",
    "-:NOW",
    "-:now?" + "a" * 1900,
    "-:again?answer=' OR 1=1 --",
    "-=again?answer=&page=99999999999",
    "-=again?page=-1",
    "-:share?answer=nobody",
    "-:to-me?answer=nobody",
    "-:to-me",
    "-:again?answer=x&n=1000000000000000000000",
    "-:source?source=%00%ff&page=1e9",
    "-!now",
    "-!me-change",
    "-:choose?menu=0",
    "-:reload",
    "-:me-forget?\ud83d",
    "-:ask?question=%3C%21channel%3E+%3Chttp%3A%2F%2Fevil.example%7Cx%3E",
    "\u202e-:now",
]


def test_whatever_comes_as_a_value_is_answered(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    """Forged, old and senseless values get a sentence for the presser alone, and never a fault or a ping."""

    async def act(scene: Scene) -> None:
        await post(scene)
        for value in HOSTILE:
            reply = await forge(scene, value)

            assert (True, frozenset()) == (reply.is_ephemeral, reply.message.pinged), value
            assert reply.text, value
        assert 1 == len(scene.posts())
        assert "Traceback" not in caplog.text

    play(newsroom, act)


def test_nobody_presses_the_buttons_of_another(newsroom: Newsroom) -> None:
    """A stranger who sends the value of Ada's button is told so, and nothing of hers is shown."""

    async def act(scene: Scene) -> None:
        await post(scene)
        mine = await scene.brief()
        reply = await forge(scene, mine.message.buttons[0]["value"])

        assert reply.is_ephemeral
        assert "Only the person who asked can use this button." in reply.text

    play(newsroom, act)


@pytest.mark.parametrize("fault", ["lose_answer", "cut", "garble", "fail", "limit"])
def test_a_lost_answer_of_slack_loses_nobodys(newsroom: Newsroom, fault: str) -> None:
    """A connection cut before or after the effect, nonsense, 5xx and 429: the asker gets the answer."""

    async def act(scene: Scene) -> None:
        for method in ("response_url", "chat.postEphemeral"):
            getattr(scene.slack.faults, fault)(method)
        typed = await scene.brief("topics")
        written = await scene.slack.mention(scene.news, scene.ada, "topics")

        assert ("Harbour bridge" in typed.text, "Harbour bridge" in written.text) == (True, True)
        assert ["topics", "topics"] == desk.asked

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_our_own_faults_get_a_reference(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    """What breaks outside the desk is said with a reference that the log knows."""

    async def act(scene: Scene) -> None:
        for reply in (await scene.brief("topics"), await scene.slack.direct_message(scene.ada, "topics")):
            said = re.search(r"Ref (\w{4})", reply.text)

            assert said is not None
            assert said[1] in {getattr(record, "ref", "") for record in caplog.records}

    play(BrokenDesk(newsroom), act)


def test_when_nothing_can_be_said_the_log_knows(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    """If even the sentence is refused, there is a line with its reference."""

    async def act(scene: Scene) -> None:
        scene.slack.faults.refuse("response_url", "invalid_blocks", times=2)
        await scene.brief("topics", awaits=False)
        await scene.slack.until(lambda: "nothing could be said" in caplog.text, "the line")

    play(newsroom, act)


class Many(CommandDesk):
    """Gives long answers that nobody keeps, and forms with nothing to fill in."""

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Answer in many messages."""
        sections = tuple(Section(heading=f"Story {number}", lines=("Told. " * 300,)) for number in range(90))
        return Message(title="Stories", sections=sections)

    async def form(self, request: Request, dialect: Dialect) -> Form:
        """Open nothing."""
        return Form(title="Empty", verb="me")


def test_a_response_url_is_used_five_times_at_most(newsroom: Newsroom) -> None:
    """A long answer that is not kept comes in several messages, and never in more than that."""

    async def act(scene: Scene) -> None:
        reply = await scene.brief()
        await scene.slack.until(lambda: len(reply.messages) == 5, "the last message")

        assert 5 == reply.interaction.response_uses
        assert all(each.is_ephemeral for each in reply.messages)

    play(Many(newsroom), act)


def test_a_response_url_that_is_used_up_is_left_for_another_way(newsroom: Newsroom) -> None:
    """Whoever asked hears the answer, though Slack takes none there any more."""

    async def act(scene: Scene) -> None:
        scene.slack.faults.refuse("response_url", "expired_url")
        reply = await scene.brief("topics")

        assert "Harbour bridge" in reply.text
        assert ["chat.postEphemeral"] == [
            each.name for each in scene.slack.requests if each.name.startswith("chat.")
        ]

    play(newsroom, act)


def test_an_old_response_url_is_not_used(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """After half an hour the answer comes another way, and a page beside the one that was shown."""
    monkeypatch.setattr(replies, "_USABLE_SECONDS", 0.0)

    async def act(scene: Scene) -> None:
        first = await scene.brief()
        second = await scene.press(first, ">")

        assert (0, 0) == (first.interaction.response_uses, second.interaction.response_uses)
        assert "Page 2 of 2" in str(second.message.blocks)

    play(newsroom, act)


def test_a_form_that_breaks_gets_a_reference(newsroom: Newsroom) -> None:
    """A form that cannot be made is a fault of ours, and said to be."""

    async def act(scene: Scene) -> None:
        public = await post(scene, Action(label="Set up", verb="me-change", opens_form=True))
        reply = await scene.press(public, "Set up")

        assert "Something broke on my side" in reply.text

    play(Many(newsroom), act)


def test_a_page_that_slack_refuses_leaves_the_one_that_is_shown(newsroom: Newsroom) -> None:
    """The sentence stands below it."""

    async def act(scene: Scene) -> None:
        first = await scene.brief()
        before = first.text
        scene.slack.faults.refuse("response_url", "invalid_blocks")
        reply = await scene.press(first, ">")

        assert before == first.messages[0].text
        assert "Something broke on my side" in reply.text

    play(newsroom, act)
