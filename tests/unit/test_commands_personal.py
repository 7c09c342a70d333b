"""People set up a digest of their own, change their minds, and are forgotten when they ask."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.chat import Emphasis, Form, Message, Person, Place, Request
from bot.commands import CommandDesk
from bot.newsroom import Newsroom, Plan, open_newsroom
from bot.plain import PlainDialect
from briefings.store.closures import Closures
from tests.unit.adminfile import AdminFile
from tests.unit.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.settings import Settings
    from bot.settings.house import PersonalSection

FRIDAY = datetime(2025, 1, 24, 8, 0, tzinfo=UTC)
BRIDGE = """The harbour bridge reopens after eleven months

By Ada Quill
Published: 21 January 2025

The harbour bridge reopened to cars on Monday after eleven months of repairs worth nine million pounds.
The first car across belonged to the mayor, Oona Brack, who had promised to cross it in an old van.
"""
SETTINGS = """\
schema_version = 1
[bot]
timezone = "Europe/London"
[limits]
per_user_per_minute = 1000
per_guild = 1000
[personal]
max_topics = 3
earliest = "06:00"
[platforms.console]
enabled = true
[sources.pages]
type = "folder"
path = "pages"
[topics.bridge]
label = "Harbour bridge"
any = ["bridge"]
[topics.ferry]
label = "Harwich ferry"
any = ["ferry"]
[topics.opera]
label = "Opera house"
any = ["opera"]
[topics.tram]
label = "Tram"
any = ["tram"]
[digests.daily]
"""
RIGHT = {
    "topics": "ferry,bridge",
    "days": "mon,tue,wed,thu,fri",
    "time": "08:30",
    "zone": "Europe/London",
    "length": "short",
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Have an admin file with topics and rules for personal digests."""
    folder: Path = tmp_path_factory.mktemp("house")
    file = AdminFile(folder)
    (folder / "pages" / "bridge.txt").write_text(BRIDGE, "utf-8")
    return file.load(SETTINGS)


@pytest.fixture(scope="module")
def newsroom(settings: Settings) -> Iterator[Newsroom]:
    """Have a newsroom that has read an article about the bridge."""
    with open_newsroom(Plan.of(settings), url="sqlite://", home=None, clock=lambda: FRIDAY) as opened:
        opened.take_in()
        yield opened


@pytest.fixture
def visitor(newsroom: Newsroom, settings: Settings) -> Visitor:
    """Have somebody whom the bot does not know."""
    return Visitor(newsroom, settings)


def labels(message: Message) -> list[str]:
    """List what the buttons say."""
    return [action.label for action in message.actions]


def test_somebody_new_is_told_what_there_is(visitor: Visitor) -> None:
    """Without a digest the answer says what one is, and how to get it; asking leaves no trace."""
    message = visitor.ask("me")

    assert message.lead[0].startswith("You have no digest of your own yet. Press Set up")
    assert ["Set up", "Delete my data"] == labels(message)
    assert visitor.newsroom.people.find("discord", visitor.account) is None


def test_the_form_comes_with_what_is_usual(visitor: Visitor) -> None:
    """Nobody need know a zone or a format: the admin's zone and a time stand there already."""
    form = visitor.form(visitor.ask("me"), "Set up")

    assert {
        "topics": (),
        "days": ("mon", "tue", "wed", "thu", "fri"),
        "time": ("08:30",),
        "zone": ("Europe/London",),
        "length": ("short",),
    } == {field.name: field.values for field in form.fields}
    assert "bridge" == form.fields[0].choices[0].value  # the one with news comes first


def test_every_form_fits_every_platform(visitor: Visitor) -> None:
    """Five fields, 25 choices, 45 characters of label and 100 of hint are all there is room for."""
    form = visitor.form(visitor.ask("me"), "Set up")

    assert len(form.fields) <= 5
    assert all(len(field.label) <= 45 and len(field.hint) <= 100 for field in form.fields)
    assert all(len(choice.label) <= 100 for field in form.fields for choice in field.choices)


def test_a_form_sent_is_a_digest(visitor: Visitor) -> None:
    """What was filled in is kept, and the answer says when the first one comes."""
    form = visitor.form(visitor.ask("me"), "Set up")
    message = visitor.send(form, topics="ferry,bridge", time="8:30", zone="asia/kolkata")
    reader = visitor.reader

    assert (("ferry", "bridge"), time(8, 30), "Asia/Kolkata") == (reader.topics, reader.at, reader.timezone)
    assert "The next one comes 27 Jan 2025, 08:30, if there is something new" in message.text
    assert "Days - Monday to Friday" in message.text
    assert ["Change", "Pause", "Send me one now", "Delete my data"] == labels(message)


