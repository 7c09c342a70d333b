"""Commands at Discord: registered when they changed, where the admin file says, and nowhere else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bot.chat import CommandSpec, TryLater, Undeliverable
from bot.cli.main import run
from bot.commands import COMMANDS as COMMANDS_OF_OURS
from bot.platforms import CannotConnect
from bot.platforms.discord import connect, invite, sync
from bot.platforms.discord.account import Account
from bot.platforms.discord.endpoints import Endpoints
from bot.platforms.discord.registering import Registration
from tests.discord_life import Notebook, Secretary, living, loopback, setup_for
from tests.doubles.discord import LoopbackDiscord

ASK = CommandSpec(verb="ask", group="", summary="Ask the articles")
COMMANDS: list[dict[str, Any]] = [{"name": "ask", "description": "Ask the articles"}]
OTHERS: list[dict[str, Any]] = [{"name": "tell", "description": "Tell something else"}]


def registered(discord: LoopbackDiscord) -> list[tuple[str, int]]:
    """List what was written to Discord: the place, and how many commands."""
    calls = [call for call in discord.requests if call.method == "PUT" and call.status == 200]
    return [(call.params.get("guild_id", "global"), len(call.body)) for call in calls]


async def register(
    discord: LoopbackDiscord,
    memory: Notebook,
    commands: list[dict[str, Any]],
    *guilds: str,
    force: bool = False,
) -> None:
    """Register as one start of the bot does."""
    endpoints = Endpoints.read({"DISCORD_API_BASE": discord.api_base})
    endpoints.point()
    account = Account(lambda: discord.token, endpoints)
    try:
        await Registration(account, memory, guilds=guilds).sync(commands, force=force)
    finally:
        await account.close()


@loopback
async def test_same_commands_are_registered_once(discord: LoopbackDiscord) -> None:
    """Starting again with the same commands asks nothing of Discord; other commands do."""
    memory = Notebook()
    for commands in (COMMANDS, COMMANDS, OTHERS):
        await register(discord, memory, commands)

    assert [("global", 1), ("global", 1)] == registered(discord)


@loopback
async def test_force_registers_what_is_known(discord: LoopbackDiscord) -> None:
    """Somebody may have taken the commands away: with force they are written again."""
    memory = Notebook()
    await register(discord, memory, COMMANDS)
    await register(discord, memory, COMMANDS, force=True)

    assert [("global", 1), ("global", 1)] == registered(discord)


@loopback
async def test_change_of_scope_takes_the_old_ones_away(discord: LoopbackDiscord) -> None:
    """From everywhere to one server and back: nobody sees a command twice."""
    memory, guild = Notebook(), discord.add_guild()
    await register(discord, memory, COMMANDS)
    await register(discord, memory, COMMANDS, guild.id)
    await register(discord, memory, COMMANDS)

    there = [("global", 0), (guild.id, 1)]
    assert [("global", 1), *there, (guild.id, 0), ("global", 1)] == registered(discord)


@loopback
async def test_force_for_servers_clears_what_is_everywhere(discord: LoopbackDiscord) -> None:
    """A database that was lost does not know what stands everywhere; with force it is cleared."""
    guild = discord.add_guild()
    await register(discord, Notebook(), COMMANDS, guild.id, force=True)

    assert [("global", 0), (guild.id, 1)] == registered(discord)


@loopback
async def test_server_without_the_bot_does_not_stop_the_others(discord: LoopbackDiscord) -> None:
    """A server that refuses is named, and the others have their commands; it is tried at the next start."""
    memory, guild, away = Notebook(), discord.add_guild(), discord.add_guild(has_bot=False)
    for _ in range(2):
        with pytest.raises(Undeliverable, match=f"{away.id}.*briefbot invite"):
            await register(discord, memory, COMMANDS, away.id, guild.id)

    assert [(guild.id, 1)] == registered(discord)


@loopback
async def test_daily_limit_is_waited_for(discord: LoopbackDiscord) -> None:
    """When Discord has had its commands of the day, it is asked again much later, however it says so."""
    where, waits = "PUT /applications/*/commands", []
    discord.faults.refuse(where, 30034)
    discord.faults.limit(where, retry_after_seconds=17_000)
    discord.faults.add(
        where,
        status=400,
        body='{"code": 30034, "message": "No"}',
        headers={"Content-Type": "application/json"},
    )
    for _ in range(3):
        with pytest.raises(TryLater, match="200 new commands a day") as caught:
            await register(discord, Notebook(), COMMANDS)
        waits.append(caught.value.retry_after)

    assert [600, 17_000, 3_600] == waits


@loopback
async def test_running_bot_registers_its_commands(discord: LoopbackDiscord) -> None:
    """The bot registers while it connects; one that starts again with the same database does not."""
    memory = Notebook()
    for _ in range(2):
        async with living(discord, memory=memory, desk=Secretary(commands=(ASK,))):
            await discord.connected()
            await discord.until(lambda: registered(discord), "commands")

    assert [("global", 1)] == registered(discord)


@loopback
async def test_joining_a_server_tries_again(discord: LoopbackDiscord) -> None:
    """A server that had not invited the bot gets its commands when it does."""
    guild = discord.add_guild(has_bot=False)
    desk = Secretary(commands=(ASK,))
    async with living(discord, desk=desk, command_scope="guild", guilds=(guild.id,)):
        await discord.until(lambda: [call for call in discord.requests if call.status == 403], "a refusal")
        await discord.connected()
        discord.invite(guild)
        await discord.until(lambda: registered(discord), "commands")

    assert [(guild.id, 1)] == registered(discord)


@loopback
async def test_sync_tells_each_place(discord: LoopbackDiscord) -> None:
    """The command line's door registers now and says where."""
    told = await asyncio.to_thread(sync, setup_for(discord), COMMANDS_OF_OURS)

    assert [f"Everywhere: {registered(discord)[0][1]} commands."] == told


