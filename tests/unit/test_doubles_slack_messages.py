"""What the loopback Slack does with messages: limits, pings, links, doors, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.doubles.slack.clients import client_of, loopback
from tests.doubles.slack.kit import plain, rich, section
from tests.doubles.slack.specs import documented
from tests.doubles.slack.webapi import METHODS

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.doubles.slack import Channel, Json, LoopbackSlack, Team, User


def _place(slack: LoopbackSlack, **more: Any) -> tuple[Team, Channel, User, AsyncWebClient]:
    team = slack.add_team("Harbour", **more)
    ada = slack.add_user(team, "ada")
    return team, slack.add_channel(team, "news"), ada, client_of(slack, team)


async def _error(sent: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await sent
    error: str = refused.value.response["error"]
    return error


@loopback
async def test_broken_messages_are_refused_and_remembered(slack: LoopbackSlack) -> None:
    """A message Slack refuses draws its error, says what is wrong, and is a violation."""
    _, news, _, client = _place(slack)
    slack.limits.post_burst = 12
    posting: dict[str, Json] = {
        "invalid_blocks": {"text": "t", "blocks": [section("s" * 3001)]},
        "invalid_blocks_format": {"text": "t", "blocks": "[{"},
        "msg_blocks_too_long": {"text": "t", "blocks": [section("s" * 2700)] * 5},
        "no_text": {"text": ""},
        "markdown_text_conflict": {"text": "t", "markdown_text": "m"},
        "invalid_metadata_format": {"text": "t", "metadata": {"event_type": "e"}},
        "too_many_attachments": {"text": "t", "attachments": [{"fallback": "f", "text": "f"}] * 101},
        "msg_too_long": {"markdown_text": "m" * 12_001},
        "invalid_arguments": {"text": 5},
        "cannot_reply_to_message": {"text": "t", "thread_ts": "1.000000"},
    }
    bodies = [{"channel": news.id, **sent} for sent in posting.values()]
    drawn = [await _error(client.api_call("chat.postMessage", json=body)) for body in bodies]

    assert list(posting) == drawn
    assert len(posting) == len(slack.violations)
    assert [] == slack.messages(news)
    assert "3000" in slack.requests[0].answer["response_metadata"]["messages"][0]
    slack.violations.clear()


@loopback
async def test_too_many_blocks_and_unsafe_lengths_are_noticed(slack: LoopbackSlack) -> None:
    """51 blocks are refused; more than 12,000 characters, or blocks without text, are taken but not safe."""
    _, news, _, client = _place(slack)
    await client.chat_postMessage(channel=news.id, text="t", blocks=[{"type": "divider"}] * 50)
    refused = await _error(
        client.chat_postMessage(channel=news.id, text="t", blocks=[{"type": "divider"}] * 51)
    )
    slack.violations.clear()
    await client.chat_postMessage(channel=news.id, text="t", blocks=[section("s" * 2500)] * 5)
    await client.chat_postMessage(channel=news.id, text="t" * 40_001)
    with pytest.warns(UserWarning, match="text"):
        await client.chat_postMessage(channel=news.id, blocks=[section("s")])

    assert "invalid_blocks" == refused
    assert ["12500", "Slack", "blocks"] == [
        one.removeprefix("chat.postMessage: ").split()[0] for one in slack.violations
    ]
    assert 40_000 == len(slack.messages(news)[2].fallback)
    slack.violations.clear()


@loopback
async def test_a_changed_message_may_hold_four_thousand_characters(slack: LoopbackSlack) -> None:
    """chat.update takes a tenth of what chat.postMessage takes, and only messages of the app's own."""
    _, news, ada, client = _place(slack)
    ts = (await client.chat_postMessage(channel=news.id, text="t", blocks=[section("s")]))["ts"]
    await client.chat_update(channel=news.id, ts=ts, text="u" * 4_000)
    too_long = await _error(client.chat_update(channel=news.id, ts=ts, text="u" * 4_001))
    theirs = await _error(client.chat_update(channel=news.id, ts=slack.write(news, ada, "x").ts, text="u"))
    gone = await _error(client.chat_delete(channel=news.id, ts="1.000000"))

    assert ("msg_too_long", "cant_update_message", "message_not_found") == (too_long, theirs, gone)
    assert ("u" * 4_000, []) == (slack.messages(news)[0].text, slack.messages(news)[0].blocks)
    slack.violations.clear()


