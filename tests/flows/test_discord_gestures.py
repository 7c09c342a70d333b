"""What people do on Discord and what comes back: the real client, the real desk, a Discord on loopback."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.chat import Action
from briefings.store.answers import Answers
from tests.doubles.discord import MEMBER, LoopbackDiscord, Permission
from tests.doubles.discord.world import THREAD
from tests.flows.discord_scene import BrokenDesk, NotingDesk, Scene, labels, play, post
from tests.flows.discord_town import connected, town

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.newsroom import Newsroom
    from tests.doubles.discord import Channel

CALLBACK = "POST *callback*"
ORIGINAL = "PATCH */messages/@original*"
FOLLOWUP = "POST /webhooks/*"
MANAGER = MEMBER | Permission.MANAGE_GUILD


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Have a newsroom that has read enough for several pages."""
    with town(tmp_path_factory.mktemp("town"), more=40) as opened:
        yield opened


# ------------------------------------------------------------------------------------- commands


ANSWERS: list[tuple[str, str, dict[str, Any], str]] = [
    ("ask", "", {"question": "who was first to cross the bridge?"}, "Oona Brack"),
    ("brief", "now", {"topic": "ferry"}, "A new ferry sails to Harwich every morning"),
    ("brief", "last", {}, "No briefing has been posted"),
    ("brief", "changed", {"since": "7d"}, "A new ferry sails"),
    ("brief", "story", {"story": "harbour bridge reopens"}, "Harwich Works"),
    ("brief", "why", {"item": "ferry sails to Harwich"}, "Why"),
    ("brief", "source", {"source": "new ferry sails"}, "children under twelve travel free"),
    ("brief", "topics", {}, "Harbour bridge"),
    ("brief", "glossary", {"term": "quay"}, "Where ships are tied up"),
    ("brief", "help", {"command": "ask"}, "/ask"),
    ("brief", "me", {}, "briefbot run"),
]


def test_every_command_answers_its_asker_alone(newsroom: Newsroom) -> None:
    """Each is promised at once and then says what was asked, to nobody else."""

    async def act(scene: Scene) -> None:
        unsaid = []
        for command, verb, options, says in ANSWERS:
            reply = await scene.slash(command, verb, **options)
            told = reply.text.replace("*", "").replace("\\", "")
            if not (reply.was_deferred and reply.is_ephemeral and says in told):
                unsaid.append((command, verb, told))

        assert [] == unsaid
        assert [] == scene.posts()

    play(newsroom, act)


def test_nothing_precedes_the_acknowledgement(newsroom: Newsroom) -> None:
    """However long an answer takes, Discord has been told before the desk hears of the question."""

    async def act(scene: Scene) -> None:
        held = scene.discord.faults.hold(CALLBACK)
        reply = await scene.discord.slash(scene.guild, scene.news, scene.ada, "brief", "topics", awaits=False)
        await scene.discord.until(lambda: scene.sent("POST", "/callback"), "the acknowledgement")

        assert [] == desk.asked
        held.set()
        await scene.discord.settled(reply)
        assert ["topics"] == desk.asked

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_a_request_tells_who_asks_where_and_in_what_language(newsroom: Newsroom) -> None:
    """Roles by id and name, the place with its server, the language of the client."""

    async def act(scene: Scene) -> None:
        role = scene.discord.add_role(scene.guild, "news-desk")
        scene.guild.members[scene.ada.id] = [role]
        await scene.discord.slash(scene.guild, scene.news, scene.ada, "brief", "help", locale="zh-CN")
        (request,) = desk.requests

        assert (scene.ada.id, "Ada", (role, "news-desk")) == (
            request.who.id,
            request.who.name,
            request.who.roles,
        )
        assert (scene.guild.id, scene.news.id, "") == (
            request.where.workspace,
            request.where.channel,
            request.where.thread,
        )
        assert ("zh-CN", False) == (request.locale, request.may_administer)

    desk = NotingDesk(newsroom)
    play(desk, act)


