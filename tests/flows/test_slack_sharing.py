"""Answers shown to everybody on Slack, or kept in the asker's direct messages: once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.commands import CommandDesk
from bot.platforms.slack import replies
from tests.flows.discord_town import town
from tests.flows.slack_scene import Scene, play

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.newsroom import Newsroom
    from tests.doubles.slack import Post

QUESTION = "ask who was first to cross the bridge?"


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Have a newsroom that has read enough for several pages."""
    with town(tmp_path_factory.mktemp("town"), more=40) as opened:
        yield opened


async def told(scene: Scene, words: str) -> Post:
    """Wait for what Ada alone is told."""

    def private() -> list[Post]:
        seen = scene.slack.messages(scene.news, seen_by=scene.ada)
        return [each for each in seen if each.is_ephemeral and words in each.text]

    await scene.slack.until(private, f"{words!r}")
    return private()[0]


def test_an_answer_is_shared_once(newsroom: Newsroom) -> None:
    """Everybody sees whose it is; pressed again, the asker is told where it stands."""

    async def act(scene: Scene) -> None:
        answer = await scene.brief(QUESTION)
        await scene.slack.press(answer, "Share here", scene.ada, awaits=False)
        first = await told(scene, "Shared: open it")
        await scene.slack.press(answer, "Share here", scene.ada, awaits=False)
        await told(scene, "Already shared")
        (public,) = scene.posts()

        assert "Shared by ada" in public.text
        assert "Oona Brack" in public.text
        assert [] == public.buttons
        assert (frozenset(), ()) == (public.pinged, public.unfurls)
        assert f"/archives/{scene.news.id}/p{public.ts.replace('.', '')}" in str(first.blocks)

    play(newsroom, act)


def test_a_share_is_known_by_its_answer(newsroom: Newsroom) -> None:
    """Who looks into the channel finds which answer it is, so that it need not be posted again."""

    async def act(scene: Scene) -> None:
        await scene.brief(f"{QUESTION} share:yes", awaits=False)
        await told(scene, "Shared: open it")
        (public,) = scene.posts()

        assert public.metadata is not None
        assert "briefbot_delivery" == public.metadata["event_type"]
        assert 22 == len(public.metadata["event_payload"]["delivery_id"])

    play(newsroom, act)


def test_a_lost_answer_is_owned_up_to(newsroom: Newsroom) -> None:
    """What may have been posted is not posted again, and nobody is told that it was not."""

    async def act(scene: Scene) -> None:
        answer = await scene.brief(QUESTION)
        scene.slack.faults.lose_answer("chat.postMessage")
        await scene.slack.press(answer, "Share here", scene.ada, awaits=False)
        await told(scene, "I do not know whether it was shared")

        assert 1 == len(scene.posts())

    play(newsroom, act)


def test_where_the_bot_is_no_member_its_reply_is_public(newsroom: Newsroom) -> None:
    """A channel that nobody invited the bot to still takes the answer to a person's own command."""

    async def act(scene: Scene) -> None:
        scene.slack.remove(scene.news)
        answer = await scene.brief(QUESTION)
        await scene.slack.press(answer, "Share here", scene.ada, awaits=False)
        await told(scene, "Everybody here can read it now")
        (public,) = scene.posts()

        assert "Oona Brack" in public.text
        assert [] == public.buttons

    play(newsroom, act)


def test_where_nothing_may_be_posted_the_reason_is_told(newsroom: Newsroom) -> None:
    """An archived channel takes no answer; it can be shared later."""

    async def act(scene: Scene) -> None:
        answer = await scene.brief(QUESTION)
        scene.slack.faults.refuse("chat.postMessage", "restricted_action")
        scene.slack.faults.refuse("response_url", "restricted_action")
        await scene.slack.press(answer, "Share here", scene.ada, awaits=False)

        assert "It was not shared." in (await told(scene, "It was not shared")).text
        assert [] == scene.posts()

    play(newsroom, act)


def test_an_answer_is_kept_in_direct_messages_once(newsroom: Newsroom) -> None:
    """However often the button is pressed; nobody else sees it."""

    async def act(scene: Scene) -> None:
        answer = await scene.brief(QUESTION)
        for _ in range(2):
            reply = await scene.press(answer, "Send to my direct messages")

            assert "Sent to your direct messages." in reply.text
        (kept,) = scene.direct()

        assert "Oona Brack" in kept.text
        assert [] == scene.posts()

    play(newsroom, act)


def test_direct_messages_that_are_off_are_told(newsroom: Newsroom) -> None:
    """Why it was not sent, and what to change."""

    async def act(scene: Scene) -> None:
        answer = await scene.brief(QUESTION)
        scene.slack.faults.refuse("chat.postMessage", "messages_tab_disabled")
        reply = await scene.press(answer, "Send to my direct messages")

        assert "I could not send it. Direct messages to the app are off." in reply.text

    play(newsroom, act)


def test_a_notice_is_not_shared(newsroom: Newsroom) -> None:
    """Asking for an unknown topic to be shared shows nobody else that it is unknown."""

    async def act(scene: Scene) -> None:
        reply = await scene.brief("now zzzz share:yes")

        assert "No topic called" in reply.text
        assert (1, []) == (len(reply.messages), scene.posts())

    play(CommandDesk(newsroom), act)


@pytest.mark.parametrize("is_member", [True, False])
def test_half_a_share_is_owned_up_to(newsroom: Newsroom, *, is_member: bool) -> None:
    """When a later part does not arrive, nobody is told that all is well, nor that nothing was posted."""

    async def act(scene: Scene) -> None:
        if not is_member:
            scene.slack.remove(scene.news)
        answer = await scene.brief("now")
        where = "chat.postMessage" if is_member else "response_url"
        scene.slack.faults.slow(where, 0)  # the first part goes through
        scene.slack.faults.refuse(where, "restricted_action")
        await scene.slack.press(answer, "Share here", scene.ada, awaits=False)
        await told(scene, "I do not know whether it was shared")

        assert 1 == len(scene.posts())

    play(newsroom, act)


def test_a_reply_that_is_too_old_shares_nothing(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the bot is no member and its reply may not be used, the asker hears how to let it in."""

    async def act(scene: Scene) -> None:
        answer = await scene.brief(QUESTION)
        scene.slack.faults.refuse("chat.postMessage", "not_in_channel")
        monkeypatch.setattr(replies, "_USABLE_SECONDS", 0.0)
        await scene.slack.press(answer, "Share here", scene.ada, awaits=False)

        assert "Type /invite" in (await told(scene, "It was not shared")).text

    play(newsroom, act)
