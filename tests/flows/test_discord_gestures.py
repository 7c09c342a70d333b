"""What people do on Discord and what comes back: the real client, the real desk, a Discord on loopback."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.chat import Action, Message
from bot.commands import CommandDesk
from briefings.store.answers import Answers
from tests.doubles.discord import MEMBER, POSTING, LoopbackDiscord, Permission
from tests.doubles.discord.interactions import COMPONENT, MODAL
from tests.doubles.discord.world import THREAD
from tests.flows.discord_town import connected, town
from tests.unit.adminfile import SMALL, AdminFile
from tests.unit.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from bot.chat import Dialect, Request
    from bot.newsroom import Newsroom
    from bot.platforms.discord.platform import DiscordPlatform
    from tests.doubles.discord import Channel, Guild, Post, Reply, User

CALLBACK = "POST *callback*"
ORIGINAL = "PATCH */messages/@original*"
FOLLOWUP = "POST /webhooks/*"
MANAGER = MEMBER | Permission.MANAGE_GUILD


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Have a newsroom that has read enough for several pages."""
    with town(tmp_path_factory.mktemp("town"), more=40) as opened:
        yield opened


class Scene:
    """A server with a channel, two people in it, and the bot connected."""

    def __init__(self, discord: LoopbackDiscord) -> None:
        self.discord = discord
        self.guild: Guild = discord.add_guild()
        self.news: Channel = self.guild.channels["news"]
        self.ada: User = discord.add_user("ada")
        self.bob: User = discord.add_user("bob")
        self.platform: DiscordPlatform

    async def slash(self, command: str, verb: str = "", /, **options: Any) -> Reply:
        """Let Ada type a command in #news."""
        return await self.discord.slash(self.guild, self.news, self.ada, command, verb, options)

    async def complete(self, command: str, verb: str, option: str, typed: str) -> list[dict[str, Any]]:
        """Let Ada begin to type an option."""
        return await self.discord.autocomplete(self.guild, self.news, self.ada, command, verb, option, typed)

    async def press(self, message: Post, button: str) -> Reply:
        """Let Ada press a button."""
        return await self.discord.press(message, button, self.ada)

    async def forge(self, custom_id: str, on: Post, **more: Any) -> Reply:
        """Let Bob send a button that stands nowhere."""
        data = {"custom_id": custom_id, "component_type": 2, "id": 1, **more}
        return await self.discord.send(COMPONENT, data, self.guild, self.news, self.bob, message=on)

    def posts(self) -> list[Post]:
        """List what everybody sees in #news."""
        return self.discord.messages(self.news)

    def sent(self, method: str, ending: str) -> int:
        """Count the requests of a kind."""
        calls = self.discord.requests
        return sum(call.method == method and call.path.endswith(ending) for call in calls)


def play(
    desk: Newsroom | CommandDesk,
    act: Callable[[Scene], Awaitable[None]],
) -> None:
    """Run *act* with the bot connected to a fresh Discord."""

    async def scenario() -> None:
        async with LoopbackDiscord() as discord:
            scene = Scene(discord)
            async with connected(discord, desk) as platform:
                scene.platform = platform
                await act(scene)

    asyncio.run(scenario())


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


class NotingDesk(CommandDesk):
    """Notes what it is asked."""

    def __init__(self, newsroom: Newsroom) -> None:
        super().__init__(newsroom)
        self.asked: list[str] = []
        self.requests: list[Request] = []

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Note the verb and answer."""
        self.asked.append(request.verb)
        self.requests.append(request)
        return await super().answer(request, dialect)


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


class BrokenDesk(CommandDesk):
    """Breaks its promise never to raise."""

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Break."""
        raise RuntimeError("the desk is broken")

    async def complete(self, *_: Any, **__: Any) -> Any:
        """Break."""
        raise RuntimeError("the desk is broken")


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


def labels(message: Post) -> list[str]:
    """List what the buttons of a message say."""
    return [each.get("label", "") for each in message.buttons]


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


async def post(scene: Scene, *actions: Action) -> Post:
    """Post something for everybody."""
    message = Message(lead=("Hello.",), actions=actions, text="Hello.")
    await scene.platform.post(scene.news.id, message, nonce="hello")
    (public,) = scene.posts()
    return public


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


# ------------------------------------------------------------------------------------- sharing


