"""Who answers which command of the admins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands import admin_checking, admin_schedules, admin_sending, admin_standing

if TYPE_CHECKING:
    from bot.commands.call import Handler

HANDLERS: dict[str, Handler] = {
    "status": admin_standing.status,
    "preview": admin_sending.preview,
    "send": admin_sending.send,
    "pause": admin_schedules.pause,
    "resume": admin_schedules.resume,
    "subscribe": admin_schedules.subscribe,
    "unsubscribe": admin_schedules.unsubscribe,
    "schedules": admin_schedules.schedules,
    "sources": admin_standing.sources,
    "test-topic": admin_checking.test_topic,
    "reload": admin_checking.reload,
    "undo": admin_sending.undo,
    "doctor": admin_standing.doctor,
    "export": admin_standing.export,
}
