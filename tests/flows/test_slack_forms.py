"""Forms and the App Home on Slack, opened, sent and published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.chat import Action
from bot.commands import CommandDesk
from bot.platforms.slack import gestures
from tests.flows.discord_town import town
from tests.flows.slack_scene import Scene, labels, play, post
from tests.unit.adminfile import SMALL, AdminFile
from tests.unit.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.chat import Dialect, Message, Request
    from bot.newsroom import Newsroom
    from tests.doubles.slack import Post

FILLED = {"Topics": ["Harwich ferry"], "Time of day": "07:15", "Days": ["Saturday", "Sunday"]}


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """Have a newsroom that has read a little."""
    (tmp_path / "town").mkdir()
    with town(tmp_path / "town") as opened:
        yield opened


@pytest.fixture
def desk(newsroom: Newsroom, tmp_path: Path) -> CommandDesk:
    """Have a desk with an office, where people may have digests of their own."""
    return CommandDesk(newsroom, Visitor(newsroom, AdminFile(tmp_path).load(SMALL)).office)


def test_a_form_opens_with_the_askers_zone_and_changes_what_it_came_from(desk: CommandDesk) -> None:
    """The panel's button opens a modal; sending it shows the panel as it is then, in its place."""

    async def act(scene: Scene) -> None:
        panel = await scene.brief("me")
        form = await scene.press(panel, "Set up")
        zone = next(block["element"] for block in form.view.body["blocks"] if block["block_id"] == "zone")
        await scene.slack.submit(form, FILLED, awaits=False)
        await scene.slack.until(lambda: "07:15" in panel.messages[0].text, "the changed panel")
        await scene.slack.until(lambda: not scene.slack.views, "the form to close")

        assert "Asia/Tokyo" == zone["initial_value"]
        assert "Set up" not in labels(panel.messages[0])

    play(desk, act)


def test_what_is_wrong_is_said_in_the_form(desk: CommandDesk) -> None:
    """It stays open with all that was filled in, and can be mended there."""

    async def act(scene: Scene) -> None:
        panel = await scene.brief("me")
        form = await scene.press(panel, "Set up")
        again = await scene.slack.submit(form, {**FILLED, "Time of day": "25:99"})
        topics = next(b["element"] for b in again.view.body["blocks"] if b.get("block_id") == "topics")
        await scene.slack.submit(again, {"Time of day": "07:15"}, awaits=False)
        await scene.slack.until(lambda: "07:15" in panel.messages[0].text, "the changed panel")
        await scene.slack.until(lambda: not scene.slack.views, "the form to close")

        assert "25:99 is no time of day." in again.text
        assert ["ferry"] == [each["value"] for each in topics["initial_options"]]

    play(desk, act)


