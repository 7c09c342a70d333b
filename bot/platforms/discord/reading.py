"""Read an interaction: who did what, where, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord

from bot.chat import Person, Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Json = Mapping[str, Any]

WHY_HERE = "Why is this here?"  # the item in the menu of every message
_SUBCOMMAND, _MESSAGE_MENU = 1, 3
_ITEM_LENGTH = 300  # characters of a message that is asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a command asks for, before it is known whether it makes sense."""

    verb: str
    options: Mapping[str, str]
    focused: str = ""  # the option that is being typed


def asker(interaction: discord.Interaction) -> Person:
    """Tell who did it, with the roles held there."""
    user = interaction.user
    roles = [role for role in getattr(user, "roles", ()) if role is not None and not role.is_default()]
    held = tuple(words for role in roles for words in (str(role.id), role.name))
    return Person(id=str(user.id), name=user.display_name, roles=held)


def place(interaction: discord.Interaction) -> Place:
    """Tell where it was done; a thread is a part of its channel."""
    channel, workspace = interaction.channel, str(interaction.guild_id or "")
    if isinstance(channel, discord.Thread):
        parent, thread = str(channel.parent_id), str(channel.id)
        return Place(platform="discord", workspace=workspace, channel=parent, thread=thread)
    return Place(platform="discord", workspace=workspace, channel=str(channel.id) if channel else "")


def spot(where: Place) -> str:
    """Return the id of the very channel or thread."""
    return where.thread or where.channel


def may_administer(interaction: discord.Interaction) -> bool:
    """Tell whether Discord says, with this very interaction, that the asker may manage the server."""
    may = interaction.permissions
    return interaction.guild_id is not None and (may.manage_guild or may.administrator)


def command(interaction: discord.Interaction) -> Asked:
    """Tell what a command, or the menu of a message, asks for."""
    data: Json = dict(interaction.data or {})
    if data.get("type") == _MESSAGE_MENU:
        return Asked(verb="why", options=_post_asked_about(interaction, data))
    verb, given = str(data.get("name", "")), data.get("options") or ()
    if given and given[0].get("type") == _SUBCOMMAND:
        verb, given = str(given[0]["name"]), given[0].get("options") or ()
    return Asked(
        verb=verb,
        options={str(option["name"]): _written(option["value"]) for option in given if _is_set(option)},
        focused=next((str(option["name"]) for option in given if option.get("focused")), ""),
    )


def pressed(interaction: discord.Interaction) -> tuple[str, Sequence[str]]:
    """Return the custom id of what was pressed or sent, and what was picked from it."""
    data: Json = dict(interaction.data or {})
    return str(data.get("custom_id", "")), tuple(map(_written, data.get("values") or ()))


def is_private(interaction: discord.Interaction) -> bool:
    """Tell whether the gesture was made on a message that only the asker sees."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def inputs(interaction: discord.Interaction) -> Sequence[Json]:
    """Return the components of a form that was sent."""
    data: Json = dict(interaction.data or {})
    components: Sequence[Json] = data.get("components") or ()
    return components


def _post_asked_about(interaction: discord.Interaction, data: Json) -> dict[str, str]:
    """Name the message asked about; of one that is not ours, say what it is about instead."""
    target = str(data.get("target_id", ""))
    message = data.get("resolved", {}).get("messages", {}).get(target, {})
    titles = [embed.get("title") for embed in message.get("embeds", ())]
    about = next((text for text in (*titles, message.get("content")) if text), "")
    ours = interaction.client.user
    is_ours = ours is not None and str(message.get("author", {}).get("id")) == str(ours.id)
    return {"post": target} if is_ours or not about else {"item": _written(about)[:_ITEM_LENGTH]}


def _is_set(option: Json) -> bool:
    return "value" in option and option["value"] is not False


def _written(value: object) -> str:
    """Write what was given as the desk reads it, without halves of characters, which no store can keep."""
    if value is True:
        return "yes"
    return str(value).encode("utf-8", "replace").decode("utf-8")