def test_the_form_comes_back_as_it_was_saved(visitor: Visitor) -> None:
    """Change shows what is set, so that sending it unchanged changes nothing."""
    message = visitor.ask("me-save", **RIGHT | {"length": "full", "days": "sat,sun"})
    before = visitor.reader
    visitor.send(visitor.form(message, "Change"))

    assert {"bridge", "ferry"} == set(visitor.reader.topics)
    assert (before.days, before.at, before.timezone, before.length) == (
        visitor.reader.days,
        visitor.reader.at,
        visitor.reader.timezone,
        visitor.reader.length,
    )


_TOO_EARLY = (
    "05:59 is too early: no personal digest goes out before 06:00 here. The next possible time is 06:00."
)
_NO_DAY = "No day is chosen, so it would never be sent. Choose one at least; Pause stops it for a while."
_TIMES = "Write hours and minutes from 00:00 to 23:59, such as"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"time": "25:00"}, f"25:00 is no time of day. {_TIMES} 08:30."),
        ({"time": "8pm"}, f"8pm is no time of day. {_TIMES} 20:00."),
        ({"time": ""}, f"No time is given. {_TIMES} 08:30."),
        ({"time": "05:59"}, _TOO_EARLY),
        (
            {"zone": "Europ/London"},
            "Europ/London is no time zone that I know. Did you mean Europe/London?",
        ),
        ({"zone": "London"}, "London is no time zone that I know. Did you mean Europe/London?"),
        ({"zone": "moon"}, "moon is no time zone that I know. Write Area/City, such as Europe/London."),
        ({"zone": ""}, "No time zone is given. Write Area/City, such as Europe/London."),
        ({"topics": ""}, "No topic is chosen, so there would be nothing to send. Choose one at least."),
        ({"topics": "bridge,gone"}, "There is no topic gone here any more. Choose among those of the list."),
        (
            {"topics": "bridge,ferry,opera,tram"},
            "You chose 4 topics; the most here is 3. Leave some out.",
        ),
        ({"days": ""}, _NO_DAY),
        ({"days": "funday"}, "funday is no day of the week. Write mon-fri, or choose days."),
        ({"length": "epic"}, "epic is no length. Choose one of headlines, short, full."),
        ({"length": ""}, "Nothing is no length. Choose one of headlines, short, full."),
    ],
)
def test_what_is_wrong_is_said_with_the_next_step(visitor: Visitor, wrong: dict[str, str], said: str) -> None:
    """Each fault has its sentence, and nothing is saved."""
    message = visitor.ask("me-save", **RIGHT | wrong)

    assert [said] == [line for section in message.sections for line in section.lines]
    assert visitor.newsroom.people.find("discord", visitor.account) is None


def test_all_faults_are_told_at_once(visitor: Visitor) -> None:
    """Nobody has to send the form three times to learn of three mistakes."""
    message = visitor.ask("me-save", **RIGHT | {"time": "25:00", "zone": "Moon/Base", "topics": ""})

    assert 3 == len(message.sections[0].lines)


def test_nothing_that_was_filled_in_is_lost(visitor: Visitor) -> None:
    """The form comes back behind a button as it was sent, the mistake included; mended, it is saved."""
    filled = RIGHT | {"time": "25:00", "days": "sat", "length": "full", "topics": "opera"}
    form = visitor.form(visitor.ask("me-save", **filled), "Try again")
    came_back = {field.name: ",".join(field.values) for field in form.fields}
    visitor.send(form, time="20:00")

    assert filled == came_back
    assert (time(20, 0), ("opera",), (5,)) == (visitor.reader.at, visitor.reader.topics, visitor.reader.days)


def test_what_was_left_empty_comes_back_empty(visitor: Visitor) -> None:
    """A form that was sent without a topic is not filled up with those of before."""
    visitor.ask("me-save", **RIGHT)
    form = visitor.form(visitor.ask("me-save", **RIGHT | {"topics": ""}), "Try again")

    assert () == form.fields[0].values


def test_full_width_digits_are_digits(visitor: Visitor) -> None:
    """A Chinese keyboard writes the same time in other signs."""
    visitor.ask("me-save", **RIGHT | {"time": "08:30"})

    assert time(8, 30) == visitor.reader.at