@loopback
async def test_messages_are_addressed_and_deleted(slack: LoopbackSlack) -> None:
    """A message has an address, its answers too; deleted it is gone."""
    _, news, _, client = _place(slack)
    root = (await client.chat_postMessage(channel=news.id, text="root"))["ts"]
    leaf = (await client.chat_postMessage(channel=news.id, text="leaf", thread_ts=root))["ts"]
    address = (await client.chat_getPermalink(channel=news.id, message_ts=leaf))["permalink"]
    await client.chat_delete(channel=news.id, ts=leaf)

    tail = f"/archives/{news.id}/p{leaf.replace('.', '')}?thread_ts={root}&cid={news.id}"
    assert f"https://harbour.slack.com{tail}" == address
    assert ["root"] == [post.text for post in slack.messages(news)]


@pytest.mark.parametrize(
    ("sent", "whom"),
    [
        ({"text": "<!channel> and <@U1> and <!subteam^S1|crew>"}, {"channel", "U1", "S1"}),
        ({"text": "t", "blocks": [section("<!here|here>")]}, {"here"}),
        ({"text": "t", "blocks": [{"type": "section", "text": plain("<!here>")}]}, set()),
        ({"text": "&lt;!channel&gt; @channel"}, set()),
        ({"text": "@channel", "link_names": True}, {"channel"}),
        ({"text": "t", "blocks": [rich({"type": "user", "user_id": "U1"})]}, {"U1"}),
        ({"text": "t", "blocks": [rich({"type": "broadcast", "range": "everyone"})]}, {"everyone"}),
        ({"text": "t", "blocks": [rich({"type": "text", "text": "<!channel>"})]}, set()),
        (
            {"text": "t", "blocks": [{"type": "table", "rows": [[rich({"type": "user", "user_id": "U1"})]]}]},
            {"U1"},
        ),
        ({"text": "t", "attachments": [{"text": "<@U2>", "fallback": "f"}]}, {"U2"}),
    ],
)
def test_pings_are_told(sent: Json, whom: set[str]) -> None:
    """A test can ask whom a message pinged: by mrkdwn, rich text or attachment, never by plain text."""

    @loopback
    async def scenario(slack: LoopbackSlack) -> None:
        _, news, _, client = _place(slack)
        await client.chat_postMessage(channel=news.id, **sent)

        assert (whom, whom) == (set(slack.messages(news)[0].pinged), set(slack.pinged))

    scenario()


@loopback
async def test_unfurled_links_are_told(slack: LoopbackSlack) -> None:
    """Media unfurl unless forbidden, other links when asked for; a person's address is not one."""
    _, news, _, client = _place(slack)
    text = "<https://example.com/a|a> https://example.com/b.png"
    await client.chat_postMessage(channel=news.id, text=text)
    await client.chat_postMessage(channel=news.id, text=text, unfurl_links=False, unfurl_media=False)
    await client.chat_postMessage(channel=news.id, text=text, unfurl_links=True, unfurl_media=False)
    blocks = [rich({"type": "link", "url": "https://example.com/c.mp4"})]
    await client.chat_postMessage(channel=news.id, text="t", blocks=blocks)

    told = [post.unfurls for post in slack.messages(news)]
    assert [
        ("https://example.com/b.png",),
        (),
        ("https://example.com/a",),
        ("https://example.com/c.mp4",),
    ] == told


@loopback
async def test_only_members_and_scopes_open_doors(slack: LoopbackSlack) -> None:
    """Each closed door has its own error, and a missing scope is named beside those that are there."""
    team, news, ada, client = _place(slack, scopes=("chat:write", "users:read"))
    outside = slack.add_channel(team, "outside", has_bot=False)
    secret = slack.add_channel(team, "secret", is_private=True, has_bot=False)
    slack.remove(news, ada)
    shut = slack.add_channel(team, "shut")
    slack.archive(shut)
    drawn = [
        await _error(client.chat_postMessage(channel=channel, text="t"))
        for channel in (outside.id, secret.id, shut.id, "C404")
    ]
    drawn.append(await _error(client.chat_postEphemeral(channel=news.id, user=ada.id, text="t")))
    drawn.append(await _error(client.users_info(user="U404")))
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_history(channel=news.id)

    assert ["not_in_channel", "channel_not_found", "is_archived", "channel_not_found"] == drawn[:4]
    assert ["user_not_in_channel", "user_not_found"] == drawn[4:]
    assert ("channels:history", "chat:write,users:read") == (
        refused.value.response["needed"],
        refused.value.response["provided"],
    )


