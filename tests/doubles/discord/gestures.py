"""What people do: type commands, complete options, press buttons, choose, fill in forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.doubles.discord.forms import CHANNEL, options_json, pick, submission_json
from tests.doubles.discord.interactions import (
    AUTOCOMPLETE,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    SLASH,
    Interaction,
)
from tests.doubles.discord.permissions import MEMBER, Permission
from tests.doubles.discord.shapes import channel_json, member_json, post_json, user_json
from tests.doubles.discord.world import IS_LOADING, Channel, Guild, Post, User, fresh_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.doubles.discord.gateway import Gateway
    from tests.doubles.discord.problems import Json
    from tests.doubles.discord.world import World

STRING_SELECT, CHANNEL_SELECT = 3, 8
SLASH_COMMAND, MESSAGE_COMMAND = 1, 3


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person sees after a gesture."""

    interaction: Interaction

    @property
    def message(self) -> Post:
        """The message the gesture led to; for a button that changed nothing, the one it stands under."""
        assert self.interaction.original is not None, "The gesture led to no message."
        return self.interaction.original

    @property
    def text(self) -> str:
        """Everything the message says."""
        return self.message.text

    @property
    def is_ephemeral(self) -> bool:
        """Whether the asker alone sees it."""
        return self.message.is_ephemeral

    @property
    def was_deferred(self) -> bool:
        """Whether the first response was a promise."""
        return self.interaction.response in (DEFER, DEFER_UPDATE)

    @property
    def acknowledged_after_seconds(self) -> float:
        """How long the first response took, by the double's clock."""
        assert self.interaction.acknowledged_after_seconds is not None, "Nothing acknowledged the gesture."
        return self.interaction.acknowledged_after_seconds

    @property
    def answered_after_seconds(self) -> float:
        """How long it took until the message stood there as it is now, by the double's clock."""
        assert self.interaction.answered_after_seconds is not None, "Nothing answered the gesture."
        return self.interaction.answered_after_seconds

    @property
    def opened_form(self) -> bool:
        """Whether the gesture opened a form."""
        return self.interaction.form is not None

    @property
    def form(self) -> Json:
        """The form (modal) that the gesture opened, as it was sent."""
        assert self.interaction.form is not None, f"The gesture opened no form but led to: {self.text}"
        return self.interaction.form

    @property
    def followups(self) -> list[Post]:
        """The further messages."""
        return self.interaction.followups


