"""Menus of messages and forms on Discord, opened and sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.chat import Action
from bot.commands import CommandDesk
from tests.doubles.discord import MEMBER, Permission
from tests.doubles.discord.interactions import MODAL
from tests.flows.discord_scene import NotingDesk, Scene, labels, play, post
from tests.flows.discord_town import town
from tests.unit.adminfile import SMALL, AdminFile
from tests.unit.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.newsroom import Newsroom

CALLBACK = "POST *callback*"
ORIGINAL = "PATCH */messages/@original*"
FOLLOWUP = "POST /webhooks/*"
MANAGER = MEMBER | Permission.MANAGE_GUILD


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Have a newsroom that has read a little."""
    with town(tmp_path_factory.mktemp("town")) as opened:
        yield opened


def test_a_strangers_message_is_asked_about_by_its_words(newsroom: Newsroom) -> None:
    """On what a person wrote "Why is this here?" looks for that story."""

    async def act(scene: Scene) -> None:
        written = scene.discord.write(scene.news, scene.bob, "A new ferry sails to Harwich every morning")
        await scene.discord.menu(scene.guild, scene.news, scene.ada, "Why is this here?", written)
        (request,) = desk.requests

        assert "why" == request.verb
        assert {"item": "A new ferry sails to Harwich every morning"} == request.options

    desk = NotingDesk(newsroom)
    play(desk, act)


def test_our_own_message_is_asked_about_by_its_id(newsroom: Newsroom) -> None:
    """What we posted is known, with all that was chosen from then."""

    async def act(scene: Scene) -> None:
        public = await post(scene)
        reply = await scene.discord.menu(scene.guild, scene.news, scene.ada, "Why is this here?", public)
        (request,) = desk.requests

        assert ("why", {"post": public.id}) == (request.verb, request.options)
        assert reply.is_ephemeral

    desk = NotingDesk(newsroom)
    play(desk, act)


@pytest.fixture
def office_desk(newsroom: Newsroom, tmp_path: Path) -> CommandDesk:
    """Have a desk with an office, where people may have digests of their own."""
    return CommandDesk(newsroom, Visitor(newsroom, AdminFile(tmp_path).load(SMALL)).office)


def test_a_form_opens_at_once_and_changes_what_it_came_from(office_desk: CommandDesk) -> None:
    """The panel's button opens a modal; sending it shows the panel as it is then, in its place."""

    async def act(scene: Scene) -> None:
        panel = await scene.slash("brief", "me")
        form = await scene.press(panel.message, "Set up")
        sent = await scene.discord.submit(
            form, {"topics": ["ferry"], "time": "07:15", "days": ["sat", "sun"]}
        )

        assert "Set up" not in labels(sent.message)
        assert panel.message.id == sent.message.id
        assert "07:15" in sent.text.replace("\\", "")

    play(office_desk, act)


def test_a_form_sent_by_nobody_is_refused(newsroom: Newsroom) -> None:
    """A forged modal gets a sentence, whoever it is said to be of."""

    async def act(scene: Scene) -> None:
        for custom_id, says in (("nonsense", "no longer tell"), ("1z:me-save", "Only the person who asked")):
            data = {"custom_id": custom_id, "components": []}
            reply = await scene.discord.send(MODAL, data, scene.guild, scene.news, scene.bob)

            assert says in reply.text

    play(newsroom, act)


def test_a_form_that_cannot_be_opened_says_why(newsroom: Newsroom) -> None:
    """Without an office there is nothing to set up, and a sentence instead of a form."""

    async def act(scene: Scene) -> None:
        actions = (Action(label="Set up", verb="me-change", opens_form=True),)
        public = await post(scene, *actions)
        reply = await scene.press(public, "Set up")

        assert "briefbot run" in reply.text

    play(newsroom, act)
