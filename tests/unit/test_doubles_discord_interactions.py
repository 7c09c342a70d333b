"""Interactions and commands on the loopback Discord: deadlines, tokens, fitting answers, registration."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.doubles.clients import loopback, wired
from tests.doubles.discord.problems import Problem
from tests.doubles.discord.registry_rules import check_commands

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.doubles.clients import Wire
    from tests.doubles.discord import Json, LoopbackDiscord, Reply

SLASH, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
SHOW = {"type": 4, "data": {"content": "x"}}
DEFER = {"type": 5, "data": {"flags": 64}}
FORM = {
    "type": 9,
    "data": {
        "custom_id": "f",
        "title": "t",
        "components": [{"type": 18, "label": "l", "component": {"type": 4, "custom_id": "c", "style": 1}}],
    },
}
CHOICES = {"type": 8, "data": {"choices": []}}


class Asked:
    """One interaction on a bare gateway socket, and the way to answer it."""

    def __init__(self, wire: Wire, discord: LoopbackDiscord, reply: Reply) -> None:
        self.reply = reply
        self._wire = wire
        asked = reply.interaction
        self._callback = f"/interactions/{asked.id}/{asked.token}/callback"
        self.path = f"/webhooks/{discord.world.application_id}/{asked.token}"

    async def respond(self, body: Json, query: str = "") -> Any:
        """Give the first response; return the code of the refusal, or what came."""
        status, answer = await self._wire("POST", self._callback + query, body)
        return answer["code"] if status >= 400 else answer

    async def follow(self, method: str, tail: str, body: Json | None = None) -> Any:
        """Use the token; return the code of the refusal, or what came."""
        status, answer = await self._wire(method, self.path + tail, body)
        return answer["code"] if status >= 400 else answer


@asynccontextmanager
async def _asking(
    discord: LoopbackDiscord, kind: int = SLASH, *, has_bot: bool = True
) -> AsyncIterator[Asked]:
    """Send an interaction of *kind* to a session that answers by hand."""
    guild = discord.add_guild(has_bot=has_bot)
    news, ada = guild.channels["news"], discord.add_user("ada")
    message = discord.write(news, discord.world.bot, "pick") if kind == COMPONENT else None
    async with (
        wired(discord) as wire,
        aiohttp.ClientSession() as session,
        session.ws_connect(discord.gateway_url + "?v=10") as socket,
    ):
        await socket.send_json({"op": 2, "d": {"token": discord.token, "intents": 1}})
        reply = await discord.send(kind, {"name": "x"}, guild, news, ada, message=message, awaits=False)
        yield Asked(wire, discord, reply)


@loopback
async def test_three_seconds_are_the_limit(discord: LoopbackDiscord) -> None:
    """A first response after three seconds finds no interaction, and its token is nobody's."""
    async with _asking(discord) as asked:
        discord.clock.advance(3.1)

        assert (10062, 10015) == (await asked.respond(SHOW), await asked.follow("POST", "", {"content": "x"}))


@loopback
async def test_fifteen_minutes_are_the_limit_of_a_token(discord: LoopbackDiscord) -> None:
    """What was deferred can be answered for a quarter of an hour; after that, 50027."""
    async with _asking(discord) as asked:
        await asked.respond(DEFER)
        discord.clock.advance(14 * 60)
        in_time = await asked.follow("PATCH", "/messages/@original", {"content": "late"})
        discord.clock.advance(61)

        assert "late" == in_time["content"]
        assert 50027 == await asked.follow("PATCH", "/messages/@original", {"content": "too late"})


@loopback
async def test_a_second_first_response_is_refused(discord: LoopbackDiscord) -> None:
    """There is one first response: the next draws 40060."""
    async with _asking(discord) as asked:
        assert ["", 40060] == [await asked.respond(SHOW), await asked.respond(SHOW)]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (MODAL, FORM),
        (SLASH, CHOICES),
        (AUTOCOMPLETE, SHOW),
        (SLASH, {"type": 7, "data": {}}),
        (SLASH, {"type": 6}),
    ],
)
def test_a_response_must_fit_what_was_done(kind: int, body: Json) -> None:
    """A form cannot answer a form, choices only complete, only a component's message is updated."""

    @loopback
    async def scenario(discord: LoopbackDiscord) -> None:
        async with _asking(discord, kind) as asked:
            assert 50035 == await asked.respond(body)
        discord.violations.clear()

    scenario()