@loopback
async def test_command_line_registers(discord: LoopbackDiscord) -> None:
    """The command sync writes the commands and prints where, as words and as JSON, without a database."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "briefbot.toml"
        path.write_text("schema_version = 1\n[bot]\ndata_dir = 'data'\n[platforms.discord]\nenabled = true\n")
        patch.setenv("DISCORD_TOKEN", discord.token)
        patch.setenv("DISCORD_API_BASE", discord.api_base)
        asked = ["sync", "--config", str(path)]
        codes = [await asyncio.to_thread(run, arguments) for arguments in (asked, [*asked, "--json"])]

    assert ([0, 0], 2) == (codes, len(registered(discord)))


@loopback
async def test_invitation_asks_for_an_id_the_token_lacks(discord: LoopbackDiscord) -> None:
    """A token that does not begin with the bot's id is good for asking Discord what it is."""
    invitation = await asyncio.to_thread(invite, setup_for(discord), threads=False)

    assert f"client_id={discord.world.application_id}&" in invitation.address


def test_invitation_is_written_without_a_network() -> None:
    """The id stands in the token; threads take one permission more, and no token gets into the address."""
    token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.fake-token.for-tests"  # noqa: S105  # says that it is none
    setup = replace(setup_for(LoopbackDiscord(), token=lambda: token), environment={})
    plain, threaded = (invite(setup, threads=threads) for threads in (False, True))

    assert ("client_id=123456789012345678&" in plain.address, "fake" in plain.address) == (True, False)
    assert {"Create Public Threads"} == set(threaded.permissions) - set(plain.permissions)
    assert "permissions=274877991936&" in plain.address


def test_wrong_names_in_another_language_are_told_at_the_start(tmp_path: Path) -> None:
    """A file of names that Discord would not take stops the bot before it starts, as the admin file does."""
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "xx.toml").write_text("", "utf-8")
    setup = replace(setup_for(LoopbackDiscord()), environment={}, config_dir=tmp_path)
    with pytest.raises(CannotConnect, match=r"xx\.toml"):
        connect(setup)