class Gestures:
    """Turns a person's gesture into INTERACTION_CREATE and waits for what comes back.

    Each takes, besides what it names: locale ("en-US"), permissions (of the member), copies (how often the
    event is sent), awaits (False: do not wait for the answer), is_overridden (an admin of the guild opened a
    command to people without its default permissions).
    """

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    async def slash(  # in the order a person types them
        self,
        guild: Guild | None,
        channel: Channel,
        user: User,
        command: str,
        verb: str = "",
        options: Mapping[str, Any] | None = None,
        **context: Any,
    ) -> Reply:
        """Type `/command verb` with *options* and wait for the final message, or the form."""
        found = self._command(command, guild, SLASH_COMMAND, context)
        data = self._slash_json(found, verb, options or {})
        return await self.send(SLASH, data, guild, channel, user, **context)

    def _slash_json(self, found: Json, verb: str, values: Mapping[str, Any], *, focused: str = "") -> Json:
        given = options_json(found, verb, values, focused=focused)
        data: Json = {"id": found["id"], "name": found["name"], "type": SLASH_COMMAND}
        if given:
            data["options"] = given
        if found.get("guild_id"):
            data["guild_id"] = found["guild_id"]
        channels = [self._world.channels[one["value"]] for one in _leaves(given) if one["type"] == CHANNEL]
        if channels:
            data["resolved"] = self._resolved_channels(channels)
        return data

    def _resolved_channels(self, channels: list[Channel]) -> Json:
        fields = ("id", "name", "type", "parent_id", "thread_metadata", "flags")
        written = {one.id: channel_json(self._world, one) for one in channels}
        cut = {id_: {name: one[name] for name in fields if name in one} for id_, one in written.items()}
        return {"channels": {id_: one | {"permissions": str(int(MEMBER))} for id_, one in cut.items()}}

    async def autocomplete(  # noqa: PLR0917  # as above
        self,
        guild: Guild | None,
        channel: Channel,
        user: User,
        command: str,
        verb: str,
        option: str,
        typed: str,
        others: Mapping[str, Any] | None = None,
        **context: Any,
    ) -> list[Json]:
        """Type *typed* into *option* and return the choices that are offered."""
        reply = await self.completion(guild, channel, user, command, verb, option, typed, others, **context)
        return reply.interaction.choices or []

    async def completion(  # noqa: PLR0917  # as above
        self,
        guild: Guild | None,
        channel: Channel,
        user: User,
        command: str,
        verb: str,
        option: str,
        typed: str,
        others: Mapping[str, Any] | None = None,
        **context: Any,
    ) -> Reply:
        """Type *typed* into *option* and return everything that came back."""
        found = self._command(command, guild, SLASH_COMMAND, context)
        data = self._slash_json(found, verb, {**(others or {}), option: typed}, focused=option)
        return await self.send(AUTOCOMPLETE, data, guild, channel, user, **context)

    async def menu(
        self, guild: Guild | None, channel: Channel, user: User, command: str, message: Post, **context: Any
    ) -> Reply:
        """Choose *command* in the context menu of *message*."""
        found = self._command(command, guild, MESSAGE_COMMAND, context)
        resolved = {"messages": {message.id: post_json(self._world, message)}}
        data: Json = {"id": found["id"], "name": found["name"], "type": MESSAGE_COMMAND}
        data |= {"target_id": message.id, "resolved": resolved}
        return await self.send(SLASH, data, guild, channel, user, **context)

    async def press(self, message: Post, button: str, user: User, **context: Any) -> Reply:
        """Press the button whose label or custom id is *button*."""
        found = _component(message, button)
        assert "custom_id" in found, f"{button!r} is a link."
        data = {"custom_id": found["custom_id"], "component_type": found["type"], "id": found["id"]}
        return await self._use(message, data, user, context)

    async def select(self, message: Post, menu: str, values: list[str], user: User, **context: Any) -> Reply:
        """Choose *values* (or their labels) in the menu whose custom id or placeholder is *menu*."""
        found = _component(message, menu)
        chosen = pick(found["options"], values) if found["type"] == STRING_SELECT else values
        data: Json = {"custom_id": found["custom_id"], "component_type": found["type"], "id": found["id"]}
        data["values"] = chosen
        if found["type"] == CHANNEL_SELECT:
            data["resolved"] = self._resolved_channels([self._world.channels[one] for one in chosen])
        return await self._use(message, data, user, context)

    async def _use(self, message: Post, data: Json, user: User, context: dict[str, Any]) -> Reply:
        assert message.ephemeral_for in ("", user.id), f"{user.name} does not see this message."
        standing = self._world.posts.get(message.channel_id, {})
        assert message.id in standing, "The message is no longer there."
        channel = self._world.channels[message.channel_id]
        guild = self._world.guilds.get(channel.guild_id)
        return await self.send(COMPONENT, data, guild, channel, user, message=message, **context)

    async def submit(self, reply: Reply, values: Mapping[str, Any] | None = None, **context: Any) -> Reply:
        """Fill in the form of *reply*, by custom id or label, and send it; the rest stays as it is."""
        asked = reply.interaction
        channel = self._world.channels[asked.channel_id]
        guild = self._world.guilds.get(channel.guild_id)
        parts = submission_json(reply.form, values or {})
        data: Json = {"custom_id": reply.form["custom_id"], "components": parts}
        user = self._world.users[asked.user_id]
        return await self.send(MODAL, data, guild, channel, user, message=asked.message, **context)

    async def send(  # everything an interaction carries
        self,
        kind: int,
        data: Json,
        guild: Guild | None,
        channel: Channel,
        user: User,
        *,
        message: Post | None = None,
        locale: str = "en-US",
        permissions: int = MEMBER,
        copies: int = 1,
        awaits: bool = True,
        is_overridden: bool = False,
    ) -> Reply:
        """Send an interaction exactly so, whatever is registered, and wait for its answer."""
        del is_overridden  # judged before
        guild_id = guild.id if guild and guild.has_bot else ""
        session = await self._world.until(
            lambda: self._gateway.session_for(guild_id), "a gateway session to send the interaction to"
        )
        assert session is not None
        asked = Interaction(
            id=self._world.ids.next(),
            token=fresh_token(),
            kind=kind,
            user_id=user.id,
            channel_id=channel.id,
            payload={},
            sent_at_seconds=self._world.clock.seconds,
            is_outside=bool(guild and not guild.has_bot),
            message=message,
        )
        asked.payload = self._payload(asked, data, guild, channel, user) | {"locale": locale}
        if guild:
            asked.payload["member"]["permissions"] = str(int(permissions))
        self._world.interactions[asked.token] = asked
        for _ in range(copies):
            session.dispatch("INTERACTION_CREATE", asked.payload)
        if awaits:
            await self.settled(Reply(asked))
        return Reply(asked)

    async def settled(self, reply: Reply, *, timeout_seconds: float = 10) -> Reply:
        """Wait until nothing more is to come: the final message, the choices or the form stand there."""
        sent = reply.interaction.payload["data"]
        what = f"the answer to {sent.get('name') or sent.get('custom_id')}"
        await self._world.until(lambda: _is_settled(reply.interaction), what, timeout_seconds=timeout_seconds)
        return reply

    def _payload(
        self, asked: Interaction, data: Json, guild: Guild | None, channel: Channel, user: User
    ) -> Json:
        owners = {"1": user.id} if asked.is_outside else {"0": guild.id if guild else "0"}
        payload: Json = {
            "id": asked.id,
            "application_id": self._world.application_id,
            "type": asked.kind,
            "token": asked.token,
            "version": 1,
            "data": data,
            "channel": channel_json(self._world, channel),
            "channel_id": channel.id,
            "context": 0 if guild else 1,
            "attachment_size_limit": 10 * 1024 * 1024,
            "entitlements": [],
            "app_permissions": str(int(self._world.bot_permissions(channel))),
            "authorizing_integration_owners": owners,
        }
        if asked.message is not None:
            payload["message"] = post_json(self._world, asked.message)
        if guild is None:
            return payload | {"user": user_json(user)}
        member = member_json(self._world, guild, user.id) | {"user": user_json(user)}
        return payload | {
            "guild_id": guild.id,
            "guild": {"id": guild.id, "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": member,
        }

    def _command(self, name: str, guild: Guild | None, kind: int, context: Mapping[str, Any]) -> Json:
        """Find a registered command that Discord's client would show here."""
        for scope in ([guild.id] if guild else []) + [""]:
            for command in self._world.commands.get(scope, {}).values():
                if command["name"] == name and command["type"] == kind:
                    _check_shown(command, guild, context)
                    return command
        known = [one["name"] for scope in self._world.commands.values() for one in scope.values()]
        raise AssertionError(f"No command {name!r} of type {kind} is registered; these are: {known}.")


def _check_shown(command: Json, guild: Guild | None, context: Mapping[str, Any]) -> None:
    contexts = command.get("contexts")
    here = 0 if guild else 1
    assert contexts is None or here in contexts, f"{command['name']} is not shown in context {here}."
    installs = command.get("integration_types") or [0]
    needed = 1 if guild and not guild.has_bot else 0
    assert needed in installs, f"{command['name']} cannot be installed as {needed}."
    required = command.get("default_member_permissions")
    held = context.get("permissions", MEMBER)
    may = required is None or held & Permission.ADMINISTRATOR or held & int(required) == int(required) != 0
    assert not guild or may or context.get("is_overridden"), f"{command['name']} is not shown to this member."


def _is_settled(asked: Interaction) -> bool:
    """Tell whether there is nothing more to wait for."""
    if asked.response == DEFER:
        return asked.original is None or not asked.original.flags & IS_LOADING
    if asked.response == DEFER_UPDATE:
        return asked.was_edited or bool(asked.followups)
    return asked.response != 0


def _leaves(options: list[Json]) -> list[Json]:
    inner = [leaf for one in options for leaf in _leaves(one.get("options") or [])]
    return [one for one in options if "value" in one] + inner


def _component(message: Post, wanted: str) -> Json:
    for part in message.buttons:
        if wanted in (part.get("custom_id"), part.get("label"), part.get("placeholder")):
            assert not part.get("disabled"), f"{wanted!r} is greyed out."
            return part
    there = [part.get("label") or part.get("custom_id") for part in message.buttons]
    raise AssertionError(f"The message has no {wanted!r}; it has {there}.")