def test_a_form_that_takes_long_is_closed_and_answered_beside(
    desk: CommandDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack waits for three seconds; what is wrong is then said in the place of the panel."""
    monkeypatch.setattr(gestures, "_FORM_SECONDS", 0.0)

    async def act(scene: Scene) -> None:
        panel = await scene.brief("me")
        form = await scene.press(panel, "Set up")
        await scene.slack.submit(form, {**FILLED, "Time of day": "25:99"}, awaits=False)
        await scene.slack.until(lambda: "25:99" in panel.messages[0].text, "what is wrong")
        await scene.slack.until(lambda: not scene.slack.views, "the form to close")

        assert ["Try again"] == labels(panel.messages[0])[:1]

    play(desk, act)


@pytest.mark.parametrize(
    ("held", "says"), [("nonsense", "no longer tell"), ("bob", "Only the person who asked")]
)
def test_a_form_that_nobody_opened_is_refused(desk: CommandDesk, held: str, says: str) -> None:
    """What another version made, or somebody else was shown, gets a sentence in direct messages."""

    async def act(scene: Scene) -> None:
        panel = await scene.brief("me")
        form = await scene.press(panel, "Set up")
        metadata = json.loads(form.view.body["private_metadata"])
        metadata["from"]["person"] = scene.bob.id
        form.view.body["private_metadata"] = json.dumps(metadata) if held == "bob" else held
        await scene.slack.submit(form, FILLED, awaits=False)
        await scene.slack.until(scene.direct, "the sentence")

        assert says in scene.direct()[0].text

    play(desk, act)


def told(scene: Scene, words: str) -> list[Post]:
    """List what Ada alone is told in #news with *words* in it."""
    seen = scene.slack.messages(scene.news, seen_by=scene.ada)
    return [each for each in seen if each.is_ephemeral and words in each.text]


def home_of(scene: Scene) -> Any:
    """Return what Ada sees at home."""
    home = scene.slack.home(scene.ada)
    assert home is not None
    return home


def test_the_home_shows_how_things_stand(desk: CommandDesk) -> None:
    """A person's own digest, what can be looked up, and what was sent last; set up from there, too."""

    async def act(scene: Scene) -> None:
        home = (await scene.slack.open_home(scene.ada)).view
        form = await scene.press(home, "Set up")
        await scene.slack.submit(form, FILLED, awaits=False)
        await scene.slack.until(lambda: "07:15" in home_of(scene).text, "the changed home")

        assert "You have no digest of your own yet." in home.text
        assert "No briefing has been posted" in home.text
        assert "The next one comes" in home_of(scene).text
        assert {"Pause", "Change"} <= set(labels(home_of(scene)))

    play(desk, act)


def test_a_button_at_home_changes_the_home(desk: CommandDesk) -> None:
    """What else it answers comes as a direct message."""

    async def act(scene: Scene) -> None:
        await scene.slack.open_home(scene.ada)
        form = await scene.press(home_of(scene), "Set up")
        await scene.slack.submit(form, FILLED, awaits=False)
        await scene.slack.until(lambda: "Pause" in labels(home_of(scene)), "the changed home")
        await scene.press(home_of(scene), "Pause")
        offered = await scene.slack.suggest(home_of(scene), "find:now:topic", "fer", scene.ada)
        await scene.slack.select(home_of(scene), "find:now:topic", offered[0], scene.ada, awaits=False)
        await scene.slack.until(scene.direct, "the briefing")

        assert "Resume" in labels(home_of(scene))
        assert "A new ferry sails to Harwich every morning" in scene.direct()[0].text

    play(desk, act)


def test_a_home_that_was_shown_a_moment_ago_is_left(desk: CommandDesk) -> None:
    """Every glance at the bot opens it; that counts against nobody's rate of questions."""

    async def act(scene: Scene) -> None:
        await scene.slack.open_home(scene.ada)
        for _ in range(12):
            await scene.slack.open_home(scene.ada, awaits=False)
        await scene.slack.open_home(scene.ada, tab="messages", awaits=False)
        reply = await scene.brief("topics")

        assert "Harbour bridge" in reply.text
        assert 1 == sum(call.name == "views.publish" for call in scene.slack.requests)

    play(desk, act)


def test_a_home_that_slack_refuses_is_tried_again(
    desk: CommandDesk, caplog: pytest.LogCaptureFixture
) -> None:
    """The log knows why, and the next glance publishes it."""

    async def act(scene: Scene) -> None:
        scene.slack.faults.refuse("views.publish", "internal_error")
        await scene.slack.open_home(scene.ada, awaits=False)
        await scene.slack.until(lambda: "home not shown" in caplog.text, "the line")
        home = (await scene.slack.open_home(scene.ada)).view

        assert "Your digest" in home.text

    play(desk, act)


def test_a_form_from_a_public_message_leaves_that_as_it_was(desk: CommandDesk) -> None:
    """What comes of it is for the one who filled it in."""

    async def act(scene: Scene) -> None:
        public = await post(scene, Action(label="Set up", verb="me-change", opens_form=True))
        before = public.text
        form = await scene.press(public, "Set up")
        await scene.slack.submit(form, FILLED, awaits=False)
        await scene.slack.until(lambda: told(scene, "07:15"), "the panel")

        assert [before] == [each.text for each in scene.posts()]

    play(desk, act)


class Breaking(CommandDesk):
    """Opens forms, and breaks when they are sent."""

    async def answer(self, request: Request, dialect: Dialect) -> Message:
        """Break its promise never to raise."""
        if request.verb == "me-save":
            raise RuntimeError("the desk is broken")
        return await super().answer(request, dialect)


def test_a_fault_closes_the_form_and_is_told(newsroom: Newsroom, tmp_path: Path) -> None:
    """Nobody is left before a form that does nothing."""
    broken = Breaking(newsroom, Visitor(newsroom, AdminFile(tmp_path).load(SMALL)).office)

    async def act(scene: Scene) -> None:
        panel = await scene.brief("me")
        form = await scene.press(panel, "Set up")
        await scene.slack.submit(form, FILLED, awaits=False)
        await scene.slack.until(lambda: told(scene, "Something broke on my side"), "the sentence")
        await scene.slack.until(lambda: not scene.slack.views, "the form to close")

        assert "Set up" in labels(panel.messages[0])

    play(broken, act)


def test_a_form_that_cannot_be_opened_says_why(newsroom: Newsroom) -> None:
    """Without an office there is nothing to set up, and a sentence instead of a form."""

    async def act(scene: Scene) -> None:
        public = await post(scene, Action(label="Set up", verb="me-change", opens_form=True))
        reply = await scene.press(public, "Set up")

        assert "briefbot run" in reply.text
        assert reply.is_ephemeral

    play(newsroom, act)
