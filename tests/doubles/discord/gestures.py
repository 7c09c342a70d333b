"""What people do: type commands, complete options, press buttons, choose, fill in forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.doubles.discord.interactions import (
    AUTOCOMPLETE,
    CHOICES,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    FORM,
    MODAL,
    SLASH,
    Interaction,
)
from tests.doubles.discord.permissions import MEMBER
from tests.doubles.discord.shapes import channel_json, member_json, post_json, user_json
from tests.doubles.discord.world import IS_LOADING, Channel, Guild, Post, User, fresh_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.doubles.discord.gateway import Gateway
    from tests.doubles.discord.problems import Json
    from tests.doubles.discord.world import World

SUB_COMMAND, GROUP, STRING, INTEGER, BOOLEAN, CHANNEL, NUMBER = 1, 2, 3, 4, 5, 7, 10
BUTTON, STRING_SELECT = 2, 3


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person sees after a gesture."""

    interaction: Interaction

    @property
    def message(self) -> Post:
        """The message the gesture led to."""
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
    def form(self) -> Json:
        """The modal that the gesture opened."""
        assert self.interaction.form is not None, "The gesture opened no form."
        return self.interaction.form

    @property
    def followups(self) -> list[Post]:
        """The further messages."""
        return self.interaction.followups


class Gestures:
    """Turns a person's gesture into INTERACTION_CREATE and waits for what comes back."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    async def slash(
        self,
        guild: Guild | None,
        channel: Channel,
        user: User,
        command: str,
        verb: str = "",
        options: Mapping[str, Any] | None = None,
        **context: Any,
    ) -> Reply:
        """Type `/command verb` with *options* and wait for the final message, or the form.

        *context*: locale ("en-US"), permissions (of the member), copies (how often the event is sent).
        """
        found = self._command(command, guild, kind=1)
        data: Json = {"id": found["id"], "name": command, "type": 1}
        given = _options(found, verb, options or {})
        if given:
            data["options"] = given
        if found.get("guild_id"):
            data["guild_id"] = found["guild_id"]
        return await self.send(SLASH, data, guild, channel, user, **context)

    async def autocomplete(
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
        found = self._command(command, guild, kind=1)
        given = _options(found, verb, {**(others or {}), option: typed}, focused=option)
        data: Json = {"id": found["id"], "name": command, "type": 1, "options": given}
        reply = await self.send(AUTOCOMPLETE, data, guild, channel, user, **context)
        assert reply.interaction.choices is not None
        return reply.interaction.choices

    async def menu(
        self, guild: Guild | None, channel: Channel, user: User, command: str, message: Post, **context: Any
    ) -> Reply:
        """Choose *command* in the context menu of *message*."""
        found = self._command(command, guild, kind=3)
        resolved = {"messages": {message.id: post_json(self._world, message)}}
        data = {"id": found["id"], "name": command, "type": 3, "target_id": message.id, "resolved": resolved}
        return await self.send(SLASH, data, guild, channel, user, **context)

    async def press(self, message: Post, button: str, user: User, **context: Any) -> Reply:
        """Press the button whose label or custom id is *button*."""
        found = _component(message, button)
        data = {"custom_id": found["custom_id"], "component_type": BUTTON, "id": found.get("id", 1)}
        return await self._use(message, data, user, context)

    async def select(self, message: Post, menu: str, values: list[str], user: User, **context: Any) -> Reply:
        """Choose *values* (or their labels) in the menu whose custom id or placeholder is *menu*."""
        found = _component(message, menu)
        options = found.get("options", [])
        chosen = [one["value"] for one in options if one["value"] in values or one["label"] in values]
        assert len(chosen) == len(values), (
            f"{menu!r} offers {[one['label'] for one in options]}, not {values}."
        )
        data = {"custom_id": found["custom_id"], "component_type": found["type"], "values": chosen}
        return await self._use(message, data, user, context)

    async def _use(self, message: Post, data: Json, user: User, context: dict[str, Any]) -> Reply:
        channel = self._world.channels[message.channel_id]
        guild = self._world.guilds.get(channel.guild_id)
        return await self.send(COMPONENT, data, guild, channel, user, message=message, **context)

    async def submit(self, reply: Reply, values: Mapping[str, Any], **context: Any) -> Reply:
        """Fill in the form of *reply*, by custom id or label, and send it; what is not named stays as it is."""
        asked = reply.interaction
        channel = self._world.channels[asked.channel_id]
        guild = self._world.guilds.get(channel.guild_id)
        data = {"custom_id": reply.form["custom_id"], "components": _filled(reply.form, values)}
        user = self._world.users[asked.user_id]
        return await self.send(MODAL, data, guild, channel, user, message=asked.message, **context)

    async def send(  # noqa: PLR0913  # everything an interaction carries
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
    ) -> Reply:
        """Send an interaction of *kind*, exactly so, and wait for its answer (unless *awaits* is False)."""
        guild_id = guild.id if guild and guild.has_bot else ""
        session = await self._world.until(
            lambda: self._gateway.session_for(guild_id), "a gateway session to send the interaction to"
        )
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
            await self._world.until(lambda: _is_settled(asked), f"an answer to {data.get('name') or data}")
        return Reply(asked)

    def _payload(
        self, asked: Interaction, data: Json, guild: Guild | None, channel: Channel, user: User
    ) -> Json:
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
            "authorizing_integration_owners": {"1": user.id}
            if asked.is_outside
            else {"0": guild.id if guild else "0"},
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

    def _command(self, name: str, guild: Guild | None, *, kind: int) -> Json:
        for scope in ([guild.id] if guild else []) + [""]:
            for command in self._world.commands.get(scope, {}).values():
                if command["name"] == name and command["type"] == kind:
                    return command
        known = [one["name"] for scope in self._world.commands.values() for one in scope.values()]
        raise AssertionError(f"No command {name!r} of type {kind} is registered; these are: {known}.")


def _is_settled(asked: Interaction) -> bool:
    """Tell whether there is nothing more to wait for."""
    if asked.response == DEFER:
        return asked.original is None or not asked.original.flags & IS_LOADING
    if asked.response == DEFER_UPDATE:
        return asked.was_edited or bool(asked.followups)
    return asked.response in (4, 7, CHOICES, FORM)


def _options(command: Json, verb: str, values: Mapping[str, Any], *, focused: str = "") -> list[Json]:
    level = command.get("options") or []
    for word in verb.split():
        found = next(
            (one for one in level if one["name"] == word and one["type"] in (SUB_COMMAND, GROUP)), None
        )
        assert found, f"/{command['name']} has no {word!r}; it has {[one['name'] for one in level]}."
        level = found.get("options") or []
    specs = {one["name"]: one for one in level}
    unknown = set(values) - set(specs)
    assert not unknown, f"/{command['name']} {verb} has no option {unknown}; it has {list(specs)}."
    given: list[Json] = [
        {"name": name, "type": specs[name]["type"], "value": value} for name, value in values.items()
    ]
    for one in given:
        if one["name"] == focused:
            one["focused"] = True
    for word in reversed(verb.split()):
        given = [{"name": word, "type": SUB_COMMAND, "options": given}]
    return given


def _component(message: Post, wanted: str) -> Json:
    for part in message.buttons:
        if wanted in (part.get("custom_id"), part.get("label"), part.get("placeholder")):
            assert not part.get("disabled"), f"{wanted!r} is greyed out."
            return part
    there = [part.get("label") or part.get("custom_id") for part in message.buttons]
    raise AssertionError(f"The message has no {wanted!r}; it has {there}.")


def _filled(form: Json, values: Mapping[str, Any]) -> list[Json]:
    """Write the submitted components of *form*."""
    sent: list[Json] = []
    for part in form["components"]:
        inner = part.get("component") or (part.get("components") or [{}])[0]
        field = _field(
            inner, values.get(inner.get("custom_id"), values.get(part.get("label") or inner.get("label")))
        )
        sent.append(
            {"type": part["type"], "id": 1}
            | ({"component": field} if "component" in part else {"components": [field]})
        )
    return sent


def _field(spec: Json, given: Any) -> Json:
    written: Json = {"type": spec["type"], "id": 1, "custom_id": spec.get("custom_id")}
    if spec["type"] == 4:
        return written | {"value": spec.get("value") or "" if given is None else given}
    chosen = (
        [one["value"] for one in spec.get("options", ()) if one.get("default")] if given is None else given
    )
    return written | {"values": chosen if isinstance(chosen, list) else [chosen]}
