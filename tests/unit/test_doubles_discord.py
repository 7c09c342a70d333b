"""The loopback Discord, proved with the real discord.py client: login, commands, gestures, messages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import discord as library
import pytest
from discord import app_commands

from tests.doubles.clients import Client, connected, loopback
from tests.doubles.discord import MEMBER, LoopbackDiscord, Permission

if TYPE_CHECKING:
    from tests.doubles.discord import Channel, Guild, User

SEEN_ONLY = Permission.VIEW_CHANNEL


def _brief(client: Client) -> None:
    """Give *client* `/brief now topic share`, which answers for the asker alone."""
    group = app_commands.Group(name="brief", description="Briefings")

    @group.command(name="now", description="A briefing")
    async def now(interaction: library.Interaction, topic: str = "all", share: int = 0) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(content=f"{topic} {share}", view=_buttons())

    @now.autocomplete("topic")
    async def topics(interaction: library.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}… {interaction.locale}", value="t1")]

    client.tree.add_command(group)


def _buttons() -> library.ui.View:
    view = library.ui.View(timeout=None)
    view.add_item(library.ui.Button(label="Share", custom_id="share?answer=1"))
    view.add_item(library.ui.Button(label="Source", url="https://example.com/a"))
    view.add_item(
        library.ui.Select(
            custom_id="length",
            placeholder="Length",
            options=[
                library.SelectOption(label="Short", value="s"),
                library.SelectOption(label="Full", value="f"),
            ],
        )
    )
    return view


def _place(discord: LoopbackDiscord) -> tuple[Guild, Channel, User]:
    guild = discord.add_guild(channels={"news": None, "closed": SEEN_ONLY})
    return guild, guild.channels["news"], discord.add_user("ada")


@loopback
async def test_the_real_client_sees_guild_channels_and_its_permissions(discord: LoopbackDiscord) -> None:
    """discord.py finds the guild, its channels and, from roles and overwrites, what it may do in each."""
    guild, news, _ = _place(discord)
    async with connected(discord) as client:
        seen = client.get_guild(int(guild.id))
        may = {one.name: one.permissions_for(seen.me).send_messages for one in seen.text_channels}

        assert {"news": True, "closed": False} == may
        assert client.get_channel(int(news.id)).guild.id == seen.id


@loopback
async def test_a_wrong_token_is_refused(discord: LoopbackDiscord) -> None:
    """A login with another token fails as it does on Discord."""
    client = Client()
    library.http.Route.BASE, before = discord.api_base, library.http.Route.BASE
    try:
        with pytest.raises(library.LoginFailure):
            await client.login("fake-token-of-another")
    finally:
        library.http.Route.BASE = before
        await client.close()


@loopback
async def test_a_command_is_synced_typed_and_answered(discord: LoopbackDiscord) -> None:
    """What the client registers can be typed; the deferred answer is the asker's alone."""
    guild, news, ada = _place(discord)
    client = Client()
    _brief(client)
    async with connected(discord, client):
        await client.tree.sync()
        reply = await discord.slash(guild, news, ada, "brief", "now", {"topic": "deal", "share": 1})

        assert ("deal 1", True, True) == (reply.text, reply.is_ephemeral, reply.was_deferred)
        assert reply.acknowledged_after_seconds <= reply.answered_after_seconds < 3
        assert ([], [reply.message]) == (discord.messages(news), discord.messages(news, seen_by=ada))


@loopback
async def test_completion_is_offered_in_the_readers_language(discord: LoopbackDiscord) -> None:
    """Typing into an option brings the client's choices; the locale of the person goes with it."""
    guild, news, ada = _place(discord)
    client = Client()
    _brief(client)
    async with connected(discord, client):
        await client.tree.sync(guild=None)
        offered = await discord.autocomplete(guild, news, ada, "brief", "now", "topic", "de", locale="zh-CN")

        assert [("de… zh-CN", "t1")] == [(choice["name"], choice["value"]) for choice in offered]


