"""What one person was told is shown to everybody: once, where they are, and honestly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.commands import CommandDesk
from tests.doubles.discord import MEMBER, POSTING, Permission
from tests.flows.discord_scene import Scene, play
from tests.flows.discord_town import town

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.chat import Dialect, Message, Request
    from bot.newsroom import Newsroom
    from tests.doubles.discord import Post, Reply

CALLBACK = "POST *callback*"
ORIGINAL = "PATCH */messages/@original*"
FOLLOWUP = "POST /webhooks/*"
MANAGER = MEMBER | Permission.MANAGE_GUILD


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Have a newsroom that has read enough for several pages."""
    with town(tmp_path_factory.mktemp("town"), more=40) as opened:
        yield opened


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


@pytest.mark.parametrize("fault", ["lose_answer", "cut"])
def test_a_share_that_was_cut_off_is_asked_after(newsroom: Newsroom, fault: str) -> None:
    """Whether or not the post had arrived, it stands there once and its asker gets the link."""

    async def act(scene: Scene) -> None:
        answer = await scene.slash("brief", "now")
        getattr(scene.discord.faults, fault)("POST */channels/*/messages")
        told = await scene.press(answer.message, "Share here")

        assert "Shared: " in await word(scene, told)
        assert 1 == sum("Shared by" in post.text for post in scene.posts())

    play(newsroom, act)


@pytest.mark.parametrize("may_post", [True, False])
def test_half_a_share_is_owned_up_to(newsroom: Newsroom, *, may_post: bool) -> None:
    """When a later part does not arrive, nobody is told that all is well, nor that nothing was posted."""

    async def act(scene: Scene) -> None:
        where = "POST */channels/*/messages" if may_post else FOLLOWUP
        scene.discord.permit(scene.news, POSTING if may_post else POSTING & ~Permission.SEND_MESSAGES)
        answer = await scene.slash("brief", "now")
        scene.discord.faults.slow(where, 0)  # the first part goes through
        scene.discord.faults.refuse(where, 50013)
        told = await scene.press(answer.message, "Share here")

        assert "I do not know whether it was shared" in await word(scene, told)

    play(newsroom, act)