@pytest.mark.parametrize(
    ("permissions", "may"),
    [(MEMBER, False), (MANAGER, True), (MEMBER | Permission.ADMINISTRATOR, True)],
)
def test_only_who_manages_the_server_administers(newsroom: Newsroom, permissions: int, *, may: bool) -> None:
    """A server may show the command to everybody; each call is judged by what Discord says with it."""

    async def act(scene: Scene) -> None:
        reply = await scene.discord.slash(
            scene.guild,
            scene.news,
            scene.ada,
            "briefadmin",
            "status",
            permissions=permissions,
            is_overridden=True,
        )

        assert may == desk.requests[0].may_administer
        assert may == ("Manage Server" not in reply.text and "Only admins" not in reply.text)

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_direct_messages_answer_too(newsroom: Newsroom) -> None:
    """Alone with the bot anybody may ask; there is no server to administer."""

    async def act(scene: Scene) -> None:
        channel = scene.discord.direct_messages(scene.ada)
        reply = await scene.discord.slash(
            None, channel, scene.ada, "ask", "", {"question": "what costs four pounds?"}
        )

        assert "four" in reply.text
        assert ("", False) == (desk.requests[0].where.workspace, desk.requests[0].may_administer)

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_a_thread_is_a_part_of_its_channel(newsroom: Newsroom) -> None:
    """Who asks in a thread is answered there, and shares there."""

    async def act(scene: Scene) -> None:
        thread = _thread(scene)
        reply = await scene.discord.slash(scene.guild, thread, scene.ada, "brief", "now", {"topic": "ferry"})
        await scene.press(reply.message, "Share here")
        where = desk.requests[0].where

        assert (scene.news.id, thread.id) == (where.channel, where.thread)
        assert [thread.id] == [post.channel_id for post in scene.discord.messages(thread)]
        assert [] == scene.posts()

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_a_thread_of_nobody_is_answered(newsroom: Newsroom) -> None:
    """Discord need not say who began a thread."""

    async def act(scene: Scene) -> None:
        thread = _thread(scene)
        thread.owner_id = ""
        reply = await scene.discord.slash(scene.guild, thread, scene.ada, "brief", "topics")

        assert "Topics" in reply.text

    play(newsroom, act)


def _thread(scene: Scene) -> Channel:
    thread = scene.discord.world.add_channel(scene.guild, "talk", kind=THREAD)
    thread.parent_id, thread.owner_id = scene.news.id, scene.ada.id
    return thread


# ------------------------------------------------------------------------------------- completion


OFFERS = [
    ("brief", "now", "topic", "fer", "Harwich ferry"),
    ("brief", "now", "topic", "harbor brige", "Harbour bridge"),
    ("ask", "", "source", "", "town"),
    ("brief", "story", "story", "new ferry", "A new ferry sails to Harwich every morning"),
    ("brief", "source", "source", "harbour", "The harbour bridge reopens after eleven months"),
    ("brief", "last", "digest", "d", "daily"),
    ("brief", "glossary", "term", "qu", "quay"),
    ("brief", "help", "command", "as", "/ask"),
]


def test_names_are_completed(newsroom: Newsroom) -> None:
    """Whatever kind of thing is named, the best comes first, fits, and has a stable id."""

    async def act(scene: Scene) -> None:
        wrong = []
        for command, verb, option, typed, best in OFFERS:
            choices = await scene.complete(command, verb, option, typed)
            is_fit = all(0 < len(each[part]) <= 100 for each in choices for part in ("name", "value"))
            if not (1 <= len(choices) <= 25 and is_fit and choices[0]["name"].startswith(best)):
                wrong.append((option, typed, choices))

        assert [] == wrong

    play(newsroom, act)


def test_everything_is_offered_before_anything_is_typed(newsroom: Newsroom) -> None:
    """Never more than Discord takes, the newest first."""

    async def act(scene: Scene) -> None:
        choices = await scene.complete("brief", "story", "story", "")

        assert 25 == len(choices)
        assert "A new ferry sails" in choices[0]["name"]

    play(newsroom, act)


