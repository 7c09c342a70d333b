"""A Slack on loopback: Web API, Socket Mode, signed callbacks and response_url, for the real Bolt and SDK.

    async with LoopbackSlack() as slack:                  # slack.api_base, .app_token, .signing_secret
        team = slack.add_team("Harbour")                  # .bot_token, .bot; scopes=("chat:write", ...)
        news, ada = slack.add_channel(team, "news"), slack.add_user(team, "ada", tz="Europe/Berlin")
        slack.install_manifest(manifest)                  # before add_team: scopes, commands, should_escape
        ...                           # AsyncWebClient(token=team.bot_token, base_url=slack.api_base)
        reply = await slack.command(team, news, ada, "/brief", "now deal")
        reply.text, reply.is_ephemeral, reply.acknowledged_after_seconds, reply.message.buttons, reply.failure
        reply = await slack.mention(news, ada, "now deal", thread=post)
        reply = await slack.direct_message(ada, "now deal")                 # .edit(post, ...), .echo(post)
        reply = await slack.press(reply, "Share", ada)    # or a Post, or a View; by label, action_id or value
        reply = await slack.select(post, "Length", "Short", ada)
        reply = await slack.shortcut(ada, "why", message=post)
        reply = await slack.submit(reply.view, {"Topics": "harbour"})       # reply.errors, reply.view
        offered = await slack.suggest(reply.view, "Topic", "dea", ada)
        reply = await slack.open_home(ada); reply.view.text; slack.home(ada)
        slack.messages(news), slack.messages(news, seen_by=ada)      # .text, .fallback, .pinged, .unfurls
        slack.pinged, slack.unfurled                      # by anything the app ever wrote
        slack.views                                       # the modals that are open
        slack.requests                                    # every call: .name, .args, .status, .answer
        slack.impatient                                   # those that came earlier than a 429 allowed
        await slack.until(lambda: slack.messages(news))   # instead of sleeping

Gestures go through Socket Mode; after `slack.request_url = "http://127.0.0.1:1234/slack/events"` they are
signed HTTP requests. What goes wrong on demand:

        slack.faults.lose_answer("chat.postMessage")      # carried out, then cut
        slack.faults.cut(...), .fail(..., 502), .refuse(..., "fatal_error"), .limit(...), .garble(...)
        gate = slack.faults.hold("response_url"); ...; gate.set()
        await slack.sockets.disconnect("refresh_requested"); slack.sockets.stall(); slack.sockets.drop()
        slack.sockets.most_connections = 1                # the next one hears too_many_websockets
        async with slack.shut_sockets(): ...              # connections are refused
        await slack.command(..., copies=2)                # the same envelope twice
        await slack.redeliver(reply, retry=1)             # the same event again, as Slack does
        await slack.callbacks.post(body, secret="wrong")  # timestamp=..., headers=...
        await slack.callbacks.replay(slack.deliveries[0])
        slack.clock.advance(4)                            # past the three seconds
        slack.remove(news), .invite(news), .archive(news), .delete_channel(news), .revoke(team.bot_token)
        await slack.uninstall(team)
        granted = slack.consent(address, slack.found_team("Mill"), admin)     # OAuth: {"code", "state"}

What a client does that none should (a broken limit, an argument no document names, a sixth use of a
response_url, an acknowledgement of nothing) is kept in `slack.violations`; leaving the block fails when there
is any.
"""

from tests.doubles.slack.callbacks import Callback
from tests.doubles.slack.problems import Json
from tests.doubles.slack.reply import Reply
from tests.doubles.slack.server import LoopbackSlack
from tests.doubles.slack.webapi import Call
from tests.doubles.slack.world import (
    APP_TOKEN,
    SCOPES,
    SIGNING_SECRET,
    Channel,
    Post,
    Team,
    User,
    View,
)

__all__ = [
    "APP_TOKEN",
    "SCOPES",
    "SIGNING_SECRET",
    "Call",
    "Callback",
    "Channel",
    "Json",
    "LoopbackSlack",
    "Post",
    "Reply",
    "Team",
    "User",
    "View",
]
