"""Posts to Slack: once each, found again, and refused with a way out."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from bot.chat import ChatError, Message, Scope, TryLater, Uncertain, Undeliverable
from bot.platforms.slack.pacing import Pace
from tests.doubles.slack import SCOPES, LoopbackSlack
from tests.slack_life import NEWS, loopback, posting

if TYPE_CHECKING:
    from datetime import datetime

    from bot.platforms.slack.platform import SlackPlatform

SINCE = timedelta(minutes=5)


def ago(slack: LoopbackSlack) -> datetime:
    """Return a moment a little before anything was posted."""
    return slack.clock.now - SINCE


async def refusal(platform: SlackPlatform, channel: str, nonce: str = "n") -> ChatError:
    """Post where it is refused, and return why."""
    with pytest.raises(ChatError) as refused:
        await platform.post(channel, NEWS, nonce=nonce)
    return refused.value


@loopback
async def test_post_stands_once_and_disturbs_nobody(slack: LoopbackSlack) -> None:
    """One call makes one message that pings nobody, unfolds nothing and says all of itself as text."""
    team = slack.add_team()
    news = slack.add_channel(team)
    async with posting(slack, team) as platform:
        receipt = await platform.post(news.id, NEWS, nonce="n1")
    (post,) = slack.messages(news)
    (call,) = [call for call in slack.requests if call.name == "chat.postMessage"]
    switches = [call.args[name] for name in ("unfurl_links", "unfurl_media", "link_names", "parse")]

    assert (receipt, frozenset(), ()) == (post.ts, post.pinged, post.unfurls)
    assert ([False, False, False, "none"], NEWS.text) == (switches, post.fallback)
    assert {"delivery_id": "n1"} == (post.metadata or {}).get("event_payload")


@loopback
async def test_part_goes_into_the_thread_of_the_first(slack: LoopbackSlack) -> None:
    """A part for a thread stands below the message whose id it is given."""
    team = slack.add_team()
    news = slack.add_channel(team)
    async with posting(slack, team) as platform:
        first = await platform.post(news.id, NEWS, nonce="n1")
        second = await platform.post(news.id, NEWS, nonce="n2", thread=first)
        found = await platform.find(news.id, nonce="n2", since=ago(slack), thread=first)

    assert ["", first] == [post.thread_ts for post in slack.messages(news)]
    assert second == found


@loopback
async def test_person_gets_direct_messages(slack: LoopbackSlack) -> None:
    """@ and the id of a person are their direct messages, opened once."""
    team = slack.add_team()
    ada = slack.add_user(team)
    async with posting(slack, team) as platform:
        await platform.post(f"@{ada.id}", NEWS, nonce="n1")
        await platform.post(f"@{ada.id}", NEWS, nonce="n2")
    opened = [call for call in slack.requests if call.name == "conversations.open"]

    assert (2, 1) == (len(slack.messages(slack.direct_messages(team, ada))), len(opened))


@loopback
async def test_lost_answer_is_uncertain_and_found(slack: LoopbackSlack) -> None:
    """A post whose answer was lost is not repeated, and is found by what it carries."""
    team = slack.add_team()
    news = slack.add_channel(team)
    slack.faults.lose_answer("chat.postMessage")
    async with posting(slack, team) as platform:
        with pytest.raises(Uncertain):
            await platform.post(news.id, NEWS, nonce="n1")
        found = await platform.find(news.id, nonce="n1", since=ago(slack))
    (post,) = slack.messages(news)

    assert post.ts == found


@pytest.mark.parametrize("error", ["fatal_error", "internal_error"])
def test_fault_of_slack_is_uncertain(error: str) -> None:
    """Slack's own faults may have had their effect, as it documents."""

    @loopback
    async def scenario(slack: LoopbackSlack) -> None:
        team = slack.add_team()
        news = slack.add_channel(team)
        slack.faults.refuse("chat.postMessage", error, has_effect=True)
        async with posting(slack, team) as platform:
            refused = await refusal(platform, news.id)

        assert isinstance(refused, Uncertain)

    scenario()


@loopback
async def test_answer_that_is_no_answer_is_uncertain(slack: LoopbackSlack) -> None:
    """Half a JSON text or a page of a proxy that says 200 tells nothing of the post."""
    team = slack.add_team()
    news = slack.add_channel(team)
    slack.faults.garble("chat.postMessage")
    slack.faults.fail("chat.postMessage", 200, has_effect=True)
    slack.faults.fail("chat.postMessage", 502)
    async with posting(slack, team) as platform:
        kinds = [type(await refusal(platform, news.id)) for _ in range(3)]

    assert [Uncertain] * 3 == kinds


@loopback
async def test_what_is_not_there_is_told_for_certain(slack: LoopbackSlack) -> None:
    """A post that never arrived is not found, among however many others."""
    team = slack.add_team()
    news, ada = slack.add_channel(team), slack.add_user(team)
    for number in range(150):
        slack.write(news, ada, f"Number {number}.")
    slack.faults.cut("chat.postMessage")
    async with posting(slack, team) as platform:
        with pytest.raises(Uncertain):
            await platform.post(news.id, NEWS, nonce="n1")
        found = await platform.find(news.id, nonce="n1", since=ago(slack))

    assert found is None


