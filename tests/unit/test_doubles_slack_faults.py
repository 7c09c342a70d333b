"""What goes wrong on demand on the loopback Slack, what it counts, and whom it lets in."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import LoopbackSlack
from tests.doubles.slack.clients import app_of, client_of, loopback, over_sockets
from tests.doubles.slack.specs import MANIFEST

if TYPE_CHECKING:
    from tests.doubles.slack import Channel, Json, Team

POST = "chat.postMessage"


def _place(slack: LoopbackSlack) -> tuple[Team, Channel, AsyncWebClient]:
    team = slack.add_team("Harbour")
    return team, slack.add_channel(team, "news"), client_of(slack, team)


@pytest.mark.parametrize("resets", [True, False])
@pytest.mark.parametrize(("fault", "stored"), [("lose_answer", 1), ("cut", 0)])
def test_a_connection_breaks_before_or_after_the_effect(fault: str, stored: int, *, resets: bool) -> None:
    """A lost answer leaves the message, a cut request does not."""

    @loopback
    async def scenario(slack: LoopbackSlack) -> None:
        _, news, client = _place(slack)
        met = getattr(slack.faults, fault)(POST, resets=resets)
        with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
            await client.chat_postMessage(channel=news.id, text="x")
        kept = len(slack.messages(news))
        await client.chat_postMessage(channel=news.id, text="y")

        assert (stored, 1, [0, 200]) == (kept, met.met, [call.status for call in slack.requests])

    scenario()


@loopback
async def test_the_librarys_own_repetition_posts_twice(slack: LoopbackSlack) -> None:
    """With slack_sdk's default handler a lost answer leads to two messages: the trap is there."""
    team, news, _ = _place(slack)
    slack.faults.lose_answer(POST)
    await AsyncWebClient(token=team.bot_token, base_url=slack.api_base).chat_postMessage(
        channel=news.id, text="x"
    )

    assert ["x", "x"] == [post.text for post in slack.messages(news)]


@loopback
async def test_an_answer_can_be_anything(slack: LoopbackSlack) -> None:
    """Error pages, errors by name with or without effect, 429s and half a JSON text take its place."""
    _, news, client = _place(slack)
    slack.faults.fail(POST, 502)
    slack.faults.refuse(POST, "fatal_error", has_effect=True)
    slack.faults.refuse("chat.*", "internal_error")
    slack.faults.limit(POST, retry_after_seconds=7)
    slack.faults.garble("*")
    seen: list[Any] = []
    for _ in range(5):
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel=news.id, text="x")
        seen.append(refused.value.response)

    assert [502, 200, 200, 429, 200] == [call.status for call in slack.requests]
    assert ["fatal_error", "internal_error", "ratelimited"] == [one["error"] for one in seen[1:4]]
    assert "7" == seen[3].headers["Retry-After"]
    assert 2 == len(slack.messages(news))


@loopback
async def test_answers_are_held_and_slowed(slack: LoopbackSlack) -> None:
    """A held call waits for its gate, a slow one is carried out at once and answered later."""
    _, news, client = _place(slack)
    gate = slack.faults.hold(POST)
    posting = asyncio.create_task(client.chat_postMessage(channel=news.id, text="held"))
    await slack.until(lambda: slack.requests, "the call")
    before = len(slack.messages(news))
    gate.set()
    await posting
    slack.faults.slow(POST, 0.01)
    await client.chat_postMessage(channel=news.id, text="slow")
    slack.faults.cut("*")
    slack.faults.clear()
    await client.auth_test()

    assert (0, ["held", "slow"]) == (before, [post.text for post in slack.messages(news)])


@loopback
async def test_a_channel_takes_a_burst_and_then_one_a_second(slack: LoopbackSlack) -> None:
    """Posts to one channel are limited by a burst that refills, other channels by none of it."""
    team, news, client = _place(slack)
    other = slack.add_channel(team, "other")
    for _ in range(slack.limits.post_burst):
        await client.chat_postMessage(channel=news.id, text="x")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=news.id, text="x")
    await client.chat_postMessage(channel=other.id, text="x")
    slack.clock.advance(1)
    await client.chat_postMessage(channel=news.id, text="x")

    assert (429, "1") == (refused.value.response.status_code, refused.value.response.headers["Retry-After"])
    assert slack.limits.post_burst + 1 == len(slack.messages(news))


