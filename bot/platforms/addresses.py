"""Where a bot's token may be sent: the platform's own hosts, this machine, and nowhere else unasked."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from bot.platforms import CannotConnect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOREIGN_VARIABLE = "BRIEFBOT_ALLOW_FOREIGN_API"


class ForeignAddress(CannotConnect):
    """The token would be sent to a host that is neither the platform's nor this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRule:
    """What an address of one kind must be like."""

    service: str  # as people call it
    scheme: str  # of a server on this machine; elsewhere it must be the encrypted one
    is_official: Callable[[str], bool]  # asked for the host
    example: str
    may_have_query: bool = False

    def check(self, url: str, *, named_by: str, may_be_foreign: bool) -> None:
        """Make sure that the token may be sent to *url*, which *named_by* names.

        Raises:
            ForeignAddress: It may not.
        """
        address = _split(url)
        host = "" if address is None else (address.hostname or "").rstrip(".")
        is_whole = bool(host) and (self.may_have_query or not (address and address.query))
        if address is None or not is_whole or address.scheme not in {self.scheme, f"{self.scheme}s"}:
            raise ForeignAddress(
                f"{named_by} holds no {self.scheme}s:// address. "
                f"Write one such as {self.example}, or leave it out for {self.service} itself."
            )
        is_here = _is_loopback(host)
        if not is_here and not may_be_foreign and not self.is_official(host):
            raise ForeignAddress(
                f"{named_by} names {host}, which is neither {self.service} nor this machine: it would be "
                f"sent the bot token. Leave it out, or set {FOREIGN_VARIABLE}=1 if that is what you want."
            )
        if not is_here and address.scheme == self.scheme:
            raise ForeignAddress(
                f"{named_by} names {host} without encryption, so anybody on the way could read the bot's "
                f"token. Write {self.scheme}s:// instead of {self.scheme}://."
            )


def may_be_foreign(environment: Mapping[str, str]) -> bool:
    """Tell whether somebody has allowed other hosts, in so many words."""
    return environment.get(FOREIGN_VARIABLE, "").strip() == "1"


def is_on_this_machine(url: str) -> bool:
    """Tell whether *url* leads nowhere else."""
    address = _split(url)
    return address is not None and _is_loopback(address.hostname or "")


def _split(url: str) -> SplitResult | None:
    """Take an address apart; None for what is none, or holds a name and password nobody expects."""
    try:
        address = urlsplit(url)
        _ = address.port  # raises for what is no port
    except ValueError:
        return None
    is_plain = url.isprintable() and " " not in url and "@" not in address.netloc
    return address if is_plain else None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
