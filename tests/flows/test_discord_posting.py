"""Posting to Discord: once, in threads, to people, found again, and refused with the way out."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.chat import Condition, Scope, TryLater, Uncertain, Undeliverable
from bot.platforms.discord.posting import _marked
from tests.discord_life import NEWS, Life, living, loopback, make
from tests.doubles.discord import LoopbackDiscord, Permission

if TYPE_CHECKING:
    from tests.doubles.discord import Channel

PLAIN = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.EMBED_LINKS
HISTORY = PLAIN | Permission.READ_MESSAGE_HISTORY
THREADS = HISTORY | Permission.CREATE_PUBLIC_THREADS | Permission.SEND_MESSAGES_IN_THREADS
BELOW = replace(NEWS, in_thread=True)


def channel_with(discord: LoopbackDiscord, permissions: int) -> Channel:
    """Add a channel in which the bot has these permissions."""
    return discord.add_guild(channels={"news": permissions}).channels["news"]


async def refused(life: Life, channel: str, *, nonce: str = "n", thread: str = "") -> Undeliverable:
    """Post what will be refused."""
    with pytest.raises(Undeliverable) as caught:
        await life.platform.post(channel, NEWS, nonce=nonce, thread=thread)
    await life.platform.close()
    return caught.value


@loopback
async def test_post_pings_nobody_and_may_be_silent(discord: LoopbackDiscord) -> None:
    """Every post carries its nonce and no mention; a silent one notifies nobody."""
    news = channel_with(discord, PLAIN)
    life = make(discord)
    await life.platform.post(news.id, replace(NEWS, lead=("@everyone",)), nonce="n" * 25, silent=True)
    await life.platform.close()

    sent = discord.requests[-1].body
    assert ({"parse": []}, "n" * 25, True, 1 << 12) == (
        sent["allowed_mentions"],
        sent["nonce"],
        sent["enforce_nonce"],
        sent["flags"] & 1 << 12,
    )


@loopback
async def test_same_nonce_posts_once(discord: LoopbackDiscord) -> None:
    """A post whose answer was lost is posted again with the same bytes, and stands there once."""
    news = channel_with(discord, PLAIN)
    life = make(discord)
    discord.faults.lose_answer(f"POST /channels/{news.id}/messages")
    with pytest.raises(Uncertain):
        await life.platform.post(news.id, NEWS, nonce="n")
    found = await life.platform.find(news.id, nonce="n", since=discord.clock.now)
    again = await life.platform.post(news.id, NEWS, nonce="n")
    await life.platform.close()

    bodies = [call.body for call in discord.requests if call.method == "POST"]
    assert (None, [again], True) == (
        found,
        [post.id for post in discord.messages(news)],
        bodies[0] == bodies[1],
    )


@loopback
async def test_another_process_finds_the_post(discord: LoopbackDiscord) -> None:
    """After the nonce is forgotten, a process that knows nothing of it finds the post by its mark."""
    news = channel_with(discord, HISTORY)
    first, second = make(discord), make(discord)
    begun = discord.clock.now - timedelta(minutes=2)
    receipt = await first.platform.post(news.id, NEWS, nonce="n")
    await first.platform.post(news.id, NEWS, nonce="other")
    found = await second.platform.find(news.id, nonce="n", since=begun)
    missing = await second.platform.find(news.id, nonce="never", since=begun)
    await first.platform.close()
    await second.platform.close()

    assert (receipt, None) == (found, missing)


@loopback
async def test_laptop_that_slept_looks_before_it_posts_again(discord: LoopbackDiscord) -> None:
    """Its monotonic clock stood still; Discord has forgotten the nonce, so the post is looked for."""
    news = channel_with(discord, HISTORY)
    life = make(discord)
    begun = discord.clock.now - timedelta(minutes=2)
    discord.faults.lose_answer(f"POST /channels/{news.id}/messages")
    with pytest.raises(Uncertain):
        await life.platform.post(news.id, NEWS, nonce="n")
    woken = time.time() + 3_600
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(time, "time", lambda: woken)
        found = await life.platform.find(news.id, nonce="n", since=begun)
    await life.platform.close()

    assert [found] == [post.id for post in discord.messages(news)]


@loopback
async def test_look_that_fails_is_made_again(discord: LoopbackDiscord) -> None:
    """Discord's trouble while it is asked says nothing of the post, and needs no person."""
    news = channel_with(discord, HISTORY)
    life = make(discord)
    look = f"GET /channels/{news.id}/messages"
    for fault in (discord.faults.lose_answer, discord.faults.garble):
        fault(look, times=9)
        with pytest.raises(TryLater):
            await life.platform.find(news.id, nonce="n", since=discord.clock.now)
        discord.faults.clear()
    await life.platform.close()


@loopback
async def test_hidden_history_proves_nothing(discord: LoopbackDiscord) -> None:
    """A channel that looks empty because its history is hidden is no proof that nothing was posted."""
    news = channel_with(discord, PLAIN)
    life = make(discord)
    with pytest.raises(Uncertain, match="Read Message History"):
        await life.platform.find(news.id, nonce="n", since=discord.clock.now)
    await life.platform.close()


