"""Slack, on slack-bolt; nothing outside this folder knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.platforms.slack.endpoints import Endpoints
from bot.platforms.slack.manifest import manifest
from bot.platforms.slack.platform import SlackPlatform

if TYPE_CHECKING:
    from bot.platforms import PlatformSetup

__all__ = ["connect", "manifest"]


def connect(setup: PlatformSetup) -> SlackPlatform:
    """Make the platform; nothing is asked of Slack before it is needed.

    Raises:
        CannotConnect: The environment points to a host that is neither Slack's nor this machine.
    """
    return SlackPlatform(setup, Endpoints.read(setup.environment))