@loopback
async def test_completion_offers_at_most_25(discord: LoopbackDiscord) -> None:
    """The twenty-sixth choice, and one of more than 100 characters, break the list."""
    many = [{"name": str(number), "value": "v"} for number in range(26)]
    async with _asking(discord, AUTOCOMPLETE) as asked:
        refused = [
            await asked.respond({"type": 8, "data": {"choices": choices}})
            for choices in (many, [{"name": "n" * 101, "value": "v"}], [{"name": "n", "value": "v" * 101}])
        ]
        await asked.respond({"type": 8, "data": {"choices": many[:25]}})

        assert ([50035] * 3, 25) == (refused, len(asked.reply.interaction.choices or []))
    discord.violations.clear()


@loopback
async def test_whether_it_is_ephemeral_is_decided_first(discord: LoopbackDiscord) -> None:
    """The first followup after a deferral takes the loading message's place, seen by the same."""
    async with _asking(discord) as asked:
        await asked.respond(DEFER)
        first = await asked.follow("POST", "", {"content": "public?"})
        second = await asked.follow("POST", "", {"content": "public", "flags": 0})
        shown = await asked.follow("GET", "/messages/@original")

        assert (first["id"], 64) == (shown["id"], shown["flags"])
        assert (0, True) == (second["flags"], second["id"] != first["id"])


@loopback
async def test_outside_its_servers_five_followups_are_the_limit(discord: LoopbackDiscord) -> None:
    """A user-installed app gets the sixth followup refused; the original can still be changed."""
    async with _asking(discord, has_bot=False) as asked:
        await asked.respond(SHOW)
        answers = [await asked.follow("POST", "", {"content": "x"}) for _ in range(6)]
        edited = await asked.follow("PATCH", "/messages/@original", {"content": "y"})

        assert (40094, "y") == (answers[-1], edited["content"])


@loopback
async def test_a_response_can_be_asked_back(discord: LoopbackDiscord) -> None:
    """With with_response the answer holds the message; once deleted there is none (10008)."""
    async with _asking(discord) as asked:
        answer = await asked.respond(SHOW, "?with_response=true")
        await asked.follow("DELETE", "/messages/@original")

        assert "x" == answer["resource"]["message"]["content"]
        assert 10008 == await asked.follow("PATCH", "/messages/@original", {"content": "y"})
        assert [4, "x"] == [discord.requests[0].body["type"], discord.requests[0].body["data"]["content"]]


@loopback
async def test_a_press_updates_its_message(discord: LoopbackDiscord) -> None:
    """A deferred update leaves the message as it is until @original is changed."""
    async with _asking(discord, COMPONENT) as asked:
        await asked.respond({"type": 6})
        message = asked.reply.interaction.message
        assert message is not None
        before = message.content
        await asked.follow("PATCH", "/messages/@original", {"content": "picked"})

        assert ("pick", "picked") == (before, message.content)
        assert asked.reply.interaction.followups == []


def _command(name: str = "brief", **changes: Any) -> Json:
    return {"name": name, "description": "d"} | changes


def _option(name: str = "topic", **changes: Any) -> Json:
    return {"type": 3, "name": name, "description": "d"} | changes


_LONG = [{"name": str(number), "value": "v" * 100} for number in range(25)]


@pytest.mark.parametrize(
    "commands",
    [
        [_command(str(number)) for number in range(100)],
        [_command("简报", name_localizations={"zh-CN": "简报", "de": "über-blick"})],
        [_command(options=[_option("a", required=True), _option("b")])],
        [_command(options=[{"type": 2, "name": "g", "description": "d", "options": [_option("s", type=1)]}])],
        [{"type": 3, "name": "Why is this here?"}],
    ],
)
def test_sound_commands_are_taken(commands: list[Json]) -> None:
    """Whatever fits the documented rules can be registered."""
    check_commands(commands)


