"""Where the bot's token may be sent."""

from __future__ import annotations

import pytest

from bot.platforms.addresses import ForeignAddress
from bot.platforms.discord.endpoints import OFFICIAL_API, Endpoints


def test_discord_itself_is_the_default() -> None:
    """Without a word in the environment the bot talks to Discord, which names its gateway."""
    assert Endpoints(api=OFFICIAL_API) == Endpoints.read({})


@pytest.mark.parametrize(
    ("api", "gateway"),
    [
        ("https://discord.com/api/v10/", "wss://gateway.discord.gg"),
        ("http://127.0.0.1:8701/api/v10", "ws://127.0.0.1:8701/gateway"),
        ("http://localhost:8701/api/v10", "ws://localhost:8701"),
        ("http://[::1]:8701/api/v10", "wss://gateway-us-east1-b.discord.gg/"),
    ],
)
def test_discord_and_this_machine_are_allowed(api: str, gateway: str) -> None:
    """The official hosts and loopback need no permission; a slash at the end does not matter."""
    found = Endpoints.read({"DISCORD_API_BASE": api, "DISCORD_GATEWAY_URL": gateway})

    assert (api.rstrip("/"), gateway) == (found.api, found.gateway)


@pytest.mark.parametrize(
    "api",
    [
        "https://discord.example/api",
        "https://discord.com.example/api",
        "https://discord.com@example.org/api",
        "https://127.0.0.1.example.org/api",
        "https://ptb.discord.com.evil.example",
        "http://discord.com/api/v10",
        "http://192.168.1.7:8701/api",
        "discord.com/api/v10",
        "ftp://discord.com/api",
        "https://discord.com:port/api",
        "https:///api",
        "https://discord.com/api\nx",
        "https://discord.com/api?next=https://example.org",
    ],
)
def test_other_places_are_refused(api: str) -> None:
    """No other host gets the token, however it is written; the sentence names the variable."""
    with pytest.raises(ForeignAddress, match="DISCORD_API_BASE"):
        Endpoints.read({"DISCORD_API_BASE": api})


def test_gateway_is_held_to_the_same_rule() -> None:
    """Neither the environment nor Discord's answers can send the token elsewhere."""
    with pytest.raises(ForeignAddress, match="DISCORD_GATEWAY_URL"):
        Endpoints.read({"DISCORD_GATEWAY_URL": "wss://gateway.example.org"})
    with pytest.raises(ForeignAddress, match="Discord's answer"):
        Endpoints().checked_gateway("wss://discord.gg.example.org")


def test_foreign_places_can_be_allowed_but_not_in_clear() -> None:
    """An explicit setting allows another host; a token in clear it does not."""
    allowed = {"BRIEFBOT_ALLOW_FOREIGN_API": "1"}
    found = Endpoints.read({**allowed, "DISCORD_API_BASE": "https://proxy.example.org/discord"})
    with pytest.raises(ForeignAddress, match="without encryption"):
        Endpoints.read({**allowed, "DISCORD_API_BASE": "http://proxy.example.org/discord"})

    assert "https://proxy.example.org/discord" == found.api