@loopback
async def test_endless_history_is_uncertain(slack: LoopbackSlack) -> None:
    """A channel where more was posted than can be looked through leaves it to a person."""
    team = slack.add_team()
    news, ada = slack.add_channel(team), slack.add_user(team)
    for number in range(1_001):
        slack.write(news, ada, f"Number {number}.")
    async with posting(slack, team) as platform:
        with pytest.raises(Uncertain, match="Too much"):
            await platform.find(news.id, nonce="n1", since=ago(slack))


@loopback
async def test_without_the_scope_nobody_can_tell(slack: LoopbackSlack) -> None:
    """Where the app may not read, the reason names the scope and where to add it."""
    team = slack.add_team(scopes=tuple(scope for scope in SCOPES if scope != "channels:history"))
    news = slack.add_channel(team)
    async with posting(slack, team) as platform:
        with pytest.raises(Uncertain, match=r"channels:history.*OAuth & Permissions"):
            await platform.find(news.id, nonce="n1", since=ago(slack))


@loopback
async def test_channel_without_the_bot_is_refused_with_the_way_in(slack: LoopbackSlack) -> None:
    """Who has not invited the bot is told what to type, with the channel's name where it may be known."""
    team = slack.add_team(scopes=(*SCOPES, "channels:read"))
    news = slack.add_channel(team, "news", has_bot=False)
    async with posting(slack, team) as platform:
        refused = await refusal(platform, news.id)

    assert (Scope.DESTINATION, "I'm not in #news. Type /invite @brief there.") == (
        getattr(refused, "scope", None),
        str(refused),
    )


@loopback
async def test_other_refusals_close_the_destination(slack: LoopbackSlack) -> None:
    """An archived or deleted channel is refused for good after one request."""
    team = slack.add_team()
    old, gone = slack.add_channel(team, "old"), slack.add_channel(team, "gone")
    slack.archive(old)
    slack.delete_channel(gone)
    async with posting(slack, team) as platform:
        refused = [await refusal(platform, channel.id) for channel in (old, gone)]

    assert [Scope.DESTINATION] * 2 == [getattr(error, "scope", None) for error in refused]
    assert 2 == sum(call.name == "chat.postMessage" for call in slack.requests)


@loopback
async def test_missing_scope_is_named(slack: LoopbackSlack) -> None:
    """Direct messages without im:write are refused with its name, and channels go on."""
    team = slack.add_team(scopes=("chat:write",))
    news, ada = slack.add_channel(team), slack.add_user(team)
    async with posting(slack, team) as platform:
        refused = await refusal(platform, f"@{ada.id}")
        await platform.post(news.id, NEWS, nonce="n2")

    assert (Scope.DESTINATION, True) == (getattr(refused, "scope", None), "im:write" in str(refused))


@loopback
async def test_revoked_token_is_asked_once(slack: LoopbackSlack) -> None:
    """After Slack has refused the token no request leaves with it."""
    team = slack.add_team()
    news = slack.add_channel(team)
    async with posting(slack, team) as platform:
        await platform.post(news.id, NEWS, nonce="n1")
        slack.revoke(team.bot_token)
        refused = [await refusal(platform, news.id) for _ in range(3)]

    assert [Scope.ACCOUNT] * 3 == [getattr(error, "scope", None) for error in refused]
    assert 2 == sum(call.name == "chat.postMessage" for call in slack.requests)


@loopback
async def test_unreachable_slack_is_tried_later(slack: LoopbackSlack) -> None:
    """Where nobody answers nothing was posted, and the same post may be tried again."""
    team = slack.add_team()
    news = slack.add_channel(team)
    async with posting(slack, team) as platform:
        async with slack.shut_api():
            refused = await refusal(platform, news.id)
        await platform.post(news.id, NEWS, nonce="n")

    assert (TryLater, 1) == (type(refused), len(slack.messages(news)))


@loopback
async def test_limit_holds_the_channel_for_as_long_as_told(slack: LoopbackSlack) -> None:
    """A 429 puts the post off by what Slack says, and the next one does not even ask."""
    team = slack.add_team()
    news, other = slack.add_channel(team), slack.add_channel(team, "other")
    slack.faults.limit("chat.postMessage", retry_after_seconds=37)
    async with posting(slack, team) as platform:
        first, second = await refusal(platform, news.id), await refusal(platform, news.id)
        await platform.post(other.id, NEWS, nonce="n3")

    assert (37.0, True) == (getattr(first, "retry_after", 0), 30 < getattr(second, "retry_after", 0) <= 37)
    assert 2 == sum(call.name == "chat.postMessage" for call in slack.requests)


