"""What people do on Slack and what comes back: the real Bolt, the real desk, a Slack on loopback."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.chat import Action
from briefings.store.answers import Answers
from tests.doubles.slack import LoopbackSlack
from tests.flows.discord_scene import BrokenDesk, NotingDesk
from tests.flows.discord_town import town
from tests.flows.slack_scene import Scene, connected, labels, play, post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.newsroom import Newsroom


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Have a newsroom that has read enough for several pages."""
    with town(tmp_path_factory.mktemp("town"), more=40) as opened:
        yield opened


# ------------------------------------------------------------------------------------- commands


ANSWERS = [
    ("ask who was first to cross the bridge?", "Oona Brack"),
    ("", "A new ferry sails to Harwich every morning"),
    ("now ferry", "A new ferry sails to Harwich every morning"),
    ("last", "No briefing has been posted"),
    ("changed since:7d", "A new ferry sails"),
    ("story harbour bridge reopens", "Harwich Works"),
    ("why ferry sails to Harwich", "Why"),
    ("source new ferry sails", "children under twelve travel free"),
    ("topics", "Harbour bridge"),
    ("glossary quay", "Where ships are tied up"),
    ("help ask", "/brief ask who runs the ferry now?"),
    ("me", "briefbot run"),
    ("admin status", "admins"),
    ("nonsense", "I have no command /brief nonsense"),
    ("now zzzz", "No topic called zzzz"),
]


def test_every_command_answers_its_asker_alone(newsroom: Newsroom) -> None:
    """Each is acknowledged at once and then says what was asked, to nobody else."""

    async def act(scene: Scene) -> None:
        unsaid = []
        for text, says in ANSWERS:
            reply = await scene.brief(text)
            if not (reply.is_ephemeral and says in reply.text and reply.acknowledged_after_seconds < 3):
                unsaid.append((text, reply.text))

        assert [] == unsaid
        assert [] == scene.posts()

    play(newsroom, act)


def test_help_fits_one_screen_and_names_commands_as_they_are_typed(newsroom: Newsroom) -> None:
    """One message, a line each; nothing in it is typed in the way of another platform."""

    async def act(scene: Scene) -> None:
        scene.ada.is_admin = True
        reply = await scene.brief("help")
        (message,) = reply.messages

        assert "/brief ask - Answer a question" in message.text
        assert "/brief admin status - Show what comes next" in message.text
        assert len(message.text.splitlines()) <= 32
        for shown in (message.text, message.fallback):
            assert "briefadmin" not in shown
            assert "/ask" not in shown

    play(newsroom, act)


def test_nothing_precedes_the_acknowledgement(newsroom: Newsroom) -> None:
    """However long an answer takes, Slack has been told at once."""

    async def act(scene: Scene) -> None:
        held = scene.slack.faults.hold("users.info")
        reply = await scene.brief("topics", awaits=False)
        await scene.slack.until(lambda: reply.interaction.is_acknowledged, "the acknowledgement")

        assert [] == desk.asked
        held.set()
        await scene.slack.until(lambda: reply.messages, "the answer")
        assert ["topics"] == desk.asked

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_a_request_tells_who_asks_where_and_in_what_language(newsroom: Newsroom) -> None:
    """The name, zone and language that Slack knows, the place with its workspace."""

    async def act(scene: Scene) -> None:
        await scene.brief("topics")
        (request,) = desk.requests

        assert (scene.ada.id, "ada", "Asia/Tokyo") == (request.who.id, request.who.name, request.who.timezone)
        assert ("slack", scene.team.id, scene.news.id, "") == (
            request.where.platform,
            request.where.workspace,
            request.where.channel,
            request.where.thread,
        )
        assert ("zh-CN", False) == (request.locale, request.may_administer)

    desk = NotingDesk(newsroom)
    play(desk, act)


@pytest.mark.parametrize(("is_admin", "is_owner"), [(False, False), (True, False), (False, True)])
def test_only_admins_of_the_workspace_administer(
    newsroom: Newsroom, *, is_admin: bool, is_owner: bool
) -> None:
    """As Slack says, not the payload."""

    async def act(scene: Scene) -> None:
        scene.ada.is_admin, scene.ada.is_owner = is_admin, is_owner
        reply = await scene.brief("admin status")

        assert (is_admin or is_owner) == desk.requests[0].may_administer
        assert (is_admin or is_owner) == ("Only admins" not in reply.text)

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_an_admin_of_another_workspace_is_a_guest(newsroom: Newsroom) -> None:
    """A shared channel lets people in who administer elsewhere."""

    async def act(scene: Scene) -> None:
        scene.ada.is_admin, scene.ada.team_id = True, "T0ELSEWHERE"
        await scene.brief("admin status")

        assert [False] == [request.may_administer for request in desk.requests]

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_who_cannot_be_looked_up_is_answered_as_a_member(newsroom: Newsroom) -> None:
    """Without the scope, or when Slack has had enough of questions, people still get their answer."""

    async def act(scene: Scene) -> None:
        scene.ada.is_admin = True
        scene.slack.faults.limit("users.info")
        reply = await scene.brief("topics")

        assert "Harbour bridge" in reply.text
        assert [("ada", False)] == [(each.who.name, each.may_administer) for each in desk.requests]

    desk = NotingDesk(newsroom)
    play(desk, act)