def test_a_broken_completion_offers_nothing(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    """A list that stayed away would show people an error while they type; the log tells us."""

    async def act(scene: Scene) -> None:
        assert [] == await scene.complete("brief", "now", "topic", "x")
        assert "completion failed" in caplog.text

    play(BrokenDesk(newsroom), act)


# ------------------------------------------------------------------------------------- pages and buttons


def test_pages_are_turned_after_a_restart(newsroom: Newsroom) -> None:
    """Another process with the same store turns the pages of an answer that this one gave, in place."""

    async def scenario() -> None:
        async with LoopbackDiscord() as discord:
            scene = Scene(discord)
            async with connected(discord, newsroom):
                first = await scene.slash("brief", "now")
                before = first.text
            async with connected(discord, newsroom):
                second = await scene.press(first.message, ">")

                assert first.message.id == second.message.id
                assert before != second.text
                assert ["<", "Page 2 of 3", ">", "Share here"] == labels(second.message)[:4]
                assert before == (await scene.press(second.message, "<")).text

    asyncio.run(scenario())


def test_a_page_that_is_gone_leaves_the_one_that_is_shown(newsroom: Newsroom) -> None:
    """Why a page cannot be turned is said beside it; what could still be read stays."""

    async def act(scene: Scene) -> None:
        first = await scene.slash("brief", "now")
        before = first.text
        forget(newsroom)
        reply = await scene.press(first.message, ">")
        (notice,) = reply.followups

        assert before == first.message.text
        assert notice.is_ephemeral
        assert "gone" in notice.text

    play(newsroom, act)


def forget(newsroom: Newsroom) -> None:
    """Throw away every kept answer."""
    Answers(newsroom.store).prune(before=datetime.now(tz=UTC) + timedelta(days=1))


def test_a_button_opens_a_new_answer(newsroom: Newsroom) -> None:
    """Looking behind an answer does not take the answer away."""

    async def act(scene: Scene) -> None:
        first = await scene.slash("brief", "now")
        why = await scene.press(first.message, "Why these?")

        assert first.message.id != why.message.id
        assert why.is_ephemeral
        assert "Why" in why.text

    play(newsroom, act)


def test_nobody_presses_the_buttons_of_another(newsroom: Newsroom) -> None:
    """A stranger who sends the id of Ada's button is told so, and nothing of hers is shown."""

    async def act(scene: Scene) -> None:
        mine = await scene.slash("brief", "now")
        reply = await scene.forge(mine.message.buttons[0]["custom_id"], mine.message)

        assert reply.is_ephemeral
        assert "Only the person who asked can use this button." in reply.text

    play(newsroom, act)


HOSTILE = [
    "",
    "now",
    "-:",
    "-:NOW",
    "zzzzzzzzzzzzzz:now",
    "-:now?" + "a" * 94,
    "-:again?answer=' OR 1=1 --",
    "-=again?answer=&page=99999999999",
    "-=again?page=-1",
    "-:share?answer=nobody",
    "-:again?answer=x&n=1000000000000000000000",
    "-:source?source=%00%ff&page=1e9",
    "-!now",
    "-!me-change",
    "-:choose?menu=0",
    "-:reload",
    "-:me-forget?\ud83d",
    "-:ask?question=%40everyone+%5Bx%5D(http%3A%2F%2Fevil.example)",
    "\u202e-:now",
]


def test_whatever_comes_as_a_custom_id_is_answered(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    """Forged, old and senseless ids get a sentence for the presser alone, and never a fault or a ping."""

    async def act(scene: Scene) -> None:
        public = await post(scene)
        before = public.text
        for custom_id in HOSTILE:
            reply = await scene.forge(custom_id, public)

            shown = (reply.followups or [reply.message])[-1]

            assert (True, frozenset()) == (shown.is_ephemeral, shown.pinged), custom_id
            assert shown.text, custom_id
        assert [before] == [post.text for post in scene.posts()]
        assert "Traceback" not in caplog.text

    play(newsroom, act)


def test_a_public_button_answers_whoever_presses_it(newsroom: Newsroom) -> None:
    """What everybody sees stays as it was posted, even for a button that would change an answer in place."""

    async def act(scene: Scene) -> None:
        actions = (Action(label="Topics", verb="topics", in_place=True),)
        public = await post(scene, *actions)
        before = public.text
        reply = await scene.discord.press(public, "Topics", scene.bob)

        assert "Harbour bridge" in reply.text.replace("*", "")
        assert reply.is_ephemeral
        assert [before] == [post.text for post in scene.posts()]

    play(newsroom, act)


def test_a_choice_is_picked_from_a_menu(newsroom: Newsroom) -> None:
    """What could be several things is asked back, and what is picked is shown."""

    async def act(scene: Scene) -> None:
        asked = await scene.slash("brief", "source", source="gets")
        (menu,) = asked.message.buttons
        picked = menu["options"][0]
        reply = await scene.discord.select(asked.message, menu["custom_id"], [picked["value"]], scene.ada)

        assert picked["label"].split(" gets")[0] in reply.text

    play(newsroom, act)