@loopback
async def test_buttons_and_menus_reach_the_client(discord: LoopbackDiscord) -> None:
    """A press and a choice bring custom id, values, message and member; the message is updated in place."""
    guild, news, ada = _place(discord)
    client = Client()
    async with connected(discord, client):
        posted = await client.get_partial_messageable(int(news.id)).send("pick", view=_buttons())
        standing = discord.messages(news)[0]

        async def answer() -> None:
            await discord.until(lambda: client.interactions)
            await client.interactions[-1].response.edit_message(content=str(client.interactions[-1].data))

        task = asyncio.create_task(answer())
        pressed = await discord.press(standing, "Share", ada)
        await task
        client.interactions.clear()
        task = asyncio.create_task(answer())
        chosen = await discord.select(standing, "Length", ["Full"], ada, permissions=MEMBER)
        await task

        assert "share?answer=1" in pressed.interaction.payload["data"]["custom_id"]
        assert ["f"] == chosen.interaction.payload["data"]["values"]
        assert "length" in standing.text
        assert posted.id == int(standing.id)
        assert guild.id == pressed.interaction.payload["guild_id"]


class _Form(library.ui.Modal, title="Your digest"):
    topics: Any = library.ui.Label(
        text="Topics", component=library.ui.TextInput(custom_id="topics", max_length=100)
    )
    days: Any = library.ui.Label(
        text="Days",
        component=library.ui.Select(
            custom_id="days",
            max_values=2,
            options=[
                library.SelectOption(label="Monday", value="1"),
                library.SelectOption(label="Friday", value="5"),
            ],
        ),
    )

    async def on_submit(self, interaction: library.Interaction) -> None:
        said = f"{self.topics.component.value} {self.days.component.values}"
        await interaction.response.send_message(said, ephemeral=True)


@loopback
async def test_a_form_is_opened_filled_in_and_sent(discord: LoopbackDiscord) -> None:
    """A command may open a modal; its fields, texts and choices come back by custom id or label."""
    guild, news, ada = _place(discord)
    client = Client()

    @client.tree.command(name="me", description="Your digest")
    async def me(interaction: library.Interaction) -> None:
        await interaction.response.send_modal(_Form())

    async with connected(discord, client):
        await client.tree.sync()
        opened = await discord.slash(guild, news, ada, "me")
        reply = await discord.submit(opened, {"topics": "harbour", "Days": ["Friday", "1"]})

        assert "Your digest" == opened.form["title"]
        assert ("harbour ['1', '5']", True) == (reply.text, reply.is_ephemeral)


@loopback
async def test_a_message_menu_brings_the_message(discord: LoopbackDiscord) -> None:
    """A context menu hands over the message it was opened on, with its text, without privileged intents."""
    guild, news, ada = _place(discord)
    client = Client()

    @client.tree.context_menu(name="Why is this here?")
    async def why(interaction: library.Interaction, message: library.Message) -> None:
        await interaction.response.send_message(message.content, ephemeral=True)

    async with connected(discord, client):
        await client.tree.sync()
        reply = await discord.menu(guild, news, ada, "Why is this here?", discord.write(news, ada, "a claim"))

        assert "a claim" == reply.text


@loopback
async def test_direct_messages_are_opened_written_and_refused(discord: LoopbackDiscord) -> None:
    """The client can write to a person, until that person blocks it: then 50007."""
    _, _, ada = _place(discord)
    async with connected(discord) as client:
        person = await client.fetch_user(int(ada.id))
        await person.send("hello")
        discord.block(ada)
        with pytest.raises(library.Forbidden) as refused:
            await person.send("again")

        assert ["hello"] == [post.text for post in discord.messages(discord.direct_messages(ada))]
        assert 50007 == refused.value.code


@loopback
async def test_a_thread_below_a_message_takes_posts(discord: LoopbackDiscord) -> None:
    """A thread opens once under a message and is written into under its id."""
    _, news, _ = _place(discord)
    async with connected(discord) as client:
        lead = await client.get_channel(int(news.id)).send("lead")
        thread = await lead.create_thread(name="Sections")
        await thread.send("section")
        with pytest.raises(library.HTTPException) as again:
            await client.http.start_thread_with_message(
                int(news.id), lead.id, name="Sections", auto_archive_duration=1440
            )
        below = discord.thread_of(discord.messages(news)[0])

        assert below is not None
        assert ["section"] == [post.text for post in discord.messages(below)]
        assert (160004, lead.id) == (again.value.code, thread.id)


