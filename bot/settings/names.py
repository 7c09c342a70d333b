"""Read the names the admin file gives to things outside: variables, web addresses, ports and networks."""

from __future__ import annotations

import ipaddress
import re

from bot.settings.problems import BadValue, is_known_secret, shown


def parse_variable(value: str) -> str:
    """Accept the name of an environment variable; whatever else stands here may be the secret itself."""
    words = value.split("_")
    is_name = re.fullmatch(r"[A-Z][A-Z0-9_]{0,59}", value) and not is_known_secret(value)
    # A long run of capitals and digits is a key, not a word: such a name is never echoed either.
    if not is_name or any(len(word) > 12 and re.search(r"[0-9]", word) for word in words):
        rule = "the NAME of an environment variable, in capitals; never the secret itself"
        raise BadValue("this is not the name of a variable (hidden)", rule=rule)
    return value


def parse_address(value: str) -> str:
    """Accept the address of a page or feed: http or https, a host, no password."""
    if is_known_secret(value):
        raise BadValue("this address holds a password or token (hidden)", rule="it would be shown to people")
    if not re.fullmatch(r"https?://[^\s/?#@]+\S*", value):
        raise BadValue(f"{shown(value)} is not a web address", example='"https://example.org/feed.xml"')
    return value


def parse_bind(value: str) -> str:
    """Accept an address to listen on, as "127.0.0.1:8080" or "[::1]:8080"."""
    host, _, port = value.rpartition(":")
    try:
        ipaddress.ip_address(host.strip("[]"))
        is_right = re.fullmatch(r"[0-9]{1,5}", port) is not None and 0 < int(port) < 65536
    except ValueError:
        is_right = False
    if not is_right:
        raise BadValue(f"{shown(value)} is not an address and port", example='"127.0.0.1:8080"')
    return value


def parse_network(value: str) -> str:
    """Accept a network in CIDR notation, as "10.0.0.0/8"."""
    try:
        return str(ipaddress.ip_network(value))
    except ValueError:
        raise BadValue(
            f"{shown(value)} is not a network", rule="CIDR notation", example='"10.0.0.0/8"'
        ) from None
