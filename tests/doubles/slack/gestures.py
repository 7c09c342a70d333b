"""What people do: type commands, mention the bot, press buttons, choose, search, fill in forms."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

from tests.doubles.slack.forms import check_filled, choose, chosen_json, fill_in
from tests.doubles.slack.interactions import (
    ACK_SECONDS,
    ACTION,
    CLOSED,
    COMMAND,
    EVENT,
    MESSAGE_ACTION,
    SHORTCUT,
    SUBMISSION,
    SUGGESTION,
    Interaction,
)
from tests.doubles.slack.payloads import (
    action_json,
    command_json,
    event_json,
    interaction_json,
    place_json,
)
from tests.doubles.slack.reply import Reply
from tests.doubles.slack.shapes import post_json, view_json
from tests.doubles.slack.world import DIRECT, PRIVATE, Post, View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.doubles.slack.callbacks import Callbacks
    from tests.doubles.slack.problems import Json
    from tests.doubles.slack.sockets import SocketMode
    from tests.doubles.slack.world import Channel, Team, User, World


class Gestures:
    """Turns a person's gesture into what Slack sends and waits for what comes back.

    Each takes, besides what it names: copies (how often it is sent), awaits (False: do not wait).
    """

    def __init__(self, world: World, sockets: SocketMode, callbacks: Callbacks) -> None:
        self._world = world
        self._sockets = sockets
        self._callbacks = callbacks
        self._deliveries: set[asyncio.Task[None]] = set()

    async def command(
        self, team: Team, channel: Channel, user: User, command: str, text: str = "", **how: Any
    ) -> Reply:
        """Type `/command text` into *channel* (never into a thread: Slack takes no commands there)."""
        declared = self._world.manifest.get("features", {}).get("slash_commands")
        known = [one["command"] for one in declared or ()]
        assert declared is None or command in known, f"{command} is not a valid command; declared: {known}."
        asked = self._new(COMMAND, team, user, channel=channel)
        asked.payload = command_json(self._world, asked, channel, user, f"{command} {text}")
        return await self.send(asked, **how)

    async def mention(
        self, channel: Channel, user: User, text: str, *, thread: Post | None = None, **how: Any
    ) -> Reply:
        """Write "@brief *text*" into *channel*, or into the thread of a message."""
        team = self._world.teams[channel.team_id]
        post = self._written(channel, user, f"{team.bot.mention} {text}", thread)
        return await self._tell_of(post, channel, user, {"type": "app_mention"}, how)

    async def direct_message(self, user: User, text: str, *, thread: Post | None = None, **how: Any) -> Reply:
        """Write *text* to the bot directly."""
        channel = self._world.direct_messages(self._world.teams[user.team_id], user.id)
        post = self._written(channel, user, text, thread)
        return await self._tell_of(post, channel, user, {"type": "message", "channel_type": "im"}, how)

    async def edit(self, post: Post, text: str, **how: Any) -> Reply:
        """Let a person change what they wrote to the bot directly: an event without text of its own."""
        before, channel = post_json(self._world, post), self._channel_of(post)
        post.fallback, post.edited_ts = text, self._world.new_ts()
        event: Json = {"type": "message", "subtype": "message_changed", "channel_type": "im", "hidden": True}
        event |= {"channel": channel.id, "ts": self._world.new_ts(), "previous_message": before}
        event["message"] = post_json(self._world, post)
        return await self.event(
            self._world.teams[post.team_id], event, channel=channel, waits_for_answer=False, **how
        )

    async def echo(self, post: Post, **how: Any) -> Reply:
        """Tell the app of a direct message of its own, as Slack does with every one."""
        channel = self._channel_of(post)
        event = post_json(self._world, post) | {"channel": channel.id, "channel_type": "im"}
        return await self.event(
            self._world.teams[post.team_id], event, channel=channel, waits_for_answer=False, **how
        )

    def _channel_of(self, post: Post) -> Channel:
        return self._world.teams[post.team_id].channels[post.channel_id]

    def _written(self, channel: Channel, user: User, text: str, thread: Post | None) -> Post:
        root = (thread.thread_ts or thread.ts) if thread else ""
        post = Post(ts=self._world.new_ts(), team_id=channel.team_id, channel_id=channel.id, user_id=user.id)
        post.is_from_bot, post.fallback, post.thread_ts = False, text, root
        return self._world.keep(post)

    async def _tell_of(
        self, post: Post, channel: Channel, user: User, event: Json, how: Mapping[str, Any]
    ) -> Reply:
        told = post_json(self._world, post) | event | {"channel": channel.id, "event_ts": post.ts}
        return await self.event(
            self._world.teams[channel.team_id],
            told,
            user=user,
            channel=channel,
            thread_ts=post.thread_ts,
            **how,
        )

    async def press(self, where: Post | View | Reply, button: str, user: User, **how: Any) -> Reply:
        """Press the button whose label, action_id or value is *button*."""
        place, element = _element(where, button)
        assert not element.get("url") or element.get("action_id"), f"{button!r} is a link."
        return await self._use(place, element, {}, user, how)

    async def select(
        self, where: Post | View | Reply, menu: str, values: Any, user: User, **how: Any
    ) -> Reply:
        """Choose *values* (labels, values or ids) in the menu whose placeholder or action_id is *menu*."""
        place, element = _element(where, menu)
        if isinstance(place, View):
            choose(place, element["block_id"], element, values)
        return await self._use(place, element, chosen_json(element, values), user, how)

    async def _use(
        self, place: Post | View, element: Json, chosen: Json, user: User, how: Mapping[str, Any]
    ) -> Reply:
        asked = self._at(ACTION, place, user)
        asked.payload = interaction_json(self._world, asked, user) | place_json(self._world, asked, place)
        asked.payload |= {"trigger_id": asked.trigger_id}
        asked.payload["actions"] = [action_json(self._world, element, chosen)]
        if chosen and isinstance(place, Post):
            asked.payload["state"]["values"] = {element["block_id"]: {element["action_id"]: chosen}}
        return await self.send(asked, **how)

    async def suggest(
        self, where: Post | View | Reply, menu: str, typed: str, user: User, **how: Any
    ) -> list[Json]:
        """Type *typed* into an external select and return the options that are offered."""
        place, element = _element(where, menu)
        least = element.get("min_query_length", 3)
        assert len(typed) >= least, f"Slack asks only once {least} characters are typed."
        asked = self._at(SUGGESTION, place, user)
        asked.payload = interaction_json(self._world, asked, user) | place_json(self._world, asked, place)
        asked.payload |= {name: element[name] for name in ("action_id", "block_id")} | {"value": typed}
        return (await self.send(asked, **how)).options

    async def submit(
        self,
        where: View | Reply,
        values: Mapping[str, Any] | None = None,
        *,
        user: User | None = None,
        **how: Any,
    ) -> Reply:
        """Fill in a modal, by label, block_id or action_id, and send it; the rest stays as it is."""
        view = where.view if isinstance(where, Reply) else where
        assert view.is_open, "The modal is closed."
        assert view.body.get("submit"), "The modal has no button to send it."
        fill_in(view, values or {})
        check_filled(view)
        asked = self._at(SUBMISSION, view, user or self._world.teams[view.team_id].users[view.user_id])
        asked.payload = interaction_json(self._world, asked, self._who(asked))
        shown = view_json(self._world, view)
        asked.payload |= {"trigger_id": asked.trigger_id, "view": shown, "response_urls": []}
        return await self.send(asked, **how)

    async def close(self, where: View | Reply, **how: Any) -> Reply | None:
        """Close a modal; the app is told if it asked for that."""
        view = where.view if isinstance(where, Reply) else where
        view.is_open = False
        if not view.body.get("notify_on_close"):
            return None
        asked = self._at(CLOSED, view, self._world.teams[view.team_id].users[view.user_id])
        asked.payload = interaction_json(self._world, asked, self._who(asked))
        asked.payload |= {"view": view_json(self._world, view), "is_cleared": False}
        return await self.send(asked, **how)

    async def shortcut(
        self, user: User, callback_id: str, *, message: Post | None = None, **how: Any
    ) -> Reply:
        """Choose a shortcut: in the menu of *message*, or the global one."""
        declared = self._world.manifest.get("features", {}).get("shortcuts")
        kind = "message" if message else "global"
        known = [one["callback_id"] for one in declared or () if one["type"] == kind]
        assert declared is None or callback_id in known, (
            f"No {kind} shortcut {callback_id!r}; declared: {known}."
        )
        team = self._world.teams[user.team_id]
        if message is None:
            asked = self._new(SHORTCUT, team, user)
            asked.payload = interaction_json(self._world, asked, user)
        else:
            asked = self._at(MESSAGE_ACTION, message, user)
            asked.payload = interaction_json(self._world, asked, user)
            place = place_json(self._world, asked, message)
            asked.payload |= {"channel": place["channel"], "message_ts": message.ts}
            asked.payload |= {"message": post_json(self._world, message), "response_url": asked.response_url}
        asked.payload |= {"callback_id": callback_id, "trigger_id": asked.trigger_id}
        asked.payload["action_ts"] = self._world.new_ts()
        return await self.send(asked, **how)

    async def open_home(self, user: User, *, tab: str = "home", **how: Any) -> Reply:
        """Open the App Home, or with tab="messages" its messages."""
        team = self._world.teams[user.team_id]
        channel = self._world.direct_messages(team, user.id)
        before = self._world.homes.get((team.id, user.id))
        event: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
        if before is not None and tab == "home":
            event["view"] = view_json(self._world, before)
        return await self.event(team, event, user=user, waits_for_answer=tab == "home", **how)

    async def event(
        self,
        team: Team,
        event: Json,
        *,
        user: User | None = None,
        channel: Channel | None = None,
        thread_ts: str = "",
        waits_for_answer: bool = True,
        **how: Any,
    ) -> Reply:
        """Send any event of *team*."""
        self._check_subscribed(event)
        asked = self._new(EVENT, team, user or team.bot, channel=channel)
        asked.thread_ts, asked.is_answer_due = thread_ts, waits_for_answer
        asked.payload = event_json(self._world, team, event)
        return await self.send(asked, **how)

    def _check_subscribed(self, event: Json) -> None:
        settings = self._world.manifest.get("settings")
        asked_for = (settings or {}).get("event_subscriptions", {}).get("bot_events", [])
        name = event["type"] + (f".{event['channel_type']}" if "channel_type" in event else "")
        assert settings is None or name in asked_for, f"The manifest subscribes to no {name}."

    async def uninstall(self, team: Team, **how: Any) -> Reply:
        """Remove the app from *team*: its token is void, then two events tell of it."""
        team.is_installed = False
        self._world.revoked[team.token] = "account_inactive"
        tokens = {"oauth": [], "bot": [team.bot.id]}
        await self.event(team, {"type": "tokens_revoked", "tokens": tokens}, waits_for_answer=False, **how)
        return await self.event(team, {"type": "app_uninstalled"}, waits_for_answer=False, **how)

    async def redeliver(self, reply: Reply, *, retry: int = 1, reason: str = "http_timeout") -> Reply:
        """Send an event again, as Slack does (at most three times) when nobody acknowledged it in time."""
        assert reply.interaction.kind == EVENT, "Slack sends nothing but events again."
        await self._deliver(reply.interaction, copies=1, retry=retry, reason=reason)
        return reply

    def _who(self, asked: Interaction) -> User:
        return self._world.teams[asked.team_id].users[asked.user_id]

    def _new(self, kind: str, team: Team, user: User, *, channel: Channel | None = None) -> Interaction:
        if channel is not None and channel.kind in (DIRECT, PRIVATE):
            assert user.id in channel.members or user.is_bot, f"{user.name} is not in this channel."
        asked = Interaction(
            kind=kind,
            team_id=team.id,
            user_id=user.id,
            channel_id=channel.id if channel else "",
            payload={},
            sent_at_seconds=self._world.clock.seconds,
        )
        if kind not in (EVENT, SUGGESTION, CLOSED):
            asked.trigger_id = f"{secrets.randbelow(10**9)}.{team.id}.{secrets.token_hex(8)}"
        if channel is not None and kind in (COMMAND, ACTION, MESSAGE_ACTION):
            path = "commands" if kind == COMMAND else "actions"
            asked.response_url = f"{self._world.response_base}/{path}/{team.id}/{secrets.token_hex(8)}"
        return asked

    def _at(self, kind: str, place: Post | View, user: User) -> Interaction:
        team = self._world.teams[place.team_id]
        if isinstance(place, View):
            assert place.user_id == user.id, f"{user.name} does not see this view."
            asked = self._new(kind, team, user)
            asked.view = place
            return asked
        assert place.ephemeral_for in ("", user.id), f"{user.name} does not see this message."
        assert place.ts in self._world.posts.get(place.channel_id, {}), "The message is no longer there."
        asked = self._new(kind, team, user, channel=team.channels[place.channel_id])
        asked.original, asked.thread_ts = place, place.thread_ts
        return asked

    async def send(self, asked: Interaction, *, copies: int = 1, awaits: bool = True) -> Reply:
        """Send an interaction exactly so and wait for its answer."""
        self._check_interactive(asked.kind)
        self._world.interactions.append(asked)
        await self._deliver(asked, copies=copies)
        reply = Reply(asked)
        return await self.settled(reply) if awaits else reply

    def _check_interactive(self, kind: str) -> None:
        settings = self._world.manifest.get("settings")
        if settings is None or kind in (COMMAND, EVENT):
            return
        interactivity = settings.get("interactivity", {})
        assert interactivity.get("is_enabled"), "The manifest does not turn interactivity on."
        has_address = not self._callbacks.url or interactivity.get("message_menu_options_url")
        assert kind != SUGGESTION or has_address, "The manifest has no message_menu_options_url."

    async def _deliver(self, asked: Interaction, *, copies: int, retry: int = 0, reason: str = "") -> None:
        if not self._callbacks.url:
            await self._world.until(lambda: self._sockets.is_connected, "a Socket Mode connection")
            asked.sent_at_seconds = asked.sent_at_seconds if retry else self._world.clock.seconds
            await self._sockets.send(asked, copies=copies, retry=retry, reason=reason)
            return
        sending = self._callbacks.send(asked, copies=copies, retry=retry, reason=reason)
        task = asyncio.create_task(sending)
        self._deliveries.add(task)
        task.add_done_callback(self._deliveries.discard)

    async def settled(self, reply: Reply, *, timeout_seconds: float = 10) -> Reply:
        """Wait until the answer stands there, or Slack gave up waiting for an acknowledgement."""
        asked = reply.interaction
        named = asked.payload.get("text") or asked.payload.get("callback_id") or ""
        what = f"the answer to {asked.kind} {named}"
        await self._world.until(lambda: self._is_settled(asked), what, timeout_seconds=timeout_seconds)
        return reply

    def _is_settled(self, asked: Interaction) -> bool:
        if not asked.is_acknowledged and self._world.clock.seconds - asked.sent_at_seconds > ACK_SECONDS:
            asked.failure = asked.failure or "operation_timeout"
        if asked.failure:
            return True
        ends_with_ack = asked.kind in (SUBMISSION, SUGGESTION, CLOSED) or not asked.is_answer_due
        return asked.is_acknowledged and (ends_with_ack or asked.answered_after_seconds is not None)

    async def stop_gestures(self) -> None:
        """Wait for the HTTP callbacks that are under way."""
        await asyncio.gather(*self._deliveries, return_exceptions=True)


def _element(where: Post | View | Reply, wanted: str) -> tuple[Post | View, Json]:
    """Find the one element whose label, placeholder, action_id or value is *wanted*."""
    place: Post | View
    if isinstance(where, Reply):
        place = where.interaction.posts[-1] if where.interaction.posts else where.view
    else:
        place = where
    for part in place.buttons:
        label = (part.get("text") or part.get("placeholder") or {}).get("text")
        if wanted in (label, part.get("action_id"), part.get("value")):
            return place, part
    there = [(part.get("text") or part.get("placeholder") or {}).get("text") for part in place.buttons]
    raise AssertionError(f"There is no {wanted!r} to use; there is {there}.")