def test_days_can_be_typed_as_a_range(visitor: Visitor) -> None:
    """Where there are no forms, mon-wed is three days."""
    message = visitor.ask("me-save", **RIGHT | {"days": "Mon-Wed, sat"})

    assert (0, 1, 2, 5) == visitor.reader.days
    assert "Days - Monday, Tuesday, Wednesday and Saturday" in message.text


def test_every_day_is_said_so(visitor: Visitor) -> None:
    """Seven names of days are no news."""
    assert "Days - every day" in visitor.ask("me-save", **RIGHT | {"days": "mon-sun"}).text


def test_without_forms_there_is_a_line_to_type(visitor: Visitor) -> None:
    """A platform without forms says what to type, filled in as things stand."""
    visitor.ask("me-save", **RIGHT)
    line = "/me-save topics:ferry,bridge days:mon,tue,wed,thu,fri time:08:30 zone:Europe/London length:short"

    assert line in visitor.ask("me-change").text


def test_a_pause_lasts_until_it_is_ended(visitor: Visitor) -> None:
    """Paused, nothing is due; the settings stay, and one button starts it again."""
    paused = visitor.press(visitor.ask("me-save", **RIGHT), "Pause")
    assert isinstance(paused, Message)
    later = visitor.ask("me")
    resumed = visitor.press(later, "Resume")
    assert isinstance(resumed, Message)

    assert "Paused: nothing is sent until you press Resume." == paused.lead[0]
    assert "It is paused: nothing is sent until you press Resume." == later.lead[0]
    assert "The next one comes 24 Jan 2025, 08:30" in resumed.text


@pytest.mark.parametrize("verb", ["me-pause", "me-resume", "me-send"])
def test_without_a_digest_there_is_nothing_to_do_it_to(visitor: Visitor, verb: str) -> None:
    """An old button of somebody who was forgotten leads to the form, and remembers nobody."""
    message = visitor.ask(verb)

    assert "You have no digest of your own yet" in message.text
    assert ["Set up"] == labels(message)
    assert visitor.newsroom.people.find("discord", visitor.account) is None


def test_one_is_sent_at_once(visitor: Visitor) -> None:
    """What is new is put out for the direct messages; pressed again, it is on its way already."""
    visitor.ask("me-save", **RIGHT)
    told = [visitor.ask("me-send").text for _ in range(2)]

    assert "On its way to your direct messages: 1 story." == told[0]
    assert "on its way to your direct messages already" in told[1]
    assert [f"discord:@{visitor.account}"] == [
        row.key.destination
        for row in visitor.office.ledger.listing()
        if row.key.schedule == visitor.reader.digest
    ]


def test_nothing_is_sent_that_says_nothing(visitor: Visitor) -> None:
    """Asked for with nothing new, the answer says so here, and no message goes out."""
    visitor.ask("me-save", **RIGHT | {"topics": "opera"})
    message = visitor.ask("me-send")

    assert "Nothing new for you on Opera house, so I sent nothing." in message.text
    assert [] == [row for row in visitor.office.ledger.listing() if row.key.schedule == visitor.reader.digest]


def test_closed_direct_messages_are_told_with_the_remedy(visitor: Visitor) -> None:
    """The person hears why nothing came, and one button tries again."""
    visitor.ask("me-save", **RIGHT)
    reason = "Allow direct messages from server members."
    Closures(visitor.newsroom.store).leave([visitor.reader.destination], reason=reason)
    closed = visitor.ask("me")
    visitor.press(closed, "Try again")

    assert f"I could not send you direct messages. {reason} Then press Try again" in closed.text
    assert "Try again" == labels(closed)[0]
    assert "could not send" not in visitor.ask("me").text


def test_since_the_last_read_is_since_this_person_read(visitor: Visitor, newsroom: Newsroom) -> None:
    """What a channel was told of is still new to whoever had not read it; then it is marked."""
    never = visitor.ask("changed", since="last-read")
    articles = newsroom.articles.candidates()
    newsroom.articles.mark_seen("daily", [article.id for article in articles], at=FRIDAY)
    newsroom.people.mark_read("discord", visitor.account, FRIDAY - timedelta(days=7), now=FRIDAY)
    new = visitor.ask("changed", since="last-read")
    visitor.press(new, "Mark read")
    later = visitor.ask("changed", since="last-read")

    assert ["Mark read"] == labels(never)
    assert [["The harbour bridge reopens after eleven months"], []] == [
        [section.heading for section in message.sections] for message in (new, later)
    ]
    assert new.title.startswith("Daily")