def test_a_shared_answer_is_posted_once(newsroom: Newsroom) -> None:
    """Everybody reads it with the name of who shared it; pressing again only says where it is."""

    async def act(scene: Scene) -> None:
        answer = await scene.slash("ask", question="who was first to cross the bridge?")
        first = await scene.press(answer.message, "Share here")
        again = await scene.press(answer.message, "Share here")
        (public,) = scene.posts()

        assert "Shared by **Ada**" in public.text
        assert public.nonce is not None
        assert f"/{scene.guild.id}/{scene.news.id}/{public.id}" in await word(scene, first)
        assert "Already shared" in await word(scene, again)

    play(newsroom, act)


async def word(scene: Scene, reply: Reply) -> str:
    """Wait for what the asker alone is told of the sharing, and return it."""

    def private() -> list[Post]:
        return [each for each in reply.followups if each.is_ephemeral]

    await scene.discord.until(private, "word of the sharing")
    return private()[0].text


def test_an_answer_is_shared_by_an_option(newsroom: Newsroom) -> None:
    """The asker gets the answer first, as ever, then word of where it stands."""

    async def act(scene: Scene) -> None:
        answer = await scene.slash("ask", question="who was first to cross the bridge?", share=True)
        await scene.discord.until(lambda: answer.followups, "word of the sharing")

        assert "Oona Brack" in answer.text
        assert "Shared:" in answer.followups[0].text
        assert (True, True) == (answer.is_ephemeral, answer.followups[0].is_ephemeral)
        assert 1 == len(scene.posts())

    play(newsroom, act)


def test_a_notice_is_not_shared(newsroom: Newsroom) -> None:
    """Asking for an unknown topic to be shared shows nobody else that it is unknown."""

    async def act(scene: Scene) -> None:
        reply = await scene.slash("brief", "now", topic="zzzz", share=True)

        assert "No topic called" in reply.text
        assert ([], []) == (reply.followups, scene.posts())

    play(newsroom, act)


def test_where_the_bot_may_not_post_its_reply_is_public(newsroom: Newsroom) -> None:
    """A channel without Send Messages still takes the answer to a person's own command."""

    async def act(scene: Scene) -> None:
        scene.discord.permit(scene.news, POSTING & ~Permission.SEND_MESSAGES)
        answer = await scene.slash("ask", question="who was first to cross the bridge?")
        told = await scene.press(answer.message, "Share here")
        (public,) = scene.posts()

        assert f"/{scene.guild.id}/{scene.news.id}/{public.id}" in await word(scene, told)
        assert public.is_from_interaction

    play(newsroom, act)


def test_a_person_who_brings_the_bot_shares_too(newsroom: Newsroom) -> None:
    """In a server the bot is not in, the reply to its owner is what everybody may read."""

    async def act(scene: Scene) -> None:
        elsewhere = scene.discord.add_guild("Elsewhere", has_bot=False)
        channel = elsewhere.channels["news"]
        question = {"question": "who was first to cross the bridge?"}
        answer = await scene.discord.slash(elsewhere, channel, scene.ada, "ask", "", question)
        told = await scene.press(answer.message, "Share here")
        (public,) = scene.discord.messages(channel)

        assert "Oona Brack" in answer.text
        assert f"/{elsewhere.id}/{channel.id}/{public.id}" in await word(scene, told)

    play(newsroom, act)


def test_a_server_that_keeps_replies_private_is_named(newsroom: Newsroom) -> None:
    """Discord hides a reply that was meant for all without an error; nobody is told that it was shared."""

    async def act(scene: Scene) -> None:
        elsewhere = scene.discord.add_guild("Elsewhere", has_bot=False)
        question = {"question": "who was first to cross the bridge?"}
        channel = elsewhere.channels["news"]
        answer = await scene.discord.slash(elsewhere, channel, scene.ada, "ask", "", question)
        hidden = {"id": "1", "channel_id": channel.id, "flags": 64}
        json = {"Content-Type": "application/json"}
        scene.discord.faults.add(FOLLOWUP, status=200, body=hidden, headers=json)
        told = await scene.press(answer.message, "Share here")

        assert "Use External Apps" in await word(scene, told)

    play(newsroom, act)