# ------------------------------------------------------------------------------------- messages


def test_a_mention_is_answered_where_it_was_written(newsroom: Newsroom) -> None:
    """In the channel for the asker alone; in a thread in that thread, and shared there."""

    async def act(scene: Scene) -> None:
        beside = await scene.slack.mention(scene.news, scene.ada, "who was first to cross the bridge?")
        root = scene.slack.write(scene.news, scene.bob, "Any news of the ferry?")
        within = await scene.slack.mention(scene.news, scene.ada, "now ferry", thread=root)
        await scene.slack.press(within, "Share here", scene.ada, awaits=False)
        await scene.slack.until(scene.posts, "the shared answer")
        (shared,) = scene.posts()

        assert (True, "", "Oona Brack" in beside.text) == (
            beside.is_ephemeral,
            beside.message.thread_ts,
            True,
        )
        assert (True, root.ts) == (within.messages[0].is_ephemeral, within.messages[0].thread_ts)
        assert root.ts == shared.thread_ts
        assert (scene.news.id, root.ts) == (desk.requests[1].where.channel, desk.requests[1].where.thread)

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_who_asks_for_help_in_a_thread_hears_how_to_ask_there(newsroom: Newsroom) -> None:
    """Slack takes no slash commands in threads, and does not say what to do instead."""

    async def act(scene: Scene) -> None:
        root = scene.slack.write(scene.news, scene.bob, "Any news?")
        within = await scene.slack.mention(scene.news, scene.ada, "", thread=root)
        beside = await scene.slack.mention(scene.news, scene.ada, "help")

        hint = "Slack blocks slash commands in threads. Write @brief ask ... here instead."
        assert hint in within.text
        assert hint in within.message.fallback
        assert hint not in beside.text

    play(newsroom, act)


def test_direct_messages_are_a_conversation(newsroom: Newsroom) -> None:
    """Answers stay there, in the thread they were asked in; there is nobody to share with."""

    async def act(scene: Scene) -> None:
        plain = await scene.slack.direct_message(scene.ada, "what costs four pounds?")
        written = scene.slack.messages(scene.slack.direct_messages(scene.team, scene.ada))[0]
        within = await scene.slack.direct_message(scene.ada, "topics", thread=written)

        assert ("four pounds" in plain.text, False) == (True, plain.is_ephemeral)
        assert written.ts == within.message.thread_ts
        assert "Share here" not in labels(plain.message)
        assert ["", ""] == [request.where.workspace for request in desk.requests]

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_nobody_is_answered_who_did_not_ask(newsroom: Newsroom) -> None:
    """Other bots and edits are left alone."""

    async def act(scene: Scene) -> None:
        channel = scene.slack.direct_messages(scene.team, scene.ada)
        written = {"type": "message", "channel": channel.id, "ts": "1.0", "text": "now"}
        for event in (
            {**written, "channel_type": "im", "user": scene.bob.id, "bot_id": "B0OTHER"},
            {**written, "channel_type": "im", "subtype": "message_changed", "message": {"text": "now"}},
            {**written, "type": "app_mention", "user": scene.bob.id, "bot_id": "B0OTHER"},
        ):
            await scene.slack.event(scene.team, event, waits_for_answer=False)
        await scene.brief("help")

        assert ["help"] == desk.asked

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_messages_are_asked_about(newsroom: Newsroom) -> None:
    """A person's by its words, ours by its id; in a thread the answer stands in it."""

    async def act(scene: Scene) -> None:
        public = await post(scene)
        written = scene.slack.write(scene.news, scene.bob, "A new ferry sails to Harwich", thread=public)
        theirs = await scene.slack.shortcut(scene.ada, "why", message=written)
        await scene.slack.shortcut(scene.ada, "why", message=public)
        about = [(request.verb, dict(request.options)) for request in desk.requests]

        assert [("why", {"item": "A new ferry sails to Harwich"}), ("why", {"post": public.ts})] == about
        assert (True, public.ts) == (theirs.is_ephemeral, theirs.message.thread_ts)

    desk = NotingDesk(newsroom)
    play(desk, act)