@loopback
async def test_each_method_has_its_tier_in_each_workspace(slack: LoopbackSlack) -> None:
    """The 21st users.list within a minute is refused; another workspace has a count of its own."""
    _, _, client = _place(slack)
    other = client_of(slack, slack.add_team("Mill"))
    for _ in range(20):
        await client.users_list()
    with pytest.raises(SlackApiError, match="ratelimited") as refused:
        await client.users_list()
    await other.users_list()
    slack.limits.by_method["auth.test"] = 1
    await client.auth_test()
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.auth_test()

    assert "3" == refused.value.response.headers["Retry-After"]


@loopback
async def test_tokens_are_looked_at(slack: LoopbackSlack) -> None:
    """No token, a wrong one, a revoked one and one of a workspace that sent the app away each fail."""
    team, _, client = _place(slack)
    gone = slack.add_team("Mill")
    slack.revoke(gone.bot_token, "account_inactive")
    await client.auth_revoke(test=True)
    await client.auth_revoke()
    tokens = ["", "fake-token-of-nobody", team.bot_token, gone.bot_token, slack.app_token]
    drawn = []
    for token in tokens:
        with pytest.raises(SlackApiError) as refused:
            await AsyncWebClient(token=token, base_url=slack.api_base, retry_handlers=[]).auth_test()
        drawn.append(refused.value.response["error"])

    assert [
        "not_authed",
        "invalid_auth",
        "token_revoked",
        "account_inactive",
        "not_allowed_token_type",
    ] == drawn
    slack.violations.clear()


@loopback
async def test_an_app_that_is_removed_hears_of_it(slack: LoopbackSlack) -> None:
    """Uninstalling voids the token and sends tokens_revoked and app_uninstalled."""
    team, _, client = _place(slack)
    app = app_of(slack, team)
    heard: list[str] = []

    @app.event("tokens_revoked")
    async def revoked(event: Json) -> None:
        heard.append(event["type"])

    @app.event("app_uninstalled")
    async def uninstalled(event: Json) -> None:
        heard.append(event["type"])

    async with over_sockets(slack, app):
        await slack.uninstall(team)
        await slack.until(lambda: len(heard) == 2, "both events")
    with pytest.raises(SlackApiError, match="account_inactive"):
        await client.auth_test()

    assert ({"tokens_revoked", "app_uninstalled"}, False) == (set(heard), team.is_installed)


def _page(slack: LoopbackSlack, **more: str) -> str:
    query = {"client_id": slack.world.client_id, "scope": "chat:write,commands", "state": "s1"} | more
    return "https://slack.com/oauth/v2/authorize?" + urlencode(query)


async def _access(client: AsyncWebClient, **sent: str) -> Any:
    """Call oauth.v2.access; the client's own method still warns, as it uses aiohttp's old BasicAuth."""
    return await client.api_call("oauth.v2.access", data=sent)


@loopback
async def test_a_workspace_installs_the_app(slack: LoopbackSlack) -> None:
    """Consent gives a code and the state back; the code becomes a token once, for this client only."""
    mill = slack.found_team("Mill")
    root = slack.add_user(mill, "root", is_admin=True)
    granted = slack.consent(_page(slack, redirect_uri="http://127.0.0.1/done"), mill, root)
    keys = {"client_id": slack.world.client_id, "client_secret": slack.world.client_secret}
    client = AsyncWebClient(base_url=slack.api_base, retry_handlers=[])
    sent = {"code": granted["code"], "redirect_uri": "http://127.0.0.1/done"}
    with pytest.raises(SlackApiError, match="bad_client_secret"):
        await _access(client, **keys | {"client_secret": "fake-wrong-secret"}, **sent)
    got = await _access(client, **keys, **sent)
    with pytest.raises(SlackApiError, match="invalid_code"):
        await _access(client, **keys, **sent)
    me = await AsyncWebClient(token=got["access_token"], base_url=slack.api_base).auth_test()

    assert ("s1", "chat:write,commands", mill.id) == (granted["state"], got["scope"], got["team"]["id"])
    assert (mill.id, mill.bot.id) == (me["team_id"], me["user_id"])


