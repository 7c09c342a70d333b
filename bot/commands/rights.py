"""Who may do what, beyond what the platform itself says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.chat import CommandSpec, Message, Request
    from bot.commands.office import Office


def with_rights(request: Request, office: Office | None) -> Request:
    """Let people administer whom the admin file names, by their id or by a role they hold here."""
    if office is None or request.may_administer:
        return request
    rules = office.settings.permissions
    is_named = request.who.id in rules.admin_users or bool(set(request.who.roles) & set(rules.admin_roles))
    return replace(request, may_administer=is_named)


def may_show_all(request: Request, office: Office | None) -> bool:
    """Whether the one who asks may show answers to everybody here."""
    if office is None or office.settings.permissions.who_may_share == "everyone":
        return True
    return request.may_administer


def may_share(spec: CommandSpec, message: Message, request: Request, office: Office | None) -> bool:
    """Whether *message* is one to share: of a command that offers it, with something in it, among others."""
    is_offered = any(option.name == "share" for option in spec.options)
    is_among_others = bool(request.where.workspace)
    return is_offered and bool(message.sections) and is_among_others and may_show_all(request, office)
