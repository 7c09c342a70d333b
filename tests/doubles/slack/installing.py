"""OAuth: the app is installed in a workspace, gets a token of its own there, and is sent away again."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.doubles.slack.problems import Json, Problem
from tests.doubles.slack.webapi import Call, is_true, method

if TYPE_CHECKING:
    from tests.doubles.slack.world import Team, User, World

CODE_SECONDS = 600.0


def consent(world: World, address: str, team: Team, user: User) -> Json:
    """Let an admin agree on the page at *address*; return `code` and `state` as the redirect carries them."""
    page = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(page.query).items()}
    assert page.path == "/oauth/v2/authorize", f"{page.path} is no page of Slack's that asks for consent."
    assert asked.get("client_id") == world.client_id, "The address names another client_id."
    scopes = tuple(one for one in asked.get("scope", "").replace(" ", ",").split(",") if one)
    declared = world.manifest.get("oauth_config", {}).get("scopes", {}).get("bot", scopes)
    assert set(scopes) <= set(declared), f"invalid_scope: {sorted(set(scopes) - set(declared))}"
    code = secrets.token_hex(8)
    world.codes[code] = {
        "team": team,
        "user": user,
        "scopes": scopes,
        "redirect_uri": asked.get("redirect_uri", ""),
        "at_seconds": world.clock.seconds,
    }
    return {"code": code, "state": asked.get("state", "")}


@method("oauth.v2.access", bearer="")
def access(world: World, call: Call) -> Json:
    """Change a code, which works once, for a bot token."""
    client_id, secret = _client(call)
    if client_id != world.client_id:
        raise Problem("invalid_client_id")
    if secret != world.client_secret:
        raise Problem("bad_client_secret")
    given = world.codes.pop(str(call.args.get("code")), None)
    if given is None or world.clock.seconds - given["at_seconds"] > CODE_SECONDS:
        raise Problem("invalid_code")
    if (call.args.get("redirect_uri") or "") != given["redirect_uri"]:
        raise Problem("bad_redirect_uri")
    team: Team = given["team"]
    install(world, team, given["scopes"])
    return {
        "app_id": world.app_id,
        "authed_user": {"id": given["user"].id},
        "scope": ",".join(team.scopes),
        "token_type": "bot",
        "access_token": team.token,
        "bot_user_id": team.bot.id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def install(world: World, team: Team, scopes: tuple[str, ...]) -> None:
    """Give *team* a token: the one it has, with more scopes, or a new one after the app was away."""
    if team.token in world.revoked or team.token not in world.tokens:
        team.token = world.new_token(team.id)
    team.is_installed = True
    team.scopes = tuple(dict.fromkeys([*team.scopes, *scopes]))
    world.tokens[team.token] = team


def _client(call: Call) -> tuple[str, str]:
    """Read the client's id and secret from Basic authorization, or from the arguments."""
    scheme, _, given = call.headers.get("Authorization", "").partition(" ")
    if scheme == "Basic":
        client_id, _, secret = base64.b64decode(given).decode().partition(":")
        return client_id, secret
    return str(call.args.get("client_id")), str(call.args.get("client_secret"))


@method("auth.revoke", tier=3)
def revoke(world: World, call: Call) -> Json:
    """Void the token that asks."""
    if not is_true(call.args.get("test")):
        world.revoked[call.token] = "token_revoked"
    return {"revoked": not is_true(call.args.get("test"))}