@loopback
async def test_empty_history_proves_it_when_it_may_be_read(discord: LoopbackDiscord) -> None:
    """An empty channel that the bot may read is proof: the gateway has told its rights."""
    news = channel_with(discord, HISTORY)
    async with living(discord) as life:
        await life.until(Condition.READY)
        await discord.until(lambda: life.desk.news, "the servers")

        assert None is await life.platform.find(news.id, nonce="n", since=discord.clock.now)


@loopback
async def test_busy_channel_is_looked_through_page_by_page(discord: LoopbackDiscord) -> None:
    """What stands behind a hundred messages of others is found."""
    news, ada = channel_with(discord, HISTORY), discord.add_user("ada")
    begun = discord.clock.now - timedelta(minutes=1)
    for number in range(120):
        discord.write(news, ada, f"Message {number}")
    first, second = make(discord), make(discord)
    receipt = await first.platform.post(news.id, NEWS, nonce="n")
    found = await second.platform.find(news.id, nonce="n", since=begun)
    await first.platform.close()
    await second.platform.close()

    assert receipt == found


@loopback
async def test_parts_go_into_a_thread(discord: LoopbackDiscord) -> None:
    """The parts after the first go into one thread below it, called like the briefing."""
    news = channel_with(discord, THREADS)
    life, other = make(discord), make(discord)
    begun = discord.clock.now - timedelta(minutes=2)
    first = await life.platform.post(news.id, NEWS, nonce="1")
    second = await life.platform.post(news.id, BELOW, nonce="2", thread=first)
    await other.platform.post(news.id, BELOW, nonce="3", thread=first)
    found = await other.platform.find(news.id, nonce="2", since=begun, thread=first)
    link = await life.platform.link(news.id, second)
    for each in (life, other):
        await each.platform.close()

    thread = discord.thread_of(discord.messages(news)[0])
    assert thread is not None
    assert ("The news", 2, 1) == (thread.name, len(discord.messages(thread)), len(discord.messages(news)))
    assert (second, f"https://discord.com/channels/{news.guild_id}/{second}") == (found, link)


@loopback
async def test_briefing_is_whole_when_its_thread_is_deleted(discord: LoopbackDiscord) -> None:
    """Somebody deletes the thread between two parts: the rest stands in the channel, which stays open."""
    news = channel_with(discord, THREADS)
    life = make(discord)
    begun = discord.clock.now - timedelta(minutes=2)
    first = await life.platform.post(news.id, NEWS, nonce="1")
    await life.platform.post(news.id, BELOW, nonce="2", thread=first)
    thread = discord.thread_of(discord.messages(news)[0])
    assert thread is not None
    discord.delete_channel(thread)
    third = await life.platform.post(news.id, BELOW, nonce="3", thread=first)
    other = make(discord)
    found = await other.platform.find(news.id, nonce="3", since=begun, thread=first)
    await other.platform.close()
    await life.platform.close()

    assert (third, [first, third]) == (found, [post.id for post in discord.messages(news)])


@loopback
async def test_briefing_is_whole_where_threads_are_not_allowed(discord: LoopbackDiscord) -> None:
    """Without the permission to open threads the parts stand in the channel itself."""
    news = channel_with(discord, PLAIN)
    life = make(discord)
    first = await life.platform.post(news.id, NEWS, nonce="1")
    second = await life.platform.post(news.id, BELOW, nonce="2", thread=first)
    await life.platform.close()

    assert [first, second] == [post.id for post in discord.messages(news)]


@loopback
async def test_part_is_looked_for_in_the_channel_too(discord: LoopbackDiscord) -> None:
    """Where no thread could be opened, the part is found in the channel, by another process, too."""
    news = channel_with(discord, HISTORY)
    life, other = make(discord), make(discord)
    begun = discord.clock.now - timedelta(minutes=2)
    first = await life.platform.post(news.id, NEWS, nonce="1")
    second = await life.platform.post(news.id, BELOW, nonce="2", thread=first)
    found = await other.platform.find(news.id, nonce="2", since=begun, thread=first)
    for each in (life, other):
        await each.platform.close()

    assert second == found


@loopback
async def test_person_gets_direct_messages(discord: LoopbackDiscord) -> None:
    """A person's channel is opened once, has no threads, and links into the direct messages."""
    ada = discord.add_user("ada")
    life = make(discord)
    first = await life.platform.post(f"@{ada.id}", NEWS, nonce="1")
    await life.platform.post(f"@{ada.id}", BELOW, nonce="2", thread=first)
    link = await life.platform.link(f"@{ada.id}", first)
    await life.platform.close()

    channel = discord.direct_messages(ada)
    opened = [call for call in discord.requests if call.path == "/users/@me/channels"]
    assert (2, 1) == (len(discord.messages(channel)), len(opened))
    assert f"https://discord.com/channels/@me/{channel.id}/{first}" == link


@loopback
async def test_closed_direct_messages_are_told(discord: LoopbackDiscord) -> None:
    """A person who takes no direct messages is told apart from a fault, with what to change."""
    ada = discord.add_user("ada")
    discord.block(ada)
    error = await refused(make(discord), f"@{ada.id}")

    assert (Scope.DESTINATION, True) == (error.scope, "Direct messages > on" in str(error))