@pytest.mark.parametrize(
    "commands",
    [
        [_command(str(number)) for number in range(101)],
        [{"type": 3, "name": str(number)} for number in range(16)],
        [_command("Brief")],
        [_command("two words")],
        [_command("x" * 33)],
        [_command(description="")],
        [_command(description="d" * 101)],
        [_command(), _command()],
        [{"type": 3, "name": "Why?", "description": "none here"}],
        [_command(name_localizations={"xx": "name"})],
        [_command(name_localizations={"de": "Über Blick"})],
        [_command(description_localizations={"de": ""})],
        [_command(contexts=[3])],
        [_command(integration_types=[2])],
        [_command(options=[_option("a"), _option("b", required=True)])],
        [_command(options=[_option("a"), _option("a")])],
        [_command(options=[_option(str(number)) for number in range(26)])],
        [_command(options=[_option("now", type=1), _option("topic")])],
        [_command(options=[_option("a", type=2, options=[_option("b", type=2)])])],
        [_command(options=[_option(type=12)])],
        [_command(options=[_option(choices=[{"name": "n" * 101, "value": "v"}])])],
        [_command(options=[_option(choices=[{"name": "n", "value": "v"}], autocomplete=True)])],
        [_command(options=[_option(max_length=6001)])],
        [_command(options=[_option(f"o{at}", choices=_LONG) for at in range(4)])],
    ],
)
def test_commands_that_break_a_rule_are_refused(commands: list[Json]) -> None:
    """Too many, misnamed, wordless, misordered, too deep or too large: 50035."""
    with pytest.raises(Problem) as refused:
        check_commands(commands)

    assert 50035 == refused.value.body["code"]


@loopback
async def test_two_hundred_new_commands_a_day(discord: LoopbackDiscord) -> None:
    """What keeps its name keeps its id and costs nothing; the 201st new one of a day draws 30034."""
    guild = discord.add_guild()
    path = f"/applications/{discord.world.application_id}/guilds/{guild.id}/commands"
    async with wired(discord) as wire:
        first = (await wire("PUT", path, [_command("kept")]))[1]
        batches = [[_command("kept"), *(_command(f"{batch}-{n}") for n in range(99))] for batch in range(3)]
        statuses = [(await wire("PUT", path, batch))[0] for batch in batches]
        listed = (await wire("GET", path))[1]

    assert [200, 200, 429] == statuses
    assert first[0]["id"] == listed[0]["id"]
    assert guild.id == listed[0]["guild_id"]


@loopback
async def test_a_person_types_only_what_is_offered(discord: LoopbackDiscord) -> None:
    """Unknown verbs and options, wrong values and hidden commands fail the test that types them."""
    guild, ada = discord.add_guild(), discord.add_user("ada")
    options = [_option("topic", required=True, choices=[{"name": "n", "value": "v"}]), _option("n", type=4)]
    discord.register([_command(options=[_option("now", type=1, options=options)])])
    discord.register([_command("admin", default_member_permissions="32", contexts=[0])], guild)
    wrong: list[tuple[str, str, Json]] = [
        ("nothing", "", {}),
        ("brief", "", {}),
        ("brief", "then", {}),
        ("brief", "now", {}),
        ("brief", "now", {"topic": "w"}),
        ("brief", "now", {"topic": "v", "n": "1"}),
        ("brief", "now", {"topic": "v", "other": "1"}),
        ("admin", "", {}),
    ]
    for command, verb, values in wrong:
        with pytest.raises(AssertionError):
            await discord.slash(guild, guild.channels["news"], ada, command, verb, values)
    discord.register([_command(contexts=[0])])
    with pytest.raises(AssertionError, match="context 1"):
        await discord.slash(None, discord.direct_messages(ada), ada, "brief")
    with pytest.raises(AssertionError, match="gateway session"):
        await discord.until(lambda: discord.gateway.is_connected, "a gateway session", timeout_seconds=0.01)

    assert [] == discord.requests
