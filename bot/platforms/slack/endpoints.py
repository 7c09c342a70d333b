"""Where Slack is: its own hosts, or a server on this machine that somebody points the bot at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.platforms.addresses import AddressRule, ForeignAddress, may_be_foreign

if TYPE_CHECKING:
    from collections.abc import Mapping

API_VARIABLE = "SLACK_API_BASE"
OFFICIAL_API = "https://slack.com/api/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """The address of Slack's API; every other that Slack names must pass `checked_*`, too."""

    api: str = OFFICIAL_API
    may_be_foreign: bool = False

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Endpoints:
        """Take the address from *environment*.

        Raises:
            ForeignAddress: It is no place for a token.
        """
        api = environment.get(API_VARIABLE, "").strip() or OFFICIAL_API
        found = cls(api=api, may_be_foreign=may_be_foreign(environment))
        _API.check(api, named_by=API_VARIABLE, may_be_foreign=found.may_be_foreign)
        address = urlsplit(api)
        if not address.path.endswith("/api/") or address.fragment:
            raise ForeignAddress(
                f"{API_VARIABLE} does not end in /api/, below which Slack's methods are. "
                f"Write one such as {_API.example}, or leave it out for Slack itself."
            )
        return found

    def checked_socket(self, url: str) -> str:
        """Return *url*, where Slack wants a socket opened, if it may be.

        Raises:
            ForeignAddress: It may not.
        """
        _SOCKET.check(url, named_by="Slack's answer", may_be_foreign=self.may_be_foreign)
        return url

    def checked_reply(self, url: str) -> str:
        """Return *url*, where a gesture says its answer goes, if it may.

        Raises:
            ForeignAddress: It may not.
        """
        _API.check(url, named_by="A response_url", may_be_foreign=self.may_be_foreign)
        return url


def _is_slacks(host: str) -> bool:
    return host == "slack.com" or host.endswith(".slack.com")


_API = AddressRule(
    service="Slack", scheme="http", is_official=_is_slacks, example="http://127.0.0.1:8702/api/"
)
_SOCKET = AddressRule(
    service="Slack",
    scheme="ws",
    is_official=_is_slacks,
    example="ws://127.0.0.1:8702/link",
    may_have_query=True,  # the ticket
)