@loopback
async def test_missing_permissions_are_named(discord: LoopbackDiscord) -> None:
    """Once the gateway has told the rights, a refusal names the channel and just what lacks there."""
    hidden = channel_with(discord, Permission.VIEW_CHANNEL)
    async with living(discord) as life:
        await life.until(Condition.READY)
        await discord.until(lambda: life.platform.workspace_of(hidden.id), "the servers")
        error = await refused(life, hidden.id)

    expected = "I can't post in #news: missing Send Messages, Embed Links."
    assert (Scope.DESTINATION, f"{expected} Channel settings > Permissions > add Briefbot.") == (
        error.scope,
        str(error),
    )


@loopback
async def test_deleted_post_counts_as_posted(discord: LoopbackDiscord) -> None:
    """A retry that Discord answers with Unknown Message was posted before, and deleted by somebody."""
    news = channel_with(discord, PLAIN)
    life = make(discord)
    discord.faults.refuse(f"POST /channels/{news.id}/messages", 10008)
    receipt = await life.platform.post(news.id, NEWS, nonce="n")
    link = await life.platform.link(news.id, receipt)
    await life.platform.close()

    assert ("", "") == (receipt, link)


@loopback
async def test_channel_by_name_is_explained(discord: LoopbackDiscord) -> None:
    """A target that names a channel instead of giving its id is told where the id is, without a request."""
    error = await refused(make(discord), "#news")

    assert (Scope.DESTINATION, [], True) == (error.scope, discord.requests, "Copy Channel ID" in str(error))


@loopback
async def test_long_patience_is_left_to_the_outbox(discord: LoopbackDiscord) -> None:
    """A wait that is longer than a post may take comes back at once, to be tried after it."""
    news = channel_with(discord, PLAIN)
    life = make(discord)
    discord.faults.limit(f"POST /channels/{news.id}/messages", retry_after_seconds=37)
    with pytest.raises(TryLater) as caught:
        await life.platform.post(news.id, NEWS, nonce="n")
    await life.platform.close()

    assert 37 == caught.value.retry_after


@loopback
async def test_garbled_answer_is_uncertain(discord: LoopbackDiscord) -> None:
    """200 with half an answer, or with a page of a proxy, is no success and no failure."""
    news = channel_with(discord, PLAIN)
    life = make(discord)
    where = f"POST /channels/{news.id}/messages"
    discord.faults.garble(where)
    discord.faults.fail(where, 200)
    for nonce in ("1", "2"):
        with pytest.raises(Uncertain):
            await life.platform.post(news.id, NEWS, nonce=nonce)
    await life.platform.close()


@loopback
async def test_thread_that_cannot_be_asked_for_is_tried_later(discord: LoopbackDiscord) -> None:
    """While the thread is uncertain nothing was posted, and that is certain."""
    news = channel_with(discord, THREADS)
    life = make(discord)
    first = await life.platform.post(news.id, NEWS, nonce="1")
    discord.faults.lose_answer("POST /channels/*/threads")
    with pytest.raises(TryLater):
        await life.platform.post(news.id, BELOW, nonce="2", thread=first)
    second = await life.platform.post(news.id, BELOW, nonce="2", thread=first)
    await life.platform.close()

    assert second.startswith(f"{first}/")


@loopback
async def test_unreachable_discord_is_tried_later(discord: LoopbackDiscord) -> None:
    """While Discord cannot be reached nothing is posted, and every post may be tried again."""
    life = make(discord)
    async with discord.shut_api():
        with pytest.raises(TryLater, match="cannot be reached"):
            await life.platform.post("1", NEWS, nonce="n")
        link = await life.platform.link("1", "2")
    await life.platform.close()

    assert "" == link


@loopback
async def test_wrong_token_costs_one_request(discord: LoopbackDiscord) -> None:
    """However many posts wait, a token Discord refuses is tried once; one with a line break never."""
    wrong, broken = make(discord, token=lambda: "fake-other"), make(discord, token=lambda: "fake\ntoken")
    for life in (wrong, broken):
        for nonce in ("1", "2"):
            with pytest.raises(Undeliverable) as caught:
                await life.platform.post("1", NEWS, nonce=nonce)
            assert Scope.ACCOUNT is caught.value.scope
        assert Condition.DOWN is life.platform.health.condition

    assert 1 == len(discord.requests)


def test_mark_goes_where_there_is_room() -> None:
    """The mark stands in the footer, in small print below plain text, and nowhere in a full post."""
    full = {"content": "x" * 1_999, "embeds": []}
    packed = {"content": "", "embeds": [{"description": "x" * 3_000}, {"description": "y" * 2_995}]}

    assert "Hello\n-# abcdef" == _marked({"content": "Hello", "embeds": []}, "abcdef")["content"]
    assert [{"footer": {"text": "abcdef"}}] == _marked({"content": "", "embeds": [{}]}, "abcdef")["embeds"]
    assert (full, packed) == (_marked(full, "abcdef"), _marked(packed, "abcdef"))
