"""The manifest of the Slack app holds what the code offers and uses, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.cli.main import run
from bot.commands import COMMANDS
from bot.platforms.slack.manifest import OPTIONAL_SCOPES, SCOPES, manifest

SHARED = Path(__file__).parents[3] / "shared" / "specs"


def broken_rules(written: dict[str, Any]) -> list[str]:
    """Hold a manifest against Slack's own schema, where that is at hand."""
    path = SHARED / "slack-manifest.schema.json"
    if not path.exists():
        return []
    validator = jsonschema.Draft7Validator(json.loads(path.read_text("utf-8")))
    return [error.message for error in validator.iter_errors(written)]


@pytest.mark.parametrize("address", ["", "https://bot.example.org/"])
def test_the_manifest_is_as_slack_wants_it(address: str) -> None:
    """Both variants hold against Slack's schema."""
    assert [] == broken_rules(manifest(COMMANDS, address=address))


def test_a_socket_needs_no_address() -> None:
    """In Socket Mode no address stands anywhere."""
    written = manifest(COMMANDS)

    assert written["settings"]["socket_mode_enabled"]
    assert "http" not in json.dumps(written)


def test_over_http_all_requests_go_to_one_address() -> None:
    """Commands, events, buttons and completion arrive in the same place."""
    written = manifest(COMMANDS, address="https://bot.example.org/")
    settings = written["settings"]
    addresses = {
        written["features"]["slash_commands"][0]["url"],
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        settings["interactivity"]["message_menu_options_url"],
    }

    assert {"https://bot.example.org/slack/events"} == addresses
    assert not settings["socket_mode_enabled"]


def test_one_command_names_its_verbs() -> None:
    """Names of commands are of the whole workspace, so there is one, whose hint comes from the commands."""
    (command,) = manifest(COMMANDS)["features"]["slash_commands"]

    assert "/brief" == command["command"]
    assert command["usage_hint"].startswith("[ask | now | last | ")
    assert "status" not in command["usage_hint"]
    assert len(command["usage_hint"]) <= 100


def test_a_hint_names_as_many_verbs_as_fit() -> None:
    """A long list of verbs ends with a whole one."""
    (command,) = manifest(COMMANDS * 3)["features"]["slash_commands"]

    assert len(command["usage_hint"]) <= 100
    assert command["usage_hint"].endswith("]")


def test_scopes_are_the_few_that_are_used() -> None:
    """What reads channels is optional; nothing posts without an invitation or sees all messages."""
    scopes = manifest(COMMANDS)["oauth_config"]["scopes"]

    assert [*SCOPES] == scopes["bot"]
    assert [*OPTIONAL_SCOPES] == scopes["bot_optional"]
    assert {"chat:write.public", "users:read.email", "mpim:history"}.isdisjoint({*SCOPES, *OPTIONAL_SCOPES})
    assert all([*SCOPES.values(), *OPTIONAL_SCOPES.values()])


def test_scopes_cover_the_methods_that_are_called() -> None:
    """Each method of the Web API that the platform names is allowed by a scope it asks for."""
    path = SHARED / "slack-methods.json"
    methods = json.loads(path.read_text("utf-8"))["methods"] if path.exists() else {}
    sources = (Path(__file__).parents[2] / "bot" / "platforms" / "slack").glob("*.py")
    code = "\n".join(source.read_text("utf-8") for source in sources)
    called = {name: set(about["scopes"]) for name, about in methods.items() if f'"{name}"' in code}
    lacking = [name for name, scopes in called.items() if scopes and not scopes & {*SCOPES, *OPTIONAL_SCOPES}]

    assert [] == lacking


def test_the_command_line_prints_the_same_in_json_and_yaml(capsys: pytest.CaptureFixture[str]) -> None:
    """Slack takes both; either is to be pasted as it is."""
    codes = [run(["slack-manifest"])]
    as_json = json.loads(capsys.readouterr().out)
    codes += [run(["slack-manifest", "--yaml"])]
    as_yaml = yaml.safe_load(capsys.readouterr().out)

    assert [0, 0] == codes
    assert manifest(COMMANDS) == as_json == as_yaml


def test_an_address_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    """What is no address of a host is refused with an example."""
    code = run(["slack-manifest", "--address", "bot.example.org"])

    assert 2 == code
    assert "write https://bot.example.org" in capsys.readouterr().err