@loopback
async def test_admins_open_and_close_doors(slack: LoopbackSlack) -> None:
    """A bot that is removed, invited, and whose channel is deleted hears of each when it posts."""
    _, news, _, client = _place(slack)
    slack.remove(news)
    drawn = [await _error(client.chat_postMessage(channel=news.id, text="t"))]
    slack.invite(news)
    await client.chat_postMessage(channel=news.id, text="t")
    slack.delete_channel(news)
    drawn.append(await _error(client.chat_postMessage(channel=news.id, text="t")))

    assert ["not_in_channel", "channel_not_found"] == drawn


@loopback
async def test_public_channels_open_with_a_scope_of_their_own(slack: LoopbackSlack) -> None:
    """With chat:write.public the bot posts where it is not a member; nobody else's private rooms open."""
    team, _, _, client = _place(slack, scopes=("chat:write", "chat:write.public"))
    outside = slack.add_channel(team, "outside", has_bot=False)
    await client.chat_postMessage(channel=outside.id, text="t")

    assert ["t"] == [post.text for post in slack.messages(outside)]


@loopback
async def test_history_is_read_in_pages_with_metadata(slack: LoopbackSlack) -> None:
    """History comes newest first, in pages, after `oldest`, without threads, with metadata when asked."""
    _, news, ada, client = _place(slack)
    slack.limits.post_burst = 10
    note = {"event_type": "briefbot_delivery", "event_payload": {"delivery_id": "n1"}}
    for number in range(5):
        await client.chat_postMessage(channel=news.id, text=f"m{number}", metadata=note)
    first = slack.messages(news)[0].ts
    await client.chat_postMessage(channel=news.id, text="leaf", thread_ts=first)
    await client.chat_postEphemeral(channel=news.id, user=ada.id, text="hidden")
    page = await client.conversations_history(
        channel=news.id, oldest=first, limit=3, include_all_metadata=True
    )
    cursor = page["response_metadata"]["next_cursor"]
    rest = await client.conversations_history(channel=news.id, oldest=first, limit=3, cursor=cursor)
    thread = await client.conversations_replies(channel=news.id, ts=first)

    assert (["m4", "m3", "m2"], ["m1"]) == tuple(
        [one["text"] for one in got["messages"]] for got in (page, rest)
    )
    assert (True, False) == (page["has_more"], rest["has_more"])
    assert (note, False) == (page["messages"][0]["metadata"], "metadata" in rest["messages"][0])
    assert ["m0", "leaf"] == [one["text"] for one in thread["messages"]]


@loopback
async def test_direct_messages_open_once(slack: LoopbackSlack) -> None:
    """conversations.open gives the same channel each time; a user's id works as a channel as well."""
    team, _, ada, client = _place(slack)
    opened = [(await client.conversations_open(users=ada.id))["channel"]["id"] for _ in range(2)]
    await client.chat_postMessage(channel=ada.id, text="t")

    assert {slack.direct_messages(team, ada).id} == set(opened)
    assert ["t"] == [post.text for post in slack.messages(slack.direct_messages(team, ada))]


@loopback
async def test_nothing_crosses_between_workspaces(slack: LoopbackSlack) -> None:
    """A token finds nothing of another workspace, and asking for it is a violation."""
    _, news, ada, _ = _place(slack)
    other = client_of(slack, slack.add_team("Mill"))
    drawn = [
        await _error(other.chat_postMessage(channel=news.id, text="t")),
        await _error(other.users_info(user=ada.id)),
    ]

    assert ["channel_not_found", "user_not_found"] == drawn
    assert 2 == len(slack.violations)
    slack.violations.clear()


def test_methods_ask_for_the_documented_scopes() -> None:
    """Scope and tier of every method are those of Slack's reference, where that file is at hand."""
    known = documented()
    for name, one in METHODS.items():
        if name in known:
            assert set(one.scopes) <= set(known[name]["scopes"]), name
            assert one.tier in (0, int(known[name]["tier"][1])), name
            assert bool(one.scopes) == bool(known[name]["scopes"]), name