def test_too_long_an_answer_is_not_half_shared(newsroom: Newsroom) -> None:
    """Where only five replies are allowed, an answer of more is not begun."""

    async def act(scene: Scene) -> None:
        elsewhere = scene.discord.add_guild("Elsewhere", has_bot=False)
        channel = elsewhere.channels["news"]
        answer = await scene.discord.slash(elsewhere, channel, scene.ada, "brief", "now")
        told = await scene.press(answer.message, "Share here")

        assert "and outside its own servers Briefbot may send 4 at once" in await word(scene, told)
        assert [] == scene.discord.messages(channel)

    play(LongDesk(newsroom), act)


class LongDesk(CommandDesk):
    """Shares more than anybody wants to read."""

    async def share(self, request: Request, dialect: Dialect, *, post: Any) -> Message:
        """Share sixty sections."""

        async def longer(message: Message) -> str:
            return str(await post(replace(message, sections=message.sections * 3)))

        return await super().share(request, dialect, post=longer)


# ------------------------------------------------------------------------------------- the menu of a message


def test_a_strangers_message_is_asked_about_by_its_words(newsroom: Newsroom) -> None:
    """On what a person wrote "Why is this here?" looks for that story."""

    async def act(scene: Scene) -> None:
        written = scene.discord.write(scene.news, scene.bob, "A new ferry sails to Harwich every morning")
        await scene.discord.menu(scene.guild, scene.news, scene.ada, "Why is this here?", written)
        (request,) = desk.requests

        assert "why" == request.verb
        assert {"item": "A new ferry sails to Harwich every morning"} == request.options

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_our_own_message_is_asked_about_by_its_id(newsroom: Newsroom) -> None:
    """What we posted is known, with all that was chosen from then."""

    async def act(scene: Scene) -> None:
        public = await post(scene)
        reply = await scene.discord.menu(scene.guild, scene.news, scene.ada, "Why is this here?", public)
        (request,) = desk.requests

        assert ("why", {"post": public.id}) == (request.verb, request.options)
        assert reply.is_ephemeral

    desk = NotingDesk(newsroom)
    play(desk, act)


# ------------------------------------------------------------------------------------- forms


@pytest.fixture
def office_desk(newsroom: Newsroom, tmp_path: Path) -> CommandDesk:
    """Have a desk with an office, where people may have digests of their own."""
    return CommandDesk(newsroom, Visitor(newsroom, AdminFile(tmp_path).load(SMALL)).office)


def test_a_form_opens_at_once_and_changes_what_it_came_from(office_desk: CommandDesk) -> None:
    """The panel's button opens a modal; sending it shows the panel as it is then, in its place."""

    async def act(scene: Scene) -> None:
        panel = await scene.slash("brief", "me")
        form = await scene.press(panel.message, "Set up")
        sent = await scene.discord.submit(
            form, {"topics": ["ferry"], "time": "07:15", "days": ["sat", "sun"]}
        )

        assert "Set up" not in labels(sent.message)
        assert panel.message.id == sent.message.id
        assert "07:15" in sent.text.replace("\\", "")

    play(office_desk, act)


def test_a_form_sent_by_nobody_is_refused(newsroom: Newsroom) -> None:
    """A forged modal gets a sentence, whoever it is said to be of."""

    async def act(scene: Scene) -> None:
        for custom_id, says in (("nonsense", "no longer tell"), ("1z:me-save", "Only the person who asked")):
            data = {"custom_id": custom_id, "components": []}
            reply = await scene.discord.send(MODAL, data, scene.guild, scene.news, scene.bob)

            assert says in reply.text

    play(newsroom, act)


def test_a_form_that_cannot_be_opened_says_why(newsroom: Newsroom) -> None:
    """Without an office there is nothing to set up, and a sentence instead of a form."""

    async def act(scene: Scene) -> None:
        actions = (Action(label="Set up", verb="me-change", opens_form=True),)
        public = await post(scene, *actions)
        reply = await scene.press(public, "Set up")

        assert "briefbot run" in reply.text

    play(newsroom, act)


# ------------------------------------------------------------------------------------- when things go wrong


def test_a_copy_of_a_gesture_is_left_alone(newsroom: Newsroom) -> None:
    """Discord may tell twice; what was asked once is done once."""

    async def act(scene: Scene) -> None:
        await scene.discord.slash(scene.guild, scene.news, scene.ada, "brief", "topics", copies=3)
        await scene.slash("brief", "help")

        assert ["topics", "help"] == desk.asked
        assert 2 == scene.sent("POST", "/callback")

    desk = NotingDesk(newsroom)
    play(desk, act)


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
