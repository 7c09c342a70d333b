"""Where Discord is: its own hosts, or a server on this machine that somebody points the bot at."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from discord.http import Route

from bot.platforms import CannotConnect

if TYPE_CHECKING:
    from collections.abc import Mapping

API_VARIABLE, GATEWAY_VARIABLE = "DISCORD_API_BASE", "DISCORD_GATEWAY_URL"
FOREIGN_VARIABLE = "BRIEFBOT_ALLOW_FOREIGN_API"
OFFICIAL_API = "https://discord.com/api/v10"


class ForeignAddress(CannotConnect):
    """The token would be sent to a host that is neither Discord's nor this machine."""


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
        may_be_foreign = environment.get(FOREIGN_VARIABLE, "").strip() == "1"
        api = environment.get(API_VARIABLE, "").strip().rstrip("/") or OFFICIAL_API
        gateway = environment.get(GATEWAY_VARIABLE, "").strip()
        _check(api, API_VARIABLE, scheme="http", is_foreign_right=may_be_foreign)
        found = cls(api=api, gateway=gateway, may_be_foreign=may_be_foreign)
        if gateway:
            found.checked_gateway(gateway, named_by=GATEWAY_VARIABLE)
        return found

    def checked_gateway(self, url: str, *, named_by: str = "Discord's answer") -> str:
        """Return *url* if the token may be sent there.

        Raises:
            ForeignAddress: It may not.
        """
        _check(url, named_by, scheme="ws", is_foreign_right=self.may_be_foreign)
        return url

    def point(self) -> None:
        """Point discord.py at the API.

        discord.py keeps the address in a class and makes its routes in many places (logging in, answering
        interactions), so it cannot be a matter of one client: the last platform connected decides for the
        process, and it always decides, so that no earlier one's address is left behind.
        """
        Route.BASE = self.api


def _check(url: str, named_by: str, *, scheme: str, is_foreign_right: bool) -> None:
    address = _split(url)
    host = "" if address is None else (address.hostname or "").rstrip(".")
    if address is None or not host or address.scheme not in {scheme, f"{scheme}s"}:
        raise ForeignAddress(
            f"{named_by} holds no {scheme}s:// address. "
            f"Write one such as {_EXAMPLES[scheme]}, or leave it out for Discord itself."
        )
    is_here = _is_loopback(host)
    if not is_here and not is_foreign_right and not _is_official(host, scheme):
        raise ForeignAddress(
            f"{named_by} names {host}, which is neither Discord nor this machine: it would be sent the "
            f"bot token. Leave it out, or set {FOREIGN_VARIABLE}=1 if that is what you want."
        )
    if not is_here and address.scheme == scheme:
        raise ForeignAddress(
            f"{named_by} names {host} without encryption, so anybody on the way could read the bot's token. "
            f"Write {scheme}s:// instead of {scheme}://."
        )


_EXAMPLES = {"http": "http://127.0.0.1:8701/api/v10", "ws": "ws://127.0.0.1:8701/gateway"}


def _split(url: str) -> SplitResult | None:
    """Take an address apart; None for what is none, or holds a name and password nobody expects."""
    try:
        address = urlsplit(url)
        _ = address.port  # raises for what is no port
    except ValueError:
        return None
    is_plain = url.isprintable() and " " not in url and "@" not in address.netloc and not address.query
    return address if is_plain else None


def _is_official(host: str, scheme: str) -> bool:
    return host == "discord.com" if scheme == "http" else host.endswith(".discord.gg")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