def test_deleting_asks_once_more(visitor: Visitor) -> None:
    """The button in red stands beside one that keeps everything."""
    visitor.ask("me-save", **RIGHT)
    asked = visitor.press(visitor.ask("me"), "Delete my data")
    assert isinstance(asked, Message)

    assert [("Delete everything", Emphasis.DANGER), ("Keep it", Emphasis.PLAIN)] == [
        (action.label, action.emphasis) for action in asked.actions
    ]
    assert visitor.reader.at is not None


def test_what_was_deleted_is_said(visitor: Visitor) -> None:
    """The answer counts what is gone; nothing of the person is kept, not even that answer."""
    visitor.ask("me-save", **RIGHT)
    visitor.ask("me-send")
    asked = visitor.ask("me-delete")
    told = visitor.press(asked, "Delete everything")
    assert isinstance(told, Message)

    assert (
        "Deleted: your settings and up to where you had read, 1 message not sent, 2 answers of the last day. "
        "I hold nothing about you any more." == told.text
    )
    assert "I held nothing about you." == visitor.ask("me-forget").text


def test_what_a_person_wants_is_nobody_elses_business(visitor: Visitor, settings: Settings) -> None:
    """Somebody else in the same place sees and changes only what is theirs."""
    visitor.ask("me-save", **RIGHT)
    other = Visitor(visitor.newsroom, settings)
    other.ask("me-forget")

    assert "You have no digest of your own yet" in other.ask("me").text
    assert "Harwich ferry, Harbour bridge" in visitor.ask("me").text


def test_where_the_admin_says_no_nobody_gets_one(visitor: Visitor, settings: Settings) -> None:
    """Switched off, nothing is saved or sent and the reason is said; deleting stays possible."""
    visitor.ask("me-save", **RIGHT)
    rules = settings.personal.model_copy(update={"enabled": False})
    off = Visitor(visitor.newsroom, _with_rules(settings, rules), visitor.account)

    assert "Personal digests are switched off here" in off.ask("me").text
    assert ["Delete my data"] == labels(off.ask("me"))
    assert {True} == {
        "switched off here" in off.ask(verb, **options).text
        for verb, options in (
            ("me-save", RIGHT),
            ("me-send", {}),
            ("me-resume", {}),
            ("me-follow", {"topic": "opera"}),
        )
    }
    assert "Deleted: your settings" in off.ask("me-forget").text


def test_a_demo_sends_nothing(newsroom: Newsroom) -> None:
    """Without an office nothing is posted, so there is no digest to set up."""
    request = Request(verb="me", who=Person(id="ada"), where=Place(platform="console"))
    message = asyncio.run(CommandDesk(newsroom).answer(request, PlainDialect()))

    assert message.text.startswith("Nothing is posted from here")


def test_a_topic_that_is_gone_is_named(visitor: Visitor) -> None:
    """A topic the admin took away stays silent, and the person learns of it."""
    visitor.ask("me-save", **RIGHT)
    visitor.newsroom.people.change(
        "discord",
        visitor.account,
        lambda reader: replace(reader, topics=("bridge", "zeppelin")),
        now=FRIDAY,
    )

    assert "No topics here any more: zeppelin" in visitor.ask("me").text


def test_a_later_earliest_time_moves_what_is_set(visitor: Visitor, settings: Settings) -> None:
    """What the admin forbids after it was set is sent at the first time allowed, and the answer says so."""
    visitor.ask("me-save", **RIGHT | {"time": "06:30"})
    plan = Plan.of(_with_rules(settings, settings.personal.model_copy(update={"earliest": time(7, 0)})))
    newsroom = Newsroom(
        store=visitor.newsroom.store, index=visitor.newsroom.index, plan=plan, clock=lambda: FRIDAY
    )
    message = Visitor(newsroom, settings, visitor.account).ask("me")

    assert "Time - 06:30, Europe/London (sent at 07:00: none goes out earlier here)" in message.text


def test_a_restart_between_two_presses_changes_nothing(visitor: Visitor) -> None:
    """No step is held in memory: each button of an answer works at a desk opened after it was shown."""
    first = visitor.ask("me")
    form = visitor.form(first, "Set up")
    saved = visitor.send(form, topics="bridge")
    pressed = [visitor.press(saved, label) for label in ("Pause", "Change", "Send me one now")]

    assert [Message, Form, Message] == [type(each) for each in pressed]
    assert visitor.reader.is_paused


def _with_rules(settings: Settings, rules: PersonalSection) -> Settings:
    return replace(settings, personal=rules)