# ------------------------------------------------------------------------------------- pages and buttons


def test_pages_are_turned_after_a_restart(newsroom: Newsroom) -> None:
    """Another process with the same store turns the pages of an answer that this one gave, in place."""

    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            scene = Scene(slack)
            async with connected(slack, newsroom):
                first = await scene.brief()
                before = first.text
            async with connected(slack, newsroom):
                second = await scene.press(first, ">")

                assert first.message is second.message
                assert before != second.text
                assert ["<", "Page 2 of 2", "Share here"] == labels(second.message)[:3]
                assert before == (await scene.press(second, "<")).text

    asyncio.run(scenario())


def test_pages_are_turned_in_direct_messages(newsroom: Newsroom) -> None:
    """There an answer is no ephemeral one, and turns in place all the same."""

    async def act(scene: Scene) -> None:
        first = await scene.slack.direct_message(scene.ada, "now")
        before = first.text
        second = await scene.press(first, ">")

        assert 1 == len(scene.direct())
        assert before != second.text

    play(newsroom, act)


def test_a_page_that_is_gone_leaves_the_one_that_is_shown(newsroom: Newsroom) -> None:
    """Why a page cannot be turned is said beside it; what could still be read stays."""

    async def act(scene: Scene) -> None:
        first = await scene.brief()
        before = first.text
        Answers(newsroom.store).prune(before=datetime.now(tz=UTC) + timedelta(days=1))
        reply = await scene.press(first, ">")

        assert before == first.messages[0].text
        assert reply.is_ephemeral
        assert "gone" in reply.text

    play(newsroom, act)


def test_a_button_opens_a_new_answer(newsroom: Newsroom) -> None:
    """Looking behind an answer does not take the answer away."""

    async def act(scene: Scene) -> None:
        first = await scene.brief()
        why = await scene.press(first, "Why these?")

        assert first.message is not why.message
        assert why.is_ephemeral
        assert "Why" in why.text

    play(newsroom, act)


def test_a_public_button_answers_whoever_presses_it(newsroom: Newsroom) -> None:
    """What everybody sees stays as it was posted, even for a button that would change an answer in place."""

    async def act(scene: Scene) -> None:
        public = await post(scene, Action(label="Topics", verb="topics", in_place=True))
        before = public.text
        reply = await scene.slack.press(public, "Topics", scene.bob)

        assert "Harbour bridge" in reply.text
        assert (True, scene.bob.id) == (reply.is_ephemeral, reply.message.ephemeral_for)
        assert [before] == [each.text for each in scene.posts()]

    play(newsroom, act)


def test_a_choice_is_picked_from_a_menu(newsroom: Newsroom) -> None:
    """What could be several things is asked back, and what is picked is shown."""

    async def act(scene: Scene) -> None:
        asked = await scene.brief("source gets")
        menu = next(each for each in asked.message.buttons if each["type"] == "static_select")
        picked = menu["options"][0]
        reply = await scene.slack.select(asked, menu["action_id"], picked["value"], scene.ada)

        assert picked["text"]["text"].split(" gets")[0] in reply.text

    play(newsroom, act)


def test_what_a_command_lacks_is_chosen_from_a_menu_that_searches(newsroom: Newsroom) -> None:
    """Slack completes nothing while a command is typed: the menu takes its place, best first."""

    async def act(scene: Scene) -> None:
        asked = await scene.brief("story")
        (menu,) = [each for each in asked.message.buttons if each["type"] == "external_select"]
        everything = await scene.slack.suggest(asked, menu["action_id"], "", scene.ada)
        offered = await scene.slack.suggest(asked, menu["action_id"], "new ferry", scene.ada)
        reply = await scene.slack.select(asked, menu["action_id"], offered[0], scene.ada)

        assert "needs a story" in asked.text
        assert 42 == len(everything)
        assert offered[0]["text"]["text"].startswith("A new ferry sails to Harwich every morning")
        assert "A new ferry sails to Harwich every morning" in reply.text

    play(newsroom, act)


def test_a_broken_search_offers_nothing(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    """A list that stayed away would show people an error while they type; the log tells us."""

    async def act(scene: Scene) -> None:
        public = await post(scene)
        public.blocks.append(
            {
                "type": "actions",
                "block_id": "find",
                "elements": [
                    {"type": "external_select", "action_id": "find:now:topic", "min_query_length": 0}
                ],
            }
        )

        assert [] == await scene.slack.suggest(public, "find:now:topic", "x", scene.ada)
        assert "completion failed" in caplog.text

    play(BrokenDesk(newsroom), act)