@loopback
async def test_an_app_installed_again_gets_a_new_token(slack: LoopbackSlack) -> None:
    """After it was sent away the old token stays void; installed twice the same token has more scopes."""
    team, _, client = _place(slack)
    root = slack.add_user(team, "root")
    keys = {"client_id": slack.world.client_id, "client_secret": slack.world.client_secret}
    old = team.bot_token
    more = slack.consent(_page(slack, scope="team:read"), team, root)
    same = await _access(client, **keys, code=more["code"])
    slack.revoke(old)
    again = slack.consent(_page(slack), team, root)
    new = await _access(client, **keys, code=again["code"])

    assert (old, True) == (same["access_token"], "team:read" in same["scope"])
    assert new["access_token"] not in (old, "")


@loopback
async def test_scopes_the_manifest_lacks_are_not_granted(slack: LoopbackSlack) -> None:
    """The page refuses scopes beyond the manifest's, and an address that is another page."""
    team, _, _ = _place(slack)
    root = slack.add_user(team, "root")
    slack.world.manifest = {"oauth_config": {"scopes": {"bot": ["commands"]}}}
    with pytest.raises(AssertionError, match="invalid_scope"):
        slack.consent(_page(slack), team, root)
    with pytest.raises(AssertionError, match="no page"):
        slack.consent("https://slack.com/apps", team, root)


def test_violations_fail_the_block() -> None:
    """Leaving the double after a call that no client should make fails and names it."""

    async def scenario() -> None:
        async with LoopbackSlack() as slack:
            _, news, client = _place(slack)
            await client.chat_postMessage(channel=news.id, text="x", colour="red")
            with pytest.raises(SlackApiError, match="unknown_method"):
                await client.api_call("chat.shout")

    with pytest.raises(AssertionError, match=r"chat\.shout"):
        asyncio.run(scenario())


@loopback
async def test_a_client_may_show_its_secret_by_basic_authorization(slack: LoopbackSlack) -> None:
    """oauth.v2.access takes id and secret from the header; the redirect must be the one agreed to."""
    mill = slack.found_team("Mill")
    root = slack.add_user(mill, "root")
    world = slack.world
    granted = [slack.consent(_page(slack), mill, root)["code"] for _ in range(3)]
    tried = [
        (world.client_id, {"code": granted[0]}),
        (world.client_id, {"code": granted[1], "redirect_uri": "http://127.0.0.1/other"}),
        ("9.9", {"code": granted[2]}),
    ]
    answers = []
    async with aiohttp.ClientSession() as session:
        for client_id, form in tried:
            basic = base64.b64encode(f"{client_id}:{world.client_secret}".encode()).decode()
            headers = {"Authorization": f"Basic {basic}"}
            url = f"{slack.api_base}oauth.v2.access"
            async with session.post(url, data=form, headers=headers) as answer:
                answers.append((await answer.json()).get("error", ""))

    assert ["", "bad_redirect_uri", "invalid_client_id"] == answers


@pytest.mark.parametrize(("body", "error"), [("{", "invalid_json"), ("[]", "json_not_object")])
def test_bodies_that_are_no_object_are_refused(body: str, error: str) -> None:
    """Half a JSON text, or a list, is refused by name."""

    @loopback
    async def scenario(slack: LoopbackSlack) -> None:
        headers = {"Content-Type": "application/json"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{slack.api_base}auth.test", data=body, headers=headers) as answer,
        ):
            assert error == (await answer.json())["error"]
        slack.violations.clear()

    scenario()


@loopback
async def test_missing_arguments_and_posts_by_address_are_noticed(slack: LoopbackSlack) -> None:
    """A call without its required arguments is refused; one that writes by GET works but is a violation."""
    _, news, client = _place(slack)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.api_call("users.info", http_verb="GET", params={})
    await client.api_call(POST, http_verb="GET", params={"channel": news.id, "text": "x", "blocks": "[]"})

    assert ["x"] == [post.text for post in slack.messages(news)]
    assert 2 == len(slack.violations)
    slack.violations.clear()


@loopback
async def test_a_manifest_is_held_to_slacks_schema(slack: LoopbackSlack) -> None:
    """A broken manifest is a violation, where Slack's schema is at hand."""
    slack.install_manifest({"display_information": {}})

    assert MANIFEST.exists() == bool(slack.violations)
    slack.violations.clear()


@loopback
async def test_waiting_in_vain_ends(slack: LoopbackSlack) -> None:
    """A wait for something that never comes ends and says what it was for."""
    with pytest.raises(AssertionError, match="in vain for a miracle"):
        await slack.until(lambda: None, "a miracle", timeout_seconds=0.01)
