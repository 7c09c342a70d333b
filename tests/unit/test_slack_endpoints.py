"""Where the app's tokens may be sent."""

from __future__ import annotations

import pytest

from bot.platforms.addresses import ForeignAddress, is_on_this_machine
from bot.platforms.slack.endpoints import OFFICIAL_API, Endpoints


def test_slack_itself_is_the_default() -> None:
    """Without a word in the environment the bot talks to Slack."""
    assert Endpoints(api=OFFICIAL_API) == Endpoints.read({})


@pytest.mark.parametrize(
    "api",
    [
        "https://slack.com/api/",
        "https://hooks.slack.com/api/",
        "http://127.0.0.1:8702/api/",
        "http://localhost:8702/deep/api/",
        "http://[::1]:8702/api/",
    ],
)
def test_slack_and_this_machine_are_allowed(api: str) -> None:
    """The official hosts and loopback need no permission."""
    assert api == Endpoints.read({"SLACK_API_BASE": f" {api} "}).api


@pytest.mark.parametrize(
    "api",
    [
        "https://slack.example/api/",
        "https://slack.com.example/api/",
        "https://notslack.com/api/",
        "https://slack.com@example.org/api/",
        "https://127.0.0.1.example.org/api/",
        "http://slack.com/api/",
        "http://192.168.1.7:8702/api/",
        "slack.com/api/",
        "ftp://slack.com/api/",
        "https://slack.com:port/api/",
        "https:///api/",
        "https://slack.com/api\n/api/",
        "https://slack.com/api/?next=https://example.org",
        "https://slack.com/api/#/api/",
        "https://slack.com/api",
        "https://slack.com/",
        "http://127.0.0.1:8702",
    ],
)
def test_other_places_are_refused(api: str) -> None:
    """No other host gets the token, however it is written; the sentence names the variable."""
    with pytest.raises(ForeignAddress, match="SLACK_API_BASE"):
        Endpoints.read({"SLACK_API_BASE": api})


def test_what_slack_names_is_held_to_the_same_rule() -> None:
    """No answer and no gesture can send the app elsewhere; tickets stand in the address of a socket."""
    places = Endpoints()
    with pytest.raises(ForeignAddress, match="Slack's answer"):
        places.checked_socket("wss://slack.com.example.org/link/?ticket=1")
    with pytest.raises(ForeignAddress, match="response_url"):
        places.checked_reply("https://hooks.slack.example/commands/1")
    socket, reply = (
        "wss://wss-primary.slack.com/link/?ticket=1&app_id=2",
        "https://hooks.slack.com/commands/1",
    )

    assert (socket, reply) == (places.checked_socket(socket), places.checked_reply(reply))


def test_foreign_places_can_be_allowed_but_not_in_clear() -> None:
    """An explicit setting allows another host; a token in clear it does not."""
    allowed = {"BRIEFBOT_ALLOW_FOREIGN_API": "1"}
    found = Endpoints.read({**allowed, "SLACK_API_BASE": "https://proxy.example.org/slack/api/"})
    with pytest.raises(ForeignAddress, match="without encryption"):
        Endpoints.read({**allowed, "SLACK_API_BASE": "http://proxy.example.org/slack/api/"})

    assert "https://proxy.example.org/slack/api/" == found.api


def test_only_loopback_is_this_machine() -> None:
    """A proxy of the environment is kept out of the way of this machine only."""
    places = ("http://127.0.0.1:1/api/", "http://localhost/api/", OFFICIAL_API, "http://[", "nonsense")

    assert [True, True, False, False, False] == [is_on_this_machine(place) for place in places]