@loopback
async def test_a_channel_without_permission_is_refused(discord: LoopbackDiscord) -> None:
    """Where the bot may not write, 50013; where it may not even look, 50001; where nothing is, 10003."""
    guild, news, _ = _place(discord)
    async with connected(discord) as client:
        codes = []
        discord.permit(news, 0)
        for channel_id in (guild.channels["closed"].id, news.id, "1"):
            with pytest.raises(library.HTTPException) as refused:
                await client.get_partial_messageable(int(channel_id)).send("x")
            codes.append(refused.value.code)

        assert [50013, 50001, 10003] == codes


@loopback
async def test_a_guild_that_sends_the_bot_away_is_gone_until_it_invites_it(discord: LoopbackDiscord) -> None:
    """Kick, outage and return arrive as the events discord.py tells apart; posting follows."""
    guild, news, _ = _place(discord)
    async with connected(discord) as client:
        discord.begin_outage(guild)
        discord.end_outage(guild)
        discord.kick(guild)
        discord.invite(guild)
        late = discord.add_guild("Late")
        await discord.until(lambda: client.get_guild(int(late.id)))
        wanted = ("guild_unavailable", "guild_available", "guild_remove", "guild_join")
        seen = [event for event in client.seen if event in wanted]
        await client.get_channel(int(news.id)).send("back")

        assert ["guild_available", *wanted, "guild_join"] == seen


@loopback
async def test_channels_change_while_the_client_watches(discord: LoopbackDiscord) -> None:
    """New, renamed and deleted channels reach the client's cache."""
    guild, news, _ = _place(discord)
    async with connected(discord) as client:
        added = discord.add_channel(guild, "late")
        discord.rename_channel(news, "old-news")
        discord.delete_channel(guild.channels["closed"])
        role = discord.add_role(guild, "readers")
        await discord.until(lambda: "guild_role_create" in client.seen)
        names = sorted(channel.name for channel in client.get_guild(int(guild.id)).text_channels)

        assert ["late", "old-news"] == names
        assert role in guild.roles
        assert added.id in discord.world.channels


@loopback
async def test_a_person_with_the_app_outside_its_servers_can_use_it(discord: LoopbackDiscord) -> None:
    """A user-installed command works in a guild without the bot, with at most five followups."""
    elsewhere = discord.add_guild("Elsewhere", has_bot=False)
    ada = discord.add_user("ada")
    client = Client()

    @client.tree.command(name="ask", description="Ask")
    @app_commands.user_install()
    @app_commands.allowed_contexts(guilds=True)
    async def ask(interaction: library.Interaction) -> None:
        await interaction.response.send_message("first", ephemeral=True)
        for number in range(5):
            await interaction.followup.send(str(number))
        with pytest.raises(library.HTTPException) as refused:
            await interaction.followup.send("one too many")
        await interaction.edit_original_response(content=str(refused.value.code))

    async with connected(discord, client):
        await client.tree.sync()
        reply = await discord.slash(elsewhere, elsewhere.channels["news"], ada, "ask")
        await discord.until(lambda: reply.text == "40094", "the sixth followup to be refused")

        assert [str(number) for number in range(5)] == [post.text for post in reply.followups]


@loopback
async def test_a_command_works_in_direct_messages(discord: LoopbackDiscord) -> None:
    """An interaction in direct messages names a user and no guild."""
    ada = discord.add_user("ada")
    client = Client()

    @client.tree.command(name="ask", description="Ask")
    async def ask(interaction: library.Interaction) -> None:
        await interaction.response.send_message(f"{interaction.guild_id} {interaction.user.id}")

    async with connected(discord, client):
        await client.tree.sync()
        reply = await discord.slash(None, discord.direct_messages(ada), ada, "ask")

        assert f"None {ada.id}" == reply.text


@loopback
async def test_an_interaction_may_arrive_twice(discord: LoopbackDiscord) -> None:
    """A duplicated interaction is answered once; the second answer draws 40060."""
    guild, news, ada = _place(discord)
    client = Client()
    codes: list[int] = []

    @client.tree.command(name="ask", description="Ask")
    async def ask(interaction: library.Interaction) -> None:
        try:
            await interaction.response.send_message("answer")
        except library.HTTPException as refused:
            codes.append(refused.code)

    async with connected(discord, client):
        await client.tree.sync()
        await discord.slash(guild, news, ada, "ask", copies=2)
        await discord.until(lambda: sum(call.path.endswith("/callback") for call in discord.requests) == 2)
        await discord.until(lambda: codes or None, "the second answer to be refused")

        assert [40060] == codes
        assert 1 == len(discord.messages(news))