@loopback
async def test_channel_gets_a_post_at_a_time(slack: LoopbackSlack) -> None:
    """Posts to one channel keep their distance; those to others do not wait for them."""
    team = slack.add_team()
    news, other = slack.add_channel(team), slack.add_channel(team, "other")
    async with posting(slack, team, pace=Pace(channel_seconds=0.2, workspace_seconds=0)) as platform:
        begun = monotonic()
        await asyncio.gather(
            *(platform.post(news.id, NEWS, nonce=f"n{number}") for number in range(3)),
            platform.post(other.id, NEWS, nonce="o"),
        )
        took = monotonic() - begun
    calls = [call for call in slack.requests if call.name == "chat.postMessage"]
    first_two = {str(call.args["channel"]) for call in calls[:2]}

    assert ({news.id, other.id}, True) == (first_two, took >= 0.4)


@loopback
async def test_target_of_another_workspace_gets_nothing(slack: LoopbackSlack) -> None:
    """A channel behind the id of another workspace is refused before anything is asked."""
    team, other = slack.add_team("Harbour"), slack.add_team("Rival")
    theirs, ours = slack.add_channel(other), slack.add_channel(team)
    async with posting(slack, team) as platform:
        refused = await refusal(platform, f"{other.id}/{theirs.id}")
        await platform.post(f"{team.id}/{ours.id}", NEWS, nonce="n2")

    assert (True, 0, 1) == (other.id in str(refused), len(slack.messages(theirs)), len(slack.messages(ours)))


@loopback
async def test_workspace_is_known_once_slack_has_said(slack: LoopbackSlack) -> None:
    """Channels belong to the token's workspace, people's messages to none."""
    team = slack.add_team()
    news, ada = slack.add_channel(team), slack.add_user(team)
    async with posting(slack, team) as platform:
        before = platform.workspace_of(news.id)
        receipt = await platform.post(news.id, NEWS, nonce="n1")
        places = (news.id, f"T0OTHER/{news.id}", f"@{ada.id}", "nonsense")
        link = await platform.link(news.id, receipt)

        assert ("", [team.id, "T0OTHER", "", ""]) == (before, [platform.workspace_of(one) for one in places])
        assert f"https://harbour.slack.com/archives/{news.id}/p{receipt.replace('.', '')}" == link
        assert ["", ""] == [await platform.link(news.id, ""), await platform.link("nonsense", receipt)]


@pytest.mark.parametrize(
    "channel", ["", "#news", "news", "@", "C", "T1/", "@C0123456789", "C01234\n", "c0123456"]
)
def test_what_is_no_channel_is_refused(channel: str) -> None:
    """A name in the place of an id is answered with where the id is to be found."""

    @loopback
    async def scenario(slack: LoopbackSlack) -> None:
        async with posting(slack, slack.add_team()) as platform:
            refused = await refusal(platform, channel)

        assert ("not the id of a channel" in str(refused), []) == (True, slack.requests)

    scenario()


@loopback
async def test_wrong_kind_of_token_is_told_apart(slack: LoopbackSlack) -> None:
    """Tokens in each other's place are the commonest slip, and found before any is sent."""
    team = slack.add_team()
    news = slack.add_channel(team)
    async with posting(slack, team, bot_token=lambda: slack.app_token) as platform:
        refused = await refusal(platform, news.id)

    assert (Undeliverable, True, []) == (type(refused), "an app token" in str(refused), slack.requests)


@loopback
async def test_all_parts_of_a_long_message_are_taken(slack: LoopbackSlack) -> None:
    """What the platform divides into parts fits, one part a post."""
    team = slack.add_team()
    news = slack.add_channel(team)
    long = Message(
        title="Long", lead=tuple(f"Line {number}. " + "word " * 80 for number in range(60)), text="Long"
    )
    async with posting(slack, team) as platform:
        for number, part in enumerate(platform.parts(long)):
            await platform.post(news.id, part, nonce=f"n{number}")

    assert len(slack.messages(news)) > 1


@loopback
async def test_part_without_its_thread_goes_into_the_channel(slack: LoopbackSlack) -> None:
    """Where somebody deleted the first part the next stands in the channel, and is found there."""
    team = slack.add_team()
    news = slack.add_channel(team)
    async with posting(slack, team) as platform:
        first = await platform.post(news.id, NEWS, nonce="n1")
        del slack.world.posts[news.id][first]
        second = await platform.post(news.id, NEWS, nonce="n2", thread=first)
        found = await platform.find(news.id, nonce="n2", since=ago(slack), thread=first)
        slack.violations.clear()  # the double takes an answer to nothing for a fault of ours

    assert ([""], second) == ([post.thread_ts for post in slack.messages(news)], found)


@loopback
async def test_look_that_fails_is_repeated(slack: LoopbackSlack) -> None:
    """A history whose answer is lost tells nothing and harms nothing: it is asked for again later."""
    team = slack.add_team()
    news = slack.add_channel(team)
    slack.faults.refuse("conversations.history", "internal_error")
    slack.faults.fail("conversations.history", 503)
    async with posting(slack, team) as platform:
        kinds = []
        for _ in range(2):
            with pytest.raises(ChatError) as refused:
                await platform.find(news.id, nonce="n1", since=ago(slack))
            kinds.append(type(refused.value))

    assert [TryLater, TryLater] == kinds
