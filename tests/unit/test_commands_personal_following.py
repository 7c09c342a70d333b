"""Topics are followed one by one, page by page; what was read is marked, and the mark goes only forward."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.chat import Message
from bot.commands.personal_reading import mark_read
from bot.newsroom import Newsroom, Plan, open_newsroom
from tests.unit.adminfile import AdminFile
from tests.unit.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

FRIDAY = datetime(2025, 1, 24, 8, 0, tzinfo=UTC)
NUMBERS = range(40)
SETTINGS = """\
schema_version = 1
[limits]
per_user_per_minute = 1000
per_guild = 1000
[personal]
max_topics = 30
[platforms.console]
enabled = true
[digests.daily]
""" + "\n".join(
    f'[topics.t{number:02}]\nlabel = "Pier {number:02}"\nany = ["pier {number}"]' for number in NUMBERS
)
RIGHT = {"topics": "t00", "days": "mon", "time": "08:30", "zone": "UTC", "length": "short"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Have an admin file with more topics than a form or a page holds."""
    return AdminFile(tmp_path_factory.mktemp("house")).load(SETTINGS)


@pytest.fixture(scope="module")
def newsroom(settings: Settings) -> Iterator[Newsroom]:
    """Have a newsroom without news."""
    with open_newsroom(Plan.of(settings), url="sqlite://", home=None, clock=lambda: FRIDAY) as opened:
        yield opened


@pytest.fixture
def visitor(newsroom: Newsroom, settings: Settings) -> Visitor:
    """Have somebody whom the bot does not know."""
    return Visitor(newsroom, settings)


def follow(visitor: Visitor, *numbers: int) -> None:
    """Follow some topics by their buttons."""
    for number in numbers:
        visitor.ask("me-follow", topic=f"t{number:02}")


def test_a_topic_is_followed_by_its_button(visitor: Visitor) -> None:
    """Pressed, the button says Unfollow; without a digest the answer says where to set one up."""
    page = visitor.ask("me-topics")
    followed = visitor.press(page, "Follow Pier 03")
    assert isinstance(followed, Message)
    back = visitor.press(followed, "Unfollow Pier 03")
    assert isinstance(back, Message)

    assert "You follow Pier 03 now. /brief me sets when your digest comes." == followed.lead[0]
    assert "Pier 03 - no articles yet; you follow it" in followed.text
    assert "You follow Pier 03 no more." == back.lead[0]
    assert () == visitor.reader.topics


def test_following_twice_is_following_once(visitor: Visitor) -> None:
    """A button pressed twice, or on an old answer, changes nothing more."""
    follow(visitor, 3, 3)

    assert ("t03",) == visitor.reader.topics


def test_all_topics_can_be_reached(visitor: Visitor) -> None:
    """Pages of fifteen lead from the first to the last, and back; a change stays on its page."""
    page = visitor.ask("me-topics")
    buttons = {action.label for action in page.actions}
    while "More topics" in {action.label for action in page.actions}:
        turned = visitor.press(page, "More topics")
        assert isinstance(turned, Message)
        page = turned
        buttons |= {action.label for action in page.actions}
    followed = visitor.press(page, "Follow Pier 39")
    assert isinstance(followed, Message)

    assert {f"Follow Pier {number:02}" for number in NUMBERS} <= buttons
    assert ["Page 3 of 3", "Page 3 of 3"] == [page.footer, followed.footer]
    assert "Previous topics" in {action.label for action in followed.actions}


@pytest.mark.parametrize(
    ("asked", "footer"), [("9", "Page 3 of 3"), ("0", "Page 1 of 3"), ("x", "Page 1 of 3")]
)
def test_a_page_that_is_not_there_is_the_nearest(visitor: Visitor, asked: str, footer: str) -> None:
    """Topics may have gone since the button was made."""
    assert footer == visitor.ask("me-topics", page=asked).footer


def test_nobody_follows_more_than_the_admin_allows(visitor: Visitor) -> None:
    """The notice says the number and the next step, and nothing changes."""
    follow(visitor, *range(30))
    message = visitor.ask("me-follow", topic="t35")

    assert "You follow 30 topics, the most here. Unfollow one first, then follow Pier 35." == message.text
    assert 30 == len(visitor.reader.topics)


def test_the_last_topic_of_a_digest_stays(visitor: Visitor) -> None:
    """A digest without topics would be about everything: whoever wants none pauses it."""
    visitor.ask("me-save", **RIGHT)
    message = visitor.ask("me-unfollow", topic="t00")

    assert message.text.startswith("Pier 00 is the last topic you follow")
    assert ("t00",) == visitor.reader.topics


def test_a_topic_that_went_is_said_to_be_gone(visitor: Visitor) -> None:
    """An old button may name a topic that the admin has taken away."""
    assert (
        "No topic called zeppelin. See all with /brief topics."
        == visitor.ask("me-follow", topic="zeppelin").text
    )


def test_the_form_offers_what_is_followed_first(visitor: Visitor) -> None:
    """Of forty topics a form has room for 25: followed ones are among them, a hint leads to the others."""
    follow(visitor, 38, 39)
    field = visitor.form(visitor.ask("me"), "Set up").fields[0]

    assert ("t38", "t39") == field.values
    assert ["t38", "t39", "t00"] == [choice.value for choice in field.choices[:3]]
    assert 25 == len(field.choices)
    assert "More than these? Follow them with /brief topics." == field.hint


def test_a_form_takes_away_only_what_it_showed(visitor: Visitor) -> None:
    """Of thirty topics followed the form shows 25; leaving out all but one of those keeps the other five."""
    follow(visitor, *range(30))
    form = visitor.form(visitor.ask("me"), "Set up")
    visitor.send(form, topics="t07")

    assert ("t07", *(f"t{number}" for number in range(25, 30))) == visitor.reader.topics


def test_the_list_of_topics_has_the_buttons(visitor: Visitor, settings: Settings) -> None:
    """Where people look for topics they can follow them, unless the admin wants no personal digests."""
    follow(visitor, 1)
    rules = settings.personal.model_copy(update={"enabled": False})
    off = Visitor(visitor.newsroom, replace(settings, personal=rules), visitor.account)
    buttons = [action.label for action in visitor.ask("topics").actions]

    assert ["Follow Pier 00", "Unfollow Pier 01", "Follow Pier 02"] == buttons[:3]
    assert () == off.ask("topics").actions


def test_a_mark_is_where_the_answer_was_made(visitor: Visitor) -> None:
    """What came in after the answer was shown is not marked as read by pressing its button later."""
    shown = FRIDAY - timedelta(hours=1, microseconds=7)
    action = mark_read(shown)
    visitor.ask(action.verb, **dict(action.options))

    assert shown == visitor.reader.read_until
    assert "Read - up to 24 Jan 2025, 06:59" in visitor.ask("me").text


@pytest.mark.parametrize("until", ["99999999999999999999", "now"])
def test_nothing_is_read_before_it_is_there(visitor: Visitor, until: str) -> None:
    """A forged button cannot mark as read what is still to come, or break anything."""
    visitor.ask("me-read", until=until)

    assert FRIDAY == visitor.reader.read_until
