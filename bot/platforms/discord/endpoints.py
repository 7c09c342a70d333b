"""Where Discord is: its own hosts, or a server on this machine that somebody points the bot at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discord.http import Route

from bot.platforms.addresses import AddressRule, may_be_foreign

if TYPE_CHECKING:
    from collections.abc import Mapping

API_VARIABLE, GATEWAY_VARIABLE = "DISCORD_API_BASE", "DISCORD_GATEWAY_URL"
OFFICIAL_API = "https://discord.com/api/v10"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """The two addresses of Discord; every address that a server names must pass `checked_gateway`, too."""

    api: str = OFFICIAL_API
    gateway: str = ""  # empty: the API is asked
    may_be_foreign: bool = False

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Endpoints:
        """Take the addresses from *environment*.

        Raises:
            ForeignAddress: One of them is no place for a token.
        """
        is_foreign_right = may_be_foreign(environment)
        api = environment.get(API_VARIABLE, "").strip().rstrip("/") or OFFICIAL_API
        gateway = environment.get(GATEWAY_VARIABLE, "").strip()
        _API.check(api, named_by=API_VARIABLE, may_be_foreign=is_foreign_right)
        found = cls(api=api, gateway=gateway, may_be_foreign=is_foreign_right)
        if gateway:
            found.checked_gateway(gateway, named_by=GATEWAY_VARIABLE)
        return found

    def checked_gateway(self, url: str, *, named_by: str = "Discord's answer") -> str:
        """Return *url* if the token may be sent there.

        Raises:
            ForeignAddress: It may not.
        """
        _GATEWAY.check(url, named_by=named_by, may_be_foreign=self.may_be_foreign)
        return url

    def point(self) -> None:
        """Point discord.py at the API.

        discord.py keeps the address in a class and makes its routes in many places (logging in, answering
        interactions), so it cannot be a matter of one client: the last platform connected decides for the
        process, and it always decides, so that no earlier one's address is left behind.
        """
        Route.BASE = self.api


_API = AddressRule(
    service="Discord",
    scheme="http",
    is_official=lambda host: host == "discord.com",
    example="http://127.0.0.1:8701/api/v10",
)
_GATEWAY = AddressRule(
    service="Discord",
    scheme="ws",
    is_official=lambda host: host.endswith(".discord.gg"),
    example="ws://127.0.0.1:8701/gateway",
)
